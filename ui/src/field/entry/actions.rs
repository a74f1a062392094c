//! What can be done with an entry now. What may be done is the client's word; nothing is judged here.

use cunfa_core::EntryId;
use cunfa_protocol::view::EntryView;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Dialog, FailureBanner, Look, TextArea};
use crate::field::drafts::{self, Purpose};
use crate::later::{later, parts};
use crate::live::Live;
use crate::model::route::Route;
use crate::state::use_app;
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::{self, field as w, writing as more};

/// The buttons.
#[component]
pub fn Actions(view: EntryView, live: Live<EntryView>) -> impl IntoView {
    let app = use_app();
    let entry = view.row.entry;
    let voiding = RwSignal::new(false);
    let sign = Callback::new(move |()| app.go(Route::Sign(entry)));
    let change = Callback::new(move |()| {
        drafts::start(
            app,
            Purpose {
                changes: Some(entry),
                ..Purpose::default()
            },
        )
    });
    let correct = Callback::new(move |()| {
        drafts::start(
            app,
            Purpose {
                corrects: Some(entry),
                ..Purpose::default()
            },
        )
    });
    let void = Callback::new(move |()| voiding.set(true));
    // What is for paper has its own card; the tablet could only lead there.
    let may_sign = view.may_sign && !view.entry.is_for_paper();
    let follow = Callback::new(move |()| drafts::open(app, command::FollowUp { entry }));
    let another = Callback::new(move |()| drafts::open(app, command::WriteAnother { after: entry }));
    let some =
        view.may_follow || view.may_write_another || may_sign || view.may_change || view.may_correct || view.may_void;
    some.then(|| {
        view! {
            <div class="buttons entry-actions">
                {may_sign.then(|| view! { <Button label=w::ENTRY_SIGN test="entry-sign" look=Look::Primary on_press=sign /> })}
                {view.may_write_another.then(|| view! { <Button label=more::ANOTHER test="entry-another" on_press=another /> })}
                {view.may_follow.then(|| view! { <Button label=more::FOLLOW test="entry-follow" on_press=follow /> })}
                {view.may_change.then(|| view! { <Button label=w::ENTRY_CHANGE test="entry-change" on_press=change /> })}
                {view.may_correct.then(|| view! { <Button label=w::ENTRY_CORRECT test="entry-correct" on_press=correct /> })}
                {view.may_void.then(|| view! { <Button label=w::ENTRY_VOID test="entry-void" look=Look::Danger on_press=void /> })}
            </div>
            {view.submits.then(|| view! { <p class="field-hint" data-test="entry-submits">{w::ENTRY_SUBMITS}</p> })}
            <Dialog open=voiding title=w::VOID_TITLE test="void-dialog">
                {later(move || voiding_form(entry, voiding, live))}
            </Dialog>
        }
    })
}

parts! {
    fn voiding_form(entry: EntryId, open: RwSignal<bool>, live: Live<EntryView>) {
        view! { <Voiding entry=entry open=open live=live /> }
    }
}

#[component]
fn Voiding(entry: EntryId, open: RwSignal<bool>, live: Live<EntryView>) -> impl IntoView {
    let app = use_app();
    let reason = RwSignal::new(String::new());
    let kept = KeptText::of("void", entry, reason);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Code>);
    let void = Callback::new(move |()| {
        let reason = reason.with_untracked(|reason| reason.trim().to_owned());
        if reason.is_empty() {
            failure.set(Some(Code::ReasonMissing));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = ask(command::VoidEntry { entry, reason }).await;
            busy.try_set(false);
            match answer {
                Ok(view) => {
                    kept.done();
                    app.say(w::VOID_DONE);
                    open.set(false);
                    live.put(view);
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    view! {
        <p>{w::VOID_LEAD}</p>
        <FailureBanner code=failure />
        <TextArea id="void-reason" label=w::VOID_REASON value=reason on_text=Callback::new(move |text| reason.set(text)) />
        <div class="buttons">
            <Button label=w::ENTRY_VOID test="void-confirm" look=Look::Danger busy=busy on_press=void />
            <Button label=words::CANCEL test="void-cancel" on_press=Callback::new(move |()| { kept.done(); open.set(false) }) />
        </div>
    }
}
