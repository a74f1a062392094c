//! The role × action table: the only place that says who may do what. Scope is checked beside it.

use serde::{Deserialize, Serialize};

use crate::person::Role;

/// What somebody may want to do with the ledger of a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Create an entry, or change one before it is signed.
    WriteEntry,
    /// Read the text of entries.
    ReadEntry,
    /// Give the village's opinion (签署意见).
    SignOff,
    /// Approve or return (审核).
    Review,
    /// Void (作废) an entry with a reason.
    VoidEntry,
    /// Submit (提交) one's own entry.
    SubmitEntry,
    /// Enrol a cadre of the roster on one's own device (添加村干部).
    EnrolCadre,
    /// Confirm or refuse the enrolment (登记) of a counsel or cadre.
    DecideEnrolment,
    /// Give a counsel or cadre of the own area a code (开通码): to join, or to set a new PIN.
    Invite,
    /// See the devices of the own area, and rule over what a revoked one delivered.
    TendDevices,
    /// Record a need (群众法律需求), or close one without an entry.
    RecordNeed,
    /// Read needs.
    ReadNeed,
    /// Answer a need by an entry.
    AnswerNeed,
    /// Acknowledge (知悉) a 重大事项.
    AcknowledgeMajor,
    /// Answer (说明) a question that one's own entry raises.
    AnswerQuestion,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 15] = [
        Action::WriteEntry,
        Action::ReadEntry,
        Action::SignOff,
        Action::Review,
        Action::VoidEntry,
        Action::SubmitEntry,
        Action::EnrolCadre,
        Action::DecideEnrolment,
        Action::Invite,
        Action::TendDevices,
        Action::RecordNeed,
        Action::ReadNeed,
        Action::AnswerNeed,
        Action::AcknowledgeMajor,
        Action::AnswerQuestion,
    ];
}

/// Whether the role may do this inside its scope.
#[must_use]
pub fn may(role: Role, action: Action) -> bool {
    match action {
        Action::WriteEntry
        | Action::VoidEntry
        | Action::SubmitEntry
        | Action::EnrolCadre
        | Action::AnswerNeed
        | Action::AnswerQuestion => matches!(role, Role::Counsel),
        Action::ReadEntry | Action::ReadNeed => matches!(role, Role::Counsel | Role::Cadre | Role::Office),
        Action::RecordNeed => matches!(role, Role::Cadre | Role::Office),
        Action::SignOff => matches!(role, Role::Cadre),
        Action::Review
        | Action::Invite
        | Action::DecideEnrolment
        | Action::TendDevices
        | Action::AcknowledgeMajor => matches!(role, Role::Office),
    }
}
