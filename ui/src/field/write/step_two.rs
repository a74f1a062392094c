//! Step 2: who was served and what was done. What is asked follows the kind.

use crate::components::changing;
use cunfa_core::entry::{Asks, Field, Wanted};
use cunfa_core::{Kind, ResultClass};
use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

use super::details::{LectureDetails, own};
use super::extra::Extra;
use super::follow_up::FollowUp;
use super::persons::Persons;
use super::templates::TemplateChips;
use super::writing::Writing;
use crate::components::{Chip, Chips, TextArea};
use crate::later::later;
use crate::photos::PhotosStep;
use crate::words::{self, form as f};

/// Step 2.
#[component]
pub fn StepTwo(writing: Writing) -> impl IntoView {
    let kind = Memo::new(move |_| writing.kind());
    // Before a kind is chosen the form is that of a consultation.
    let asks = Memo::new(move |_| kind.get().unwrap_or(Kind::Consultation).asks());
    let wants = move |of: fn(Asks) -> Wanted| of(asks.get()) == Wanted::Needed;
    let has_own = move |asks: Asks| asks.mediation == Wanted::Needed || !asks.details.is_empty();
    let rows = Memo::new(move |_| writing.form.with(|form| !form.persons.is_empty()));
    view! {
        <section class="step-body" data-test="step-two">
            <Show when=move || wants(|asks| asks.lecture)>
                <LectureDetails writing=writing />
            </Show>
            <Show when=move || !wants(|asks| asks.lecture) || rows.get()>
                <Persons writing=writing optional=Signal::derive(move || !wants(|asks| asks.persons)) />
            </Show>
            {changing(move || Some(asks.get()).filter(|asks| has_own(*asks)).map(|asks| later(move || own(writing, asks))))}
            {changing(move || kind.get().map(|kind| view! { <TemplateChips writing=writing kind=kind /> }))}
            {changing(move || view! { <Texts writing=writing kind=kind.get() asks=asks.get() /> })}
            <Results writing=writing asks=asks />
            <FollowUp writing=writing />
            <Extra writing=writing />
            <PhotosStep photos=writing.photos keep=UnsyncCallback::new(move |then| writing.keep_then(then)) />
        </section>
    }
}

/// 事由 and 内容; free to stay empty where the kind has details of its own.
#[component]
fn Texts(writing: Writing, kind: Option<Kind>, asks: Asks) -> impl IntoView {
    let free = |wanted: Wanted| wanted != Wanted::Needed;
    view! {
        <TextArea id="matter" label=f::field(&Field::Matter) hint=f::matter_hint(kind) rows=2 optional=free(asks.matter)
            value=Signal::derive(move || writing.form.with(|form| form.matter.clone()))
            on_text=Callback::new(move |text| writing.edit("matter", |form| form.matter = text))
            error=writing.error(Field::Matter) />
        <TextArea id="advice" label=f::field(&Field::Advice) hint=f::advice_hint(kind) rows=4 optional=free(asks.advice)
            value=Signal::derive(move || writing.form.with(|form| form.advice.clone()))
            on_text=Callback::new(move |text| writing.edit("advice", |form| form.advice = text))
            error=writing.error(Field::Advice) />
    }
}

/// The result: the classes that fit the kind, and one chosen before that does not, so that it can be seen and taken away.
#[component]
fn Results(writing: Writing, asks: Memo<Asks>) -> impl IntoView {
    let chosen = Memo::new(move |_| writing.form.with(|form| form.result_class));
    let options = Signal::derive(move || {
        let fitting = asks.get().results;
        let left = chosen.get().filter(|class| !fitting.contains(class));
        fitting
            .iter()
            .copied()
            .chain(left)
            .map(|class| Chip::new(class, words::result_class(class), class.code()))
            .collect::<Vec<_>>()
    });
    let choose = Callback::new(move |class| {
        writing.edit("result_class", |form| {
            form.result_class = (form.result_class != Some(class)).then_some(class)
        });
    });
    view! {
        <Chips label=f::field(&Field::ResultClass) options=options test="result-class"
            is_chosen=move |class: &ResultClass| chosen.get() == Some(*class)
            on_choose=choose error=writing.error(Field::ResultClass) />
        <TextArea id="result" label=f::field(&Field::Result) hint=f::RESULT_HINT rows=2 optional=true
            value=Signal::derive(move || writing.form.with(|form| form.result.clone()))
            on_text=Callback::new(move |text| writing.edit("result", |form| form.result = text))
            error=writing.error(Field::Result) />
    }
}
