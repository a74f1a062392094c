//! Table `forgotten`: villages that people on a device could read once and nobody on it may read any more.

use std::collections::BTreeSet;

use cunfa_core::{DeviceId, Person, VillageCode};
use rusqlite::{Connection, params};

use super::{devices, founding, people, row, villages};
use crate::db::area::reading_scope;
use crate::db::{DbError, DbResult};

pub(super) fn of(tx: &Connection, device: DeviceId) -> DbResult<Vec<VillageCode>> {
    let mut statement = tx.prepare_cached("SELECT village FROM forgotten WHERE device = ?1 ORDER BY village")?;
    row::all(&mut statement.query(params![device.as_bytes()])?, |row| {
        row::parsed(row, "village", "village code")
    })
}

/// The people on a device changed, or their scopes, with the county's directory as it is now.
pub(super) fn changed(tx: &Connection, device: DeviceId, before: &[Person], after: &[Person]) -> DbResult<()> {
    let county = devices::one(tx, device)?.ok_or(DbError::NoSuch("device"))?.county;
    let version = founding::shard(tx, &county)?
        .ok_or(DbError::NoSuch("county"))?
        .directory;
    let (before, after) = (readable(tx, before)?, readable(tx, after)?);
    for village in before.difference(&after) {
        tx.execute(
            "INSERT OR IGNORE INTO forgotten (device, village) VALUES (?1, ?2)",
            params![device.as_bytes(), village.as_str()],
        )?;
    }
    if !before.is_subset(&after) {
        tx.execute(
            "UPDATE devices SET forget_since = ?2 WHERE id = ?1",
            params![device.as_bytes(), row::signed(version, "directory")?],
        )?;
    }
    if !after.is_subset(&before) {
        grew(tx, device, version)?;
    }
    Ok(())
}

/// What people on the device may read grew with this version: nothing of it is to be forgotten, and its log begins again.
pub(super) fn grew(tx: &Connection, device: DeviceId, version: u64) -> DbResult<()> {
    for village in readable(tx, &people::on_device(tx, device)?)? {
        tx.execute(
            "DELETE FROM forgotten WHERE device = ?1 AND village = ?2",
            params![device.as_bytes(), village.as_str()],
        )?;
    }
    tx.execute(
        "UPDATE devices SET scope_since = ?2 WHERE id = ?1",
        params![device.as_bytes(), row::signed(version, "directory")?],
    )?;
    Ok(())
}

fn readable(tx: &Connection, people: &[Person]) -> DbResult<BTreeSet<VillageCode>> {
    let villages = villages::within(tx, &reading_scope(people))?;
    Ok(villages.into_iter().map(|village| village.code).collect())
}
