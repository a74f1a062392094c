//! What the counsel wanted to come back to by today (跟进), and has not.

use cunfa_core::Action;
use cunfa_protocol::Code;
use cunfa_protocol::view::{DueFollowUp, DueFollowUps};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::row::entry_row;

/// Rows of the home's card.
const ROWS: u32 = 5;

/// How many there are; none for who writes no entries.
pub(crate) fn count(desk: &Desk) -> Result<u32, Code> {
    let Ok(person) = desk.person_who_may(Action::WriteEntry) else {
        return Ok(0);
    };
    let today = desk.today()?;
    desk.store()?
        .due_count(&person.scope, person.id, today)
        .map_err(code_of)
}

/// The longest due.
pub(crate) fn due(desk: &Desk) -> Result<DueFollowUps, Code> {
    let person = desk.person_who_may(Action::WriteEntry)?;
    let today = desk.today()?;
    let found = desk
        .store()?
        .due(&person.scope, person.id, today, ROWS)
        .map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let rows = found.iter().map(|(row, day)| DueFollowUp {
        row: entry_row(row, &places),
        day: *day,
        days_over: u32::try_from((today - *day).num_days()).unwrap_or(0),
    });
    Ok(DueFollowUps {
        rows: rows.collect(),
        total: count(desk)?,
    })
}
