//! Words of the registers (名册): what they are called, what a record says, what is wrong with it, what is missing, and the notice board.

use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_core::assessment::Scored;
use cunfa_core::register::{
    Column, CounselKind, Fault, FaultReason, FirmKind, Half, RecordKind, Shape, Values, Verdict,
};
use cunfa_protocol::view::{BoardCounsel, RecordAct, RenewalBasis, VillageRow};

use super::{check, report, rules};
use crate::model::record::{Names, Unread, show_tenths};
use crate::model::yuan;

/// What they are called.
pub const TITLE: &str = "名册";
/// What they are.
pub const LEAD: &str =
    "聘任、法律顾问、律所，和与它们有关的登记。每次登记都签您的名；登记后只能改写或撤销，经过都留着。";
/// What may stand in an amount.
pub const YUAN_SIGNS: &str = "元￥¥,， 　";
/// What may stand in a number of hours.
pub const HOUR_SIGNS: &str = "学小时 　";
/// What may stand in points.
pub const POINT_SIGNS: &str = "分 　";

// Going about.
pub const LIST: &str = "各项登记";
pub const TO_START: &str = "返回名册";
pub const TO_LIST: &str = "返回";
pub const SEARCH: &str = "查找姓名、村名、机构";
pub const MORE: &str = "再显示一些";
pub const NONE: &str = "—";
pub const EMPTY: &str = "还没有登记";
pub const EMPTY_MORE: &str = "登记以后会列在这里。";
pub const NOTHING_FOUND: &str = "没有找到";
pub const NOTHING_FOUND_MORE: &str = "换个说法再找，或清空上面的查找。";
pub const NEVER_CAME: &str = "还没有收到名册。联网同步一次就会有，以后不联网也能看。";
pub const WITHDRAWN: &str = "已撤销";

// Counsel's and cadre's card in the settings.
pub const OWN_OPEN: &str = "查看";

/// Leaving a form in which something was typed.
pub const LEAVE_TITLE: &str = "填写的内容还没有保存";
pub const LEAVE_LEAD: &str = "现在离开，填写的内容就没有了。";
pub const LEAVE_STAY: &str = "继续填写";
pub const LEAVE: &str = "不保存，离开";

// One record.
pub const CHANGE: &str = "改写";
pub const ANSWER: &str = "答复";
pub const ACKNOWLEDGE: &str = "确认备案";
pub const SAVE: &str = "签名并登记";
pub const SAVED: &str = "已登记，存在本机，联网后会自动上传。";
pub const WITHDRAW: &str = "撤销";
pub const WITHDRAW_TITLE: &str = "撤销这一条登记";
pub const WITHDRAW_LEAD: &str = "撤销后不再作数，内容和经过都留着。";
pub const WITHDRAW_WHY: &str = "理由";
pub const WITHDRAW_CONFIRM: &str = "签名并撤销";
pub const WITHDRAW_DONE: &str = "已撤销，联网后会自动上传。";
pub const DROP_REFUSED: &str = "放弃这次登记";
pub const DROPPED: &str = "已放弃。";
pub const REFUSED_AGAIN: &str = "您写的都在下面。请照提示改正后重新登记，或放弃这次登记。";
pub const TO_CORRECT: &str = "还没有登记：标出的地方要改正。已填的内容都在。";
pub const HISTORY: &str = "经过";
pub const FIRST_WORD: &str = "登记";
pub const NOT_SENT: &str = "未上传";
pub const UNKNOWN_PERSON: &str = "姓名不明";
pub const FIND: &str = "输入名称的一部分来查找";
pub const SCORES_FIRST: &str = "先选法律顾问和半年度，再按考核表打分。";
pub const SCORES_TOTAL: &str = "总分";
pub const SCORES_NO_SHEET: &str = "规则文件里没有考核表，只写总分。";
pub const SCORES_HINT: &str = "能从数据算出的已经填上，可以改；改过的以您填的为准。";

