//! Words of 知悉, and of questions with their answers: neutral, and never a blame.

use chrono::NaiveDate;
use cunfa_core::QuestionKind;
use cunfa_core::question::{MAX_OF_SITTING, PARTY_MONTHS, SITTING_MINUTES};
use cunfa_protocol::Code;
use cunfa_protocol::view::{Asked, EntryRow};

use crate::model::hours;

/// Not acknowledged.
pub const UNKNOWN: &str = "未知悉";
/// Acknowledges.
pub const ACKNOWLEDGE: &str = "知悉";
/// What that says.
pub const ACKNOWLEDGE_LEAD: &str = "法律顾问报告了重大事项。按“知悉”表示司法所已经看到，不代表审核。";
/// After it.
pub const ACKNOWLEDGED: &str = "已记下知悉，存在本机，联网后会自动上传。";
/// Heading of the questions.
pub const TITLE: &str = "疑问与说明";
/// What they are.
pub const LEAD: &str = "系统对照各条记录后提出，只请法律顾问说明情况；不是处分，也不计数。";
/// No answer yet.
pub const UNANSWERED: &str = "尚未说明";
/// The answer.
pub const ANSWER: &str = "说明情况";
/// What becomes of it.
pub const ANSWER_HINT: &str = "会用您的名字签名保存，随记录上传，司法所能看到。不说明也不影响保存和签字。";
/// Gives it.
pub const SEND: &str = "提交说明";
/// After it.
pub const SENT: &str = "说明已存在本机，联网后会自动上传。";

/// "已知悉 2026-11-23 14:32 黄建国".
#[must_use]
pub fn known(moment: &str, by: &str) -> String {
    format!("已知悉 {moment} {by}").trim_end().to_owned()
}

/// On a row; nothing when nothing is asked.
#[must_use]
pub fn asked(asked: Asked) -> Option<&'static str> {
    match asked {
        Asked::Nothing => None,
        Asked::Open => Some("有疑问"),
        Asked::Answered => Some("已说明"),
    }
}

/// What is asked, in short.
#[must_use]
pub fn kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Overlap => "时间重叠",
        QuestionKind::LongDay => "一天的服务较长",
        QuestionKind::CopiedText => "文字相同",
        QuestionKind::CopiedInk => "笔迹相同",
        QuestionKind::WrittenLate => "隔了较久才填写",
        QuestionKind::OneSitting => "集中填写",
        QuestionKind::SameParty => "当事人同名",
        QuestionKind::OtherVillage => "当事人是另一个村（社区）",
        QuestionKind::Recused => "回避期间的服务",
    }
}

/// The question, with its figure.
#[must_use]
pub fn sentence(kind: QuestionKind, figure: u32) -> String {
    match kind {
        QuestionKind::Overlap => format!("同一时段在另一个村（社区）也有服务，重叠 {}。", hours::length(figure)),
        QuestionKind::LongDay => format!("当天的服务合计 {}。", hours::length(figure)),
        QuestionKind::CopiedText => format!("另有 {figure} 条记录写着同样的文字。"),
        QuestionKind::CopiedInk => format!("另有 {figure} 条记录的签字笔迹与这条几乎一样。"),
        QuestionKind::WrittenLate => format!("服务 {figure} 天以后填写。"),
        QuestionKind::OneSitting if u32::try_from(MAX_OF_SITTING).is_ok_and(|most| figure > most) => {
            format!("{SITTING_MINUTES} 分钟以内填写了 {figure} 条以上的记录。")
        }
        QuestionKind::OneSitting => format!("{SITTING_MINUTES} 分钟以内填写了 {figure} 条记录。"),
        QuestionKind::SameParty => format!(
            "本人服务的另一个村（社区）在 {PARTY_MONTHS} 个月以内也有 {figure} 条记录写着同名的当事人。同名不一定是同一个人；如果是，两边利益有冲突的，请按规定回避。"
        ),
        QuestionKind::OtherVillage => {
            format!(
                "当事人里写到了本人服务的另外 {figure} 个村（社区）。两村利益有冲突的，请按规定回避，由县（区）另派法律顾问。"
            )
        }
        QuestionKind::Recused => {
            "县（区）登记了本人当天在这个村（社区）回避。与回避的事项无关的，说明即可。".to_owned()
        }
    }
}

/// Where and when another entry was.
#[must_use]
pub fn other(row: &EntryRow, today: NaiveDate) -> String {
    format!("{} · {}", row.village_name, hours::day(row.date, today))
}

/// What its number is pressed for.
#[must_use]
pub fn open(row: &EntryRow, today: NaiveDate) -> String {
    format!("打开第 {} 号，{}", row.number, other(row, today))
}

/// Whose answer, and when.
#[must_use]
pub fn answered(by: &str, moment: &str) -> String {
    format!("{by} {moment}")
}

/// Why it was not carried out.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::ReasonMissing => "请写明情况。".to_owned(),
        other => super::failure::sentence(other),
    }
}
