//! The county's registers (名册): firms, counsel, appointments and what belongs to them, as append-only acts (decision 0020).
//!
//! A record (名册的一条) is what the acts with its id say, the last one whole: [`Registration`]. [`Registers`] is the state after so many of them,
//! [`check`] says what is wrong with the next. Nothing is deleted; a record that holds no more is withdrawn, with a reason.

mod check;
mod column;
mod days;
mod fault;
mod firm;
mod fold;
mod kind;
mod monthly;
mod permission;
mod record;
mod renewal;
mod shape;
mod standing;
mod values;

use serde::{Deserialize, Serialize};

pub use check::{World, check};
pub use column::{Column, Shape};
pub use days::{Days, Half, HalfError};
pub use fault::{Fault, FaultReason};
pub use firm::{FirmAppointment, FirmCounsel, seen_by_firm, years_of_firm};
pub use fold::{Registered, Registers};
pub use kind::RecordKind;
pub use monthly::{
    Answers, Asked, Finding, MAX_ASKED, MAX_DRAWN, MonthlyCheck, answered_in, answers_text, drawn_text, month_text,
};
pub use permission::{may_read, may_write};
pub use record::{
    Allocation, Appointment, Assessment, Board, CounselKind, CounselRecord, Fee, Filing, Firm, FirmKind, Record,
    Recusal, Training, Verdict, VillageChange,
};
pub use renewal::Renewal;
pub use values::Values;

use crate::ids::ActId;
use crate::permission::Action;
use crate::village::VillageCode;

/// Longest reason of a withdrawal, in grapheme clusters.
pub const MAX_WITHDRAWAL_GRAPHEMES: usize = 500;
/// Most villages that one record names.
pub const MAX_VILLAGES: usize = 200;

/// What an act says of one record, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// What the record is. Never another one for the same record.
    pub kind: RecordKind,
    /// Its values.
    pub values: Values,
    /// The act whose word this one replaces; none for the record's first.
    pub after: Option<ActId>,
    /// Why it holds no more; none while it holds. The values stay what they were.
    pub withdrawn: Option<String>,
}

impl Registration {
    /// The first word about a record.
    #[must_use]
    pub fn new(kind: RecordKind, values: Values) -> Registration {
        Registration {
            kind,
            values,
            after: None,
            withdrawn: None,
        }
    }

    /// Every text it carries.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let values = self.values.iter().map(|(_, text)| text);
        values.chain(self.withdrawn.as_deref()).collect()
    }

    /// Whether it holds the answer to what the record asks: a filing that is acknowledged, a request that the city answered.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        match self.kind {
            RecordKind::Filing => self.values.yes(Column::Acknowledged),
            RecordKind::Allocation => self.values.get(Column::Answer).is_some(),
            RecordKind::Firm
            | RecordKind::Counsel
            | RecordKind::Appointment
            | RecordKind::Board
            | RecordKind::Recusal
            | RecordKind::Training
            | RecordKind::Village
            | RecordKind::Assessment
            | RecordKind::RuleFile
            | RecordKind::Fee
            | RecordKind::Check => false,
        }
    }

    /// What somebody must be allowed to do, to say this. Who answers is another than who asks; a request is withdrawn by who asked, and what
    /// the county acknowledged by the county.
    #[must_use]
    pub fn action(&self) -> Action {
        match self.kind {
            RecordKind::Filing if self.is_answer() => Action::KeepRegister,
            RecordKind::Allocation if self.is_answer() && self.withdrawn.is_none() => Action::AnswerAllocation,
            kind => kind.action(),
        }
    }

    /// Where that must be allowed: the village that the record is about, else the county's seat. `None` when it names none that can be read.
    #[must_use]
    pub fn place(&self, seat: &VillageCode) -> Option<VillageCode> {
        if self.kind.columns().contains(&Column::Village) {
            self.values.village(Column::Village)
        } else {
            Some(seat.clone())
        }
    }
}
