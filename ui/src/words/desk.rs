//! The table of words, part of the paper page and of the desk: what 司法所 staff read.

use cunfa_core::rules::Reason;
use cunfa_protocol::view::VillageStanding;

use super::rules;

// The paper page.
/// Head of the printed form.
pub const LEDGER_TITLE: &str = "一村（社区）一法律顾问工作台账";
/// Before the number on the page.
pub const NUMBER_BEFORE: &str = "第 ";
/// After the number on the page.
pub const NUMBER_AFTER: &str = " 号";

/// The page as a screen reader names it.
#[must_use]
pub fn ledger_label(number: &str) -> String {
    format!("{LEDGER_TITLE}，第 {number} 号")
}
/// Row labels of the page.
pub const SERVED_WHEN: &str = "服务时间";
/// 方式.
pub const MODE: &str = "服务方式";
/// 类别.
pub const KIND: &str = "服务类别";
/// 对象.
pub const PERSONS: &str = "服务对象";
/// 事由.
pub const MATTER: &str = "事由";
/// 内容.
pub const ADVICE: &str = "服务内容";
/// 结果.
pub const RESULT: &str = "处理结果";
/// 重大事项.
pub const MAJOR: &str = "重大事项";
/// 收费备案.
pub const PAID: &str = "收费备案";
/// 主题.
pub const TOPIC: &str = "主题";
/// 主讲人.
pub const SPEAKER: &str = "主讲人";
/// 地点.
pub const PLACE: &str = "地点";
/// 参加人数.
pub const HEAD_COUNT: &str = "参加人数";
/// 发放份数.
pub const COPIES: &str = "发放资料";
/// 当事人.
pub const PARTIES: &str = "当事人";
/// 纠纷类型.
pub const DISPUTE: &str = "纠纷类型";
/// 协议.
pub const AGREEMENT: &str = "调解协议";
/// Reached.
pub const AGREED: &str = "已达成协议";
/// Not reached.
pub const NOT_AGREED: &str = "未达成协议";
/// 法律顾问.
pub const COUNSEL: &str = "法律顾问";
/// 签署意见.
pub const VILLAGE_OPINION: &str = "村（社区）签署意见";
/// 审核.
pub const OFFICE_REVIEW: &str = "司法所审核";
/// A text that is not there on one of two versions.
pub const NOT_GIVEN: &str = "（未填写）";
/// Nobody signed yet.
pub const NOT_SIGNED_YET: &str = "（尚未签字）";
/// Nobody reviewed yet.
pub const NOT_REVIEWED_YET: &str = "（尚未审核）";
/// Seal of a sign-off.
pub const SEAL_SIGNED: &str = "已签字";
/// Seal of an approval.
pub const SEAL_APPROVED: &str = "已通过";
/// Approval in words.
pub const APPROVED: &str = "审核通过";
/// Return in words.
pub const RETURNED: &str = "退回，需更正：";
/// On a row that differs from the other text.
pub const DIFFERS_HERE: &str = "此处不同";
/// On a correction.
pub const THIS_CORRECTS: &str = "本记录是对一条已签字记录的更正。";
/// On a corrected entry.
pub const CORRECTED_LATER: &str = "本记录已有更正，以更正后的记录为准。";

/// On a voided page.
#[must_use]
pub fn voided_because(reason: &str) -> String {
    if reason.is_empty() {
        "本记录已作废".to_owned()
    } else {
        format!("本记录已作废：{reason}")
    }
}

/// Counsel and writing time.
#[must_use]
pub fn counsel_line(name: &str, written: &str) -> String {
    format!("{name}　填写于 {written}")
}

/// "36 人".
#[must_use]
pub fn people_count(count: u32) -> String {
    format!("{count} 人")
}

/// "40 份".
#[must_use]
pub fn copies_count(count: u32) -> String {
    format!("{count} 份")
}

/// Read aloud for the ink.
#[must_use]
pub fn handwriting_of(name: &str) -> String {
    format!("{name}的手写签名")
}

