//! Whether the file still says what was stored: a quick check of the log at every opening, a whole audit on demand, the
//! derived tables rebuilt from the log, and a damaged log repaired from a batch here or from the server.

mod audit;
mod found;
mod rebuild;
mod repair;

use cunfa_core::{ActId, BlobId, Digest, EntryId};
use rusqlite::Connection;

use crate::StoreError;
use crate::table::{acts, changes};

/// Something that is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Of which entry.
    pub entry: EntryId,
    /// What.
    pub kind: FaultKind,
}

/// What is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A change's bytes.
    Change(Digest),
    /// An act's bytes.
    Act(ActId),
    /// The document cannot be loaded from its changes.
    Document,
    /// The projection is not what the log says.
    Projection,
    /// The search row is not what the log says.
    Search,
    /// The bytes of something that hangs on it. Looked at by the audit only, not at every opening.
    Blob(BlobId),
}

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repair {
    /// Changes and acts put back from batches kept here.
    pub restored: usize,
    /// Changes and acts, and chunks of what hangs on it, that the server will be asked for again.
    pub to_fetch: usize,
    /// Changes and acts that exist nowhere else: written here, damaged before they were sealed.
    pub lost: usize,
}

/// Compares every stored change and act with its checksum. Linear in the log: a whole opening with 5,000 entries and 1,250
/// sign-offs takes about 60 ms.
pub(crate) fn check_log(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    changes::each(connection, |change| {
        if !change.is_intact() {
            faults.push(Fault {
                entry: change.entry,
                kind: FaultKind::Change(change.hash),
            });
        }
    })?;
    acts::each(connection, |act| {
        if !act.is_intact() {
            faults.push(Fault {
                entry: act.entry,
                kind: FaultKind::Act(act.id),
            });
        }
    })?;
    Ok(faults)
}
