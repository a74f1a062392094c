//! The right pane: the decision, and the facts it rests on in plain words.

use crate::components::changing;
use cunfa_core::{Body, Decision, EntryId, Role, Standing};
use cunfa_protocol::view::{ActView, EntryView};
use leptos::prelude::*;

use super::since;
use super::state::{DeskState, may_decide};
use crate::components::{Banner, Button, DeliveryMark, Look, StageMark, StandingMark, Tone};
use crate::page::{moment, when};
use crate::photos::Pictures;
use crate::questions::beside;
use crate::words::desk as words;
use crate::words::{deciding, enrol, evidence, photos};

/// The pane; empty while nothing is open.
#[component]
pub(super) fn FactsPane(desk: DeskState) -> impl IntoView {
    let shown = move || {
        desk.view.get().map(|view| {
            view! {
                {beside(view.row.entry, desk.view, Some(Callback::new(move |other| desk.look_at(other))))}
                <Decide desk=desk may=may_decide(&view) entry=view.row.entry />
                {warnings(&view)}
                {since::changes(&view)}
                {sign_offs(&view)}
                {facts(desk, &view)}
                {earlier(&view)}
            }
        })
    };
    view! { <aside class="desk-facts" data-test="desk-facts" aria-label=words::FACTS tabindex="0">{changing(shown)}</aside> }
}

#[component]
fn Decide(desk: DeskState, may: bool, entry: EntryId) -> impl IntoView {
    if !may {
        return view! { <p class="desk-undecidable">{words::NOTHING_TO_DECIDE}</p> }.into_any();
    }
    let half = move || {
        desk.queue.value.track();
        let half = desk.item(entry, |item| item.returning).unwrap_or(false);
        half.then(|| view! { <p class="decide-half" data-test="decide-half">{deciding::HALF_MORE}</p> })
    };
    view! {
        <div class="decide">
            <Button
                label=words::APPROVE
                test="desk-approve"
                look=Look::Primary
                busy=desk.busy
                on_press=Callback::new(move |()| desk.decide(Decision::Approve))
            />
            <Button
                label=words::RETURN
                test="desk-return"
                disabled=desk.busy
                on_press=Callback::new(move |()| desk.returning.set(true))
            />
            {changing(half)}
            <p class="decide-keys" aria-hidden="true">{words::DECIDE_KEYS}</p>
        </div>
    }
    .into_any()
}

fn warnings(view: &EntryView) -> impl IntoView + use<> {
    let warn = |holds: bool, test: &'static str, sentence: &'static str| {
        holds.then(|| view! { <Banner tone=Tone::Warning test=test><p>{sentence}</p></Banner> })
    };
    let broken = view.acts.iter().any(|act| !act.holds);
    (
        warn(view.row.newer, "warn-newer", crate::words::field::NEWER_LEAD),
        warn(broken, "warn-broken", words::DOES_NOT_HOLD),
        warn(view.life.sign_offs_differ, "warn-sign-offs", words::SIGN_OFFS_DIFFER),
        warn(view.life.reviews_differ, "warn-reviews", words::REVIEWS_DIFFER),
        warn(!view.conflicts.is_empty(), "warn-conflicts", words::HAS_CONFLICTS),
        warn(view.amendment.is_some(), "warn-changed", words::CHANGED_AFTER),
    )
}

/// 谁、何时、签的是不是现在的内容, for every sign-off.
fn sign_offs(view: &EntryView) -> impl IntoView + use<> {
    let signed: Vec<_> = view.acts.iter().filter_map(sign_off).collect();
    let submitted: Vec<_> = view.acts.iter().filter_map(submission).collect();
    let official = view.acts.iter().any(|act| act.act.body.makes_official());
    let instead = if official {
        words::SIGNED_ON_PAPER
    } else {
        words::NO_SIGN_OFF
    };
    let none = (signed.is_empty() || !official).then(|| view! { <p>{instead}</p> });
    view! { <section class="desk-part"><h2>{words::SIGNATURE}</h2>{signed}{none}{submitted}</section> }
}

fn sign_off(act: &ActView) -> Option<impl IntoView + use<>> {
    let Body::SignOff(sign) = &act.act.body else {
        return None;
    };
    let (name, post) = (sign.name.clone(), sign.post.clone());
    let what = match (act.holds, act.covers_current) {
        (false, _) => words::SIGNATURE_BROKEN,
        (true, true) => words::COVERS_CURRENT,
        (true, false) => words::COVERS_OTHER,
    };
    let remark = (!sign.remark.is_empty()).then(|| format!("：{}", sign.remark));
    Some(view! {
        <dl class="desk-dl" data-test="sign-off" data-holds=act.holds.to_string() data-current=act.covers_current.to_string()>
            <div><dt>{words::SIGNED_BY}</dt><dd>{name}" "{post}</dd></div>
            <div><dt>{enrol::STANDING}</dt><dd>{standing(act.standing)}</dd></div>
            <div><dt>{words::SIGNED_WHEN}</dt><dd>{moment(act.act.device_time_ms())}<small>{words::BY_DEVICE_CLOCK}</small></dd></div>
            <div><dt>{words::SIGNED_WHAT}</dt><dd>{what}</dd></div>
            <div><dt>{words::SIGNED_OPINION}</dt><dd>{crate::words::opinion(sign.opinion)}{remark}</dd></div>
        </dl>
    })
}

