//! Table `attachments`: where the log names a blob, at any point of an entry's history. Appended with the batch that names it.

use cunfa_core::{Area, BlobId, DeviceId, VillageCode};
use rusqlite::{Connection, params};

use super::row;
use crate::db::{DbResult, Naming};

/// Forgets all of it.
pub(super) fn drop_all(tx: &Connection) -> DbResult<()> {
    tx.execute("DELETE FROM attachments", [])?;
    Ok(())
}

/// Notes what a batch names.
pub(super) fn add(tx: &Connection, county: &Area, naming: &Naming<'_>) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT OR IGNORE INTO attachments (blob, county, sequence, entry, village, device, kind, length)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for attachment in naming.attachments {
        statement.execute(params![
            attachment.blob.as_bytes(),
            county.as_str(),
            row::signed(naming.sequence, "sequence")?,
            naming.entry.as_bytes(),
            naming.village.as_str(),
            naming.device.as_bytes(),
            attachment.kind.code(),
            attachment.length
        ])?;
    }
    Ok(())
}

/// The villages that name it.
pub(super) fn villages(tx: &Connection, county: &Area, blob: BlobId) -> DbResult<Vec<VillageCode>> {
    let mut statement =
        tx.prepare_cached("SELECT DISTINCT village FROM attachments WHERE blob = ?1 AND county = ?2 ORDER BY village")?;
    row::all(
        &mut statement.query(params![blob.as_bytes(), county.as_str()])?,
        |row| row::parsed(row, "village", "village code"),
    )
}

/// Who named it first.
pub(super) fn first(tx: &Connection, county: &Area, blob: BlobId) -> DbResult<Option<DeviceId>> {
    let mut statement =
        tx.prepare_cached("SELECT device FROM attachments WHERE blob = ?1 AND county = ?2 ORDER BY sequence LIMIT 1")?;
    row::first(
        &mut statement.query(params![blob.as_bytes(), county.as_str()])?,
        |row| row::id(row, "device", DeviceId::from_slice, "device id"),
    )
}
