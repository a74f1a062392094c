//! Whether the file still says what was stored: a quick check of the log at every opening, a whole audit on demand, the
//! derived tables rebuilt from the log, and a damaged log repaired from a batch here or from the server.

mod audit;
mod found;
mod rebuild;
mod repair;

use std::sync::mpsc;

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

/// Rows handed over at once to be compared.
const AT_ONCE: usize = 128;
/// How often that may wait: what is read ahead stays small, however long the log is.
const READ_AHEAD: usize = 4;

/// Compares every stored change and act with its checksum. Linear in the log: some 50 ms with 5,000 entries and
/// 1,250 sign-offs, where all else of an opening takes two or three.
pub(crate) fn check_log(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let change = |change: &changes::StoredChange| {
        (!change.is_intact()).then_some(Fault {
            entry: change.entry,
            kind: FaultKind::Change(change.hash),
        })
    };
    let act = |act: &acts::StoredAct| {
        (!act.is_intact()).then_some(Fault {
            entry: act.entry,
            kind: FaultKind::Act(act.id),
        })
    };
    let mut faults = compare(|visit| changes::each(connection, visit), change)?;
    faults.extend(compare(|visit| acts::each(connection, visit), act)?);
    Ok(faults)
}

/// Reads (and decrypts) the rows on this thread and compares them on another: each is about half of the time, and a person
/// waits for both.
fn compare<T: Send>(
    read: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), StoreError>,
    fault: impl Fn(&T) -> Option<Fault> + Send,
) -> Result<Vec<Fault>, StoreError> {
    std::thread::scope(|scope| {
        let (give, take) = mpsc::sync_channel::<Vec<T>>(READ_AHEAD);
        let compared = scope.spawn(move || take.iter().flatten().filter_map(|row| fault(&row)).collect());
        let mut rows = Vec::with_capacity(AT_ONCE);
        let outcome = read(&mut |row| {
            rows.push(row);
            if rows.len() == AT_ONCE {
                // Nobody takes it only after a panic, which the end of the thread tells.
                let _ = give.send(std::mem::replace(&mut rows, Vec::with_capacity(AT_ONCE)));
            }
        });
        let _ = give.send(rows);
        drop(give);
        let faults = compared.join();
        outcome?;
        faults.map_err(|_| StoreError::Shape("a row of the log"))
    })
}
