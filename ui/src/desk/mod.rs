//! The desk of 司法所: a queue by village or counsel, the page that is judged, the decision with its facts; and the month.
//!
//! Made for a keyboard and a whole morning ([`keys`]). Approval is an act of a person over what is on the screen; nothing
//! here decides by itself, and no screen ranks anybody.

pub mod check;
mod check_results;
mod devices;
mod enrolments;
mod facts;
pub mod find;
mod help;
mod keyboard;
pub mod keys;
mod month;
mod own_reasons;
mod queue;
mod reading;
mod returning;
mod since;
mod state;
mod together;
pub mod year;

use crate::components::changing;
use leptos::prelude::*;

use crate::components::{Button, Look};
use crate::later::{later, parts};
use crate::needs::NeedPanel;
use crate::words::desk as words;
use state::{DeskState, Tab};

/// The desk.
#[component]
pub fn Desk() -> impl IntoView {
    let desk = DeskState::begin();
    keyboard::listen(desk);
    // From one list to the other the panes stay.
    let whole = Memo::new(move |_| match desk.tab.get() {
        Tab::Waiting | Tab::Decided => None,
        tab @ (Tab::Month | Tab::Registers) => Some(tab),
    });
    let panes = move || {
        match whole.get() {
            Some(Tab::Month) => return later(month_pane),
            Some(Tab::Registers) => return later(registers_pane),
            Some(Tab::Waiting | Tab::Decided) | None => {}
        }
        view! {
            <div class="desk-panes" class:desk-panes-open=move || desk.open.get().is_some()
                class:desk-panes-twin=move || desk.view.with(|view| view.as_ref().is_some_and(|view| view.amendment.is_some()))>
                <queue::QueuePane desk=desk />
                <reading::ReadingPane desk=desk />
                <facts::FactsPane desk=desk />
            </div>
        }
        .into_any()
    };
    view! {
        <div class="desk" data-test="desk">
            <header class="desk-head">
                <h1>{words::DESK}</h1>
                <Tabs desk=desk />
                <enrolments::EnrolmentList />
                <devices::DeviceList />
                <NeedPanel />
                <Button
                    label=words::HELP
                    test="desk-help"
                    look=Look::Quiet
                    on_press=Callback::new(move |()| desk.help.set(true))
                />
            </header>
            {changing(panes)}
            <returning::ReturnDialog desk=desk />
            <together::TogetherDialog desk=desk />
            <help::HelpDialog desk=desk />
        </div>
    }
}

parts! {
    fn month_pane() {
        view! { <month::MonthPane /> }
    }
}

parts! {
    in county;

    fn registers_pane() {
        view! { <crate::registers::Registers /> }
    }
}

#[component]
fn Tabs(desk: DeskState) -> impl IntoView {
    let count = move |tab: Tab| {
        desk.queue.value.with(|queue| {
            queue.as_ref().and_then(|queue| match tab {
                Tab::Waiting => Some(queue.major.len() + queue.waiting.len()),
                Tab::Decided | Tab::Month | Tab::Registers => None,
            })
        })
    };
    let tab = move |tab: Tab, word: &'static str, test: &'static str| {
        let current = move || if desk.tab.get() == tab { "true" } else { "false" };
        view! {
            <button type="button" class="desk-tab" data-test=test aria-pressed=current on:click=move |_| desk.turn_to(tab)>
                {word}
                {changing(move || count(tab).map(|count| view! { <span class="desk-count" data-test="desk-waiting-count">{count}</span> }))}
            </button>
        }
    };
    view! {
        <div class="desk-tabs" role="group" aria-label=words::DESK>
            {tab(Tab::Waiting, words::WAITING, "desk-tab-waiting")}
            {tab(Tab::Decided, words::DECIDED, "desk-tab-decided")}
            {tab(Tab::Month, words::MONTH, "desk-tab-month")}
            {tab(Tab::Registers, words::REGISTERS, "desk-tab-registers")}
        </div>
    }
}
