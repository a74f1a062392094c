//! What people answered for: who, when, what they said, and whether the text is still what they signed.

use cunfa_core::Body;
use cunfa_core::act::Decision;
use cunfa_protocol::view::{ActView, EntryView};
use leptos::prelude::*;

use crate::clock;
use crate::components::{Icon, Shape, StandingMark};
use crate::words::{self, field as w};

/// The acts of an entry.
#[component]
pub fn Acts(view: EntryView) -> impl IntoView {
    let none = view.acts.is_empty().then(|| {
        view! { <div class="acts-none"><p><strong>{w::ENTRY_NO_ACTS}</strong></p><p class="field-hint">{w::ENTRY_NO_ACTS_HINT}</p></div> }
    });
    view! {
        <section class="card acts-card" aria-labelledby="acts">
            <h2 id="acts">{w::ENTRY_ACTS}</h2>
            {none}
            <ol class="acts" data-test="acts">{view.acts.into_iter().map(act).collect_view()}</ol>
        </section>
    }
}

fn act(view: ActView) -> impl IntoView {
    let kind = match &view.act.body {
        Body::SignOff(_) => "sign_off",
        Body::Review(_) => "review",
        Body::Void(_) => "void",
    };
    let signed = matches!(view.act.body, Body::SignOff(_));
    view! {
        <li class="act" data-test="act" data-kind=kind data-holds=view.holds.to_string() data-covers=view.covers_current.to_string()>
            <p class="act-head">
                <strong>{words::act(&view.act.body)}</strong>
                <span>{view.person_name.clone()}" · "{words::role(view.act.role)}</span>
                {signed.then(|| view! { <StandingMark standing=view.standing /> })}
                <time>{clock::moment(view.act.device_time_ms())}</time>
            </p>
            {said(&view.act.body)}
            <ul class="act-facts">
                {fact(view.holds, w::ACT_HOLDS, w::ACT_BROKEN)}
                {signed.then(|| fact(view.covers_current, w::ACT_COVERS, w::ACT_STALE))}
                {fact(view.delivered, w::ACT_DELIVERED, w::ACT_HERE)}
            </ul>
        </li>
    }
}

fn fact(holds: bool, yes: &'static str, no: &'static str) -> impl IntoView {
    let (class, shape, word) = if holds {
        ("fact-yes", Shape::Tick, yes)
    } else {
        ("fact-no", Shape::Warning, no)
    };
    view! { <li class=class><Icon shape=shape />{word}</li> }
}

/// What the person said with it.
fn said(body: &Body) -> impl IntoView + use<> {
    let lines: Vec<String> = match body {
        Body::SignOff(sign) => [words::opinion(sign.opinion).to_owned(), sign.remark.clone()].into(),
        Body::Review(review) => match &review.decision {
            Decision::Approve => Vec::new(),
            Decision::Return { reasons } => reasons.clone(),
        },
        Body::Void(void) => vec![void.reason.clone()],
    };
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p class="act-said">{line}</p> })
        .collect_view()
}
