//! The county's rule files: each as it is written, and the next version of one, tried on last month before it is signed and taken in.

mod editor;
mod list;
mod trial;

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::{RuleTexts, Topic};
use leptos::prelude::*;

use crate::components::{FailureBanner, Loading};
use crate::live::live;
use crate::words::rule_editor as w;

/// The screen.
#[component]
pub fn Rules() -> impl IntoView {
    let texts = live(&[Topic::Entries, Topic::Session], || command::RuleTexts {});
    let writing = RwSignal::new(None::<Writing>);
    let back = Callback::new(move |()| {
        writing.set(None);
        texts.again();
    });
    // The files may come anew while something is written; the editor stays as it is.
    let shown = move || match writing.get() {
        Some(writing) => view! { <editor::Editor writing=writing on_back=back /> }.into_any(),
        None => view! { <Files texts=texts.value writing=writing /> }.into_any(),
    };
    view! {
        <section class="stack" data-test="rules">
            <h2>{w::TITLE}</h2>
            <p class="field-hint">{w::LEAD}</p>
            <FailureBanner code=texts.failure on_again=Callback::new(move |()| texts.again()) />
            {changing(shown)}
        </section>
    }
}

/// What is to be written on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Writing {
    text: String,
    /// When it was kept, if it was.
    saved_at_ms: Option<i64>,
}

#[component]
fn Files(texts: RwSignal<Option<RuleTexts>>, writing: RwSignal<Option<Writing>>) -> impl IntoView {
    move || match texts.get() {
        None => view! { <Loading /> }.into_any(),
        Some(texts) => view! { <list::Files texts=texts writing=writing /> }.into_any(),
    }
}
