//! Tables `blobs`, `lost_blobs`, `blob_parts` and `blob_chunks`: what is stored whole, what is gone, and what is on its way from
//! which device.

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{Area, BlobId, DeviceId, VillageCode, attachment};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SqliteDb, attachments, row};
use crate::db::{BlobDb, BlobFacts, DbError, DbResult, Kept, NewChunk, Parts, Share};

impl BlobDb for SqliteDb {
    fn blob(&self, county: &Area, blob: BlobId) -> DbResult<BlobFacts> {
        self.read(|tx| facts(tx, county, blob))
    }
    fn parts(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Parts>> {
        self.read(|tx| parts(tx, device, blob))
    }
    fn keep_chunk(&self, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<Kept> {
        self.write(|tx| keep_chunk(tx, chunk, share))
    }
    fn joined(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Vec<u8>>> {
        self.read(|tx| joined(tx, device, blob))
    }
    fn drop_parts(&self, device: DeviceId, blob: BlobId) -> DbResult<()> {
        self.write(|tx| drop_parts(tx, device, blob))
    }
    fn hold_blob(&self, device: DeviceId, blob: BlobId, length: u32, now_ms: i64) -> DbResult<()> {
        self.write(|tx| hold(tx, device, blob, length, now_ms))
    }
    fn unhold_blob(&self, blob: BlobId) -> DbResult<()> {
        self.write(|tx| unhold(tx, blob))
    }
    fn lose_blob(&self, county: &Area, blob: BlobId, now_ms: i64) -> DbResult<()> {
        self.write(|tx| lose(tx, county, blob, now_ms))
    }
}

fn facts(tx: &Connection, county: &Area, blob: BlobId) -> DbResult<BlobFacts> {
    let mut held = tx.prepare_cached("SELECT length FROM blobs WHERE blob = ?1")?;
    let mut lost = tx.prepare_cached("SELECT 1 FROM lost_blobs WHERE county = ?1 AND blob = ?2")?;
    Ok(BlobFacts {
        held: held.query_row(params![blob.as_bytes()], |row| row.get(0)).optional()?,
        lost: lost.exists(params![county.as_str(), blob.as_bytes()])?,
        villages: attachments::villages(tx, county, blob)?,
        named_first: attachments::first(tx, county, blob)?,
    })
}

fn parts(tx: &Connection, device: DeviceId, blob: BlobId) -> DbResult<Option<Parts>> {
    let Some((length, whole)) = part(tx, device, blob)? else {
        return Ok(None);
    };
    let mut statement =
        tx.prepare_cached("SELECT place FROM blob_chunks WHERE device = ?1 AND blob = ?2 ORDER BY place")?;
    let mut rows = statement.query(params![device.as_bytes(), blob.as_bytes()])?;
    let here = row::all(&mut rows, |row| Ok(row.get(0)?))?;
    Ok(Some(Parts { length, here, whole }))
}

/// Length and whether it was put whole.
fn part(tx: &Connection, device: DeviceId, blob: BlobId) -> DbResult<Option<(u32, bool)>> {
    let mut statement = tx.prepare_cached("SELECT length, whole FROM blob_parts WHERE device = ?1 AND blob = ?2")?;
    let mut rows = statement.query(params![device.as_bytes(), blob.as_bytes()])?;
    row::first(&mut rows, |row| Ok((row.get(0)?, row.get::<_, i64>(1)? == 1)))
}

fn keep_chunk(tx: &Connection, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<Kept> {
    match part(tx, chunk.device, chunk.blob)? {
        Some((_, true)) => return Ok(Kept::Whole),
        Some((length, false)) if length != chunk.length => return Ok(Kept::OtherLength),
        Some(_) => {}
        None if has_room(tx, chunk, share)? => {
            tx.prepare_cached("INSERT INTO blob_parts (device, blob, length, whole) VALUES (?1, ?2, ?3, 0)")?
                .execute(params![chunk.device.as_bytes(), chunk.blob.as_bytes(), chunk.length])?;
        }
        None => return Ok(Kept::NoRoom),
    }
    tx.prepare_cached("INSERT OR IGNORE INTO blob_chunks (device, blob, place, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            chunk.device.as_bytes(),
            chunk.blob.as_bytes(),
            chunk.index,
            chunk.bytes
        ])?;
    let here: u32 = tx
        .prepare_cached("SELECT count(*) FROM blob_chunks WHERE device = ?1 AND blob = ?2")?
        .query_row(params![chunk.device.as_bytes(), chunk.blob.as_bytes()], |row| {
            row.get(0)
        })?;
    Ok(if here == attachment::chunks(chunk.length) {
        Kept::Complete
    } else {
        Kept::Partial
    })
}

/// Whether a blob named in reach, or one that stays within the share of all others.
fn has_room(tx: &Connection, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<bool> {
    let named = |blob| Ok::<_, DbError>(in_reach(&attachments::villages(tx, share.county, blob)?, share.scope));
    if named(chunk.blob)? {
        return Ok(true);
    }
    let mut statement = tx.prepare_cached("SELECT blob, length FROM blob_parts WHERE device = ?1")?;
    let mut rows = statement.query(params![chunk.device.as_bytes()])?;
    let counted = |length: u32| u64::from(length.max(CHUNK_BYTES));
    let mut bytes = counted(chunk.length);
    while let Some(row) = rows.next()? {
        if !named(row::id(row, "blob", BlobId::from_slice, "blob id")?)? {
            bytes = bytes.saturating_add(counted(row.get("length")?));
        }
    }
    Ok(bytes <= share.bytes_max)
}

fn in_reach(villages: &[VillageCode], scope: &[Area]) -> bool {
    villages
        .iter()
        .any(|village| scope.iter().any(|area| area.covers(village)))
}

fn joined(tx: &Connection, device: DeviceId, blob: BlobId) -> DbResult<Option<Vec<u8>>> {
    let Some((length, false)) = part(tx, device, blob)? else {
        return Ok(None);
    };
    let mut statement =
        tx.prepare_cached("SELECT bytes FROM blob_chunks WHERE device = ?1 AND blob = ?2 ORDER BY place")?;
    let mut rows = statement.query(params![device.as_bytes(), blob.as_bytes()])?;
    let chunks: Vec<Vec<u8>> = row::all(&mut rows, |row| Ok(row.get(0)?))?;
    let complete = u32::try_from(chunks.len()) == Ok(attachment::chunks(length));
    Ok(complete.then(|| chunks.concat()))
}

fn drop_parts(tx: &Connection, device: DeviceId, blob: BlobId) -> DbResult<()> {
    drop_chunks(tx, device, blob)?;
    tx.prepare_cached("DELETE FROM blob_parts WHERE device = ?1 AND blob = ?2")?
        .execute(params![device.as_bytes(), blob.as_bytes()])?;
    Ok(())
}

fn drop_chunks(tx: &Connection, device: DeviceId, blob: BlobId) -> DbResult<()> {
    tx.prepare_cached("DELETE FROM blob_chunks WHERE device = ?1 AND blob = ?2")?
        .execute(params![device.as_bytes(), blob.as_bytes()])?;
    Ok(())
}

fn hold(tx: &Connection, device: DeviceId, blob: BlobId, length: u32, now_ms: i64) -> DbResult<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO blobs (blob, length, stored_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![blob.as_bytes(), length, now_ms])?;
    tx.prepare_cached("INSERT OR REPLACE INTO blob_parts (device, blob, length, whole) VALUES (?1, ?2, ?3, 1)")?
        .execute(params![device.as_bytes(), blob.as_bytes(), length])?;
    tx.prepare_cached("DELETE FROM lost_blobs WHERE blob = ?1")?
        .execute(params![blob.as_bytes()])?;
    drop_chunks(tx, device, blob)
}

fn unhold(tx: &Connection, blob: BlobId) -> DbResult<()> {
    tx.prepare_cached("DELETE FROM blobs WHERE blob = ?1")?
        .execute(params![blob.as_bytes()])?;
    tx.prepare_cached("DELETE FROM blob_parts WHERE blob = ?1 AND whole = 1")?
        .execute(params![blob.as_bytes()])?;
    Ok(())
}

fn lose(tx: &Connection, county: &Area, blob: BlobId, now_ms: i64) -> DbResult<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO lost_blobs (county, blob, told_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![county.as_str(), blob.as_bytes(), now_ms])?;
    Ok(())
}
