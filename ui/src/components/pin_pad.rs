//! The PIN pad: large keys for a finger, and the keys of a keyboard as well. Digits are never shown.

use super::changing::changing;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Icon, Shape};
use crate::model::pin::{MIN_DIGITS, Pin};
use crate::model::typing::belongs_to_input_method;
use crate::words;

const KEYS: [char; 9] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// Whether a key press is meant for a field of text.
fn is_in_text(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether Enter on this element already means something else: pressing another button, following a link.
fn is_other_control(event: &KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.closest("button:not(.pin-key), a, summary"), Ok(Some(_))))
}

/// A PIN pad. `on_done` gets the digits once the person confirms; the pad forgets them at once.
#[component]
pub fn PinPad(
    /// Whose PIN, or which.
    #[prop(into)]
    label: Signal<String>,
    /// The word of the confirming key.
    #[prop(into)]
    confirm: Signal<String>,
    /// Gets the digits.
    on_done: Callback<String>,
    /// Whether the digits given before are being tried.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What is wrong with the digits given before.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Prefix of `data-test`: `prefix-1`, `prefix-back`, `prefix-clear`, `prefix-ok`.
    #[prop(default = "pin")]
    test: &'static str,
) -> impl IntoView {
    let pin = RwSignal::new(Pin::default());
    let ready = Memo::new(move |_| pin.with(Pin::is_ready));
    let digit = move |c: char| {
        if !busy.get_untracked() {
            pin.update(|pin| pin.push(c));
        }
    };
    let done = move || {
        if ready.get_untracked() && !busy.get_untracked() {
            let digits = pin.with_untracked(|pin| pin.digits().to_owned());
            pin.update(Pin::clear);
            on_done.run(digits);
        }
    };
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if belongs_to_input_method(event.is_composing(), event.key_code()) || is_in_text(&event) {
            return;
        }
        match event.key().as_str() {
            "Backspace" => pin.update(Pin::pop),
            "Enter" if ready.get_untracked() && !is_other_control(&event) => {
                event.prevent_default();
                done();
            }
            key => key.chars().filter(|_| key.len() == 1).for_each(digit),
        }
    });
    on_cleanup(move || keys.remove());
    let key = move |c: char| {
        view! {
            <button type="button" class="pin-key" data-test=format!("{test}-{c}") on:click=move |_| digit(c)>
                {c.to_string()}
            </button>
        }
    };
    view! {
        <div class="pin" role="group" aria-label=move || label.get() data-test=test>
            <p class="pin-label" aria-hidden="true">{changing(move || label.get())}</p>
            <PinDots pin=pin />
            <div class="pin-error" role="alert" data-test=format!("{test}-error")>
                {changing(move || error.get().filter(|_| !busy.get()).map(|sentence| view! { <p>{sentence}</p> }))}
                {changing(move || busy.get().then(|| view! { <p class="pin-busy">{words::WORKING}</p> }))}
            </div>
            <div class="pin-keys">
                {KEYS.into_iter().map(key).collect_view()}
                <button
                    type="button"
                    class="pin-key pin-key-back"
                    aria-label=words::PIN_BACK
                    data-test=format!("{test}-back")
                    on:click=move |_| pin.update(Pin::pop)
                >
                    <Icon shape=Shape::Erase />
                </button>
                {key('0')}
                <button
                    type="button"
                    class="pin-key pin-key-ok"
                    data-test=format!("{test}-ok")
                    disabled=move || !ready.get() || busy.get()
                    on:click=move |_| done()
                >
                    {changing(move || confirm.get())}
                </button>
            </div>
        </div>
    }
}

/// How many digits are typed, as dots and in words.
#[component]
fn PinDots(pin: RwSignal<Pin>) -> impl IntoView {
    let count = Memo::new(move |_| pin.with(Pin::len));
    let dots = move || {
        (0..count.get().max(MIN_DIGITS))
            .map(|at| view! { <span class="pin-dot" class:pin-dot-on=move || at < count.get()></span> })
            .collect_view()
    };
    view! {
        <div class="pin-dots" aria-hidden="true">{changing(dots)}</div>
        <p class="sr-only" aria-live="polite">{changing(move || words::pin_typed(count.get()))}</p>
    }
}
