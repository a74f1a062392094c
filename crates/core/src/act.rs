//! Acts: what people answer for. Append-only, signed, outside the merging document. Their signed form is in `evidence`.

use serde::{Deserialize, Serialize};

use crate::ids::{ActId, DeviceId, Digest, EntryId, KeyId, PersonId};
use crate::ink::Ink;
use crate::person::Role;

/// One verified or still unverified act as the program works with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Identity.
    pub id: ActId,
    /// The entry it is about.
    pub entry: EntryId,
    /// Heads of the entry's document at the act, sorted.
    pub heads: Vec<Digest>,
    /// What was done.
    pub body: Body,
    /// Who.
    pub person: PersonId,
    /// With which key.
    pub key: KeyId,
    /// As what.
    pub role: Role,
    /// On which device.
    pub device: DeviceId,
    /// Device clock, ms since 1970-01-01 UTC. Shown with its quality, never deciding anything.
    pub device_time_ms: i64,
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 签署意见 by a cadre.
    SignOff(SignOff),
    /// 审核 by the office.
    Review(Review),
    /// 作废 by the counsel.
    Void(Void),
}

/// A cadre's signed opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// Opinion by chip.
    pub opinion: Opinion,
    /// Opinion in own words; may be empty.
    pub remark: String,
    /// Name as shown at signing.
    pub name: String,
    /// Post as shown at signing.
    pub post: String,
    /// The handwriting.
    pub ink: Ink,
}

/// A cadre's opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// 情况属实.
    True,
    /// 情况属实，服务满意.
    TrueAndSatisfied,
    /// 有不同意见 (the remark says which).
    Differs,
}

impl Opinion {
    /// Every opinion.
    pub const ALL: [Opinion; 3] = [Opinion::True, Opinion::TrueAndSatisfied, Opinion::Differs];
}

/// An office's decision over one sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The sign-off that was reviewed.
    pub sign_off: ActId,
    /// The decision.
    pub decision: Decision,
}

/// Approve or return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 通过.
    Approve,
    /// 退回, with at least one reason.
    Return {
        /// The points to correct, in words.
        reasons: Vec<String>,
    },
}

/// A voiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// Why.
    pub reason: String,
}
