//! Words of the registers in tables, as the screens say them (a house test compares); what stands in a column is read again as it stands there.

use chrono::Datelike as _;
use cunfa_core::register::{
    Answers, Asked, Column, CounselKind, Finding, FirmKind, Half, MonthlyCheck, RecordKind, Values, Verdict,
};
use cunfa_core::{EntryId, Role};

use super::report_words::verdict;
pub(super) use super::words::moment;
use super::words::role;

pub(super) const TITLE: &str = "名册";
pub(super) const LEAD: &str = "本表可以改后再导入：请不要改“登记编号”一列；留空的格子不会清空名册，撤销要在程序里做。本表没有签名，以程序里的名册为准。";
/// Beside a village its code.
pub(super) const CODE: &str = "村代码";
/// Who said it last, when, where in the log, and whether it holds.
pub(super) const LAST: &[(&str, u8)] = &[
    ("最后登记人", 20),
    ("签名时间", 18),
    ("服务器收到", 18),
    ("服务器批次", 10),
    ("撤销理由", 24),
    ("登记编号", 36),
];
/// Of the month's check, which no list takes in.
pub(super) const CHECK_LEAD: &str =
    "检查结果在“月度检查表和抽查”里登记和更正，本表不能导入。本表没有签名，以程序里的名册为准。";
pub(super) const NOT_SENT: &str = "未上传";

/// A page's title.
pub(super) fn title(of: RecordKind) -> String {
    format!("{TITLE}：{}", kind(of))
}

/// From which data.
pub(super) fn data(came_ms: Option<i64>, up_to: u64) -> String {
    match came_ms {
        Some(ms) => format!("数据：名册截至 {} 同步，到服务器第 {up_to} 批为止", moment(ms)),
        None => "数据：只有本机的登记，还没有收到服务器的名册".to_owned(),
    }
}

/// Who said it.
pub(super) fn by(name: &str, as_what: Role) -> String {
    format!("{name}（{}）", role(as_what))
}

/// What a register is called.
pub(super) fn kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Firm => "律所和服务所",
        RecordKind::Counsel => "法律顾问",
        RecordKind::Appointment => "聘任",
        RecordKind::Board => "公示牌",
        RecordKind::Recusal => "回避",
        RecordKind::Training => "培训",
        RecordKind::Filing => "收费备案",
        RecordKind::Village => "村（社区）变更",
        RecordKind::Allocation => "配备申请",
        RecordKind::Assessment => "半年考核",
        RecordKind::RuleFile => "规则文件",
        RecordKind::Fee => "报酬",
        RecordKind::Check => "月度检查",
    }
}

/// What a value is called.
pub(super) fn column(kind: RecordKind, column: Column) -> &'static str {
    match column {
        Column::Name => match kind {
            RecordKind::Counsel => "姓名",
            RecordKind::Village => "新名称",
            RecordKind::Firm
            | RecordKind::Appointment
            | RecordKind::Board
            | RecordKind::Recusal
            | RecordKind::Training
            | RecordKind::Filing
            | RecordKind::Allocation
            | RecordKind::Assessment
            | RecordKind::RuleFile
            | RecordKind::Fee
            | RecordKind::Check => "名称",
        },
        Column::FirmKind => "机构类别",
        Column::Phone => "联系电话",
        Column::Person => "法律顾问",
        Column::CounselKind => "身份",
        Column::Firm => "执业机构",
        Column::Official => "是否公职人员",
        Column::Village => "村（社区）",
        Column::From => "起始日期",
        Column::To => "截止日期",
        Column::Prior => "原有安排",
        Column::Recusal => "代理哪次回避",
        Column::ContractNumber => "合同编号",
        Column::ContractDate => "签订日期",
        Column::FeeFen if kind == RecordKind::Fee => "每月报酬",
        Column::FeeFen => "收费金额",
        Column::Duties => "职责",
        Column::OnSiteHours => "驻村时间",
        Column::Place => "地点",
        Column::NextVisit => "下次到村日期",
        Column::OtherVillage => "有利益冲突的另一村（社区）",
        Column::Reason if kind == RecordKind::Appointment => "续聘理由",
        Column::Reason => "理由",
        Column::Date => "日期",
        Column::Topic => "培训内容",
        Column::Hours => "学时",
        Column::Matter => "服务事项",
        Column::Acknowledged => "县（区）已备案",
        Column::MergedInto => "并入的村（社区）",
        Column::Villages => "申请配备的村（社区）",
        Column::Note => "说明",
        Column::Answer => "市局答复",
        Column::Firms => "推荐的机构",
        Column::Half => "半年度",
        Column::Scores => "得分",
        Column::Verdict => "考核等次",
        Column::Text => "规则文件全文",
        Column::Month => "月份",
        Column::Drawn => "抽查结果",
        Column::Root => "抽查依据",
        Column::Answers => "群众满意度",
    }
}

