//! A lost PIN: what to do, then the office's code, then a new PIN. Stands on the lock screen, before any PIN.

use crate::components::changing;
use cunfa_protocol::view::Slot;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::new_pin::NewPin;
use crate::components::{Button, FailureBanner, Look, TextInput};
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, codes as w, field};

/// The way back for one person.
#[component]
pub(super) fn Forgotten(
    /// Whose PIN is lost.
    person: Slot,
) -> impl IntoView {
    let app = use_app();
    let code = RwSignal::new(String::new());
    let on_pin = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Code>);
    let (slot, title) = (person.slot, w::forgotten_of(&person));
    let missing = RwSignal::new(None::<String>);
    let next = Callback::new(move |()| {
        let empty = code.with_untracked(|code| code.trim().is_empty());
        failure.set(None);
        missing.set(empty.then(|| field::ENROL_NEEDED.to_owned()));
        on_pin.set(!empty);
    });
    let reset = Callback::new(move |pin: String| {
        busy.set(true);
        spawn_local(async move {
            let code = code.with_untracked(|code| code.trim().to_owned());
            match ask(command::ResetPin { slot, code, pin }).await {
                Ok(session) => {
                    app.take_session(session);
                    app.say(w::RESET_DONE);
                }
                Err(reply) => {
                    on_pin.try_set(matches!(reply.code, Code::WeakPin | Code::OtherNewPin));
                    failure.try_set(Some(reply.code));
                }
            }
            busy.try_set(false);
        });
    });
    let told = move || {
        (!on_pin.get()).then(|| {
            let steps = w::FORGOTTEN_STEPS.map(|step| view! { <li>{step}</li> });
            view! { <p>{w::FORGOTTEN_LEAD}</p><ol class="told-steps">{steps.into_iter().collect_view()}</ol> }
        })
    };
    view! {
        <div class="stack" data-test="forgotten">
            <h1>{title}</h1>
            {changing(told)}
            <FailureBanner code=failure />
            <Show when=move || !on_pin.get() fallback=move || view! {
                <NewPin on_done=reset busy=busy confirm=w::RESET />
                <Button label=words::PREVIOUS test="reset-back" look=Look::Quiet disabled=busy
                    on_press=Callback::new(move |()| on_pin.set(false)) />
            }>
                <TextInput id="reset-code" label=field::ENROL_CODE hint=field::ENROL_CODE_HINT value=code error=missing
                    on_text=Callback::new(move |text| { missing.set(None); code.set(text) }) on_enter=next />
                <Button label=words::NEXT test="reset-next" look=Look::Primary on_press=next />
            </Show>
            <p class="field-hint">{w::RESET_UNFINISHED}</p>
        </div>
    }
}
