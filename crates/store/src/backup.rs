//! The file for a backup, and what a backup of another device brings: drafts. What was written there goes to the server as that device's
//! own words, from its own file; nothing of it is written anew here.

use std::fs;
use std::path::Path;

use cunfa_core::{EntryId, PersonId};

use crate::{Store, StoreError};

impl Store {
    /// Copies the file, still encrypted by its own key, as the last commit left it.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] while another connection reads it (ask again), [`StoreError::DiskFull`], [`StoreError::Io`]. A copy that
    /// failed may be left half.
    pub fn copy_to(&mut self, path: &Path) -> Result<(), StoreError> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        if busy != 0 {
            return Err(StoreError::NotNow("copying the store"));
        }
        fs::copy(&self.path, path).map_err(|error| StoreError::io("copying the store", error))?;
        Ok(())
    }

    /// Takes over the drafts of these people from another device's file, with their photos; those that are here already, or became an
    /// entry that is here, stay as they are. Gives how many came.
    ///
    /// # Errors
    /// As every read of either, and every write here. What came before an error stays.
    pub fn adopt_drafts(&mut self, from: &Store, owners: &[PersonId]) -> Result<u32, StoreError> {
        let mut adopted = 0;
        for owner in owners {
            for draft in from.drafts(*owner)? {
                if draft.saved_at_ms.is_none()
                    || self.has_draft(draft.draft)?
                    || (draft.changes.is_none() && self.has_entry(draft.draft)?)
                {
                    continue;
                }
                let photos = from.draft_attachments(draft.draft)?;
                self.put_draft(&draft)?;
                for photo in photos.iter().filter(|photo| !photo.dropped) {
                    let blob = photo.attachment.blob;
                    if let Some(bytes) = from.blob(blob)? {
                        self.keep_blob(&bytes)?;
                        if let Some(thumb) = from.thumb(blob)? {
                            self.keep_thumb(blob, &thumb)?;
                        }
                        self.attach_to_draft(draft.draft, &photo.attachment)?;
                    }
                }
                adopted += 1;
            }
        }
        Ok(adopted)
    }

    /// Dropped ones too.
    fn has_draft(&self, id: EntryId) -> Result<bool, StoreError> {
        self.has("SELECT EXISTS (SELECT 1 FROM drafts WHERE draft = ?1)", id)
    }

    fn has_entry(&self, id: EntryId) -> Result<bool, StoreError> {
        self.has("SELECT EXISTS (SELECT 1 FROM entries WHERE entry = ?1)", id)
    }

    fn has(&self, sql: &str, id: EntryId) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([id.as_bytes()], |row| row.get(0))?)
    }
}
