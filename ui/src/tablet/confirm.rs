//! The step 请服务对象确认: the list of persons, the pad of whose turn it is, the witness of who cannot write. It can be skipped.

use crate::components::changing;
use cunfa_core::ServedPerson;
use leptos::prelude::*;

use super::pad::InkPad;
use super::villagers::Hand;
use super::visit::Visit;
use crate::components::{Button, Chip, Chips, Icon, Look, Shape, TextInput};
use crate::later::parts;
use crate::words::{sitting, tablet as words};

/// The persons of the page.
#[component]
pub(super) fn Villagers(visit: Visit) -> impl IntoView {
    let persons = visit
        .signing
        .with_untracked(|s| s.as_ref().map(|s| s.entry.persons.clone()).unwrap_or_default());
    let some = Signal::derive(move || visit.villagers.given.with(|given| !given.is_empty()));
    let signs = visit.held_pin().is_some();
    let label = Signal::derive(move || {
        match (some.get(), signs) {
            (true, false) => words::NEXT,
            (false, false) => words::CONFIRM_SKIP,
            (true, true) => sitting::SIGN,
            (false, true) => sitting::SKIP_AND_SIGN,
        }
        .to_owned()
    });
    let all = persons.into_iter().enumerate();
    view! {
        <div class="signing-body" data-test="villagers">
            <p class="signing-hint">{words::CONFIRM_HINT}</p>
            <ul class="choices">{all.map(|(at, person)| view! { <Person visit=visit at=at person=person /> }).collect_view()}</ul>
        </div>
        <footer class="signing-foot">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button label=label test="villagers-next" look=Look::Primary busy=visit.busy
                on_press=Callback::new(move |()| visit.to_pin()) />
        </footer>
    }
}

#[component]
fn Person(visit: Visit, at: usize, person: ServedPerson) -> impl IntoView {
    let (name, row) = (person.name.clone(), person.row.clone());
    let given = Memo::new(move |_| visit.villagers.of(&row));
    let person = StoredValue::new(person);
    let choose = move |hand: Hand| Callback::new(move |()| visit.confirm(person.get_value(), hand));
    let again = Callback::new(move |()| visit.unconfirm(&person.with_value(|person| person.row.clone())));
    let state = move || {
        let Some(given) = given.get() else {
            return view! {
                <div class="villager-keys">
                    <Button label=words::CONFIRM_OWN test=format!("villager-{at}-own") on_press=choose(Hand::Own) />
                    <Button label=words::CONFIRM_WITNESS test=format!("villager-{at}-witness") on_press=choose(Hand::Witness) />
                </div>
            }
            .into_any();
        };
        let how = given.witness.map_or_else(
            || words::CONFIRMED_OWN.to_owned(),
            |witness| words::confirmed_before(&witness.name),
        );
        view! {
            <div class="villager-keys">
                <p class="villager-done" data-test=format!("villager-{at}-done")><Icon shape=Shape::Tick />{how}</p>
                <Button label=words::CONFIRM_AGAIN test=format!("villager-{at}-again") on_press=again />
            </div>
        }
        .into_any()
    };
    view! { <li class="villager" data-test="villager"><p class="choice-text">{name}</p>{changing(state)}</li> }
}

parts! {
    /// [`GiveWitness`]
    pub(super) fn witness(visit: Visit) {
        view! { <GiveWitness visit=visit /> }
    }
    /// [`VillagerWrites`]
    pub(super) fn villager(visit: Visit) {
        view! { <VillagerWrites visit=visit /> }
    }
}

/// Who stands in, and why.
#[component]
fn GiveWitness(visit: Visit) -> impl IntoView {
    let villagers = visit.villagers;
    let options: Vec<Chip<&'static str>> = words::WITNESS_REASONS
        .into_iter()
        .enumerate()
        .map(|(at, reason)| Chip::new(reason, reason, at.to_string()))
        .collect();
    view! {
        <div class="signing-body signing-form" data-test="witness">
            <p class="signing-hint">{words::WITNESS_HINT}</p>
            <TextInput id="witness-name" label=words::WITNESS_NAME value=villagers.witness_name
                on_text=Callback::new(move |text| { visit.fault.set(None); villagers.witness_name.set(text) }) />
            <Chips label=words::WITNESS_REASON options=Signal::stored(options)
                is_chosen=move |reason: &&'static str| villagers.witness_reason.with(|given| given == reason)
                on_choose=Callback::new(move |reason: &'static str| { visit.fault.set(None); villagers.witness_reason.set(reason.to_owned()) })
                test="witness-reason" />
            <TextInput id="witness-reason-typed" label=words::WITNESS_REASON_TYPED value=villagers.witness_reason
                on_text=Callback::new(move |text| { visit.fault.set(None); villagers.witness_reason.set(text) }) />
        </div>
        <footer class="signing-foot">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button label=words::NEXT test="witness-next" look=Look::Primary on_press=Callback::new(move |()| visit.witness_given()) />
        </footer>
    }
}

/// The pad of whose turn it is.
#[component]
fn VillagerWrites(visit: Visit) -> impl IntoView {
    let pad = visit.villagers.pad;
    let blank = Signal::derive(move || pad.is_blank());
    Effect::new(move |_| {
        if !pad.is_blank() {
            visit.fault.set(None);
        }
    });
    view! {
        <div class="signing-pad">
            <InkPad pad=pad />
        </div>
        <footer class="signing-foot signing-foot-pad">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button label=words::CLEAR test="ink-clear" disabled=blank on_press=Callback::new(move |()| pad.clear()) />
            <Button label=words::UNDO test="ink-undo" disabled=blank on_press=Callback::new(move |()| pad.undo()) />
            <Button label=words::CONFIRM test="villager-confirm" look=Look::Primary
                on_press=Callback::new(move |()| visit.villager_given()) />
        </footer>
    }
}
