//! The office's queue: what waits, what was decided lately, how many wait in each village.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use cunfa_core::{Action, Area, EntryId, Person, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command::ReviewQueue;
use cunfa_protocol::view::{Queue, QueueItem};
use cunfa_store::{Asking, Row};

use crate::desk::{Desk, code_of};
use crate::entries::places::{self, Places};
use crate::entries::{questions, row};

/// Decided entries shown.
const DECIDED: u32 = 100;

/// The queue.
pub(crate) fn queue(desk: &Desk, with: &ReviewQueue) -> Result<Queue, Code> {
    let person = desk.person_who_may(Action::Review)?;
    let asked = match &with.village {
        Some(village) if !person.covers(village) => return Err(Code::NotAllowed),
        Some(village) => vec![village.area()],
        None => person.scope.clone(),
    };
    let places = Places::of_session(desk)?;
    let store = desk.store()?;
    let returning: BTreeSet<EntryId> = store.returning_all(person.id).map_err(code_of)?.into_iter().collect();
    let all_waiting = store.queue_waiting(&person.scope).map_err(code_of)?;
    let decided = store.queue_decided(&asked, DECIDED).map_err(code_of)?;
    let major = store.queue_major(&asked).map_err(code_of)?;
    let mut waits: BTreeMap<&VillageCode, u32> = BTreeMap::new();
    for waiting in &all_waiting {
        *waits.entry(&waiting.village).or_default() += 1;
    }
    let villages = places
        .all()
        .map(|village| (places::row(village), waits.get(&village.code).copied().unwrap_or(0)));
    let mut villages: Vec<_> = villages.collect();
    villages.sort_by_key(|(_, waiting)| Reverse(*waiting));
    let mut asking = questions::asking(desk, person)?;
    let mut item = |row: &Row| item(&mut asking, person, row, &places, &returning);
    Ok(Queue {
        major: major.iter().map(&mut item).collect::<Result<_, Code>>()?,
        villages,
        waiting: all_waiting
            .iter()
            .filter(|row| covered(&asked, row))
            .map(&mut item)
            .collect::<Result<_, Code>>()?,
        decided: decided.iter().map(&mut item).collect::<Result<_, Code>>()?,
        contrary: store.queue_contrary(&person.scope).map_err(code_of)?,
    })
}

fn covered(areas: &[Area], row: &Row) -> bool {
    areas.iter().any(|area| area.covers(&row.village))
}

fn item(
    asking: &mut Asking<'_>,
    person: &Person,
    found: &Row,
    places: &Places,
    returning: &BTreeSet<EntryId>,
) -> Result<QueueItem, Code> {
    Ok(QueueItem {
        written_late_days: late_days(found),
        on_paper: found.on_paper,
        contrary: found.contrary,
        counsel: found.counsel,
        returning: returning.contains(&found.entry),
        row: row::entry_row(found, places),
        asked: questions::of_row(asking, person, found)?,
    })
}

/// Whole days between the end of the service day and the writing.
pub(crate) fn late_days(row: &Row) -> u32 {
    let Ok(written) = NaiveDateTime::parse_from_str(&row.written_at, "%Y-%m-%dT%H:%M") else {
        return 0;
    };
    let days = written.date().signed_duration_since(row.date).num_days() - 1;
    u32::try_from(days).unwrap_or(0)
}
