//! What is missing, before anything else: what was refused, villages without counsel, appointments that end soon, counsel without a training
//! this year, counsel whom no record names. Each with the one thing to do about it. By code, day or name; nobody is ranked.

use crate::components::changing;
use cunfa_core::VillageCode;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::command;
use cunfa_protocol::view::{EndingAppointment, NamedPerson, RefusedRecord, RegisterGaps, Topic, VillageRow};
use leptos::prelude::*;

use super::{At, New};
use crate::clock;
use crate::components::{Button, FailureBanner, Loading, Look};
use crate::live::live;
use crate::words::registers as w;

/// Items of a list at first, and more at a time.
const PAGE: usize = 10;
/// Most villages that one request names.
const MOST_ASKED: usize = cunfa_core::register::MAX_VILLAGES;

/// All of it.
#[component]
pub(super) fn Gaps(at: At) -> impl IntoView {
    let gaps = live(&[Topic::Entries, Topic::Session], || command::RegisterGaps {});
    let shown = move || match gaps.value.get() {
        Some(gaps) => all(gaps, at),
        None if gaps.failure.with(Option::is_some) => ().into_any(),
        None => view! { <Loading /> }.into_any(),
    };
    view! {
        <section class="register-part" aria-labelledby="gaps-title" data-test="gaps">
            <h2 id="gaps-title">{w::GAPS}</h2>
            <FailureBanner code=gaps.failure on_again=Callback::new(move |()| gaps.again()) />
            {changing(shown)}
        </section>
    }
}

fn all(gaps: RegisterGaps, at: At) -> AnyView {
    let Some(came_ms) = gaps.came_ms else {
        return view! { <p data-test="gaps-never">{w::NEVER_CAME}</p> }.into_any();
    };
    let ask_city = ask_city(&gaps.without, at);
    let parts = [
        part(
            "gaps-refused",
            w::refused(gaps.refused.len()),
            w::REFUSED_HINT,
            gaps.refused,
            refused,
            at,
        ),
        part(
            "gaps-without",
            w::without(gaps.without.len()),
            w::WITHOUT_HINT,
            gaps.without,
            without,
            at,
        ),
        ask_city,
        part(
            "gaps-ending",
            w::ending(gaps.ending.len()),
            w::ENDING_HINT,
            gaps.ending,
            ending,
            at,
        ),
        part(
            "gaps-untrained",
            w::untrained(gaps.untrained.len()),
            w::UNTRAINED_HINT,
            gaps.untrained,
            untrained,
            at,
        ),
        part(
            "gaps-unlisted",
            w::unlisted(gaps.unlisted.len()),
            w::UNLISTED_HINT,
            gaps.unlisted,
            unlisted,
            at,
        ),
    ];
    let parts: Vec<AnyView> = parts.into_iter().flatten().collect();
    let none = parts
        .is_empty()
        .then(|| view! { <p data-test="gaps-none">{w::NO_GAPS}</p> });
    view! {
        {none}
        {parts}
        <p class="field-hint">{w::came(&clock::moment(came_ms))}</p>
    }
    .into_any()
}

/// A list with its heading; nothing when there is nothing in it.
fn part<T: Clone + Send + Sync + 'static>(
    test: &'static str,
    heading: String,
    hint: &'static str,
    items: Vec<T>,
    draw: fn(T, At) -> AnyView,
    at: At,
) -> Option<AnyView> {
    let (most, count) = (RwSignal::new(PAGE), items.len());
    let shown = move || {
        let items = items.iter().take(most.get()).cloned();
        items.map(|item| draw(item, at)).collect_view()
    };
    let more = move || {
        (most.get() < count).then(|| {
            let more = Callback::new(move |()| most.update(|most| *most = most.saturating_add(PAGE)));
            view! { <Button label=w::MORE test=format!("{test}-more") look=Look::Quiet on_press=more /> }
        })
    };
    (count > 0).then(|| {
        view! {
            <section class="card gap" data-test=test data-count=count.to_string()>
                <h3>{heading}</h3>
                <p class="field-hint">{hint}</p>
                <ul class="lines">{changing(shown)}</ul>
                {changing(more)}
            </section>
        }
        .into_any()
    })
}

