//! Step 1: where, when, how long, what kind, in which way. All by touch; typing is the exception.

use cunfa_core::entry::Field;
use cunfa_core::{Kind, Mode, VillageCode};
use leptos::prelude::*;

use super::times::{Dates, Times};
use super::writing::Writing;
use crate::components::{Button, Chip, Chips, Look};
use crate::words::{self, field as w, form as f};

/// Kinds in sight before all are asked for.
const FIRST_KINDS: usize = 5;

/// Step 1.
#[component]
pub fn StepOne(writing: Writing) -> impl IntoView {
    view! {
        <section class="step-body" data-test="step-one">
            <Villages writing=writing />
            <Dates writing=writing />
            <Times writing=writing />
            <Kinds writing=writing />
            <Modes writing=writing />
        </section>
    }
}

#[component]
fn Villages(writing: Writing) -> impl IntoView {
    let options = Signal::derive(move || {
        let rows = writing.villages.get().unwrap_or_default();
        rows.into_iter()
            .map(|row| Chip::new(row.code.clone(), row.name, row.code.to_string()))
            .collect::<Vec<_>>()
    });
    view! {
        <Chips
            label=f::field(&Field::Village)
            options=options
            test="village"
            is_chosen=move |code: &VillageCode| writing.form.with(|form| form.village.as_ref() == Some(code))
            on_choose=Callback::new(move |code| writing.edit("village", |form| form.village = Some(code)))
            error=writing.error(Field::Village)
        />
    }
}

#[component]
fn Kinds(writing: Writing) -> impl IntoView {
    let chosen_late =
        |kind: Option<Kind>| kind.is_some_and(|kind| Kind::ALL.iter().skip(FIRST_KINDS).any(|late| *late == kind));
    let all = RwSignal::new(chosen_late(writing.form.with_untracked(|form| form.kind)));
    let options = Signal::derive(move || {
        let count = if all.get() { Kind::ALL.len() } else { FIRST_KINDS };
        Kind::ALL
            .iter()
            .take(count)
            .map(|kind| Chip::new(*kind, words::kind(*kind), kind.code()))
            .collect::<Vec<_>>()
    });
    view! {
        <div class="field">
            <Chips
                label=f::field(&Field::Kind)
                options=options
                test="kind"
                is_chosen=move |kind: &Kind| writing.kind() == Some(*kind)
                on_choose=Callback::new(move |kind| writing.edit("kind", |form| form.kind = Some(kind)))
                error=writing.error(Field::Kind)
            />
            <Show when=move || !all.get()>
                <div>
                    <Button label=w::KIND_MORE test="kind-more" look=Look::Quiet on_press=Callback::new(move |()| all.set(true)) />
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Modes(writing: Writing) -> impl IntoView {
    let options: Vec<Chip<Mode>> = Mode::ALL
        .iter()
        .map(|mode| Chip::new(*mode, words::mode(*mode), mode.code()))
        .collect();
    view! {
        <Chips
            label=f::field(&Field::Mode)
            options=options
            test="mode"
            is_chosen=move |mode: &Mode| writing.form.with(|form| form.mode == Some(*mode))
            on_choose=Callback::new(move |mode| writing.edit("mode", |form| form.mode = Some(mode)))
            error=writing.error(Field::Mode)
        />
    }
}
