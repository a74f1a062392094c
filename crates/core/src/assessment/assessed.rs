//! What an assessment says of a village's month and of a counsel's half-year. Sums are of months that are over.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::sources::{Conclusion, Ground};
use crate::ids::PersonId;
use crate::rules::{Measure, Pay, Period, RuleName};
use crate::village::VillageCode;

/// One village's months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedVillage {
    /// Which.
    pub village: VillageCode,
    /// Its months, in order.
    pub months: Vec<AssessedMonth>,
    /// Its lectures, for each year or quarter that these months lie in.
    pub lectures: Vec<LectureDuty>,
}

/// One village's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedMonth {
    /// First day.
    pub month: NaiveDate,
    /// By which rule file it is counted.
    pub rule: RuleName,
    /// Whether it is over.
    pub over: bool,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Minutes that count.
    pub counted_minutes: u32,
    /// What later months made up of the minutes missing.
    pub made_up_minutes: u32,
    /// Minutes still missing.
    pub missing_minutes: u32,
    /// Lectures held in it that count.
    pub lectures: u32,
    /// Entries that are not voided.
    pub entries: Entries,
    /// Who serves the village.
    pub serving: Vec<PersonId>,
    /// How that is known.
    pub ground: Ground,
    /// What each of them is paid, in the same order.
    pub pay: Vec<Paid>,
}

/// How many entries stand where; those that are voided are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entries {
    /// All of them.
    pub all: u32,
    /// Not yet signed.
    pub unsigned: u32,
    /// Signed, and not decided over.
    pub unreviewed: u32,
    /// Returned, and not signed anew.
    pub returned: u32,
}

impl Entries {
    /// Those that a cadre signed.
    #[must_use]
    pub fn signed(&self) -> u32 {
        self.all.saturating_sub(self.unsigned)
    }

    /// Those that the office decided over.
    #[must_use]
    pub fn reviewed(&self) -> u32 {
        self.signed().saturating_sub(self.unreviewed)
    }

    pub(super) fn add(&mut self, other: &Entries) {
        self.all = self.all.saturating_add(other.all);
        self.unsigned = self.unsigned.saturating_add(other.unsigned);
        self.unreviewed = self.unreviewed.saturating_add(other.unreviewed);
        self.returned = self.returned.saturating_add(other.returned);
    }
}

/// What a counsel is paid for a village and month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paid {
    /// By the registered pay, with every step.
    Steps(Pay),
    /// 未登记报酬.
    NoFee,
    /// The month is not over.
    Running,
}

/// The lectures of one village in one year or quarter, as they stood at the end of the last of the months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LectureDuty {
    /// Its first day.
    pub from: NaiveDate,
    /// Year or quarter.
    pub period: Period,
    /// The month at whose end they stood so, first day.
    pub month: NaiveDate,
    /// By which rule file.
    pub rule: RuleName,
    /// Held, of those that count.
    pub held: u32,
    /// Owed by the end of the period.
    pub owed: u32,
    /// Whether the period is over, so that what is missing is missing.
    pub due: bool,
}

impl LectureDuty {
    /// How many are missing; none before the period is over.
    #[must_use]
    pub fn missing(&self) -> u32 {
        if self.due { self.owed.saturating_sub(self.held) } else { 0 }
    }
}

/// One counsel, over the villages they serve and the entries they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedCounsel {
    /// Who.
    pub counsel: PersonId,
    /// The villages they served in some month, by code.
    pub villages: Vec<VillageCode>,
    /// Months of these villages that they served and that are over.
    pub months: u32,
    /// Those of them in which nothing was missing.
    pub met_months: u32,
    /// Minutes owed in them.
    pub owed_minutes: u32,
    /// Minutes that count in them.
    pub counted_minutes: u32,
    /// Minutes missing in them.
    pub missing_minutes: u32,
    /// Lectures held in these villages.
    pub lectures_held: u32,
    /// Lectures that had to be held by now.
    pub lectures_owed: u32,
    /// Lectures missing of these.
    pub lectures_missing: u32,
    /// Entries of their own, in whatever village.
    pub entries: Entries,
    /// Trainings of the year; none: nobody's are registered.
    pub trainings: Option<u32>,
    /// Pay.
    pub pay: PaySum,
    /// Scores, where the rule files have a sheet.
    pub scores: Option<Scores>,
    /// What the county recorded of it.
    pub concluded: Option<Conclusion>,
}

/// Pay of a counsel's months; each month's steps stand at its village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaySum {
    /// Months with a registered pay.
    pub months: u32,
    /// Months without one.
    pub months_without: u32,
    /// What these months come to with nothing missing, in fen.
    pub base_fen: u32,
    /// What they come to after deductions, in fen.
    pub fen: u32,
}

/// Scores by one sheet, in the order of its items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// The rule file whose sheet it is: the one in force on the first day that is assessed.
    pub rule: RuleName,
    /// The items.
    pub lines: Vec<ScoreLine>,
}

/// One item's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// The item's key.
    pub key: String,
    /// What is measured.
    pub measure: Measure,
    /// What came of it.
    pub scored: Scored,
    /// What a person gave instead, in tenths of a point.
    pub given: Option<u32>,
}

impl ScoreLine {
    /// The score in tenths of a point, if there is one.
    #[must_use]
    pub fn tenths(&self) -> Option<u32> {
        match self.scored {
            _ if self.given.is_some() => self.given,
            Scored::Counted { tenths, .. } => Some(tenths),
            Scored::ByHand | Scored::NotDue | Scored::Nothing | Scored::NotRegistered => None,
        }
    }
}

/// What came of measuring an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scored {
    /// So much of so much, and the points for it, rounded down to a tenth.
    Counted {
        /// What there is.
        part: u32,
        /// What there had to be; at least 1.
        whole: u32,
        /// Tenths of a point.
        tenths: u32,
    },
    /// The county says it.
    ByHand,
    /// The time in which it has to be done is not over.
    NotDue,
    /// There is nothing to measure it by: no month that is over, no entry.
    Nothing,
    /// Nothing of it is registered.
    NotRegistered,
}