// The desk: places and lists.
/// Title.
pub const DESK: &str = "审核";
/// Queue.
pub const WAITING: &str = "待审核";
/// Decided.
pub const DECIDED: &str = "已处理";
/// Month grid.
pub const MONTH: &str = "月度工时";
/// Registers and notice boards.
pub const REGISTERS: &str = "名册";
/// Village filter.
pub const ALL_VILLAGES: &str = "全部村（社区）";
/// Label of the village filter.
pub const CHOOSE_VILLAGE: &str = "选择村（社区）";
/// Search box.
pub const SEARCH: &str = "查找姓名、事由、序号、村名";
/// Empty queue.
pub const NOTHING_WAITS: &str = "没有待审核的记录";
/// What then.
pub const NOTHING_WAITS_MORE: &str = "村干部签字并上传后，记录会出现在这里。";
/// Empty decided list.
pub const NOTHING_DECIDED: &str = "还没有处理过的记录";
/// Empty search.
pub const NOTHING_FOUND: &str = "没有找到符合的记录";
/// What then.
pub const NOTHING_FOUND_MORE: &str = "换个词试试，或清空查找框。";
/// What then.
pub const NOTHING_DECIDED_MORE: &str = "通过或退回的记录会列在这里，最近的在前。";
/// Name of the middle pane.
pub const THE_RECORD: &str = "台账记录";
/// Nothing chosen.
pub const CHOOSE_ONE: &str = "从左边选择一条记录";
/// How to choose.
pub const CHOOSE_ONE_MORE: &str = "也可以按 J、K 上下移动，按回车打开。";
/// Back to the list, narrow screens.
pub const BACK_TO_LIST: &str = "返回列表";
/// From an entry that a question named back to the one that raised it.
pub const BACK_TO_FORMER: &str = "回到刚才的记录";
/// 重大.
pub const MAJOR_MARK: &str = "重大事项";
/// Lists of rows, for screen readers.
pub const QUEUE_LIST: &str = "待审核的记录";
/// See above.
pub const DECIDED_LIST: &str = "已处理的记录";

/// "12 条".
#[must_use]
pub fn rows_count(count: usize) -> String {
    format!("{count} 条")
}

/// A village in the filter.
#[must_use]
pub fn village_with_count(name: &str, township: &str, waiting: u32) -> String {
    format!("{township} · {name}（{waiting}）")
}

/// A fact, no accusation.
#[must_use]
pub fn written_late(days: u32) -> String {
    format!("服务结束 {days} 天后填写")
}

/// Explains the fact.
pub const WRITTEN_LATE_MORE: &str = "补记是允许的，这里只说明事实。";