// What is missing.
pub const GAPS: &str = "要办的事";
pub const NO_GAPS: &str = "没有缺口：每个村（社区）都有法律顾问，没有快到期的聘任，法律顾问今年都培训过。";
pub const WITHOUT_HINT: &str = "今天没有聘任在期的法律顾问。";
pub const ENDING_HINT: &str = "60 天之内到期。";
pub const UNTRAINED_HINT: &str = "每年至少培训一次，是续聘的依据。";
pub const UNLISTED_HINT: &str = "已经开通了账号，还不在法律顾问名册里；登记以后才能聘任。";
pub const REFUSED_HINT: &str = "服务器没有接受，请处理。";
pub const APPOINT: &str = "登记聘任";
pub const ASK_CITY: &str = "向市局申请配备";
pub const LOOK: &str = "查看";
pub const TRAIN: &str = "登记培训";
pub const ENLIST: &str = "登记";
pub const HANDLE: &str = "处理";

// The notice board.
pub const BOARDS_LEAD: &str = "公示牌由司法所填写，打印后挂在村（社区）；群众在公示网页上看到的也是这些。";
pub const BOARD_STATE: &str = "公示牌";
pub const BOARD_DONE: &str = "已填写";
pub const BOARD_NOT_YET: &str = "还没有填写";
pub const BOARD_WRITE: &str = "填写公示牌";
pub const BOARD_CHANGE: &str = "改公示牌";
pub const BOARD_PRINT: &str = "打印公示牌";
pub const BOARD_NOBODY: &str =
    "这个村（社区）今天没有聘任在期的法律顾问，公示牌上没有姓名。请县（区）司法局先登记聘任。";
pub const BOARD_NO_COUNSEL: &str = "暂缺";
pub const BOARD_OVER: &str = "一村（社区）一法律顾问";
pub const BOARD_COUNSEL: &str = "法律顾问";
pub const BOARD_FIRM: &str = "执业机构";
pub const BOARD_CALL: &str = "有法律问题，可以在驻村时间来问，也可以打电话。咨询不收费。";
pub const BOARD_EMPTY: &str = "还没有填写公示牌";
pub const BOARD_EMPTY_MORE: &str = "填写以后可以打印，挂在村（社区）里。";
/// What stands in a new board until somebody writes otherwise: the five duties of the policy.
pub const BOARD_DUTIES: &str = "一、解答法律咨询，指引申请法律援助，代写法律文书；\n二、协助审修章程和村规民约，为换届选举提供法律意见；\n三、为重大项目、合同和决策提供法律意见；\n四、举办法治讲座，开展法治宣传；\n五、参与调解矛盾纠纷，协助处理信访。";

/// The card in the settings, by who is at work.
#[must_use]
pub fn own_title(role: Role) -> &'static str {
    match role {
        Role::Counsel => "聘任和备案",
        Role::Cadre => "法律顾问和公示牌",
        Role::Office | Role::County | Role::City => TITLE,
    }
}

/// What is behind it.
#[must_use]
pub fn own_lead(role: Role) -> &'static str {
    match role {
        Role::Counsel => "您的聘任、培训、考核和报酬；额外收费的服务在这里报备。",
        Role::Cadre => "本村（社区）聘任了谁，公示牌上写了什么。",
        Role::Office | Role::County | Role::City => LEAD,
    }
}

/// What a register is called.
#[must_use]
pub fn kind(kind: RecordKind) -> &'static str {
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

/// What it holds.
#[must_use]
pub fn about(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Firm => "律师事务所和基层法律服务所。",
        RecordKind::Counsel => "律师、实习人员、基层法律服务工作者。公职人员不能担任。",
        RecordKind::Appointment => "谁在哪个村（社区），从哪天到哪天，和合同。",
        RecordKind::Board => "村（社区）里挂的公示牌：职责、时间、电话、地点。",
        RecordKind::Recusal => "两村利益冲突等情形下，法律顾问不办理；由别人代理。",
        RecordKind::Training => "谁在哪天参加了什么培训。",
        RecordKind::Filing => "额外收费的服务，法律顾问报备，县（区）司法局确认。",
        RecordKind::Village => "村（社区）改名，或并入另一个村（社区）。",
        RecordKind::Allocation => "本县（区）配不上人的村（社区），请市局调配。",
        RecordKind::Assessment => "每半年一次，按考核表打分。",
        RecordKind::RuleFile => "计算时长、讲座和报酬的规则。",
        RecordKind::Fee => "每月报酬，从哪天起算。",
        RecordKind::Check => "司法所每月检查的结果。司法所在“月度工时”的“月度检查表和抽查”里登记和更正。",
    }
}

