//! The desk's ears for keys: what a press means is decided in [`super::keys`].

use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::find::Direction;
use super::keys::{Press, Target, Verb, meaning};
use super::state::DeskState;
use cunfa_core::Decision;

/// Id of the search box.
pub(super) const SEARCH_ID: &str = "desk-search";

fn target(event: &KeyboardEvent) -> Target {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return Target::Page;
    };
    let inside = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if inside("dialog") {
        Target::Dialog
    } else if inside("input:not([type=checkbox]), textarea, select, [contenteditable]") {
        Target::Field
    } else if inside("button, a, summary") {
        Target::Control
    } else {
        Target::Page
    }
}

/// To the element of this id, if it is there.
pub(super) fn focus(id: &str) {
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn leave_field() {
    if let Some(element) = document()
        .active_element()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.blur();
    }
}

/// Listens as long as the desk is on the screen.
pub(super) fn listen(desk: DeskState) {
    let keys = window_event_listener(keydown, move |event| {
        let press = Press {
            key: &event.key(),
            key_code: event.key_code(),
            composing: event.is_composing(),
            control: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
            repeated: event.repeat(),
            target: if desk.has_dialog() {
                Target::Dialog
            } else {
                target(&event)
            },
        };
        if let Some(verb) = meaning(press) {
            event.prevent_default();
            carry_out(desk, verb);
        }
    });
    on_cleanup(move || keys.remove());
}

fn carry_out(desk: DeskState, verb: Verb) {
    match verb {
        Verb::Down => desk.step(Direction::Down),
        Verb::Up => desk.step(Direction::Up),
        Verb::ChooseDown => desk.choose_step(Direction::Down),
        Verb::ChooseUp => desk.choose_step(Direction::Up),
        Verb::ChooseNone => desk.choose_none(),
        Verb::Open => desk.open_cursor(),
        Verb::Approve => {
            if desk.is_any_chosen() {
                desk.together.set(true);
            } else if desk.is_ready_to_decide() {
                desk.decide(Decision::Approve);
            }
        }
        Verb::Return => {
            if desk.is_ready_to_decide() {
                desk.returning.set(true);
            }
        }
        Verb::Search => focus(SEARCH_ID),
        Verb::LeaveField => leave_field(),
        Verb::Help => desk.help.set(true),
    }
}
