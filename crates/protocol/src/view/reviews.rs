//! The desk's views.

use chrono::NaiveDate;
use cunfa_core::PersonId;
use cunfa_core::rules::{Basis, Tally};
use serde::{Deserialize, Serialize};

use super::entries::{EntryRow, VillageRow};
use super::questions::Asked;

/// The office's queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// 重大事项 that the office has not acknowledged and that do not wait for a review: signed or not, the last reported first.
    pub major: Vec<QueueItem>,
    /// 待审核, 重大事项 first, then oldest arrival first.
    pub waiting: Vec<QueueItem>,
    /// Decided, newest first (100 at most).
    pub decided: Vec<QueueItem>,
    /// Villages in scope with how many wait in each, those with most first.
    pub villages: Vec<(VillageRow, u32)>,
    /// 另有不同意见: how many entries in scope were both approved and returned, and no entry corrects them yet.
    pub contrary: u32,
}

/// One entry in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QueueItem {
    /// The row.
    pub row: EntryRow,
    /// Whose it is: two counsel may have one name.
    pub counsel: PersonId,
    /// Minutes between the end of the service day and the writing, when that is over a day; a plain fact, no accusation.
    pub written_late_days: u32,
    /// 纸上签字: signed by hand, submitted by the counsel with the signed page.
    pub on_paper: bool,
    /// 另有不同意见: one officer approved it and another returned it.
    pub contrary: bool,
    /// This person was writing a return over it.
    pub returning: bool,
    /// Whether it raises questions.
    pub asked: Asked,
}

/// Villages × the month's duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthGrid {
    /// First day of the month.
    pub month: NaiveDate,
    /// By which rule files the month is counted, each once; a tally names its own.
    pub rules: Vec<Basis>,
    /// One cell per village in scope that is there this year, by code, with counsel or entries or without; a merged one after the one it went into.
    pub cells: Vec<GridCell>,
}

/// One village's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridCell {
    /// Village.
    pub village: VillageRow,
    /// The arithmetic.
    pub tally: Tally,
    /// Entries not yet signed.
    pub unsigned: u32,
    /// Entries waiting for review.
    pub unreviewed: u32,
    /// How it stands in the month.
    pub standing: VillageStanding,
}

/// How a village stands in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VillageStanding {
    /// Somebody serves it.
    Served,
    /// 未配备顾问: nobody does.
    Unserved,
    /// It is merged into another one before the month, and owes nothing.
    Merged {
        /// Into which.
        into: VillageRow,
        /// From which day on.
        from: NaiveDate,
    },
}
