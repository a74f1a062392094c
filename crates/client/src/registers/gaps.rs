//! What is missing in the registers: for the county, which fills it, and the city, which sees it.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::register::Appointment;
use cunfa_core::{Action, PersonId, Role, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::{ENDING_DAYS, EndingAppointment, NamedPerson, RefusedRecord, RegisterGaps};

use super::Book;
use super::names::Names;
use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::sync::round::view_reason;

/// As of today.
pub(crate) fn gaps(desk: &Desk) -> Result<RegisterGaps, Code> {
    let role = desk.person()?.role;
    if !may(role, Action::KeepRegister) && !may(role, Action::AnswerAllocation) {
        return Err(Code::NotAllowed);
    }
    let book = Book::of_session(desk)?;
    let names = Names::read(desk, &book)?;
    let places = Places::of_session(desk)?;
    let today = desk.today()?;
    let villages: Vec<VillageCode> = places.all().map(|village| village.code.clone()).collect();
    let without = book.registers.gaps(&villages, today).into_iter();
    let ending = book.registers.ending(today, ENDING_DAYS).into_iter();
    Ok(RegisterGaps {
        without: without.map(|village| places.row(&village)).collect(),
        ending: ending.filter_map(|one| ending_row(&places, &names, one)).collect(),
        untrained: untrained(&book, today),
        unlisted: unlisted(desk, &book)?,
        refused: refused(&book),
        today,
        came_ms: book.came_ms(),
    })
}

fn ending_row(places: &Places, names: &Names, ending: Appointment) -> Option<EndingAppointment> {
    Some(EndingAppointment {
        record: ending.record,
        village: places.row(&ending.village),
        person_name: names.of_person(ending.person),
        to: ending.days.to?,
    })
}

/// Of those who are appointed somewhere today.
fn untrained(book: &Book, today: NaiveDate) -> Vec<NamedPerson> {
    let untrained = book.registers.untrained(today.year()).into_iter();
    let at_work = untrained.filter(|one| !book.registers.villages_of(one.person, today).is_empty());
    by_name(at_work.map(|one| NamedPerson {
        person: one.person.to_string(),
        record: Some(one.record),
        name: one.name,
    }))
}

/// Everybody certified as counsel whom no record names.
fn unlisted(desk: &Desk, book: &Book) -> Result<Vec<NamedPerson>, Code> {
    let listed: BTreeSet<PersonId> = book.registers.counsel().into_iter().map(|one| one.person).collect();
    let people = desk.store()?.certified_people().map_err(code_of)?.into_iter();
    let open = people.filter(|person| person.role == Role::Counsel && !listed.contains(&person.id));
    Ok(by_name(open.map(|person| NamedPerson {
        person: person.id.to_string(),
        record: None,
        name: person.name,
    })))
}

fn by_name(people: impl Iterator<Item = NamedPerson>) -> Vec<NamedPerson> {
    let mut people: Vec<NamedPerson> = people.collect();
    people.sort_by(|a, b| (&a.name, &a.person).cmp(&(&b.name, &b.person)));
    people
}

fn refused(book: &Book) -> Vec<RefusedRecord> {
    let refused = book.all_refused().map(|(record, refused)| RefusedRecord {
        record,
        kind: refused.registration.kind,
        reason: view_reason(refused.reason),
    });
    refused.collect()
}
