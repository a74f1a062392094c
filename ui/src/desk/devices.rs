//! 设备: how the devices of the area stand, and 隔离区: what revoked ones delivered. A small list in a dialog, asked of the server
//! when it is opened.

use cunfa_protocol::command;
use cunfa_protocol::view::{DeviceRow, Devices, QuarantineRow, WouldStand};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Dialog, Loading, Look, TextArea, Tone};
use crate::live::{Live, live};
use crate::page::{LedgerPage, moment};
use crate::transport::ask;
use crate::words::devices as words;

/// The button, and the dialog behind it.
#[component]
pub(super) fn DeviceList() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="desk-tab" data-test="desk-devices" on:click=move |_| open.set(true)>
            {words::LIST}
        </button>
        <Dialog open=open title=words::LIST test="devices">
            <List open=open />
        </Dialog>
    }
}

type Chosen = RwSignal<Option<QuarantineRow>>;

#[component]
fn List(open: RwSignal<bool>) -> impl IntoView {
    let list = live(&[], || command::Devices {});
    let chosen: Chosen = RwSignal::new(None);
    let said = move || {
        let failed = list.failure.with(|code| code.as_ref().map(words::failure));
        let fault = list.value.with(|value| value.as_ref()?.fault.map(words::fault));
        let said = failed.or(fault)?;
        Some(view! { <Banner tone=Tone::Error test="devices-said"><p>{said}</p></Banner> })
    };
    let body = move || match (chosen.get(), list.value.get()) {
        (Some(row), _) => view! { <One list=list chosen=chosen row=row /> }.into_any(),
        (None, Some(value)) => rows(value, chosen).into_any(),
        (None, None) if list.failure.with(Option::is_some) => ().into_any(),
        (None, None) => view! { <Loading /> }.into_any(),
    };
    let back = move || {
        let press = Callback::new(move |()| chosen.set(None));
        let shown = chosen.with(Option::is_some);
        shown.then(|| view! { <Button label=words::BACK_TO_LIST test="devices-back" on_press=press /> })
    };
    view! {
        {said}
        {body}
        <div class="dialog-actions dialog-actions-sticky">
            {back}
            <Button label=words::CLOSE test="devices-close" on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

fn rows(value: Devices, chosen: Chosen) -> impl IntoView {
    let nobody = value.devices.is_empty().then(|| view! { <p>{words::NONE}</p> });
    let waiting = (!value.waiting.is_empty()).then(|| {
        let more = value.more.then(|| view! { <p>{words::QUARANTINE_REST}</p> });
        view! {
            <section data-test="quarantine">
                <h3>{words::QUARANTINE}</h3>
                <p class="field-hint">{words::QUARANTINE_MORE}</p>
                <ul class="enrolments">{value.waiting.into_iter().map(|row| waits(row, chosen)).collect_view()}</ul>
                {more}
            </section>
        }
    });
    view! {
        {waiting}
        <p class="field-hint">{words::LIST_MORE}</p>
        {nobody}
        <ul class="enrolments">{value.devices.into_iter().map(device).collect_view()}</ul>
    }
}

fn device(row: DeviceRow) -> impl IntoView {
    let at = |ms: Option<i64>| ms.map(moment).unwrap_or_default();
    let standing = words::standing(&row, &at(row.revoked_ms), &at(row.last_sync_ms), &at(row.full_sync_ms));
    let unsent = (row.unsent > 0).then(|| view! { <p class="enrolment-said">{words::unsent(row.unsent)}</p> });
    view! {
        <li class="enrolment" data-test="device">
            <p class="enrolment-head"><strong>{row.name}</strong>" "{row.people.join("、")}</p>
            <p class="field-hint">{standing}</p>
            {unsent}
        </li>
    }
}

fn waits(row: QuarantineRow, chosen: Chosen) -> impl IntoView {
    let (about, came) = (words::about(&row), words::came(&row, &moment(row.received_ms)));
    let press = Callback::new(move |()| chosen.set(Some(row.clone())));
    view! {
        <li class="enrolment" data-test="quarantined">
            <p class="enrolment-head"><strong>{about}</strong></p>
            <p class="field-hint">{came}</p>
            <div class="enrolment-keys"><Button label=words::LOOK test="quarantine-look" on_press=press /></div>
        </li>
    }
}

/// One batch with its text, and the decision.
#[component]
fn One(list: Live<Devices>, chosen: Chosen, row: QuarantineRow) -> impl IntoView {
    let (reason, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let batch = row.batch;
    let rule = move |take: bool| {
        busy.set(true);
        list.failure.set(None);
        let reason = reason.get_untracked();
        spawn_local(async move {
            match ask(command::Rule { batch, take, reason }).await {
                Ok(value) => {
                    if value.fault.is_none() {
                        chosen.try_set(None);
                    }
                    list.put(value);
                }
                Err(failure) => {
                    list.failure.try_set(Some(failure.code));
                }
            }
            busy.try_set(false);
        });
    };
    let (take, leave) = (
        Callback::new(move |()| rule(true)),
        Callback::new(move |()| rule(false)),
    );
    let can = row.would == WouldStand::Yes;
    let take = can.then(
        || view! { <Button label=words::TAKE test="quarantine-take" look=Look::Primary busy=busy on_press=take /> },
    );
    let acts = (row.acts > 0).then(|| view! { <p>{words::acts(row.acts)}</p> });
    let (came, would) = (words::came(&row, &moment(row.received_ms)), words::would(row.would));
    let page = match row.entry {
        Some(entry) => view! { <LedgerPage entry=entry village_name=row.village township=String::new() /> }.into_any(),
        None => view! { <p>{words::NO_TEXT}</p> }.into_any(),
    };
    view! {
        <p class="field-hint">{came}</p>
        {page}
        <p data-test="quarantine-would"><strong>{would}</strong></p>
        {acts}
        <TextArea
            id="quarantine-reason"
            label=words::REASON
            hint=words::REASON_HINT
            value=reason
            on_text=Callback::new(move |text| reason.set(text))
            rows=2
        />
        <div class="enrolment-keys">
            {take}
            <Button label=words::LEAVE test="quarantine-leave" busy=busy on_press=leave />
        </div>
    }
}