/// Begins a record.
#[must_use]
pub fn add(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Firm => "登记一家机构",
        RecordKind::Counsel => "登记一位法律顾问",
        RecordKind::Appointment => "登记一份聘任",
        RecordKind::Board => "填写一块公示牌",
        RecordKind::Recusal => "登记一次回避",
        RecordKind::Training => "登记一次培训",
        RecordKind::Filing => "报一次收费",
        RecordKind::Village => "登记一次变更",
        RecordKind::Allocation => "写一份配备申请",
        RecordKind::Assessment => "登记一次考核",
        RecordKind::RuleFile => "登记一个规则文件",
        RecordKind::Fee => "登记一项报酬",
        RecordKind::Check => check::RECORD,
    }
}

/// What a value is called.
#[must_use]
pub fn column(kind: RecordKind, column: Column) -> &'static str {
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

/// What to write there; empty where the name says it.
#[must_use]
pub fn hint(column: Column) -> &'static str {
    match column {
        Column::From | Column::To | Column::ContractDate | Column::NextVisit | Column::Date => super::field::DATE_HINT,
        Column::FeeFen => "单位是元，如 800 或 800.50",
        Column::Hours => "可以有半个学时，如 4 或 7.5",
        Column::OnSiteHours => "照群众看得懂的写，如“每月第一、三个星期三 9:00 到 11:30”",
        Column::Prior => "规定施行前就服务的村（社区），不受最多几个村的限制。",
        Column::Recusal => "这份聘任是为一次回避找的代理人，才选。",
        Column::Official => "公职人员不能担任法律顾问。",
        Column::Firms => "可以写几家，写明联系人。",
        Column::Name
        | Column::FirmKind
        | Column::Phone
        | Column::Person
        | Column::CounselKind
        | Column::Firm
        | Column::Village
        | Column::ContractNumber
        | Column::Duties
        | Column::Place
        | Column::OtherVillage
        | Column::Reason
        | Column::Topic
        | Column::Matter
        | Column::Acknowledged
        | Column::MergedInto
        | Column::Villages
        | Column::Note
        | Column::Answer
        | Column::Half
        | Column::Scores
        | Column::Verdict
        | Column::Text
        | Column::Month
        | Column::Drawn
        | Column::Root
        | Column::Answers => "",
    }
}

/// A name that need not be given.
#[must_use]
pub fn optional(name: &str) -> String {
    format!("{name}（{}）", super::OPTIONAL)
}

/// 机构类别.
#[must_use]
pub fn firm_kind(kind: FirmKind) -> &'static str {
    match kind {
        FirmKind::LawFirm => "律师事务所",
        FirmKind::LegalService => "基层法律服务所",
    }
}

/// 身份.
#[must_use]
pub fn counsel_kind(kind: CounselKind) -> &'static str {
    match kind {
        CounselKind::Lawyer => "律师",
        CounselKind::Trainee => "实习人员",
        CounselKind::LegalWorker => "基层法律服务工作者",
    }
}

/// 考核等次.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "优秀",
        Verdict::Basic => "合格",
        Verdict::Poor => "不合格",
    }
}

/// A code of a choice, whichever; no two choices share one.
#[must_use]
pub fn choice(code: &str) -> String {
    let firm = FirmKind::from_code(code).map(firm_kind);
    let counsel = || CounselKind::from_code(code).map(counsel_kind);
    let verdict = || Verdict::from_code(code).map(verdict);
    let word = firm.or_else(counsel).or_else(verdict);
    word.unwrap_or(code).to_owned()
}

/// 是 or 否.
#[must_use]
pub fn yes_no(code: &str) -> &'static str {
    if code == "yes" { super::YES } else { super::NO }
}

/// "2026年上半年".
#[must_use]
pub fn half(code: &str) -> String {
    let of = |half: Half| {
        let part = if half.number() == 1 { "上半年" } else { "下半年" };
        format!("{}年{part}", half.year())
    };
    code.parse().map_or_else(|_| code.to_owned(), of)
}

