//! Withdrawing a record: it counts no more and stays, with a reason that is signed.

use cunfa_core::register::RecordKind;
use cunfa_protocol::view::RecordView;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, FailureBanner, Look, TextArea};
use crate::live::Live;
use crate::model::record::Names;
use crate::state::use_app;
use crate::transport::ask;
use crate::typed::{KeptText, NONE_YET};
use crate::words::{self, registers as w};

/// The dialog.
#[component]
pub(super) fn WithdrawDialog(open: RwSignal<bool>, live: Live<RecordView>) -> impl IntoView {
    view! {
        <Dialog open=open title=w::WITHDRAW_TITLE test="withdraw">
            <Inside open=open live=live />
        </Dialog>
    }
}

#[component]
fn Inside(open: RwSignal<bool>, live: Live<RecordView>) -> impl IntoView {
    let app = use_app();
    let (reason, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let record = live
        .value
        .with_untracked(|view| view.as_ref().map_or(NONE_YET, |view| view.row.record));
    let kept = KeptText::of("withdraw", record, reason);
    let (said, failure) = (RwSignal::new(None::<String>), RwSignal::new(None::<Code>));
    let withdraw = Callback::new(move |()| {
        let Some(view) = live.value.get_untracked() else { return };
        busy.set(true);
        failure.set(None);
        let kind = view.kind;
        let command = command::PutRecord {
            record: Some(view.row.record),
            kind,
            after: view.row.act,
            values: view.row.values,
            withdrawn: Some(reason.get_untracked()),
        };
        spawn_local(async move {
            match ask(command).await {
                Ok(view) if view.faults.is_empty() => {
                    kept.done();
                    app.say(w::WITHDRAW_DONE);
                    open.try_set(false);
                    live.put(view);
                }
                Ok(view) => {
                    said.try_set(Some(faults(kind, &view)));
                    live.again();
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <p>{w::WITHDRAW_LEAD}</p>
        <FailureBanner code=failure />
        <TextArea id="withdraw-reason" label=w::WITHDRAW_WHY value=reason rows=2 error=said
            on_text=Callback::new(move |text| { said.set(None); reason.set(text) }) />
        <div class="dialog-actions">
            <Button label=words::CANCEL test="withdraw-cancel" on_press=Callback::new(move |()| { kept.done(); open.set(false) }) />
            <Button label=w::WITHDRAW_CONFIRM test="withdraw-confirm" look=Look::Danger busy=busy on_press=withdraw />
        </div>
    }
}

/// Everything that is wrong, in one line.
fn faults(kind: RecordKind, view: &RecordView) -> String {
    let names = Names::of(&view.names);
    let said = view.faults.iter().map(|fault| w::fault(kind, fault, &names));
    said.collect()
}
