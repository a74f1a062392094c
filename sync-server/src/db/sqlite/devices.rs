//! Table `devices`: enrolled installations. Tokens are known by their hash only.

use cunfa_core::{DeviceId, Digest, VillageCode};
use rusqlite::{Connection, Params, Row, params};

use super::{batches, enrolments, founding, people, revocations, row};
use crate::db::{Asker, DbError, DbResult, Device, Revoke, Seen, Who};

const SELECT: &str =
    "SELECT id, county, number, name, public_key, token_hash, enrolled_ms, revoked_ms, scope_since, forget_since, last_sync_ms,
            full_sync_ms, unsent
     FROM devices";

fn find(tx: &Connection, condition: &str, params: impl Params) -> DbResult<Option<Device>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE {condition}"))?;
    row::first(&mut statement.query(params)?, read)
}

pub(super) fn one(tx: &Connection, id: DeviceId) -> DbResult<Option<Device>> {
    find(tx, "id = ?1", params![id.as_bytes()])
}

pub(super) fn by_token(tx: &Connection, token_hash: &Digest) -> DbResult<Option<Device>> {
    find(tx, "token_hash = ?1", params![token_hash.as_bytes()])
}

pub(super) fn asker(tx: &Connection, who: Who<'_>) -> DbResult<Option<Asker>> {
    let device = match who {
        Who::Token(hash) => by_token(tx, hash)?,
        Who::Device(id) => one(tx, id)?,
    };
    let Some(device) = device else { return Ok(None) };
    let Some(shard) = founding::shard(tx, &device.county)? else {
        return Ok(None);
    };
    let seat = VillageCode::seat(&device.county).ok_or(DbError::Unreadable("county"))?;
    Ok(Some(Asker {
        people: people::on_device(tx, device.id)?,
        registers: batches::last(tx, &device.county, &seat)?.unwrap_or_default(),
        device,
        shard,
    }))
}

pub(super) fn by_key(tx: &Connection, public_key: &[u8]) -> DbResult<Option<Device>> {
    find(tx, "public_key = ?1", params![public_key])
}

pub(super) fn all(tx: &Connection) -> DbResult<Vec<Device>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} ORDER BY county, number"))?;
    row::all(&mut statement.query([])?, read)
}

pub(super) fn seen(tx: &Connection, device: DeviceId, seen: &Seen) -> DbResult<()> {
    let full = seen.is_full.then_some(seen.now_ms);
    tx.execute(
        "UPDATE devices SET last_sync_ms = ?2, unsent = ?3, full_sync_ms = coalesce(?4, full_sync_ms) WHERE id = ?1",
        params![device.as_bytes(), seen.now_ms, seen.unsent, full],
    )?;
    Ok(())
}

pub(super) fn revoke(tx: &Connection, device: DeviceId, now_ms: i64, revoke: &Revoke<'_>) -> DbResult<()> {
    let known = one(tx, device)?.ok_or(DbError::NoSuch("device"))?;
    if known.is_revoked() {
        return Ok(());
    }
    tx.execute(
        "UPDATE devices SET revoked_ms = ?2 WHERE id = ?1",
        params![device.as_bytes(), now_ms],
    )?;
    for key in enrolments::keys_on(tx, device)? {
        revocations::add(tx, &known.county, key, None, revoke)?;
    }
    founding::grow_directory(tx, &known.county).map(|_| ())
}

fn read(row: &Row<'_>) -> DbResult<Device> {
    let number = row::unsigned(row.get("number")?, "device number")?;
    Ok(Device {
        id: row::id(row, "id", DeviceId::from_slice, "device id")?,
        county: row::parsed(row, "county", "county")?,
        number: u32::try_from(number).map_err(|_| DbError::Unreadable("device number"))?,
        name: row.get("name")?,
        key: row.get("public_key")?,
        token_hash: row::id(row, "token_hash", Digest::from_slice, "token hash")?,
        enrolled_ms: row.get("enrolled_ms")?,
        revoked_ms: row.get("revoked_ms")?,
        scope_since: row::unsigned(row.get("scope_since")?, "directory")?,
        forget_since: row::unsigned(row.get("forget_since")?, "directory")?,
        last_sync_ms: row.get("last_sync_ms")?,
        full_sync_ms: row.get("full_sync_ms")?,
        unsent: row.get("unsent")?,
    })
}
