//! What stands behind the signatures of an entry, in plain words: 谁、何时、用哪把钥匙、签的内容、之后是否改动. The same panel for the field
//! and for the desk. What holds is the client's word; nothing is judged here.

mod act;
mod texts;
mod times;

use cunfa_protocol::view::EntryView;
use leptos::prelude::*;

use crate::words::{evidence as words, field as w};

pub use texts::{OfficialText, OtherTexts};

/// How much of the evidence is in sight before anybody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// The official sign-off's.
    Official,
    /// None.
    All,
}

/// The panel.
#[component]
pub fn EvidencePanel(
    /// The entry.
    view: EntryView,
    /// How much is in sight at first.
    fold: Fold,
) -> impl IntoView {
    let none = view.acts.is_empty().then(|| {
        view! { <div class="acts-none"><p><strong>{w::ENTRY_NO_ACTS}</strong></p><p class="field-hint">{w::ENTRY_NO_ACTS_HINT}</p></div> }
    });
    let acts = view.acts.iter().map(|act| act::act(&view, act, fold)).collect_view();
    view! {
        <section class="card acts-card" aria-labelledby="evidence" data-test="evidence">
            <h2 id="evidence">{words::TITLE}</h2>
            <p class="field-hint">{words::LEAD}</p>
            {none}
            <ol class="acts" data-test="acts">{acts}</ol>
        </section>
    }
}
