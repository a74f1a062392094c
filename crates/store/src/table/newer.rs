//! The entries that a newer program wrote something to which this one does not know: they are kept, shown as far as they can be read, and
//! written to by nobody here.

use cunfa_core::EntryId;
use rusqlite::Connection;

use crate::{Store, StoreError};

impl Store {
    /// Whether a newer program wrote something of this entry that this one does not know.
    ///
    /// # Errors
    /// As every read.
    pub fn is_newer(&self, entry: EntryId) -> Result<bool, StoreError> {
        is(&self.connection, entry)
    }

    /// How many entries that is so of, with the batches of which nothing can be read.
    ///
    /// # Errors
    /// As every read.
    pub fn count_newer(&self) -> Result<u32, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM newer) + (SELECT count(*) FROM pulled WHERE unread = 1)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }
}

pub(crate) fn is(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM newer WHERE entry = ?1)")?;
    Ok(statement.query_row([entry.as_bytes()], |row| row.get(0))?)
}

pub(crate) fn note(connection: &Connection, entry: EntryId, newer: bool) -> Result<(), StoreError> {
    let sql = if newer {
        "INSERT OR IGNORE INTO newer (entry) VALUES (?1)"
    } else {
        "DELETE FROM newer WHERE entry = ?1"
    };
    connection.prepare_cached(sql)?.execute([entry.as_bytes()])?;
    Ok(())
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT entry FROM newer")?;
    let entries = statement.query_map([], |row| row.get(0).map(EntryId))?;
    Ok(entries.collect::<Result<_, _>>()?)
}
