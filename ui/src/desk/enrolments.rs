//! 待确认的登记: a small list in a dialog; each decision asks for the office person's PIN.

use crate::components::changing;
use cunfa_core::Standing;
use cunfa_protocol::command;
use cunfa_protocol::view::{DecisionState, EnrolmentDecision, Enrolments, Topic, WaitingEnrolment};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, Look, PinPad, StandingMark};
use crate::later::{later, parts};
use crate::live::{Live, live};
use crate::page::moment;
use crate::transport::ask;
use crate::words::enrol as words;

/// The button with the count, and the dialog behind it.
#[component]
pub(super) fn EnrolmentList() -> impl IntoView {
    let list = live(&[Topic::Session, Topic::Sync], || command::Enrolments {});
    let open = RwSignal::new(false);
    let count = move || {
        list.value.with(|value| {
            let waiting = value.as_ref().map_or(&[][..], |value| &value.waiting);
            waiting.iter().filter(|row| row.decided.is_none()).count()
        })
    };
    let button = move || {
        let count = count();
        (count > 0).then(|| view! { <span class="desk-count" data-test="enrolments-count">{count}</span> })
    };
    view! {
        <button type="button" class="desk-tab" data-test="desk-enrolments" on:click=move |_| open.set(true)>
            {words::LIST}
            {changing(button)}
        </button>
        <Dialog open=open title=words::LIST test="enrolments">
            {later(move || list_inside(list, open))}
        </Dialog>
    }
}

type Chosen = RwSignal<Option<(WaitingEnrolment, EnrolmentDecision)>>;

parts! {
    fn list_inside(list: Live<Enrolments>, open: RwSignal<bool>) {
        view! { <List list=list open=open /> }
    }
}

#[component]
fn List(list: Live<Enrolments>, open: RwSignal<bool>) -> impl IntoView {
    let chosen: Chosen = RwSignal::new(None);
    let rows = move || list.value.get().map(|value| value.waiting).unwrap_or_default();
    let body = move || match chosen.get() {
        Some((row, decision)) => view! { <Decide list=list chosen=chosen row=row decision=decision /> }.into_any(),
        None if rows().is_empty() => view! { <p>{words::NOBODY_WAITS}</p> }.into_any(),
        None => view! {
            <p class="field-hint">{words::LIST_MORE}</p>
            <ul class="enrolments">{rows().into_iter().map(|row| line(row, chosen)).collect_view()}</ul>
        }
        .into_any(),
    };
    view! {
        {changing(body)}
        <div class="dialog-actions dialog-actions-sticky">
            {changing(move || {
                chosen
                    .get()
                    .is_some()
                    .then(|| {
                        view! {
                            <Button
                                label=words::BACK_TO_LIST
                                test="enrolments-back"
                                on_press=Callback::new(move |()| chosen.set(None))
                            />
                        }
                    })
            })}
            <Button label=words::CLOSE test="enrolments-close" on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

fn line(row: WaitingEnrolment, chosen: Chosen) -> impl IntoView {
    let role = crate::words::role(row.role).to_owned();
    let who = [role, row.post.clone()].into_iter().filter(|part| !part.is_empty());
    let who = who.collect::<Vec<_>>().join(" · ");
    let on_what = format!(
        "{} · {}",
        words::beside(&row.beside),
        words::since(&moment(row.since_ms))
    );
    let (standing, on_its_way) = match row.decided {
        None => (Some(Standing::Provisional), None),
        Some(DecisionState::NotTaken(_)) => (Some(Standing::Provisional), None),
        Some(DecisionState::OnItsWay(decision)) => (None, Some(decision)),
    };
    let said = row
        .decided
        .map(|state| view! { <p class="enrolment-said">{words::state(state)}</p> });
    let (yes, no) = (row.clone(), row.clone());
    let choose =
        move |row: WaitingEnrolment, decision| Callback::new(move |()| chosen.set(Some((row.clone(), decision))));
    let confirm = (on_its_way != Some(EnrolmentDecision::Confirm)).then(|| {
        let press = choose(yes, EnrolmentDecision::Confirm);
        view! { <Button label=words::CONFIRM test="enrolment-confirm" look=Look::Primary on_press=press /> }
    });
    let refuse = (on_its_way != Some(EnrolmentDecision::Refuse)).then(|| {
        let press = choose(no, EnrolmentDecision::Refuse);
        view! { <Button label=words::REFUSE test="enrolment-refuse" look=Look::Danger on_press=press /> }
    });
    view! {
        <li class="enrolment" data-test="enrolment">
            <p class="enrolment-head"><strong>{row.name}</strong>" "<StandingMark standing=standing /></p>
            <p>{who}</p>
            <p class="field-hint">{row.places.join("、")}</p>
            <p class="field-hint">{on_what}</p>
            {said}
            <div class="enrolment-keys">{confirm}{refuse}</div>
        </li>
    }
}

#[component]
fn Decide(list: Live<Enrolments>, chosen: Chosen, row: WaitingEnrolment, decision: EnrolmentDecision) -> impl IntoView {
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let key = row.key;
    let decide = Callback::new(move |pin: String| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let answer = ask(command::DecideEnrolment { key, decision, pin }).await;
            busy.try_set(false);
            match answer {
                Ok(value) => {
                    list.put(value);
                    chosen.try_set(None);
                }
                Err(failure) => {
                    fault.try_set(Some(words::failure(&failure.code)));
                    list.again();
                }
            }
        });
    });
    view! {
        <PinPad
            label=words::about_to(decision, &row)
            confirm=words::DECIDE
            on_done=decide
            busy=busy
            error=Signal::derive(move || fault.get())
            test="enrolment-pin"
        />
    }
}
