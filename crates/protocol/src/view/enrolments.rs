//! 登记: which enrolments an office may decide, and what became of the decisions.

use cunfa_core::{KeyId, PersonId, Role};
use serde::{Deserialize, Serialize};

/// 待确认的登记, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolments {
    /// What waits, and what was decided here and is not with the server yet.
    pub waiting: Vec<WaitingEnrolment>,
}

/// One enrolment that is not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingEnrolment {
    /// The key, for [`crate::command::DecideEnrolment`].
    pub key: KeyId,
    /// Who.
    pub name: String,
    /// As what.
    pub role: Role,
    /// 职务 or firm; may be empty.
    pub post: String,
    /// Names of the villages, or of the townships where a whole one is meant.
    pub places: Vec<String>,
    /// Since when, server clock, ms since 1970.
    pub since_ms: i64,
    /// Who else is on that device, by name; empty when nobody is.
    pub beside: Vec<String>,
    /// What was decided here; none while nothing was.
    pub decided: Option<DecisionState>,
}

/// 添加村干部: the cadres who may be enrolled here on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// By name.
    pub cadres: Vec<RosterRow>,
}

/// One cadre of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRow {
    /// Who, for [`crate::command::EnrolCadre`].
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// 职务; may be empty.
    pub post: String,
    /// Names of their villages.
    pub places: Vec<String>,
    /// Whether they are on this device already.
    pub here: bool,
    /// Why the server did not take the enrolment made here; none while it did not say so.
    pub fault: Option<ClaimFault>,
}

/// Why the server did not take an enrolment made on the spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimFault {
    /// The register has no such cadre.
    NotOnRoster,
    /// Not of a village of a counsel on this device.
    OutOfScope,
    /// The person has another key on this device.
    AlreadyHere,
    /// The office refused this very key.
    Refused,
    /// The claim cannot be read or a signature does not hold.
    Damaged,
}

/// What an office says to an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentDecision {
    /// The person is who they say.
    Confirm,
    /// Not accepted: the key signs no more.
    Refuse,
}

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    /// Kept here, goes up with the next pass.
    OnItsWay(EnrolmentDecision),
    /// The server did not take it; decide again.
    NotTaken(DecisionFault),
}

/// Why the server did not take a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionFault {
    /// The office may not decide this one: not in its scope, or its own key is not confirmed or revoked.
    NotAllowed,
    /// The server knows no such enrolment, or it is another one by now.
    Changed,
    /// Somebody decided it the other way before.
    DecidedOtherwise,
    /// The word cannot be read or its signature does not hold.
    Damaged,
}
