//! Storing a batch that a verified receipt vouches for. What this program cannot read is kept for a newer one.

use cunfa_core::EntryId;
use cunfa_document::ChangeInfo;
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, Transaction};

use crate::StoreError;
use crate::state::document;
use crate::table::pulled::{self, Content};
use crate::table::{acts, batches, changes, forgotten, outbox, uncovered};

/// What became of a pulled batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// In the log, of this entry.
    Stored(EntryId),
    /// Kept unread.
    Unread,
    /// Of a village that nobody here may read any more: nothing of it was kept.
    PassedOver,
}

/// Stores a pulled batch: in the log, or unread as a whole.
pub(crate) fn append_remote(
    transaction: &mut Transaction<'_>,
    sealed: &SealedBatch,
    receipt: &Receipt,
    receipt_bytes: &[u8],
) -> Result<Taken, StoreError> {
    let opened = sealed.open().ok();
    if let Some(batch) = &opened
        && forgotten::holds(transaction, &batch.village)?
    {
        return Ok(Taken::PassedOver);
    }
    let savepoint = transaction.savepoint()?;
    let (taken, content) = match store(&savepoint, sealed, receipt) {
        Ok((entry, content)) => {
            savepoint.commit()?;
            (Taken::Stored(entry), content)
        }
        Err(StoreError::Document(_) | StoreError::Batch(_) | StoreError::Act(_) | StoreError::Refused(_)) => {
            savepoint.finish()?;
            (Taken::Unread, Content::Unread)
        }
        Err(error) => return Err(error),
    };
    let own = batches::accept(transaction, receipt, receipt_bytes)?;
    if own.is_none() || taken == Taken::Unread {
        let came_back = pulled::put(transaction, receipt, receipt_bytes, sealed, opened.as_ref(), content)?;
        if let Some(batch) = opened.filter(|_| came_back) {
            // What was written here over it has what it builds on again.
            batches::again(transaction, batch.entry)?;
        }
    }
    Ok(taken)
}

fn store(connection: &Connection, sealed: &SealedBatch, receipt: &Receipt) -> Result<(EntryId, Content), StoreError> {
    let batch = sealed.open()?;
    let mut is_new = true;
    for bytes in &batch.changes {
        let hash = ChangeInfo::read(bytes)?.hash;
        is_new &= changes::insert(connection, batch.entry, hash, bytes, Some(receipt.batch))?;
        outbox::accept_item(connection, batch.entry, hash.as_bytes())?;
        uncovered::covered(connection, batch.entry, hash.as_bytes())?;
    }
    is_new &= store_acts(connection, &batch, receipt)?;
    let content = if is_new { Content::New } else { Content::Known };
    match document(connection, batch.entry) {
        Ok(_) | Err(StoreError::EntryDamaged(_)) => Ok((batch.entry, content)),
        Err(error) => Err(error),
    }
}

/// Stores the acts; says whether all of them are new.
fn store_acts(connection: &Connection, batch: &Batch, receipt: &Receipt) -> Result<bool, StoreError> {
    let mut is_new = true;
    for bytes in &batch.acts {
        let act = SignedAct::read(bytes)?;
        if act.entry() != batch.entry {
            return Err(StoreError::Refused("an act about another entry"));
        }
        is_new &= acts::insert(connection, &act, Some(receipt.batch))?;
        acts::received(connection, act.id(), receipt)?;
        outbox::accept_item(connection, batch.entry, act.id().as_bytes())?;
        uncovered::covered(connection, batch.entry, act.id().as_bytes())?;
    }
    Ok(is_new)
}
