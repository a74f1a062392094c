//! Pay of a village-month with its deduction, step by step, in whole fen (分).

use serde::{Deserialize, Serialize};

use super::file::{RuleFile, RuleName};
use super::option::Deduction;
use super::tally::Tally;
use super::timeline::Timeline;

/// One step. The steps' `fen` add up to what is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStep {
    /// What it is.
    pub what: PayReason,
    /// What it adds, or takes (below 0), in fen.
    pub fen: i64,
}

/// Why pay is more or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayReason {
    /// What is paid when nothing is missing.
    Base,
    /// The missing part of the minutes owed, whole fen; what is less than a fen is not taken.
    MissingMinutes {
        /// Missing, made up or not being considered.
        missing: u32,
        /// Owed.
        owed: u32,
    },
    /// Missing times.
    MissingTimes {
        /// Times (次) of which minutes count.
        held: u32,
        /// Owed.
        owed: u32,
        /// Fen for each missing one.
        fen_per_time: u32,
    },
    /// Given back, because no more than so many fen are taken a month.
    Cap {
        /// The cap.
        fen: u32,
    },
    /// Given back, because no more than the whole is taken.
    NotBelowNothing,
}

/// Pay of one village-month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// By which rule file.
    pub rule: RuleName,
    /// Its month, first day.
    pub month: chrono::NaiveDate,
    /// The steps.
    pub steps: Vec<PayStep>,
    /// What is paid, in fen.
    pub fen: u32,
}

impl Pay {
    /// What is paid for the month when nothing is missing, in fen.
    #[must_use]
    pub fn base_fen(&self) -> u32 {
        let base = self.steps.iter().find(|step| step.what == PayReason::Base);
        base.and_then(|step| u32::try_from(step.fen).ok()).unwrap_or(0)
    }
}

/// The pay of a tally by its rule; `base_fen` is what is paid for a month without anything missing.
#[must_use]
pub fn pay(rule: &RuleFile, tally: &Tally, base_fen: u32) -> Pay {
    let base = i64::from(base_fen);
    let mut steps = vec![PayStep {
        what: PayReason::Base,
        fen: base,
    }];
    let mut take = |what, fen: i64| {
        if fen != 0 {
            steps.push(PayStep { what, fen });
        }
    };
    let taken = match rule.deduction {
        Deduction::None => 0,
        Deduction::Proportional => {
            let (missing, owed) = (tally.missing_minutes(), tally.owed_minutes);
            let part = (u64::from(base_fen) * u64::from(missing)).checked_div(u64::from(owed));
            let fen = i64::try_from(part.unwrap_or(0)).unwrap_or(base);
            take(PayReason::MissingMinutes { missing, owed }, -fen);
            fen
        }
        Deduction::PerMissingTime {
            times_per_month: owed,
            fen_per_time,
            cap_fen_per_month,
        } => {
            let held = tally.times();
            let fen = i64::from(owed.saturating_sub(held)).saturating_mul(i64::from(fen_per_time));
            let missing = PayReason::MissingTimes {
                held,
                owed,
                fen_per_time,
            };
            take(missing, -fen);
            let capped = fen.min(i64::from(cap_fen_per_month));
            let cap = PayReason::Cap { fen: cap_fen_per_month };
            take(cap, fen - capped);
            capped
        }
    };
    let possible = taken.min(base);
    take(PayReason::NotBelowNothing, taken - possible);
    Pay {
        rule: rule.name(),
        month: tally.month,
        steps,
        fen: u32::try_from(base - possible).unwrap_or(0),
    }
}

/// The pay of months, each by the rule of its own first day.
#[must_use]
pub fn pay_of_months(rules: &Timeline, tallies: &[Tally], base_fen: u32) -> Vec<Pay> {
    let one = |tally: &Tally| pay(rules.on(tally.month), tally, base_fen);
    tallies.iter().map(one).collect()
}
