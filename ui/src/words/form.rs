//! Names of the form's fields and the sentence of every rule at every field.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::{Category, Detail, Kind, Mode, ResultClass};

/// The field's name, as beside its value.
#[must_use]
pub fn field(field: &Field) -> &'static str {
    match field {
        Field::Village => "村（社区）",
        Field::Number => "序号",
        Field::Date => "日期",
        Field::Start => "开始时间",
        Field::End => "结束时间",
        Field::Minutes => "时长（分钟）",
        Field::Mode => "方式",
        Field::Kind => "服务类别",
        Field::Persons => "服务对象",
        Field::Attachments => "照片",
        Field::PersonName(_) => "姓名",
        Field::PersonPhone(_) => "电话",
        Field::Matter => "事由",
        Field::Advice => "内容",
        Field::Result => "结果",
        Field::ResultClass => "结果类别",
        Field::LectureTopic => "主题",
        Field::LectureSpeaker => "主讲人",
        Field::LecturePlace => "地点",
        Field::LectureHeadCount => "参加人数",
        Field::LectureCopies => "发放资料份数",
        Field::MediationParties => "当事人",
        Field::MediationDispute => "纠纷类型",
        Field::MediationAgreed => "是否达成协议",
        Field::Detail(of) => super::detail(*of),
        Field::Paid => "收费备案号",
        Field::Major => "重大事项说明",
        Field::FollowUp => "跟进日期",
        Field::Corrects => "更正的记录",
        Field::Follows => "跟进的记录",
        Field::Answers => "答复的群众需求",
        Field::Other(_) => "其他内容",
    }
}

/// What is wrong at a field, and what to do.
#[must_use]
pub fn failure(field: &Field, rule: &Rule) -> String {
    match rule {
        Rule::Missing => missing(field),
        Rule::UnknownVillage => "这个村（社区）不在您的服务范围内，请重新选择。".to_owned(),
        Rule::EndNotAfterStart => "结束时间要晚于开始时间。如跨过零点，请分两条记录。".to_owned(),
        Rule::DateInFuture => "日期在今天之后。请写实际服务的那一天；如果本机时间不对，先把它调对。".to_owned(),
        Rule::DateTooOld => "日期太早，只能写 2000 年以后的日期。".to_owned(),
        Rule::BeforeService => "跟进日期不能早于服务的那一天，请重新选择。".to_owned(),
        Rule::TooFarAhead { years } => format!("跟进日期太远，请选服务之后 {years} 年以内的日期。"),
        Rule::Itself => "一条记录不能更正、跟进或答复它自己。请退出后从原记录重新开始，内容没有丢失。".to_owned(),
        Rule::NotANumber { min, max } => format!("{}请填 {min} 到 {max} 之间的整数。", self::field(field)),
        Rule::TooLong { .. } | Rule::ControlCharacters => unfit(rule, self::field(field)),
        Rule::TooMany { max } if *field == Field::Attachments => {
            format!("一条记录最多放 {max} 张照片。请删去几张，或另记一条。")
        }
        Rule::TooMany { max } => format!("一条记录最多写 {max} 个人。请把其余的人另记一条。"),
    }
}

/// What is wrong with a text that was given.
#[must_use]
pub fn unfit(rule: &Rule, name: &str) -> String {
    match rule {
        Rule::TooLong { given, max } => {
            format!("{name}有 {given} 个字，最多 {max} 个字。请删减，内容没有丢失。")
        }
        _ => format!("{name}里有看不见的特殊符号，请删掉后重新输入这一段。"),
    }
}

fn missing(field: &Field) -> String {
    match field {
        Field::Village | Field::Mode | Field::Kind | Field::MediationAgreed | Field::ResultClass => {
            format!("请选择{}。", self::field(field))
        }
        Field::Date => "请选择服务的日期。".to_owned(),
        Field::Start => "请填写开始和结束时间，或填写时长。".to_owned(),
        Field::End => "请填写结束时间。".to_owned(),
        Field::Persons => "请至少写一位服务对象的姓名。".to_owned(),
        Field::PersonName(_) => "请填写这位服务对象的姓名，或删去这一行。".to_owned(),
        Field::Major => "选了重大事项，请写明是什么事。".to_owned(),
        Field::Paid => "选了收费服务，请填写备案号。".to_owned(),
        Field::Number
        | Field::Minutes
        | Field::PersonPhone(_)
        | Field::Matter
        | Field::Advice
        | Field::Result
        | Field::LectureTopic
        | Field::LectureSpeaker
        | Field::LecturePlace
        | Field::LectureHeadCount
        | Field::LectureCopies
        | Field::MediationParties
        | Field::MediationDispute
        | Field::Detail(_)
        | Field::Attachments
        | Field::FollowUp
        | Field::Corrects
        | Field::Follows
        | Field::Answers
        | Field::Other(_) => format!("请填写{}。", self::field(field)),
    }
}

