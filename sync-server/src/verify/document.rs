//! The document of an entry as the server needs it: complete or not, and its content now and at an act's heads.

use std::sync::Arc;

use cunfa_core::entry::{FieldsError, from_fields};
use cunfa_core::{Digest, Entry, EntryId, Field};
use cunfa_document::{DocumentError, EntryDoc};
use cunfa_protocol::view::ParkedReason;

/// A document with every parent in place, and what it says now.
pub(crate) struct Document {
    document: EntryDoc,
    now: Result<Entry, FieldsError>,
}

/// Why changes are no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoadError {
    /// Some change builds on one that is not here.
    ParentsMissing,
    /// For good.
    Bad(ParkedReason),
}

/// What a document says at one point.
pub(super) enum Content {
    /// This.
    Entry(Box<Entry>),
    /// Nothing that this program can read as an entry.
    Unreadable(ParkedReason),
    /// The point is not here.
    NotHere,
}

impl Document {
    /// Loads it from all its changes. No change at all is no document, but lacks its parents.
    pub(super) fn load(entry: EntryId, changes: &[Arc<[u8]>]) -> Result<Document, LoadError> {
        if changes.is_empty() {
            return Err(LoadError::ParentsMissing);
        }
        let bad = |error: DocumentError| LoadError::Bad(reason(&error));
        let mut document = EntryDoc::empty(entry);
        let applied = document.apply(changes.iter().map(AsRef::as_ref)).map_err(bad)?;
        if !applied.missing.is_empty() {
            return Err(LoadError::ParentsMissing);
        }
        let now = from_fields(&document.fields());
        Ok(Document { document, now })
    }

    pub(super) fn content(&self) -> Content {
        content(self.now.clone())
    }

    pub(super) fn content_at(&self, heads: &[Digest]) -> Content {
        if heads.is_empty() {
            return Content::Unreadable(ParkedReason::Content);
        }
        let fields = self.document.fields_at(heads);
        fields.map_or(Content::NotHere, |fields| content(from_fields(&fields)))
    }

    /// Whether nobody may sign what stands at these heads: a field of the form has more than one value.
    pub(super) fn is_undecided_at(&self, heads: &[Digest]) -> bool {
        let conflicts = self.document.conflicts_at(heads).unwrap_or_default();
        conflicts
            .keys()
            .any(|key| !matches!(Field::of_key(key), Field::Other(_)))
    }

    /// The entry now, if it can be read.
    pub(crate) fn entry(&self) -> Option<Entry> {
        self.now.as_ref().ok().cloned()
    }

    /// The entry at these heads, if they are here and it can be read.
    pub(crate) fn entry_at(&self, heads: &[Digest]) -> Option<Entry> {
        from_fields(&self.document.fields_at(heads)?).ok()
    }
}

fn content(read: Result<Entry, FieldsError>) -> Content {
    match read {
        Ok(entry) => Content::Entry(Box::new(entry)),
        Err(FieldsError::Missing(_)) => Content::Unreadable(ParkedReason::Content),
        Err(FieldsError::Unreadable { key }) if holds_a_code(&key) => Content::Unreadable(ParkedReason::TooNew),
        Err(FieldsError::Unreadable { .. }) => Content::Unreadable(ParkedReason::Content),
    }
}

/// Keys whose values come from a closed list, which a newer program may have lengthened, and attachments.
fn holds_a_code(key: &str) -> bool {
    matches!(key, "kind" | "mode" | "result_class")
        || (key.starts_with("person.") && key.ends_with(".category"))
        || key.starts_with("attachment.")
}

fn reason(error: &DocumentError) -> ParkedReason {
    match error {
        DocumentError::Limit(_) => ParkedReason::TooLarge,
        DocumentError::Shape(_) | DocumentError::Hash => ParkedReason::Damaged,
        DocumentError::OtherEntry
        | DocumentError::ActorReused
        | DocumentError::NoSuchValue
        | DocumentError::Merge(_) => ParkedReason::Content,
    }
}
