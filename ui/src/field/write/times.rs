//! The day and the hours of a service: by chips, or typed the way people write them.

use crate::components::changing;
use chrono::{NaiveDate, NaiveTime};
use cunfa_core::Form;
use cunfa_core::entry::Field;
use leptos::prelude::*;

use super::timer::StartTimer;
use super::writing::Writing;
use crate::components::{Button, Chip, Chips, Look, TextInput};
use crate::later::{later, parts};
use crate::model::{dates, hours, quick_time};
use crate::words::{field as w, form as f};

/// The day.
#[component]
pub fn Dates(writing: Writing) -> impl IntoView {
    let today = writing.today();
    let days = dates::recent(today);
    let is_late = |date: Option<NaiveDate>, days: &[NaiveDate]| date.is_some_and(|date| !days.contains(&date));
    let typing = RwSignal::new(is_late(writing.form.with_untracked(|form| form.date), &days));
    let chip = |day: NaiveDate| Chip::new(day, hours::day(day, today), dates::show(day));
    let options: Vec<Chip<NaiveDate>> = days.into_iter().map(chip).collect();
    view! {
        <div class="field">
            <Chips
                label=f::field(&Field::Date)
                options=options
                test="date"
                is_chosen=move |day: &NaiveDate| writing.form.with(|form| form.date == Some(*day))
                on_choose=Callback::new(move |day| writing.edit("date", |form| form.date = Some(day)))
                error=writing.error(Field::Date)
            />
            <Show
                when=move || typing.get()
                fallback=move || view! {
                    <div>
                        <Button label=w::DATE_OTHER test="date-other" look=Look::Quiet on_press=Callback::new(move |()| typing.set(true)) />
                    </div>
                }
            >
                {later(move || typed_day(writing))}
            </Show>
        </div>
    }
}

parts! {
    fn typed_day(writing: Writing) {
        view! {
            <TypedDate writing=writing field=Field::Date id="date-typed" label=w::DATE_TYPED
                get=|form| form.date set=|form, day| form.date = day read=dates::read />
        }
    }
}

/// One typed day. What cannot be read stays in sight with a sentence; the form holds none then, and nothing is made of it.
#[component]
pub fn TypedDate(
    /// The form.
    writing: Writing,
    /// What of the form it is.
    field: Field,
    /// Id of the field, and the name of its change.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// The day as the form holds it.
    get: fn(&Form) -> Option<NaiveDate>,
    /// Takes what was read.
    set: fn(&mut Form, Option<NaiveDate>),
    /// Reads what was typed.
    read: fn(&str, NaiveDate) -> Option<NaiveDate>,
) -> impl IntoView {
    let today = writing.today();
    let of_form = move || writing.form.with_untracked(get).map(dates::show).unwrap_or_default();
    let text = RwSignal::new(writing.unread(&field).unwrap_or_else(of_form));
    let noted = field.clone();
    // A chip chose another day: the typed text follows.
    Effect::new(move |_| {
        let now = writing.form.with(get);
        let said = text.with_untracked(|text| read(text, today));
        if now.is_some() && now != said {
            text.set(now.map(dates::show).unwrap_or_default());
            writing.note_unread(&noted, None);
        }
    });
    let is_unread = move |text: &str| !text.trim().is_empty() && read(text, today).is_none();
    let typed = Callback::new(move |typed: String| {
        let day = read(&typed, today);
        writing.note_unread(&field, is_unread(&typed).then(|| typed.clone()));
        text.set(typed);
        writing.edit(id, |form| set(form, day));
    });
    let unreadable = Signal::derive(move || text.with(|text| is_unread(text)).then(|| w::DATE_UNREADABLE.to_owned()));
    view! { <TextInput id=id label=label hint=w::DATE_HINT value=text on_text=typed error=unreadable /> }
}