/// A stored value of a field in words: codes become their words, anything else stays as it is.
#[must_use]
pub fn value(field: &Field, text: &str) -> String {
    let word = match field {
        Field::Mode => Mode::from_code(text).map(super::mode),
        Field::Kind => Kind::from_code(text).map(super::kind),
        Field::ResultClass => ResultClass::from_code(text).map(super::result_class),
        Field::MediationAgreed => match text {
            "true" => Some(super::YES),
            "false" => Some(super::NO),
            _ => None,
        },
        Field::Persons | Field::Other(_) => Category::from_code(text).map(super::category),
        Field::Village
        | Field::Number
        | Field::Date
        | Field::Start
        | Field::End
        | Field::Minutes
        | Field::PersonName(_)
        | Field::PersonPhone(_)
        | Field::Matter
        | Field::Advice
        | Field::Result
        | Field::LectureTopic
        | Field::LectureSpeaker
        | Field::LecturePlace
        | Field::LectureHeadCount
        | Field::LectureCopies
        | Field::MediationParties
        | Field::MediationDispute
        | Field::Detail(_)
        | Field::Paid
        | Field::Major
        | Field::FollowUp
        | Field::Corrects
        | Field::Follows
        | Field::Answers
        | Field::Attachments => None,
    };
    match word {
        Some(word) => word.to_owned(),
        None if text.is_empty() => "（空）".to_owned(),
        None if matches!(field, Field::Corrects | Field::Follows | Field::Answers) => super::links::short(text),
        None => text.to_owned(),
    }
}

/// What the time chips set.
pub const START_NOW: &str = "刚到";
/// Label of the length chips.
pub const LENGTH: &str = "时长";
/// Hint of a typed time.
pub const TIME_HINT: &str = "如 9:30";
/// Group of 事由, with what it asks for per kind.
#[must_use]
pub fn matter_hint(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Consultation | Kind::Visit) | None => "群众来问什么事，如：两家宅基地边界不清",
        Some(Kind::Drafting) => "写什么文书，为什么事",
        Some(Kind::LegalAid) => "什么案件，是否符合法律援助条件",
        Some(Kind::VillageRules) => "审修哪一份村规民约或章程",
        Some(Kind::Election) => "换届选举中的什么事项",
        Some(Kind::Contract) => "哪份合同、哪个项目或哪项决策",
        Some(Kind::Petition) => "信访或群体性事件的起因",
        Some(Kind::Litigation) => "什么案件，代理哪一方",
        Some(Kind::Lecture | Kind::Publicity) => "可补充活动的起因",
        Some(Kind::Mediation) => "为什么事发生纠纷",
        Some(Kind::Other) => "什么事",
    }
}
/// Hint of 内容, per kind.
#[must_use]
pub fn advice_hint(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Visit) => "走访了哪些户、来了多少人，做了什么",
        Some(Kind::Drafting) => "写成了什么文书",
        Some(Kind::LegalAid) => "是指引还是代理，做了什么",
        Some(Kind::VillageRules) => "改了哪几条，提了什么意见",
        Some(Kind::Election) => "怎么解答，提了什么意见",
        Some(Kind::Contract) => "提了什么意见",
        Some(
            Kind::Consultation
            | Kind::Lecture
            | Kind::Publicity
            | Kind::Mediation
            | Kind::Petition
            | Kind::Litigation
            | Kind::Other,
        )
        | None => "您怎么解答、做了什么",
    }
}
/// Hint of a detail.
#[must_use]
pub fn detail_hint(of: Detail) -> &'static str {
    match of {
        Detail::Title => "如：离婚起诉状、鱼塘承包合同、村规民约",
        Detail::Counterpart => "对方当事人，或合同的另一方",
        Detail::Changes => "改的是哪几条",
        Detail::Body => "法院、仲裁委员会，或接访的机关",
        Detail::AidStation => "县法律援助中心，或工作站",
        Detail::CaseNumber => "还没有的，以后可以补上",
        Detail::People => "如：约 30 人",
        Detail::Stage => "如：征求意见、候选人提名、一审",
    }
}
/// Hint of 结果.
pub const RESULT_HINT: &str = "当事人怎么说，下一步做什么";
