//! Rule files that are being written: one for each person, kept as typed until it is taken in or put away.

use cunfa_core::PersonId;
use rusqlite::OptionalExtension as _;

use crate::{Store, StoreError};

impl Store {
    /// What a person is writing, and when it was kept, device clock, ms since 1970.
    ///
    /// # Errors
    /// As every read.
    pub fn rule_draft(&self, owner: PersonId) -> Result<Option<(String, i64)>, StoreError> {
        let sql = "SELECT text, saved_at_ms FROM rule_drafts WHERE owner = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([owner.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// Keeps it in the place of what was kept before; without a text, nothing is being written.
    ///
    /// # Errors
    /// As every write.
    pub fn put_rule_draft(&mut self, owner: PersonId, text: &str, saved_at_ms: i64) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO rule_drafts (owner, text, saved_at_ms) VALUES (?1, ?2, ?3)";
        self.write(|transaction, _| {
            if text.is_empty() {
                transaction.execute("DELETE FROM rule_drafts WHERE owner = ?1", [owner.as_bytes()])?;
                return Ok(());
            }
            let row = (owner.as_bytes(), text, saved_at_ms);
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }
}
