//! 设备: how the devices of the area stand, and 隔离区: what revoked ones delivered. A small list in a dialog, asked of the server
//! when it is opened.

use crate::components::changing;
use cunfa_core::{Digest, EntryId};
use cunfa_protocol::view::{DeviceRow, Devices, QuarantineRow, WouldStand};
use cunfa_protocol::{FailureReply, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, Loading, Look, TextArea};
use crate::later::{later, parts};
use crate::page::{LedgerPage, moment};
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::devices as words;

/// Where one batch begins.
const TOP: &str = "quarantine-top";

/// The button, and the dialog behind it.
#[component]
pub(super) fn DeviceList() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="desk-tab" data-test="desk-devices" on:click=move |_| open.set(true)>
            {words::LIST}
        </button>
        <Dialog open=open title=words::LIST test="devices">
            {later(move || list_inside(open))}
        </Dialog>
    }
}

/// What is shown: the list, or one of it.
struct Shown {
    list: Option<Devices>,
    chosen: Option<QuarantineRow>,
}

#[derive(Clone, Copy)]
struct Held {
    shown: RwSignal<Shown>,
    /// Why the last question was not answered, or the last ruling not carried out: said beside the keys, where the eye is.
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Held {
    /// Takes an answer, unless the dialog was closed meanwhile. Once the server ruled, or knew better, the list is shown; where
    /// nothing was asked, what was typed stays.
    fn take(self, answer: Result<Devices, FailureReply>) {
        self.busy.try_set(false);
        let said = match answer {
            Ok(list) => {
                let fault = list.fault.map(words::fault);
                self.shown.try_set(Shown {
                    list: Some(list),
                    chosen: None,
                });
                fault
            }
            Err(failure) => Some(words::failure(&failure.code)),
        };
        self.said.try_set(said);
    }

    fn choose(self, row: Option<QuarantineRow>) {
        self.said.set(None);
        self.shown.update(|shown| shown.chosen = row);
    }

    fn is_one(self) -> bool {
        self.shown.with(|shown| shown.chosen.is_some())
    }
}

parts! {
    fn list_inside(open: RwSignal<bool>) {
        view! { <List open=open /> }
    }
}

#[component]
fn List(open: RwSignal<bool>) -> impl IntoView {
    let held = Held {
        shown: RwSignal::new(Shown {
            list: None,
            chosen: None,
        }),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    spawn_local(async move { held.take(ask(command::Devices {}).await) });
    let body = move || {
        held.shown.with(|shown| match (&shown.chosen, &shown.list) {
            (Some(row), _) => view! { <One held=held row=row.clone() /> }.into_any(),
            (None, Some(list)) => rows(list, held).into_any(),
            (None, None) if held.said.with(Option::is_some) => ().into_any(),
            (None, None) => view! { <Loading /> }.into_any(),
        })
    };
    let said = move || {
        let said = held.said.get().filter(|_| !held.is_one())?;
        Some(view! { <p class="enrolment-said" role="alert" data-test="devices-said">{said}</p> })
    };
    let back = move || {
        let press = Callback::new(move |()| held.choose(None));
        (held.is_one()).then(|| view! { <Button label=words::BACK_TO_LIST test="devices-back" on_press=press /> })
    };
    view! {
        {changing(body)}
        {changing(said)}
        <div class="dialog-actions dialog-actions-sticky">
            {changing(back)}
            <Button label=words::CLOSE test="devices-close" on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

fn rows(list: &Devices, held: Held) -> impl IntoView {
    let waiting = (!list.waiting.is_empty()).then(|| {
        let more = list.more.then_some(words::QUARANTINE_REST);
        let rows = list.waiting.iter().map(|row| waits(row, held)).collect();
        view! {
            <h3>{words::QUARANTINE}</h3>
            {part("quarantine", [words::QUARANTINE_MORE, more.unwrap_or_default()].concat(), rows)}
        }
    });
    let devices = list.devices.iter().map(device).collect();
    view! {
        {waiting}
        {part("device-list", words::LIST_MORE.to_owned(), devices)}
    }
}

fn part(test: &'static str, hint: String, rows: Vec<AnyView>) -> AnyView {
    view! {
        <p class="field-hint">{hint}</p>
        <ul class="enrolments" data-test=test>{rows}</ul>
    }
    .into_any()
}

fn item(test: &'static str, name: String, beside: String, hint: String, more: Option<AnyView>) -> AnyView {
    view! {
        <li class="enrolment" data-test=test>
            <p class="enrolment-head"><strong>{name}</strong>" "{beside}</p>
            <p class="field-hint">{hint}</p>
            {more}
        </li>
    }
    .into_any()
}

fn device(row: &DeviceRow) -> AnyView {
    let at = |ms: Option<i64>| ms.map(moment).unwrap_or_default();
    let standing = words::standing(row, &at(row.revoked_ms), &at(row.last_sync_ms), &at(row.full_sync_ms));
    let unsent =
        (row.unsent > 0).then(|| view! { <p class="enrolment-said">{words::unsent(row.unsent)}</p> }.into_any());
    item("device", row.name.clone(), row.people.join("、"), standing, unsent)
}

fn waits(row: &QuarantineRow, held: Held) -> AnyView {
    let (about, came) = (words::about(row), words::came(row, &moment(row.received_ms)));
    let row = row.clone();
    let press = Callback::new(move |()| held.choose(Some(row.clone())));
    let look =
        view! { <div class="enrolment-keys"><Button label=words::LOOK test="quarantine-look" on_press=press /></div> };
    item("quarantined", about, String::new(), came, Some(look.into_any()))
}

/// One batch with its text, and the decision.
#[component]
fn One(held: Held, row: QuarantineRow) -> impl IntoView {
    let (reason, busy) = (RwSignal::new(String::new()), held.busy);
    let kept = KeptText::of("ruling", EntryId(Digest(row.batch.0).first()), reason);
    // The list may have been scrolled; a text is read from its beginning.
    Effect::new(move |_| {
        if let Some(top) = document().get_element_by_id(TOP) {
            top.scroll_into_view();
        }
    });
    let batch = row.batch;
    let rule = move |take: bool| {
        Callback::new(move |()| {
            busy.set(true);
            let reason = reason.get_untracked();
            spawn_local(async move {
                let answer = ask(command::Rule { batch, take, reason }).await;
                if answer.is_ok() {
                    kept.done();
                }
                held.take(answer);
            });
        })
    };
    let can = row.would == WouldStand::Yes;
    let take = can.then(
        || view! { <Button label=words::TAKE test="quarantine-take" look=Look::Primary busy=busy on_press=rule(true) /> },
    );
    let acts = words::acts(row.acts);
    let (came, would) = (words::came(&row, &moment(row.received_ms)), words::would(row.would));
    let (village_name, township) = (row.village, String::new());
    let need = row.need.map(|need| {
        view! { <section class="card" data-test="quarantined-need"><h3>{need.name}</h3><p class="need-matter">{need.matter}</p></section> }
    });
    let page =
        (row.entry).map(|entry| view! { <LedgerPage entry=entry village_name=village_name township=township /> });
    view! {
        <p class="field-hint" id=TOP>{came}</p>
        {need}
        {page}
        <p data-test="quarantine-would"><strong>{would}</strong>{acts}</p>
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
            <Button label=words::LEAVE test="quarantine-leave" busy=busy on_press=rule(false) />
        </div>
    }
}
