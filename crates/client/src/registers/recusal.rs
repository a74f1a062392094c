//! Recusals (回避) as they bear on entries: told to the counsel while writing, asked about afterwards. They hinder nothing: a recusal is from a
//! matter, what was done was done, and the county decides who serves where.

use chrono::NaiveDate;
use cunfa_core::register::Recusal;
use cunfa_core::{Action, PersonId, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command::RecusalHere;
use cunfa_protocol::view::RecusalNote;

use super::Book;
use super::names::Names;
use crate::desk::Desk;

/// What the counsel is told of a village on a day; none where they are not recused.
pub(crate) fn here(desk: &Desk, with: &RecusalHere) -> Result<Option<RecusalNote>, Code> {
    let person = desk.person_who_may_in(Action::WriteEntry, &with.village)?;
    let book = Book::standing(desk)?;
    let recusal = book.registers.recusal(person.id, &with.village, with.date);
    recusal.map(|recusal| note(desk, &book, recusal, with.date)).transpose()
}

fn note(desk: &Desk, book: &Book, recusal: Recusal, date: NaiveDate) -> Result<RecusalNote, Code> {
    let mut appointed = book.registers.appointments_in(&recusal.village).into_iter();
    let stand_in = appointed.find(|one| one.stands_in == Some(recusal.record) && one.days.hold(date));
    let names = Names::read(desk, book)?;
    Ok(RecusalNote {
        from: recusal.days.from,
        to: recusal.days.to,
        reason: recusal.reason,
        stood_in: stand_in.is_some(),
        stand_in: stand_in.map(|one| names.of_person(one.person)).unwrap_or_default(),
    })
}

/// Who is recused where and when, for the questions that entries raise.
pub(crate) fn known(desk: &Desk) -> Result<impl Fn(PersonId, &VillageCode, NaiveDate) -> bool + 'static, Code> {
    let book = Book::standing(desk)?;
    Ok(move |person: PersonId, village: &VillageCode, day| book.registers.recused(person, village, day))
}
