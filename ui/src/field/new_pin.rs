//! Choosing a PIN: twice on the pad, so that a slip is seen.

use leptos::prelude::*;

use crate::components::PinPad;
use crate::words::field as words;

/// Asks for a new PIN twice; `on_done` gets it when both are the same.
#[component]
pub fn NewPin(
    /// Gets the PIN.
    on_done: Callback<String>,
    /// Whether it is being used now.
    #[prop(into)]
    busy: Signal<bool>,
    /// The word of the last key.
    confirm: &'static str,
) -> impl IntoView {
    let first = RwSignal::new(None::<String>);
    let differs = RwSignal::new(false);
    let take = Callback::new(move |pin: String| match first.get_untracked() {
        None => {
            differs.set(false);
            first.set(Some(pin));
        }
        Some(before) => {
            first.set(None);
            if before == pin {
                on_done.run(pin)
            } else {
                differs.set(true)
            }
        }
    });
    let label = Signal::derive(move || {
        if first.with(Option::is_some) {
            words::PIN_REPEAT
        } else {
            words::PIN_NEW
        }
        .to_owned()
    });
    let key = Signal::derive(move || {
        if first.with(Option::is_some) {
            confirm
        } else {
            words::PIN_NEXT
        }
        .to_owned()
    });
    let error = Signal::derive(move || differs.get().then(|| words::PIN_DIFFERS.to_owned()));
    view! {
        <PinPad label=label confirm=key on_done=take busy=busy error=error />
        <p class="field-hint pin-hint">{words::PIN_NEW_HINT}</p>
    }
}
