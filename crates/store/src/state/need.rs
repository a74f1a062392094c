//! One need whole: its document, for closing it, and what it says.

use cunfa_core::EntryId;
use cunfa_core::need::{self, Need};
use cunfa_document::{DocumentKind, EntryDoc};
use rusqlite::Connection;

use super::document;
use crate::pass::ParkedReason;
use crate::read::needs::NeedRow;
use crate::table::needs::{self, ProjectedNeed};
use crate::{Store, StoreError};

/// One need, whole.
#[derive(Debug, Clone)]
pub struct NeedRecord {
    /// Its row.
    pub row: NeedRow,
    /// Its document, for writing.
    pub doc: EntryDoc,
    /// Its refused batches.
    pub parked: Vec<(cunfa_core::BatchId, ParkedReason)>,
}

impl Store {
    /// One need; `None` when it is not here, is none, or cannot be read by this program.
    ///
    /// # Errors
    /// [`StoreError::EntryDamaged`], and as every read.
    pub fn open_need(&self, id: EntryId) -> Result<Option<NeedRecord>, StoreError> {
        let Some(stored) = needs::heads(&self.connection, id)? else {
            return Ok(None);
        };
        let doc = document(&self.connection, id)?.ok_or(StoreError::EntryDamaged(id))?;
        if stored != heads(&doc) {
            return Err(StoreError::EntryDamaged(id));
        }
        let Some(row) = self.need_row(id)? else {
            return Ok(None);
        };
        Ok(Some(NeedRecord {
            row,
            doc,
            parked: super::record::parked(&self.connection, id)?,
        }))
    }
}

fn heads(doc: &EntryDoc) -> Vec<u8> {
    doc.heads().iter().flat_map(|head| head.0).collect()
}

/// What the document says, if it is a need's and can be read.
pub(crate) fn of(doc: &EntryDoc) -> Option<Need> {
    match doc.kind()? {
        DocumentKind::Need => need::from_fields(&doc.fields()).ok(),
        DocumentKind::Entry => None,
    }
}

/// The row it should have; `None` when it is no readable need.
pub(crate) fn projected(doc: &EntryDoc) -> Option<ProjectedNeed> {
    of(doc).map(|need| ProjectedNeed::new(doc.entry(), &need, &heads(doc)))
}

/// Writes the row of a document, or removes it.
pub(crate) fn project(connection: &Connection, id: EntryId, doc: Option<&EntryDoc>) -> Result<(), StoreError> {
    match doc.and_then(projected) {
        Some(row) => needs::put(connection, &row),
        None => needs::remove(connection, id),
    }
}
