//! Table `revocations`: keys that sign no more, one revocation each. The place in the log is read and the revocation stored in
//! one transaction, so that no batch comes between.

use cunfa_core::{Area, KeyId};
use rusqlite::{Connection, Row, params};

use super::{enrolments, founding, row};
use crate::db::{DbError, DbResult, Revoke, StoredRevocation};

const SELECT: &str = "SELECT key, county, bytes, authority FROM revocations";

/// Revokes one key; the county's directory grows. A revoked one stays as it is.
pub(super) fn revoke(tx: &Connection, key: KeyId, authority: Option<&[u8]>, revoke: &Revoke<'_>) -> DbResult<()> {
    let certificates = enrolments::certificates_of(tx, key)?;
    let county = &certificates.first().ok_or(DbError::NoSuch("certificate"))?.county;
    if add(tx, county, key, authority, revoke)? {
        founding::grow_directory(tx, county)?;
    }
    Ok(())
}

/// Stores the revocation of a key from the next sequence on, unless there is one; says whether it is new.
pub(super) fn add(
    tx: &Connection,
    county: &Area,
    key: KeyId,
    authority: Option<&[u8]>,
    revoke: &Revoke<'_>,
) -> DbResult<bool> {
    if of(tx, key)?.is_some() {
        return Ok(false);
    }
    let shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    tx.execute(
        "INSERT INTO revocations (key, county, bytes, authority) VALUES (?1, ?2, ?3, ?4)",
        params![
            key.as_bytes(),
            county.as_str(),
            revoke(key, shard.last_sequence + 1),
            authority
        ],
    )?;
    Ok(true)
}

pub(super) fn of(tx: &Connection, key: KeyId) -> DbResult<Option<StoredRevocation>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE key = ?1"))?;
    row::first(&mut statement.query(params![key.as_bytes()])?, read)
}

pub(super) fn all(tx: &Connection, county: &Area) -> DbResult<Vec<StoredRevocation>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE county = ?1 ORDER BY place"))?;
    row::all(&mut statement.query(params![county.as_str()])?, read)
}

fn read(row: &Row<'_>) -> DbResult<StoredRevocation> {
    Ok(StoredRevocation {
        key: row::id(row, "key", KeyId::from_slice, "key id")?,
        county: row::parsed(row, "county", "county")?,
        bytes: row.get("bytes")?,
        authority: row.get("authority")?,
    })
}
