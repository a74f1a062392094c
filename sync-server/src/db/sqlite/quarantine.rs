//! Table `quarantine`: what revoked devices deliver. Read by a person, never by the log.

use cunfa_core::{BatchId, DeviceId};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Connection, params};

use super::row;
use crate::db::DbResult;

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
            "INSERT INTO quarantine (id, device, received_ms, signature, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
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
