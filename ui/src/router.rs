//! The page's address and the place it names. A sealed page (signing) puts its own address back.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::model::route::Place;
use crate::state::App;

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The place the address names now.
#[must_use]
pub fn here() -> Place {
    Place::read(&hash())
}

/// Leads to a place, with a step back in the history.
pub fn go(place: Place) {
    let _ = window().location().set_hash(&place.href());
}

/// Replaces the present place: no step back leads to it.
pub fn replace(place: Place) {
    let _ = window().location().replace(&place.href());
}

/// Puts the focus where the new place begins, for keyboards and screen readers.
pub fn focus_screen() {
    let main = document().get_element_by_id("main");
    if let Some(main) = main.as_ref().and_then(|main| main.dyn_ref::<web_sys::HtmlElement>()) {
        let _ = main.focus();
    }
}

/// Follows the address as long as the app is on the page.
pub fn follow(app: App) {
    let listening = window_event_listener(leptos::ev::hashchange, move |_| {
        let (there, here) = (here(), app.place.get_untracked());
        if there == here {
            return;
        }
        if app.sealed.get_untracked() {
            replace(here);
            return;
        }
        app.before.set_value(here.route);
        app.place.set(there);
        window().scroll_to_with_x_and_y(0.0, 0.0);
        focus_screen();
    });
    on_cleanup(move || listening.remove());
}
