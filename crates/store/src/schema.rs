//! The schema and its migrations. They are appended, never edited; a test starts from every released one.
//!
//! `PRAGMA user_version` is the schema of the file. `min_readable` says which schema a program must know at least to read
//! and write the file: a migration that only adds keeps it, so that an older program can still open the file.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::StoreError;

/// One step from a schema to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// What it does.
    pub(crate) sql: &'static str,
    /// The oldest schema a program may know to use the file afterwards.
    pub(crate) min_readable: u32,
}

/// Every migration; the first makes the file.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    sql: include_str!("schema/v1.sql"),
    min_readable: 1,
}];

/// The schema of an open file.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses a file of a newer program that says that this one cannot use it.
pub(crate) fn check_readable(connection: &Connection, known: u32) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found <= known {
        return Ok(());
    }
    let min_readable: u32 = connection.query_row("SELECT min_readable FROM schema", [], |row| row.get(0))?;
    if min_readable > known {
        return Err(StoreError::TooNew { found, known });
    }
    Ok(())
}

/// Brings the file to the newest schema, each step in one transaction.
pub(crate) fn migrate(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let from = version(connection)?;
    for (number, migration) in (1u32..).zip(migrations).filter(|(number, _)| *number > from) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration.sql)?;
        transaction.execute("UPDATE schema SET min_readable = ?1", [migration.min_readable])?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether the file is of an older schema and wants a migration.
pub(crate) fn is_older(connection: &Connection, migrations: &[Migration]) -> Result<bool, StoreError> {
    Ok((version(connection)? as usize) < migrations.len())
}

/// Copies the whole file (still encrypted) before it is migrated. No other connection is open.
pub(crate) fn copy_before(connection: &Connection, path: &Path) -> Result<PathBuf, StoreError> {
    let from = version(connection)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let copy = path.with_extension(format!("schema-{from}.copy"));
    fs::copy(path, &copy).map_err(|error| StoreError::io("copying the store before a migration", error))?;
    Ok(copy)
}
