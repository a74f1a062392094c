//! A person chooses one of the values of a field in conflict.

use cunfa_core::{Action, Stage};
use cunfa_document::DocumentError;
use cunfa_protocol::Code;
use cunfa_protocol::command::Settle;
use cunfa_protocol::view::EntryView;

use crate::desk::Desk;
use crate::entries::{open_entry, view, writing};

/// Settles it. A value that is not one of those in conflict any more is refused: look again.
pub(crate) fn settle(desk: &mut Desk, with: &Settle) -> Result<EntryView, Code> {
    let mut record = open_entry::record(desk, with.entry)?;
    let village = record.official.village.clone();
    let person = desk.person_who_may_in(Action::WriteEntry, &village)?;
    if record.official.counsel != person.id {
        return Err(Code::NotAllowed);
    }
    match record.life.stage {
        Stage::Unsigned => {}
        Stage::Voided => return Err(Code::NotNow),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => return Err(Code::AlreadySigned),
    }
    let change = match record.doc.settle(&with.key, &with.value, desk.actor()) {
        Ok(change) => change,
        Err(DocumentError::NoSuchValue) => return Err(Code::ChangedMeanwhile),
        Err(error) => {
            tracing::error!(%error, "a document refused a choice");
            return Err(Code::Internal {
                attempted: "settling a conflict".to_owned(),
            });
        }
    };
    let written = writing::append_change(desk, with.entry, &village, change, None)?;
    view::entry_view(desk, written)
}
