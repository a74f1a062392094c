//! One rule file: numbers and named readings of an ambiguous policy, from a date on.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kind::Mode;

/// Why a rule file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFileError {
    /// Not TOML of the expected shape; unknown keys are refused too.
    #[error("reading a rule file: {0}")]
    Shape(String),
    /// A value outside what makes sense.
    #[error("reading a rule file: {0} is out of range")]
    Range(&'static str),
}

/// A rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Stable name, "nanning-2016".
    pub id: String,
    /// Version of this text of it, 1, 2, …
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// The document it follows.
    pub source: String,
    /// From which service date it holds.
    pub effective_from: NaiveDate,
    /// Minutes owed on site per village and month.
    pub on_site_minutes_per_month: u32,
    /// Lectures owed per village and calendar year.
    pub lectures_per_year: u32,
    /// Most villages of one counsel.
    pub villages_per_counsel_max: u32,
    /// Which modes count toward the on-site minutes.
    pub counted_modes: Vec<Mode>,
    /// Whether overlapping minutes of one counsel in one village count once.
    pub overlap_counts_once: bool,
    /// Whether an entry counts before a cadre signed it.
    pub unsigned_counts: bool,
}

/// Most minutes a month has.
const MAX_MINUTES: u32 = 31 * 24 * 60;
/// Most lectures or villages that make sense.
const MAX_COUNT: u32 = 1_000;

impl RuleFile {
    /// Reads and checks a rule file: texts are not blank, version and villages at least 1, minutes at most those of a
    /// month, lectures and villages at most 1,000, counted modes at least one and none twice.
    ///
    /// # Errors
    /// A shape or range error that names the key.
    pub fn read(text: &str) -> Result<RuleFile, RuleFileError> {
        let rule: RuleFile = toml::from_str(text).map_err(|error| RuleFileError::Shape(error.to_string()))?;
        match rule.out_of_range() {
            Some(key) => Err(RuleFileError::Range(key)),
            None => Ok(rule),
        }
    }

    fn out_of_range(&self) -> Option<&'static str> {
        let ranges = [
            ("id", !self.id.trim().is_empty()),
            ("version", self.version >= 1),
            ("title", !self.title.trim().is_empty()),
            ("source", !self.source.trim().is_empty()),
            (
                "on_site_minutes_per_month",
                self.on_site_minutes_per_month <= MAX_MINUTES,
            ),
            ("lectures_per_year", self.lectures_per_year <= MAX_COUNT),
            (
                "villages_per_counsel_max",
                (1..=MAX_COUNT).contains(&self.villages_per_counsel_max),
            ),
            ("counted_modes", self.counted_modes_make_sense()),
        ];
        ranges.into_iter().find(|(_, good)| !good).map(|(key, _)| key)
    }

    fn counted_modes_make_sense(&self) -> bool {
        let different: BTreeSet<Mode> = self.counted_modes.iter().copied().collect();
        !different.is_empty() && different.len() == self.counted_modes.len()
    }
}
