//! The office's month: villages × the duty, with what is unsigned and unreviewed in each.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::{Duty, Service, Tally, first_of_month};
use cunfa_core::{Action, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid, VillageStanding};

use super::villages::Villages;
use crate::desk::{Desk, code_of};
use crate::entries::tally::{self, Month};

/// The grid; a cell per village that is there this year.
pub(crate) fn month_grid(desk: &Desk, month: NaiveDate) -> Result<MonthGrid, Code> {
    desk.person_who_may(Action::Review)?;
    let counted = Month::read(desk, month)?;
    let (month, duty) = (counted.first, counted.duty());
    let villages = Villages::of_year(desk, month.year(), &visited(desk, month.year())?)?;
    let cells = villages.codes().iter().map(|code| {
        let services = counted.of(code);
        let standing = villages.standing(code, month, services);
        Ok(GridCell {
            tally: tally_of(&duty, code, &standing)?,
            unsigned: count(services, month, Stage::Unsigned),
            unreviewed: count(services, month, Stage::InReview),
            village: villages.row(code),
            standing,
        })
    });
    let cells = cells.collect::<Result<Vec<_>, Code>>()?;
    Ok(MonthGrid {
        month,
        rules: counted.bases(villages.codes()),
        cells,
    })
}

/// The villages that somebody wrote of in a year.
pub(super) fn visited(desk: &Desk, year: i32) -> Result<BTreeSet<VillageCode>, Code> {
    let visited = desk.store()?.villages_of_year(&desk.person()?.scope, year);
    visited.map_err(code_of)
}

/// One village's month: what is written of a merged one is counted, and nothing is owed there.
pub(super) fn tally_of(duty: &Duty<'_>, village: &VillageCode, standing: &VillageStanding) -> Result<Tally, Code> {
    let tally = tally::tally(duty, village)?;
    Ok(match standing {
        VillageStanding::Merged { .. } => tally.without_duty(),
        VillageStanding::Served | VillageStanding::Unserved => tally,
    })
}

pub(super) fn count(services: &[Service], month: NaiveDate, stage: Stage) -> u32 {
    let those = services
        .iter()
        .filter(|service| service.stage == stage && first_of_month(service.date) == month);
    u32::try_from(those.count()).unwrap_or(u32::MAX)
}
