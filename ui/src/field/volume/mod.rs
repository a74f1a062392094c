//! The volumes: village, year, chips, saved views and words to find narrow the list. Only what is near the screen is in the document, and
//! the list is found again as it was left.

mod list;
mod narrow;
mod rows;
mod together;
mod views;

use chrono::NaiveDate;
use cunfa_protocol::command;
use cunfa_protocol::view::{EntryRow, Sought, Topic, VolumePage};
use leptos::prelude::*;

use crate::clock;
use crate::components::FailureBanner;
use crate::live::live;
use crate::model::hours;
use crate::model::route::Route;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::field as w;
pub use list::Left;
use list::{List, question};
use narrow::Narrow;
use rows::Rows;
use together::Together;

/// What the volume is to open with.
fn wanted(app: App) -> Sought {
    app.wanted.get_untracked().unwrap_or_default()
}

/// The question for the first rows of everything.
pub fn whole() -> command::Volume {
    question(&Sought::default(), 0)
}

/// Asks for the rows with which the volume is to open, before it is shown. Without an answer the volume asks itself.
pub async fn ahead(app: App) {
    app.ahead.set(None);
    let sought = wanted(app);
    if app.left.with_value(Option::is_some) && matches!(app.before.get_value(), Route::Entry(_)) {
        return;
    }
    let is_all = sought == Sought::default();
    if let Some((page, true)) = app.take_ahead(app.volume).filter(|_| is_all) {
        app.ahead.set(Some(page));
        return;
    }
    if let Ok(page) = ask(question(&sought, 0)).await {
        app.ahead.try_set(Some(page));
    }
}

/// The list as it was left for one of its entries, if that is where the page comes from; else from its beginning.
fn list(app: App) -> List {
    let left = app.left.try_update_value(Option::take).flatten();
    match (left, app.before.get_value()) {
        (Some(left), Route::Entry(entry)) => List::found_again(left, Some(entry)),
        (Some(_) | None, _) => List::new(wanted(app), app.ahead.get_untracked()),
    }
}

/// The volume screen.
#[component]
pub fn Volume() -> impl IntoView {
    let app = use_app();
    let list = list(app);
    app.wanted.set(None);
    app.ahead.set(None);
    list.follow(app);
    on_cleanup(move || {
        let left = list.left();
        app.left.try_update_value(|place| *place = left);
    });
    let now = clock::now_ms();
    let today = hours::local(now, clock::offset_minutes(now)).unwrap_or_default().date();
    let villages = live(&[Topic::Session], || command::Villages {}).value;
    views::ask_for(app);
    view! {
        <div class="stack" data-test="volume">
            <h1>{w::VOLUME_TITLE}</h1>
            <Narrow list=list villages=villages views=app.views today=today />
            <Together list=list />
            <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
            <Rows list=list today=today />
        </div>
    }
}

/// What a list looks like, for a page on which nobody is at work: it asks for nothing.
pub fn unseen(rows: Vec<EntryRow>, today: NaiveDate) -> impl IntoView {
    let total = 1;
    let first = VolumePage { rows, total, offset: 0 };
    let list = List::new(Sought::default(), Some(first));
    view! {
        <Narrow list=list villages=RwSignal::new(None) views=RwSignal::new(None) today=today />
        <Rows list=list today=today />
    }
}
