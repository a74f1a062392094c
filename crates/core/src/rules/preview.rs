//! A rule tried on entries that are there, before it takes effect.

use chrono::NaiveDate;

use super::file::RuleFile;
use super::reckoning::{Reckoning, Services};
use super::tally::Tally;
use super::timeline::Timeline;
use crate::village::VillageCode;

/// One village's month by the rule in force and by another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which village.
    pub village: VillageCode,
    /// As it is counted now.
    pub now: Tally,
    /// As it would be counted.
    pub then: Tally,
}

impl Difference {
    /// Whether a number that somebody answers for differs: minutes, minutes owed or missing, lectures held or owed.
    #[must_use]
    pub fn differs(&self) -> bool {
        let numbers = |tally: &Tally| {
            let minutes = (tally.counted_minutes, tally.owed_minutes, tally.missing_minutes());
            (minutes, tally.lectures, tally.owed_lectures)
        };
        numbers(&self.now) != numbers(&self.then)
    }
}

/// A rule as if it had held ever since the first one did.
#[must_use]
pub fn trial(rules: &Timeline, rule: &RuleFile) -> Timeline {
    Timeline::alone(RuleFile {
        effective_from: rules.begins().min(rule.effective_from),
        ..rule.clone()
    })
}

/// Counts the month of each village by the rules in force and by those on [`trial`]. `services` are those of the [`span`](super::span) of
/// both.
#[must_use]
pub fn preview(
    rules: &Timeline,
    trial: &Timeline,
    services: &Services,
    villages: &[VillageCode],
    (month, present): (NaiveDate, NaiveDate),
) -> Vec<Difference> {
    let now = Reckoning::new(rules, services, month, present);
    let then = Reckoning::new(trial, services, month, present);
    let difference = |village: &VillageCode| {
        Some(Difference {
            village: village.clone(),
            now: now.tally(village)?,
            then: then.tally(village)?,
        })
    };
    villages.iter().filter_map(difference).collect()
}
