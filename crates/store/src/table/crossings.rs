//! Questions of conflict over entries told in figures, for whoever keeps the registers.

use cunfa_core::question::Crossing;
use cunfa_core::{EntryId, QuestionKind};
use rusqlite::Connection;

use crate::{Store, StoreError};

impl Store {
    /// Those that the server told last, by entry.
    ///
    /// # Errors
    /// As every read.
    pub fn crossings(&self) -> Result<Vec<Crossing>, StoreError> {
        const SHAPE: StoreError = StoreError::Shape("a row of the crossings");
        let sql = "SELECT entry, kind, village FROM crossings ORDER BY entry, kind, village";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_and_then([], |row| {
            Ok(Crossing {
                entry: EntryId(row.get(0)?),
                kind: QuestionKind::from_code(&row.get::<_, String>(1)?).ok_or(SHAPE)?,
                village: row.get::<_, String>(2)?.parse().map_err(|_| SHAPE)?,
            })
        })?;
        rows.collect()
    }
}

/// Puts these in the place of those told before.
pub(super) fn replace(connection: &Connection, crossings: &[Crossing]) -> Result<(), StoreError> {
    connection.execute("DELETE FROM crossings", [])?;
    let sql = "INSERT OR IGNORE INTO crossings (entry, kind, village) VALUES (?1, ?2, ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    for one in crossings {
        statement.execute((one.entry.as_bytes(), one.kind.code(), one.village.as_str()))?;
    }
    Ok(())
}
