//! The changes of a need: by whom, where, whole and within limits, and asking still what was asked.

use cunfa_core::need::{Need, faults};
use cunfa_core::{Action, Person, PersonId};
use cunfa_evidence::batch::Batch;
use cunfa_protocol::view::ParkedReason;

use super::document::Document;
use super::{Record, Stop, check_right};

/// Judges what a batch makes of a need.
pub(super) fn check(before: &Record, batch: &Batch, people: &[Person], document: &Document) -> Result<(), Stop> {
    check_right(people, &[Action::RecordNeed], &batch.village)?;
    let need = document.need().map_err(Stop::Refuse)?;
    if need.village != batch.village || !faults(need).is_empty() {
        return Err(ParkedReason::Content.into());
    }
    let known = before.document();
    match known.as_ref().map(Document::need) {
        None => check_person(need.recorder, need, people)?,
        Some(Ok(known)) if known.asks_the_same(need) => {}
        Some(Ok(_) | Err(_)) => return Err(ParkedReason::Content.into()),
    }
    let closed = known.and_then(|known| known.need().ok()?.closed.clone());
    match &need.closed {
        Some(closing) if closed.as_ref() != Some(closing) => check_person(closing.by, need, people),
        Some(_) | None => Ok(()),
    }
}

/// Who recorded or closed it is on the device, and works for the need's village.
fn check_person(id: PersonId, need: &Need, people: &[Person]) -> Result<(), Stop> {
    let theirs: Vec<Person> = people.iter().filter(|person| person.id == id).cloned().collect();
    check_right(&theirs, &[Action::RecordNeed], &need.village)
}
