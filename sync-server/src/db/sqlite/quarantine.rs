//! Table `quarantine`: what revoked devices deliver. Read by a person, never by the log.

use cunfa_core::{BatchId, DeviceId};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Connection, Row, params};

use super::row;
use crate::db::{DbResult, Quarantined};

const SELECT: &str =
    "SELECT quarantine.place, quarantine.id, quarantine.device, quarantine.received_ms, quarantine.signature,
    quarantine.bytes, coalesce(batches.ruling, quarantine.ruling) AS ruling, batches.id IS NOT NULL AS in_log
    FROM quarantine LEFT JOIN batches ON batches.id = quarantine.id";

pub(super) fn keep(
    tx: &Connection,
    device: DeviceId,
    batches: &[(BatchId, SealedBatch)],
    now_ms: i64,
    bytes_max: u64,
) -> DbResult<usize> {
    let mut held = held_bytes(tx, device)?;
    let mut kept = 0;
    for (id, sealed) in batches {
        if is_there(tx, *id)? {
            kept += 1;
            continue;
        }
        let packed = sealed.packed();
        held = held.saturating_add(u64::try_from(packed.len() + sealed.signature.len()).unwrap_or(u64::MAX));
        if held > bytes_max {
            break;
        }
        tx.execute(
            "INSERT INTO quarantine (id, device, place, received_ms, signature, bytes)
             SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3, ?4, ?5 FROM quarantine WHERE device = ?2",
            params![id.as_bytes(), device.as_bytes(), now_ms, sealed.signature, packed],
        )?;
        kept += 1;
    }
    Ok(kept)
}

fn held_bytes(tx: &Connection, device: DeviceId) -> DbResult<u64> {
    let held: i64 = tx.query_row(
        "SELECT coalesce(sum(length(bytes) + length(signature)), 0) FROM quarantine WHERE device = ?1",
        params![device.as_bytes()],
        |row| row.get(0),
    )?;
    row::unsigned(held, "size")
}

/// In quarantine or in the log already.
fn is_there(tx: &Connection, id: BatchId) -> DbResult<bool> {
    let mut statement =
        tx.prepare_cached("SELECT 1 FROM quarantine WHERE id = ?1 UNION ALL SELECT 1 FROM batches WHERE id = ?1")?;
    Ok(statement.exists(params![id.as_bytes()])?)
}

pub(super) fn count(tx: &Connection) -> DbResult<u64> {
    let count: i64 = tx.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?;
    row::unsigned(count, "count")
}

pub(super) fn of(
    tx: &Connection,
    device: DeviceId,
    all: bool,
    after: u64,
    count_max: u32,
) -> DbResult<Vec<Quarantined>> {
    let mut statement = tx.prepare_cached(&format!(
        "{SELECT} WHERE quarantine.device = ?1 AND quarantine.place > ?2
         AND (?3 OR (quarantine.ruling IS NULL AND batches.id IS NULL)) ORDER BY quarantine.place LIMIT ?4"
    ))?;
    let params = params![device.as_bytes(), row::signed(after, "place")?, all, count_max];
    row::all(&mut statement.query(params)?, read)
}

pub(super) fn one(tx: &Connection, batch: BatchId) -> DbResult<Option<Quarantined>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE quarantine.id = ?1"))?;
    row::first(&mut statement.query(params![batch.as_bytes()])?, read)
}

pub(super) fn leave(tx: &Connection, batch: BatchId, ruling: &[u8]) -> DbResult<bool> {
    tx.execute(
        "UPDATE quarantine SET ruling = ?2 WHERE id = ?1 AND ruling IS NULL",
        params![batch.as_bytes(), ruling],
    )?;
    Ok(one(tx, batch)?.is_some_and(|one| !one.in_log))
}

fn read(row: &Row<'_>) -> DbResult<Quarantined> {
    Ok(Quarantined {
        place: row::unsigned(row.get("place")?, "place")?,
        id: row::id(row, "id", BatchId::from_slice, "batch id")?,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        sealed: SealedBatch::unpack(row.get("bytes")?, row.get("signature")?),
        received_ms: row.get("received_ms")?,
        ruling: row.get("ruling")?,
        in_log: row.get("in_log")?,
    })
}
