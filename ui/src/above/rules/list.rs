//! The rule files at hand, and what is being written.

use crate::components::changing;
use cunfa_core::rules::RuleFile;
use cunfa_protocol::view::{RuleDraft, RuleRead, RuleText, RuleTexts};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Writing;
use crate::components::{Banner, Button, FailureBanner, Look, Readings, RuleFaults, Tone};
use crate::model::rule_lines::line_of;
use crate::transport::ask;
use crate::words::rule_editor as w;

/// Where somebody goes from here.
#[derive(Clone, Copy)]
struct To {
    writing: RwSignal<Option<Writing>>,
    /// Whether something else is being written: it is taken up or put away first.
    taken: Signal<bool>,
}

/// The files.
#[component]
pub(super) fn Files(texts: RuleTexts, writing: RwSignal<Option<Writing>>) -> impl IntoView {
    let RuleTexts {
        files,
        shipped,
        faults,
        draft,
    } = texts;
    let under_way = RwSignal::new(draft.is_some());
    let to = To {
        writing,
        taken: under_way.into(),
    };
    let shipped =
        shipped.then(|| view! { <Banner tone=Tone::Warning test="rules-shipped"><p>{w::SHIPPED}</p></Banner> });
    let draft = draft.map(|draft| view! { <Draft draft=draft writing=writing under_way=under_way /> });
    let files = (1_u32..).zip(files).map(|(number, file)| one(number, file, to));
    view! {
        {shipped}
        {draft}
        <RuleFaults faults=faults />
        {files.collect_view()}
    }
}

fn one(number: u32, file: RuleText, to: To) -> AnyView {
    let RuleText {
        text,
        read,
        standing,
        next,
    } = file;
    let said = match read {
        RuleRead::Rule(rule) => readable(number, *rule, next, to),
        RuleRead::Unreadable(error) => {
            let line = w::key_of(&error).and_then(|key| line_of(&text, key));
            view! { <div class="field-error" data-test="rule-unreadable"><p>{w::unreadable(&error, line)}</p></div> }
                .into_any()
        }
    };
    view! {
        <article class="card" data-test="rule-file">
            {said}
            <p data-test="rule-standing">{w::standing(standing)}</p>
            <details class="counted" data-test="rule-original">
                <summary>{w::TEXT}</summary>
                <pre class="rule-text">{text}</pre>
            </details>
        </article>
    }
    .into_any()
}

fn readable(number: u32, rule: RuleFile, next: String, to: To) -> AnyView {
    let (title, about, label) = (rule.title.clone(), w::about(&rule), w::next_of(&rule));
    let write = Callback::new(move |()| {
        to.writing.set(Some(Writing {
            text: next.clone(),
            saved_at_ms: None,
        }));
    });
    view! {
        <h3>{title}</h3>
        <p class="field-hint" data-test="rule-about">{about}</p>
        <Readings rule=rule />
        <div class="buttons">
            <Button label=label test=format!("rule-next-{number}") disabled=to.taken on_press=write />
        </div>
    }
    .into_any()
}

/// What was not written to its end. It can be put away, and taken back while this is shown.
#[component]
fn Draft(draft: RuleDraft, writing: RwSignal<Option<Writing>>, under_way: RwSignal<bool>) -> impl IntoView {
    let (kept, failure) = (draft.clone(), RwSignal::new(None::<Code>));
    let resume = Callback::new(move |()| {
        writing.set(Some(Writing {
            text: kept.text.clone(),
            saved_at_ms: Some(kept.saved_at_ms),
        }));
    });
    let keep = Callback::new(move |keep: bool| {
        let text = if keep { draft.text.clone() } else { String::new() };
        failure.set(None);
        spawn_local(async move {
            match ask(command::KeepRule { text }).await {
                Ok(_) => {
                    under_way.try_set(keep);
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    });
    let shown = move || {
        if under_way.get() {
            view! {
                <p>{w::RESUME_LEAD}</p>
                <div class="buttons">
                    <Button label=w::RESUME test="rule-resume" look=Look::Primary on_press=resume />
                    <Button label=w::DROP test="rule-drop" look=Look::Quiet on_press=Callback::new(move |()| keep.run(false)) />
                </div>
            }
            .into_any()
        } else {
            view! {
                <p>{w::DROPPED}</p>
                <div class="buttons">
                    <Button label=w::UNDO test="rule-restore" on_press=Callback::new(move |()| keep.run(true)) />
                </div>
            }
            .into_any()
        }
    };
    view! {
        <Banner test="rule-draft">{changing(shown)}</Banner>
        <FailureBanner code=failure />
    }
}
