//! What one county's store says of itself to the city: how it stands, and what a year comes to.

use std::sync::Arc;

use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_core::register::Allocation;
use cunfa_protocol::Code;
use cunfa_protocol::view::{AreaRow, CityYear, Counties, CountyRow, CountyState, CountyYear};

use super::sum::sum;
use crate::above::report;
use crate::app::Shared;
use crate::desk::Desk;
use crate::entries::places::Places;
use crate::registers::Book;
use crate::session::status;
use crate::sync::commands;

/// Digits of a county's code.
const COUNTY_DIGITS: usize = 6;

/// Whether somebody of a city is at work here.
///
/// # Errors
/// [`Code::Locked`], [`Code::NotAllowed`].
pub(super) fn of_city(desk: &Desk) -> Result<(), Code> {
    match desk.person()?.role {
        Role::City => Ok(()),
        Role::Counsel | Role::Cadre | Role::Office | Role::County => Err(Code::NotAllowed),
    }
}

/// The county of an app that stands alone.
pub(crate) async fn alone(shared: &Arc<Shared>) -> Result<Counties, Code> {
    shared.at_desk(|desk| of_city(desk)).await?;
    Ok(Counties {
        counties: vec![row(shared, 0).await?],
        shown: 0,
        can_join: false,
    })
}

/// The year of an app that stands alone.
pub(crate) async fn year_alone(shared: &Arc<Shared>, day: NaiveDate) -> Result<CityYear, Code> {
    let year = shared.at_desk(move |desk| year(desk, day)).await?;
    Ok(sum(day, vec![year], 0))
}

/// How it stands, open or not.
pub(super) async fn row(shared: &Arc<Shared>, number: u32) -> Result<CountyRow, Code> {
    let (server, state) = shared.at_desk_at_once(|desk| Ok(state(desk))).await?;
    let state = match state {
        Some(closed) => closed,
        None => {
            let sync = commands::status(shared).await?;
            shared
                .at_desk(move |desk| {
                    Ok(CountyState::Open {
                        area: desk.device()?.shard,
                        name: name(desk)?,
                        unsent: sync.unsent,
                        last_done_ms: sync.last_done_ms,
                    })
                })
                .await?
        }
    };
    Ok(CountyRow { number, server, state })
}

/// Its server, and how it stands when it is not open.
fn state(desk: &Desk) -> (String, Option<CountyState>) {
    let file = desk.key_file.as_ref();
    let home = file.and_then(|file| file.home.as_ref());
    let server = home.map_or_else(String::new, |home| home.server.clone());
    if desk.session.is_some() {
        return (server, None);
    }
    let slot = file
        .and_then(|file| file.slots.first())
        .map(|known| status::slot(desk, known));
    let closed = slot.map_or(CountyState::Damaged, |slot| CountyState::Closed {
        wait_ms: slot.wait_ms,
        tries_left: slot.tries_left,
    });
    (server, Some(closed))
}

/// What its county is called; empty as long as no village of it is known.
fn name(desk: &Desk) -> Result<String, Code> {
    let places = Places::of_session(desk)?;
    Ok(places
        .all()
        .next()
        .map_or_else(String::new, |village| village.county.clone()))
}

/// The year that a day lies in.
pub(super) fn year(desk: &Desk, day: NaiveDate) -> Result<CountyYear, Code> {
    of_city(desk)?;
    let year = report::year_report(desk, day)?;
    let of_county = |row: &&AreaRow| row.area.as_str().len() == COUNTY_DIGITS;
    let coverage = year.areas.iter().find(of_county).map(|row| row.coverage);
    let asked = Book::of_session(desk)?.registers.read::<Allocation>();
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    Ok(CountyYear {
        number: 0,
        area: desk.device()?.shard,
        name: name(desk)?,
        coverage: coverage.unwrap_or_default(),
        months: year.months,
        without: count(year.without.len()),
        requests: count(asked.iter().filter(|one| one.answer.is_none()).count()),
        head: year.head,
    })
}
