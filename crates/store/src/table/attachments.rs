//! Derived: which blobs the entries name, and whether a receipt covers a change that does.

use std::collections::BTreeMap;

use cunfa_core::{BlobId, EntryId};
use rusqlite::Connection;

use crate::StoreError;

/// What is said of one blob by one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Naming {
    /// Its length as the entry gives it.
    pub(crate) length: u32,
    /// Whether a receipt covers a change that names it.
    pub(crate) covered: bool,
}

/// What an entry names.
pub(crate) type Named = BTreeMap<BlobId, Naming>;

/// Writes what an entry names; rows that are right already are left alone.
pub(crate) fn put(connection: &Connection, entry: EntryId, named: &Named) -> Result<(), StoreError> {
    let before = of_entry(connection, entry)?;
    for blob in before.keys().filter(|blob| !named.contains_key(blob)) {
        connection
            .prepare_cached("DELETE FROM attachments WHERE entry = ?1 AND blob = ?2")?
            .execute((entry.as_bytes(), blob.as_bytes()))?;
    }
    for (blob, naming) in named {
        if before.get(blob) == Some(naming) {
            continue;
        }
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO attachments (entry, blob, length, covered) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((entry.as_bytes(), blob.as_bytes(), naming.length, naming.covered))?;
        connection
            .prepare_cached("UPDATE blobs SET named = 1 WHERE blob = ?1 AND named = 0")?
            .execute([blob.as_bytes()])?;
    }
    Ok(())
}

/// What the stored rows say that an entry names.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Named, StoreError> {
    let sql = "SELECT blob, length, covered FROM attachments WHERE entry = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([entry.as_bytes()], |row| {
        let naming = Naming {
            length: row.get(1)?,
            covered: row.get(2)?,
        };
        Ok((BlobId(row.get(0)?), naming))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The entries that name a blob.
pub(crate) fn entries_of(connection: &Connection, blob: BlobId) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT entry FROM attachments WHERE blob = ?1 ORDER BY entry")?;
    let rows = statement.query_map([blob.as_bytes()], |row| row.get(0).map(EntryId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The lengths that entries give a blob.
pub(crate) fn lengths(connection: &Connection, blob: BlobId) -> Result<Vec<u32>, StoreError> {
    let sql = "SELECT DISTINCT length FROM attachments WHERE blob = ?1 ORDER BY length";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([blob.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
