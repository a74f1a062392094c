//! The counsel's home: the village of the day, the month against the duty, what waits, and one obvious button.

use crate::components::changing;
use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use cunfa_core::rules::Basis;
use cunfa_core::{Kind, Stage, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::{Home as View, Sought, SyncOutcome, Topic, VillageMonth, VolumeFilter};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::counted::Counted;
use super::drafts::{self, DraftOffers, Purpose};
use super::due::DueCard;
use super::reminder::Reminder;
use super::volume;
use crate::components::{Button, Empty, FailureBanner, Icon, Loading, Look, Ring, Shape};
use crate::later::{later, parts};
use crate::live::live_from;
use crate::model::hours;
use crate::model::route::{self, Route};
use crate::needs::NeedsCard;
use crate::state::{App, HOME_TOPICS, use_app};
use crate::words::{field as w, month, needs as n, sitting};

/// What the rows of a volume show changes with these.
const VOLUME_TOPICS: &[Topic] = &[Topic::Entries];
/// After the home was drawn, nothing is under way: long enough for its frame, shorter than a glance.
const IDLE: Duration = Duration::from_millis(150);

parts! {
    fn due_card() {
        view! { <DueCard /> }
    }
}

/// The counsel's home.
#[component]
pub fn Home() -> impl IntoView {
    let app = use_app();
    let home = live_from(HOME_TOPICS, || command::Home {}, app.take_ahead(app.home));
    // When a pass ended is said by the status line: it is no reason to draw the home again.
    let shown = Memo::new(move |_| {
        home.value.get().map(|home| View {
            last_sync_ms: None,
            last_outcome: SyncOutcome::Never,
            ..home
        })
    });
    ask_volume_when_idle(app);
    let villages = Signal::derive(move || {
        let of = |home: &View| {
            home.villages
                .iter()
                .map(|month| month.village.clone())
                .collect::<Vec<_>>()
        };
        home.value.with(|home| home.as_ref().map(of).unwrap_or_default())
    });
    view! {
        <div class="stack" data-test="home">
            <FailureBanner code=home.failure on_again=Callback::new(move |()| home.again()) />
            <DraftOffers villages=villages />
            {changing(move || match shown.get() {
                Some(now) => view! { <Today home=now put=Callback::new(move |now| home.put(now)) /> }.into_any(),
                None => view! { <Loading /> }.into_any(),
            })}
        </div>
    }
}

/// What a home looks like, for a page on which nobody is at work.
pub fn unseen(home: View) -> impl IntoView {
    view! { <Today home=home put=Callback::new(|_| ()) /> }
}

/// Asks for the volume's first rows while the person looks at the home, so that a press finds them here; again when they change.
fn ask_volume_when_idle(app: App) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        app.follow(VOLUME_TOPICS);
        stop();
        let ask = move || spawn_local(app.ask_ahead(volume::whole(), VOLUME_TOPICS, app.volume));
        waiting.set_value(set_timeout_with_handle(ask, IDLE).ok());
    });
    on_cleanup(stop);
}

/// Everything that is true today.
#[component]
fn Today(home: View, put: Callback<View>) -> impl IntoView {
    let app = use_app();
    let counts = counts(app, &home);
    let needs = (home.needs > 0).then(|| view! { <NeedsCard /> });
    let due = (home.follow_ups > 0).then(|| later(due_card));
    let today = home.today;
    let rules = home.rules;
    let reminder = home
        .reminder
        .map(|reminder| view! { <Reminder reminder=reminder put=put /> });
    let mut villages = home.villages.into_iter();
    let first = match villages.next() {
        Some(month) => view! { <VillageCard month=month today=today rules=rules.clone() /> }.into_any(),
        None => view! { <Empty title=w::NO_VILLAGES hint=w::NO_VILLAGES_HINT /> }.into_any(),
    };
    let others: Vec<VillageMonth> = villages.collect();
    let rest = (!others.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="others">
                <h2 id="others">{w::OTHER_VILLAGES}</h2>
                <ul class="others">{others.into_iter().map(|one| other(app, one, today, rules.clone())).collect_view()}</ul>
            </section>
        }
    });
    view! {
        <h1 class="home-day">{hours::day_and_weekday(today)}</h1>
        <div class="home">{first}{counts}{reminder}{due}{needs}{rest}</div>
    }
}

