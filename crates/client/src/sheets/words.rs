//! Every word in a table, in plain Chinese, as the screens say it.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime};
use cunfa_core::need::{Channel, CloseReason};
use cunfa_core::rules::Basis;
use cunfa_core::{Category, Detail, Entry, Kind, Mode, ResultClass, Role, Stage};
use cunfa_protocol::view::{CheckData, NeedState, Sought, VillageRow, VillageStanding};
use cunfa_store::{Delivery, Row};

/// What the name of every file begins with.
pub(super) const PREFIX: &str = "台账表-";
pub(super) const ENTRIES: &str = "台账";
pub(super) const MONTHS: &str = "每月";
/// In the place of a text that is not on this device.
pub(super) const NOT_HERE: &str = "（尚未下载）";
pub(super) const YES: &str = "是";

/// The columns of entries, with their widths.
pub(super) const ENTRY_HEADS: &[(&str, u8)] = &[
    ("序号", 10),
    ("服务日期", 12),
    ("开始", 8),
    ("结束", 8),
    ("时长（分钟）", 8),
    ("乡镇（街道）", 14),
    ("村（社区）", 18),
    ("方式", 8),
    ("服务类别", 18),
    ("服务对象", 16),
    ("参加人数", 8),
    ("事由", 30),
    ("内容", 40),
    ("结果", 24),
    ("结果类别", 12),
    ("细节", 30),
    ("重大事项", 20),
    ("收费备案", 14),
    ("法律顾问", 12),
    ("状态", 16),
    ("送达", 12),
    ("填写时间", 18),
];
pub(super) const ENTRY_FOOT: &[&str] = &[
    "时长是记录上写的时长，不是计入时长；计入多少按规则算，见“每月”。",
    "“状态”和“送达”是导出时这台设备上的情况。",
    "本表供查阅和统计，没有签名；以有签名的记录和卷为准。表中有群众姓名，请妥善保管。",
];
pub(super) const MONTH_HEADS: &[(&str, u8)] = &[
    ("月份", 12),
    ("计入（分钟）", 12),
    ("应有（分钟）", 12),
    ("还差（分钟）", 12),
    ("讲座（场，本期）", 12),
    ("应有讲座（场）", 12),
    ("规则", 18),
    ("规则版本", 10),
];
pub(super) const GRID_FIRST: &[(&str, u8)] = &[("乡镇（街道）", 14), ("村（社区）", 18), ("代码", 15)];
pub(super) const GRID_LAST: &[(&str, u8)] = &[
    ("合计（分钟）", 10),
    ("本月应有（分钟）", 10),
    ("本月还差（分钟）", 10),
    ("讲座（场，本期）", 10),
    ("应有讲座（场）", 10),
    ("待签字", 8),
    ("待审核", 8),
    ("本月情况", 20),
    ("本月规则", 24),
];
/// The county's pages.
pub(super) const COUNTED: &str = "计入时长（分钟）";
pub(super) const MISSING: &str = "还差（分钟）";
pub(super) const HELD: &str = "讲座（场）";
pub(super) const WRITTEN: &str = "记录（条）";
pub(super) const UNSIGNED: &str = "待签字（条）";
pub(super) const UNREVIEWED: &str = "待审核（条）";
pub(super) const BY_MONTH: &str = "各月合计";
pub(super) const LOADS: &str = "法律顾问工作量";
pub(super) const COUNTY_LAST: &[(&str, u8)] = &[("合计", 10), ("情况", 20)];
/// A month, and a number of each page.
pub(super) const SUM_HEADS: &[(&str, u8)] = &[
    ("月份", 8),
    (COUNTED, 12),
    (MISSING, 12),
    (HELD, 8),
    (WRITTEN, 8),
    (UNSIGNED, 8),
    (UNREVIEWED, 8),
];
pub(super) const LOAD_HEADS: &[(&str, u8)] = &[("姓名", 14), ("村数", 8), ("记录（条）", 10), ("时长（分钟）", 12)];
pub(super) const CHECK: &str = "检查";
pub(super) const CHECK_HEADS: &[(&str, u8)] = &[
    ("乡镇（街道）", 14),
    ("村（社区）", 18),
    ("代码", 15),
    ("法律顾问", 14),
    ("记录（条）", 8),
    ("计入（分钟）", 10),
    ("应有（分钟）", 10),
    ("还差（分钟）", 10),
    ("讲座（场，本期）", 10),
    ("应有讲座（场）", 10),
    ("待签字", 8),
    ("待审核", 8),
    ("被退回", 8),
    ("规则", 24),
    ("检查情况", 30),
];
pub(super) const DRAWN: &str = "抽查";
pub(super) const DRAWN_HEADS: &[(&str, u8)] = &[
    ("村（社区）", 18),
    ("序号", 10),
    ("服务日期", 12),
    ("时长（分钟）", 8),
    ("方式", 8),
    ("服务类别", 18),
    ("服务对象", 16),
    ("事由", 30),
    ("法律顾问", 12),
    ("记录是否属实", 14),
    ("群众是否满意", 14),
    ("备注", 24),
];
pub(super) const DRAWN_FOOT: &[&str] = &[
    "每村抽五分之一，最少一条，最多五条。抽哪几条由服务器签名的记录指纹算出，不由人挑选；数据相同，抽出的就相同。",
    "后三列由检查人填写；检查结果已登记的，“记录是否属实”一列是登记的结果。表中有群众姓名，请妥善保管。",
];
pub(super) const ASKED: &str = "满意度";
pub(super) const ASK_QUESTIONS: [&str; 4] = [
    "您知道本村的法律顾问是谁、怎么找吗？",
    "这次服务是不是真有其事？",
    "法律顾问说的您听明白了吗？",
    "您对这次服务满意吗？",
];
pub(super) const ASK_HEADS: &[(&str, u8)] = &[
    ("村（社区）", 18),
    ("代码", 15),
    ("问题", 36),
    ("询问（人）", 10),
    ("是 / 满意（人）", 10),
    ("一般（人）", 10),
    ("否 / 不满意（人）", 10),
    ("其他意见", 30),
];
pub(super) const ASK_FOOT: &str = "只填人数，不填姓名。询问接受过服务的群众；不照相、不录音、不收身份证号。";
pub(super) const GRID_LEAD: &str = "各月为计入时长（分钟）；应有、还差、讲座、待签字、待审核是最后一个月的。";

