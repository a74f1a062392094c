//! One entry: its figures, the reason, and the text while it is open.

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_protocol::command;
use cunfa_protocol::view::{Opened, OpenedAct, OpenedText, OpeningState, Topic, VillageRow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::At;
use crate::clock;
use crate::components::{Button, FailureBanner, Loading, Look, TextArea};
use crate::live::{Live, live};
use crate::page::LedgerPage;
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::{self, above, when};

/// The entry.
#[component]
pub(super) fn One(entry: EntryId, at: At) -> impl IntoView {
    let opened = live(&[Topic::Entries], move || command::Opened { entry });
    // Made once: what is typed stays when the entry is drawn again.
    let reason = RwSignal::new(String::new());
    let kept = KeptText::of("opening", entry, reason);
    let shown = move || match opened.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(view) => body(view, opened, (reason, kept)),
    };
    view! {
        <Button label=above::TO_VILLAGE test="above-back" look=Look::Quiet on_press=Callback::new(move |()| at.entry.set(None)) />
        <FailureBanner code=opened.failure on_again=Callback::new(move |()| opened.again()) />
        {changing(shown)}
    }
}

fn body(opened: Opened, live: Live<Opened>, typed: (RwSignal<String>, KeptText)) -> AnyView {
    let figure = &opened.row.figure;
    let (entry, state) = (figure.entry, opened.row.opening);
    let title = format!(
        "{} · {} · {}",
        opened.village.name,
        when::day(figure.date),
        words::kind(figure.kind)
    );
    let reason = (!opened.reason.is_empty())
        .then(|| view! { <p data-test="above-reason-given">{above::reason(&opened.reason)}</p> });
    let below = match opened.text {
        Some(text) => read(*text, opened.village, entry, live),
        None => closed(entry, state, live, typed),
    };
    view! {
        <h2>{title}</h2>
        {reason}
        {below}
    }
    .into_any()
}

/// The text is not here: what became of the last opening, and the form for one where none is under way.
fn closed(
    entry: EntryId,
    state: Option<OpeningState>,
    live: Live<Opened>,
    (reason, kept): (RwSignal<String>, KeptText),
) -> AnyView {
    let said = state.map(|state| view! { <p role="status" data-test="above-state">{above::opening(state)}</p> });
    let under_way = matches!(state, Some(OpeningState::Waiting | OpeningState::Stands));
    let form = (!under_way).then(|| view! { <Reason entry=entry live=live reason=reason kept=kept /> });
    view! { {said}{form} }.into_any()
}

#[component]
fn Reason(entry: EntryId, live: Live<Opened>, reason: RwSignal<String>, kept: KeptText) -> impl IntoView {
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<String>);
    let open = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let said_reason = reason.get_untracked();
        spawn_local(async move {
            let answer = ask(command::OpenFromAbove {
                entry,
                reason: said_reason,
            })
            .await;
            busy.try_set(false);
            match answer {
                Ok(opened) => {
                    kept.done();
                    reason.try_set(String::new());
                    live.put(opened);
                }
                Err(reply) => {
                    said.try_set(Some(above::failure(&reply.code)));
                }
            }
        });
    });
    view! {
        <section class="card" data-test="above-opening">
            <h3>{above::OPEN_TITLE}</h3>
            <p class="field-hint">{above::OPEN_LEAD}</p>
            <TextArea id="above-reason" label=above::REASON hint=above::REASON_HINT rows=3 value=reason error=said
                on_text=Callback::new(move |typed| reason.set(typed)) />
            <div class="buttons">
                <Button label=above::OPEN test="above-open" look=Look::Primary busy=busy on_press=open />
            </div>
        </section>
    }
}

fn read(text: OpenedText, village: VillageRow, entry: EntryId, live: Live<Opened>) -> AnyView {
    let close = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(opened) = ask(command::CloseOpened { entry }).await {
                live.put(opened);
            }
        });
    });
    let acts: Vec<_> = text.acts.iter().map(act).collect();
    view! {
        <div class="buttons">
            <Button label=above::CLOSE test="above-close" on_press=close />
        </div>
        <LedgerPage entry=text.entry village_name=village.name township=village.township />
        <section class="card">
            <h3>{above::ACTS}</h3>
            <ul class="enrolments" data-test="above-acts">{acts}</ul>
        </section>
    }
    .into_any()
}

fn act(one: &OpenedAct) -> AnyView {
    let body = &one.act.body;
    let said: Vec<_> = body
        .texts()
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| view! { <p class="enrolment-said">{text.to_owned()}</p> })
        .collect();
    let broken = (!one.holds).then(|| view! { <p class="enrolment-said">{above::BROKEN}</p> });
    view! {
        <li class="enrolment">
            <p class="enrolment-head"><strong>{words::act(body)}</strong>" "{one.person_name.clone()}</p>
            <p class="field-hint">{clock::moment(one.act.device_time_ms())}</p>
            {said}{broken}
        </li>
    }
    .into_any()
}
