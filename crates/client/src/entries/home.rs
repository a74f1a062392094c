//! The home: the villages with this month's duty, and what waits.

use cunfa_core::{Action, Area, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::{Home, VillageMonth};

use crate::desk::{Desk, code_of};
use crate::entries::due;
use crate::entries::places::Places;
use crate::entries::reminder;
use crate::entries::tally::{self, Month};
use crate::sync::note::Note;

/// The home of the person the device is open for.
pub(crate) fn home(desk: &Desk) -> Result<Home, Code> {
    let person = desk.person()?;
    let store = desk.store()?;
    let today = desk.today()?;
    let month = Month::read(desk, today)?;
    let duty = month.duty();
    let places = Places::of_session(desk)?;
    let counts = store.counts(&person.scope).map_err(code_of)?;
    let order = in_order(desk, &person.scope, &places)?;
    let villages = order.iter().map(|code| {
        Ok(VillageMonth {
            village: places.row(code),
            tally: tally::tally(&duty, code)?,
            unsigned: counts.unsigned_by_village.get(code).copied().unwrap_or(0),
        })
    });
    let villages = villages.collect::<Result<Vec<_>, Code>>()?;
    let needs = if may(person.role, Action::ReadNeed) {
        store.open_needs(&person.scope).map_err(code_of)?.count
    } else {
        0
    };
    let drafts = store.drafts(person.id).map_err(code_of)?;
    let note = Note::read(&store.pass_note().map_err(code_of)?);
    Ok(Home {
        today,
        reminder: reminder::reminder(desk, &villages)?,
        villages,
        drafts: u32::try_from(drafts.iter().filter(|draft| draft.saved_at_ms.is_some()).count()).unwrap_or(u32::MAX),
        unsigned: counts.unsigned,
        unsent: counts.unsent,
        returned: counts.returned,
        needs,
        rules: month.bases(&order),
        follow_ups: due::count(desk)?,
        last_sync_ms: note.last_done_ms,
        last_outcome: note.outcome,
    })
}

/// The last visited first, then those never visited by code.
fn in_order(desk: &Desk, scope: &[Area], places: &Places) -> Result<Vec<VillageCode>, Code> {
    let visits = desk.store()?.last_visits(scope).map_err(code_of)?;
    let mut order: Vec<VillageCode> = visits.into_iter().map(|(village, _)| village).collect();
    let never: Vec<VillageCode> = places
        .all()
        .map(|village| village.code.clone())
        .filter(|code| !order.contains(code))
        .collect();
    order.extend(never);
    Ok(order)
}
