//! Returns that are being written: one for each person and entry. They go with that person's decision over the entry, in its transaction.

use cunfa_core::{EntryId, PersonId};
use rusqlite::{Connection, OptionalExtension as _};

use crate::{Store, StoreError};

impl Store {
    /// The points a person was writing over an entry, as typed; none when they were writing none.
    ///
    /// # Errors
    /// As every read.
    pub fn returning(&self, owner: PersonId, entry: EntryId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT points FROM returns WHERE owner = ?1 AND entry = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row((owner.as_bytes(), entry.as_bytes()), |row| row.get::<_, String>(0));
        match found.optional()? {
            Some(points) => serde_json::from_str(&points).map_err(|_| StoreError::Shape("a return's draft")),
            None => Ok(Vec::new()),
        }
    }

    /// The entries over which a person was writing a return.
    ///
    /// # Errors
    /// As every read.
    pub fn returning_all(&self, owner: PersonId) -> Result<Vec<EntryId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT entry FROM returns WHERE owner = ?1")?;
        let rows = statement.query_map([owner.as_bytes()], |row| row.get(0).map(EntryId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps the points as they are typed, in the place of those before; without any, there is no return under way.
    ///
    /// # Errors
    /// As every write.
    pub fn put_returning(
        &mut self,
        owner: PersonId,
        entry: EntryId,
        points: &[String],
        saved_at_ms: i64,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(points).map_err(|_| StoreError::Shape("a return's draft"))?;
        let sql = "INSERT OR REPLACE INTO returns (owner, entry, points, saved_at_ms) VALUES (?1, ?2, ?3, ?4)";
        self.write(|transaction, _| {
            if points.is_empty() {
                return done(transaction, owner, entry);
            }
            let row = (owner.as_bytes(), entry.as_bytes(), text, saved_at_ms);
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }
}

/// The person decided.
pub(crate) fn done(connection: &Connection, owner: PersonId, entry: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM returns WHERE owner = ?1 AND entry = ?2")?
        .execute((owner.as_bytes(), entry.as_bytes()))?;
    Ok(())
}
