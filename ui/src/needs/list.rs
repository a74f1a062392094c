//! The needs as lists: the card of a home, which shows the oldest that wait, and the whole list with words to find.

use crate::components::changing;
use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_protocol::command;
use cunfa_protocol::view::{NeedRow, Needs, SheetOf, Topic};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::row::Row;
use crate::clock;
use crate::components::{Button, Chip, Chips, Empty, FailureBanner, Loading, Look, TextInput};
use crate::live::{Live, live};
use crate::model::hours;
use crate::model::route::Route;
use crate::sheets::SheetSection;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, needs as w};

/// Rows of a home's card.
const OLDEST: usize = 3;
/// What the rows show changes with these.
pub(super) const TOPICS: &[Topic] = &[Topic::Entries, Topic::Drafts, Topic::Sync];

/// The first page of needs, of those that wait or of all.
pub(super) fn first(open: bool) -> Live<Needs> {
    live(TOPICS, move || command::Needs {
        village: None,
        open,
        search: String::new(),
        offset: 0,
    })
}

pub(super) fn today() -> NaiveDate {
    let now_ms = clock::now_ms();
    hours::local(now_ms, clock::offset_minutes(now_ms)).map_or(NaiveDate::MIN, |now| now.date())
}

pub(super) fn rows(rows: Vec<NeedRow>) -> impl IntoView {
    let today = today();
    let rows = rows.into_iter();
    let rows = rows.map(|row| view! { <li><Row row=row today=today /></li> });
    view! { <ul class="rows">{rows.collect_view()}</ul> }
}

/// 记一条群众需求; nothing for those who record none.
#[component]
pub fn RecordButton(
    /// The needs.
    needs: Live<Needs>,
) -> impl IntoView {
    let app = use_app();
    let record = Callback::new(move |()| app.go(Route::RecordNeed));
    let shown = Memo::new(move |_| {
        needs
            .value
            .with(|needs| needs.as_ref().filter(|needs| needs.may_record).map(|needs| needs.draft))
    });
    move || {
        shown.get().map(|draft| {
            let label = if draft { w::RECORD_ON } else { w::RECORD };
            view! { <Button label=label test="need-record" look=Look::Primary on_press=record /> }
        })
    }
}

/// A home's card: the oldest needs that wait, the button for those who record, and the way to all of them.
#[component]
pub fn NeedsCard() -> impl IntoView {
    let needs = first(true);
    let waiting = move || {
        needs
            .value
            .with(|needs| needs.as_ref().map_or(0, |needs| needs.waiting))
    };
    let oldest = move || {
        let oldest = needs.value.with(|needs| {
            let rows = needs.as_ref().map(|needs| &needs.rows);
            rows.map(|rows| rows.iter().take(OLDEST).cloned().collect::<Vec<_>>())
        });
        oldest.filter(|oldest| !oldest.is_empty()).map(rows)
    };
    view! {
        <section class="card needs-card" aria-labelledby="needs" data-test="needs-card">
            <h2 id="needs" data-test="needs-waiting" data-count=move || waiting().to_string()>
                {changing(move || if waiting() == 0 { w::NONE.to_owned() } else { w::waiting(waiting()) })}
            </h2>
            <FailureBanner code=needs.failure on_again=Callback::new(move |()| needs.again()) />
            {changing(oldest)}
            <div class="buttons">
                <RecordButton needs=needs />
                <a class="button" href=Route::Needs.href() data-test="needs-all">{w::NEEDS_ALL}</a>
            </div>
        </section>
    }
}

/// The whole list.
#[component]
pub fn NeedsScreen() -> impl IntoView {
    let (open, search) = (RwSignal::new(true), RwSignal::new(String::new()));
    let is_office = untrack(|| use_app().role()) == Some(Role::Office);
    let list = live(TOPICS, move || command::Needs {
        village: None,
        open: open.get(),
        search: search.get(),
        offset: 0,
    });
    let options = vec![
        Chip::new(true, w::SHOW_OPEN, "open"),
        Chip::new(false, w::SHOW_ALL, "all"),
    ];
    let shown = move || match list.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(page) if page.rows.is_empty() && search.with_untracked(String::is_empty) => {
            view! { <Empty title=w::NONE hint=w::NONE_HINT /> }.into_any()
        }
        Some(page) if page.rows.is_empty() => view! { <Empty title=w::NONE_FOUND hint=w::NONE_HINT /> }.into_any(),
        Some(page) => view! { <Pages page=page open=open search=search /> }.into_any(),
    };
    view! {
        <div class="stack" data-test="needs-screen">
            <h1>{w::NEEDS}</h1>
            <div class="buttons"><RecordButton needs=list /></div>
            <TextInput id="needs-search" label=w::SEARCH value=search bare=true
                on_text=Callback::new(move |text| search.set(text)) />
            <Chips label=w::SHOW options=options test="needs-show" bare=true
                is_chosen=move |one: &bool| open.get() == *one on_choose=Callback::new(move |one| open.set(one)) />
            <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
            {changing(shown)}
            {is_office.then(|| view! { <SheetSection of=Signal::derive(|| SheetOf::Needs) /> })}
        </div>
    }
}

/// The rows, and more of them when they are asked for.
#[component]
fn Pages(page: Needs, open: RwSignal<bool>, search: RwSignal<String>) -> impl IntoView {
    let app = use_app();
    let (all, total) = (RwSignal::new(page.rows), page.total);
    let busy = RwSignal::new(false);
    let here = move || u32::try_from(all.with(Vec::len)).unwrap_or(u32::MAX);
    let more = Callback::new(move |()| {
        busy.set(true);
        let next = command::Needs {
            village: None,
            open: open.get_untracked(),
            search: search.get_untracked(),
            offset: untrack(here),
        };
        spawn_local(async move {
            match ask(next).await {
                Ok(page) => {
                    all.try_update(|all| all.extend(page.rows));
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
            busy.try_set(false);
        });
    });
    view! {
        {move || rows(all.get())}
        <Show when=move || here() < total>
            <Button label=w::SHOW_MORE test="needs-more" busy=busy on_press=more />
        </Show>
    }
}
