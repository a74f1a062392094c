//! One need in a list: who asks what, where, and how it stands. Waiting is a number of days, not a colour.

use chrono::NaiveDate;
use cunfa_protocol::view::{NeedRow, NeedState};
use leptos::prelude::*;

use crate::components::DeliveryMark;
use crate::model::hours;
use crate::model::route::Route;
use crate::words::needs as w;

/// The row; a touch opens the need.
#[component]
pub fn Row(
    /// The need.
    row: NeedRow,
    /// Today, so that near days have names.
    today: NaiveDate,
) -> impl IntoView {
    let day = hours::day(row.need.date, today);
    let place = format!("{} · {} · {}", row.village_name, w::channel(row.need.channel), day);
    view! {
        <a class="row" href=Route::Need(row.id).href() data-test="need" data-need=row.id.to_string()>
            <span class="row-head">
                <span>{row.need.name.clone()}</span>
                {waits(&row).map(|days| view! { <span data-test="need-days">{days}</span> })}
            </span>
            <span class="row-what">{row.need.matter.clone()}</span>
            <span class="row-where">{place}</span>
            <span class="row-marks">
                <StateMark state=row.state />
                <DeliveryMark delivery=row.delivery.clone() />
            </span>
        </a>
    }
}

/// How long it waits, as long as it does.
pub fn waits(row: &NeedRow) -> Option<String> {
    match row.state {
        NeedState::Waiting | NeedState::InHand => Some(w::days(row.days)),
        NeedState::Answered | NeedState::Closed => None,
    }
}

/// Where a need stands: a word with a shape, hollow while it waits, half while it is in hand, full when it is settled.
#[component]
pub fn StateMark(
    /// Where it stands.
    state: NeedState,
) -> impl IntoView {
    const RING: &str = "M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14";
    let inside = match state {
        NeedState::Waiting => ().into_any(),
        NeedState::InHand => view! { <path d="M10 3a7 7 0 0 0 0 14z" fill="currentColor" /> }.into_any(),
        NeedState::Answered => view! {
            <path d="M6.5 10.2 9 13l4.8-6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        }
        .into_any(),
        NeedState::Closed => view! {
            <path d="M6.5 10h7" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
        }
        .into_any(),
    };
    view! {
        <span class="mark" data-test="need-state" data-state=w::state_code(state)>
            <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                <path d=RING fill="none" stroke="currentColor" stroke-width="2" />
                {inside}
            </svg>
            <span class="mark-word">{w::state(state)}</span>
        </span>
    }
}