/// One item: what it is, and what to do about it.
fn item(what: String, more: String, keys: Vec<AnyView>) -> AnyView {
    let more = (!more.is_empty()).then(|| view! { <small>{more}</small> });
    view! { <li><span class="gap-what"><strong>{what}</strong>{more}</span><span class="buttons">{keys}</span></li> }
        .into_any()
}

fn key(label: &'static str, test: String, press: Callback<()>) -> AnyView {
    view! { <Button label=label test=test on_press=press /> }.into_any()
}

/// Begins a record with what is known, for those who keep the registers.
fn begin(at: At, label: &'static str, test: String, new: New) -> Vec<AnyView> {
    let press = Callback::new(move |()| at.begin(new.clone()));
    at.keeps().then(|| key(label, test, press)).into_iter().collect()
}

fn refused(one: RefusedRecord, at: At) -> AnyView {
    let record = one.record;
    let press = Callback::new(move |()| at.look(record));
    let handle = key(w::HANDLE, "gap-handle".to_owned(), press);
    let why = crate::words::sync::parked(one.reason).to_owned();
    item(w::kind(one.kind).to_owned(), why, vec![handle])
}

fn without(row: VillageRow, at: At) -> AnyView {
    let (code, name) = (row.code.to_string(), w::village(&row));
    let new = New {
        values: vec![(Column::Village, code.clone())],
        names: vec![(code.clone(), name)],
        ..New::of(RecordKind::Appointment)
    };
    item(
        row.name,
        row.township,
        begin(at, w::APPOINT, format!("gap-appoint-{code}"), new),
    )
}

/// All of them at once, for whoever may ask the city.
fn ask_city(without: &[VillageRow], at: At) -> Option<AnyView> {
    let mut codes: Vec<&VillageCode> = without.iter().map(|row| &row.code).collect();
    codes.sort();
    codes.truncate(MOST_ASKED);
    let codes: Vec<String> = codes.into_iter().map(ToString::to_string).collect();
    let names = without.iter().map(|row| (row.code.to_string(), w::village(row)));
    let new = New {
        values: vec![(Column::Villages, codes.join(" "))],
        names: names.collect(),
        ..New::of(RecordKind::Allocation)
    };
    let press = Callback::new(move |()| at.begin(new.clone()));
    let may = at.keeps() && !without.is_empty();
    may.then(|| view! { <div class="buttons">{key(w::ASK_CITY, "gap-ask-city".to_owned(), press)}</div> }.into_any())
}

fn ending(one: EndingAppointment, at: At) -> AnyView {
    let record = one.record;
    let look = Callback::new(move |()| at.look(record));
    let look = key(w::LOOK, "gap-look".to_owned(), look);
    item(w::village(&one.village), w::ends(&one.person_name, one.to), vec![look])
}

fn untrained(one: NamedPerson, at: At) -> AnyView {
    let new = about(RecordKind::Training, &one);
    let keys = begin(at, w::TRAIN, format!("gap-train-{}", one.person), new);
    item(one.name, String::new(), keys)
}

fn unlisted(one: NamedPerson, at: At) -> AnyView {
    let mut new = about(RecordKind::Counsel, &one);
    new.values.push((Column::Name, one.name.clone()));
    let keys = begin(at, w::ENLIST, format!("gap-enlist-{}", one.person), new);
    item(one.name, String::new(), keys)
}

/// A record about somebody.
fn about(kind: RecordKind, one: &NamedPerson) -> New {
    New {
        values: vec![(Column::Person, one.person.clone())],
        names: vec![(one.person.clone(), one.name.clone())],
        ..New::of(kind)
    }
}
