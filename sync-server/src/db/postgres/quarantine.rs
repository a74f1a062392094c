//! Table `quarantine`: what revoked devices deliver. Read by a person, never by the log.

use cunfa_core::{BatchId, DeviceId};
use cunfa_evidence::batch::SealedBatch;
use tokio_postgres::Row;

use super::devices;
use super::row::{self, Tx, params};
use crate::db::{DbError, DbResult, Quarantined};

const SELECT: &str =
    "SELECT quarantine.place, quarantine.id, quarantine.device, quarantine.received_ms, quarantine.signature,
    quarantine.bytes, coalesce(batches.ruling, quarantine.ruling) AS ruling, batches.id IS NOT NULL AS in_log
    FROM quarantine LEFT JOIN batches ON batches.id = quarantine.id";

pub(super) async fn keep(
    tx: &Tx,
    device: DeviceId,
    batches: &[(BatchId, SealedBatch)],
    now_ms: i64,
    bytes_max: u64,
) -> DbResult<usize> {
    devices::hold(tx, device).await?.ok_or(DbError::NoSuch("device"))?;
    let (mut held, mut place) = held(tx, device).await?;
    let mut kept = 0;
    for (id, sealed) in batches {
        if is_there(tx, *id).await? {
            kept += 1;
            continue;
        }
        let packed = sealed.packed();
        held = held.saturating_add(u64::try_from(packed.len() + sealed.signature.len()).unwrap_or(u64::MAX));
        if held > bytes_max {
            break;
        }
        let sql =
            "INSERT INTO quarantine (id, device, place, received_ms, signature, bytes) VALUES ($1, $2, $3, $4, $5, $6)";
        place += 1;
        let (id, device, place) = (id.as_bytes(), device.as_bytes(), row::signed(place, "place")?);
        row::run(tx, sql, params![id, device, place, now_ms, sealed.signature, packed]).await?;
        kept += 1;
    }
    Ok(kept)
}

/// How many bytes, and the last place.
async fn held(tx: &Tx, device: DeviceId) -> DbResult<(u64, u64)> {
    let sql = "SELECT CAST(coalesce(sum(length(bytes) + length(signature)), 0) AS BIGINT) AS held,
               coalesce(max(place), 0) AS last FROM quarantine WHERE device = $1";
    let held = row::first(tx, sql, params![device.as_bytes()], |row| {
        Ok((row::number(row, "held", "size")?, row::number(row, "last", "place")?))
    })
    .await?;
    Ok(held.unwrap_or_default())
}

/// In quarantine or in the log already.
async fn is_there(tx: &Tx, id: BatchId) -> DbResult<bool> {
    let sql = "SELECT id FROM quarantine WHERE id = $1 UNION SELECT id FROM batches WHERE id = $1";
    Ok(!row::all(tx, sql, params![id.as_bytes()], |_| Ok(())).await?.is_empty())
}

pub(super) async fn count(tx: &Tx) -> DbResult<u64> {
    let count = row::first(tx, "SELECT count(*) AS count FROM quarantine", &[], |row| {
        row::number(row, "count", "count")
    })
    .await?;
    Ok(count.unwrap_or(0))
}

pub(super) async fn of(tx: &Tx, device: DeviceId, all: bool, after: u64, count_max: u32) -> DbResult<Vec<Quarantined>> {
    let sql = format!(
        "{SELECT} WHERE quarantine.device = $1 AND quarantine.place > $2
         AND ($3 OR (quarantine.ruling IS NULL AND batches.id IS NULL)) ORDER BY quarantine.place LIMIT $4"
    );
    let (after, count_max) = (row::signed(after, "place")?, i64::from(count_max));
    row::all(tx, &sql, params![device.as_bytes(), after, all, count_max], read).await
}

pub(super) async fn one(tx: &Tx, batch: BatchId) -> DbResult<Option<Quarantined>> {
    let sql = format!("{SELECT} WHERE quarantine.id = $1");
    row::first(tx, &sql, params![batch.as_bytes()], read).await
}

pub(super) async fn leave(tx: &Tx, batch: BatchId, ruling: &[u8]) -> DbResult<bool> {
    let sql = "UPDATE quarantine SET ruling = $2 WHERE id = $1 AND ruling IS NULL";
    row::run(tx, sql, params![batch.as_bytes(), ruling]).await?;
    Ok(one(tx, batch).await?.is_some_and(|one| !one.in_log))
}

fn read(row: &Row) -> DbResult<Quarantined> {
    Ok(Quarantined {
        place: row::number(row, "place", "place")?,
        id: row::id(row, "id", BatchId::from_slice, "batch id")?,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        sealed: SealedBatch::unpack(row::get(row, "bytes")?, row::get(row, "signature")?),
        received_ms: row::get(row, "received_ms")?,
        ruling: row::get(row, "ruling")?,
        in_log: row::get(row, "in_log")?,
    })
}
