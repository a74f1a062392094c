//! The year of an office, or of a county from its figures: villages × months, what they come to together, and how much each counsel has to do.

use chrono::NaiveDate;
use cunfa_core::rules::Basis;
use cunfa_core::{PersonId, VillageCode};
use serde::{Deserialize, Serialize};

use super::entries::VillageRow;
use super::report::ReportData;
use super::reviews::VillageStanding;

/// A year up to the present month, or a whole one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearGrid {
    /// First days of its months.
    pub months: Vec<NaiveDate>,
    /// From which figures and registers, where it is the county's.
    pub data: Option<ReportData>,
    /// By which rule files the months are counted, each once.
    pub rules: Vec<Basis>,
    /// The villages of the month's grid, in its order, each with a cell for every month.
    pub villages: Vec<YearVillage>,
    /// The counsel of these villages, by name.
    pub counsel: Vec<CounselLoad>,
}

/// One village's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearVillage {
    /// Village.
    pub village: VillageRow,
    /// How it stands in the last of the months.
    pub standing: VillageStanding,
    /// A cell for every month.
    pub months: Vec<YearCell>,
}

/// A village's month in few numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct YearCell {
    /// Minutes that count.
    pub counted_minutes: u32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Minutes missing of these, less what later months made up.
    pub missing_minutes: u32,
    /// Entries of the month that are not voided.
    pub entries: u32,
    /// Lectures among them that count.
    pub lectures: u32,
    /// Entries not yet signed.
    pub unsigned: u32,
    /// Entries waiting for review.
    pub unreviewed: u32,
}

/// What a counsel had to do in these villages, by what is written: a help for sharing the work out, no measure of anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounselLoad {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What it is added up from: those of the villages that are theirs now, and those they wrote of; in the grid's order.
    pub villages: Vec<LoadVillage>,
}

/// One village of a counsel's load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadVillage {
    /// Which of the grid's.
    pub village: VillageCode,
    /// Whether it is theirs now.
    pub now: bool,
    /// For every month of the grid.
    pub months: Vec<Load>,
}

/// What somebody had to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Load {
    /// Entries that are not voided.
    pub entries: u32,
    /// Their whole length in minutes, whether it counts or not.
    pub minutes: u32,
}

impl CounselLoad {
    /// How many of the villages are theirs now.
    #[must_use]
    pub fn villages_now(&self) -> usize {
        self.villages.iter().filter(|of| of.now).count()
    }

    /// The year's.
    #[must_use]
    pub fn sum(&self) -> Load {
        Load::sum(self.villages.iter().map(LoadVillage::sum))
    }
}

impl LoadVillage {
    /// The year's.
    #[must_use]
    pub fn sum(&self) -> Load {
        Load::sum(self.months.iter().copied())
    }
}

impl Load {
    /// All of them together.
    pub fn sum(all: impl IntoIterator<Item = Load>) -> Load {
        all.into_iter().fold(Load::default(), |sum, more| Load {
            entries: sum.entries.saturating_add(more.entries),
            minutes: sum.minutes.saturating_add(more.minutes),
        })
    }
}
