//! One row of a list of entries, as counsel and cadre meet it.

use chrono::NaiveDate;
use cunfa_protocol::view::{Delivery, EntryRow};
use leptos::prelude::*;

use crate::components::{ChangedMark, DeliveryMark, StageMark};
use crate::model::hours;
use crate::model::route::Route;
use crate::questions::known_line;
use crate::words::{self, field as w};

/// The row; a touch opens the entry.
#[component]
pub fn Row(
    /// The entry.
    row: EntryRow,
    /// Today, so that near days have names.
    today: NaiveDate,
) -> impl IntoView {
    let what = if row.people.is_empty() {
        row.matter.clone()
    } else {
        format!("{} · {}", words::people(&row.people), row.matter)
    };
    let major = row.major.then(|| view! { <span class="row-major">{w::MAJOR}</span> });
    let known = (row.known.as_ref())
        .map(|known| view! { <span class="row-where" data-test="row-known">{known_line(known)}</span> });
    view! {
        <a class="row" href=Route::Entry(row.entry).href() data-test="row" data-entry=row.entry.to_string() data-number=row.number.clone()>
            <span class="row-head">
                <span class="row-day">{hours::day(row.date, today)}</span>
                <span class="row-kind">{words::kind(row.kind)}</span>
                {major}
            </span>
            <span class="row-what">{what}</span>
            <span class="row-where">
                {row.village_name.clone()}" · "{words::mode(row.mode)}" "{hours::length(u32::from(row.minutes))}" · "{w::number(&row.number)}
            </span>
            {known}
            <span class="row-marks">
                {match row.delivery {
                    // The server's word is no seal.
                    Delivery::NotHere => view! { <span class="mark" data-test="told-stage">{words::stage(row.stage)}</span> }.into_any(),
                    Delivery::Here | Delivery::Parked(_) | Delivery::Delivered => view! { <StageMark stage=row.stage /> }.into_any(),
                }}
                {row.changed_after_signing.then(|| view! { <ChangedMark /> })}
                {row.newer.then(|| view! { <span class="mark" data-test="newer">{w::NEWER}</span> })}
                <DeliveryMark delivery=row.delivery />
            </span>
        </a>
    }
}
