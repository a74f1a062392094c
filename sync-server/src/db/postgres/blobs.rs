//! Tables `blobs`, `lost_blobs`, `blob_parts` and `blob_chunks`: what is stored whole, what is gone, and what is on its way from
//! which device. Chunks of a county come while its row is held, so that the last one sees all others; what says that a blob is
//! whole or gone holds the row of `blob_gate`.

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{Area, BlobId, DeviceId, VillageCode, attachment};

use super::row::{self, Tx, params};
use super::{PostgresDb, attachments, founding};
use crate::db::{BlobDb, BlobFacts, DbError, DbResult, Kept, NewChunk, Parts, Share};

impl BlobDb for PostgresDb {
    fn blob(&self, county: &Area, blob: BlobId) -> DbResult<BlobFacts> {
        self.road.view(async |tx: &Tx| facts(tx, county, blob).await)
    }
    fn parts(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Parts>> {
        self.road.view(async |tx: &Tx| parts(tx, device, blob).await)
    }
    fn keep_chunk(&self, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<Kept> {
        self.in_county(share.county, 1, async |tx: &Tx| keep_chunk(tx, chunk, share).await)
    }
    fn joined(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Vec<u8>>> {
        self.road.view(async |tx: &Tx| joined(tx, device, blob).await)
    }
    fn drop_parts(&self, device: DeviceId, blob: BlobId) -> DbResult<()> {
        self.road.write(async |tx: &Tx| drop_parts(tx, device, blob).await)
    }
    fn hold_blob(&self, device: DeviceId, blob: BlobId, length: u32, now_ms: i64) -> DbResult<()> {
        self.road
            .write(async |tx: &Tx| hold(tx, device, blob, length, now_ms).await)
    }
    fn unhold_blob(&self, blob: BlobId) -> DbResult<()> {
        self.road.write(async |tx: &Tx| unhold(tx, blob).await)
    }
    fn lose_blob(&self, county: &Area, blob: BlobId, now_ms: i64) -> DbResult<()> {
        self.road.write(async |tx: &Tx| lose(tx, county, blob, now_ms).await)
    }
}

/// Passes one at a time, to the end of the transaction.
async fn gate(tx: &Tx) -> DbResult<()> {
    let sql = "SELECT one FROM blob_gate WHERE one = 1 FOR UPDATE";
    row::first(tx, sql, &[], |_| Ok(()))
        .await?
        .ok_or(DbError::Unreadable("gate"))
}

fn length(row: &tokio_postgres::Row) -> DbResult<u32> {
    u32::try_from(row::get::<i64>(row, "length")?).map_err(|_| DbError::Unreadable("length"))
}

async fn facts(tx: &Tx, county: &Area, blob: BlobId) -> DbResult<BlobFacts> {
    let lost = "SELECT told_ms FROM lost_blobs WHERE county = $1 AND blob = $2";
    Ok(BlobFacts {
        held: row::first(
            tx,
            "SELECT length FROM blobs WHERE blob = $1",
            params![blob.as_bytes()],
            length,
        )
        .await?,
        lost: row::first(tx, lost, params![county.as_str(), blob.as_bytes()], |_| Ok(()))
            .await?
            .is_some(),
        villages: attachments::villages(tx, county, blob).await?,
        named_first: attachments::first(tx, county, blob).await?,
    })
}

async fn parts(tx: &Tx, device: DeviceId, blob: BlobId) -> DbResult<Option<Parts>> {
    let Some((length, whole)) = part(tx, device, blob, "").await? else {
        return Ok(None);
    };
    let sql = "SELECT place FROM blob_chunks WHERE device = $1 AND blob = $2 ORDER BY place";
    let here = row::all(tx, sql, params![device.as_bytes(), blob.as_bytes()], |row| {
        u32::try_from(row::get::<i64>(row, "place")?).map_err(|_| DbError::Unreadable("place"))
    })
    .await?;
    Ok(Some(Parts { length, here, whole }))
}

/// Length and whether it was put whole.
async fn part(tx: &Tx, device: DeviceId, blob: BlobId, lock: &str) -> DbResult<Option<(u32, bool)>> {
    let sql = format!("SELECT length, whole FROM blob_parts WHERE device = $1 AND blob = $2{lock}");
    row::first(tx, &sql, params![device.as_bytes(), blob.as_bytes()], |row| {
        Ok((length(row)?, row::get(row, "whole")?))
    })
    .await
}

async fn keep_chunk(tx: &Tx, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<Kept> {
    founding::hold(tx, share.county).await?;
    match part(tx, chunk.device, chunk.blob, " FOR UPDATE").await? {
        Some((_, true)) => return Ok(Kept::Whole),
        Some((length, false)) if length != chunk.length => return Ok(Kept::OtherLength),
        Some(_) => {}
        None if has_room(tx, chunk, share).await? => {
            let sql = "INSERT INTO blob_parts (device, blob, length, whole) VALUES ($1, $2, $3, FALSE)";
            let params = params![chunk.device.as_bytes(), chunk.blob.as_bytes(), i64::from(chunk.length)];
            row::run(tx, sql, params).await?;
        }
        None => return Ok(Kept::NoRoom),
    }
    let sql = "INSERT INTO blob_chunks (device, blob, place, bytes)
               SELECT CAST($1 AS BYTEA), CAST($2 AS BYTEA), CAST($3 AS BIGINT), CAST($4 AS BYTEA)
               WHERE NOT EXISTS (SELECT 1 FROM blob_chunks WHERE device = $1 AND blob = $2 AND place = $3)";
    let params = params![
        chunk.device.as_bytes(),
        chunk.blob.as_bytes(),
        i64::from(chunk.index),
        chunk.bytes
    ];
    row::run(tx, sql, params).await?;
    let sql = "SELECT count(*) AS here FROM blob_chunks WHERE device = $1 AND blob = $2";
    let params = params![chunk.device.as_bytes(), chunk.blob.as_bytes()];
    let here: Option<i64> = row::first(tx, sql, params, |row| row::get(row, "here")).await?;
    Ok(if here == Some(i64::from(attachment::chunks(chunk.length))) {
        Kept::Complete
    } else {
        Kept::Partial
    })
}

/// Whether a blob named in reach, or one that stays within the share of all others.
async fn has_room(tx: &Tx, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<bool> {
    if in_reach(&attachments::villages(tx, share.county, chunk.blob).await?, share.scope) {
        return Ok(true);
    }
    let sql = "SELECT blob, length FROM blob_parts WHERE device = $1";
    let others = row::all(tx, sql, params![chunk.device.as_bytes()], |row| {
        Ok((row::id(row, "blob", BlobId::from_slice, "blob id")?, length(row)?))
    })
    .await?;
    let counted = |length: u32| u64::from(length.max(CHUNK_BYTES));
    let mut bytes = counted(chunk.length);
    for (blob, length) in others {
        if !in_reach(&attachments::villages(tx, share.county, blob).await?, share.scope) {
            bytes = bytes.saturating_add(counted(length));
        }
    }
    Ok(bytes <= share.bytes_max)
}

fn in_reach(villages: &[VillageCode], scope: &[Area]) -> bool {
    villages
        .iter()
        .any(|village| scope.iter().any(|area| area.covers(village)))
}

async fn joined(tx: &Tx, device: DeviceId, blob: BlobId) -> DbResult<Option<Vec<u8>>> {
    let Some((length, false)) = part(tx, device, blob, "").await? else {
        return Ok(None);
    };
    let sql = "SELECT bytes FROM blob_chunks WHERE device = $1 AND blob = $2 ORDER BY place";
    let chunks: Vec<Vec<u8>> = row::all(tx, sql, params![device.as_bytes(), blob.as_bytes()], |row| {
        row::get(row, "bytes")
    })
    .await?;
    let complete = u32::try_from(chunks.len()) == Ok(attachment::chunks(length));
    Ok(complete.then(|| chunks.concat()))
}

async fn drop_parts(tx: &Tx, device: DeviceId, blob: BlobId) -> DbResult<()> {
    let sql = "DELETE FROM blob_parts WHERE device = $1 AND blob = $2";
    row::run(tx, sql, params![device.as_bytes(), blob.as_bytes()]).await?;
    drop_chunks(tx, device, blob).await
}

async fn drop_chunks(tx: &Tx, device: DeviceId, blob: BlobId) -> DbResult<()> {
    let sql = "DELETE FROM blob_chunks WHERE device = $1 AND blob = $2";
    row::run(tx, sql, params![device.as_bytes(), blob.as_bytes()]).await?;
    Ok(())
}

async fn hold(tx: &Tx, device: DeviceId, blob: BlobId, length: u32, now_ms: i64) -> DbResult<()> {
    gate(tx).await?;
    let sql = "INSERT INTO blobs (blob, length, stored_ms)
               SELECT CAST($1 AS BYTEA), CAST($2 AS BIGINT), CAST($3 AS BIGINT)
               WHERE NOT EXISTS (SELECT 1 FROM blobs WHERE blob = $1)";
    row::run(tx, sql, params![blob.as_bytes(), i64::from(length), now_ms]).await?;
    let sql = "UPDATE blob_parts SET length = $3, whole = TRUE WHERE device = $1 AND blob = $2";
    let values = params![device.as_bytes(), blob.as_bytes(), i64::from(length)];
    if row::run(tx, sql, values).await? == 0 {
        let sql = "INSERT INTO blob_parts (device, blob, length, whole) VALUES ($1, $2, $3, TRUE)";
        row::run(tx, sql, values).await?;
    }
    row::run(tx, "DELETE FROM lost_blobs WHERE blob = $1", params![blob.as_bytes()]).await?;
    drop_chunks(tx, device, blob).await
}

async fn unhold(tx: &Tx, blob: BlobId) -> DbResult<()> {
    gate(tx).await?;
    row::run(tx, "DELETE FROM blobs WHERE blob = $1", params![blob.as_bytes()]).await?;
    let sql = "DELETE FROM blob_parts WHERE blob = $1 AND whole";
    row::run(tx, sql, params![blob.as_bytes()]).await?;
    Ok(())
}

async fn lose(tx: &Tx, county: &Area, blob: BlobId, now_ms: i64) -> DbResult<()> {
    gate(tx).await?;
    let sql = "INSERT INTO lost_blobs (county, blob, told_ms)
               SELECT CAST($1 AS TEXT), CAST($2 AS BYTEA), CAST($3 AS BIGINT)
               WHERE NOT EXISTS (SELECT 1 FROM lost_blobs WHERE county = $1 AND blob = $2)";
    row::run(tx, sql, params![county.as_str(), blob.as_bytes(), now_ms]).await?;
    Ok(())
}
