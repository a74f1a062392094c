//! The office's small panel: how many needs of its villages wait, the oldest of them, and a way to record one; and what villagers asked on the
//! public page.

use crate::components::changing;
use leptos::prelude::*;

use super::inquiries::{self, Inquiries};
use super::list::{RecordButton, first, rows};
use crate::components::{Button, Dialog, FailureBanner};
use crate::later::{later, parts};
use crate::live::Live;
use crate::model::route::Route;
use crate::words::inquiries as asked;
use crate::words::needs as w;
use cunfa_protocol::view::Needs;

/// The button with the count, and the dialog behind it.
#[component]
pub fn NeedPanel() -> impl IntoView {
    let needs = first(true);
    let open = RwSignal::new(false);
    let questions = RwSignal::new(0_usize);
    inquiries::count(questions);
    let count = move || {
        let waiting = needs
            .value
            .with(|needs| needs.as_ref().map_or(0, |needs| needs.waiting));
        (waiting > 0).then(|| view! { <span class="desk-count" data-test="needs-count">{waiting}</span> })
    };
    let asked_count = move || {
        let count = questions.get();
        (count > 0).then(|| view! { <span class="desk-count" data-test="inquiries-count">{asked::count(count)}</span> })
    };
    view! {
        <button type="button" class="desk-tab" data-test="desk-needs" on:click=move |_| open.set(true)>
            {w::NEEDS}
            {changing(count)}
            {changing(asked_count)}
        </button>
        <Dialog open=open title=w::NEEDS test="needs">
            {later(move || inside(needs, open, questions))}
        </Dialog>
    }
}

parts! {
    fn inside(needs: Live<Needs>, open: RwSignal<bool>, questions: RwSignal<usize>) {
        view! { <Panel needs=needs open=open questions=questions /> }
    }
}

#[component]
fn Panel(needs: Live<Needs>, open: RwSignal<bool>, questions: RwSignal<usize>) -> impl IntoView {
    // While one question is looked at, nothing else stands beside it.
    let alone = RwSignal::new(false);
    let found = move || match needs.value.get() {
        Some(page) if page.rows.is_empty() => view! { <p>{w::NONE}</p> }.into_any(),
        Some(page) => rows(page.rows).into_any(),
        None => ().into_any(),
    };
    view! {
        <FailureBanner code=needs.failure on_again=Callback::new(move |()| needs.again()) />
        <Show when=move || !alone.get()>{changing(found)}</Show>
        <Inquiries waiting=questions alone=alone />
        <div class="dialog-actions dialog-actions-sticky">
            <RecordButton needs=needs />
            <a class="button" href=Route::Needs.href() data-test="needs-all">{w::NEEDS_ALL}</a>
            <Button label=w::PANEL_CLOSE test="needs-close" on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}