// The decision.
/// Approve.
pub const APPROVE: &str = "通过";
/// Return.
pub const RETURN: &str = "退回…";
/// Why there is nothing to decide.
pub const NOTHING_TO_DECIDE: &str = "这条记录现在不需要审核。";
/// After approval.
pub const SAID_APPROVED: &str = "已通过，决定已存在本机，联网后会自动上传。";
/// After return.
pub const SAID_RETURNED: &str = "已退回，决定已存在本机，联网后会自动上传。";
/// Head of the facts.
pub const FACTS: &str = "有关情况";
/// Head of the signatures.
pub const SIGNATURE: &str = "签字";
/// Keys beside the buttons.
pub const DECIDE_KEYS: &str = "按 A 通过，按 R 退回";
/// A signature that does not hold, in its row.
pub const SIGNATURE_BROKEN: &str = "核对不上，不能作数。";
/// Above both texts.
pub const CHANGED_AFTER: &str = "签字之后又有改动，正式内容是签字时的内容。";
/// Signed by hand.
pub const ON_PAPER: &str = "纸上签字";
/// On the page, in place of an opinion.
#[must_use]
pub fn signed_on_paper(name: &str, moment: &str) -> String {
    format!("已在纸上手写签字，见签字页。法律顾问{name}于 {moment} 提交。")
}
/// Heading of a submission.
pub const SUBMISSION: &str = "提交";
/// Submission row labels.
pub const SUBMITTED_BY: &str = "谁提交的";
/// See above.
pub const SUBMITTED_KEY: &str = "用哪把钥匙";
/// See above.
pub const SUBMITTED_WAY: &str = "提交方式";
/// See above.
pub const SUBMITTED_WHAT: &str = "提交的内容";
/// Covers an older text.
pub const SUBMITTED_OTHER: &str = "是提交时的内容；提交之后记录又有改动。";
/// Signed by hand, on a page that was photographed.
pub const SIGNED_ON_PAPER: &str = "在纸上签的，见附件里的签字页。";
/// Nobody signed.
pub const NO_SIGN_OFF: &str = "还没有人签字。";
/// Signature row labels.
pub const SIGNED_BY: &str = "谁签的";
/// See above.
pub const SIGNED_WHEN: &str = "什么时候";
/// See above.
pub const SIGNED_WHAT: &str = "签的内容";
/// See above.
pub const SIGNED_OPINION: &str = "意见";
/// Device clocks are not trusted.
pub const BY_DEVICE_CLOCK: &str = "（按签字设备的时钟）";
/// Covers.
pub const COVERS_CURRENT: &str = "就是现在看到的内容，一字未改。";
/// Does not.
pub const COVERS_OTHER: &str = "是签字时的内容；签字之后记录又有改动。";
/// Does not hold.
pub const DOES_NOT_HOLD: &str = "核对不上：签名与内容或签字人不符，请不要通过，联系县（区）司法局。";
/// Two sign-offs over different texts.
pub const SIGN_OFFS_DIFFER: &str = "有两个签字，签的内容不一样，请先核实以哪个为准。";
/// Two reviews disagree.
pub const REVIEWS_DIFFER: &str = "另有不同意见：同一内容，有人通过，有人退回，两份决定都保留。签字时内容相同的，按退回算；请与同事商量，需要更正的由法律顾问更正后再报。";
/// Fields with several values.
pub const HAS_CONFLICTS: &str = "这条记录有几处写法不一致，需要法律顾问先选定。";
/// Earlier decisions.
pub const EARLIER_DECISIONS: &str = "已有的审核";
/// Head of both texts.
pub const TWO_TEXTS: &str = "签字之后，记录又有改动";
/// What counts.
pub const TWO_TEXTS_MORE: &str = "正式内容仍是签字时的内容，改动需要重新签字才算数。不同之处已标出。";
/// Left text.
pub const TEXT_SIGNED: &str = "签字时的内容（正式）";
/// Right text.
pub const TEXT_NOW: &str = "改动后的内容（未签字）";
/// Stage.
pub const FACT_STAGE: &str = "目前状态";
/// Delivery.
pub const FACT_DELIVERY: &str = "是否送达";
/// Written.
pub const FACT_WRITTEN: &str = "填写时间";

// The dialog.
/// Title.
pub const RETURN_TITLE: &str = "退回这条记录";
/// What it does.
pub const RETURN_MORE: &str = "写明需要更正的地方，可以写几点。法律顾问会看到这些内容。";
/// Templates.
pub const RETURN_TEMPLATES: &str = "常用原因（点一下加入，可再修改）";
/// One point.
#[must_use]
pub fn point(number: usize) -> String {
    format!("第 {number} 点")
}
/// Add.
pub const ADD_POINT: &str = "再加一点";
/// Remove.
pub const REMOVE_POINT: &str = "删去这一点";
/// Empty.
pub const REASON_NEEDED: &str = "请至少写明一点需要更正的地方。";
/// Send.
pub const CONFIRM_RETURN: &str = "确认退回";
/// Cancel.
pub const CANCEL: &str = "取消";
/// Ready reasons: a short name and the whole sentence.
pub const TEMPLATES: [(&str, &str); 6] = [
    ("内容太简单", "服务内容写得太简单，请补充咨询的问题和给出的意见。"),
    ("时间要核对", "服务时间与实际不符，请核对起止时间。"),
    ("缺服务对象", "没有写明服务对象，请补充姓名或人数。"),
    ("缺处理结果", "没有写明处理结果，请补充。"),
    ("缺讲座信息", "讲座缺少参加人数或地点，请补充。"),
    ("类别要更正", "服务类别选错了，请更正。"),
];

