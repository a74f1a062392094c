//! `POST /v1/figures`: entries in figures for the county and the city.
//!
//! Invariant: nothing of an entry but what [`Figure`] holds, and of no village that the table does not open to one of the device's people.

use cunfa_core::{Action, Area, Figure, Person};
use cunfa_protocol::figures::{FiguresRequest, FiguresResponse, MAX_FIGURES};
use cunfa_protocol::wire::Refusal;

use super::{index, read, signed_in};
use crate::db::{FiguresAsk, areas_for};
use crate::server::{Server, Trouble};

/// Answers it.
pub(crate) fn figures(server: &Server, token: Option<&str>, body: &[u8]) -> Result<FiguresResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: FiguresRequest = read(body)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let people = server.db().people_on(device.id)?;
    let scope = scope(&people, &device.county);
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
        figures: rows.into_iter().map(|(_, figure)| figure).filter(seen).collect(),
    })
}

/// Where these people see figures, within a county.
fn scope(people: &[Person], county: &Area) -> Vec<Area> {
    index::within(areas_for(people, Action::ReadFigures), county)
}
