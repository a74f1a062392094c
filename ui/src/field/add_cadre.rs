//! 添加村干部: a name of the roster, then the cadre's own PIN twice. Works without the network.

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::{RosterRow, Topic};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::new_pin::NewPin;
use crate::components::{Button, Dialog, Empty};
use crate::later::{later, parts};
use crate::live::{Live, live};
use crate::state::use_app;
use crate::transport::ask;
use crate::words::enrol as words;

/// The button and the dialog behind it.
#[component]
pub(super) fn AddCadre() -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<RosterRow>);
    let show = Callback::new(move |()| {
        chosen.set(None);
        open.set(true);
    });
    let title = Signal::derive(move || {
        let one = chosen.with(|chosen| chosen.as_ref().map(|row| words::adding(&row.name)));
        one.unwrap_or_else(|| words::ADD_CADRE_TITLE.to_owned())
    });
    let back = move || {
        chosen.with(Option::is_some).then(|| {
            let list = Callback::new(move |()| chosen.set(None));
            view! { <Button label=words::BACK_TO_LIST test="cadre-back" on_press=list /> }
        })
    };
    view! {
        <Button label=words::ADD_CADRE test="settings-add-cadre" on_press=show />
        <Dialog open=open title=title test="cadre-dialog">
            {later(move || choose(open, chosen))}
            <div class="dialog-actions dialog-actions-sticky">
                {changing(back)}
                <Button label=words::CLOSE test="cadre-close" on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </Dialog>
    }
}

parts! {
    fn choose(open: RwSignal<bool>, chosen: RwSignal<Option<RosterRow>>) {
        view! { <Choose open=open chosen=chosen /> }
    }
}

#[component]
fn Choose(open: RwSignal<bool>, chosen: RwSignal<Option<RosterRow>>) -> impl IntoView {
    let roster = live(&[Topic::Session], || command::Roster { village: None });
    move || match chosen.get() {
        Some(row) => view! { <OwnPin row=row open=open /> }.into_any(),
        None => names(roster, chosen).into_any(),
    }
}

fn names(roster: Live<cunfa_protocol::view::Roster>, chosen: RwSignal<Option<RosterRow>>) -> impl IntoView {
    let rows = roster.value.get().map(|roster| roster.cadres).unwrap_or_default();
    let nobody = rows
        .iter()
        .all(|row| row.here)
        .then(|| view! { <Empty title=words::ROSTER_EMPTY hint=words::ROSTER_EMPTY_MORE /> });
    let name = move |row: RosterRow| {
        let aside = match (row.fault, row.here) {
            (Some(fault), _) => words::fault_of_claim(fault).to_owned(),
            (None, true) => words::HERE.to_owned(),
            (None, false) => format!("{} {}", row.places.join("、"), row.post),
        };
        let (shown, here) = (row.name.clone(), row.here);
        let test = format!("cadre-{}", row.person);
        view! {
            <button type="button" class="choice choice-name" data-test=test disabled=here on:click=move |_| chosen.set(Some(row.clone()))>
                <span class="choice-text">{shown}</span>
                <span class="choice-aside">{aside}</span>
            </button>
        }
    };
    view! {
        <p class="field-hint">{words::ADD_CADRE_HINT}</p>
        <div class="choices">{rows.into_iter().map(name).collect_view()}</div>
        {nobody}
    }
}

#[component]
fn OwnPin(row: RosterRow, open: RwSignal<bool>) -> impl IntoView {
    let app = use_app();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let person = row.person;
    let add = Callback::new(move |pin: String| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let answer = ask(command::EnrolCadre { person, pin }).await;
            busy.try_set(false);
            match answer {
                Ok(session) => {
                    app.take_session(session);
                    open.try_set(false);
                }
                Err(failure) => {
                    fault.try_set(Some(words::failure(&failure.code)));
                }
            }
        });
    });
    view! {
        <p>{words::own_pin(&row.name)}</p>
        <div class="field-error" role="alert">{changing(move || fault.get().map(|sentence| view! { <p>{sentence}</p> }))}</div>
        <NewPin on_done=add busy=busy confirm=words::ADD />
    }
}
