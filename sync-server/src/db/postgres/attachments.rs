//! Table `attachments`: where the log names a blob, at any point of an entry's history. Appended with the batch that names it.

use std::collections::BTreeMap;

use cunfa_core::{Area, Attachment, BlobId, DeviceId, VillageCode};
use futures_util::future::try_join_all;

use super::row::{self, Tx, params};
use crate::db::{DbResult, Naming};

/// Forgets all of it.
pub(super) async fn drop_all(tx: &Tx) -> DbResult<()> {
    row::run(tx, "DELETE FROM attachments", &[]).await?;
    Ok(())
}

/// Notes what a batch names.
pub(super) async fn add(tx: &Tx, county: &Area, naming: &Naming<'_>) -> DbResult<()> {
    // One that it names twice is noted once.
    let named: BTreeMap<_, _> = naming
        .attachments
        .iter()
        .map(|named| ((named.blob, named.kind, named.length), named))
        .collect();
    let each = named.values().map(|named| add_one(tx, county, naming, named));
    try_join_all(each).await?;
    Ok(())
}

async fn add_one(tx: &Tx, county: &Area, naming: &Naming<'_>, named: &Attachment) -> DbResult<()> {
    let sql = "INSERT INTO attachments (blob, county, sequence, entry, village, device, kind, length)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let params = params![
        named.blob.as_bytes(),
        county.as_str(),
        row::signed(naming.sequence, "sequence")?,
        naming.entry.as_bytes(),
        naming.village.as_str(),
        naming.device.as_bytes(),
        named.kind.code(),
        i64::from(named.length)
    ];
    row::run(tx, sql, params).await?;
    Ok(())
}

/// The villages that name it.
pub(super) async fn villages(tx: &Tx, county: &Area, blob: BlobId) -> DbResult<Vec<VillageCode>> {
    let sql = "SELECT DISTINCT village FROM attachments WHERE blob = $1 AND county = $2 ORDER BY village";
    row::all(tx, sql, params![blob.as_bytes(), county.as_str()], |row| {
        row::parsed(row, "village", "village code")
    })
    .await
}

/// Who named it first.
pub(super) async fn first(tx: &Tx, county: &Area, blob: BlobId) -> DbResult<Option<DeviceId>> {
    let sql = "SELECT device FROM attachments WHERE blob = $1 AND county = $2 ORDER BY sequence LIMIT 1";
    row::first(tx, sql, params![blob.as_bytes(), county.as_str()], |row| {
        row::id(row, "device", DeviceId::from_slice, "device id")
    })
    .await
}
