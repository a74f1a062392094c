//! 月度检查: every village's month, and the entries drawn from it for a closer look. What is drawn depends on the server's signed root and on
//! nothing a person chooses: whoever has the same log draws the same entries, and nobody knows them before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::register::Values;
use cunfa_core::{Action, EntryId, Role, Stage, VillageCode};
use cunfa_evidence::suite;
use cunfa_protocol::Code;
use cunfa_protocol::view::{CheckData, CheckFound, CheckVillage, LogState, MonthCheck};
use cunfa_store::{Delivery, Row, RowQuery};

use super::month_grid;
use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::row;
use crate::registers::checks;

/// One entry in so many is drawn.
const ONE_IN: usize = 5;
/// At most so many of one village.
const MOST: usize = 5;
/// What begins the text that an entry's place in the draw is hashed from.
const TAG: &[u8] = b"cunfa/month-check/1";

/// The check.
pub(crate) fn month_check(desk: &Desk, month: NaiveDate) -> Result<MonthCheck, Code> {
    let grid = month_grid::month_grid(desk, month)?;
    let person = desk.person_who_may(Action::Review)?;
    let log = log_state(desk)?;
    let mut rows = by_village(of_month(desk, grid.month, &[])?);
    let returned = by_village(of_month(desk, grid.month, &[Stage::Returned])?);
    let people = desk.store()?.certified_people().map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let mut found = checks::of_month(desk, grid.month)?;
    let all = rows.values().flatten();
    let not_here = all.clone().filter(|row| row.delivery == Delivery::NotHere).count();
    let unsent = all
        .filter(|row| !matches!(row.delivery, Delivery::NotHere | Delivery::Delivered))
        .count();
    let data = CheckData {
        unsent: count(unsent),
        not_here: count(not_here),
        sequence: desk.store()?.position().map_err(code_of)?.cursor,
        log,
    };
    let villages = grid.cells.into_iter().map(|cell| {
        let code = cell.village.code.clone();
        let counsel = people
            .iter()
            .filter(|person| person.role == Role::Counsel && person.covers(&code));
        let of_it = rows.remove(&code).unwrap_or_default();
        let mut counsel: Vec<String> = counsel.map(|person| person.name.clone()).collect();
        counsel.sort();
        let found = found.remove(&code);
        CheckVillage {
            counsel,
            entries: count(of_it.len()),
            returned: count(returned.get(&code).map_or(0, Vec::len)),
            drawn: looked_at(of_it, found.as_ref(), data.log.as_ref(), grid.month)
                .iter()
                .map(|drawn| row::entry_row(drawn, &places))
                .collect(),
            cell,
            found,
        }
    });
    Ok(MonthCheck {
        month: grid.month,
        made_at: desk.config.local(),
        made_by: person.name.clone(),
        role: person.role,
        villages: villages.collect(),
        data,
        rules: grid.rules,
    })
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The server's log as its last root here has it.
pub(crate) fn log_state(desk: &Desk) -> Result<Option<LogState>, Code> {
    let root = desk.store()?.accepted_root().map_err(code_of)?;
    Ok(root.map(|root| LogState {
        epoch: root.epoch,
        sequence: root.batches,
        acts: root.size,
        root: root.hash,
        at_ms: root.at_ms,
    }))
}

/// The month's entries in the person's scope that are not voided.
fn of_month(desk: &Desk, month: NaiveDate, stages: &[Stage]) -> Result<Vec<Row>, Code> {
    let query = RowQuery {
        scope: desk.person()?.scope.clone(),
        village: None,
        year: None,
        month: Some(month),
        stages: stages.to_vec(),
        kind: None,
        mode: None,
        major: false,
        unsent: false,
        search: String::new(),
        offset: 0,
        limit: u32::MAX,
    };
    let mut rows = desk.store()?.rows(&query).map_err(code_of)?.rows;
    rows.retain(|row| row.stage != Stage::Voided);
    Ok(rows)
}

fn by_village(rows: Vec<Row>) -> BTreeMap<VillageCode, Vec<Row>> {
    let mut found: BTreeMap<VillageCode, Vec<Row>> = BTreeMap::new();
    for row in rows {
        found.entry(row.village.clone()).or_default().push(row);
    }
    found
}

/// How many of so many are drawn.
fn share(of: usize) -> usize {
    of.div_ceil(ONE_IN).min(MOST)
}

/// Those that a record names; where none does, those that are drawn.
fn looked_at(mut rows: Vec<Row>, found: Option<&CheckFound>, log: Option<&LogState>, month: NaiveDate) -> Vec<Row> {
    let recorded = found.map(|found| Values::from(found.row.values.clone()).drawn());
    let named = recorded.into_iter().flatten().map(|(entry, _)| entry);
    let named: BTreeSet<EntryId> = named.collect();
    if named.is_empty() {
        return drawn(rows, log, month);
    }
    rows.retain(|row| named.contains(&row.entry));
    rows.sort_by(|one, other| one.number.cmp(&other.number));
    rows
}

/// Those drawn of one village, in the order of their numbers.
fn drawn(mut rows: Vec<Row>, log: Option<&LogState>, month: NaiveDate) -> Vec<Row> {
    let root = log.map_or(&[][..], |log| log.root.as_bytes());
    let day = month.num_days_from_ce().to_be_bytes();
    rows.sort_by_cached_key(|row| suite::hash(&[TAG, root, &day, row.entry.as_bytes()].concat()));
    rows.truncate(share(rows.len()));
    rows.sort_by(|one, other| one.number.cmp(&other.number));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_five_is_drawn_at_least_one_and_at_most_five() {
        let drawn = [0, 1, 5, 6, 24, 25, 26, 1_000].map(share);
        assert_eq!(drawn, [0, 1, 1, 2, 5, 5, 5, 5]);
    }
}
