//! Damaged chunks are dropped, to be fetched again; what nothing names any more is removed after a time.

use cunfa_core::BlobId;
use cunfa_core::attachment::chunks as chunks_in;
use rusqlite::{Connection, OptionalExtension as _};

use super::assembled;
use crate::table::blobs::{self, Server};
use crate::table::chunks;
use crate::{Step, Store, StoreError};

impl Store {
    /// Compares a blob that should be here whole; what of it is damaged is dropped and comes again from the server with the next
    /// pass, if the server holds it. Gives how many chunks were dropped.
    ///
    /// # Errors
    /// As every write.
    pub fn mend_blob(&mut self, blob: BlobId) -> Result<u32, StoreError> {
        self.write(|transaction, plan| {
            plan.reach(Step::Blob)?;
            mend(transaction, blob)
        })
    }

    /// Flips a bit of a stored chunk, as a failing disk does.
    ///
    /// # Errors
    /// As every write.
    #[cfg(feature = "faults")]
    pub fn damage_chunk(&mut self, blob: BlobId, number: u32) -> Result<(), StoreError> {
        let Some(mut bytes) = chunks::get(&self.connection, blob, number)? else {
            return Ok(());
        };
        if let Some(first) = bytes.first_mut() {
            *first ^= 1;
        }
        let sql = "UPDATE chunks SET bytes = ?3 WHERE blob = ?1 AND number = ?2";
        self.connection.execute(sql, (blob.as_bytes(), number, bytes))?;
        Ok(())
    }

    /// Removes blobs that no draft and no entry has named for so long. Nothing that an entry ever named goes before the server said
    /// that it holds it. Gives how many were removed.
    ///
    /// # Errors
    /// As every write; then nothing is removed.
    pub fn sweep_blobs(&mut self, now_ms: i64, after_ms: i64) -> Result<usize, StoreError> {
        self.write(|transaction, plan| {
            plan.reach(Step::Blob)?;
            transaction.execute(&format!("UPDATE blobs SET idle_since_ms = NULL WHERE NOT ({IDLE})"), [])?;
            // A clock that was put back begins anew.
            let begin = format!(
                "UPDATE blobs SET idle_since_ms = ?1 WHERE (idle_since_ms IS NULL OR idle_since_ms > ?1) AND {IDLE}"
            );
            transaction.execute(&begin, [now_ms])?;
            let due = "SELECT blob FROM blobs WHERE idle_since_ms <= ?1 AND (named = 0 OR server = 'held')";
            let due: Vec<BlobId> = transaction
                .prepare(due)?
                .query_map([now_ms.saturating_sub(after_ms)], |row| row.get(0).map(BlobId))?
                .collect::<Result<_, _>>()?;
            for blob in &due {
                plan.reach(Step::Chunk)?;
                chunks::remove_all(transaction, *blob)?;
                blobs::remove(transaction, *blob)?;
            }
            Ok(due.len())
        })
    }
}

/// Of a row of `blobs`: nothing names it.
const IDLE: &str = "NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob = blobs.blob)
    AND NOT EXISTS (SELECT 1 FROM draft_attachments d WHERE d.blob = blobs.blob)";

/// Drops what is damaged of a blob; gives how many chunks that were.
pub(crate) fn mend(connection: &Connection, blob: BlobId) -> Result<u32, StoreError> {
    let Some(stored) = blobs::get(connection, blob)? else {
        return Ok(0);
    };
    if !stored.whole || assembled(connection, blob, stored.length)?.is_some() {
        return Ok(0);
    }
    let mut dropped = 0;
    for number in 0..chunks_in(stored.length) {
        if chunks::get(connection, blob, number)?.is_none() {
            chunks::remove(connection, blob, number)?;
            dropped += 1;
        }
    }
    if dropped == 0 {
        // Every chunk is as it was stored, and together they are another blob.
        chunks::remove_all(connection, blob)?;
        dropped = chunks_in(stored.length);
    }
    blobs::set_whole(connection, blob, false)?;
    if stored.server != Server::Held {
        blobs::unknown(connection, blob)?;
    }
    Ok(dropped)
}

/// The blobs that should be here whole and are not as they were kept, each with an entry that names it, if any.
pub(crate) fn damaged(connection: &Connection) -> Result<Vec<(BlobId, Option<cunfa_core::EntryId>)>, StoreError> {
    let mut statement = connection.prepare("SELECT blob, length FROM blobs WHERE whole = 1 ORDER BY position")?;
    let rows = statement.query_map([], |row| Ok((BlobId(row.get(0)?), row.get(1)?)))?;
    let mut damaged = Vec::new();
    for row in rows {
        let (blob, length) = row?;
        if assembled(connection, blob, length)?.is_none() {
            let entry = connection
                .prepare_cached("SELECT min(entry) FROM attachments WHERE blob = ?1")?
                .query_row([blob.as_bytes()], |row| row.get::<_, Option<[u8; 16]>>(0))
                .optional()?;
            damaged.push((blob, entry.flatten().map(cunfa_core::EntryId)));
        }
    }
    Ok(damaged)
}
