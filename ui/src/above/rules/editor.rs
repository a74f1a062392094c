//! Writing a rule file: kept on the device as it is typed, tried as often as one likes, and signed only as it was tried.

use crate::components::changing;
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{Action, may};
use cunfa_protocol::view::{RecordView, RuleTrial};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Writing;
use super::trial::tried;
use crate::components::{Banner, Button, FailureBanner, Look, TextArea, Tone};
use crate::keeping::Keeping;
use crate::model::record::Names;
use crate::model::rule_lines::line_of;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::rule_editor as w;

/// What the editor knows.
#[derive(Clone, Copy)]
struct State {
    text: RwSignal<String>,
    /// The text that was tried last, and what came of it.
    tried: RwSignal<Option<(String, RuleTrial)>>,
    /// What kept it from being taken in, when that was only found while signing.
    refused: RwSignal<Vec<String>>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
}

/// The editor.
#[component]
pub(super) fn Editor(writing: Writing, on_back: Callback<()>) -> impl IntoView {
    let state = State {
        text: RwSignal::new(writing.text),
        tried: RwSignal::new(None),
        refused: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let text = state.text;
    let keeping = Keeping::of(writing.saved_at_ms, move || {
        let text = text.try_get_untracked()?;
        Some(async move {
            let kept = ask(command::KeepRule { text }).await;
            kept.map(|kept| kept.saved_at_ms).map_err(|failure| failure.code)
        })
    });
    let typed = Callback::new(move |typed: String| {
        text.set(typed);
        state.refused.set(Vec::new());
        keeping.typed(false);
    });
    let back = Callback::new(move |()| {
        spawn_local(async move {
            keeping.settled().await;
            if keeping.has_failed() {
                keeping.typed(false);
                keeping.settled().await;
            }
            // Closed without a save, what was typed would be gone.
            if !keeping.has_failed() {
                on_back.try_run(());
            }
        });
    });
    view! {
        <div class="stack" data-test="rule-editor">
            <div class="buttons">
                <Button label=w::BACK test="rule-back" look=Look::Quiet on_press=back />
            </div>
            <h3>{w::EDIT}</h3>
            <p class="field-hint">{w::EDIT_LEAD}</p>
            <p class="writer-saved" role="status" aria-live="polite" data-test="rule-saved">{changing(move || keeping.words())}</p>
            <div class="rule-field">
                <TextArea id="rule-text" label=w::FIELD rows=16 value=text error=error(state) on_text=typed />
            </div>
            <FailureBanner code=state.failure />
            <div class="buttons">
                <Button label=w::TRY test="rule-try" look=Look::Primary busy=state.busy on_press=Callback::new(move |()| state.try_it()) />
            </div>
            {changing(move || outcome(state, keeping, on_back))}
        </div>
    }
}

/// Why the text cannot be read, as long as it is the text that was tried.
fn error(state: State) -> Signal<Option<String>> {
    Signal::derive(move || {
        let text = state.text.get();
        state.tried.with(|tried| match tried {
            Some((of, RuleTrial::Unreadable(error))) if *of == text => {
                let line = w::key_of(error).and_then(|key| line_of(&text, key));
                Some(w::unreadable(error, line))
            }
            Some((_, RuleTrial::Unreadable(_) | RuleTrial::Tried(_))) | None => None,
        })
    })
}

impl State {
    fn ask<C: Ask + 'static>(self, command: C, done: impl FnOnce(C::Answer) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = ask(command).await;
            self.busy.try_set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
        });
    }

    fn try_it(self) {
        let text = self.text.get_untracked();
        self.refused.set(Vec::new());
        self.ask(command::TryRule { text: text.clone() }, move |trial| {
            self.tried.try_set(Some((text, trial)));
        });
    }
}

/// What came of the trial, and the way to take the file in.
fn outcome(state: State, keeping: Keeping, on_back: Callback<()>) -> Option<AnyView> {
    let (of, trial) = state.tried.get()?;
    let RuleTrial::Tried(trial) = trial else { return None };
    if state.text.with(|text| *text != of) {
        return Some(view! { <p class="field-hint" data-test="rule-changed">{w::CHANGED}</p> }.into_any());
    }
    let fits = trial.faults.is_empty() && !trial.other_area;
    let app = use_app();
    let may_take = app.role().is_some_and(|role| may(role, Action::KeepRegister));
    let take = Callback::new(move |()| {
        let put = command::PutRecord {
            record: None,
            kind: RecordKind::RuleFile,
            after: None,
            values: vec![(Column::Text, of.clone())],
            withdrawn: None,
        };
        state.ask(put, move |view: RecordView| {
            if view.faults.is_empty() {
                app.say(w::TAKEN);
                done(keeping, on_back);
            } else {
                let names = Names::of(&view.names);
                let faults = view.faults.iter().map(|fault| w::refused(fault, &names));
                state.refused.try_set(faults.collect());
            }
        });
    });
    let way = (fits && may_take).then(|| {
        view! {
            <p class="field-hint">{w::TAKE_LEAD}</p>
            {changing(move || refused(&state.refused.get()))}
            <div class="buttons">
                <Button label=w::TAKE test="rule-take" look=Look::Primary busy=state.busy on_press=take />
            </div>
        }
    });
    let read_only = (!may_take).then(|| view! { <p class="field-hint">{w::READ_ONLY}</p> });
    Some(
        view! {
            {tried(*trial)}
            {way}
            {read_only}
        }
        .into_any(),
    )
}

/// It is taken in: what was being written is no draft any more.
fn done(keeping: Keeping, on_back: Callback<()>) {
    keeping.done();
    spawn_local(async move {
        keeping.settled().await;
        // A draft that stays is no loss: it is offered again.
        let _ = ask(command::KeepRule { text: String::new() }).await;
        on_back.try_run(());
    });
}

fn refused(faults: &[String]) -> Option<AnyView> {
    if faults.is_empty() {
        return None;
    }
    let faults: Vec<_> = faults.iter().map(|fault| view! { <li>{fault.clone()}</li> }).collect();
    Some(
        view! {
            <Banner tone=Tone::Error test="rule-refused">
                <p>{w::NOT_YET}</p>
                <ul>{faults}</ul>
            </Banner>
        }
        .into_any(),
    )
}
