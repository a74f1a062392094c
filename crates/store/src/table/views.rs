//! Saved views: what each person wants to look for again. What is looked for is the caller's text; nothing is read in it here.

use cunfa_core::PersonId;
use rusqlite::OptionalExtension as _;

use crate::{Store, StoreError};

/// One saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    /// Its number on this device.
    pub view: u32,
    /// Its name.
    pub name: String,
    /// What is looked for.
    pub sought: String,
}

impl Store {
    /// A person's views that are not dropped, in the order they were saved.
    ///
    /// # Errors
    /// As every read.
    pub fn views(&self, owner: PersonId) -> Result<Vec<StoredView>, StoreError> {
        let sql = "SELECT view, name, sought FROM views WHERE owner = ?1 AND dropped = 0 ORDER BY view";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([owner.as_bytes()], |row| {
            Ok(StoredView {
                view: row.get(0)?,
                name: row.get(1)?,
                sought: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Saves one; gives its number.
    ///
    /// # Errors
    /// As every write.
    pub fn add_view(&mut self, owner: PersonId, name: &str, sought: &str) -> Result<u32, StoreError> {
        let sql = "INSERT INTO views (owner, name, sought) VALUES (?1, ?2, ?3) RETURNING view";
        self.write(|transaction, _| {
            let bound = (owner.as_bytes(), name, sought);
            Ok(transaction.query_row(sql, bound, |row| row.get(0))?)
        })
    }

    /// Gives one of a person's views another name; false when there is none with that number.
    ///
    /// # Errors
    /// As every write.
    pub fn rename_view(&mut self, owner: PersonId, view: u32, name: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE views SET name = ?3 WHERE owner = ?1 AND view = ?2 AND dropped = 0";
        self.write(|transaction, _| Ok(transaction.execute(sql, (owner.as_bytes(), view, name))? > 0))
    }

    /// Drops one of a person's views, or takes it back; false when there is none with that number.
    ///
    /// # Errors
    /// As every write.
    pub fn mark_view(&mut self, owner: PersonId, view: u32, dropped: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE views SET dropped = ?3 WHERE owner = ?1 AND view = ?2";
        self.write(|transaction, _| Ok(transaction.execute(sql, (owner.as_bytes(), view, dropped))? > 0))
    }

    /// One view, dropped or not.
    ///
    /// # Errors
    /// As every read.
    pub fn view(&self, owner: PersonId, view: u32) -> Result<Option<StoredView>, StoreError> {
        let sql = "SELECT view, name, sought FROM views WHERE owner = ?1 AND view = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row((owner.as_bytes(), view), |row| {
            Ok(StoredView {
                view: row.get(0)?,
                name: row.get(1)?,
                sought: row.get(2)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Forgets the dropped views of a person for good. Writes nothing when there is none.
    ///
    /// # Errors
    /// As every write.
    pub fn forget_dropped_views(&mut self, owner: PersonId) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM views WHERE owner = ?1 AND dropped = 1)";
        let any: bool = self.connection.query_row(sql, [owner.as_bytes()], |row| row.get(0))?;
        if !any {
            return Ok(());
        }
        self.write(|transaction, _| {
            transaction.execute("DELETE FROM views WHERE owner = ?1 AND dropped = 1", [owner.as_bytes()])?;
            Ok(())
        })
    }
}