pub(super) const NEEDS: &str = "群众需求";
pub(super) const NEED_HEADS: &[(&str, u8)] = &[
    ("提出日期", 12),
    ("乡镇（街道）", 14),
    ("村（社区）", 18),
    ("代码", 15),
    ("群众姓名", 12),
    ("群众类别", 10),
    ("想问什么事", 40),
    ("怎么来的", 10),
    ("状态", 10),
    ("答复的记录", 12),
    ("答复日期", 12),
    ("结束原因", 12),
    ("结束说明", 24),
    ("登记人", 12),
    ("登记时间", 18),
];
pub(super) const NEED_FOOT: &[&str] = &["“状态”是导出时这台设备上的情况。表中有群众姓名，没有电话，请妥善保管。"];

pub(super) fn need_state(state: NeedState) -> &'static str {
    match state {
        NeedState::Waiting => "待办理",
        NeedState::InHand => "办理中",
        NeedState::Answered => "已答复",
        NeedState::Closed => "已结束",
    }
}

pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "当面",
        Channel::Phone => "电话",
        Channel::NoticeBoard => "公示牌",
        Channel::PublicPage => "网上提问",
        Channel::Other => "其他",
    }
}

pub(super) fn close_reason(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::SolvedOtherwise => "已自行解决",
        CloseReason::Withdrawn => "群众撤回",
        CloseReason::Elsewhere => "转其他部门",
        CloseReason::Duplicate => "重复登记",
        CloseReason::Other => "其他原因",
    }
}

pub(super) fn category(category: Category) -> &'static str {
    match category {
        Category::LowIncome => "低保",
        Category::Disabled => "残疾",
        Category::Elderly => "老年",
        Category::Woman => "妇女",
        Category::Minor => "未成年人",
        Category::MigrantWorker => "农民工",
        Category::Veteran => "退役军人",
    }
}

/// How a village stands, where that is to be said.
pub(super) fn standing(of: &VillageStanding) -> Option<String> {
    match of {
        VillageStanding::Served => None,
        VillageStanding::Unserved => Some("未配备顾问".to_owned()),
        VillageStanding::Merged { into, from } => Some(format!("{from} 起并入{}", into.name)),
    }
}