// Keys.
/// Title.
pub const HELP: &str = "键盘操作";
/// Close.
pub const CLOSE: &str = "关闭";
/// Keys and what they do.
pub const KEYS: [(&str, &str); 10] = [
    ("J", "下一条"),
    ("K", "上一条"),
    ("回车", "打开选中的记录"),
    ("A", "通过；选了几条时，一起通过"),
    ("R", "退回，写明原因"),
    ("Shift+J、Shift+K", "一次选几条"),
    ("Esc", "不选了"),
    ("/ 或 Ctrl+F", "查找"),
    ("Esc", "关闭窗口、离开查找"),
    ("?", "显示本说明"),
];
/// When keys rest.
pub const KEYS_REST: &str = "正在输入文字时，这些按键只用来打字。";

// The month.
/// Previous.
pub const EARLIER_MONTH: &str = "上一月";
/// Next.
pub const LATER_MONTH: &str = "下一月";
/// The grid, for screen readers.
pub const GRID_TABLE: &str = "各村（社区）本月情况";
/// The lines, for screen readers.
pub const LINES_TABLE: &str = "逐条说明";
/// Columns.
pub const COL_VILLAGE: &str = "村（社区）";
/// Counted of owed.
pub const COL_MINUTES: &str = "现场服务（计入 / 应有）";
/// Standing.
pub const COL_STANDING: &str = "情况";
/// Lectures.
pub const COL_LECTURES: &str = "今年讲座（已办 / 应办）";
/// Unsigned.
pub const COL_UNSIGNED: &str = "待签字";
/// Unreviewed.
pub const COL_UNREVIEWED: &str = "待审核";
/// Date.
pub const COL_DATE: &str = "服务日期";
/// Whole.
pub const COL_WHOLE: &str = "时长";
/// Counted.
pub const COL_COUNTED: &str = "计入";
/// Why not.
pub const COL_WHY: &str = "说明";
/// All counted.
pub const ALL_COUNTED: &str = "全部计入";
/// Total.
pub const TOTAL: &str = "合计";
/// Empty.
pub const NO_CELLS: &str = "本月还没有可统计的村（社区）";
/// What then.
pub const NO_CELLS_MORE: &str = "有了签字的服务记录，就会算进来。";
/// Empty month of a village.
pub const NO_LINES: &str = "本月没有服务记录。";
/// Reached.
pub const DUTY_MET: &str = "已达到";
/// Nobody serves it.
pub const UNSERVED: &str = "未配备顾问";
/// It is merged.
pub const NOTHING_OWED: &str = "已合并，不再计应有时长";
/// Back.
pub const BACK_TO_GRID: &str = "返回总表";

/// What is to be said of how a village stands; nothing where somebody serves it.
#[must_use]
pub fn standing(of: &VillageStanding) -> Option<String> {
    match of {
        VillageStanding::Served => None,
        VillageStanding::Unserved => Some(UNSERVED.to_owned()),
        VillageStanding::Merged { into, from } => Some(format!("{from} 起并入{}", into.name)),
    }
}

/// "2026 年 11 月".
#[must_use]
pub fn month_title(year: i32, month: u32) -> String {
    format!("{year} 年 {month} 月")
}

/// "3 小时 / 5 小时".
#[must_use]
pub fn counted_of_owed(counted: &str, owed: &str) -> String {
    format!("{counted} / {owed}")
}

/// What is missing.
#[must_use]
pub fn duty_missing(length: &str) -> String {
    format!("还差 {length}")
}

/// Opens the explanation.
#[must_use]
pub fn explain(village: &str) -> String {
    format!("{village}：查看逐条说明")
}

/// Minutes left out and why.
#[must_use]
pub fn left_out(reason: Reason, length: &str) -> String {
    format!("{length}未计入：{}", rules::reason(reason))
}
