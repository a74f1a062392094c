//! What is wrong with the next act about a record: everything, never only the first. The server judges by it and the device before it signs.
//!
//! `today` decides nothing but whether an appointment lies in the past and whether a month has begun: what was in order on a day is in order later.

mod domain;
mod form;

use chrono::NaiveDate;

use super::fault::{Fault, FaultReason};
use super::fold::{Registered, Registers};
use super::kind::RecordKind;
use super::permission::may_write;
use super::{Column, Registration};
use crate::ids::EntryId;
use crate::person::Person;
use crate::rules::Rules;
use crate::village::VillageCode;

/// What a registration is checked against, besides the registers.
pub struct World<'w> {
    /// The county's seat ([`VillageCode::seat`]).
    pub seat: &'w VillageCode,
    /// Whether a village is in the county's register of villages.
    pub villages: &'w dyn Fn(&VillageCode) -> bool,
    /// The rule files in force, with those of the registers.
    pub rules: &'w Rules,
    /// Today's civil date where the county is.
    pub today: NaiveDate,
}

/// One registration that is checked.
struct Case<'c> {
    registers: &'c Registers,
    record: EntryId,
    said: &'c Registration,
    /// What it replaces.
    last: Option<&'c Registered>,
    world: &'c World<'c>,
    faults: Vec<Fault>,
}

impl Case<'_> {
    fn fail(&mut self, column: Column, reason: FaultReason) {
        self.note(Some(column), reason);
    }

    /// A fault of the record as a whole.
    fn fail_whole(&mut self, reason: FaultReason) {
        self.note(None, reason);
    }

    fn note(&mut self, column: Option<Column>, reason: FaultReason) {
        self.faults.push(Fault { column, reason });
    }
}

/// Everything that is wrong with what the author would say of a record, which may be a new one. The texts have to be tidy
/// ([`super::Values::with`]).
#[must_use]
pub fn check(
    registers: &Registers,
    record: EntryId,
    said: &Registration,
    author: &Person,
    world: &World<'_>,
) -> Vec<Fault> {
    let mut case = Case {
        registers,
        record,
        said,
        last: registers.record(record),
        world,
        faults: Vec::new(),
    };
    form::check(&mut case);
    // Where it names no place, that is the fault.
    if said.place(world.seat).is_some() && !may_write(author, said, world.seat) {
        case.fail_whole(FaultReason::NotAllowed);
    }
    succession(&mut case);
    match said.withdrawn {
        None => domain::check(&mut case),
        Some(_) => domain::withdrawal(&mut case),
    }
    case.faults
}

/// What it replaces is the record's last act, and it says no more than its author may of it.
fn succession(case: &mut Case<'_>) {
    let said = case.said;
    if said.after != case.last.map(|last| last.act) {
        case.fail_whole(FaultReason::Changed);
    }
    let Some(last) = case.last.map(|last| &last.registration) else {
        if said.withdrawn.is_some() {
            case.fail_whole(FaultReason::NothingToWithdraw);
        }
        first(case);
        return;
    };
    if last.kind != said.kind {
        case.fail_whole(FaultReason::Fixed);
        return;
    }
    let never = match said.withdrawn {
        Some(_) => said.kind.columns(),
        None => said.kind.fixed(),
    };
    differing(case, last, never, &FaultReason::Fixed);
    if said.withdrawn.is_some() {
        return;
    }
    if said.is_answer() {
        // Nobody answers what was withdrawn.
        if last.withdrawn.is_some() {
            case.fail_whole(FaultReason::Fixed);
        }
        let asked = columns_but(said.kind, &[said.kind.fixed(), said.kind.answer()]);
        differing(case, last, &asked, &FaultReason::OnlyAnswer);
    } else if last.is_answer() {
        case.fail_whole(FaultReason::Answered);
    }
}

/// Nobody answers what nobody asked.
fn first(case: &mut Case<'_>) {
    if case.said.is_answer() {
        let column = case.said.kind.answer().first().copied();
        case.note(column, FaultReason::OnlyAnswer);
    }
}

fn columns_but(kind: RecordKind, but: &[&[Column]]) -> Vec<Column> {
    let left_out = |column: &Column| but.iter().any(|columns| columns.contains(column));
    let columns = kind.columns().iter().copied();
    columns.filter(|column| !left_out(column)).collect()
}

fn differing(case: &mut Case<'_>, last: &Registration, columns: &[Column], reason: &FaultReason) {
    let said = case.said;
    for column in columns {
        if said.values.get(*column) != last.values.get(*column) {
            case.fail(*column, reason.clone());
        }
    }
}
