//! Fields with more than one value: both are shown, a person chooses. Nothing chooses by itself, whatever the page does.

use cunfa_core::EntryId;
use cunfa_protocol::command;
use cunfa_protocol::view::{Conflict, EntryView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Tone};
use crate::later::{later, parts};
use crate::live::Live;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, field as w, form as f};

/// The conflicts of an entry.
#[component]
pub fn Conflicts(view: EntryView, live: Live<EntryView>) -> impl IntoView {
    (!view.conflicts.is_empty()).then(|| later(move || all(view.clone(), live)))
}

parts! {
    fn all(view: EntryView, live: Live<EntryView>) {
        let (entry, may) = (view.row.entry, view.may_change);
        let all = view
            .conflicts
            .into_iter()
            .map(|conflict| view! { <One entry=entry conflict=conflict may=may live=live /> })
            .collect_view();
        view! {
            <Banner tone=Tone::Warning test="conflicts">
                <h2>{w::CONFLICT_TITLE}</h2>
                <p>{w::CONFLICT_LEAD}</p>
                {all}
            </Banner>
        }
    }
}

#[component]
fn One(entry: EntryId, conflict: Conflict, may: bool, live: Live<EntryView>) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let Conflict { key, field, values } = conflict;
    let settle = move |key: String, value: String| {
        busy.set(true);
        spawn_local(async move {
            match ask(command::Settle { entry, key, value }).await {
                Ok(view) => {
                    app.say(w::SETTLED);
                    live.put(view);
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
            busy.try_set(false);
        });
    };
    let choice = |(at, value): (usize, String)| {
        let shown = f::value(&field, &value);
        let key = key.clone();
        let press = Callback::new(move |()| settle(key.clone(), value.clone()));
        if may {
            view! { <li><Button label=w::choose(&shown) test=format!("settle-{at}") busy=busy on_press=press /></li> }
                .into_any()
        } else {
            view! { <li>{shown}</li> }.into_any()
        }
    };
    view! {
        <div class="conflict" data-test="conflict" data-key=key.clone()>
            <h3>{f::field(&field)}</h3>
            <ul class="conflict-values">{values.into_iter().enumerate().map(choice).collect_view()}</ul>
        </div>
    }
}
