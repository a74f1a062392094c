//! The served persons: names first, from those written lately or typed; phone and category only when wanted.

use crate::components::changing;
use cunfa_core::entry::Field;
use cunfa_core::{Category, ServedPerson};
use leptos::prelude::*;

use super::writing::Writing;
use crate::clock;
use crate::components::{Button, Chip, Chips, Icon, Look, Shape, TextInput};
use crate::model::persons;
use crate::words::{self, field as w, form as f, writing as more};

/// The change that takes a person away.
const REMOVED: &str = "person-removed";

fn change(writing: Writing, row: &str, what: &'static str, change: impl FnOnce(&mut ServedPerson)) {
    writing.edit(what, |form| {
        if let Some(person) = form.persons.iter_mut().find(|person| person.row == row) {
            change(person);
        }
    });
}

fn add(writing: Writing, name: String) {
    writing.edit("person", |form| {
        let blank = form.persons.iter_mut().find(|person| person.name.trim().is_empty());
        match blank {
            Some(person) if !name.is_empty() => person.name = name,
            Some(_) | None => {
                let row = persons::new_row(&form.persons, clock::chance());
                form.persons.push(ServedPerson { name, ..row });
            }
        }
    });
}

/// The rows, and names to be added by one touch. Where nobody need be named, none is begun.
#[component]
pub fn Persons(writing: Writing, optional: Signal<bool>) -> impl IntoView {
    if !optional.get_untracked() && writing.form.with_untracked(|form| form.persons.is_empty()) {
        let row = persons::new_row(&[], clock::chance());
        writing.form.update(|form| form.persons.push(row));
    }
    let rows = Memo::new(move |_| {
        writing
            .form
            .with(|form| form.persons.iter().map(|p| p.row.clone()).collect::<Vec<_>>())
    });
    let at = move |row: &str| rows.with(|rows| rows.iter().position(|one| one == row).unwrap_or(0));
    let error = writing.error(Field::Persons);
    view! {
        <fieldset class="field persons" data-test="persons">
            <legend class="field-label">
                {f::field(&Field::Persons)}
                <Show when=move || optional.get()><span class="field-optional">{words::OPTIONAL}</span></Show>
            </legend>
            <Recent writing=writing />
            <For each=move || rows.get() key=String::clone let:row>
                <Person writing=writing at=at(&row) row=row />
            </For>
            <Show when=move || writing.last_was(REMOVED)>
                <div class="buttons undo-line">
                    <span role="status">{more::PERSON_REMOVED}</span>
                    <Button label=more::UNDO test="person-undo" on_press=Callback::new(move |()| writing.undo()) />
                </div>
            </Show>
            <div class="field-error" role="alert" data-test="persons-error">
                {changing(move || error.get().map(|sentence| view! { <p><Icon shape=Shape::Warning />{sentence}</p> }))}
            </div>
            <div>
                <Button
                    label=Signal::derive(move || if rows.with(Vec::is_empty) { w::PERSON_FIRST } else { w::PERSON_ADD }.to_owned())
                    test="person-add"
                    on_press=Callback::new(move |()| add(writing, String::new()))
                />
            </div>
        </fieldset>
    }
}

#[component]
fn Recent(writing: Writing) -> impl IntoView {
    let names = writing.recent_persons();
    if names.is_empty() {
        return ().into_any();
    }
    let options: Vec<Chip<String>> = names
        .into_iter()
        .take(8)
        .enumerate()
        .map(|(at, name)| Chip::new(name.clone(), name, at.to_string()))
        .collect();
    let toggle = Callback::new(move |name: String| {
        if writing.form.with_untracked(|form| persons::has(&form.persons, &name)) {
            writing.edit_alone(REMOVED, |form| form.persons.retain(|person| person.name.trim() != name));
        } else {
            add(writing, name);
        }
    });
    view! {
        <Chips label=w::PERSON_RECENT options=options test="recent"
            is_chosen=move |name: &String| writing.form.with(|form| persons::has(&form.persons, name)) on_choose=toggle />
    }
    .into_any()
}

#[component]
fn Person(writing: Writing, at: usize, row: String) -> impl IntoView {
    let row = StoredValue::new(row);
    let of = move |part: fn(&ServedPerson) -> String| {
        Signal::derive(move || {
            let row = row.get_value();
            writing
                .form
                .with(|form| form.persons.iter().find(|p| p.row == row).map(part).unwrap_or_default())
        })
    };
    let name = Callback::new(move |text| change(writing, &row.get_value(), "person-name", |person| person.name = text));
    let phone =
        Callback::new(move |text| change(writing, &row.get_value(), "person-phone", |person| person.phone = text));
    let away = Callback::new(move |()| {
        let row = row.get_value();
        writing.edit_alone(REMOVED, |form| form.persons.retain(|person| person.row != row));
    });
    let category = move || {
        let row = row.get_value();
        writing
            .form
            .with(|form| form.persons.iter().find(|p| p.row == row).and_then(|p| p.category))
    };
    let choose = Callback::new(move |chosen: Category| {
        let chosen = (category() != Some(chosen)).then_some(chosen);
        change(writing, &row.get_value(), "person-category", |person| {
            person.category = chosen
        });
    });
    let categories: Vec<Chip<Category>> = Category::ALL
        .iter()
        .map(|one| Chip::new(*one, words::category(*one), one.code()))
        .collect();
    let more = !of(|person| person.phone.clone()).get_untracked().is_empty() || untrack(category).is_some();
    view! {
        <div class="person" data-test="person">
            <TextInput id=format!("person-{at}-name") label=w::person(at) value=of(|person| person.name.clone())
                on_text=name error=writing.error(Field::PersonName(row.get_value())) />
            <Button label=w::PERSON_REMOVE test=format!("person-{at}-remove") look=Look::Quiet on_press=away />
            <details class="person-more" open=more>
                <summary>{w::PERSON_MORE}</summary>
                <TextInput id=format!("person-{at}-phone") label=f::field(&Field::PersonPhone(String::new())) mode="tel" optional=true
                    value=of(|person| person.phone.clone()) on_text=phone error=writing.error(Field::PersonPhone(row.get_value())) />
                <Chips label=w::PERSON_CATEGORY options=categories test="category"
                    is_chosen=move |one: &Category| category() == Some(*one) on_choose=choose />
            </details>
        </div>
    }
}
