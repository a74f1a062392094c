//! Table `devices`: enrolled installations. Tokens are known by their hash only.

use cunfa_core::{Area, DeviceId, Digest};
use futures_util::future::try_join;
use tokio_postgres::Row;

use super::row::{self, Param, Tx, params};
use super::{enrolments, founding, people, revocations};
use crate::db::{Asker, DbError, DbResult, Device, Revoke, Seen, Shard, Who};

const SELECT: &str =
    "SELECT id, county, number, name, public_key, token_hash, enrolled_ms, revoked_ms, scope_since, forget_since, last_sync_ms,
            full_sync_ms, unsent
     FROM devices";
/// With the last sequence at the county's seat ([`cunfa_core::VillageCode::seat`]).
const WITH_SHARD: &str =
    "SELECT devices.id, devices.county, devices.number, devices.name, devices.public_key, devices.token_hash, devices.enrolled_ms,
            devices.revoked_ms, devices.scope_since, devices.forget_since, devices.last_sync_ms, devices.full_sync_ms, devices.unsent,
            shards.epoch, shards.last_sequence, shards.size, shards.directory,
            (SELECT max(batches.sequence) FROM batches
             WHERE batches.county = devices.county AND batches.village = devices.county || '000000') AS registers
     FROM devices JOIN shards ON shards.county = devices.county";

async fn find(tx: &Tx, condition: &str, params: &[Param<'_>]) -> DbResult<Option<Device>> {
    row::first(tx, &format!("{SELECT} WHERE {condition}"), params, read).await
}

pub(super) async fn one(tx: &Tx, id: DeviceId) -> DbResult<Option<Device>> {
    find(tx, "id = $1", params![id.as_bytes()]).await
}

/// Held to the end of the transaction.
pub(super) async fn hold(tx: &Tx, id: DeviceId) -> DbResult<Option<Device>> {
    find(tx, "id = $1 FOR UPDATE", params![id.as_bytes()]).await
}

pub(super) async fn by_token(tx: &Tx, token_hash: &Digest) -> DbResult<Option<Device>> {
    find(tx, "token_hash = $1", params![token_hash.as_bytes()]).await
}

/// In one journey. The second statement sees at least what the first one saw, or it is refused.
pub(super) async fn asker(tx: &Tx, who: Who<'_>) -> DbResult<Option<Asker>> {
    let (condition, value) = match &who {
        Who::Token(hash) => ("devices.token_hash = $1", hash.as_bytes()),
        Who::Device(id) => ("devices.id = $1", id.as_bytes()),
    };
    let (first, second) = (
        tx.prepare_cached(&format!("{WITH_SHARD} WHERE {condition}")).await?,
        tx.prepare_cached(&people::on(condition)).await?,
    );
    let params = params![value];
    let (found, people) = try_join(tx.query_opt(&first, params), tx.query(&second, params)).await?;
    let Some(row) = found else { return Ok(None) };
    let (device, shard): (Device, Shard) = (read(&row)?, founding::read(&row)?);
    let registers: Option<i64> = row::get(&row, "registers")?;
    let registers = registers.map(|sequence| row::unsigned(sequence, "sequence")).transpose()?;
    Ok(Some(Asker {
        device,
        shard,
        people: people::read_all(&people)?,
        registers: registers.unwrap_or_default(),
    }))
}

pub(super) async fn by_key(tx: &Tx, public_key: &[u8]) -> DbResult<Option<Device>> {
    find(tx, "public_key = $1", params![public_key]).await
}

pub(super) async fn all(tx: &Tx) -> DbResult<Vec<Device>> {
    row::all(tx, &format!("{SELECT} ORDER BY county, number"), &[], read).await
}

/// Nobody waits for the disk: the next commit of anything takes it along.
pub(super) async fn seen(tx: &Tx, device: DeviceId, seen: &Seen) -> DbResult<()> {
    let sql = "UPDATE devices SET last_sync_ms = $2, unsent = $3, full_sync_ms = coalesce($4, full_sync_ms)
               FROM (SELECT set_config('synchronous_commit', 'off', TRUE)) AS unwaited WHERE id = $1";
    let (unsent, full) = (i64::from(seen.unsent), seen.is_full.then_some(seen.now_ms));
    row::run(tx, sql, params![device.as_bytes(), seen.now_ms, unsent, full]).await?;
    Ok(())
}

pub(super) async fn revoke(tx: &Tx, county: &Area, device: DeviceId, now_ms: i64, revoke: &Revoke<'_>) -> DbResult<()> {
    let shard = founding::hold(tx, county).await?;
    let known = hold(tx, device).await?.ok_or(DbError::NoSuch("device"))?;
    if known.is_revoked() {
        return Ok(());
    }
    let sql = "UPDATE devices SET revoked_ms = $2 WHERE id = $1";
    row::run(tx, sql, params![device.as_bytes(), now_ms]).await?;
    for key in enrolments::keys_on(tx, device).await? {
        revocations::add(tx, &shard, key, None, revoke).await?;
    }
    founding::grow_directory(tx, county).await.map(|_| ())
}

fn read(row: &Row) -> DbResult<Device> {
    let number = row::number(row, "number", "device number")?;
    Ok(Device {
        id: row::id(row, "id", DeviceId::from_slice, "device id")?,
        county: row::parsed(row, "county", "county")?,
        number: u32::try_from(number).map_err(|_| DbError::Unreadable("device number"))?,
        name: row::get(row, "name")?,
        key: row::get(row, "public_key")?,
        token_hash: row::id(row, "token_hash", Digest::from_slice, "token hash")?,
        enrolled_ms: row::get(row, "enrolled_ms")?,
        revoked_ms: row::get(row, "revoked_ms")?,
        scope_since: row::number(row, "scope_since", "directory")?,
        forget_since: row::number(row, "forget_since", "directory")?,
        last_sync_ms: row::get(row, "last_sync_ms")?,
        full_sync_ms: row::get(row, "full_sync_ms")?,
        unsent: u32::try_from(row::number(row, "unsent", "unsent")?).map_err(|_| DbError::Unreadable("unsent"))?,
    })
}
