//! The whole audit: every byte of the log, every document, every derived row.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::EntryId;
use rusqlite::Connection;

use super::found::{self, Sum};
use super::{Fault, FaultKind, check_log};
use crate::blob::mend;
use crate::state::{EntryState, Verifier, need};
use crate::table::{attachments, changes, entries, needs, newer, parties};
use crate::{Store, StoreError};

impl Store {
    /// Compares everything derived with what the log says. Takes about a millisecond per entry; empty when all is well.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when a page cannot be read, and as every read.
    pub fn audit(&mut self) -> Result<Vec<Fault>, StoreError> {
        let transaction = self.connection.transaction()?;
        let verdict: String = transaction.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Damaged);
        }
        let mut faults = check_log(&transaction)?;
        let mut sums = found::stored(&transaction)?;
        let verifier = Verifier::new(&transaction)?;
        let known = all_entries(&transaction)?;
        for entry in &known {
            let kinds = check_entry(&transaction, &verifier, *entry, &mut sums)?;
            faults.extend(kinds.into_iter().map(|kind| Fault { entry: *entry, kind }));
        }
        if !sums.is_empty() {
            let entry = known.first().copied().unwrap_or(EntryId([0; 16]));
            faults.push(Fault {
                entry,
                kind: FaultKind::Search,
            });
        }
        for (blob, entry) in mend::damaged(&transaction)? {
            let entry = entry.unwrap_or(EntryId([0; 16]));
            let kind = FaultKind::Blob(blob);
            faults.push(Fault { entry, kind });
        }
        faults.sort();
        faults.dedup();
        Ok(faults)
    }
}

/// Every entry and need of the log or of the projection.
pub(super) fn all_entries(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let mut entries = changes::entries(connection)?;
    let seen: BTreeSet<EntryId> = entries.iter().copied().collect();
    let sql = "SELECT entry FROM acts UNION SELECT entry FROM entries UNION SELECT need FROM needs";
    let mut statement = connection.prepare_cached(sql)?;
    for entry in statement.query_map([], |row| row.get(0).map(EntryId))? {
        let entry = entry?;
        if !seen.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn check_entry(
    connection: &Connection,
    verifier: &Verifier<'_>,
    entry: EntryId,
    sums: &mut BTreeMap<i64, Sum>,
) -> Result<Vec<FaultKind>, StoreError> {
    let place = entries::place(connection, entry)?;
    let stored = place.and_then(|(id, _)| sums.remove(&id));
    let state = match EntryState::load(connection, verifier, entry) {
        Ok(state) => state,
        // The damaged bytes are named by the check of the log; if they are not, the rows do not fit together.
        Err(StoreError::EntryDamaged(_) | StoreError::Document(_) | StoreError::Act(_)) => {
            return Ok(vec![FaultKind::Document]);
        }
        Err(error) => return Err(error),
    };
    let mut kinds = Vec::new();
    let projected = state.as_ref().and_then(EntryState::project);
    let named = match (&state, &projected) {
        (Some(state), Some(_)) => state.named.clone(),
        (Some(_) | None, _) => attachments::Named::new(),
    };
    if attachments::of_entry(connection, entry)? != named {
        kinds.push(FaultKind::Projection);
    }
    if newer::is(connection, entry)? != state.as_ref().is_some_and(|state| state.newer) {
        kinds.push(FaultKind::Projection);
    }
    let sides = projected.as_ref().map(|(row, _)| row.parties.as_slice());
    if parties::of_entry(connection, entry)? != sides.unwrap_or_default() {
        kinds.push(FaultKind::Projection);
    }
    let as_need = state.as_ref().and_then(|state| need::projected(&state.doc));
    if !needs::is_stored(connection, entry, as_need.as_ref())? {
        kinds.push(FaultKind::Projection);
    }
    match projected {
        Some((row, tokens)) => {
            if !entries::is_stored(connection, &row)? {
                kinds.push(FaultKind::Projection);
            }
            if stored.unwrap_or_default() != found::of_tokens(&tokens) {
                kinds.push(FaultKind::Search);
            }
        }
        None if place.is_some() => kinds.push(FaultKind::Projection),
        None => {}
    }
    Ok(kinds)
}
