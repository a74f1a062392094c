//! Table `forgotten`: villages that people on a device could read once and nobody on it may read any more.

use std::collections::BTreeSet;

use cunfa_core::{DeviceId, Person, VillageCode};

use super::row::{self, Tx, params};
use super::{people, villages};
use crate::db::DbResult;
use crate::db::area::reading_scope;

pub(super) async fn of(tx: &Tx, device: DeviceId) -> DbResult<Vec<VillageCode>> {
    let sql = "SELECT village FROM forgotten WHERE device = $1 ORDER BY village";
    row::all(tx, sql, params![device.as_bytes()], |row| {
        row::parsed(row, "village", "village code")
    })
    .await
}

/// The people on a device changed, or their scopes, with this version of the county's directory.
pub(super) async fn changed(
    tx: &Tx,
    device: DeviceId,
    version: u64,
    before: &[Person],
    after: &[Person],
) -> DbResult<()> {
    let (before, after) = (readable(tx, before).await?, readable(tx, after).await?);
    for village in before.difference(&after) {
        let sql = "INSERT INTO forgotten (device, village) SELECT CAST($1 AS BYTEA), CAST($2 AS TEXT) WHERE NOT EXISTS
                   (SELECT 1 FROM forgotten WHERE device = CAST($1 AS BYTEA) AND village = CAST($2 AS TEXT))";
        row::run(tx, sql, params![device.as_bytes(), village.as_str()]).await?;
    }
    if !before.is_subset(&after) {
        let sql = "UPDATE devices SET forget_since = $2 WHERE id = $1";
        let since = row::signed(version, "directory")?;
        row::run(tx, sql, params![device.as_bytes(), since]).await?;
    }
    if !after.is_subset(&before) {
        grew(tx, device, version).await?;
    }
    Ok(())
}

/// What people on the device may read grew with this version: nothing of it is to be forgotten, and its log begins again.
pub(super) async fn grew(tx: &Tx, device: DeviceId, version: u64) -> DbResult<()> {
    for village in readable(tx, &people::on_device(tx, device).await?).await? {
        let sql = "DELETE FROM forgotten WHERE device = $1 AND village = $2";
        row::run(tx, sql, params![device.as_bytes(), village.as_str()]).await?;
    }
    let sql = "UPDATE devices SET scope_since = $2 WHERE id = $1";
    let since = row::signed(version, "directory")?;
    row::run(tx, sql, params![device.as_bytes(), since]).await?;
    Ok(())
}

async fn readable(tx: &Tx, people: &[Person]) -> DbResult<BTreeSet<VillageCode>> {
    let villages = villages::within(tx, &reading_scope(people)).await?;
    Ok(villages.into_iter().map(|village| village.code).collect())
}
