//! Voiding (作废): an act with a reason. The entry stays, struck out.

use cunfa_core::act::{Body, Void};
use cunfa_core::{Action, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command::VoidEntry;
use cunfa_protocol::view::EntryView;

use crate::desk::Desk;
use crate::entries::{open_entry, view, writing};
use crate::reason::reason;

/// Voids it.
pub(crate) fn void_entry(desk: &mut Desk, with: &VoidEntry) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let person = desk.person_who_may_in(Action::VoidEntry, &record.official.village)?;
    if record.official.counsel != person.id {
        return Err(Code::NotAllowed);
    }
    let reason = reason(&with.reason)?;
    if record.life.stage == Stage::Voided {
        return open_entry::open_entry(desk, with.entry);
    }
    let written = writing::act_of_session(desk, &record, Body::Void(Void { reason }))?;
    view::entry_view(desk, written)
}