pub(super) fn written_by(name: &str, role: Role, made: NaiveDateTime) -> String {
    format!(
        "导出：{}，{}（{}）",
        made.format("%Y-%m-%d %H:%M"),
        name,
        self::role(role)
    )
}

pub(super) fn entries_title(village: Option<&VillageRow>, year: Option<i32>) -> String {
    let place = village.map_or_else(
        || "全部村（社区）".to_owned(),
        |village| format!("{}{}", village.township, village.name),
    );
    match year {
        Some(year) => format!("{place} {year}年台账"),
        None => format!("{place} 台账"),
    }
}

pub(super) fn months_title(village: &VillageRow, year: i32) -> String {
    format!("{}{} {year}年每月时长和讲座", village.township, village.name)
}

pub(super) fn grid_title(month: NaiveDate) -> String {
    format!("{}年1月至{}月各村时长", month.year(), month.month())
}

pub(super) fn county_title(year: i32) -> String {
    format!("{year}年各村各月")
}

pub(super) fn check_title(month: NaiveDate) -> String {
    format!("{}月度检查表", self::month(month))
}

pub(super) fn draw_title(month: NaiveDate) -> String {
    format!("{}抽查表", self::month(month))
}

pub(super) fn ask_title(month: NaiveDate) -> String {
    format!("{}群众满意度询问表", self::month(month))
}

/// A server time as people in China read it.
pub(super) fn moment(ms: i64) -> String {
    const AHEAD_MS: i64 = 8 * 3_600_000;
    let at = DateTime::from_timestamp_millis(ms.saturating_add(AHEAD_MS)).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// From which data.
pub(super) fn check_data(data: &CheckData) -> String {
    let log = match &data.log {
        None => "数据：只有本机的记录，还没有与服务器核对过".to_owned(),
        Some(log) => format!(
            "数据：本机已收到服务器第 {} 批；抽查依据服务器 {} 签名的记录：第 {} 批为止，签名 {} 份，指纹 {}",
            data.sequence,
            moment(log.at_ms),
            log.sequence,
            log.acts,
            log.root
        ),
    };
    let more = [(data.unsent, "本机尚未送达"), (data.not_here, "正文尚未下载")];
    let more = more.iter().filter(|(count, _)| *count > 0);
    let more: Vec<String> = more.map(|(count, what)| format!("，{what} {count} 条")).collect();
    format!("{log}{}", more.concat())
}

pub(super) fn month(month: NaiveDate) -> String {
    format!("{}年{}月", month.year(), month.month())
}

pub(super) fn month_number(month: u32) -> String {
    format!("{month}月")
}

pub(super) fn counted(rows: usize, not_here: usize) -> String {
    if not_here == 0 {
        format!("共 {rows} 条")
    } else {
        format!("共 {rows} 条，其中 {not_here} 条的正文尚未下载到这台设备")
    }
}

/// What the list was narrowed to.
pub(super) fn sought(with: &Sought, month: Option<NaiveDate>) -> String {
    let mut parts = Vec::new();
    let filter = &with.filter;
    if let Some(of) = month {
        parts.push(format!("月份：{}", self::month(of)));
    }
    if !filter.stages.is_empty() {
        let stages: Vec<&str> = filter.stages.iter().copied().map(stage_name).collect();
        parts.push(format!("状态：{}", stages.join("、")));
    }
    if let Some(kind) = filter.kind {
        parts.push(format!("类别：{}", self::kind(kind)));
    }
    if let Some(mode) = filter.mode {
        parts.push(format!("方式：{}", self::mode(mode)));
    }
    if filter.major {
        parts.push("只看重大事项".to_owned());
    }
    if filter.unsent {
        parts.push("只看未送达".to_owned());
    }
    if !with.search.trim().is_empty() {
        parts.push(format!("查找：{}", with.search.trim()));
    }
    if parts.is_empty() {
        "没有筛选".to_owned()
    } else {
        format!("筛选：{}", parts.join("；"))
    }
}

/// The kind's own facts.
pub(super) fn details(text: &Entry) -> String {
    let mut parts = Vec::new();
    if let Some(lecture) = &text.lecture {
        let told = [
            ("主题", &lecture.topic),
            ("主讲人", &lecture.speaker),
            ("地点", &lecture.place),
        ];
        let told = told.into_iter().filter(|(_, text)| !text.is_empty());
        parts.extend(told.map(|(name, text)| format!("{name}：{text}")));
        parts.push(format!("发放资料 {} 份", lecture.copies));
    }
    if let Some(mediation) = &text.mediation {
        parts.push(format!("当事人：{}", mediation.parties));
        parts.push(format!("纠纷类型：{}", mediation.dispute));
        parts.push(
            if mediation.agreed {
                "达成协议"
            } else {
                "未达成协议"
            }
            .to_owned(),
        );
    }
    let details = text.details.iter();
    parts.extend(details.map(|given| format!("{}：{}", detail(given.of), given.text)));
    parts.join("；")
}

fn detail(of: Detail) -> &'static str {
    match of {
        Detail::Title => "文件名称",
        Detail::Counterpart => "相对方",
        Detail::Changes => "修改条款",
        Detail::Body => "受理机关",
        Detail::AidStation => "法律援助机构",
        Detail::CaseNumber => "案号",
        Detail::People => "涉及人数",
        Detail::Stage => "所处阶段",
    }
}

