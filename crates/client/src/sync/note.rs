//! What the sync centre remembers of the last pass, kept in the store so that a restart does not forget it.

use cunfa_protocol::view::SyncOutcome;
use cunfa_store::PassNote;
use serde::{Deserialize, Serialize};

/// The note. A newer program's note that cannot be read counts as none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Note {
    /// How the last pass ended.
    pub(crate) outcome: SyncOutcome,
    /// When the last complete pass ended, device clock.
    pub(crate) last_done_ms: Option<i64>,
    /// Bytes of the bodies sent in the last pass.
    pub(crate) bytes_up: u64,
    /// Bytes of the bodies received.
    pub(crate) bytes_down: u64,
}

impl Note {
    /// Reads it.
    pub(crate) fn read(stored: &PassNote) -> Note {
        serde_json::from_str(&stored.0).unwrap_or_default()
    }

    /// As it is stored.
    pub(crate) fn write(&self) -> PassNote {
        PassNote(serde_json::to_string(self).unwrap_or_default())
    }
}
