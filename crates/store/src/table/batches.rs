//! Sealed batches of this device: pending → sending → accepted | parked | retry. Bytes never change, and an accepted batch
//! stays, to be offered again when the server's log begins anew.

use std::collections::BTreeSet;

use cunfa_core::{BatchId, EntryId, Person, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension as _};

use crate::pass::ParkedReason;
use crate::{OutgoingBatch, StoreError};

pub(crate) fn insert(connection: &Connection, entry: EntryId, sealed: &SealedBatch) -> Result<BatchId, StoreError> {
    let id = sealed.id();
    let sql = "INSERT OR IGNORE INTO batches (id, entry, bytes, signature, state) VALUES (?1, ?2, ?3, ?4, 'pending')";
    connection
        .prepare_cached(sql)?
        .execute((id.as_bytes(), entry.as_bytes(), sealed.packed(), &sealed.signature))?;
    Ok(id)
}

/// The oldest pending batches within the budget, at least one.
pub(crate) fn next(
    connection: &Connection,
    bytes_max: usize,
    count_max: usize,
) -> Result<Vec<OutgoingBatch>, StoreError> {
    let sql = "SELECT id, entry, bytes, signature FROM batches WHERE state = 'pending' ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let (mut batches, mut total) = (Vec::new(), 0usize);
    while let Some(row) = rows.next()? {
        let batch = OutgoingBatch {
            id: BatchId(row.get(0)?),
            entry: EntryId(row.get(1)?),
            sealed: SealedBatch::unpack(row.get(2)?, row.get(3)?),
        };
        total = total.saturating_add(batch.sealed.bytes.len() + batch.sealed.signature.len());
        if !batches.is_empty() && (total > bytes_max || batches.len() >= count_max) {
            break;
        }
        batches.push(batch);
    }
    Ok(batches)
}

/// What waits for a receipt, whatever the network is doing with it, after a place in the order; with the place of the last.
pub(crate) fn open(
    connection: &Connection,
    after: i64,
    bytes_max: usize,
    count_max: usize,
) -> Result<(Vec<OutgoingBatch>, i64), StoreError> {
    let sql = "SELECT id, entry, bytes, signature, position FROM batches
               WHERE state IN ('pending', 'sending', 'retry') AND position > ?1 ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([after])?;
    let (mut batches, mut total, mut last) = (Vec::new(), 0usize, after);
    while let Some(row) = rows.next()? {
        let sealed = SealedBatch::unpack(row.get(2)?, row.get(3)?);
        total = total.saturating_add(sealed.bytes.len() + sealed.signature.len());
        if !batches.is_empty() && (total > bytes_max || batches.len() >= count_max) {
            break;
        }
        last = row.get(4)?;
        batches.push(OutgoingBatch {
            id: BatchId(row.get(0)?),
            entry: EntryId(row.get(1)?),
            sealed,
        });
    }
    Ok((batches, last))
}

/// Moves a batch that is not accepted to another state.
pub(crate) fn set_state(connection: &Connection, batch: BatchId, state: &'static str) -> Result<(), StoreError> {
    let sql = "UPDATE batches SET state = ?2, reason = '' WHERE id = ?1 AND state <> 'accepted'";
    connection.prepare_cached(sql)?.execute((batch.as_bytes(), state))?;
    Ok(())
}

pub(crate) fn park(connection: &Connection, batch: BatchId, reason: ParkedReason) -> Result<(), StoreError> {
    let sql = "UPDATE batches SET state = 'parked', reason = ?2 WHERE id = ?1 AND state <> 'accepted'";
    connection
        .prepare_cached(sql)?
        .execute((batch.as_bytes(), reason.code()))?;
    Ok(())
}

/// Puts a parked batch back; says whether it was one.
pub(crate) fn unpark(connection: &Connection, batch: BatchId) -> Result<bool, StoreError> {
    let sql = "UPDATE batches SET state = 'pending', reason = '' WHERE id = ?1 AND state = 'parked'";
    Ok(connection.prepare_cached(sql)?.execute([batch.as_bytes()])? > 0)
}

/// Puts every batch back that was parked for this reason.
pub(crate) fn unpark_all(connection: &Connection, reason: ParkedReason) -> Result<(), StoreError> {
    let sql = "UPDATE batches SET state = 'pending', reason = '' WHERE state = 'parked' AND reason = ?1";
    connection.prepare_cached(sql)?.execute([reason.code()])?;
    Ok(())
}

