//! The derived tables, dropped and rebuilt from the log.

use super::audit::all_entries;
use crate::append::project_all;
use crate::{Store, StoreError};

impl Store {
    /// Drops projection and search and rebuilds them, in one transaction. They come out equal.
    ///
    /// # Errors
    /// As every write.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            let entries = all_entries(transaction)?;
            transaction.execute("DELETE FROM entries", [])?;
            transaction.execute("DELETE FROM needs", [])?;
            transaction.execute("DELETE FROM attachments", [])?;
            transaction.execute("DELETE FROM newer", [])?;
            transaction.execute("DELETE FROM parties", [])?;
            transaction.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
            project_all(transaction, plan, entries)
        })
    }
}
