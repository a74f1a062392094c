//! Photos of drafts: which blobs a form on its way will name. Their bytes are in `blobs`.

use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId, PersonId};
use rusqlite::{Connection, Row};

use crate::{Store, StoreError};

/// A photo of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftAttachment {
    /// As the entry will name it.
    pub attachment: Attachment,
    /// Taken away by the person; it can be taken back as long as there is the draft.
    pub dropped: bool,
}

impl Store {
    /// The photos of a draft in the order they were put to it, dropped ones too.
    ///
    /// # Errors
    /// As every read.
    pub fn draft_attachments(&self, draft: EntryId) -> Result<Vec<DraftAttachment>, StoreError> {
        let sql =
            "SELECT row, kind, blob, length, dropped FROM draft_attachments WHERE draft = ?1 ORDER BY position, row";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_and_then([draft.as_bytes()], read)?.collect()
    }

    /// Puts a photo to a draft; one of the same row is replaced, a dropped one thereby taken back.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such draft; as every write.
    pub fn attach_to_draft(&mut self, draft: EntryId, attachment: &Attachment) -> Result<(), StoreError> {
        self.write(|transaction, _| attach(transaction, draft, attachment))
    }

    /// Takes a photo away from a draft. Of one that is not there nothing is said.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_from_draft(&mut self, draft: EntryId, row: &str) -> Result<(), StoreError> {
        self.mark_attachment(draft, row, true)
    }

    /// Takes a dropped photo back.
    ///
    /// # Errors
    /// As every write.
    pub fn restore_to_draft(&mut self, draft: EntryId, row: &str) -> Result<(), StoreError> {
        self.mark_attachment(draft, row, false)
    }

    fn mark_attachment(&mut self, draft: EntryId, row: &str, dropped: bool) -> Result<(), StoreError> {
        let sql = "UPDATE draft_attachments SET dropped = ?3 WHERE draft = ?1 AND row = ?2";
        self.write(|transaction, _| {
            transaction.execute(sql, (draft.as_bytes(), row, dropped))?;
            Ok(())
        })
    }
}

/// Puts a photo to a draft.
pub(crate) fn attach(connection: &Connection, draft: EntryId, attachment: &Attachment) -> Result<(), StoreError> {
    let sql = "INSERT INTO draft_attachments (draft, row, kind, blob, length, position)
               SELECT draft, ?2, ?3, ?4, ?5,
                      (SELECT coalesce(max(position), 0) + 1 FROM draft_attachments WHERE draft = ?1)
               FROM drafts WHERE draft = ?1
               ON CONFLICT (draft, row) DO UPDATE SET kind = excluded.kind, blob = excluded.blob,
               length = excluded.length, dropped = 0";
    let row = (
        draft.as_bytes(),
        &attachment.row,
        attachment.kind.code(),
        attachment.blob.as_bytes(),
        attachment.length,
    );
    match connection.prepare_cached(sql)?.execute(row)? {
        0 => Err(StoreError::Refused("no such draft")),
        _ => Ok(()),
    }
}

/// What an earlier draft of the same entry held is not on this one.
pub(crate) fn drop_all(connection: &Connection, draft: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE draft_attachments SET dropped = 1 WHERE draft = ?1")?
        .execute([draft.as_bytes()])?;
    Ok(())
}

/// The draft is finished.
pub(crate) fn done(connection: &Connection, draft: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM draft_attachments WHERE draft = ?1")?
        .execute([draft.as_bytes()])?;
    Ok(())
}

/// With the dropped drafts of a person.
pub(crate) fn forget_dropped(connection: &Connection, owner: PersonId) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM draft_attachments WHERE draft IN (SELECT draft FROM drafts WHERE owner = ?1 AND dropped = 1)";
    connection.prepare_cached(sql)?.execute([owner.as_bytes()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<DraftAttachment, StoreError> {
    let kind: String = row.get(1)?;
    Ok(DraftAttachment {
        attachment: Attachment {
            row: row.get(0)?,
            kind: AttachmentKind::from_code(&kind).ok_or(StoreError::Shape("a photo of a draft"))?,
            blob: BlobId(row.get(2)?),
            length: row.get(3)?,
        },
        dropped: row.get(4)?,
    })
}
