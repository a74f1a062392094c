//! What is wrong with a registration.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::days::Half;
use crate::ids::EntryId;
use crate::rules::{RuleFault, RuleFileError};
use crate::village::VillageCode;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where; none where it is the record as a whole.
    pub column: Option<Column>,
    /// What.
    pub reason: FaultReason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultReason {
    /// The person may not say this.
    NotAllowed,
    /// Somebody said something else of the record meanwhile, or it is not the record it is taken for: what it replaces is not its last act.
    Changed,
    /// Nothing was given where something is needed.
    Missing,
    /// A record of this kind says no such thing.
    NotOfKind,
    /// Not written as its column wants.
    Shape,
    /// Too long, in grapheme clusters (a cluster of more than 16 characters counts once per 16).
    TooLong {
        /// What was given.
        given: usize,
        /// What is allowed.
        max: usize,
    },
    /// Characters that are not seen but change what is seen.
    HiddenCharacters,
    /// A withdrawal gives no reason.
    NoReason,
    /// There is nothing that could be withdrawn.
    NothingToWithdraw,
    /// This of a record never changes; what is about something else is another record.
    Fixed,
    /// Who answers says the answer and nothing else.
    OnlyAnswer,
    /// It was answered already.
    Answered,
    /// Another record relies on it still.
    InUse {
        /// Which.
        by: EntryId,
    },
    /// It names itself.
    Itself,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// The village is in no register, or is not of this county.
    UnknownVillage,
    /// The village is merged into another one from a day on, and this goes beyond.
    MergedVillage {
        /// Into which.
        into: VillageCode,
        /// From when.
        from: NaiveDate,
    },
    /// No counsel of the register.
    UnknownCounsel,
    /// No such record that holds.
    UnknownRecord,
    /// A public official is no counsel.
    PublicOfficial,
    /// More villages than one counsel may have, without being 原有安排.
    MoreThanMost {
        /// How many one may have.
        most: u32,
        /// The first day on which there would be more.
        on: NaiveDate,
    },
    /// The village has another counsel on some of these days.
    Overlaps {
        /// By which record.
        with: EntryId,
    },
    /// Renewed against the last verdict, or without a training in a year: why, has to be said ([`super::Renewal`]).
    RenewalUnexplained {
        /// The half whose verdict is 不合格.
        poor: Option<Half>,
        /// The year without a training.
        untrained: Option<i32>,
    },
    /// There is a record of the same already.
    Twice {
        /// Which.
        with: EntryId,
    },
    /// The stand-in is recused there too.
    Recused {
        /// By which record.
        with: EntryId,
    },
    /// A stand-in stands in on days of the recusal only, in its village.
    NotOfRecusal {
        /// Which recusal.
        with: EntryId,
    },
    /// The rule file cannot be read.
    RuleFile(RuleFileError),
    /// The rule file does not fit among those that are there.
    Rules(RuleFault),
    /// The rule file is for another place than this county or one around it.
    OtherPlace,
    /// More villagers answered a question than were asked.
    MoreThanAsked,
    /// The month has not begun.
    NotYet,
}
