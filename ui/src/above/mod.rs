//! The desk of the county and the city: villages in figures, a village's entries in figures, and one entry whose text is opened for a
//! signed reason. Sorted by code and day; no screen ranks anybody.

mod list;
mod month;
mod one;
mod report;
pub mod rules;

use chrono::{Datelike as _, Months, NaiveDate};
use cunfa_core::{EntryId, VillageCode};
use leptos::prelude::*;

use crate::clock;
use crate::components::{Button, Look};
use crate::words::{above as words, desk};

/// Where somebody is in it.
#[derive(Clone, Copy)]
struct At {
    month: RwSignal<NaiveDate>,
    village: RwSignal<Option<VillageCode>>,
    entry: RwSignal<Option<EntryId>>,
}

/// The desk.
#[component]
pub fn Above() -> impl IntoView {
    let at = At {
        month: RwSignal::new(clock::this_month()),
        village: RwSignal::new(None),
        entry: RwSignal::new(None),
    };
    let shown = move || match (at.entry.get(), at.village.get()) {
        (Some(entry), _) => view! { <one::One entry=entry at=at /> }.into_any(),
        (None, Some(village)) => view! { <list::List village=village at=at /> }.into_any(),
        (None, None) => view! { <month::Month at=at /> }.into_any(),
    };
    view! {
        <div class="desk" data-test="above">
            <h1>{words::DESK}</h1>
            <p class="field-hint">{words::LEAD}</p>
            {shown}
        </div>
    }
}

/// The month, and the ones before and after.
#[component]
fn MonthSwitch(at: At) -> impl IntoView {
    let turn = move |to: Option<NaiveDate>| {
        if let Some(to) = to {
            at.month.set(to);
        }
    };
    let month = at.month;
    view! {
        <div class="month-head">
            <Button label=desk::EARLIER_MONTH test="above-earlier" look=Look::Quiet
                on_press=Callback::new(move |()| turn(month.get_untracked().checked_sub_months(Months::new(1)))) />
            <h2 aria-live="polite" data-test="above-month">{move || desk::month_title(month.get().year(), month.get().month())}</h2>
            <Button label=desk::LATER_MONTH test="above-later" look=Look::Quiet
                on_press=Callback::new(move |()| turn(month.get_untracked().checked_add_months(Months::new(1)))) />
        </div>
    }
}

fn heads(words: &[&'static str]) -> impl IntoView + use<> {
    let heads: Vec<_> = words
        .iter()
        .map(|word| view! { <th role="columnheader" scope="col">{*word}</th> })
        .collect();
    view! { <thead role="rowgroup"><tr role="row">{heads}</tr></thead> }
}
