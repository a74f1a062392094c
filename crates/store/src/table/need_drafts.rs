//! The need a person is typing. One for each person: whoever begins another finds it again.

use cunfa_core::need::NeedForm;
use cunfa_core::{EntryId, PersonId};
use rusqlite::{Connection, OptionalExtension as _};

use crate::{Store, StoreError};

/// A need on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedDraft {
    /// Its id, which becomes the need's.
    pub need: EntryId,
    /// Whose it is.
    pub owner: PersonId,
    /// The form as typed.
    pub form: NeedForm,
    /// When it was last kept, device clock, ms since 1970; `None` when only started.
    pub saved_at_ms: Option<i64>,
}

impl Store {
    /// Keeps a person's need as it is, in the place of the one they were typing.
    ///
    /// # Errors
    /// As every write.
    pub fn put_need_draft(&mut self, draft: &NeedDraft) -> Result<(), StoreError> {
        let form = serde_json::to_string(&draft.form).map_err(|_| StoreError::Shape("a form"))?;
        let sql = "INSERT OR REPLACE INTO need_drafts (owner, need, form, saved_at_ms) VALUES (?1, ?2, ?3, ?4)";
        self.write(|transaction, _| {
            let row = (draft.owner.as_bytes(), draft.need.as_bytes(), form, draft.saved_at_ms);
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }

    /// The need a person is typing.
    ///
    /// # Errors
    /// As every read.
    pub fn need_draft(&self, owner: PersonId) -> Result<Option<NeedDraft>, StoreError> {
        let sql = "SELECT need, form, saved_at_ms FROM need_drafts WHERE owner = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let row = statement.query_row([owner.as_bytes()], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
        });
        let Some((need, form, saved_at_ms)) = row.optional()? else {
            return Ok(None);
        };
        Ok(Some(NeedDraft {
            need: EntryId(need),
            owner,
            form: serde_json::from_str(&form).map_err(|_| StoreError::Shape("a need's draft"))?,
            saved_at_ms,
        }))
    }

    /// Puts the need a person is typing away. Of none nothing is said.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_need_draft(&mut self, owner: PersonId) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("DELETE FROM need_drafts WHERE owner = ?1", [owner.as_bytes()])?;
            Ok(())
        })
    }
}

/// The need is recorded.
pub(crate) fn done(connection: &Connection, need: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM need_drafts WHERE need = ?1")?
        .execute([need.as_bytes()])?;
    Ok(())
}
