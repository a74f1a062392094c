//! Which of a village's entries are handed to a cadre together: those of the last day are chosen already.

use crate::components::changing;
use std::collections::BTreeSet;

use cunfa_core::{EntryId, Role, VillageCode};
use cunfa_protocol::view::{ReadyEntry, ReadyToSign, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Button, Empty, FailureBanner, Loading, Look};
use crate::live::live;
use crate::model::hours;
use crate::model::route::Route;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, field as w, sitting as s};

/// Those that are chosen before anybody chooses: what can be signed of the newest day.
fn of_last_day(ready: &ReadyToSign) -> BTreeSet<EntryId> {
    let can = || ready.entries.iter().filter(|one| one.obstacle.is_none());
    let last = can().map(|one| one.row.date).max();
    can()
        .filter(|one| Some(one.row.date) == last)
        .map(|one| one.row.entry)
        .collect()
}

/// The screen.
#[component]
pub fn Ready(
    /// The village.
    village: VillageCode,
) -> impl IntoView {
    let app = use_app();
    let ready = live(&[Topic::Entries], move || command::ReadyToSign {
        village: village.clone(),
    });
    let chosen = RwSignal::new(None::<BTreeSet<EntryId>>);
    Effect::new(move |_| {
        let first = ready.value.with(|ready| ready.as_ref().map(of_last_day));
        if chosen.with_untracked(Option::is_none) {
            chosen.set(first);
        }
    });
    let own = untrack(|| app.role()) == Some(Role::Cadre);
    let title = move || {
        let village = ready
            .value
            .with(|ready| ready.as_ref().map(|ready| ready.village_name.clone()));
        let title = if own { s::OWN } else { s::TITLE };
        village.map_or_else(|| title.to_owned(), |village| format!("{title} · {village}"))
    };
    view! {
        <div class="stack" data-test="ready">
            <h1>{changing(title)}</h1>
            <FailureBanner code=ready.failure on_again=Callback::new(move |()| ready.again()) />
            {changing(move || match ready.value.get() {
                None => view! { <Loading /> }.into_any(),
                Some(ready) if ready.entries.is_empty() => view! { <Empty title=s::NONE hint=s::NONE_HINT /> }.into_any(),
                Some(ready) => view! { <Choose ready=ready chosen=chosen own=own /> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Choose(ready: ReadyToSign, chosen: RwSignal<Option<BTreeSet<EntryId>>>, own: bool) -> impl IntoView {
    let app = use_app();
    let failure = RwSignal::new(None::<Code>);
    let busy = RwSignal::new(false);
    let order: Vec<EntryId> = ready
        .entries
        .iter()
        .rev()
        .filter(|one| one.obstacle.is_none())
        .map(|one| one.row.entry)
        .collect();
    let order = StoredValue::new(order);
    let picked = move || {
        chosen.with(|chosen| {
            let is_chosen = |entry: &&EntryId| chosen.as_ref().is_some_and(|chosen| chosen.contains(*entry));
            order.with_value(|order| order.iter().filter(is_chosen).copied().collect::<Vec<_>>())
        })
    };
    let count = Memo::new(move |_| picked().len());
    let hand_over = Callback::new(move |()| {
        let entries = untrack(picked);
        if entries.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = ask(command::HandOver { entries }).await;
            busy.try_set(false);
            match answer {
                Ok(_) => app.go(Route::Sitting),
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    let label = Signal::derive(move || {
        if own {
            s::begin(count.get())
        } else {
            s::hand_over(count.get())
        }
    });
    let submits = ready.submits;
    let lines = ready.entries.into_iter().map(|one| line(one, chosen)).collect_view();
    view! {
        <p class="field-hint">{s::CHOOSE}</p>
        <ul class="choices">{lines}</ul>
        <FailureBanner code=failure />
        <div class="buttons">
            <Button label=label test="hand-over" look=Look::Primary busy=busy
                disabled=Signal::derive(move || count.get() == 0) on_press=hand_over />
        </div>
        {submits.then(|| view! { <p class="field-hint" data-test="ready-submits">{s::SUBMITS}</p> })}
    }
}

fn line(one: ReadyEntry, chosen: RwSignal<Option<BTreeSet<EntryId>>>) -> impl IntoView {
    let ReadyEntry { row, obstacle } = one;
    let entry = row.entry;
    let now = clock::now_ms();
    let today = hours::local(now, clock::offset_minutes(now)).unwrap_or_default().date();
    let is_on = move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.contains(&entry)));
    let turn = move |event| {
        let on = event_target_checked(&event);
        chosen.update(|chosen| {
            let chosen = chosen.get_or_insert_default();
            if on {
                chosen.insert(entry);
            } else {
                chosen.remove(&entry);
            }
        });
    };
    let reason = obstacle
        .as_ref()
        .map(|code| view! { <span class="choice-aside">{words::failure::sentence(code)}</span> });
    let what = format!(
        "{} · {} · {}",
        words::kind(row.kind),
        words::people(&row.people),
        row.matter
    );
    view! {
        <li>
            <label class="choice ready-choice" class:choice-on=is_on>
                <input type="checkbox" data-test=format!("ready-{}", row.number) disabled=obstacle.is_some()
                    prop:checked=is_on on:change=turn />
                <span class="ready-words">
                    <span class="choice-text">{hours::day(row.date, today)}" · "{w::number(&row.number)}</span>
                    <span>{what}</span>
                    {reason}
                </span>
            </label>
        </li>
    }
}
