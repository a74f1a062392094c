//! Table `quarantine`: what revoked devices deliver. Read by a person, never by the log.

use cunfa_core::{BatchId, DeviceId};
use cunfa_evidence::batch::SealedBatch;

use super::devices;
use super::row::{self, Tx, params};
use crate::db::{DbError, DbResult};

pub(super) async fn keep(
    tx: &Tx,
    device: DeviceId,
    batches: &[(BatchId, SealedBatch)],
    now_ms: i64,
    bytes_max: u64,
) -> DbResult<usize> {
    devices::hold(tx, device).await?.ok_or(DbError::NoSuch("device"))?;
    let mut held = held_bytes(tx, device).await?;
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
        let sql = "INSERT INTO quarantine (id, device, received_ms, signature, bytes) VALUES ($1, $2, $3, $4, $5)";
        let (id, device) = (id.as_bytes(), device.as_bytes());
        row::run(tx, sql, params![id, device, now_ms, sealed.signature, packed]).await?;
        kept += 1;
    }
    Ok(kept)
}

async fn held_bytes(tx: &Tx, device: DeviceId) -> DbResult<u64> {
    let sql = "SELECT CAST(coalesce(sum(length(bytes) + length(signature)), 0) AS BIGINT) AS held
               FROM quarantine WHERE device = $1";
    let held = row::first(tx, sql, params![device.as_bytes()], |row| {
        row::number(row, "held", "size")
    })
    .await?;
    Ok(held.unwrap_or(0))
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
