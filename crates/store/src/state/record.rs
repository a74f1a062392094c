//! Opening one entry whole, for its screen and for writing to it.

use cunfa_core::EntryId;
use cunfa_document::EntryDoc;
use rusqlite::Connection;

use super::{EntryRecord, EntryState, Verifier, document};
use crate::pass::ParkedReason;
use crate::read::row;
use crate::table::entries;
use crate::{Store, StoreError};

impl Store {
    /// One entry with its acts; `None` when it is not here or cannot be read by this program.
    ///
    /// # Errors
    /// [`StoreError::EntryDamaged`], and as every read.
    pub fn open_entry(&self, entry: EntryId) -> Result<Option<EntryRecord>, StoreError> {
        let verifier = Verifier::new(&self.connection)?;
        let Some(state) = EntryState::load(&self.connection, &verifier, entry)? else {
            return Ok(None);
        };
        let heads: Vec<u8> = state.doc.heads().iter().flat_map(|head| head.0).collect();
        match entries::heads(&self.connection, entry)? {
            Some(stored) if stored != heads => Err(StoreError::EntryDamaged(entry)),
            Some(_) => state.into_record(&self.connection),
            None => Ok(None),
        }
    }

    /// The document of an entry, for writing; `None` when there is none here yet.
    ///
    /// # Errors
    /// [`StoreError::EntryDamaged`], and as every read.
    pub fn document(&self, entry: EntryId) -> Result<Option<EntryDoc>, StoreError> {
        document(&self.connection, entry)
    }
}

impl EntryState {
    /// With what stands around it; `None` when it cannot be read by this program.
    pub(crate) fn into_record(self, connection: &Connection) -> Result<Option<EntryRecord>, StoreError> {
        let entry = self.id;
        let (Some(readable), Some(row)) = (self.readable, row::of_entry(connection, entry)?) else {
            return Ok(None);
        };
        Ok(Some(EntryRecord {
            entry,
            row,
            conflicts: self.doc.conflicts(),
            doc: self.doc,
            current: readable.current.entry,
            current_fields: readable.current.fields,
            current_content: readable.current.content,
            official: readable.official.entry,
            official_fields: readable.official.fields,
            official_content: readable.official.content,
            life: readable.life,
            acts: self.acts,
            newer: self.newer,
            corrected_by: naming(connection, "corrects", entry)?,
            followed_by: naming(connection, "follows", entry)?,
            parked: parked(connection, entry)?,
        }))
    }
}

/// The entries that name this one in a column.
fn naming(connection: &Connection, column: &'static str, entry: EntryId) -> Result<Vec<EntryId>, StoreError> {
    let sql = format!("SELECT entry FROM entries WHERE {column} = ?1 ORDER BY date, number, entry");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_map([entry.as_bytes()], |row| row.get(0).map(EntryId))?
        .collect::<Result<_, _>>()?)
}

pub(super) fn parked(
    connection: &Connection,
    entry: EntryId,
) -> Result<Vec<(cunfa_core::BatchId, ParkedReason)>, StoreError> {
    let sql = "SELECT id, reason FROM batches WHERE entry = ?1 AND state = 'parked' ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_and_then([entry.as_bytes()], |row| {
        let reason: String = row.get(1)?;
        Ok::<_, StoreError>((cunfa_core::BatchId(row.get(0)?), ParkedReason::from_code(&reason)))
    })?;
    rows.collect()
}
