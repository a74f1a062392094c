//! Batches of others that the server gave: where they stand in its log, and the bytes of those this program cannot read, for
//! a newer one.

use cunfa_core::{BatchId, EntryId, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension as _};

use crate::StoreError;

/// Notes a pulled batch and what it is about; `unread` keeps its bytes.
pub(crate) fn put(
    connection: &Connection,
    receipt: &Receipt,
    receipt_bytes: &[u8],
    about: Option<(EntryId, &VillageCode)>,
    unread: Option<&SealedBatch>,
) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO pulled (batch, sequence, epoch, receipt, entry, village, bytes, signature)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute((
        receipt.batch.as_bytes(),
        receipt.sequence.cast_signed(),
        receipt.epoch.cast_signed(),
        receipt_bytes,
        about.map(|(entry, _)| entry.0),
        about.map(|(_, village)| village.as_str()),
        unread.map(SealedBatch::packed),
        unread.map(|sealed| &sealed.signature),
    ))?;
    Ok(())
}

/// Where a pulled batch stands in the log.
pub(crate) fn sequence(connection: &Connection, batch: BatchId) -> Result<Option<u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sequence FROM pulled WHERE batch = ?1")?;
    let sequence: Option<i64> = statement.query_row([batch.as_bytes()], |row| row.get(0)).optional()?;
    Ok(sequence.map(i64::cast_unsigned))
}

/// The batches this program could not read when they came.
pub(crate) fn unread(connection: &Connection) -> Result<Vec<(SealedBatch, Vec<u8>)>, StoreError> {
    let sql = "SELECT bytes, signature, receipt FROM pulled WHERE bytes IS NOT NULL ORDER BY sequence";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok((SealedBatch::unpack(row.get(0)?, row.get(1)?), row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