fn firm_kind(kind: FirmKind) -> &'static str {
    match kind {
        FirmKind::LawFirm => "律师事务所",
        FirmKind::LegalService => "基层法律服务所",
    }
}

fn counsel_kind(kind: CounselKind) -> &'static str {
    match kind {
        CounselKind::Lawyer => "律师",
        CounselKind::Trainee => "实习人员",
        CounselKind::LegalWorker => "基层法律服务工作者",
    }
}

/// A code of a choice; no two choices share one.
pub(super) fn choice(code: &str) -> String {
    let firm = FirmKind::from_code(code).map(firm_kind);
    let counsel = || CounselKind::from_code(code).map(counsel_kind);
    let result = || Verdict::from_code(code).map(verdict);
    firm.or_else(counsel).or_else(result).unwrap_or(code).to_owned()
}

pub(super) fn yes_no(code: &str) -> &'static str {
    if code == "yes" { "是" } else { "否" }
}

/// "2026年上半年".
pub(super) fn half(code: &str) -> String {
    let of = |half: Half| {
        let part = if half.number() == 1 { "上半年" } else { "下半年" };
        format!("{}年{part}", half.year())
    };
    code.parse().map_or_else(|_| code.to_owned(), of)
}

/// "2026年11月".
pub(super) fn month(text: &str) -> String {
    let first = Values::new().with(Column::Month, text).month();
    first.map_or_else(
        || text.to_owned(),
        |first| format!("{}年{}月", first.year(), first.month()),
    )
}

/// Whether an entry that was drawn is as it is written.
pub(super) fn finding(found: Finding) -> &'static str {
    match found {
        Finding::AsWritten => "相符",
        Finding::Otherwise => "不符",
        Finding::NotSeen => "未核对",
    }
}

/// A question to villagers, in short.
pub(super) fn asked(question: Asked) -> &'static str {
    match question {
        Asked::Known => "知道法律顾问是谁",
        Asked::Real => "确有这次服务",
        Asked::Clear => "听明白了",
        Asked::Satisfied => "对服务满意",
    }
}

/// Of the entries drawn how many are as they are written.
pub(super) fn drawn(text: &str) -> String {
    let found = Values::new().with(Column::Drawn, text).drawn();
    counted(&found)
}

fn counted(found: &[(EntryId, Finding)]) -> String {
    let of = |one: &Finding| {
        let count = found.iter().filter(|(_, found)| found == one).count();
        (count > 0).then(|| format!("{} {count}", finding(*one)))
    };
    let parts: Vec<String> = Finding::ALL.iter().filter_map(of).collect();
    format!("抽查 {} 条：{}", found.len(), parts.join("，"))
}

/// What villagers answered, question by question.
pub(super) fn answers(text: &str) -> String {
    let answers = Values::new().with(Column::Answers, text).answers();
    let one = |(question, of): &(Asked, Answers)| {
        format!(
            "{}：问 {} 人，是 {}，一般 {}，否 {}",
            asked(*question),
            of.asked,
            of.good,
            of.fair,
            of.poor
        )
    };
    answers.iter().map(one).collect::<Vec<_>>().join("；")
}

/// A record of the month's check that was signed here and not taken.
pub(super) const REFUSED: &str = "服务器没有接受，请在名册里处理";

/// By whom and when the month's check was recorded.
pub(super) fn signed(name: &str, as_what: Role, at_ms: i64) -> String {
    format!("检查人：{}，{} 签名", by(name, as_what), moment(at_ms))
}

/// What was found in a village's month, in one cell of the month's check.
pub(super) fn check(check: &MonthlyCheck, by: &str) -> String {
    let drawn = (!check.drawn.is_empty()).then(|| counted(&check.drawn));
    let note = (!check.note.is_empty()).then(|| check.note.clone());
    let parts: Vec<String> = drawn.into_iter().chain(note).chain([by.to_owned()]).collect();
    parts.join("。")
}

/// Points by key of the item: "lectures=10.0；on_site=38.5".
pub(super) fn scores(text: &str) -> String {
    let scores = Values::new().with(Column::Scores, text).scores();
    let points = scores
        .iter()
        .map(|(key, tenths)| format!("{key}={}.{}", tenths / 10, tenths % 10));
    points.collect::<Vec<_>>().join("；")
}
