//! 投诉建议: written without a network, kept while it is typed, shown with whether the server has it.

use crate::components::changing;
use cunfa_core::feedback::{FeedbackKind, check};
use cunfa_protocol::view::{Delivery, Feedback, FeedbackDraft, FeedbackRow, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Button, Chip, Chips, DeliveryMark, FailureBanner, Loading, Look, TextArea};
use crate::keeping::Keeping;
use crate::live::live;
use crate::model::route::Route;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::feedback as w;

/// The card in the settings.
#[component]
pub fn FeedbackCard() -> impl IntoView {
    view! {
        <section class="card">
            <h2>{w::FEEDBACK}</h2>
            <p class="field-hint">{w::LEAD}</p>
            <p><a class="button" href=Route::Feedback.href() data-test="settings-feedback">{w::OPEN}</a></p>
        </section>
    }
}

/// The screen. What is being typed stays as it is while what was written before is delivered.
#[component]
pub fn FeedbackScreen() -> impl IntoView {
    let all = live(&[Topic::Sync], || command::Feedback {});
    let about = live(&[Topic::Session], || command::About {});
    let draft = Memo::new(move |_| all.value.with(|all| all.as_ref().map(|all| all.draft.id)));
    let put = Callback::new(move |view: Feedback| all.put(view));
    let writing = move || {
        draft.get()?;
        let draft = all
            .value
            .with_untracked(|all| all.as_ref().map(|all| all.draft.clone()))?;
        Some(view! { <Writing draft=draft put=put /> })
    };
    let contact = move || {
        let of = |about: &cunfa_protocol::view::About| about.operator.contact.clone();
        let contact = about.value.with(|about| about.as_ref().map(of));
        let contact = contact.filter(|contact| !contact.is_empty())?;
        Some(view! { <p data-test="feedback-contact">{w::CONTACT}<strong>{contact}</strong></p> })
    };
    let written = move || {
        let rows = all.value.with(|all| all.as_ref().map(|all| all.written.clone()))?;
        Some(if rows.is_empty() {
            view! { <p class="field-hint">{w::NONE}</p> }.into_any()
        } else {
            let rows = rows.into_iter().map(|row| view! { <Written row=row /> });
            view! { <ul class="feedback-rows">{rows.collect_view()}</ul> }.into_any()
        })
    };
    view! {
        <div class="stack" data-test="feedback">
            <h1>{w::FEEDBACK}</h1>
            <p>{w::LEAD}</p>
            <FailureBanner code=all.failure on_again=Callback::new(move |()| all.again()) />
            <section class="card">
                <Show when=move || draft.with(Option::is_some) fallback=|| view! { <Loading /> }>
                    {changing(writing)}
                </Show>
            </section>
            <section class="card">
                <p>{w::PRIVATE}</p>
                <p>{w::ANSWER}</p>
                {changing(contact)}
            </section>
            <section class="card">
                <h2>{w::WRITTEN}</h2>
                {changing(written)}
            </section>
        </div>
    }
}

/// The form; a new one after each that was given.
#[component]
fn Writing(draft: FeedbackDraft, put: Callback<Feedback>) -> impl IntoView {
    let app = use_app();
    let id = draft.id;
    let (kind, text) = (RwSignal::new(draft.kind), RwSignal::new(draft.text));
    let (busy, shown) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Code>);
    let typed = move || {
        let (kind, text) = (kind.try_get_untracked()?, text.try_get_untracked()?);
        Some(FeedbackDraft { id, kind, text })
    };
    let keeping = Keeping::of(None, move || {
        let draft = typed()?;
        Some(async move {
            let kept = ask(command::KeepFeedback { draft }).await;
            kept.map(|()| clock::now_ms()).map_err(|failure| failure.code)
        })
    });
    let error = Signal::derive(move || {
        let fault = shown.get().then(|| text.with(|text| check(text).err())).flatten();
        fault.map(|rule| w::fault(&rule))
    });
    let give = Callback::new(move |()| {
        shown.set(true);
        let Some(draft) = typed().filter(|draft| check(&draft.text).is_ok() && !busy.get_untracked()) else {
            return;
        };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            keeping.settled().await;
            let answer = ask(command::GiveFeedback { draft }).await;
            busy.try_set(false);
            match answer {
                Ok(view) => {
                    app.say(w::GIVEN);
                    put.try_run(view);
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    let kinds = FeedbackKind::ALL.iter();
    let options: Vec<Chip<FeedbackKind>> = kinds.map(|one| Chip::new(*one, w::kind(*one), one.code())).collect();
    view! {
        <p class="writer-saved" role="status" aria-live="polite" data-test="feedback-saved">{changing(move || keeping.words())}</p>
        <FailureBanner code=failure />
        <Chips label=w::KIND options=options test="feedback-kind" is_chosen=move |one: &FeedbackKind| kind.get() == *one
            on_choose=Callback::new(move |one| { kind.set(one); keeping.typed(busy.get_untracked()) }) />
        <TextArea id="feedback-text" label=w::TEXT hint=w::TEXT_HINT rows=6 value=text error=error
            on_text=Callback::new(move |typed| { text.set(typed); keeping.typed(busy.get_untracked()) }) />
        <div class="buttons">
            <Button label=w::GIVE test="feedback-give" look=Look::Primary busy=busy on_press=give />
        </div>
    }
}

/// One that was written: what, when, and whether the server has it.
#[component]
fn Written(row: FeedbackRow) -> impl IntoView {
    let at = clock::moment(row.written_at_ms);
    let delivery = if row.delivered {
        Delivery::Delivered
    } else {
        Delivery::Here
    };
    view! {
        <li class="feedback-row" data-test="feedback-row">
            <p class="feedback-head"><strong>{w::kind(row.kind)}</strong><span>{at}</span><DeliveryMark delivery=delivery /></p>
            <p class="feedback-text">{row.text}</p>
        </li>
    }
}