/// What speaks for and against an appointment, line by line.
#[must_use]
pub fn renewal(basis: &RenewalBasis) -> Vec<String> {
    let served = match basis.served_until {
        Some(until) => format!("续聘：这位法律顾问在这个村（社区）服务到 {until}。"),
        None => "新聘：这位法律顾问以前没有在这个村（社区）任职的登记。".to_owned(),
    };
    let trainings = basis.trainings.iter().map(|one| format!("{} {}", one.date, one.topic));
    let trainings: Vec<String> = trainings.collect();
    let trained = if trainings.is_empty() {
        format!("培训：{} 年没有培训登记。规定每年至少 1 次，是续聘的依据。", basis.year)
    } else {
        format!("培训：{}。", trainings.join("；"))
    };
    let verdicts = basis.verdicts.iter();
    let verdicts: Vec<String> = verdicts
        .map(|(of, said)| format!("{}{}", half(&of.to_string()), verdict(*said)))
        .collect();
    let judged = if verdicts.is_empty() {
        "考核：还没有考核等次的登记。".to_owned()
    } else {
        format!("考核：{}。", verdicts.join("，"))
    };
    let asked = basis.needs_reason.then(|| {
        "仍要续聘的，请在“续聘理由”写明；理由随聘任一起签名保存，本人、村（社区）干部和司法所都能看到。".to_owned()
    });
    [served, trained, judged].into_iter().chain(asked).collect()
}

/// "800.50 元".
#[must_use]
pub fn amount(fen: u32) -> String {
    format!("{} 元", yuan::show(fen))
}

/// The points together, "88.5 分".
#[must_use]
pub fn scores(text: &str) -> String {
    let scores = Values::new().with(Column::Scores, text).scores();
    together(scores.values().fold(0, |sum, one| sum.saturating_add(*one)))
}

/// A sum of points.
#[must_use]
pub fn together(tenths: u32) -> String {
    format!("共 {} 分", show_tenths(tenths))
}

/// An item of a sheet, with the most there is.
#[must_use]
pub fn item(title: &str, points: u32) -> String {
    format!("{title}（满分 {points} 分）")
}

/// What the data come to for an item, or why they come to nothing.
#[must_use]
pub fn counted(scored: &Scored) -> String {
    match scored {
        Scored::Counted { tenths, .. } => format!("按数据算：{} = {} 分", report::scored(scored), show_tenths(*tenths)),
        Scored::ByHand | Scored::NotDue | Scored::Nothing | Scored::NotRegistered => report::scored(scored),
    }
}

/// A value as it is shown.
#[must_use]
pub fn value(column: Column, text: &str, names: &Names) -> String {
    match column.shape() {
        Shape::Line(_) | Shape::Text(_) | Shape::Date | Shape::Root => text.to_owned(),
        Shape::Village | Shape::Person | Shape::Record(_) => names.get(text).to_owned(),
        Shape::Villages => {
            let villages: Vec<&str> = text.split(' ').map(|code| names.get(code)).collect();
            villages.join("、")
        }
        Shape::Fen => text.parse().map_or_else(|_| text.to_owned(), amount),
        Shape::YesNo => yes_no(text).to_owned(),
        Shape::Choice(_) => choice(text),
        Shape::Hours => format!("{text} 学时"),
        Shape::Half => half(text),
        Shape::Scores => scores(text),
        Shape::Month => check::month(text),
        Shape::Drawn => check::drawn(text),
        Shape::Answers => check::answers(text),
    }
}

/// A village with its township.
#[must_use]
pub fn village(row: &VillageRow) -> String {
    format!("{}{}", row.township, row.name)
}

/// A counsel among others: name and firm.
#[must_use]
pub fn person(name: &str, firm: Option<&str>) -> String {
    firm.map_or_else(|| name.to_owned(), |firm| format!("{name}（{firm}）"))
}

/// A recusal among others.
#[must_use]
pub fn recusal(village: &str, person: &str, from: &str) -> String {
    format!("{village} · {person} · {from} 起")
}

