//! 投诉建议: what was written here, whether the server keeps it, and what each person is writing.

use cunfa_core::feedback::FeedbackKind;
use cunfa_core::{FeedbackId, PersonId};
use rusqlite::{Connection, Row};

use crate::{Store, StoreError};

/// One, as it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFeedback {
    /// Its id, drawn when it was begun.
    pub id: FeedbackId,
    /// What it is meant as.
    pub kind: FeedbackKind,
    /// The text.
    pub text: String,
    /// When it was written, device clock, ms since 1970; 0 while it is being written.
    pub written_at_ms: i64,
    /// Whether the server said that it keeps it.
    pub delivered: bool,
}

const COLUMNS: &str = "id, kind, text, written_at_ms, delivered";

impl Store {
    /// What a person wrote here, the newest first.
    ///
    /// # Errors
    /// As every read.
    pub fn feedback_of(&self, author: PersonId) -> Result<Vec<StoredFeedback>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM feedback WHERE author = ?1 ORDER BY position DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then([author.as_bytes()], read)?.collect()
    }

    /// What of anybody waits for the server, the oldest first, at most so many.
    ///
    /// # Errors
    /// As every read.
    pub fn waiting_feedback(&self, most: usize) -> Result<Vec<StoredFeedback>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM feedback WHERE delivered = 0 ORDER BY position LIMIT ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        statement.query_and_then([most], read)?.collect()
    }

    /// What a person is writing.
    ///
    /// # Errors
    /// As every read.
    pub fn feedback_draft(&self, author: PersonId) -> Result<Option<StoredFeedback>, StoreError> {
        let sql = "SELECT id, kind, text, 0, 0 FROM feedback_drafts WHERE author = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query_and_then([author.as_bytes()], read)?;
        rows.next().transpose()
    }

    /// Keeps what a person is writing, in the place of what they were writing before. What is written already is not written again.
    ///
    /// # Errors
    /// As every write.
    pub fn put_feedback_draft(&mut self, author: PersonId, draft: &StoredFeedback) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO feedback_drafts (author, id, kind, text) SELECT ?1, ?2, ?3, ?4
                   WHERE NOT EXISTS (SELECT 1 FROM feedback WHERE id = ?2)";
        self.write(|transaction, _| {
            let row = (author.as_bytes(), draft.id.as_bytes(), draft.kind.code(), &draft.text);
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }

    /// Keeps what a person wrote, and ends its draft. Saying it twice is saying it once.
    ///
    /// # Errors
    /// As every write.
    pub fn add_feedback(&mut self, author: PersonId, written: &StoredFeedback) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO feedback (id, author, kind, text, written_at_ms, delivered) VALUES (?1, ?2, ?3, ?4, ?5, 0)";
        self.write(|transaction, _| {
            let (id, kind) = (written.id.as_bytes(), written.kind.code());
            let row = (id, author.as_bytes(), kind, &written.text, written.written_at_ms);
            transaction.prepare_cached(sql)?.execute(row)?;
            transaction.execute("DELETE FROM feedback_drafts WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}

/// The server keeps it.
pub(crate) fn delivered(connection: &Connection, id: FeedbackId) -> Result<(), StoreError> {
    let sql = "UPDATE feedback SET delivered = 1 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([id.as_bytes()])?;
    Ok(())
}

/// The log began anew: whether the server keeps it is unknown, it is offered again.
pub(crate) fn offer_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE feedback SET delivered = 0", [])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredFeedback, StoreError> {
    let kind: String = row.get(1)?;
    Ok(StoredFeedback {
        id: FeedbackId(row.get(0)?),
        kind: FeedbackKind::from_code(&kind).ok_or(StoreError::Shape("a piece of feedback"))?,
        text: row.get(2)?,
        written_at_ms: row.get(3)?,
        delivered: row.get(4)?,
    })
}
