//! 设备: how the devices of the area stand, and 隔离区: what revoked ones delivered. A small list in a dialog, asked of the server
//! when it is opened.

use cunfa_protocol::view::{DeviceRow, Devices, QuarantineRow, WouldStand};
use cunfa_protocol::{FailureReply, command};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Dialog, Loading, Look, TextArea, Tone};
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

/// What the dialog holds.
#[derive(Clone, Copy)]
struct Held {
    list: RwSignal<Option<Devices>>,
    chosen: RwSignal<Option<QuarantineRow>>,
    /// Why the last question was not answered, or the last ruling not carried out: said beside the keys, where the eye is.
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Held {
    /// Takes an answer, unless the dialog was closed meanwhile. What was ruled over leaves the page.
    fn take(self, answer: Result<Devices, FailureReply>) {
        self.busy.try_set(false);
        let said = match answer {
            Ok(list) => {
                let fault = list.fault.map(words::fault);
                self.list.try_set(Some(list));
                if fault.is_none() {
                    self.chosen.try_set(None);
                }
                fault
            }
            Err(failure) => Some(words::failure(&failure.code)),
        };
        self.said.try_set(said);
    }

    fn choose(self, row: Option<QuarantineRow>) {
        self.said.set(None);
        self.chosen.set(row);
    }
}

#[component]
fn List(open: RwSignal<bool>) -> impl IntoView {
    let held = Held {
        list: RwSignal::new(None),
        chosen: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    spawn_local(async move { held.take(ask(command::Devices {}).await) });
    // While one is open the list is not looked at: an answer must not take away what was typed.
    let body = move || match held.chosen.get() {
        Some(row) => view! { <One held=held row=row /> }.into_any(),
        None => match held.list.get() {
            Some(list) => rows(list, held).into_any(),
            None => held
                .said
                .with(Option::is_none)
                .then(|| view! { <Loading /> })
                .into_any(),
        },
    };
    let said = move || {
        let said = held.said.get().filter(|_| held.chosen.with(Option::is_none))?;
        Some(view! { <Banner tone=Tone::Error test="devices-said"><p>{said}</p></Banner> })
    };
    let back = move || {
        let press = Callback::new(move |()| held.choose(None));
        let shown = held.chosen.with(Option::is_some);
        shown.then(|| view! { <Button label=words::BACK_TO_LIST test="devices-back" on_press=press /> })
    };
    view! {
        {body}
        {said}
        <div class="dialog-actions dialog-actions-sticky">
            {back}
            <Button label=words::CLOSE test="devices-close" on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

fn rows(list: Devices, held: Held) -> impl IntoView {
    let waiting = (!list.waiting.is_empty()).then(|| {
        let more = list.more.then_some(words::QUARANTINE_REST);
        view! {
            <h3>{words::QUARANTINE}</h3>
            <p class="field-hint">{words::QUARANTINE_MORE}{more}</p>
            <ul class="enrolments" data-test="quarantine">
                {list.waiting.into_iter().map(|row| waits(row, held)).collect_view()}
            </ul>
        }
    });
    view! {
        {waiting}
        <p class="field-hint">{words::LIST_MORE}</p>
        <ul class="enrolments">{list.devices.into_iter().map(device).collect_view()}</ul>
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

fn waits(row: QuarantineRow, held: Held) -> impl IntoView {
    let (about, came) = (words::about(&row), words::came(&row, &moment(row.received_ms)));
    let press = Callback::new(move |()| held.choose(Some(row.clone())));
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
fn One(held: Held, row: QuarantineRow) -> impl IntoView {
    let (reason, busy) = (RwSignal::new(String::new()), held.busy);
    let top: NodeRef<html::P> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(top) = top.get() {
            top.scroll_into_view();
        }
    });
    let batch = row.batch;
    let rule = move |take: bool| {
        busy.set(true);
        let reason = reason.get_untracked();
        spawn_local(async move { held.take(ask(command::Rule { batch, take, reason }).await) });
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
        <p class="field-hint" node_ref=top>{came}</p>
        {page}
        <p data-test="quarantine-would"><strong>{would}</strong></p>
        {acts}
        <TextArea
            id="quarantine-reason"
            label=words::REASON
            hint=words::REASON_HINT
            value=reason
            error=held.said
            on_text=Callback::new(move |text| reason.set(text))
            rows=2
        />
        <div class="enrolment-keys">
            {take}
            <Button label=words::LEAVE test="quarantine-leave" busy=busy on_press=leave />
        </div>
    }
}
