//! Why the store refused. Nothing that was stored before is changed by any of them.

use cunfa_core::EntryId;
use cunfa_document::DocumentError;
use cunfa_evidence::act::ActError;
use cunfa_evidence::batch::BatchError;
use rusqlite::ErrorCode;

use crate::Step;

/// Why the store refused.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file at the path.
    #[error("opening the store: no such file")]
    Missing,
    /// There is a file at the path already.
    #[error("creating the store: the file exists")]
    Exists,
    /// The key is not the one the file was made with; the file was not touched.
    #[error("opening the store: the key does not fit")]
    WrongKey,
    /// A page of the file is damaged; the file was not touched.
    #[error("reading the store: the file is damaged")]
    Damaged,
    /// The file was written by a newer program which this one cannot read along with; it was not touched.
    #[error("opening the store: written by a newer program (schema {found}, this one knows {known})")]
    TooNew {
        /// The file's schema.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// No room on the disk; nothing of the step was written.
    #[error("writing the store: the disk is full")]
    DiskFull,
    /// The device is not enrolled yet (or it is, and should not be).
    #[error("{0}: enrolled or not, it does not fit")]
    NotNow(&'static str),
    /// A change does not fit the document it is for.
    #[error("writing an entry: {0}")]
    Document(#[from] DocumentError),
    /// The entry would not be readable afterwards, or the act is about another entry.
    #[error("writing an entry: {0}")]
    Refused(&'static str),
    /// Something stored about the entry is not as it was stored; see [`crate::Store::repair`].
    #[error("reading an entry: its log is damaged")]
    EntryDamaged(EntryId),
    /// A batch cannot be made.
    #[error("sealing a batch: {0}")]
    Batch(#[from] BatchError),
    /// An act cannot be read.
    #[error("reading an act: {0}")]
    Act(#[from] ActError),
    /// A file operation beside the database failed.
    #[error("{attempted}: {source}")]
    Io {
        /// What was attempted.
        attempted: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// Anything else SQLite says.
    #[error("running SQL: {0}")]
    Sql(rusqlite::Error),
    /// A value in the file is not of the shape this program writes.
    #[error("reading the store: {0} has another shape")]
    Shape(&'static str),
    /// A test broke the transaction here.
    #[error("interrupted at {0:?}")]
    Interrupted(Step),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged,
            _ => StoreError::Sql(error),
        }
    }
}

impl StoreError {
    /// A failed file operation; a full disk is told apart.
    pub fn io(attempted: &'static str, source: std::io::Error) -> StoreError {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
            std::io::ErrorKind::NotFound => StoreError::Missing,
            _ => StoreError::Io { attempted, source },
        }
    }
}
