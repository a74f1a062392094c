//! One rule file: numbers and named readings of an ambiguous policy, from a date on.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::option::{Deduction, MonthBoundary, Period, Question, Rounding};
use super::read;
use super::score_sheet::ScoreSheet;
use crate::kind::Mode;
use crate::village::VillageCode;

/// Why a rule file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RuleFileError {
    /// More than 64 KiB.
    #[error("reading a rule file: longer than 64 KiB")]
    TooLong,
    /// Not TOML.
    #[error("reading a rule file: line {line} is not TOML")]
    NotToml {
        /// Line, from 1.
        line: u32,
    },
    /// A key that has to be there is not.
    #[error("reading a rule file: {key} is missing")]
    Missing {
        /// Which.
        key: String,
    },
    /// A key that this program does not know.
    #[error("reading a rule file: {key} is unknown")]
    UnknownKey {
        /// Which.
        key: String,
    },
    /// A value of another type: text for a number, a broken number, and so on.
    #[error("reading a rule file: {key} has a value of the wrong type")]
    Shape {
        /// Which.
        key: String,
    },
    /// A number below nothing.
    #[error("reading a rule file: {key} is negative")]
    Negative {
        /// Which.
        key: String,
    },
    /// A value outside what makes sense: blank, too large, twice.
    #[error("reading a rule file: {key} is out of range")]
    Range {
        /// Which.
        key: String,
    },
    /// Not a day of the calendar, or written in another way than 2016-11-18.
    #[error("reading a rule file: {key} is not a date")]
    BadDate {
        /// Which.
        key: String,
    },
    /// A mode that does not exist.
    #[error("reading a rule file: there is no mode {mode}")]
    UnknownMode {
        /// As written.
        mode: String,
    },
    /// An option that does not exist.
    #[error("reading a rule file: {key} knows no option {option}")]
    UnknownOption {
        /// Which key.
        key: String,
        /// As written.
        option: String,
    },
}

/// Id and version: what every report names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleName {
    /// Stable name, "nanning-2016".
    pub id: String,
    /// Version of this text of it, 1, 2, …
    pub version: u32,
}

/// A rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFile {
    /// Stable name, "nanning-2016".
    pub id: String,
    /// Version of this text of it, 1, 2, …
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// What it follows, and what of it is not known.
    pub source: String,
    /// Where it holds: the leading digits of village codes, 2 (province), 4, 6, 9 or 12 of them.
    pub area: String,
    /// From which service date it holds.
    pub effective_from: NaiveDate,
    /// The first date on which it holds no more; none = until it is replaced.
    pub effective_until: Option<NaiveDate>,
    /// The file that it replaces.
    pub replaces: Option<RuleName>,
    /// Minutes owed on site per village and month.
    pub on_site_minutes_per_month: u32,
    /// Lectures owed per village and period.
    pub lectures: u32,
    /// The period.
    pub lectures_per: Period,
    /// Most villages of one counsel; none where the source says nothing.
    pub villages_per_counsel_max: Option<u32>,
    /// Which modes count toward the on-site minutes.
    pub counted_modes: Vec<Mode>,
    /// Whether an entry counts before a cadre signed it.
    pub unsigned_counts: bool,
    /// Whether overlapping minutes in one village count once.
    pub overlap_counts_once: bool,
    /// Whether overlapping minutes of one counsel in two villages count once.
    pub villages_overlap_counts_once: bool,
    /// How minutes are rounded; none = not.
    pub rounding: Option<Rounding>,
    /// To which month a sitting over midnight at a month's end belongs.
    pub month_boundary: MonthBoundary,
    /// Within how many following months missing minutes may be made up, 0 (not) to 12.
    pub make_up_months: u32,
    /// How pay is reduced.
    pub deduction: Deduction,
    /// Which of these the source leaves open: there the value is a choice, and no rule of the source.
    pub left_open: Vec<Question>,
    /// The county's sheet of scores, if it has one. It is no part of what a number is counted by, so it does not travel with every number: who
    /// shows scores gives it beside them.
    #[serde(skip)]
    pub assessment: Option<ScoreSheet>,
}

