//! From the store's row to the row a list shows.

use cunfa_protocol::view::{self, EntryRow};
use cunfa_store::{Delivery, Known, Row};

use crate::entries::evidence;
use crate::entries::places::Places;
use crate::sync::round::view_reason;

/// Names shown before "…".
const NAMES: usize = 3;

/// The row.
pub(crate) fn entry_row(row: &Row, places: &Places) -> EntryRow {
    EntryRow {
        entry: row.entry,
        number: row.number.clone(),
        village: row.village.clone(),
        village_name: places.name(&row.village),
        date: row.date,
        minutes: row.time.minutes(),
        kind: row.kind,
        mode: row.mode,
        people: people(row),
        matter: row.matter.clone(),
        counsel_name: row.counsel_name.clone(),
        stage: row.stage,
        changed_after_signing: row.changed_after_signing,
        delivery: delivery(row.delivery),
        major: row.major,
        known: row.known.as_ref().map(known),
        newer: row.newer,
    }
}

fn known(known: &Known) -> view::Known {
    view::Known {
        by: known.by.clone(),
        at_ms: known.at_ms,
        clock: evidence::clock(known.clock),
    }
}

fn people(row: &Row) -> String {
    if let (true, Some(heads)) = (row.names.is_empty(), row.head_count) {
        return heads.to_string();
    }
    let shown: Vec<&str> = row.names.iter().take(NAMES).map(String::as_str).collect();
    let more = if row.names.len() > NAMES { "…" } else { "" };
    format!("{}{more}", shown.join("、"))
}

/// Whether the server holds it, as screens say it.
pub(crate) fn delivery(delivery: Delivery) -> view::Delivery {
    match delivery {
        Delivery::Here => view::Delivery::Here,
        Delivery::Parked(reason) => view::Delivery::Parked(view_reason(reason)),
        Delivery::Delivered => view::Delivery::Delivered,
        Delivery::NotHere => view::Delivery::NotHere,
    }
}
