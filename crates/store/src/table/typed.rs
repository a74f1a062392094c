//! What people type in forms that make no draft: one text for each person, form and subject, the newest of each person.

use cunfa_core::{EntryId, PersonId};
use rusqlite::OptionalExtension as _;

use crate::{Store, StoreError};

/// Most texts kept for one person; the oldest go first.
const MOST: u32 = 100;

impl Store {
    /// What a person typed there, and when it was kept, device clock, ms since 1970.
    ///
    /// # Errors
    /// As every read.
    pub fn typed(&self, owner: PersonId, form: &str, subject: EntryId) -> Result<Option<(String, i64)>, StoreError> {
        let sql = "SELECT text, saved_at_ms FROM typed WHERE owner = ?1 AND form = ?2 AND subject = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row((owner.as_bytes(), form, subject.as_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        Ok(found.optional()?)
    }

    /// Keeps it in the place of what was kept there before; without a text, nothing is being typed there.
    ///
    /// # Errors
    /// As every write.
    pub fn put_typed(
        &mut self,
        owner: PersonId,
        (form, subject): (&str, EntryId),
        text: &str,
        saved_at_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            if text.is_empty() {
                transaction
                    .prepare_cached("DELETE FROM typed WHERE owner = ?1 AND form = ?2 AND subject = ?3")?
                    .execute((owner.as_bytes(), form, subject.as_bytes()))?;
                return Ok(());
            }
            let sql =
                "INSERT OR REPLACE INTO typed (owner, form, subject, text, saved_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = (owner.as_bytes(), form, subject.as_bytes(), text, saved_at_ms);
            transaction.prepare_cached(sql)?.execute(row)?;
            let sql = "DELETE FROM typed WHERE owner = ?1 AND (form, subject) NOT IN
                (SELECT form, subject FROM typed WHERE owner = ?1 ORDER BY saved_at_ms DESC LIMIT ?2)";
            transaction.prepare_cached(sql)?.execute((owner.as_bytes(), MOST))?;
            Ok(())
        })
    }
}
