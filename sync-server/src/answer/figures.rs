//! `POST /v1/figures`: entries in figures for the county and the city, and for the county which of them raise a question of conflict.
//!
//! Invariant: nothing of an entry but what [`Figure`] and [`Crossing`] hold, and of no village that the table does not open to one of the device's people.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use cunfa_core::question::{Crossing, PARTY_MONTHS, other_village, same_party};
use cunfa_core::{Action, Area, EntryId, Figure, Person, VillageCode};
use cunfa_protocol::figures::{FiguresRequest, FiguresResponse, MAX_CROSSINGS, MAX_FIGURES};
use cunfa_protocol::wire::Refusal;

use super::{index, read, signed_in};
use crate::day;
use crate::db::{DbResult, FiguresAsk, SidesAsk, areas_for};
use crate::server::{Server, Trouble};

/// Answers it.
pub(crate) fn figures(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<FiguresResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: FiguresRequest = read(body)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let people = server.db().people_on(device.id)?;
    let scope = scope(&people, Action::ReadFigures, &device.county);
    if scope.is_empty() {
        return Err(Refusal::NotAllowed.into());
    }
    // The log first: what comes meanwhile lies after it and comes with the next question.
    let shard = server.db().shard(&device.county)?.ok_or(Refusal::SignInAgain)?;
    let from_start = request.epoch != shard.epoch || request.after > shard.last_sequence;
    let ask = FiguresAsk {
        county: &device.county,
        scope: &scope,
        after: if from_start { 0 } else { request.after },
        rows_max: MAX_FIGURES,
    };
    let rows = server.db().figures(&ask)?;
    let more = u32::try_from(rows.len()).is_ok_and(|many| many == MAX_FIGURES);
    let last = rows.last().map_or(0, |(sequence, _)| *sequence);
    let seen = |figure: &Figure| {
        people
            .iter()
            .any(|person| person.may_in(Action::ReadFigures, &figure.village))
    };
    Ok(FiguresResponse {
        epoch: shard.epoch,
        from_start,
        up_to: if more { last } else { last.max(shard.last_sequence) },
        more,
        crossings: match more {
            true => None,
            false => crossings(server, &people, &device.county, now_ms)?,
        },
        figures: rows.into_iter().map(|(_, figure)| figure).filter(seen).collect(),
    })
}

/// Where these people may do this, within a county.
fn scope(people: &[Person], action: Action, county: &Area) -> Vec<Area> {
    index::within(areas_for(people, action), county)
}

/// The questions of conflict where somebody here keeps the registers, of services of the last [`PARTY_MONTHS`] months; none for those who keep none.
fn crossings(server: &Server, people: &[Person], county: &Area, now_ms: i64) -> DbResult<Option<Vec<Crossing>>> {
    let scope = scope(people, Action::KeepRegister, county);
    if scope.is_empty() {
        return Ok(None);
    }
    let today = day::in_china(now_ms);
    let back = |months| today.checked_sub_months(Months::new(months)).unwrap_or(today);
    let (lately, since) = (back(PARTY_MONTHS), back(2 * PARTY_MONTHS));
    let keeps = |village: &VillageCode| people.iter().any(|person| person.may_in(Action::KeepRegister, village));
    let mut all = server.db().sides(&SidesAsk { scope: &scope, since })?;
    all.retain(|sides| keeps(&sides.village));
    let villages = server.db().villages(&scope)?.into_iter();
    let villages: Vec<_> = villages
        .filter(|one| keeps(&one.code))
        .map(|one| (one.code, one.name))
        .collect();
    let mut found = same_party(&all);
    for (counsel, crossing) in other_village(&all, &villages) {
        if server.db().has_written(counsel, &crossing.village)? {
            found.insert(crossing);
        }
    }
    let dates: BTreeMap<EntryId, NaiveDate> = all.iter().map(|sides| (sides.entry, sides.date)).collect();
    let dated = found.into_iter().filter_map(|one| Some((*dates.get(&one.entry)?, one)));
    let mut told: Vec<(NaiveDate, Crossing)> = dated.filter(|(date, _)| *date >= lately).collect();
    told.sort_by(|(one, _), (other, _)| other.cmp(one));
    told.truncate(MAX_CROSSINGS);
    Ok(Some(told.into_iter().map(|(_, one)| one).collect()))
}
