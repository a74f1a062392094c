//! What a report cannot tell, by name: it stands on the report beside its numbers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::rules::{MonthBoundary, RuleFile};

/// One thing that a report cannot tell, or that it supposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The rules count minutes once that overlap in one village, and figures tell no time of day: they are counted twice here.
    Overlap,
    /// The rules count minutes once that one counsel has in two villages at the same time: here they are counted in both.
    OverlapElsewhere,
    /// The rules count a sitting over midnight at a month's end in the month in which it began: here by its date.
    Sitting,
    /// A month has not ended: what it came to so far is shown, and is in no sum, no score and no pay.
    Running {
        /// Its first day.
        month: NaiveDate,
    },
    /// A month is over, but the figures came before its end: entries may not be among them, and what is missing may not be.
    Early {
        /// Its first day.
        month: NaiveDate,
    },
    /// Of so many villages no appointment is registered in some month: who serves them is supposed.
    Supposed {
        /// How many.
        villages: u32,
    },
    /// Where the counsel of a village changed within a month, the whole month is the one's who was appointed on its first day, and a period's
    /// lectures are the one's of the first day of its last month.
    WholeMonth,
    /// For so many months of a counsel in a village no pay is registered.
    NoFee {
        /// How many.
        months: u32,
    },
    /// No training is registered of anybody.
    NoTraining,
    /// No rule file has a sheet of scores.
    NoSheet,
}

/// What figures cannot tell of what a rule asks for.
pub(super) fn of_figures(rule: &RuleFile) -> impl Iterator<Item = Limit> + use<> {
    let sitting = match rule.month_boundary {
        MonthBoundary::Date => false,
        MonthBoundary::SittingStart => true,
    };
    let limits = [
        (rule.overlap_counts_once, Limit::Overlap),
        (rule.villages_overlap_counts_once, Limit::OverlapElsewhere),
        (sitting, Limit::Sitting),
    ];
    limits.into_iter().filter(|(is, _)| *is).map(|(_, limit)| limit)
}
