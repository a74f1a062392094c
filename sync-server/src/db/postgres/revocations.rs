//! Table `revocations`: keys that sign no more, one revocation each. The place in the log is read from the county's row while
//! it is held, so that no batch comes between.

use cunfa_core::{Area, KeyId};
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{enrolments, founding};
use crate::db::{DbError, DbResult, Revoke, Shard, StoredRevocation};

const SELECT: &str = "SELECT key, county, bytes, authority FROM revocations";

/// The county whose key this is.
pub(super) async fn county_of(tx: &Tx, key: KeyId) -> DbResult<Area> {
    let certificates = enrolments::certificates_of(tx, key).await?;
    let first = certificates.into_iter().next();
    first.map(|one| one.county).ok_or(DbError::NoSuch("certificate"))
}

/// Revokes one key; the county's directory grows. A revoked one stays as it is.
pub(super) async fn revoke(
    tx: &Tx,
    county: &Area,
    key: KeyId,
    authority: Option<&[u8]>,
    revoke: &Revoke<'_>,
) -> DbResult<()> {
    let shard = founding::hold(tx, county).await?;
    if add(tx, &shard, key, authority, revoke).await? {
        founding::grow_directory(tx, county).await?;
    }
    Ok(())
}

/// Stores the revocation of a key from the next sequence on, unless there is one; says whether it is new. The county is held.
pub(super) async fn add(
    tx: &Tx,
    shard: &Shard,
    key: KeyId,
    authority: Option<&[u8]>,
    revoke: &Revoke<'_>,
) -> DbResult<bool> {
    if of(tx, key).await?.is_some() {
        return Ok(false);
    }
    let place = founding::next_place(tx, &shard.county).await?;
    let bytes = revoke(key, shard.last_sequence + 1);
    let sql = "INSERT INTO revocations (key, county, place, bytes, authority) VALUES ($1, $2, $3, $4, $5)";
    row::run(
        tx,
        sql,
        params![key.as_bytes(), shard.county.as_str(), place, bytes, authority],
    )
    .await?;
    Ok(true)
}

pub(super) async fn of(tx: &Tx, key: KeyId) -> DbResult<Option<StoredRevocation>> {
    row::first(tx, &format!("{SELECT} WHERE key = $1"), params![key.as_bytes()], read).await
}

pub(super) async fn all(tx: &Tx, county: &Area) -> DbResult<Vec<StoredRevocation>> {
    let sql = format!("{SELECT} WHERE county = $1 ORDER BY place");
    row::all(tx, &sql, params![county.as_str()], read).await
}

fn read(row: &Row) -> DbResult<StoredRevocation> {
    Ok(StoredRevocation {
        key: row::id(row, "key", KeyId::from_slice, "key id")?,
        county: row::parsed(row, "county", "county")?,
        bytes: row::get(row, "bytes")?,
        authority: row::get(row, "authority")?,
    })
}
