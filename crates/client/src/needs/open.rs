//! One need, and what this person may do with it here and now.

use cunfa_core::{Action, EntryId, Person};
use cunfa_protocol::Code;
use cunfa_protocol::view::{NeedRow, NeedState, NeedView};
use cunfa_store::NeedRecord;

use crate::desk::{Desk, code_of};
use crate::entries::row::entry_row;
use crate::needs::list::Rows;

/// The need as a screen shows it.
pub(crate) fn open(desk: &Desk, need: EntryId) -> Result<NeedView, Code> {
    let record = record(desk, need)?;
    view(desk, record)
}

/// The need, if this person may read it. What lies outside the person's scope does not exist for that person.
pub(crate) fn record(desk: &Desk, need: EntryId) -> Result<NeedRecord, Code> {
    let person = desk.person_who_may(Action::ReadNeed)?;
    let record = desk.store()?.open_need(need).map_err(code_of)?;
    record
        .filter(|record| person.covers(&record.row.need.village))
        .ok_or(Code::NoSuchEntry)
}

/// The view.
pub(crate) fn view(desk: &Desk, record: NeedRecord) -> Result<NeedView, Code> {
    let rows = Rows::of_session(desk)?;
    let answers = desk.store()?.answers_to(record.row.id).map_err(code_of)?;
    let row = rows.view(record.row);
    let person = desk.person()?;
    Ok(NeedView {
        township: rows.places().township(&row.need.village),
        answers: answers.iter().map(|answer| entry_row(answer, rows.places())).collect(),
        may_answer: may_answer(person, &row),
        may_close: may_here(person, Action::RecordNeed, &row) && is_open(row.state),
        may_reopen: may_here(person, Action::RecordNeed, &row) && row.state == NeedState::Closed,
        row,
    })
}

/// The row of the need an entry answers, if it is here and in the person's scope.
pub(crate) fn answered(desk: &Desk, need: EntryId) -> Result<Option<NeedRow>, Code> {
    let person = desk.person_who_may(Action::ReadNeed)?;
    let row = desk.store()?.need_row(need).map_err(code_of)?;
    let Some(row) = row.filter(|row| person.covers(&row.need.village)) else {
        return Ok(None);
    };
    Ok(Some(Rows::of_session(desk)?.view(row)))
}

/// Whether this person may begin or go on answering it.
pub(crate) fn may_answer(person: &Person, row: &NeedRow) -> bool {
    may_here(person, Action::AnswerNeed, row) && is_open(row.state)
}

fn may_here(person: &Person, action: Action, row: &NeedRow) -> bool {
    person.may_in(action, &row.need.village)
}

fn is_open(state: NeedState) -> bool {
    match state {
        NeedState::Waiting | NeedState::InHand => true,
        NeedState::Answered | NeedState::Closed => false,
    }
}
