//! What a courier carries: every open batch, whatever the network may be doing with it at the same time. Reading it changes nothing, so
//! that both roads may bring the same.

use std::collections::BTreeSet;

use cunfa_core::BlobId;

use super::OutgoingBatch;
use crate::blob::Upload;
use crate::table::{batches, blobs};
use crate::{Store, StoreError};

impl Store {
    /// Open batches after a place in their order, within the budget, at least one if any is left; with the place of the last. Parked
    /// ones are not open.
    ///
    /// # Errors
    /// As every read.
    pub fn open_batches(
        &self,
        after: i64,
        bytes_max: usize,
        count_max: usize,
    ) -> Result<(Vec<OutgoingBatch>, i64), StoreError> {
        batches::open(&self.connection, after, bytes_max, count_max)
    }

    /// The blobs that are whole here, named by an entry, and not known to be on the server or refused by it, in the order they were
    /// kept, without these. Their entries may be on their way in the same file.
    ///
    /// # Errors
    /// As every read.
    pub fn carried_blobs(&self, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<Upload>, StoreError> {
        let sql = format!(
            "SELECT {} FROM blobs b WHERE b.whole = 1 AND b.server <> 'held' AND b.server <> 'refused'
             AND EXISTS (SELECT 1 FROM attachments a WHERE a.blob = b.blob) ORDER BY b.position",
            blobs::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let stored = statement.query_and_then([], blobs::read)?;
        let left = stored.filter(|stored| !stored.as_ref().is_ok_and(|stored| without.contains(&stored.blob)));
        left.take(limit)
            .map(|stored| stored.map(|stored| crate::blob::upload(&stored)))
            .collect()
    }

    /// The next answer to be stored was asked for when the cursor stood here: if it was lowered since, it stays lowered.
    pub fn answers_since(&self, cursor: u64) {
        self.asked.set(cursor);
    }

    /// The bytes of the last root accepted; empty when there is none.
    ///
    /// # Errors
    /// As every read.
    pub fn root_bytes(&self) -> Result<Vec<u8>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT root FROM sync")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}
