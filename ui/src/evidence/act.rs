//! One act of the panel: what was said, whether it holds, and its evidence row by row.

use cunfa_core::Body;
use cunfa_core::act::Decision;
use cunfa_protocol::view::{ActView, EntryView, SignedText};
use leptos::prelude::*;

use super::Fold;
use super::times::{self, Time};
use crate::components::{Icon, Shape, StandingMark};
use crate::page::marks::Confirmed;
use crate::page::{confirmation, moment};
use crate::words::{self, evidence as e, field as w, questions as q};

/// One act.
pub(super) fn act(view: &EntryView, act: &ActView, fold: Fold) -> impl IntoView + use<> {
    let kind = match &act.act.body {
        Body::SignOff(_) => "sign_off",
        Body::Review(_) => "review",
        Body::Void(_) => "void",
        Body::Submission(_) => "submission",
        Body::Opening(_) => "opening",
        Body::Acknowledgement => "acknowledgement",
        Body::Explanation(_) => "explanation",
        Body::Registration(_) => "registration",
    };
    let signed = act.act.body.makes_official();
    let open = fold == Fold::Official && view.life.official == Some(act.act.id);
    let (holds, covers, delivered) = (act.holds, act.covers_current, act.delivered);
    view! {
        <li class="act" data-test="act" data-kind=kind data-holds=holds.to_string() data-covers=covers.to_string()>
            <p class="act-head">
                <strong>{words::act(&act.act.body)}</strong>
                <span>{act.person_name.clone()}" · "{words::role(act.act.role)}</span>
                <time>{moment(act.act.device_time_ms())}</time>
            </p>
            {said(&act.act.body)}
            <ul class="act-facts">
                {fact(holds, w::ACT_HOLDS, w::ACT_BROKEN)}
                {signed.then(|| fact(covers, w::ACT_COVERS, w::ACT_STALE))}
                {fact(delivered, w::ACT_DELIVERED, w::ACT_HERE)}
            </ul>
            <details class="evidence" open=open data-test="evidence-of">
                <summary>{e::MORE}</summary>
                {rows(view, act)}
            </details>
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
        Body::Submission(submission) => vec![words::way(submission.way).to_owned()],
        Body::Opening(opening) => vec![opening.reason.clone()],
        Body::Acknowledgement => Vec::new(),
        Body::Explanation(said) => vec![q::kind(said.question).to_owned(), said.text.clone()],
        // Over no entry: no panel shows one.
        Body::Registration(_) => Vec::new(),
    };
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p class="act-said">{line}</p> })
        .collect_view()
}

fn rows(view: &EntryView, act: &ActView) -> impl IntoView + use<> {
    let row = |label: &'static str, test: &'static str, text: String| view! { <div data-test=test><dt>{label}</dt><dd>{text}</dd></div> };
    let times = times::times(view, act, &moment).into_iter().map(time).collect_view();
    view! {
        <dl class="evidence-rows">
            {row(e::WHO, "evidence-who", who(act))}
            {way(&act.act.body).map(|said| row(e::WAY, "evidence-way", said.to_owned()))}
            {opinion(&act.act.body).map(|said| row(e::OPINION, "evidence-opinion", said))}
            {confirmed(&act.act.body)}
            {row(e::WHAT, "evidence-what", what(act).to_owned())}
            {act.act.body.is_over_text().then(|| row(e::AFTERWARDS, "evidence-afterwards", e::afterwards(&act.evidence.text).to_owned()))}
            {key(act)}
            <div data-test="evidence-when"><dt>{e::WHEN}</dt><dd><dl class="evidence-times">{times}</dl></dd></div>
        </dl>
    }
}

fn who(act: &ActView) -> String {
    let (name, post) = match &act.act.body {
        Body::SignOff(sign) => (sign.name.as_str(), sign.post.as_str()),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Registration(_)
        | Body::Opening(_) => {
            let certified = act.evidence.certified.as_ref();
            let post = certified.map(|certified| certified.person.post.as_str());
            (act.person_name.as_str(), post.unwrap_or_default())
        }
    };
    let parts = [name, post, words::role(act.act.role)];
    let given: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    given.join(" · ")
}

fn opinion(body: &Body) -> Option<String> {
    match body {
        Body::SignOff(sign) if sign.remark.is_empty() => Some(words::opinion(sign.opinion).to_owned()),
        Body::SignOff(sign) => Some(format!("{}：{}", words::opinion(sign.opinion), sign.remark)),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Registration(_)
        | Body::Opening(_) => None,
    }
}

fn way(body: &Body) -> Option<&'static str> {
    match body {
        Body::Submission(submission) => Some(words::way(submission.way)),
        Body::SignOff(_)
        | Body::Review(_)
        | Body::Void(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Registration(_)
        | Body::Opening(_) => None,
    }
}

fn confirmed(body: &Body) -> Option<impl IntoView + use<>> {
    let given: Vec<Confirmed> = match body {
        Body::SignOff(sign) => sign.confirmations.iter().map(Confirmed::of).collect(),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Registration(_)
        | Body::Opening(_) => Vec::new(),
    };
    (!given.is_empty()).then(|| {
        let all = given.into_iter().map(confirmation).collect_view();
        view! { <div data-test="evidence-confirmed"><dt>{e::CONFIRMED}</dt><dd><ul class="page-confirmations">{all}</ul></dd></div> }
    })
}

fn what(act: &ActView) -> &'static str {
    match (&act.evidence.text, act.holds) {
        (_, true) if !act.act.body.is_over_text() => e::OPENED_HOLDS,
        (_, false) if !act.act.body.is_over_text() => e::BROKEN,
        (_, true) => e::HOLDS,
        (SignedText::NotHere, false) => e::NOT_HERE,
        (SignedText::Present | SignedText::Other(_), false) => e::BROKEN,
    }
}

fn key(act: &ActView) -> impl IntoView + use<> {
    let certified = act.evidence.certified.as_ref().map_or_else(
        || e::NOT_CERTIFIED.to_owned(),
        |certified| e::certified(&certified.person.name, &certified.issuer, &moment(certified.from_ms)),
    );
    view! {
        <div data-test="evidence-key">
            <dt>{e::KEY}</dt>
            <dd>{e::key_number(&act.act.key.to_string())}" "<StandingMark standing=act.standing /><small>{certified}</small></dd>
        </div>
    }
}

fn time(time: Time) -> impl IntoView {
    view! { <div data-test="evidence-time"><dt>{time.label}</dt><dd>{time.value}<small>{time.certainty}</small></dd></div> }
}
