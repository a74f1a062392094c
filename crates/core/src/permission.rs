//! The table role × action × how a village lies to somebody: the only place that says who may do what.
//!
//! A firm (律所) is no row of it: it is nobody of the ledger, has no device, signs nothing and has no villages. What it reads on its own page follows
//! from who its counsel are, by [`crate::register::seen_by_firm`] alone (decision 0023).

use serde::{Deserialize, Serialize};

use crate::person::Role;
use crate::village::{Area, VillageCode};

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
    /// See figures of entries: kind, minutes, counts, result class; no text and no name of a villager.
    ReadFigures,
    /// Open the text of one entry from above, with a reason that is signed (查看全文).
    OpenFromAbove,
    /// Acknowledge (知悉) a 重大事项.
    AcknowledgeMajor,
    /// Answer (说明) a question that one's own entry raises.
    AnswerQuestion,
    /// Keep the county's registers (名册).
    KeepRegister,
    /// Keep the notice board (公示牌) of a village.
    KeepBoard,
    /// Record what the check of a village's month (月度检查) found.
    KeepCheck,
    /// File (收费备案) a service that was paid extra.
    FilePaid,
    /// Answer a county's request for counsel (配备申请).
    AnswerAllocation,
    /// Read what the registers say of a village.
    ReadRegister,
    /// See what villagers asked on the public page (网上提问), and take it over as a need or put it away.
    TendInquiries,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 24] = [
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
        Action::ReadFigures,
        Action::OpenFromAbove,
        Action::AcknowledgeMajor,
        Action::AnswerQuestion,
        Action::KeepRegister,
        Action::KeepBoard,
        Action::KeepCheck,
        Action::FilePaid,
        Action::AnswerAllocation,
        Action::ReadRegister,
        Action::TendInquiries,
    ];
}

/// How a village lies to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Named in the scope by itself: a counsel's, a cadre's.
    OwnVillage,
    /// In a wider area of the scope, where the work is done: an office's township.
    OwnArea,
    /// Below the person: the county and the city stand above every village they answer for.
    Above,
    /// In no area of the scope.
    Elsewhere,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 4] = [
        Relation::OwnVillage,
        Relation::OwnArea,
        Relation::Above,
        Relation::Elsewhere,
    ];

    /// How the village lies to somebody of this role and scope.
    #[must_use]
    pub fn of(role: Role, scope: &[Area], village: &VillageCode) -> Relation {
        let mut covering = scope.iter().filter(|area| area.covers(village)).peekable();
        match role {
            _ if covering.peek().is_none() => Relation::Elsewhere,
            Role::County | Role::City => Relation::Above,
            Role::Counsel | Role::Cadre | Role::Office if covering.any(|area| *area == village.area()) => {
                Relation::OwnVillage
            }
            Role::Counsel | Role::Cadre | Role::Office => Relation::OwnArea,
        }
    }
}

/// The table: whether the role may do this with a village that lies so.
#[must_use]
pub fn may_in(role: Role, action: Action, relation: Relation) -> bool {
    match relation {
        Relation::OwnVillage | Relation::OwnArea => at_hand(role, action),
        Relation::Above => from_above(role, action),
        Relation::Elsewhere => false,
    }
}

/// Whether the role may do this with some village of its scope, whichever.
#[must_use]
pub fn may(role: Role, action: Action) -> bool {
    Relation::ALL.into_iter().any(|relation| may_in(role, action, relation))
}

fn at_hand(role: Role, action: Action) -> bool {
    match action {
        Action::WriteEntry
        | Action::VoidEntry
        | Action::SubmitEntry
        | Action::EnrolCadre
        | Action::AnswerNeed
        | Action::AnswerQuestion
        | Action::FilePaid => matches!(role, Role::Counsel),
        Action::ReadEntry | Action::ReadNeed | Action::ReadRegister => {
            matches!(role, Role::Counsel | Role::Cadre | Role::Office)
        }
        Action::RecordNeed => matches!(role, Role::Cadre | Role::Office),
        Action::SignOff => matches!(role, Role::Cadre),
        Action::Review
        | Action::Invite
        | Action::DecideEnrolment
        | Action::TendDevices
        | Action::AcknowledgeMajor
        | Action::KeepBoard
        | Action::KeepCheck
        | Action::TendInquiries => matches!(role, Role::Office),
        Action::ReadFigures | Action::OpenFromAbove | Action::KeepRegister | Action::AnswerAllocation => false,
    }
}

fn from_above(role: Role, action: Action) -> bool {
    match action {
        Action::ReadFigures | Action::OpenFromAbove | Action::ReadRegister => {
            matches!(role, Role::County | Role::City)
        }
        Action::KeepRegister => matches!(role, Role::County),
        Action::AnswerAllocation => matches!(role, Role::City),
        Action::WriteEntry
        | Action::ReadEntry
        | Action::SignOff
        | Action::Review
        | Action::VoidEntry
        | Action::SubmitEntry
        | Action::EnrolCadre
        | Action::DecideEnrolment
        | Action::Invite
        | Action::TendDevices
        | Action::RecordNeed
        | Action::ReadNeed
        | Action::AnswerNeed
        | Action::AcknowledgeMajor
        | Action::AnswerQuestion
        | Action::KeepBoard
        | Action::KeepCheck
        | Action::FilePaid
        | Action::TendInquiries => false,
    }
}
