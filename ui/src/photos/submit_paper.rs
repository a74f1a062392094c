//! 纸上已签字，提交: the counsel answers for what was signed by hand, with its photographed page.

use cunfa_core::EntryId;
use cunfa_protocol::view::EntryView;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, FailureBanner, Look};
use crate::live::Live;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::field as w;

/// The button, and what pressing it means.
#[component]
pub fn SubmitPaper(
    /// Which entry.
    entry: EntryId,
    /// Where the submitted entry goes.
    live: Live<EntryView>,
) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Code>);
    let submit = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = ask(command::SubmitPaper { entry }).await;
            busy.try_set(false);
            match answer {
                Ok(view) => {
                    app.say(w::PAPER_DONE);
                    live.put(view);
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    view! {
        <p class="field-hint" data-test="entry-paper-submits">{w::ENTRY_PAPER_SUBMITS}</p>
        <Button label=w::ENTRY_PAPER test="entry-submit-paper" look=Look::Primary busy=busy on_press=submit />
        <FailureBanner code=failure />
    }
}
