//! Writing the derived rows of one entry, or need, from its state.

use std::collections::BTreeSet;

use cunfa_core::{EntryId, KeyId};
use cunfa_document::DocumentKind;
use rusqlite::Connection;

use crate::fault::Plan;
use crate::state::{EntryState, Verifier, need};
use crate::table::{acts, attachments, entries, indexed, newer, parties};
use crate::{Step, StoreError, search};

/// Writes the projection and search row, or removes them when the entry cannot be read. The search row is written only when
/// what can be found has changed.
pub(crate) fn project(
    connection: &Connection,
    plan: &Plan,
    entry: EntryId,
    state: Option<&EntryState>,
) -> Result<(), StoreError> {
    plan.reach(Step::Projection)?;
    newer::note(connection, entry, state.is_some_and(|state| state.newer))?;
    let kind = state.and_then(|state| state.doc.kind());
    if kind != Some(DocumentKind::Entry) {
        need::project(connection, entry, state.map(|state| &state.doc))?;
    }
    let Some((state, (row, tokens))) = state.and_then(|state| Some((state, state.project()?))) else {
        attachments::put(connection, entry, &attachments::Named::new())?;
        parties::put(connection, entry, &[])?;
        return match entries::remove(connection, entry)? {
            Some(id) => search::remove(connection, id),
            None => Ok(()),
        };
    };
    attachments::put(connection, entry, &state.named)?;
    parties::put(connection, entry, &row.parties)?;
    let before = entries::place(connection, entry)?;
    let id = entries::put(connection, &row)?;
    indexed::remove(connection, entry)?;
    match before {
        Some((_, digest)) if digest == row.search_digest => return Ok(()),
        Some(_) => search::remove(connection, id)?,
        None => {}
    }
    plan.reach(Step::Search)?;
    search::put(connection, id, &tokens)
}

/// Projects entries again. One with a damaged log keeps the row it has.
pub(crate) fn project_all(
    connection: &Connection,
    plan: &Plan,
    entries: impl IntoIterator<Item = EntryId>,
) -> Result<(), StoreError> {
    let verifier = Verifier::new(connection)?;
    for entry in entries {
        match EntryState::load(connection, &verifier, entry) {
            Ok(state) => project(connection, plan, entry, state.as_ref())?,
            Err(StoreError::EntryDamaged(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Projects what changed certificates decide.
pub(crate) fn project_after_directory(
    connection: &Connection,
    plan: &Plan,
    changed: &[KeyId],
) -> Result<(), StoreError> {
    let mut touched = BTreeSet::new();
    for key in changed {
        touched.extend(acts::entries_of_key(connection, *key)?);
    }
    project_all(connection, plan, touched)
}
