//! One entry whole. What lies outside the person's scope does not exist for that person.

use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::index::IndexRow;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::{row, view};

/// The entry as a screen shows it.
pub(crate) fn open_entry(desk: &Desk, entry: EntryId) -> Result<EntryView, Code> {
    let record = record(desk, entry)?;
    view::entry_view(desk, record)
}

/// The same; an entry that is not here is asked for before all others.
pub(crate) fn open_or_want(desk: &mut Desk, entry: EntryId) -> Result<EntryView, Code> {
    let opened = open_entry(desk, entry);
    if let Err(Code::NotHereYet { .. }) = opened {
        let first = IndexRow::short(entry);
        let is_new = !desk.wanted.contains(&first);
        desk.wanted.retain(|wanted| *wanted != first);
        desk.wanted.push(first);
        desk.told().unsent |= is_new;
    }
    opened
}

/// What is said of an entry that is not here: what the index tells of it, if it does.
fn not_here(desk: &Desk, entry: EntryId) -> Result<Code, Code> {
    let row = desk.store()?.indexed(entry).map_err(code_of)?;
    let person = desk.person()?;
    let row = row.filter(|row| person.covers(&row.village));
    let places = Places::of_session(desk)?;
    Ok(row.map_or(Code::NoSuchEntry, |row| Code::NotHereYet {
        row: Box::new(row::entry_row(&row, &places)),
    }))
}

/// The entry, if this person may read it.
pub(crate) fn record(desk: &Desk, entry: EntryId) -> Result<EntryRecord, Code> {
    let person = desk.person_who_may(Action::ReadEntry)?;
    let store = desk.store()?;
    let came = store.entry_beginning(entry).map_err(code_of)?;
    let record = match store.open_entry(came.unwrap_or(entry)).map_err(code_of)? {
        Some(record) => record,
        None if store.is_newer(entry).map_err(code_of)? => return Err(Code::WrittenByNewer),
        None => return Err(not_here(desk, entry)?),
    };
    if person.covers(&record.official.village) {
        Ok(record)
    } else {
        Err(Code::NoSuchEntry)
    }
}
