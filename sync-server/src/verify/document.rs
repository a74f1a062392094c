//! The document of an entry or need as the server needs it: complete or not, what it says now, and an entry's content at an act's
//! heads.

use std::sync::Arc;

use cunfa_core::entry::{FieldsError, from_fields, is_of_newer};
use cunfa_core::need::{self, Need};
use cunfa_core::{Digest, Entry, EntryId, Field};
use cunfa_document::{DocumentError, DocumentKind, History};
use cunfa_protocol::view::ParkedReason;

/// A document with every parent in place, and what it says now.
pub(crate) struct Document {
    history: History,
    now: Now,
}

/// What a document says now, as what it is.
enum Now {
    Entry(Result<Box<Entry>, FieldsError>),
    Need(Result<Box<Need>, FieldsError>),
}

/// Why changes are no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoadError {
    /// Some change builds on one that is not here.
    ParentsMissing,
    /// For good.
    Bad(ParkedReason),
}

/// What the document of an entry says at one point.
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
        let (history, applied) = History::load(entry, changes.iter().map(AsRef::as_ref)).map_err(bad)?;
        if !applied.missing.is_empty() {
            return Err(LoadError::ParentsMissing);
        }
        let fields = history.fields();
        let now = match history.kind() {
            Some(DocumentKind::Entry) => Now::Entry(from_fields(&fields).map(Box::new)),
            Some(DocumentKind::Need) => Now::Need(need::from_fields(&fields).map(Box::new)),
            None => return Err(LoadError::ParentsMissing),
        };
        Ok(Document { history, now })
    }

    /// Of which kind it is.
    pub(super) fn kind(&self) -> DocumentKind {
        match self.now {
            Now::Entry(_) => DocumentKind::Entry,
            Now::Need(_) => DocumentKind::Need,
        }
    }

    pub(super) fn content(&self) -> Content {
        match &self.now {
            Now::Entry(entry) => content(entry.clone()),
            Now::Need(_) => Content::Unreadable(ParkedReason::Content),
        }
    }

    /// The need now, or why there is none that this program can read.
    pub(crate) fn need(&self) -> Result<&Need, ParkedReason> {
        match &self.now {
            Now::Need(need) => need.as_deref().map_err(unreadable),
            Now::Entry(_) => Err(ParkedReason::Content),
        }
    }

    pub(super) fn content_at(&self, heads: &[Digest]) -> Content {
        // Nobody signs a need.
        if heads.is_empty() || self.kind() == DocumentKind::Need {
            return Content::Unreadable(ParkedReason::Content);
        }
        match self.history.fields_at(heads) {
            None => Content::NotHere,
            // It signs more than is read here.
            Some(fields) if is_of_newer(&fields) => Content::Unreadable(ParkedReason::TooNew),
            Some(fields) => content(from_fields(&fields).map(Box::new)),
        }
    }

    /// Whether nobody may sign what stands at these heads: a field of the form has more than one value.
    pub(super) fn is_undecided_at(&self, heads: &[Digest]) -> bool {
        let conflicts = self.history.conflicts_at(heads).unwrap_or_default();
        conflicts
            .keys()
            .any(|key| !matches!(Field::of_key(key), Field::Other(_)))
    }

    /// The entry now, if it can be read.
    pub(crate) fn entry(&self) -> Option<Entry> {
        match &self.now {
            Now::Entry(entry) => entry.as_deref().ok().cloned(),
            Now::Need(_) => None,
        }
    }

    /// The entry at these heads, if they are here and it can be read.
    pub(crate) fn entry_at(&self, heads: &[Digest]) -> Option<Entry> {
        match self.kind() {
            DocumentKind::Entry => from_fields(&self.history.fields_at(heads)?).ok(),
            DocumentKind::Need => None,
        }
    }
}

fn content(read: Result<Box<Entry>, FieldsError>) -> Content {
    match read {
        Ok(entry) => Content::Entry(entry),
        Err(error) => Content::Unreadable(unreadable(&error)),
    }
}

fn unreadable(error: &FieldsError) -> ParkedReason {
    match error {
        FieldsError::Unreadable { key } if holds_a_code(key) => ParkedReason::TooNew,
        FieldsError::Missing(_) | FieldsError::Unreadable { .. } => ParkedReason::Content,
    }
}

/// Keys whose values come from a closed list, which a newer program may have lengthened, and attachments.
fn holds_a_code(key: &str) -> bool {
    matches!(
        key,
        "kind" | "mode" | "result_class" | "channel" | "category" | "closed"
    ) || (key.starts_with("person.") && key.ends_with(".category"))
        || key.starts_with("attachment.")
}

fn reason(error: &DocumentError) -> ParkedReason {
    match error {
        DocumentError::Limit(_) => ParkedReason::TooLarge,
        DocumentError::Shape(_) | DocumentError::Hash => ParkedReason::Damaged,
        DocumentError::OtherEntry
        | DocumentError::OtherKind
        | DocumentError::ActorReused
        | DocumentError::NoSuchValue
        | DocumentError::Merge(_) => ParkedReason::Content,
    }
}
