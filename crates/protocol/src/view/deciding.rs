//! Deciding at the desk: what is approved together, what changed since, and the return that is being written.

use cunfa_core::act::Decision;
use cunfa_core::{ActId, Entry, EntryId};
use serde::{Deserialize, Serialize};

use super::entries::EntryRow;
use crate::failure::Code;

/// Most entries that are approved together.
pub const MAX_TOGETHER: usize = 200;
/// Most own reasons of one person.
pub const MAX_OWN_REASONS: usize = 100;

/// An entry as it could be approved together with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    /// Its row.
    pub row: EntryRow,
    /// The sign-off, or the submission of what was signed on paper, that would be approved; none when nothing waits.
    pub sign_off: Option<ActId>,
    /// Who signed, by name; empty for what was signed on paper.
    pub signer: String,
    /// Why a person looks at it by itself; empty when it is ordinary.
    pub left_out: Vec<LeftOut>,
}

/// Why an entry is not approved together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Nothing waits for a decision here.
    NotWaiting,
    /// 重大事项.
    Major,
    /// 收费.
    Paid,
    /// 签后有改动.
    Changed,
    /// Fields hold more than one value.
    Conflict,
    /// Two sign-offs over different texts.
    SignOffsDiffer,
    /// A decision was made over it before, or it corrects another entry: there is something to compare.
    ComesAgain,
    /// Another entry corrects it: that one is what counts.
    Corrected,
    /// A newer program wrote something of it that this one does not know.
    Newer,
    /// A signature does not hold.
    Broken,
    /// 待登记 signer.
    Provisional,
    /// Signed by hand on paper.
    OnPaper,
    /// The cadre has another opinion, or said something in own words.
    Opinion,
    /// Written over a week after the service.
    WrittenLate,
    /// The person began to write a return over it.
    Returning,
}

/// An entry to be approved together with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToApprove {
    /// Which.
    pub entry: EntryId,
    /// The sign-off it was shown with.
    pub sign_off: ActId,
}

/// What became of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Which.
    pub entry: EntryId,
    /// What.
    pub outcome: ReviewOutcome,
}

/// What became of an entry that was to be approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// Approved by an act of its own.
    Approved,
    /// It is no ordinary one (any more); nothing was written.
    LeftOut(Vec<LeftOut>),
    /// Refused; nothing was written.
    Refused(Code),
}

/// A text beside the one that was decided over, signed, or corrected before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// 序号 of the entry that this one corrects, when that is what it is compared with.
    pub corrects: Option<String>,
    /// The text before.
    pub before: Entry,
    /// The text that is looked at now.
    pub now: Entry,
    /// The decisions over the text before, oldest arrival first; none when it was only signed.
    pub decisions: Vec<PriorDecision>,
}

/// A decision that was made before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorDecision {
    /// Who, by name.
    pub person_name: String,
    /// When, device clock, ms since 1970.
    pub device_time_ms: i64,
    /// What.
    pub decision: Decision,
}

/// A return on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Returning {
    /// Its points as typed; empty when nothing was typed.
    pub points: Vec<String>,
    /// The person's own reasons, in the order in which they were first kept.
    pub reasons: Vec<OwnReason>,
}

/// A reason that a person wrote and kept on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReason {
    /// Its number on this device.
    pub reason: u32,
    /// What it says.
    pub text: String,
}

/// Longest name of a form, in bytes.
pub const MAX_FORM_BYTES: usize = 120;
/// The form of a signature, without its ink; the only one that is kept while the device is in a signer's hand.
pub const SIGNING_FORM: &str = "sign";
/// Most bytes of what is typed in one form.
pub const MAX_TYPED_BYTES: usize = 256 * 1024;

/// What stands typed in a form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Typed {
    /// As it was typed; empty when nothing was.
    pub text: String,
    /// When it was kept, device clock, ms since 1970.
    pub saved_at_ms: Option<i64>,
}
