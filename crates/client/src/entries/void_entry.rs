//! Voiding (作废): an act with a reason. The entry stays, struck out.

use cunfa_core::act::{Body, Void};
use cunfa_core::{Action, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command::VoidEntry;
use cunfa_protocol::view::EntryView;

use crate::desk::Desk;
use crate::entries::{open_entry, view, writing};

/// Longest reason, in grapheme clusters.
pub(crate) const MAX_REASON_GRAPHEMES: usize = 500;

/// Voids it.
pub(crate) fn void_entry(desk: &mut Desk, with: &VoidEntry) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let person = desk.person_who_may_in(Action::VoidEntry, &record.official.village)?;
    if record.official.counsel != person.id {
        return Err(Code::NotAllowed);
    }
    let reason = reason(&with.reason).ok_or(Code::ReasonMissing)?;
    if record.life.stage == Stage::Voided {
        return open_entry::open_entry(desk, with.entry);
    }
    let written = writing::act_of_session(desk, &record, Body::Void(Void { reason }))?;
    view::entry_view(desk, written)
}

/// A reason as it is signed; `None` when there is none.
pub(crate) fn reason(typed: &str) -> Option<String> {
    let reason = cunfa_core::text::tidy(typed);
    let sound = !reason.is_empty()
        && cunfa_core::text::graphemes(&reason) <= MAX_REASON_GRAPHEMES
        && !cunfa_core::text::has_control(&reason);
    sound.then_some(reason)
}
