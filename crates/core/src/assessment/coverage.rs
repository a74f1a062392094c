//! How far an area is covered (覆盖): what its villages come to together, for the county's report upward and the city's yearly evaluation. Sums of
//! villages, in the order of codes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::assessed::{AssessedMonth, AssessedVillage, Entries};
use super::reckon::Assessment;
use crate::ids::PersonId;
use crate::village::Area;

/// What some villages come to. Minutes, months and entries are of months that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Villages of which some month is counted.
    pub villages: u32,
    /// Those that somebody serves in the last month that has begun.
    pub with_counsel: u32,
    /// Those of which a month is over, and nothing was missing in any that is.
    pub met: u32,
    /// Months of villages.
    pub months: u32,
    /// Those of them in which nothing was missing.
    pub met_months: u32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Minutes that count.
    pub counted_minutes: u32,
    /// Minutes missing.
    pub missing_minutes: u32,
    /// Lectures held.
    pub lectures_held: u32,
    /// Lectures that had to be held by now.
    pub lectures_owed: u32,
    /// Lectures missing of these.
    pub lectures_missing: u32,
    /// Entries.
    pub entries: Entries,
    /// How many people serve or served in one of them.
    pub counsel: u32,
    /// How many of these took a training in the year; none: nobody's are registered.
    pub trained: Option<u32>,
}

/// A month of all villages together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSum {
    /// First day.
    pub month: NaiveDate,
    /// Whether it is over.
    pub over: bool,
    /// Villages in which nothing is missing.
    pub met: u32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Minutes that count.
    pub counted_minutes: u32,
    /// Minutes missing.
    pub missing_minutes: u32,
    /// Lectures held in it that count.
    pub lectures: u32,
    /// Entries.
    pub entries: Entries,
}

impl Coverage {
    /// Takes in what other villages come to, of another county. Who serves in both is counted in both; people trained are known only where they are for both.
    pub fn add(&mut self, other: &Coverage) {
        let sums = [
            (&mut self.villages, other.villages),
            (&mut self.with_counsel, other.with_counsel),
            (&mut self.met, other.met),
            (&mut self.months, other.months),
            (&mut self.met_months, other.met_months),
            (&mut self.owed_minutes, other.owed_minutes),
            (&mut self.counted_minutes, other.counted_minutes),
            (&mut self.missing_minutes, other.missing_minutes),
            (&mut self.lectures_held, other.lectures_held),
            (&mut self.lectures_owed, other.lectures_owed),
            (&mut self.lectures_missing, other.lectures_missing),
            (&mut self.counsel, other.counsel),
        ];
        for (sum, more) in sums {
            *sum = sum.saturating_add(more);
        }
        self.entries.add(&other.entries);
        let trained = self.trained.zip(other.trained);
        self.trained = trained.map(|(here, there)| here.saturating_add(there));
    }
}

impl MonthSum {
    /// Takes in the same month of other villages.
    pub fn add(&mut self, other: &MonthSum) {
        self.met = self.met.saturating_add(other.met);
        self.owed_minutes = self.owed_minutes.saturating_add(other.owed_minutes);
        self.counted_minutes = self.counted_minutes.saturating_add(other.counted_minutes);
        self.missing_minutes = self.missing_minutes.saturating_add(other.missing_minutes);
        self.lectures = self.lectures.saturating_add(other.lectures);
        self.entries.add(&other.entries);
    }
}

/// A sum on its way.
#[derive(Default)]
struct Sum {
    coverage: Coverage,
    counsel: BTreeSet<PersonId>,
}

impl Assessment {
    /// What each county, township and village comes to, by code: a county stands before its townships, and each of these before its villages.
    #[must_use]
    pub fn coverage(&self) -> Vec<(Area, Coverage)> {
        let mut sums: BTreeMap<Area, Sum> = BTreeMap::new();
        for village in self.villages.iter().filter(|village| !village.months.is_empty()) {
            let code = &village.village;
            for area in [code.county(), code.township(), code.area()] {
                sums.entry(area).or_default().add(village);
            }
        }
        let taken = self.counsel.iter().map(|of| (of.counsel, of.trainings));
        let trainings: BTreeMap<PersonId, Option<u32>> = taken.collect();
        let whole = sums.into_iter().map(|(area, sum)| (area, sum.whole(&trainings)));
        whole.collect()
    }

    /// What all villages come to, month by month.
    #[must_use]
    pub fn by_month(&self) -> Vec<MonthSum> {
        let mut sums: BTreeMap<NaiveDate, MonthSum> = BTreeMap::new();
        for month in self.villages.iter().flat_map(|village| &village.months) {
            let sum = sums.entry(month.month).or_insert_with(|| begin(month));
            sum.met = sum.met.saturating_add(u32::from(month.missing_minutes == 0));
            sum.owed_minutes = sum.owed_minutes.saturating_add(month.owed_minutes);
            sum.counted_minutes = sum.counted_minutes.saturating_add(month.counted_minutes);
            sum.missing_minutes = sum.missing_minutes.saturating_add(month.missing_minutes);
            sum.lectures = sum.lectures.saturating_add(month.lectures);
            sum.entries.add(&month.entries);
        }
        sums.into_values().collect()
    }
}

fn begin(month: &AssessedMonth) -> MonthSum {
    MonthSum {
        month: month.month,
        over: month.over,
        met: 0,
        owed_minutes: 0,
        counted_minutes: 0,
        missing_minutes: 0,
        lectures: 0,
        entries: Entries::default(),
    }
}

impl Sum {
    fn add(&mut self, village: &AssessedVillage) {
        let of = &mut self.coverage;
        let served = village.months.last().is_some_and(|month| !month.serving.is_empty());
        let mut over = village.months.iter().filter(|month| month.over).peekable();
        let begun = over.peek().is_some();
        let mut met = true;
        for month in over {
            of.months = of.months.saturating_add(1);
            of.met_months = of.met_months.saturating_add(u32::from(month.missing_minutes == 0));
            of.owed_minutes = of.owed_minutes.saturating_add(month.owed_minutes);
            of.counted_minutes = of.counted_minutes.saturating_add(month.counted_minutes);
            of.missing_minutes = of.missing_minutes.saturating_add(month.missing_minutes);
            of.entries.add(&month.entries);
            met &= month.missing_minutes == 0;
        }
        for duty in &village.lectures {
            let owed = if duty.due { duty.owed } else { 0 };
            of.lectures_held = of.lectures_held.saturating_add(duty.held);
            of.lectures_owed = of.lectures_owed.saturating_add(owed);
            of.lectures_missing = of.lectures_missing.saturating_add(duty.missing());
        }
        of.villages = of.villages.saturating_add(1);
        of.with_counsel = of.with_counsel.saturating_add(u32::from(served));
        of.met = of.met.saturating_add(u32::from(begun && met));
        let serving = village.months.iter().flat_map(|month| month.serving.iter().copied());
        self.counsel.extend(serving);
    }

    fn whole(self, trainings: &BTreeMap<PersonId, Option<u32>>) -> Coverage {
        let known = self
            .counsel
            .iter()
            .filter_map(|id| trainings.get(id).copied().flatten());
        let known: Vec<u32> = known.collect();
        let trained = known.iter().filter(|taken| **taken > 0).count();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        Coverage {
            counsel: count(self.counsel.len()),
            trained: (!known.is_empty()).then(|| count(trained)),
            ..self.coverage
        }
    }
}
