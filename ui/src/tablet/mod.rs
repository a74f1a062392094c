//! The signing screens: a village cadre reads, says an opinion, writes the name, gives the PIN, hands the tablet back.
//!
//! Full screen and without a way into anything else; the only way out is [`visit::Visit::leave`]. The ink is strokes
//! ([`ink_model`]) that survive rotation and redrawing; what is signed is the content that was shown, by its digest.

mod confirm;
mod finish;
mod hand_back;
pub mod ink_model;
#[cfg(test)]
mod ink_model_tests;
pub mod ink_shape;
pub mod pad;
mod sitting;
mod steps;
mod villagers;
mod visit;

use crate::components::changing;
use crate::later::later;
use cunfa_core::EntryId;
use leptos::html;
use leptos::prelude::*;

use crate::components::{Icon, Shape};
use crate::words::tablet as words;
use sitting::Sitting;
pub use sitting::SittingScreen;
use visit::{Step, Visit};

fn title(visit: Visit) -> String {
    let word = match visit.step.get() {
        Step::Read => words::READ_TITLE,
        Step::Opinion => words::OPINION_TITLE,
        Step::Name => words::NAME_TITLE,
        Step::Write => return visit.writes(),
        Step::Villagers => words::CONFIRM_TITLE,
        Step::Witness => words::WITNESS_TITLE,
        Step::Villager => return visit.villagers.writes(),
        Step::Pin => words::PIN_STEP,
        Step::Done => words::DONE_TITLE,
        Step::HandBack => words::HAND_BACK_TITLE,
    };
    word.to_owned()
}

/// The whole signing of one entry.
#[component]
pub fn SigningScreen(
    /// Which entry is signed.
    entry: EntryId,
    /// The sitting it is one entry of.
    #[prop(optional)]
    sitting: Option<Sitting>,
) -> impl IntoView {
    let visit = Visit::begin(entry, sitting);
    let head = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        visit.step.track();
        if let Some(head) = head.get() {
            let _ = head.focus();
        }
    });
    let step = move || match visit.step.get() {
        Step::Read => view! { <steps::Read visit=visit /> }.into_any(),
        Step::Opinion => view! { <steps::GiveOpinion visit=visit /> }.into_any(),
        Step::Name => view! { <steps::ChooseName visit=visit /> }.into_any(),
        Step::Write => view! { <finish::WriteName visit=visit /> }.into_any(),
        Step::Villagers => view! { <confirm::Villagers visit=visit /> }.into_any(),
        Step::Witness => later(move || confirm::witness(visit)),
        Step::Villager => later(move || confirm::villager(visit)),
        Step::Pin => view! { <finish::GivePin visit=visit /> }.into_any(),
        Step::Done => view! { <finish::Done visit=visit /> }.into_any(),
        Step::HandBack => {
            let out = Callback::new(move |()| visit.out());
            view! { <hand_back::HandBack fault=visit.fault on_open=out /> }.into_any()
        }
    };
    view! {
        <main class="signing" data-test="signing" data-step=move || format!("{:?}", visit.step.get()).to_ascii_lowercase()>
            <header class="signing-head">
                {sitting.map(|sitting| view! { <InSitting sitting=sitting visit=visit /> })}
                <Progress visit=visit />
                <h1 tabindex="-1" node_ref=head>{changing(move || title(visit))}</h1>
                <Fault visit=visit />
            </header>
            {changing(step)}
        </main>
    }
}

/// Which entry of the sitting it is, and what became of the one before.
#[component]
fn InSitting(sitting: Sitting, visit: Visit) -> impl IntoView {
    let said = move || sitting.said().filter(|_| visit.step.get() == Step::Read);
    let line = |said: String| {
        view! { <p class="sitting-said" role="status" data-test="sitting-said"><Icon shape=Shape::Tick />{said}</p> }
    };
    view! {
        {move || said().map(line)}
        <p class="sitting-place" data-test="sitting-place">{sitting.place(visit.entry)}</p>
    }
}

/// How far it is: a row of marks, and the same in words.
#[component]
fn Progress(visit: Visit) -> impl IntoView {
    move || {
        visit.step.get().index().map(|now| {
            let steps = visit.counted();
            let name = words::STEPS.get(now).copied().unwrap_or_default();
            let place = steps.iter().position(|(at, _)| *at == now).unwrap_or(now);
            let count = steps.len();
            let mark = move |(at, _): (usize, &str)| {
                view! { <span class="signing-mark" class:signing-mark-on=at <= now></span> }
            };
            view! {
                <p class="signing-progress">
                    <span class="signing-marks" aria-hidden="true">{steps.into_iter().map(mark).collect_view()}</span>
                    <span>{words::step_of(place + 1, count, name)}</span>
                </p>
            }
        })
    }
}

/// What is missing or went wrong; stays until it is settled.
#[component]
fn Fault(visit: Visit) -> impl IntoView {
    view! {
        <div role="alert" class="signing-alert" data-test="sign-fault">
            {changing(move || visit.fault.get().map(|sentence| view! { <p class="signing-fault"><Icon shape=Shape::Warning />{sentence}</p> }))}
        </div>
    }
}