/// By which rules, one line each, and what is wrong with the files at hand.
pub(super) fn rules(bases: &[Basis]) -> Vec<String> {
    let mut lines = Vec::new();
    for basis in bases {
        let of = &basis.rule;
        lines.push(format!(
            "按《{}》计算（{}）。依据：{}",
            of.title,
            rule(&of.id, of.version),
            of.source
        ));
        if !basis.faults.is_empty() {
            lines.push(format!(
                "规则 {} 的文件有 {} 处问题，见程序里的说明。",
                of.id,
                basis.faults.len()
            ));
        }
    }
    lines
}

pub(super) fn rule(id: &str, version: u32) -> String {
    format!("规则 {id}，第 {version} 版")
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Consultation => "法律咨询",
        Kind::Visit => "走访值班",
        Kind::Lecture => "法治讲座",
        Kind::Mediation => "矛盾纠纷调解",
        Kind::Drafting => "代书文书",
        Kind::LegalAid => "法律援助指引或代理",
        Kind::VillageRules => "村规民约、章程审修",
        Kind::Election => "换届选举",
        Kind::Contract => "合同、重大项目或决策意见",
        Kind::Publicity => "法治宣传",
        Kind::Petition => "信访与群体性事件协助",
        Kind::Litigation => "代理诉讼",
        Kind::Other => "其他",
    }
}

pub(super) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "现场",
        Mode::Phone => "电话",
        Mode::Online => "线上",
        Mode::Appointment => "预约",
    }
}

pub(super) fn result_class(class: ResultClass) -> &'static str {
    match class {
        ResultClass::Solved => "已解决",
        ResultClass::ToMediation => "引导调解",
        ResultClass::ToLegalAid => "转法律援助",
        ResultClass::ToLitigation => "引导诉讼",
        ResultClass::FollowUp => "待跟进",
    }
}

/// Where it stands, with what a screen marks beside it.
pub(super) fn stage(row: &Row) -> String {
    let name = stage_name(row.stage);
    let marks = [
        (row.changed_after_signing, "签后有改动"),
        (row.on_paper, "纸上签字"),
        (row.corrects.is_some(), "更正"),
    ];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark);
    let marks: Vec<&str> = marks.collect();
    if marks.is_empty() {
        name.to_owned()
    } else {
        format!("{name}（{}）", marks.join("、"))
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unsigned => "待签字",
        Stage::Signed => "已签字",
        Stage::InReview => "待审核",
        Stage::Returned => "已退回",
        Stage::Approved => "已通过",
        Stage::Voided => "已作废",
    }
}

pub(super) fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Here => "未上传",
        Delivery::Parked(_) => "没收下",
        Delivery::Delivered => "已送达",
        Delivery::NotHere => "尚未下载",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Counsel => "法律顾问",
        Role::Cadre => "村（社区）干部",
        Role::Office => "司法所",
        Role::County => "县（区）司法局",
        Role::City => "市司法局",
    }
}
