//! The office's month: villages × the duty, with what is unsigned and unreviewed in each.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::{Service, first_of_month};
use cunfa_core::{Action, Person, Role, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::tally::{self, Month};

/// The grid; a cell per village that has a counsel or entries this year.
pub(crate) fn month_grid(desk: &Desk, month: NaiveDate) -> Result<MonthGrid, Code> {
    desk.person_who_may(Action::Review)?;
    let counted = Month::read(desk, month)?;
    let (month, duty) = (counted.first, counted.duty());
    let places = Places::of_session(desk)?;
    let cells = villages(desk, month.year())?.into_iter().map(|code| {
        let services = counted.of(&code);
        Ok(GridCell {
            tally: tally::tally(&duty, &code)?,
            unsigned: count(services, month, Stage::Unsigned),
            unreviewed: count(services, month, Stage::InReview),
            village: places.row(&code),
        })
    });
    let cells = cells.collect::<Result<Vec<_>, Code>>()?;
    Ok(MonthGrid {
        month,
        rules: counted.bases(cells.iter().map(|cell| &cell.village.code)),
        cells,
    })
}

/// The villages that have a counsel, or entries of the year; by code.
pub(super) fn villages(desk: &Desk, year: i32) -> Result<Vec<VillageCode>, Code> {
    let visited = desk.store()?.villages_of_year(&desk.person()?.scope, year);
    let visited = visited.map_err(code_of)?;
    let people = desk.store()?.certified_people().map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let codes = places.all().map(|village| village.code.clone());
    Ok(codes
        .filter(|code| visited.contains(code) || served(&people, code))
        .collect())
}

fn served(people: &[Person], village: &VillageCode) -> bool {
    people
        .iter()
        .any(|person| person.role == Role::Counsel && person.covers(village))
}

pub(super) fn count(services: &[Service], month: NaiveDate, stage: Stage) -> u32 {
    let those = services
        .iter()
        .filter(|service| service.stage == stage && first_of_month(service.date) == month);
    u32::try_from(those.count()).unwrap_or(u32::MAX)
}
