//! What an office person writes again and again when returning, on this device only.

use cunfa_core::PersonId;

use crate::{Store, StoreError};

/// One of a person's own reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReason {
    /// Its number on this device.
    pub reason: u32,
    /// As typed.
    pub text: String,
}

impl Store {
    /// A person's own reasons that are not dropped, in the order in which they were first kept.
    ///
    /// # Errors
    /// As every read.
    pub fn reasons(&self, owner: PersonId) -> Result<Vec<OwnReason>, StoreError> {
        let sql = "SELECT reason, text FROM reasons WHERE owner = ?1 AND dropped = 0 ORDER BY reason";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([owner.as_bytes()], |row| {
            Ok(OwnReason {
                reason: row.get(0)?,
                text: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a new one, or another text in the place of one, which comes back if it was dropped; false when there is none with that number.
    ///
    /// # Errors
    /// As every write.
    pub fn put_reason(&mut self, owner: PersonId, reason: Option<u32>, text: &str) -> Result<bool, StoreError> {
        let put = "UPDATE reasons SET text = ?3, dropped = 0 WHERE owner = ?1 AND reason = ?2";
        let add = "INSERT INTO reasons (owner, text) VALUES (?1, ?2)";
        self.write(|transaction, _| {
            let done = match reason {
                Some(reason) => transaction.execute(put, (owner.as_bytes(), reason, text))?,
                None => transaction.execute(add, (owner.as_bytes(), text))?,
            };
            Ok(done > 0)
        })
    }

    /// Drops one; putting it again takes it back. Of one that is not there nothing is said.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_reason(&mut self, owner: PersonId, reason: u32) -> Result<(), StoreError> {
        let sql = "UPDATE reasons SET dropped = 1 WHERE owner = ?1 AND reason = ?2";
        self.write(|transaction, _| {
            transaction.execute(sql, (owner.as_bytes(), reason))?;
            Ok(())
        })
    }

    /// Forgets the dropped reasons of a person for good. Writes nothing when there is none.
    ///
    /// # Errors
    /// As every write.
    pub fn forget_dropped_reasons(&mut self, owner: PersonId) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM reasons WHERE owner = ?1 AND dropped = 1)";
        let any: bool = self.connection.query_row(sql, [owner.as_bytes()], |row| row.get(0))?;
        if !any {
            return Ok(());
        }
        self.write(|transaction, _| {
            transaction.execute(
                "DELETE FROM reasons WHERE owner = ?1 AND dropped = 1",
                [owner.as_bytes()],
            )?;
            Ok(())
        })
    }
}
