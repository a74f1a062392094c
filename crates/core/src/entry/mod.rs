//! An entry (台账记录): what one service was, as the counsel answers for it. One service, one entry (一次一记).
//!
//! [`Form`] is what a person is still typing; [`Entry`] is complete and passed [`check`]. The document keeps an entry as
//! a [`FieldMap`]: flat keys with short texts, so that edits of different fields merge.

mod asks;
mod check;
mod compare;
mod detail;
mod fields;
mod form;
mod linked;
mod paper;
mod row;

pub use asks::{Asks, Wanted};
pub(crate) use check::check_text;
pub use check::{CheckContext, Failure, Rule, check};
pub(crate) use check::{OLDEST, Texts, date as check_date, village as check_village};
pub use compare::{Comparison, Part, compare};
pub use detail::DetailText;
pub use fields::{Field, FieldMap, FieldsError, from_fields, is_of_newer, to_fields};
pub use form::{Form, LectureForm, MediationForm};

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::ids::{EntryId, PersonId};
use crate::kind::{Category, Kind, Mode, ResultClass};
use crate::village::VillageCode;

/// Longest free text accepted, in grapheme clusters; a longer one is refused with its length, never cut.
pub const MAX_TEXT_GRAPHEMES: usize = 20_000;
/// Longest name, topic or place, in grapheme clusters.
pub const MAX_NAME_GRAPHEMES: usize = 60;
/// Most persons on one entry.
pub const MAX_PERSONS: usize = 50;
/// How many years after the service a 跟进日期 may lie.
pub const MAX_FOLLOW_UP_YEARS: u32 = 3;

/// One complete entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The village served.
    pub village: VillageCode,
    /// 序号 within the village-year: device number, dash, running number ("03-0007"). Given offline, never changed.
    pub number: String,
    /// The counsel who served.
    pub counsel: PersonId,
    /// The counsel's name as it was when written.
    pub counsel_name: String,
    /// Service date: a civil date, the same in every time zone.
    pub date: NaiveDate,
    /// From when to when, or how long.
    pub time: ServiceTime,
    /// 方式.
    pub mode: Mode,
    /// 服务类别.
    pub kind: Kind,
    /// 服务对象. May be empty for a lecture or publicity, which have a head count.
    pub persons: Vec<ServedPerson>,
    /// 事由.
    pub matter: String,
    /// 内容 (what was advised or done).
    pub advice: String,
    /// 结果 in words.
    pub result: String,
    /// 结果类别.
    pub result_class: Option<ResultClass>,
    /// For 法治讲座 and 法治宣传.
    pub lecture: Option<Lecture>,
    /// For 矛盾纠纷调解.
    pub mediation: Option<Mediation>,
    /// What else the kind has of its own, in the order of [`Detail`](crate::Detail), each once; none that says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<DetailText>,
    /// 收费: the filing's reference, when the service was paid extra.
    pub paid: Option<String>,
    /// 重大事项: why, when it touches stability or large groups.
    pub major: Option<String>,
    /// The entry this one corrects (更正).
    pub corrects: Option<EntryId>,
    /// 跟进日期: the civil date to look again, not before the service date.
    pub follow_up: Option<NaiveDate>,
    /// The entry this one carries on (跟进).
    pub follows: Option<EntryId>,
    /// The 群众法律需求 it answers: a document of its own, with an id like an entry's.
    pub answers: Option<EntryId>,
    /// When it was written by the device's clock: local civil time, minutes, "2026-11-23T18:05".
    pub written_at: String,
    /// Photos and signed pages, sorted by row.
    pub attachments: Vec<Attachment>,
}

/// When the service took place, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceTime {
    /// Start and end on the service date, end after start.
    Interval {
        /// From.
        start: NaiveTime,
        /// To.
        end: NaiveTime,
    },
    /// Only the length is known, in minutes, 1 to 1440.
    Minutes(u16),
}

impl ServiceTime {
    /// Length in whole minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        match self {
            ServiceTime::Interval { start, end } => u16::try_from((end - start).num_minutes()).unwrap_or(0),
            ServiceTime::Minutes(minutes) => minutes,
        }
    }
}

/// A served villager. No ID number and no location by default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServedPerson {
    /// Stable key of this row within the entry: two digits, dash, four hex digits ("01-3fa2"), chosen where it is typed.
    pub row: String,
    /// Name.
    pub name: String,
    /// Phone, if given; may be empty.
    pub phone: String,
    /// Category, if it matters.
    pub category: Option<Category>,
}

/// What a lecture adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lecture {
    /// 主题.
    pub topic: String,
    /// 主讲人.
    pub speaker: String,
    /// 地点.
    pub place: String,
    /// 参加人数.
    pub head_count: u32,
    /// 发放资料份数.
    pub copies: u32,
}

/// What a mediation adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mediation {
    /// 当事人.
    pub parties: String,
    /// 纠纷类型.
    pub dispute: String,
    /// Whether an agreement was reached.
    pub agreed: bool,
}
