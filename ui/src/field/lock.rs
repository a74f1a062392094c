//! The lock screen: who, then the PIN. Names are surnames only, since this stands before any PIN.

use crate::components::changing;
use cunfa_core::Role;
use cunfa_protocol::view::Slot;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::enrol::Cover;
use super::forgotten::Forgotten;
use super::rehearsal::rehearse;
use super::settings::{AddPerson, DisplayChips};
use crate::before;
use crate::components::{Button, FailureBanner, Icon, Look, PinPad, Said, Shape};
use crate::later::{later, parts};
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, codes, field as w};

/// What the lock screen asks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Who,
    Pin(Slot),
    Forgotten(Slot),
    Add,
}

/// Whose name was pressed before this screen was ready.
fn pressed(slots: &[Slot]) -> Option<Slot> {
    let pressed = before::take(before::PRESSED)?.as_f64()?;
    slots.iter().find(|slot| f64::from(slot.slot) == pressed).cloned()
}

/// The lock screen.
#[component]
pub fn Lock() -> impl IntoView {
    let app = use_app();
    let slots = Memo::new(move |_| {
        app.session
            .with(|session| session.as_ref().map(|s| s.slots.clone()).unwrap_or_default())
    });
    let alone = move || match slots.get_untracked().as_slice() {
        [only] => Asked::Pin(only.clone()),
        several => pressed(several).map_or(Asked::Who, Asked::Pin),
    };
    let asked = RwSignal::new(alone());
    let add = Callback::new(move |()| asked.set(Asked::Add));
    let who = Callback::new(move |()| asked.set(Asked::Who));
    view! {
        <main class="gate" data-test="lock">
            <Cover />
            <section class="gate-body">
                {changing(move || match asked.get() {
                    Asked::Who => view! { <Who slots=slots asked=asked /> }.into_any(),
                    Asked::Pin(slot) => view! { <Pin person=slot asked=asked /> }.into_any(),
                    Asked::Forgotten(slot) => later(move || forgotten(slot.clone())),
                    Asked::Add => view! { <AddPerson on_done=who /> }.into_any(),
                })}
                <div class="buttons gate-more">
                    <Show when=move || asked.get() != Asked::Who>
                        <Button label=w::LOCK_OTHER test="lock-who" look=Look::Quiet on_press=who />
                    </Show>
                    <Show when=move || asked.get() != Asked::Add>
                        <Button label=w::ADD_PERSON test="lock-add" look=Look::Quiet on_press=add />
                    </Show>
                </div>
                <DisplayChips />
            </section>
            <Said />
        </main>
    }
}

parts! {
    fn forgotten(person: Slot) {
        view! { <Forgotten person=person /> }
    }
}

#[component]
fn Who(slots: Memo<Vec<Slot>>, asked: RwSignal<Asked>) -> impl IntoView {
    let row = move |slot: Slot| {
        let (test, label, role) = (
            format!("slot-{}", slot.slot),
            slot.label.clone(),
            words::role(slot.role),
        );
        let number = w::slot_number(slot.slot);
        view! {
            <li>
                <button type="button" class="slot" data-test=test on:click=move |_| asked.set(Asked::Pin(slot.clone()))>
                    <span class="slot-name" aria-hidden="true">{label.clone()}</span>
                    <span class="slot-role"><strong>{label}" · "{role}</strong><span>{number}</span></span>
                    <Icon shape=Shape::Next />
                </button>
            </li>
        }
    };
    view! {
        <h1>{w::LOCK_WHO}</h1>
        <ul class="slots">{changing(move || slots.get().into_iter().map(row).collect_view())}</ul>
        <p class="field-hint">{w::LOCK_SAFE}</p>
    }
}

#[component]
fn Pin(person: Slot, asked: RwSignal<Asked>) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(match (person.tries_left, person.wait_ms) {
        (0, _) => Some(Code::PinLocked),
        (_, 0) => None,
        (tries_left, wait_ms) => Some(Code::PinWait { wait_ms, tries_left }),
    });
    let locked = Memo::new(move |_| failure.get() == Some(Code::PinLocked));
    let lost = person.clone();
    let forgot = Callback::new(move |()| asked.set(Asked::Forgotten(lost.clone())));
    let (number, role) = (person.slot, person.role);
    let open = Callback::new(move |pin: String| {
        busy.set(true);
        if matches!(role, Role::Counsel | Role::Cadre) {
            rehearse(app);
        }
        spawn_local(async move {
            match ask(command::Unlock { slot: number, pin }).await {
                // The pad stays as it is until the home takes its place: a frame between would delay that.
                Ok(session) => app.take_session(session),
                Err(reply) => {
                    busy.set(false);
                    failure.set(Some(reply.code));
                }
            }
        });
    });
    let (title, whose) = (w::pin_of(&person), StoredValue::new(w::slot_of(&person)));
    let error = Signal::derive(move || failure.get().map(|code| words::failure::sentence(&code)));
    view! {
        <h1 class="sr-only">{w::LOCK_OPEN}</h1>
        <Show when=move || !locked.get() fallback=move || view! {
            <p class="pin-label">{whose.get_value()}</p>
            <FailureBanner code=failure />
        }>
            <PinPad label=title.clone() confirm=w::LOCK_OPEN on_done=open busy=busy error=error />
        </Show>
        <div class="buttons pin-forgot">
            {changing(move || {
                let look = if locked.get() { Look::Primary } else { Look::Plain };
                view! { <Button label=codes::FORGOTTEN test="lock-forgot" look=look on_press=forgot /> }
            })}
        </div>
    }
}