/// Puts back whatever was parked and can travel; gives the entries.
pub(crate) fn unpark_every(connection: &Connection) -> Result<BTreeSet<EntryId>, StoreError> {
    let sql =
        "UPDATE batches SET state = 'pending', reason = '' WHERE state = 'parked' AND reason <> ?1 RETURNING entry";
    let mut statement = connection.prepare_cached(sql)?;
    let entries = statement.query_map([ParkedReason::TooLarge.code()], |row| row.get(0).map(EntryId))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// Puts back what was parked because of its village, where somebody of these works; gives the entries.
pub(crate) fn unpark_in_scope(connection: &Connection, people: &[Person]) -> Result<BTreeSet<EntryId>, StoreError> {
    let sql = "SELECT DISTINCT b.id, b.entry, o.village FROM batches b JOIN outbox o ON o.batch = b.id
               WHERE b.state = 'parked' AND b.reason = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([ParkedReason::OutOfScope.code()], |row| {
        Ok((BatchId(row.get(0)?), EntryId(row.get(1)?), row.get::<_, String>(2)?))
    })?;
    let mut touched = BTreeSet::new();
    for row in rows.collect::<Result<Vec<_>, _>>()? {
        let (batch, entry, village) = row;
        let village: VillageCode = village.parse().map_err(|_| StoreError::Shape("an outbox row"))?;
        if people.iter().any(|person| person.covers(&village)) && unpark(connection, batch)? {
            touched.insert(entry);
        }
    }
    Ok(touched)
}

/// Parks what was put off of an entry, for it builds on what the server does not take; says whether anything was.
pub(crate) fn park_put_off(connection: &Connection, entry: EntryId, reason: ParkedReason) -> Result<bool, StoreError> {
    let sql = "UPDATE batches SET state = 'parked', reason = ?2 WHERE entry = ?1 AND state = 'retry'";
    let row = (entry.as_bytes(), reason.code());
    Ok(connection.prepare_cached(sql)?.execute(row)? > 0)
}

/// What was put off or parked of an entry waits for its turn again; says whether anything was.
pub(crate) fn again(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let sql = "UPDATE batches SET state = 'pending', reason = ''
               WHERE entry = ?1 AND state IN ('retry', 'parked') AND reason <> ?2";
    let row = (entry.as_bytes(), ParkedReason::TooLarge.code());
    Ok(connection.prepare_cached(sql)?.execute(row)? > 0)
}

/// What was on its way or put off waits for its turn again.
pub(crate) fn reset(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE batches SET state = 'pending' WHERE state IN ('sending', 'retry')",
        [],
    )?;
    Ok(())
}

/// Stores a verified receipt; gives the batch's entry, or `None` when it is no batch of this device.
pub(crate) fn accept(connection: &Connection, receipt: &Receipt, bytes: &[u8]) -> Result<Option<EntryId>, StoreError> {
    let sql = "UPDATE batches SET state = 'accepted', reason = '', receipt = ?2, epoch = ?3, sequence = ?4
               WHERE id = ?1 RETURNING entry";
    let row = (
        receipt.batch.as_bytes(),
        bytes,
        receipt.epoch.cast_signed(),
        receipt.sequence.cast_signed(),
    );
    Ok(connection
        .prepare_cached(sql)?
        .query_row(row, |row| row.get(0).map(EntryId))
        .optional()?)
}

/// Accepted batches of another epoch wait again; gives them with their entries.
pub(crate) fn reopen_other_epochs(connection: &Connection, epoch: u64) -> Result<Vec<(BatchId, EntryId)>, StoreError> {
    let sql = "UPDATE batches SET state = 'pending', receipt = x'', epoch = 0, sequence = 0
               WHERE state = 'accepted' AND epoch <> ?1 RETURNING id, entry";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([epoch.cast_signed()], |row| {
        Ok((BatchId(row.get(0)?), EntryId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The bytes of the batches of an entry, for repair.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Vec<SealedBatch>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes, signature FROM batches WHERE entry = ?1")?;
    let rows = statement.query_map([entry.as_bytes()], |row| {
        Ok(SealedBatch::unpack(row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