/// Where nothing can be chosen: because nothing was found, or because there is nothing.
#[must_use]
pub fn nothing_to_choose(search: &str) -> &'static str {
    if search.trim().is_empty() {
        "没有可选的"
    } else {
        NOTHING_FOUND
    }
}

/// How many more there are than are shown.
#[must_use]
pub fn rest(count: usize) -> String {
    format!("还有 {count} 个没有列出，请多输几个字。")
}

/// The table of a register, for those who hear the screen.
#[must_use]
pub fn table(of: RecordKind) -> String {
    format!("{TITLE}：{}", kind(of))
}

/// Opens a record, for those who hear the screen.
#[must_use]
pub fn open(name: &str) -> String {
    format!("{name}：{LOOK}")
}

/// The heading of one record.
#[must_use]
pub fn title(of: RecordKind, name: &str) -> String {
    format!("{} · {name}", kind(of))
}

/// When the registers came.
#[must_use]
pub fn came(moment: &str) -> String {
    format!("名册截至 {moment} 同步")
}

/// Why it was withdrawn.
#[must_use]
pub fn withdrawn(reason: &str) -> String {
    format!("{WITHDRAWN}：{reason}")
}

/// Who said it, and as what.
#[must_use]
pub fn by(act: &RecordAct) -> String {
    let name = if act.by.is_empty() { UNKNOWN_PERSON } else { &act.by };
    format!("{name}（{}）", super::role(act.role))
}

/// When it was signed, and when the server had it.
#[must_use]
pub fn when(signed: &str, received: Option<&str>) -> String {
    match received {
        Some(received) => format!("签名 {signed} · 服务器收到 {received}"),
        None => format!("签名 {signed} · {NOT_SENT}"),
    }
}

/// One value that changed.
#[must_use]
pub fn changed(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let nothing = super::NOT_GIVEN;
    format!("{name}：{} → {}", before.unwrap_or(nothing), after.unwrap_or(nothing))
}

/// What a field holds cannot be read.
#[must_use]
pub fn unread(why: Unread) -> &'static str {
    match why {
        Unread::Date => super::field::DATE_UNREADABLE,
        Unread::Yuan => "看不懂这个金额。请写成 800 或 800.50 这样，单位是元。",
        Unread::Points => "有的分数看不懂。请写成 38 或 38.5 这样，最多一位小数。",
    }
}

/// Heading of a list of gaps.
#[must_use]
pub fn without(count: usize) -> String {
    format!("没有法律顾问的村（社区）：{count} 个")
}

/// Heading of a list of gaps.
#[must_use]
pub fn ending(count: usize) -> String {
    format!("快到期的聘任：{count} 份")
}

/// Heading of a list of gaps.
#[must_use]
pub fn untrained(count: usize) -> String {
    format!("今年还没有培训的法律顾问：{count} 位")
}

/// Heading of a list of gaps.
#[must_use]
pub fn unlisted(count: usize) -> String {
    format!("还没有登记的法律顾问：{count} 位")
}

/// Heading of a list of gaps.
#[must_use]
pub fn refused(count: usize) -> String {
    format!("没有被接受的登记：{count} 条")
}

/// An appointment that ends.
#[must_use]
pub fn ends(person: &str, to: NaiveDate) -> String {
    format!("{person} · {to} 到期")
}

/// Head of the notice board.
#[must_use]
pub fn board_title(village: &str) -> String {
    format!("{village}法律顾问公示牌")
}

/// Under the notice board: whose it is, and as of when.
#[must_use]
pub fn board_foot(row: &VillageRow, day: NaiveDate) -> String {
    format!("{}司法所 · {day}", row.township)
}

/// The counsel of a list of boards.
#[must_use]
pub fn board_names(counsel: &[BoardCounsel]) -> String {
    let names: Vec<&str> = counsel.iter().map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        BOARD_NO_COUNSEL.to_owned()
    } else {
        names.join("、")
    }
}