/// Longest text of a rule file.
const MAX_BYTES: usize = 64 * 1024;
/// Longest title, source or id, in characters.
const MAX_TEXT: usize = 1_000;
/// Most minutes a month has.
const MAX_MINUTES: u32 = 31 * 24 * 60;
/// Most lectures, villages, times or versions that make sense.
const MAX_COUNT: u32 = 1_000;
/// Most fen of one amount: 100,000 yuan.
const MAX_FEN: u32 = 10_000_000;
/// Years in which a rule may begin or end.
const YEARS: std::ops::RangeInclusive<i32> = 1980..=2100;

impl RuleFile {
    /// Reads and checks a rule file: every key there once and known, texts not blank, minutes at most those of a month, lectures and villages
    /// at most 1,000, amounts at most 100,000 yuan, counted modes at least one and none twice, dates of the years 1980 to 2100; a sheet of scores, if
    /// there is one, as [`ScoreSheet::out_of_range`] says.
    ///
    /// # Errors
    /// The first fault; it names the key.
    pub fn read(text: &str) -> Result<RuleFile, RuleFileError> {
        if text.len() > MAX_BYTES {
            return Err(RuleFileError::TooLong);
        }
        let rule = read::rule(text)?;
        if let Some(key) = rule.assessment.as_ref().and_then(ScoreSheet::out_of_range) {
            return Err(RuleFileError::Range { key });
        }
        match rule.out_of_range() {
            Some(key) => Err(RuleFileError::Range { key: key.to_owned() }),
            None => Ok(rule),
        }
    }

    /// Id and version.
    #[must_use]
    pub fn name(&self) -> RuleName {
        RuleName {
            id: self.id.clone(),
            version: self.version,
        }
    }

    /// Whether it was made for the place of a village.
    #[must_use]
    pub fn is_for(&self, village: &VillageCode) -> bool {
        village.as_str().starts_with(&self.area)
    }

    pub(super) fn out_of_range(&self) -> Option<&'static str> {
        let text = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_TEXT;
        let date = |date: NaiveDate| YEARS.contains(&date.year());
        let until = |until: NaiveDate| date(until) && until > self.effective_from;
        let area = matches!(self.area.len(), 2 | 4 | 6 | 9 | 12) && self.area.bytes().all(|byte| byte.is_ascii_digit());
        let replaces = |name: &RuleName| text(&name.id) && (1..=MAX_COUNT).contains(&name.version);
        let ranges = [
            ("id", text(&self.id)),
            ("version", (1..=MAX_COUNT).contains(&self.version)),
            ("title", text(&self.title)),
            ("source", text(&self.source)),
            ("area", area),
            ("effective_from", date(self.effective_from)),
            ("effective_until", self.effective_until.is_none_or(until)),
            ("replaces", self.replaces.as_ref().is_none_or(replaces)),
            (
                "on_site_minutes_per_month",
                self.on_site_minutes_per_month <= MAX_MINUTES,
            ),
            ("lectures", self.lectures <= MAX_COUNT),
            (
                "villages_per_counsel_max",
                self.villages_per_counsel_max
                    .is_none_or(|max| (1..=MAX_COUNT).contains(&max)),
            ),
            (
                "counted_modes",
                !self.counted_modes.is_empty() && different(&self.counted_modes),
            ),
            (
                "rounding",
                self.rounding.is_none_or(|it| matches!(it.to_minutes, 5 | 15 | 30)),
            ),
            ("make_up_months", self.make_up_months <= 12),
            ("deduction", in_range(self.deduction)),
            ("left_open", different(&self.left_open)),
            (
                "assessment",
                self.assessment
                    .as_ref()
                    .is_none_or(|sheet| sheet.out_of_range().is_none()),
            ),
        ];
        ranges.into_iter().find(|(_, good)| !good).map(|(key, _)| key)
    }
}

fn different<T: Ord>(values: &[T]) -> bool {
    values.iter().collect::<BTreeSet<_>>().len() == values.len()
}

fn in_range(deduction: Deduction) -> bool {
    match deduction {
        Deduction::None | Deduction::Proportional => true,
        Deduction::PerMissingTime {
            times_per_month,
            fen_per_time,
            cap_fen_per_month,
        } => {
            let amounts = (1..=MAX_FEN).contains(&fen_per_time) && (1..=MAX_FEN).contains(&cap_fen_per_month);
            amounts && (1..=MAX_COUNT).contains(&times_per_month)
        }
    }
}
