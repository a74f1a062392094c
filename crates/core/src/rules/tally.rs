//! The month of one village: minutes and lectures, with a line for every entry, and every step from the lines to the number.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::file::RuleFile;
use super::option::Period;
use crate::entry::ServiceTime;
use crate::ids::{EntryId, PersonId};
use crate::kind::{Kind, Mode};
use crate::life::Stage;

/// What the arithmetic needs of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: String,
    /// Whose; none where only an index tells of the entry. Then it is compared with no other village.
    pub counsel: Option<PersonId>,
    /// Service date.
    pub date: NaiveDate,
    /// When.
    pub time: ServiceTime,
    /// How.
    pub mode: Mode,
    /// What.
    pub kind: Kind,
    /// Where it stands.
    pub stage: Stage,
    /// Whether another entry that is not void corrects it.
    pub corrected: bool,
}

/// One entry's line in the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: String,
    /// Service date.
    pub date: NaiveDate,
    /// Its whole length in minutes.
    pub minutes: u32,
    /// How many of them count.
    pub counted: Counted,
}

/// How many minutes of an entry count, and why not all. `minutes` is the whole length, less what is left out, and rounded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Minutes that count.
    pub minutes: u32,
    /// Why the rest does not; empty when all count.
    pub left_out: Vec<(Reason, u32)>,
    /// What rounding this entry added (or took, below 0).
    pub rounding: i32,
}

/// Why minutes are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The rule file does not count this mode.
    ModeNotCounted,
    /// The cadre has not signed yet and the rule file wants a signature.
    NotSigned,
    /// Returned by the office.
    Returned,
    /// Voided.
    Voided,
    /// Corrected (更正) by another entry, which counts in its place.
    Corrected,
    /// Already counted by an overlapping entry of the same village.
    Overlap,
    /// Already counted by an overlapping entry of the same counsel in another village.
    OverlapElsewhere,
    /// Carries on a sitting that began last month, and counts there.
    MonthBefore,
}

/// An entry of kind 法治讲座 in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LectureLine {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: String,
    /// Service date.
    pub date: NaiveDate,
    /// Why it does not count; none when it does.
    pub left_out: Option<Reason>,
}

/// Minutes of one month that make up what another one lacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeUp {
    /// The other month, its first day.
    pub month: NaiveDate,
    /// Minutes.
    pub minutes: u32,
}

/// The month of one village, and the lectures of its period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rule file id.
    pub rule: String,
    /// Rule file version.
    pub rule_version: u32,
    /// First day of the month.
    pub month: NaiveDate,
    /// Minutes that count: those of the lines, and `rounding`.
    pub counted_minutes: u32,
    /// What rounding the month's sum added (or took, below 0).
    pub rounding: i32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// What later months made up of the minutes missing here.
    pub made_up_by: Vec<MadeUp>,
    /// What this month, beyond its own minutes owed, made up for earlier ones.
    pub made_up_for: Vec<MadeUp>,
    /// Lectures held in the period up to the month's end (not voided, corrected or returned; signed if the rule wants it).
    pub lectures: u32,
    /// Lectures owed in the period.
    pub owed_lectures: u32,
    /// The period.
    pub lectures_per: Period,
    /// A line per lecture of the period up to the month's end, by date and number.
    pub lecture_lines: Vec<LectureLine>,
    /// A line per entry of the month, by date and number.
    pub lines: Vec<Line>,
}

impl Tally {
    /// Minutes still missing of what is owed, less what was made up; 0 when the duty is done.
    #[must_use]
    pub fn missing_minutes(&self) -> u32 {
        let made_up = self.made_up_by.iter().map(|one| one.minutes);
        made_up.fold(
            self.owed_minutes.saturating_sub(self.counted_minutes),
            u32::saturating_sub,
        )
    }

    /// Where nothing is owed, since the village is merged into another one: what is written is counted all the same, and nothing is missing.
    #[must_use]
    pub fn without_duty(self) -> Tally {
        Tally {
            owed_minutes: 0,
            owed_lectures: 0,
            made_up_by: Vec::new(),
            ..self
        }
    }

    /// Entries of which minutes count: 次.
    #[must_use]
    pub fn times(&self) -> u32 {
        let counted = self.lines.iter().filter(|line| line.counted.minutes > 0);
        u32::try_from(counted.count()).unwrap_or(u32::MAX)
    }
}

/// The first day of the month a date lies in.
#[must_use]
pub fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

impl Period {
    /// The first day of the period a date lies in.
    #[must_use]
    pub fn first_day(self, date: NaiveDate) -> NaiveDate {
        let month = match self {
            Period::Year => 1,
            Period::Quarter => date.month0() / 3 * 3 + 1,
        };
        NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)
    }
}

pub(super) fn minutes(service: &Service) -> u32 {
    u32::from(service.time.minutes())
}

/// Why nothing of an entry counts; one reason, the first that holds of: voided, corrected, returned, not signed, mode not counted.
pub(super) fn left_out_whole(rule: &RuleFile, service: &Service) -> Option<Reason> {
    let mode = (!rule.counted_modes.contains(&service.mode)).then_some(Reason::ModeNotCounted);
    left_out_as_it_stands(rule, service).or(mode)
}

fn left_out_as_it_stands(rule: &RuleFile, service: &Service) -> Option<Reason> {
    match service.stage {
        Stage::Voided => Some(Reason::Voided),
        _ if service.corrected => Some(Reason::Corrected),
        Stage::Returned => Some(Reason::Returned),
        Stage::Unsigned => (!rule.unsigned_counts).then_some(Reason::NotSigned),
        Stage::Signed | Stage::InReview | Stage::Approved => None,
    }
}

/// Lectures of the month's period up to the month's end.
pub(super) fn lectures(rule: &RuleFile, month: NaiveDate, services: &[Service]) -> Vec<LectureLine> {
    let from = rule.lectures_per.first_day(month);
    let in_time = |date: NaiveDate| date >= from && (date.year(), date.month()) <= (month.year(), month.month());
    let those = services
        .iter()
        .filter(|service| service.kind == Kind::Lecture && in_time(service.date));
    let mut lines: Vec<LectureLine> = those
        .map(|service| LectureLine {
            entry: service.entry,
            number: service.number.clone(),
            date: service.date,
            left_out: left_out_as_it_stands(rule, service),
        })
        .collect();
    lines.sort_by(|a, b| (a.date, &a.number, a.entry).cmp(&(b.date, &b.number, b.entry)));
    lines
}

pub(super) fn held(lines: &[LectureLine]) -> u32 {
    let held = lines.iter().filter(|line| line.left_out.is_none());
    u32::try_from(held.count()).unwrap_or(u32::MAX)
}
