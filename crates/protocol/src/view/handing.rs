//! The day's entries, handed to a cadre together. Each is shown and signed by itself.

use serde::{Deserialize, Serialize};

use super::entries::EntryRow;
use crate::Code;

/// Most entries that are handed over at once.
pub const MAX_HANDED: usize = 50;

/// What of a village could be handed over now, newest service date first; at most [`MAX_HANDED`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyToSign {
    /// The village's name.
    pub village_name: String,
    /// 待签字 entries.
    pub entries: Vec<ReadyEntry>,
    /// Whether handing them over submits (提交) some of them in this person's name.
    pub submits: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyEntry {
    /// As a list shows it.
    pub row: EntryRow,
    /// Why it cannot be signed now; none when it can.
    pub obstacle: Option<Code>,
}

/// What is in the signer's hand, in the order in which it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The village's name.
    pub village_name: String,
    /// The entries.
    pub entries: Vec<HandedEntry>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedEntry {
    /// As a list shows it.
    pub row: EntryRow,
    /// Whether a cadre signed the text as it is now.
    pub signed: bool,
}
