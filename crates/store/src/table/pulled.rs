//! Batches of others that the server gave: where they stand in its log, and the bytes of those this program cannot read, for
//! a newer one. When the log begins anew, each is lacking until it comes again.

use cunfa_core::{BatchId, DeviceId, EntryId, VillageCode};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{acts, changes};
use crate::pass::ParkedReason;
use crate::{LackingBatch, StoreError};

/// What of a batch is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// All of it, and it came first in this batch.
    New,
    /// All of it, and some of it came before.
    Known,
    /// Nothing: this program cannot read it.
    Unread,
}

/// `lacking` of one that is to be handed in, and of one that was and was not refused.
const DUE: &str = "due";
const SENT: &str = "sent";
/// Of `pulled p`: the server said that it does not take it.
const IS_REFUSED: &str = "p.lacking <> '' AND p.lacking NOT IN ('due', 'sent')";

/// Notes a pulled batch; says whether the log was not seen to hold it before.
pub(crate) fn put(
    connection: &Connection,
    receipt: &Receipt,
    receipt_bytes: &[u8],
    sealed: &SealedBatch,
    opened: Option<&Batch>,
    content: Content,
) -> Result<bool, StoreError> {
    let (sequence, epoch) = (receipt.sequence.cast_signed(), receipt.epoch.cast_signed());
    if content == Content::Known
        && let Some(lacking) = lacking(connection, receipt.batch)?
    {
        let sql =
            "UPDATE pulled SET sequence = ?2, epoch = ?3, receipt = ?4, unread = 0, lacking = '' WHERE batch = ?1";
        let row = (receipt.batch.as_bytes(), sequence, epoch, receipt_bytes);
        connection.prepare_cached(sql)?.execute(row)?;
        return Ok(!lacking.is_empty());
    }
    let sql = "INSERT OR REPLACE INTO pulled (batch, sequence, epoch, receipt, entry, village, device, signature, bytes, unread)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    connection.prepare_cached(sql)?.execute((
        receipt.batch.as_bytes(),
        sequence,
        epoch,
        receipt_bytes,
        opened.map(|batch| batch.entry.0),
        opened.map(|batch| batch.village.as_str()),
        opened.map(|batch| batch.device.0),
        &sealed.signature,
        (content != Content::New).then(|| sealed.packed()),
        content == Content::Unread,
    ))?;
    Ok(false)
}

fn lacking(connection: &Connection, batch: BatchId) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT lacking FROM pulled WHERE batch = ?1")?;
    Ok(statement.query_row([batch.as_bytes()], |row| row.get(0)).optional()?)
}

/// Where a pulled batch stands in the log.
pub(crate) fn sequence(connection: &Connection, batch: BatchId) -> Result<Option<u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sequence FROM pulled WHERE batch = ?1")?;
    let sequence: Option<i64> = statement.query_row([batch.as_bytes()], |row| row.get(0)).optional()?;
    Ok(sequence.map(i64::cast_unsigned))
}

/// The batches this program could not read when they came.
pub(crate) fn unread(connection: &Connection) -> Result<Vec<(SealedBatch, Vec<u8>)>, StoreError> {
    let sql = "SELECT bytes, signature, receipt FROM pulled WHERE unread = 1 AND bytes IS NOT NULL ORDER BY sequence";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok((SealedBatch::unpack(row.get(0)?, row.get(1)?), row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The log began anew: of no batch is anything known.
pub(crate) fn lack_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE pulled SET lacking = ?1", [DUE])?;
    Ok(())
}

/// At the start of a pass: what was handed in and did not come back is handed in again, unless it waits behind a refused one.
pub(crate) fn again(connection: &Connection) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE pulled SET lacking = ?1 WHERE lacking <> '' AND lacking = ?2
         AND entry NOT IN (SELECT p.entry FROM pulled p WHERE {IS_REFUSED} AND p.entry IS NOT NULL)"
    );
    connection.prepare_cached(&sql)?.execute((DUE, SENT))?;
    Ok(())
}

