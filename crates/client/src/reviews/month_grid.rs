//! The office's month: villages × the duty, with what is unsigned and unreviewed in each.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::Service;
use cunfa_core::{Action, Person, Role, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid};

use crate::desk::{Desk, code_of};
use crate::entries::places::{self, Places};
use crate::entries::tally::{self, Services};

/// The grid; a cell per village that has a counsel or entries this year.
pub(crate) fn month_grid(desk: &Desk, month: NaiveDate) -> Result<MonthGrid, Code> {
    desk.person_who_may(Action::Review)?;
    let month = tally::first_of_month(month);
    let rule = tally::rule(desk, month)?;
    let services = Services::read(desk, month)?;
    let visited = desk.store()?.villages_of_year(&desk.person()?.scope, month.year());
    let visited = visited.map_err(code_of)?;
    let people = desk.store()?.certified_people().map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let cells = places
        .all()
        .filter(|village| visited.contains(&village.code) || served(&people, &village.code))
        .map(|village| GridCell {
            village: places::row(village),
            tally: services.tally(&rule, month, &village.code),
            unsigned: count(services.of(&village.code), month, Stage::Unsigned),
            unreviewed: count(services.of(&village.code), month, Stage::InReview),
        });
    Ok(MonthGrid {
        month,
        cells: cells.collect(),
        rule_title: rule.title,
    })
}

fn served(people: &[Person], village: &VillageCode) -> bool {
    people
        .iter()
        .any(|person| person.role == Role::Counsel && person.covers(village))
}

fn count(services: &[Service], month: NaiveDate, stage: Stage) -> u32 {
    let those = services
        .iter()
        .filter(|service| service.stage == stage && service.date.month() == month.month());
    u32::try_from(those.count()).unwrap_or(u32::MAX)
}
