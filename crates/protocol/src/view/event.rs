//! What the client says by itself: ids only; screens ask again.

use cunfa_core::EntryId;
use serde::{Deserialize, Serialize};

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What kinds of things.
    pub topics: Vec<Topic>,
    /// Which entries; empty when many or none in particular.
    pub entries: Vec<EntryId>,
}

/// Kinds of things that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Drafts.
    Drafts,
    /// Entries or acts.
    Entries,
    /// Sync state.
    Sync,
    /// Session, people, settings.
    Session,
}
