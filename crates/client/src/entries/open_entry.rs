//! One entry whole. What lies outside the person's scope does not exist for that person.

use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::desk::{Desk, code_of};
use crate::entries::view;

/// The entry as a screen shows it.
pub(crate) fn open_entry(desk: &Desk, entry: EntryId) -> Result<EntryView, Code> {
    let record = record(desk, entry)?;
    view::entry_view(desk, record)
}

/// The entry, if this person may read it.
pub(crate) fn record(desk: &Desk, entry: EntryId) -> Result<EntryRecord, Code> {
    let person = desk.person_who_may(Action::ReadEntry)?;
    let record = desk
        .store()?
        .open_entry(entry)
        .map_err(code_of)?
        .ok_or(Code::NoSuchEntry)?;
    if person.covers(&record.official.village) {
        Ok(record)
    } else {
        Err(Code::NoSuchEntry)
    }
}
