//! The desk of the county and the city: villages in figures, a village's entries in figures, and one entry whose text is opened for a
//! signed reason; the registers, and the rule files. Sorted by code and day; no screen ranks anybody.

mod counties;
mod crossings;
mod list;
mod month;
mod one;
mod report;
pub mod rules;

use crate::components::changing;
use chrono::{Datelike as _, Months, NaiveDate};
use cunfa_core::{EntryId, Role, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::Topic;
use leptos::prelude::*;

use crate::clock;
use crate::components::{Button, Look};
use crate::live::live;
use crate::registers::{Recusing, Registers};
use crate::state::use_app;
use crate::words::{above as words, counties as counties_words, desk, registers, rule_editor};

/// What the desk shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Figures,
    Registers,
    Rules,
    Counties,
}

/// For a city alone.
const COUNTIES: (Tab, &str, &str) = (Tab::Counties, counties_words::TITLE, "above-tab-counties");
/// Each with its word and its name for tests.
const TABS: [(Tab, &str, &str); 3] = [
    (Tab::Figures, words::FIGURES, "above-tab-figures"),
    (Tab::Registers, registers::TITLE, "above-tab-registers"),
    (Tab::Rules, rule_editor::TITLE, "above-tab-rules"),
];

/// Where somebody is in it.
#[derive(Clone, Copy)]
struct At {
    month: RwSignal<NaiveDate>,
    village: RwSignal<Option<VillageCode>>,
    entry: RwSignal<Option<EntryId>>,
    tab: RwSignal<Tab>,
    /// A recusal that is to be begun in the registers.
    recusing: RwSignal<Option<Recusing>>,
}

impl At {
    /// Begins a recusal in the registers.
    fn recuse(self, of: Recusing) {
        self.recusing.set(Some(of));
        self.tab.set(Tab::Registers);
    }
}

/// The desk.
#[component]
pub fn Above() -> impl IntoView {
    let at = At {
        month: RwSignal::new(clock::this_month()),
        village: RwSignal::new(None),
        entry: RwSignal::new(None),
        tab: RwSignal::new(Tab::Figures),
        recusing: RwSignal::new(None),
    };
    let tab = at.tab;
    let is_city = untrack(|| use_app().role()) == Some(Role::City);
    let counties = is_city.then(|| live(&[Topic::Session, Topic::Sync], || command::Counties {}));
    // Another county is another desk: nothing of the one before stays on the screen.
    let county = Memo::new(move |_| {
        let shown = counties.map(|list| list.value.with(|list| list.as_ref().map_or(0, |list| list.shown)));
        shown.unwrap_or(0)
    });
    Effect::new(move |before: Option<u32>| {
        let now = county.get();
        if before.is_some_and(|before| before != now) {
            at.village.set(None);
            at.entry.set(None);
        }
        now
    });
    let shown = move || {
        let tab = tab.get();
        if let (Tab::Counties, Some(list)) = (tab, counties) {
            return view! { <counties::CountiesTab list=list /> }.into_any();
        }
        // Read, not tracked alone: a memo that nobody has read yet changes when it is.
        let _of_this_county = county.get();
        match tab {
            Tab::Registers => {
                let recusing = at.recusing.try_update_untracked(Option::take).flatten();
                view! { <Registers recusing=recusing /> }.into_any()
            }
            Tab::Rules => view! { <rules::Rules /> }.into_any(),
            Tab::Figures | Tab::Counties => view! { <FiguresPane at=at /> }.into_any(),
        }
    };
    let tabs = TABS.into_iter().chain(is_city.then_some(COUNTIES));
    // With one county there is nothing to take it for.
    let looking_at = move || {
        let list = counties?.value.get().filter(|list| list.counties.len() > 1)?;
        let row = list.counties.iter().find(|row| row.number == list.shown)?;
        Some(
            view! { <p class="field-hint" data-test="above-county">{counties_words::looking_at(&counties::name(row))}</p> },
        )
    };
    view! {
        <div class="desk" data-test="above">
            <header class="desk-head">
                <h1>{words::DESK}</h1>
                <div class="desk-tabs" role="group" aria-label=words::DESK>
                    {tabs.map(|one| key(one, tab)).collect_view()}
                </div>
                {changing(looking_at)}
            </header>
            {changing(shown)}
        </div>
    }
}

fn key((is, word, test): (Tab, &'static str, &'static str), tab: RwSignal<Tab>) -> impl IntoView {
    let current = move || if tab.get() == is { "true" } else { "false" };
    view! {
        <button type="button" class="desk-tab" data-test=test aria-pressed=current on:click=move |_| tab.set(is)>{word}</button>
    }
}

/// Figures; where somebody was in them stays while another tab is looked at.
#[component]
fn FiguresPane(at: At) -> impl IntoView {
    let shown = move || match (at.entry.get(), at.village.get()) {
        (Some(entry), _) => view! { <one::One entry=entry at=at /> }.into_any(),
        (None, Some(village)) => view! { <list::List village=village at=at /> }.into_any(),
        (None, None) => view! { <month::Month at=at /> }.into_any(),
    };
    view! {
        <p class="field-hint">{words::LEAD}</p>
        {changing(shown)}
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
            <h2 aria-live="polite" data-test="above-month">{changing(move || desk::month_title(month.get().year(), month.get().month()))}</h2>
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
