//! Codes (开通码) the office gives out: whom, what for, and the code once, large enough to be read out.

use crate::components::changing;
use cunfa_core::PersonId;
use cunfa_protocol::command;
use cunfa_protocol::view::{Invitation, Invitee};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, Empty, FailureBanner, Loading, Look};
use crate::later::{later, parts};
use crate::live::{Live, live};
use crate::transport::ask;
use crate::words::{self, codes as w};

/// What is shown and under way.
#[derive(Clone, Copy)]
struct Codes {
    people: Live<Vec<Invitee>>,
    given: RwSignal<Option<Invitation>>,
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
}

impl Codes {
    fn give(self, command: command::Invite) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.people.failure.set(None);
        spawn_local(async move {
            match ask(command).await {
                Ok(invitation) => {
                    self.given.try_set(Some(invitation));
                    self.shown.try_set(true);
                }
                Err(reply) => {
                    self.people.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// The card in the settings. Nobody is asked for until the office wants to give a code.
#[component]
pub(super) fn CodesCard() -> impl IntoView {
    let wanted = RwSignal::new(false);
    view! {
        <section class="card" data-test="codes">
            <h2>{w::TITLE}</h2>
            <p>{w::LEAD}</p>
            <Show when=move || wanted.get() fallback=move || view! {
                <div class="buttons">
                    <Button label=w::SHOW_PEOPLE test="codes-people" on_press=Callback::new(move |()| wanted.set(true)) />
                </div>
            }>
                {later(people)}
            </Show>
        </section>
    }
}

parts! {
    fn people() {
        view! { <People /> }
    }
}

#[component]
fn People() -> impl IntoView {
    let codes = Codes {
        people: live(&[], || command::Invitees {}),
        given: RwSignal::new(None),
        shown: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    // Once closed the code is nowhere any more.
    Effect::new(move |_| {
        if !codes.shown.get() {
            codes.given.set(None);
        }
    });
    let list = move || match codes.people.value.get() {
        None if codes.people.failure.with(Option::is_some) => ().into_any(),
        None => view! { <Loading /> }.into_any(),
        Some(people) if people.is_empty() => view! { <Empty title=w::NOBODY hint=w::NOBODY_HINT /> }.into_any(),
        Some(people) => {
            let rows = people
                .into_iter()
                .map(|invitee| view! { <Person invitee=invitee codes=codes /> });
            view! { <ul class="lines code-people">{rows.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <FailureBanner code=codes.people.failure on_again=Callback::new(move |()| codes.people.again()) />
        {changing(list)}
        <Dialog open=codes.shown title=w::GIVEN test="code-dialog">
            {changing(move || codes.given.get().map(|invitation| view! { <Given invitation=invitation /> }))}
            <Button label=words::CLOSE test="code-close" look=Look::Primary on_press=Callback::new(move |()| codes.shown.set(false)) />
        </Dialog>
    }
}

#[component]
fn Person(invitee: Invitee, codes: Codes) -> impl IntoView {
    let person: PersonId = invitee.person.id;
    let what = w::person(&invitee);
    let join = Callback::new(move |()| codes.give(command::Invite { person, device: None }));
    let resets = invitee.devices.into_iter().map(|on| {
        let (test, label) = (format!("code-reset-{person}"), w::reset_on(&on.name));
        let device = Some(on.device);
        let reset = Callback::new(move |()| codes.give(command::Invite { person, device }));
        view! { <Button label=label test=test busy=codes.busy on_press=reset /> }
    });
    view! {
        <li>
            <span><strong>{invitee.person.name}</strong>" "{what}</span>
            <span class="buttons">
                <Button label=w::JOIN test=format!("code-join-{person}") busy=codes.busy on_press=join />
                {resets.collect_view()}
            </span>
        </li>
    }
}

/// The code, once.
#[component]
fn Given(invitation: Invitation) -> impl IntoView {
    let line = w::given(&invitation, crate::clock::offset_minutes(invitation.expires_ms));
    view! {
        <p class="code-large" data-test="code">{invitation.code}</p>
        <p>{line}</p>
        <p>{w::READ_OUT}</p>
        <p class="field-hint">{w::ONCE}</p>
    }
}