/// What is wrong with a record, or with a value of it.
#[must_use]
pub fn fault(of: RecordKind, fault: &Fault, names: &Names) -> String {
    let name = fault.column.map_or("撤销的理由", |at| column(of, at));
    match &fault.reason {
        FaultReason::Missing => format!("还没有填写：{name}。"),
        FaultReason::Shape => format!("{name}的写法不对，请照提示重新填写。"),
        FaultReason::TooLong { given, max } => format!("{name}太长：写了 {given} 个字，最多 {max} 个字。"),
        FaultReason::HiddenCharacters => format!("{name}里有看不见的特殊字符，请删掉重新写。"),
        FaultReason::MergedVillage { into, from } => {
            let into = names.get(into.as_str());
            format!("这个村（社区）从 {from} 起并入 {into}。请选并入后的村（社区），或把日期改到并入之前。")
        }
        FaultReason::MoreThanMost { most, on } => {
            format!("从 {on} 起，这位法律顾问会超过 {most} 个村（社区）。确属原有安排的，请在“原有安排”选“是”。")
        }
        FaultReason::RenewalUnexplained { poor, untrained } => {
            let poor = poor.map(|poor| format!("{}考核为{}", half(&poor.to_string()), verdict(Verdict::Poor)));
            let untrained = untrained.map(|year| format!("{year} 年没有培训登记"));
            let against: Vec<String> = poor.into_iter().chain(untrained).collect();
            format!(
                "这位法律顾问{}。仍要续聘的，请写明续聘理由；理由会一起签名保存。",
                against.join("，")
            )
        }
        FaultReason::Rules(fault) => rules::fault(fault),
        plain => plain_fault(plain).to_owned(),
    }
}

fn plain_fault(reason: &FaultReason) -> &'static str {
    match reason {
        FaultReason::NotAllowed => "您的身份不能登记这一项。",
        FaultReason::Changed => {
            "这一条刚刚被别人改过。下面“经过”里是最新的内容，请核对；您填的都还在，再登记一次就以您的为准。"
        }
        FaultReason::NotOfKind => "这一类登记没有这一项，请清空。",
        FaultReason::NoReason => "请写明撤销的理由。",
        FaultReason::NothingToWithdraw => "这一条还没有登记，不用撤销。",
        FaultReason::Fixed => "这一项登记后不能改。确实不对的，请撤销这一条，再另外登记一条。",
        FaultReason::OnlyAnswer => "答复时只能写答复，不能改申请的内容。",
        FaultReason::Answered => "这一条已经答复，不能再改。",
        FaultReason::InUse { .. } => "还有别的登记用着这一条，请先处理那一条。",
        FaultReason::Itself => "不能选这个村（社区）自己。",
        FaultReason::EndsBeforeStart => "截止日期早于起始日期，请改正。",
        FaultReason::UnknownVillage => "没有这个村（社区），或不在本县（区）。请重新选。",
        FaultReason::UnknownCounsel => "法律顾问名册里没有这个人，请先登记。",
        FaultReason::UnknownRecord => "选的那一条已经撤销，或不存在。请重新选。",
        FaultReason::PublicOfficial => "公职人员不能担任法律顾问，不能登记。",
        FaultReason::Overlaps { .. } => "这个村（社区）在这段时间已有聘任。请改日期，或先改那一份的截止日期。",
        FaultReason::Twice { .. } => "已经有一条同样的登记，请去改那一条。",
        FaultReason::Recused { .. } => "这个人在这个村（社区）也要回避，不能代理。请换人。",
        FaultReason::NotOfRecusal { .. } => "代理只能在回避的那个村（社区）、回避的那段时间里。请改正。",
        FaultReason::RuleFile(_) => "规则文件读不懂，请在“规则”里改正。",
        FaultReason::MoreThanAsked => "有的题回答的人数比询问的人数多，请核对。",
        FaultReason::NotYet => "这个月还没有开始，不能登记检查结果。",
        FaultReason::OtherPlace => "规则文件写的不是本县（区），也不是上级地方。",
        // Said above, with what is in them.
        FaultReason::Missing
        | FaultReason::Shape
        | FaultReason::TooLong { .. }
        | FaultReason::HiddenCharacters
        | FaultReason::MergedVillage { .. }
        | FaultReason::MoreThanMost { .. }
        | FaultReason::RenewalUnexplained { .. }
        | FaultReason::Rules(_) => "请改正这一项。",
    }
}
