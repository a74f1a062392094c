//! Writing: the first change, later edits, and the choice between values in conflict. Every change says only what differs.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, AutomergeError, ROOT, ReadDoc, ScalarValue};
use cunfa_core::entry::{Field, FieldMap};
use cunfa_core::{Digest, EntryId, need};

use super::EntryDoc;
use crate::{DocumentError, DocumentKind, MAX_CHANGE_BYTES, MAX_KEY_BYTES, MAX_OPS};

impl EntryDoc {
    /// Makes the document of a new entry; gives it with its first change. `actor` is fresh for every session of the program and every
    /// restored copy of its data, never stored and never derived from the device.
    ///
    /// # Errors
    /// [`DocumentError::Limit`].
    pub fn create(entry: EntryId, fields: &FieldMap, actor: [u8; 16]) -> Result<(EntryDoc, Vec<u8>), DocumentError> {
        EntryDoc::create_of(DocumentKind::Entry, entry, fields, actor)
    }

    /// Makes the document of a new need; as [`EntryDoc::create`].
    ///
    /// # Errors
    /// [`DocumentError::Limit`].
    pub fn create_need(
        need: EntryId,
        fields: &FieldMap,
        actor: [u8; 16],
    ) -> Result<(EntryDoc, Vec<u8>), DocumentError> {
        EntryDoc::create_of(DocumentKind::Need, need, fields, actor)
    }

    fn create_of(
        kind: DocumentKind,
        id: EntryId,
        fields: &FieldMap,
        actor: [u8; 16],
    ) -> Result<(EntryDoc, Vec<u8>), DocumentError> {
        let mut doc = EntryDoc::empty(id);
        let change = doc.commit(actor, |tx| {
            tx.put(ROOT, kind.key(), ScalarValue::Bytes(id.as_bytes().to_vec()))?;
            fields
                .iter()
                .try_for_each(|(key, value)| tx.put(ROOT, key.as_str(), value.as_str()))
        })?;
        let change = change.ok_or(DocumentError::Shape("an empty first change"))?;
        doc.kind = Some(kind);
        Ok((doc, change))
    }

    /// Makes the fields read as given; gives the change, or `None` when they do already. Only keys that differ are put; keys
    /// that are absent from `fields` are deleted, except those this program does not know. A field in conflict that reads as
    /// given stays in conflict.
    ///
    /// # Errors
    /// [`DocumentError::Limit`]; the document is then as before.
    pub fn edit(&mut self, fields: &FieldMap, actor: [u8; 16]) -> Result<Option<Vec<u8>>, DocumentError> {
        let now = self.fields();
        let put: Vec<_> = fields
            .iter()
            .filter(|(key, value)| now.get(*key) != Some(*value))
            .collect();
        let gone: Vec<_> = now
            .keys()
            .filter(|key| !fields.contains_key(*key) && is_known(self.kind, key))
            .collect();
        if put.is_empty() && gone.is_empty() {
            return Ok(None);
        }
        self.commit(actor, |tx| {
            put.iter()
                .try_for_each(|(key, value)| tx.put(ROOT, key.as_str(), value.as_str()))?;
            gone.iter().try_for_each(|key| tx.delete(ROOT, key.as_str()))
        })
    }

    /// Makes the fields read as given to whoever wrote on the text at these heads and saw nothing of what came since: what came
    /// to other fields stays, a field that both sides wrote is in conflict. Gives the change, or `None` when the text there
    /// reads as given already. `actor` has written nothing in this document yet.
    ///
    /// # Errors
    /// [`DocumentError::Limit`]; [`DocumentError::Shape`] for heads that are not in the document. It is then as before.
    pub fn edit_at(
        &mut self,
        heads: &[Digest],
        fields: &FieldMap,
        actor: [u8; 16],
    ) -> Result<Option<Vec<u8>>, DocumentError> {
        let heads = self.known(heads).ok_or(DocumentError::Shape("unknown heads"))?;
        let doc = self.doc.fork_at(&heads);
        let doc = doc.map_err(|error| DocumentError::Merge(error.to_string()))?;
        let mut then = EntryDoc {
            entry: self.entry,
            kind: self.kind,
            doc,
        };
        let change = then.edit(fields, actor)?;
        self.apply(change.as_deref())?;
        Ok(change)
    }

    /// Settles a conflict for one of its values; gives the change.
    ///
    /// # Errors
    /// [`DocumentError::NoSuchValue`] when the key is not in conflict or holds no such value.
    pub fn settle(&mut self, key: &str, value: &str, actor: [u8; 16]) -> Result<Vec<u8>, DocumentError> {
        let conflicts = self.conflicts();
        let values = conflicts.get(key).ok_or(DocumentError::NoSuchValue)?;
        if !values.iter().any(|known| known == value) {
            return Err(DocumentError::NoSuchValue);
        }
        let change = self.commit(actor, |tx| tx.put(ROOT, key, value))?;
        change.ok_or(DocumentError::NoSuchValue)
    }

    /// Writes in a copy and takes it over only when the change is within the limits.
    fn commit(
        &mut self,
        actor: [u8; 16],
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Result<Option<Vec<u8>>, DocumentError> {
        let mut next: Automerge = self.doc.clone();
        next.set_actor(ActorId::from(actor));
        let written = next.transact_with(|()| CommitOptions::default().with_time(0), write);
        let written = written.map_err(|failure| DocumentError::Merge(failure.error.to_string()))?;
        let Some(change) = written.hash.and_then(|hash| next.get_change_by_hash(&hash)) else {
            return Ok(None);
        };
        let bytes = change.raw_bytes().to_vec();
        if bytes.len() > MAX_CHANGE_BYTES || change.len() > MAX_OPS {
            return Err(DocumentError::Limit("bytes"));
        }
        self.doc = next;
        Ok(Some(bytes))
    }
}

/// Whether this program may delete the key. What it does not know was written by a newer one.
fn is_known(kind: Option<DocumentKind>, key: &str) -> bool {
    let of_kind = match kind {
        Some(DocumentKind::Need) => need::is_key(key),
        Some(DocumentKind::Entry) | None => !matches!(Field::of_key(key), Field::Other(_)),
    };
    key.len() <= MAX_KEY_BYTES && of_kind
}
