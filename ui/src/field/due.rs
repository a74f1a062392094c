//! The home's card of what is to be carried on by today: each leads to its entry and to the entry that carries it on.

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::{DueFollowUp, Topic};
use leptos::prelude::*;

use super::drafts;
use crate::components::{Button, FailureBanner};
use crate::live::live;
use crate::model::route::Route;
use crate::state::{App, use_app};
use crate::words::{due as w, kind};

/// The card.
#[component]
pub fn DueCard() -> impl IntoView {
    let app = use_app();
    let due = live(&[Topic::Entries], || command::DueFollowUps {});
    let total = move || due.value.with(|due| due.as_ref().map_or(0, |due| due.total));
    let rows = move || {
        due.value.get().map(|due| {
            let shown = u32::try_from(due.rows.len()).unwrap_or(u32::MAX);
            let more = due.total.saturating_sub(shown);
            view! {
                <ul class="due">{due.rows.into_iter().map(|one| row(app, one)).collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="field-hint" data-test="due-more">{w::more(more)}</p> })}
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="due" data-test="due-card">
            <h2 id="due" data-test="due-count" data-count=move || total().to_string()>{changing(move || w::due(total()))}</h2>
            <FailureBanner code=due.failure on_again=Callback::new(move |()| due.again()) />
            {changing(rows)}
        </section>
    }
}

fn row(app: App, one: DueFollowUp) -> impl IntoView {
    let DueFollowUp { row, days_over, .. } = one;
    let entry = row.entry;
    let follow = Callback::new(move |()| drafts::open(app, command::FollowUp { entry }));
    let what = if row.matter.is_empty() {
        kind(row.kind).to_owned()
    } else {
        row.matter
    };
    view! {
        <li class="due-row" data-test="due" data-entry=entry.to_string()>
            <a class="due-what" href=Route::Entry(entry).href()>
                <span class="row-head"><span>{row.people}</span><span>{w::over(days_over)}</span></span>
                <span class="row-what">{what}</span>
                <span class="row-where">{row.village_name}" · "{row.number}</span>
            </a>
            <Button label=w::FOLLOW test=format!("due-follow-{entry}") on_press=follow />
        </li>
    }
}