/// 谁、何时、用哪把钥匙、提交方式.
fn submission(act: &ActView) -> Option<impl IntoView + use<>> {
    let Body::Submission(submission) = &act.act.body else {
        return None;
    };
    let what = match (act.holds, act.covers_current) {
        (false, _) => words::SIGNATURE_BROKEN,
        (true, true) => words::COVERS_CURRENT,
        (true, false) => words::SUBMITTED_OTHER,
    };
    let key = evidence::key_number(&act.act.key.to_string());
    Some(view! {
        <h3>{words::SUBMISSION}</h3>
        <dl class="desk-dl" data-test="submission" data-holds=act.holds.to_string() data-current=act.covers_current.to_string()>
            <div><dt>{words::SUBMITTED_BY}</dt><dd>{act.person_name.clone()}" "{crate::words::role(act.act.role)}</dd></div>
            <div><dt>{enrol::STANDING}</dt><dd>{standing(act.standing)}</dd></div>
            <div><dt>{words::SIGNED_WHEN}</dt><dd>{moment(act.act.device_time_ms())}<small>{words::BY_DEVICE_CLOCK}</small></dd></div>
            <div><dt>{words::SUBMITTED_KEY}</dt><dd>{key}</dd></div>
            <div><dt>{words::SUBMITTED_WAY}</dt><dd>{crate::words::way(submission.way)}</dd></div>
            <div><dt>{words::SUBMITTED_WHAT}</dt><dd>{what}</dd></div>
        </dl>
    })
}

/// 待登记 with what it means, else that it is done.
fn standing(standing: Option<Standing>) -> impl IntoView {
    match standing {
        Some(Standing::Provisional) => {
            view! { <StandingMark standing=standing /><small>{enrol::WAITING_MORE}</small> }.into_any()
        }
        Some(Standing::Confirmed) => enrol::CONFIRMED.into_any(),
        None => "".into_any(),
    }
}

fn facts(desk: DeskState, view: &EntryView) -> impl IntoView + use<> {
    let late = desk.item(view.row.entry, |item| item.written_late_days).unwrap_or(0);
    let late = (late > 0).then(|| {
        view! { <br /><span>{words::written_late(late)}</span><small>{words::WRITTEN_LATE_MORE}</small> }
    });
    let (stage, delivery) = (view.row.stage, view.row.delivery.clone());
    let sentence = crate::words::sync::delivery_sentence(&delivery);
    let attached = attached(view);
    view! {
        <section class="desk-part">
            <h2>{words::FACTS}</h2>
            <dl class="desk-dl">
                <div><dt>{words::FACT_STAGE}</dt><dd><StageMark stage=stage /></dd></div>
                <div><dt>{words::FACT_WRITTEN}</dt><dd>{when::written(&view.entry.written_at)}{late}</dd></div>
                {attached}
                <div><dt>{words::FACT_DELIVERY}</dt><dd><DeliveryMark delivery=delivery /><small>{sentence}</small></dd></div>
            </dl>
        </section>
    }
}

/// How much hangs on it, and whether all of it can be seen here.
fn attached(view: &EntryView) -> Option<impl IntoView + use<>> {
    let away = view.attachments.iter().filter(|one| !one.state.is_here()).count();
    let counted = Pictures::of(view.row.entry, &view.attachments).counted();
    (!counted.is_empty()).then(|| {
        let away = (away > 0).then(|| view! { <small>{photos::away(away)}</small> });
        view! { <div data-test="desk-attached"><dt>{photos::ATTACHMENTS}</dt><dd>{counted}{away}</dd></div> }
    })
}

/// Decisions made before, with the reasons of a return.
fn earlier(view: &EntryView) -> Option<impl IntoView + use<>> {
    let decisions: Vec<_> = view.acts.iter().filter_map(decision).collect();
    (!decisions.is_empty()).then(|| {
        view! { <section class="desk-part" data-test="earlier-decisions"><h2>{words::EARLIER_DECISIONS}</h2>{decisions}</section> }
    })
}

fn decision(act: &ActView) -> Option<impl IntoView + use<>> {
    let Body::Review(review) = &act.act.body else {
        return None;
    };
    let points = match &review.decision {
        Decision::Approve => Vec::new(),
        Decision::Return { reasons } => reasons.clone(),
    };
    let line = format!(
        "{} {} {}",
        crate::words::role(Role::Office),
        act.person_name,
        moment(act.act.device_time_ms())
    );
    let points = points
        .into_iter()
        .map(|point| view! { <li>{point}</li> })
        .collect_view();
    Some(
        view! { <div class="desk-act"><h3>{crate::words::act(&act.act.body)}</h3><p>{line}</p><ol>{points}</ol></div> },
    )
}
