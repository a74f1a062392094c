//! Drafts: forms on their way, one per entry to be. A dropped one can be taken back until it is forgotten.

use cunfa_core::{Attachment, Digest, EntryId, Form, PersonId};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::table::draft_attachments;
use crate::{Step, Store, StoreError};

/// A form on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id, which becomes the entry's.
    pub draft: EntryId,
    /// Whose it is.
    pub owner: PersonId,
    /// The form as typed.
    pub form: Form,
    /// The unsigned entry it changes, if it changes one.
    pub changes: Option<EntryId>,
    /// The heads of that entry's document when it was begun: what came since was not on the screen. Empty when it changes none.
    pub base: Vec<Digest>,
    /// When it was last kept by the person, device clock, ms since 1970; `None` when only started.
    pub saved_at_ms: Option<i64>,
}

const COLUMNS: &str = "draft, owner, form, changes, base, saved_at_ms";

impl Store {
    /// Keeps a draft as it is; a dropped one is thereby taken back.
    ///
    /// # Errors
    /// As every write.
    pub fn put_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        self.write(|transaction, _| put(transaction, draft))
    }

    /// Begins a draft with these photos and no others: it is there with all of them, or not at all.
    ///
    /// # Errors
    /// As every write.
    pub fn begin_draft(&mut self, draft: &Draft, photos: &[Attachment]) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            put(transaction, draft)?;
            draft_attachments::drop_all(transaction, draft.draft)?;
            plan.reach(Step::DraftPhotos)?;
            let mut photos = photos.iter();
            photos.try_for_each(|photo| draft_attachments::attach(transaction, draft.draft, photo))
        })
    }

    /// One draft that is not dropped.
    ///
    /// # Errors
    /// As every read.
    pub fn draft(&self, draft: EntryId) -> Result<Option<Draft>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM drafts WHERE draft = ?1 AND dropped = 0");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_row([draft.as_bytes()], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    /// A person's drafts, the last kept first.
    ///
    /// # Errors
    /// As every read.
    pub fn drafts(&self, owner: PersonId) -> Result<Vec<Draft>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM drafts WHERE owner = ?1 AND dropped = 0 ORDER BY saved_at_ms IS NULL, saved_at_ms DESC, draft"
        );
        self.connection
            .prepare_cached(&sql)?
            .query_and_then([owner.as_bytes()], read)?
            .collect()
    }

    /// Puts a draft away. Of one that is not there nothing is said.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_draft(&mut self, draft: EntryId) -> Result<(), StoreError> {
        self.mark_draft(draft, "UPDATE drafts SET dropped = 1 WHERE draft = ?1")
    }

    /// Takes a dropped draft back; `None` when it is not there any more.
    ///
    /// # Errors
    /// As every write.
    pub fn keep_draft(&mut self, draft: EntryId) -> Result<Option<Draft>, StoreError> {
        self.mark_draft(draft, "UPDATE drafts SET dropped = 0 WHERE draft = ?1")?;
        self.draft(draft)
    }

    /// Forgets the dropped drafts of a person for good.
    ///
    /// # Errors
    /// As every write.
    pub fn forget_dropped(&mut self, owner: PersonId) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM drafts WHERE owner = ?1 AND dropped = 1)";
        let any: bool = self.connection.query_row(sql, [owner.as_bytes()], |row| row.get(0))?;
        if !any {
            return Ok(());
        }
        self.write(|transaction, _| {
            draft_attachments::forget_dropped(transaction, owner)?;
            transaction.execute(
                "DELETE FROM drafts WHERE owner = ?1 AND dropped = 1",
                [owner.as_bytes()],
            )?;
            Ok(())
        })
    }

    fn mark_draft(&mut self, draft: EntryId, sql: &str) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute(sql, [draft.as_bytes()])?;
            Ok(())
        })
    }
}

fn put(connection: &Connection, draft: &Draft) -> Result<(), StoreError> {
    let form = serde_json::to_string(&draft.form).map_err(|_| StoreError::Shape("a form"))?;
    let sql = "INSERT INTO drafts (draft, owner, form, changes, base, saved_at_ms, dropped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
               ON CONFLICT (draft) DO UPDATE SET owner = excluded.owner, form = excluded.form,
               changes = excluded.changes, base = excluded.base, saved_at_ms = excluded.saved_at_ms, dropped = 0";
    let row = (
        draft.draft.as_bytes(),
        draft.owner.as_bytes(),
        form,
        draft.changes.as_ref().map(|entry| entry.as_bytes()),
        draft.base.iter().flat_map(|head| head.0).collect::<Vec<u8>>(),
        draft.saved_at_ms,
    );
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

pub(crate) fn done(connection: &Connection, draft: EntryId) -> Result<(), StoreError> {
    draft_attachments::done(connection, draft)?;
    connection
        .prepare_cached("DELETE FROM drafts WHERE draft = ?1")?
        .execute([draft.as_bytes()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Draft, StoreError> {
    let form: String = row.get(2)?;
    let changes: Option<[u8; 16]> = row.get(3)?;
    let base: Vec<u8> = row.get(4)?;
    let (base, []) = base.as_chunks::<32>() else {
        return Err(StoreError::Shape("a draft's base"));
    };
    Ok(Draft {
        draft: EntryId(row.get(0)?),
        owner: PersonId(row.get(1)?),
        form: serde_json::from_str(&form).map_err(|_| StoreError::Shape("a draft"))?,
        changes: changes.map(EntryId),
        base: base.iter().map(|head| Digest(*head)).collect(),
        saved_at_ms: row.get(5)?,
    })
}