/// The hours: start, and end or length.
#[component]
pub fn Times(writing: Writing) -> impl IntoView {
    let start = move || writing.form.with(|form| form.start);
    let starts: Vec<Chip<NaiveTime>> = quick_time::starts()
        .into_iter()
        .map(|time| Chip::new(time, quick_time::show(time), quick_time::show(time)))
        .collect();
    let lengths: Vec<Chip<u16>> = quick_time::LENGTHS
        .iter()
        .map(|minutes| Chip::new(*minutes, hours::length(u32::from(*minutes)), minutes.to_string()))
        .collect();
    view! {
        <div class="times">
            <StartTimer writing=writing />
            <div class="times-pair">
                <Time writing=writing field=Field::Start get=|form| form.start set=set_start />
                <Time writing=writing field=Field::End get=|form| form.end set=|form, end| form.end = end />
                <p class="times-sum" data-test="times-sum">{changing(move || sum(writing))}</p>
            </div>
            <Chips label=w::START_CHIPS options=starts test="start" bare=true
                is_chosen=move |time: &NaiveTime| start() == Some(*time)
                on_choose=Callback::new(move |time| writing.edit("start", |form| set_start(form, Some(time)))) />
            <Chips label=w::LENGTH_CHIPS options=lengths test="length"
                is_chosen=move |minutes: &u16| writing.form.with(|form| length(form) == Some(u32::from(*minutes)))
                on_choose=Callback::new(move |minutes| writing.edit("length", |form| set_length(form, minutes))) />
            <Show when=move || start().is_none()>
                <TextInput id="minutes" label=w::ONLY_LENGTH hint=w::ONLY_LENGTH_HINT mode="numeric" optional=true
                    value=Signal::derive(move || writing.form.with(|form| form.minutes.clone()))
                    on_text=Callback::new(move |text| writing.edit("minutes", |form| form.minutes = text))
                    error=writing.error(Field::Minutes) />
            </Show>
        </div>
    }
}

/// A start keeps the length that was chosen.
fn set_start(form: &mut Form, start: Option<NaiveTime>) {
    let kept = length(form).and_then(|minutes| u16::try_from(minutes).ok());
    form.start = start;
    if let (Some(start), Some(minutes)) = (start, kept) {
        form.end = quick_time::end(start, minutes);
        form.minutes.clear();
    }
}

/// A length moves the end; without a start it stands alone.
fn set_length(form: &mut Form, minutes: u16) {
    match form.start {
        Some(start) => form.end = quick_time::end(start, minutes),
        None => form.minutes = minutes.to_string(),
    }
}

fn length(form: &Form) -> Option<u32> {
    match (form.start, form.end) {
        (Some(start), Some(end)) => quick_time::between(start, end),
        (None, _) | (_, None) => form.minutes.trim().parse().ok(),
    }
}

fn sum(writing: Writing) -> String {
    writing.form.with(length).map(w::takes).unwrap_or_default()
}

/// One typed time. What cannot be read stays in sight with a sentence; the form holds none then.
#[component]
fn Time(
    writing: Writing,
    field: Field,
    get: fn(&Form) -> Option<NaiveTime>,
    set: fn(&mut Form, Option<NaiveTime>),
) -> impl IntoView {
    let (id, what) = if field == Field::Start {
        ("start-typed", "start-typed")
    } else {
        ("end-typed", "end-typed")
    };
    let text = RwSignal::new(
        writing
            .form
            .with_untracked(get)
            .map(quick_time::show)
            .unwrap_or_default(),
    );
    // A chip moved the time: the typed text follows, unless it says the same time already.
    Effect::new(move |_| {
        let now = writing.form.with(get);
        let said = text.with_untracked(|text| quick_time::read(text));
        if now.is_some() && now != said {
            text.set(now.map(quick_time::show).unwrap_or_default());
        }
    });
    let typed = Callback::new(move |typed: String| {
        let time = quick_time::read(&typed);
        text.set(typed);
        writing.edit(what, |form| set(form, time));
    });
    let label = f::field(&field);
    let wrong = writing.error(field);
    let error = Signal::derive(move || {
        let unreadable = text.with(|text| !text.trim().is_empty() && quick_time::read(text).is_none());
        if unreadable {
            Some(w::TIME_UNREADABLE.to_owned())
        } else {
            wrong.get()
        }
    });
    view! { <TextInput id=id label=label hint=f::TIME_HINT value=text on_text=typed error=error /> }
}
