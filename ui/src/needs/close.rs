//! Closing a need without an entry: a reason by touch, and words where the reason says nothing.

use cunfa_core::EntryId;
use cunfa_core::need::CloseReason;
use cunfa_protocol::view::NeedView;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Chip, Chips, FailureBanner, Look, TextArea};
use crate::live::Live;
use crate::state::use_app;
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::{self, needs as w};

/// What the dialog holds.
#[component]
pub fn Closing(need: EntryId, open: RwSignal<bool>, live: Live<NeedView>) -> impl IntoView {
    let app = use_app();
    let (reason, note) = (RwSignal::new(None::<CloseReason>), RwSignal::new(String::new()));
    let kept = KeptText::of("close-need", need, note);
    let (busy, failure, tried) = (RwSignal::new(false), RwSignal::new(None::<Code>), RwSignal::new(false));
    let no_reason = move || reason.get().is_none();
    let no_note = move || reason.get() == Some(CloseReason::Other) && note.with(|note| note.trim().is_empty());
    let close = Callback::new(move |()| {
        tried.set(true);
        let (Some(reason), false) = (reason.get_untracked(), untrack(no_note)) else {
            return;
        };
        busy.set(true);
        let note = note.get_untracked();
        spawn_local(async move {
            let answer = ask(command::CloseNeed { need, reason, note }).await;
            busy.try_set(false);
            match answer {
                Ok(view) => {
                    kept.done();
                    app.say(w::CLOSE_DONE);
                    open.set(false);
                    live.put(view);
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    let chips = CloseReason::ALL.iter();
    let options: Vec<Chip<CloseReason>> = chips.map(|one| Chip::new(*one, w::reason(*one), one.code())).collect();
    let said = move |wrong: bool, sentence: &'static str| (tried.get() && wrong).then(|| sentence.to_owned());
    view! {
        <p>{w::CLOSE_LEAD}</p>
        <FailureBanner code=failure />
        <Chips label=w::CLOSE_WHY options=options test="close-reason"
            is_chosen=move |one: &CloseReason| reason.get() == Some(*one)
            on_choose=Callback::new(move |one| reason.set(Some(one)))
            error=Signal::derive(move || said(no_reason(), w::CLOSE_WHY_MISSING)) />
        <TextArea id="close-note" label=w::CLOSE_NOTE value=note rows=2 on_text=Callback::new(move |text| note.set(text))
            error=Signal::derive(move || said(no_note(), w::CLOSE_NOTE_MISSING)) />
        <div class="buttons">
            <Button label=w::CLOSE test="close-confirm" look=Look::Primary busy=busy on_press=close />
            <Button label=words::CANCEL test="close-cancel" on_press=Callback::new(move |()| { kept.done(); open.set(false) }) />
        </div>
    }
}
