//! Step 2: who was served and what was done. What is asked follows the kind.

use cunfa_core::entry::Field;
use cunfa_core::{Kind, ResultClass};
use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

use super::details::{LectureDetails, MediationDetails};
use super::persons::Persons;
use super::writing::Writing;
use crate::components::{Chip, Chips, TextArea, TextInput};
use crate::photos::PhotosStep;
use crate::words::{self, field as w, form as f};

fn has_audience(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Lecture | Kind::Publicity))
}

/// Step 2.
#[component]
pub fn StepTwo(writing: Writing) -> impl IntoView {
    let kind = Memo::new(move |_| writing.kind());
    let free = Memo::new(move |_| has_audience(kind.get()) || kind.get() == Some(Kind::Mediation));
    let rows = move || writing.form.with(|form| !form.persons.is_empty());
    view! {
        <section class="step-body" data-test="step-two">
            <Show when=move || has_audience(kind.get())>
                <LectureDetails writing=writing />
            </Show>
            <Show when=move || !has_audience(kind.get()) || rows()>
                <Persons writing=writing />
            </Show>
            <Show when=move || kind.get() == Some(Kind::Mediation)>
                <MediationDetails writing=writing />
            </Show>
            {move || view! { <Texts writing=writing kind=kind.get() free=free.get() /> }}
            <Results writing=writing />
            <Extra writing=writing />
            <PhotosStep photos=writing.photos keep=UnsyncCallback::new(move |then| writing.keep_then(then)) />
        </section>
    }
}

/// 事由 and 内容; free to stay empty where the kind has details of its own.
#[component]
fn Texts(writing: Writing, kind: Option<Kind>, free: bool) -> impl IntoView {
    view! {
        <TextArea id="matter" label=f::field(&Field::Matter) hint=f::matter_hint(kind) rows=2 optional=free
            value=Signal::derive(move || writing.form.with(|form| form.matter.clone()))
            on_text=Callback::new(move |text| writing.edit("matter", |form| form.matter = text))
            error=writing.error(Field::Matter) />
        <TextArea id="advice" label=f::field(&Field::Advice) hint=f::ADVICE_HINT rows=4 optional=free
            value=Signal::derive(move || writing.form.with(|form| form.advice.clone()))
            on_text=Callback::new(move |text| writing.edit("advice", |form| form.advice = text))
            error=writing.error(Field::Advice) />
    }
}

#[component]
fn Results(writing: Writing) -> impl IntoView {
    let options: Vec<Chip<ResultClass>> = ResultClass::ALL
        .iter()
        .map(|class| Chip::new(*class, words::result_class(*class), class.code()))
        .collect();
    let choose = Callback::new(move |class| {
        writing.edit("result_class", |form| {
            form.result_class = (form.result_class != Some(class)).then_some(class)
        });
    });
    view! {
        <Chips label=f::field(&Field::ResultClass) options=options test="result-class"
            is_chosen=move |class: &ResultClass| writing.form.with(|form| form.result_class == Some(*class))
            on_choose=choose error=writing.error(Field::ResultClass) />
        <TextArea id="result" label=f::field(&Field::Result) hint=f::RESULT_HINT rows=2 optional=true
            value=Signal::derive(move || writing.form.with(|form| form.result.clone()))
            on_text=Callback::new(move |text| writing.edit("result", |form| form.result = text))
            error=writing.error(Field::Result) />
    }
}

/// What an entry may touch besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Besides {
    Major,
    Paid,
}

#[component]
fn Extra(writing: Writing) -> impl IntoView {
    let options = vec![
        Chip::new(Besides::Major, w::IS_MAJOR, "major"),
        Chip::new(Besides::Paid, w::IS_PAID, "paid"),
    ];
    let is_on = move |besides: &Besides| {
        writing.form.with(|form| match besides {
            Besides::Major => form.major.is_some(),
            Besides::Paid => form.paid.is_some(),
        })
    };
    let toggle = Callback::new(move |besides| {
        writing.edit("besides", |form| {
            let slot = match besides {
                Besides::Major => &mut form.major,
                Besides::Paid => &mut form.paid,
            };
            *slot = if slot.is_some() { None } else { Some(String::new()) };
        });
    });
    view! {
        <Chips label=w::EXTRA options=options test="besides" is_chosen=is_on on_choose=toggle />
        <Show when=move || is_on(&Besides::Major)>
            <TextArea id="major" label=f::field(&Field::Major) hint=w::MAJOR_HINT rows=2
                value=Signal::derive(move || writing.form.with(|form| form.major.clone().unwrap_or_default()))
                on_text=Callback::new(move |text| writing.edit("major", |form| form.major = Some(text)))
                error=writing.error(Field::Major) />
        </Show>
        <Show when=move || is_on(&Besides::Paid)>
            <TextInput id="paid" label=f::field(&Field::Paid) hint=w::PAID_HINT
                value=Signal::derive(move || writing.form.with(|form| form.paid.clone().unwrap_or_default()))
                on_text=Callback::new(move |text| writing.edit("paid", |form| form.paid = Some(text)))
                error=writing.error(Field::Paid) />
        </Show>
    }
}
