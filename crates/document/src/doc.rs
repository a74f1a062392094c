//! The document of one entry or need: made, loaded, read. Merging is in [`apply`], writing in [`edit`].

mod apply;
mod edit;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash, ROOT, ReadDoc, ScalarValue, ScalarValueRef, Value, ValueRef};
use cunfa_core::entry::FieldMap;
use cunfa_core::{Digest, EntryId};

use crate::change::digest;
use crate::{DocumentError, DocumentKind};

pub use apply::Applied;
pub(crate) use apply::parse_of;

/// One document: an entry's, or a need's.
#[derive(Debug, Clone)]
pub struct EntryDoc {
    entry: EntryId,
    /// What its first change says; `None` before there is one.
    kind: Option<DocumentKind>,
    doc: Automerge,
}

impl EntryDoc {
    /// Loads a document from its raw changes, in any order; every byte is checked. Changes whose parents are missing are
    /// left out ([`EntryDoc::apply`] reports them).
    ///
    /// # Errors
    /// The first change that is not intact, or not of this document.
    pub fn load<'b>(entry: EntryId, changes: impl IntoIterator<Item = &'b [u8]>) -> Result<EntryDoc, DocumentError> {
        let mut doc = EntryDoc::empty(entry);
        doc.apply(changes)?;
        Ok(doc)
    }

    /// A document without any change yet.
    #[must_use]
    pub fn empty(entry: EntryId) -> EntryDoc {
        EntryDoc {
            entry,
            kind: None,
            doc: Automerge::new(),
        }
    }

    /// The entry, or need, it belongs to.
    #[must_use]
    pub fn entry(&self) -> EntryId {
        self.entry
    }

    /// Of which kind it is; `None` before its first change is here.
    #[must_use]
    pub fn kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// The latest changes, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<Digest> {
        let mut heads: Vec<Digest> = self.doc.get_heads().iter().map(digest).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether the document holds this change.
    #[must_use]
    pub fn holds(&self, change: &Digest) -> bool {
        self.doc.get_change_meta_by_hash(&ChangeHash(change.0)).is_some()
    }

    /// The fields now. Of values in conflict the same one is taken on every device.
    #[must_use]
    pub fn fields(&self) -> FieldMap {
        self.doc
            .map_range(ROOT, ..)
            .filter_map(|item| text_of(&item.key, &item.value))
            .collect()
    }

    /// The fields as they were at these heads; `None` when one of them is not in the document, or there is none.
    #[must_use]
    pub fn fields_at(&self, heads: &[Digest]) -> Option<FieldMap> {
        let heads = self.known(heads)?;
        let items = self.doc.map_range_at(ROOT, .., &heads);
        Some(items.filter_map(|item| text_of(&item.key, &item.value)).collect())
    }

    /// What these heads were written over, sorted; empty before the first change. Heads that are not here are left out.
    #[must_use]
    pub fn before(&self, heads: &[Digest]) -> Vec<Digest> {
        let changes = heads
            .iter()
            .filter_map(|head| self.doc.get_change_by_hash(&ChangeHash(head.0)));
        let before: BTreeSet<Digest> = changes
            .flat_map(|change| change.deps().iter().map(digest).collect::<Vec<_>>())
            .collect();
        before.into_iter().collect()
    }

    /// The fields that hold more than one different value now, with the values sorted.
    #[must_use]
    pub fn conflicts(&self) -> BTreeMap<String, Vec<String>> {
        let keys = self
            .doc
            .map_range(ROOT, ..)
            .filter(|item| item.conflict)
            .map(|item| item.key.into_owned());
        conflicts(keys, |key| self.doc.get_all(ROOT, key))
    }

    /// The conflicts as they were at these heads; `None` as for [`EntryDoc::fields_at`].
    #[must_use]
    pub fn conflicts_at(&self, heads: &[Digest]) -> Option<BTreeMap<String, Vec<String>>> {
        let heads = self.known(heads)?;
        let items = self.doc.map_range_at(ROOT, .., &heads);
        let keys = items.map(|item| item.key.into_owned());
        Some(conflicts(keys, |key| self.doc.get_all_at(ROOT, key, &heads)))
    }

    fn known(&self, heads: &[Digest]) -> Option<Vec<ChangeHash>> {
        let known = !heads.is_empty() && heads.iter().all(|head| self.holds(head));
        known.then(|| heads.iter().map(|head| ChangeHash(head.0)).collect())
    }
}

fn text_of(key: &str, value: &ValueRef<'_>) -> Option<(String, String)> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some((key.to_owned(), text.to_string())),
        ValueRef::Scalar(_) | ValueRef::Object(_) => None,
    }
}

fn conflicts<'d, Id, E>(
    keys: impl Iterator<Item = String>,
    values: impl Fn(&str) -> Result<Vec<(Value<'d>, Id)>, E>,
) -> BTreeMap<String, Vec<String>> {
    let different = |key: &str| -> BTreeSet<String> {
        let values = values(key).unwrap_or_default();
        values.iter().filter_map(|(value, _)| text_of_value(value)).collect()
    };
    keys.map(|key| (different(&key), key))
        .filter(|(values, _)| values.len() > 1)
        .map(|(values, key)| (key, values.into_iter().collect()))
        .collect()
}

fn text_of_value(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Str(text) => Some(text.to_string()),
            _ => None,
        },
        Value::Object(_) => None,
    }
}