/// Somebody's key or scope changed: everything is handed in again.
pub(crate) fn all_again(connection: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE pulled SET lacking = ?1 WHERE lacking <> ''";
    connection.prepare_cached(sql)?.execute([DUE])?;
    Ok(())
}

/// What is to be handed in, of each entry in the order of the log before: of villages that somebody here may read, within the budget, at
/// least one if there is any.
pub(crate) fn due(
    connection: &Connection,
    bytes_max: usize,
    count_max: usize,
) -> Result<Vec<LackingBatch>, StoreError> {
    let sql = "SELECT batch, entry, village, device, signature, receipt, bytes FROM pulled
               WHERE lacking <> '' AND lacking = ?1 AND device IS NOT NULL
               AND village NOT IN (SELECT village FROM forgotten) ORDER BY entry, epoch, sequence";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([DUE])?;
    let (mut batches, mut total) = (Vec::new(), 0usize);
    while let Some(row) = rows.next()? {
        // What was damaged here is no batch any more, and nothing that anybody signed.
        let Some(batch) = made_again(connection, row)? else {
            continue;
        };
        total = total.saturating_add(batch.sealed.bytes.len() + batch.sealed.signature.len() + batch.receipt.len());
        if !batches.is_empty() && (total > bytes_max || batches.len() >= count_max) {
            break;
        }
        batches.push(batch);
    }
    Ok(batches)
}

/// A batch as it came, from the bytes kept or from what it brought into the log.
fn made_again(connection: &Connection, row: &Row<'_>) -> Result<Option<LackingBatch>, StoreError> {
    let (id, entry) = (BatchId(row.get(0)?), EntryId(row.get(1)?));
    let (signature, bytes): (Vec<u8>, Option<Vec<u8>>) = (row.get(4)?, row.get(6)?);
    let sealed = match bytes {
        Some(packed) => SealedBatch::unpack(packed, signature),
        None => {
            let village: String = row.get(2)?;
            let village: VillageCode = village.parse().map_err(|_| StoreError::Shape("a pulled batch"))?;
            let batch = Batch {
                village,
                entry,
                device: DeviceId(row.get(3)?),
                changes: changes::of_batch(connection, entry, id)?,
                acts: acts::of_batch(connection, entry, id)?,
            };
            batch.with_signature(signature)
        }
    };
    let receipt = row.get(5)?;
    Ok((sealed.id() == id).then_some(LackingBatch { id, sealed, receipt }))
}

/// Notes what the server said of a batch that was handed in; gives its entry when the log does not take it.
pub(crate) fn answered(
    connection: &Connection,
    batch: BatchId,
    refused: Option<ParkedReason>,
) -> Result<Option<EntryId>, StoreError> {
    let sql = "UPDATE pulled SET lacking = ?2 WHERE batch = ?1 AND lacking <> '' RETURNING entry";
    let lacking = refused.map_or(SENT, ParkedReason::code);
    let mut statement = connection.prepare_cached(sql)?;
    let entry = statement.query_row((batch.as_bytes(), lacking), |row| row.get(0).map(EntryId));
    Ok(entry.optional()?.filter(|_| refused.is_some()))
}

/// Why the server does not take something that a batch of this device builds on, if so.
pub(crate) fn obstacle(connection: &Connection, own: BatchId) -> Result<Option<ParkedReason>, StoreError> {
    let sql = format!(
        "SELECT p.lacking FROM batches b JOIN pulled p ON p.entry = b.entry WHERE b.id = ?1 AND {IS_REFUSED} LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let code: Option<String> = statement.query_row([own.as_bytes()], |row| row.get(0)).optional()?;
    Ok(code.as_deref().map(ParkedReason::from_code))
}

/// The entries of which the server does not take something that others wrote.
pub(crate) fn refused_entries(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let sql = format!("SELECT DISTINCT p.entry FROM pulled p WHERE {IS_REFUSED} AND p.entry IS NOT NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map([], |row| row.get(0).map(EntryId))?;
    Ok(entries.collect::<Result<_, _>>()?)
}
