//! What happens in the year, before anybody signs anything: entries and needs with what becomes of each, and places worth a look.

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_core::entry::Form;
use cunfa_core::need::CloseReason;
use cunfa_core::{EntryId, Need};

/// What becomes of an entry, as long as the year lasts until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Signed at once, approved.
    Plain,
    /// Signed on a later visit, approved.
    SignedLater,
    /// Signed by nobody.
    Unsigned,
    /// Signed on paper, approved.
    Paper,
    /// Signed, approved, voided.
    Voided,
    /// Signed, and changed on another device meanwhile.
    Amended,
    /// Returned; a correction (更正) follows, which is approved.
    Returned,
    /// Returned; the correction is returned as well, and another follows.
    ReturnedAgain,
}

/// How a signature is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// As the hand does.
    Plainly,
    /// With the strokes close together: a drawing by which two hands can be told apart.
    Close,
    /// Like the close one of another hand: the same strokes but for one point, since the server refuses an exact copy.
    Traced(u64),
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Identity.
    pub id: EntryId,
    /// Whose.
    pub counsel: usize,
    /// Where.
    pub village: usize,
    /// What is written.
    pub form: Form,
    /// When it is written, local.
    pub written: NaiveDateTime,
    /// The number of the cadre's hand in the corpus: no two entries have one.
    pub hand: u64,
    /// How the cadre's hand draws.
    pub drawn: Drawn,
    /// What becomes of it.
    pub fate: Fate,
    /// It is written long after the service, and the counsel says why (说明).
    pub is_explained: bool,
}

/// One need.
#[derive(Debug, Clone)]
pub struct PlannedNeed {
    /// Identity.
    pub id: EntryId,
    /// The office that records it.
    pub office: usize,
    /// What is asked.
    pub need: Need,
    /// When and why it is closed without an entry.
    pub closes: Option<(NaiveDate, CloseReason)>,
}

/// What somebody does with an entry or need, by its place in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The counsel saves and submits.
    Write(usize),
    /// The cadre signs.
    Sign(usize),
    /// The counsel submits what was signed on paper.
    Page(usize),
    /// The counsel's other device had changed it.
    Amend(usize),
    /// The counsel voids it.
    Void(usize),
    /// The counsel answers why it is written so late.
    Explain(usize),
    /// The office acknowledges that it is 重大事项.
    Acknowledge(usize),
    /// The office approves.
    Approve(usize),
    /// The office returns.
    Return(usize),
    /// The office records a need.
    Record(usize),
    /// The office closes a need.
    Close(usize),
}

/// A deed and when, local.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: NaiveDateTime,
    /// What.
    pub deed: Deed,
}

/// What a person may ask about, put there on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// One counsel in two villages at the same time.
    Overlap,
    /// More than twelve hours in a day.
    LongDay,
    /// The same words in several entries.
    CopiedText,
    /// The same strokes under two entries.
    CopiedInk,
    /// Written long after the service.
    WrittenLate,
    /// Many entries written in one sitting.
    OneSitting,
    /// A village that is short of hours in most months.
    ShortHours,
    /// A village without a lecture.
    NoLecture,
}

impl Question {
    /// Every question.
    pub const ALL: [Question; 8] = [
        Question::Overlap,
        Question::LongDay,
        Question::CopiedText,
        Question::CopiedInk,
        Question::WrittenLate,
        Question::OneSitting,
        Question::ShortHours,
        Question::NoLecture,
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Question::Overlap => "同一法律顾问两个村的时间重叠",
            Question::LongDay => "一天超过 12 小时",
            Question::CopiedText => "几条记录文字相同",
            Question::CopiedInk => "两条记录的签字笔迹几乎一样",
            Question::WrittenLate => "服务很久以后才写",
            Question::OneSitting => "一次补写很多条",
            Question::ShortHours => "全年大多数月份时长不足",
            Question::NoLecture => "全年没有法治讲座",
        }
    }
}

/// Where something is to be seen.
#[derive(Debug, Clone)]
pub struct Place {
    /// What.
    pub question: Question,
    /// Whose; the village's when it is of no one counsel.
    pub counsel: Option<usize>,
    /// Where.
    pub village: usize,
    /// On which day, if it is of one.
    pub date: Option<NaiveDate>,
}
