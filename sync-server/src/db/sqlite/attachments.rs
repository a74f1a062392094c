//! Table `attachments`: where the log names a blob, at any point of an entry's history. Appended with the batch that names it.

use cunfa_core::{Area, BlobId, DeviceId, VillageCode};
use rusqlite::{Transaction, params};

use super::row;
use crate::db::{DbResult, NewBatch};

/// Notes what a batch names.
pub(super) fn add(tx: &Transaction<'_>, county: &Area, sequence: u64, batch: &NewBatch) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT OR IGNORE INTO attachments (blob, county, sequence, entry, village, device, kind, length)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for attachment in &batch.attachments {
        statement.execute(params![
            attachment.blob.as_bytes(),
            county.as_str(),
            row::signed(sequence, "sequence")?,
            batch.entry.as_bytes(),
            batch.village.as_str(),
            batch.device.as_bytes(),
            attachment.kind.code(),
            attachment.length
        ])?;
    }
    Ok(())
}

/// The villages that name it.
pub(super) fn villages(tx: &Transaction<'_>, county: &Area, blob: BlobId) -> DbResult<Vec<VillageCode>> {
    let mut statement =
        tx.prepare_cached("SELECT DISTINCT village FROM attachments WHERE blob = ?1 AND county = ?2 ORDER BY village")?;
    row::all(
        &mut statement.query(params![blob.as_bytes(), county.as_str()])?,
        |row| row::parsed(row, "village", "village code"),
    )
}

/// Who named it first.
pub(super) fn first(tx: &Transaction<'_>, county: &Area, blob: BlobId) -> DbResult<Option<DeviceId>> {
    let mut statement =
        tx.prepare_cached("SELECT device FROM attachments WHERE blob = ?1 AND county = ?2 ORDER BY sequence LIMIT 1")?;
    row::first(
        &mut statement.query(params![blob.as_bytes(), county.as_str()])?,
        |row| row::id(row, "device", DeviceId::from_slice, "device id"),
    )
}
