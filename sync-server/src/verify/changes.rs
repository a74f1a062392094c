//! The changes of a batch joined to what the log holds: complete, readable, and still the same entry of the same counsel
//! in the same village, or the same need.

use cunfa_core::{Action, Entry, Person, may};
use cunfa_document::DocumentKind;
use cunfa_evidence::batch::Batch;
use cunfa_protocol::view::ParkedReason;

use super::document::{Content, Document, LoadError};
use super::{Record, Stop, check_right, needs};

/// The record and its document with the batch's changes in them.
pub(super) fn join(before: &Record, batch: &Batch, people: &[Person]) -> Result<(Record, Document), Stop> {
    let mut after = before.clone();
    after.add_changes(batch);
    let document = Document::load(batch.entry, &after.changes).map_err(|error| match error {
        LoadError::ParentsMissing => Stop::Later,
        LoadError::Bad(reason) => Stop::Refuse(reason),
    })?;
    if !batch.changes.is_empty() {
        match document.kind() {
            DocumentKind::Entry => check_entry(before, batch, people, &document)?,
            DocumentKind::Need => needs::check(before, batch, people, &document)?,
        }
    }
    Ok((after, document))
}

fn check_entry(before: &Record, batch: &Batch, people: &[Person], document: &Document) -> Result<(), Stop> {
    check_right(people, &[Action::WriteEntry], &batch.village)?;
    let entry = match document.content() {
        Content::Entry(entry) => entry,
        Content::Unreadable(reason) => return Err(reason.into()),
        Content::NotHere => return Err(Stop::Later),
    };
    if entry.village != batch.village || entry.names_itself(batch.entry) {
        return Err(ParkedReason::Content.into());
    }
    let known = before.document().and_then(|document| document.entry());
    check_counsel(&entry, known.as_ref(), people)?;
    let theirs = people.iter().find(|person| person.id == entry.counsel);
    if theirs.is_some_and(|counsel| !counsel.covers(&entry.village)) {
        return Err(ParkedReason::OutOfScope.into());
    }
    Ok(())
}

/// An entry begins with a counsel of the device that made it, and stays that counsel's.
fn check_counsel(entry: &Entry, known: Option<&Entry>, people: &[Person]) -> Result<(), Stop> {
    match known {
        Some(known) if known.counsel == entry.counsel => Ok(()),
        Some(_) => Err(ParkedReason::Content.into()),
        None if people
            .iter()
            .any(|person| person.id == entry.counsel && may(person.role, Action::WriteEntry)) =>
        {
            Ok(())
        }
        None => Err(ParkedReason::NotAllowed.into()),
    }
}
