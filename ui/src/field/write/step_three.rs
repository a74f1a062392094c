//! Step 3: the page as it will be signed, or what is still missing; then the entry is made.

use crate::components::changing;
use cunfa_core::entry::Failure;
use cunfa_core::{Entry, VillageCode};
use cunfa_protocol::view::{EntryView, VillageRow};
use leptos::prelude::*;

use super::writing::{Writing, sentence};
use crate::components::{Banner, Button, FailureBanner, Icon, Look, Shape, Tone};
use crate::model::route::{Place, Route};
use crate::model::steps::step_of;
use crate::page::LedgerPage;
use crate::router;
use crate::words::field as w;

/// Name and township of a village.
fn place(villages: &[VillageRow], code: &VillageCode) -> (String, String) {
    let row = villages.iter().find(|row| row.code == *code);
    row.map(|row| (row.name.clone(), row.township.clone()))
        .unwrap_or_default()
}

/// Step 3.
#[component]
pub fn StepThree(
    /// The form.
    writing: Writing,
    /// Leads to a step.
    on_step: Callback<u8>,
) -> impl IntoView {
    view! {
        <section class="step-body" data-test="step-three">
            <FailureBanner code=writing.failure />
            {changing(move || match writing.checked() {
                Ok(entry) => preview(writing, entry).into_any(),
                Err(failures) => view! { <Missing failures=failures on_step=on_step /> }.into_any(),
            })}
        </section>
    }
}

fn preview(writing: Writing, entry: Entry) -> impl IntoView {
    let (name, township) = writing
        .villages
        .with(|rows| place(rows.as_deref().unwrap_or_default(), &entry.village));
    let submits =
        (!entry.is_for_paper()).then(|| view! { <p class="field-hint" data-test="save-submits">{w::SAVE_SUBMITS}</p> });
    view! {
        <h2>{w::CHECK_TITLE}</h2>
        <LedgerPage entry=entry village_name=name township=township pictures=writing.pictures() />
        {submits}
    }
}

#[component]
fn Missing(failures: Vec<Failure>, on_step: Callback<u8>) -> impl IntoView {
    let one = move |failure: Failure| {
        let step = step_of(&failure.field);
        view! {
            <li>
                <button type="button" class="missing" on:click=move |_| on_step.run(step)>
                    <span>{sentence(&failure)}</span>
                    <Icon shape=Shape::Next />
                </button>
            </li>
        }
    };
    view! {
        <Banner tone=Tone::Warning test="missing">
            <h2>{w::STILL_WRONG}</h2>
            <ul class="missings">{failures.into_iter().map(one).collect_view()}</ul>
        </Banner>
    }
}

/// 保存, 保存并请干部签字. Both are one save; a second touch while it runs does nothing.
#[component]
pub fn SaveButtons(writing: Writing) -> impl IntoView {
    let save = Callback::new(move |()| writing.save(|view| leave_to(Route::Entry(view.row.entry))));
    let sign = Callback::new(move |()| writing.save(|view| leave_to(signing_of(&view))));
    let incomplete = Signal::derive(move || writing.checked().is_err());
    let busy = Signal::derive(move || writing.saving.get() || writing.photos.busy());
    view! {
        <Button label=w::SAVE test="save" busy=busy disabled=incomplete on_press=save />
        <Button label=w::SAVE_AND_SIGN test="save-sign" look=Look::Primary busy=busy disabled=incomplete on_press=sign />
    }
}

fn signing_of(view: &EntryView) -> Route {
    if view.may_sign {
        Route::Sign(view.row.entry)
    } else {
        Route::Entry(view.row.entry)
    }
}

/// The form is done: no step back leads into it.
fn leave_to(route: Route) {
    router::replace(Place { route, step: 1 });
}
