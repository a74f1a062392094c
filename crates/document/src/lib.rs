//! One automerge document per entry, and one per need: a flat root map of scalar strings, so that edits of different fields merge
//! and edits of the same field show as a conflict. Knows no SQL, network or screen; actor ids are arguments, and changes carry no time.
//!
//! Bytes are data only once [`ChangeInfo::read`] accepted them: limits first, then shape, then the recomputed hash. The
//! genesis change names its document and says of which kind that is, so that a change can never be counted to another one, nor a
//! document be read as another kind.

mod change;
mod doc;
mod history;
mod kind;

pub use change::{ChangeInfo, attachments_named};
pub use doc::{Applied, EntryDoc};
pub use history::History;
pub use kind::DocumentKind;

/// Most bytes of one raw change; with an act of the largest size it still fits into one batch.
pub const MAX_CHANGE_BYTES: usize = 960 * 1024;
/// Most changes of one document.
pub const MAX_CHANGES: usize = 10_000;
/// Most operations of one change.
pub const MAX_OPS: usize = 4_096;
/// Most parents of one change.
pub const MAX_PARENTS: usize = 256;
/// Longest key, in bytes.
pub const MAX_KEY_BYTES: usize = 64;

/// Why bytes are no change, or a change does not fit a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Over a limit of this crate.
    #[error("reading a change: over the limit of {0}")]
    Limit(&'static str),
    /// Not an uncompressed automerge change of flat texts.
    #[error("reading a change: {0}")]
    Shape(&'static str),
    /// The bytes do not hash to what they say.
    #[error("reading a change: the hash does not fit")]
    Hash,
    /// The change belongs to another document.
    #[error("applying a change: it belongs to another document")]
    OtherEntry,
    /// Its first changes say that it is of two kinds.
    #[error("applying a change: the document is of another kind")]
    OtherKind,
    /// An actor made two different changes with the same number: a copied or restored session.
    #[error("applying a change: its actor was used twice")]
    ActorReused,
    /// The key holds no such value now.
    #[error("settling a conflict: no such value")]
    NoSuchValue,
    /// Refused by automerge.
    #[error("merging: {0}")]
    Merge(String),
}
