//! Handing the tablet back: nothing of anybody is shown; the holder's PIN leads on.

use cunfa_core::Role;
use cunfa_protocol::command;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, PinPad};
use crate::state::use_app;
use crate::transport::ask;
use crate::words::tablet as words;

/// The pad for whoever handed the tablet over.
#[component]
pub(super) fn HandBack(
    /// What went wrong.
    fault: RwSignal<Option<String>>,
    /// When the device is open for its holder again.
    on_open: Callback<()>,
) -> impl IntoView {
    let app = use_app();
    let me = untrack(|| app.me());
    let hint = match &me {
        Some(me) if me.person.role != Role::Counsel => words::hand_back_hint(&me.person.name),
        Some(_) | None => words::HAND_BACK_HINT.to_owned(),
    };
    let busy = RwSignal::new(false);
    let take_back = Callback::new(move |pin: String| {
        let Some(me) = untrack(|| app.me()) else {
            return app.lock();
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let answer = ask(command::Unlock { slot: me.slot, pin }).await;
            busy.try_set(false);
            match answer {
                Ok(session) => {
                    app.take_session(session);
                    on_open.run(());
                }
                Err(failure) => {
                    fault.try_set(Some(words::failure(&failure.code)));
                }
            }
        });
    });
    view! {
        <div class="signing-body signing-body-pin" data-test="hand-back">
            <PinPad label=hint confirm=words::OPEN on_done=take_back busy=busy test="hand-back-pin" />
            <Button
                label=crate::words::codes::FORGOTTEN
                test="hand-back-forgot"
                disabled=busy
                on_press=Callback::new(move |()| app.lock())
            />
        </div>
    }
}
