//! Closing a need without an entry, with a reason; and taking that back.

use cunfa_core::entry::MAX_TEXT_GRAPHEMES;
use cunfa_core::need::{self, CloseReason, Closing, Need, closing_faults};
use cunfa_core::{Action, EntryId, said};
use cunfa_protocol::Code;
use cunfa_protocol::command::CloseNeed;
use cunfa_protocol::view::NeedView;
use cunfa_store::NeedRecord;

use crate::desk::Desk;
use crate::needs::{open, writing};
use crate::reason::refused;

/// Closes it. Closed the same way already, nothing is written.
pub(crate) fn close(desk: &mut Desk, with: &CloseNeed) -> Result<NeedView, Code> {
    let record = open::record(desk, with.need)?;
    let person = desk.person_who_may_in(Action::RecordNeed, &record.row.need.village)?;
    if record.row.answered_by.is_some() {
        return Err(Code::NotNow);
    }
    let note = match with.reason {
        CloseReason::Other => said::check(&with.note, MAX_TEXT_GRAPHEMES),
        CloseReason::SolvedOtherwise | CloseReason::Withdrawn | CloseReason::Elsewhere | CloseReason::Duplicate => {
            said::check_optional(&with.note, MAX_TEXT_GRAPHEMES)
        }
    };
    let closing = Closing {
        reason: with.reason,
        note: note.map_err(refused)?,
        by: person.id,
        by_name: person.name.clone(),
        date: desk.today()?,
    };
    let failures = closing_faults(&closing);
    if !failures.is_empty() {
        return Err(Code::Form { failures });
    }
    put(desk, record, Some(closing))
}

/// Takes the closing back: the need waits again.
pub(crate) fn reopen(desk: &mut Desk, need: EntryId) -> Result<NeedView, Code> {
    let record = open::record(desk, need)?;
    desk.person_who_may_in(Action::RecordNeed, &record.row.need.village)?;
    put(desk, record, None)
}

fn put(desk: &mut Desk, mut record: NeedRecord, closed: Option<Closing>) -> Result<NeedView, Code> {
    let need = Need {
        closed,
        ..record.row.need.clone()
    };
    let change = record.doc.edit(&need::to_fields(&need), desk.actor());
    let record = match change.map_err(writing::refused)? {
        Some(change) => writing::append(desk, record.row.id, &need.village, change)?,
        None => record,
    };
    open::view(desk, record)
}
