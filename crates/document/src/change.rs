//! One raw change, read from hostile bytes: what it is, what it needs, whether it is intact. Applies nothing.

mod ops;
mod scan;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Change, ChangeHash};
use cunfa_core::{Attachment, Digest, EntryId};

use crate::{DocumentError, DocumentKind};

/// What a raw change says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its hash, recomputed from the bytes (SHA-256, automerge's own).
    pub hash: Digest,
    /// The changes it follows, sorted.
    pub parents: Vec<Digest>,
    /// The document, named with its kind by its first change and by no other.
    pub names: Option<(DocumentKind, EntryId)>,
}

impl ChangeInfo {
    /// Reads and checks a raw change. Never panics; time and memory are bounded by the limits.
    ///
    /// # Errors
    /// [`DocumentError::Limit`], [`DocumentError::Shape`] or [`DocumentError::Hash`].
    pub fn read(bytes: &[u8]) -> Result<ChangeInfo, DocumentError> {
        parse(bytes).map(|parsed| parsed.info)
    }
}

/// The attachments a raw change names, in its order, whether later changes take them away or not. None for bytes that are no change.
#[must_use]
pub fn attachments_named(bytes: &[u8]) -> Vec<Attachment> {
    if ops::may_name_attachments(bytes) {
        parse(bytes).map_or_else(|_| Vec::new(), |parsed| ops::attachments(&parsed.change))
    } else {
        Vec::new()
    }
}

/// A checked change, ready to be applied.
pub(crate) struct Parsed {
    pub(crate) info: ChangeInfo,
    pub(crate) change: Change,
}

pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed, DocumentError> {
    scan::within_limits(bytes)?;
    catch_unwind(AssertUnwindSafe(|| parse_scanned(bytes))).unwrap_or(Err(DocumentError::Shape("unreadable")))
}

fn parse_scanned(bytes: &[u8]) -> Result<Parsed, DocumentError> {
    let change = Change::try_from(bytes).map_err(|_| DocumentError::Shape("unreadable"))?;
    let hash = change.hash();
    // The first four bytes of the hash stand in the header after the four magic ones.
    if bytes.get(4..8) != hash.0.get(..4) || change.raw_bytes() != bytes {
        return Err(DocumentError::Hash);
    }
    let names = ops::check(&change)?;
    let mut parents: Vec<Digest> = change.deps().iter().map(digest).collect();
    parents.sort_unstable();
    match (parents.is_empty(), names) {
        (true, None) => Err(DocumentError::Shape("a first change that names no document")),
        (false, Some(_)) => Err(DocumentError::Shape("a later change that names a document")),
        (true, Some(_)) | (false, None) => Ok(Parsed {
            info: ChangeInfo {
                hash: digest(&hash),
                parents,
                names,
            },
            change,
        }),
    }
}

pub(crate) fn digest(hash: &ChangeHash) -> Digest {
    Digest(hash.0)
}