/// The village last visited, with its month and the button.
#[component]
fn VillageCard(month: VillageMonth, today: NaiveDate, rules: Vec<Basis>) -> impl IntoView {
    let app = use_app();
    let VillageMonth {
        village,
        tally,
        unsigned,
    } = month;
    let write = write_in(app, village.code.clone());
    let ready = to_ready(app, &village.code, unsigned);
    let lectures = lectures_link(app, &village.code, today);
    view! {
        <section class="card village-card" aria-labelledby="village" data-test="village-card">
            <div class="village-head">
                <p class="village-town">{village.county}" "{village.township}</p>
                <h2 id="village">{village.name}</h2>
            </div>
            <div class="village-month">
                <Ring
                    permille=hours::permille(tally.counted_minutes, tally.owed_minutes)
                    value=hours::length(tally.counted_minutes)
                    of=w::ring_of(tally.owed_minutes)
                />
                <div class="village-words">
                    <h3>{w::THIS_MONTH}</h3>
                    <p data-test="month-sentence">{w::month_sentence(tally.counted_minutes, tally.missing_minutes())}</p>
                    <p>{w::lectures(tally.lectures_per, tally.lectures, tally.owed_lectures)}{(tally.lectures > 0).then_some(lectures)}</p>
                </div>
            </div>
            <div class="village-write">
                <Button label=w::NEW_ENTRY test="new-entry" look=Look::Primary on_press=write />
                {ready}
            </div>
            <Counted tally=tally today=today rules=rules />
        </section>
    }
}

/// Writes an entry of a village.
fn write_in(app: App, village: VillageCode) -> Callback<()> {
    Callback::new(move |()| {
        let village = Some(village.clone());
        drafts::start(
            app,
            Purpose {
                village,
                ..Purpose::default()
            },
        )
    })
}

/// Where entries wait for a signature, the way to handing them over.
fn to_ready(app: App, village: &VillageCode, unsigned: u32) -> Option<impl IntoView + use<>> {
    let (place, test) = (route::ready(village), format!("ready-{village}"));
    (unsigned > 0).then(|| {
        let go = Callback::new(move |()| app.go(place));
        view! { <Button label=sitting::ready(unsigned) test=test on_press=go /> }
    })
}

/// To the lectures of a village's year.
fn lectures_link(app: App, village: &VillageCode, today: NaiveDate) -> impl IntoView + use<> {
    let filter = VolumeFilter {
        kind: Some(Kind::Lecture),
        ..VolumeFilter::default()
    };
    let sought = Sought {
        village: Some(village.clone()),
        year: Some(today.year()),
        filter,
        ..Sought::default()
    };
    let open = move |_| app.wanted.set(Some(sought.clone()));
    view! { <a class="number-link" href=Route::Volume.href() data-test="lectures" on:click=open>{month::LECTURES_SHOW}</a> }
}

fn other(app: App, month: VillageMonth, today: NaiveDate, rules: Vec<Basis>) -> impl IntoView {
    let VillageMonth {
        village,
        tally,
        unsigned,
    } = month;
    let write = write_in(app, village.code.clone());
    let ready = to_ready(app, &village.code, unsigned);
    let lectures = lectures_link(app, &village.code, today);
    view! {
        <li class="other">
            <div class="other-month">
                <p class="other-name">{village.name}</p>
                <p class="field-hint">{w::of_owed(tally.counted_minutes, tally.owed_minutes)}</p>
                <p class="field-hint">{w::lectures(tally.lectures_per, tally.lectures, tally.owed_lectures)}{(tally.lectures > 0).then_some(lectures)}</p>
            </div>
            <div class="other-keys">
                <Button label=w::WRITE_HERE test=format!("write-{}", village.code) on_press=write />
                {ready}
            </div>
            <Counted tally=tally today=today rules=rules />
        </li>
    }
}

/// 草稿 · 待签字 · 未上传 · 被退回, each leading to its list.
fn counts(app: App, home: &View) -> impl IntoView + use<> {
    let stage = |stage: Stage| VolumeFilter {
        stages: vec![stage],
        ..VolumeFilter::default()
    };
    let unsent = VolumeFilter {
        unsent: true,
        ..VolumeFilter::default()
    };
    let tile = move |label: &'static str, count: u32, test: &'static str, filter: VolumeFilter| {
        let open = move |_| {
            let filter = filter.clone();
            app.wanted.set(Some(Sought {
                filter,
                ..Sought::default()
            }));
            app.go(Route::Volume);
        };
        view! {
            <li>
                <button type="button" class="tile" class:tile-some=(count > 0) data-test=test data-count=count.to_string() on:click=open>
                    <strong>{count}</strong>
                    <span>{label}</span>
                    <Icon shape=Shape::Next />
                </button>
            </li>
        }
    };
    view! {
        <ul class="tiles">
            {tile(w::COUNT_UNSIGNED, home.unsigned, "count-unsigned", stage(Stage::Unsigned))}
            {tile(w::COUNT_RETURNED, home.returned, "count-returned", stage(Stage::Returned))}
            {tile(w::COUNT_UNSENT, home.unsent, "count-unsent", unsent)}
            <li>
                <a class="tile" class:tile-some=(home.needs > 0) data-test="count-needs" data-count=home.needs.to_string() href=Route::Needs.href()>
                    <strong>{home.needs}</strong>
                    <span>{n::NEEDS}</span>
                    <Icon shape=Shape::Next />
                </a>
            </li>
            <li>
                <div class="tile tile-still" data-test="count-drafts" data-count=home.drafts.to_string()>
                    <strong>{home.drafts}</strong>
                    <span>{w::COUNT_DRAFTS}</span>
                </div>
            </li>
        </ul>
    }
}
