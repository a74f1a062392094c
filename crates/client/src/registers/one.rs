//! One record with its history, and what this person may do with it.

use cunfa_core::register::{Column, Fault, Registered, Registration, Shape, may_write};
use cunfa_core::{Action, EntryId, Person, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{RecordAct, RecordRow, RecordView};

use super::Book;
use super::book::pairs;
use super::names::Names;
use super::put;
use crate::desk::Desk;

/// Somebody, in the county of this seat.
type Who<'w> = (&'w Person, &'w VillageCode);

/// The record; of one that was refused, with what is wrong with it as the registers are now.
pub(crate) fn one(desk: &Desk, record: EntryId) -> Result<RecordView, Code> {
    desk.person_who_may(Action::ReadRegister)?;
    let book = Book::of_session(desk)?;
    let faults = match book.refused(record) {
        Some(refused) => {
            let again = Registration {
                after: book.tip(record),
                ..refused.registration.clone()
            };
            put::faults(desk, &book, record, &again)?
        }
        None => Vec::new(),
    };
    view(desk, &book, record, faults)
}

/// The same with faults that are known.
pub(super) fn view(desk: &Desk, book: &Book, record: EntryId, faults: Vec<Fault>) -> Result<RecordView, Code> {
    let (person, seat) = (desk.person()?, put::seat(desk)?);
    let mut names = Names::read(desk, book)?;
    let (shown, row) = book.shown(record).zip(book.row(record)).ok_or(Code::NoSuchEntry)?;
    names.need(shown);
    let history = book.registers.history(record);
    for said in history {
        names.need(&said.registration);
    }
    Ok(RecordView {
        row,
        kind: shown.kind,
        history: history.iter().map(|said| act(book, &names, said)).collect(),
        may: columns((person, &seat), shown, book.tip(record).is_none()),
        may_withdraw: book.tip(record).is_some() && may_withdraw((person, &seat), shown),
        faults,
        today: desk.today()?,
        names: names.needed(),
    })
}

/// A record that is nowhere yet: what was typed of it, and what is wrong with that.
pub(super) fn view_of_new(
    desk: &Desk,
    book: &Book,
    row: RecordRow,
    typed: &Registration,
    faults: Vec<Fault>,
) -> Result<RecordView, Code> {
    let mut names = Names::read(desk, book)?;
    names.need(typed);
    Ok(RecordView {
        row,
        kind: typed.kind,
        history: Vec::new(),
        may: columns((desk.person()?, &put::seat(desk)?), typed, true),
        may_withdraw: false,
        faults,
        today: desk.today()?,
        names: names.needed(),
    })
}

pub(super) fn act(book: &Book, names: &Names, said: &Registered) -> RecordAct {
    RecordAct {
        by: names.of_person(said.person),
        role: said.role,
        at_ms: said.device_time_s.saturating_mul(1_000),
        received_ms: (!book.waits(said.act)).then_some(said.received_ms),
        values: pairs(&said.registration),
        withdrawn: said.registration.withdrawn.clone(),
    }
}

/// The columns a person may change: whoever asks, all that is not fixed, until there is an answer; whoever answers, the answer.
pub(super) fn columns(who: Who<'_>, shown: &Registration, is_new: bool) -> Vec<Column> {
    if shown.withdrawn.is_some() || shown.is_answer() {
        return Vec::new();
    }
    let (fixed, answer) = (shown.kind.fixed(), shown.kind.answer());
    let (asks, answers) = (may_write(who.0, shown, who.1), may_answer(who, shown));
    let may = |column: &Column| {
        if answer.contains(column) {
            answers
        } else {
            asks && (is_new || !fixed.contains(column))
        }
    };
    shown.kind.columns().iter().copied().filter(may).collect()
}

fn may_answer((person, seat): Who<'_>, shown: &Registration) -> bool {
    let answer = shown.kind.answer();
    let values = answer.iter().fold(shown.values.clone(), |values, column| {
        let some = if column.shape() == Shape::YesNo { "yes" } else { "-" };
        values.with(*column, some)
    });
    let answered = Registration {
        values,
        ..shown.clone()
    };
    !answer.is_empty() && may_write(person, &answered, seat)
}

fn may_withdraw((person, seat): Who<'_>, shown: &Registration) -> bool {
    let withdrawn = Registration {
        withdrawn: Some("-".to_owned()),
        ..shown.clone()
    };
    shown.withdrawn.is_none() && may_write(person, &withdrawn, seat)
}
