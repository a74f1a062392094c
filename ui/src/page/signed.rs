//! The foot of the page: the village's opinion with ink and seal, and the office's review.

use leptos::prelude::*;

use super::marks::{Confirmed, Drawn, Marks, PaperMark, ReviewMark, SignMark};
use super::rows::Row;
use super::when;
use crate::components::StandingMark;
use crate::words::{desk as words, evidence};

/// A device time as the page prints it.
pub(crate) fn moment(device_time_ms: i64) -> String {
    when::moment(device_time_ms, crate::clock::offset_minutes(device_time_ms))
}

/// Handwriting as drawn, cut to the ink.
#[component]
pub(crate) fn Handwriting(
    /// Who wrote.
    #[prop(into)]
    name: String,
    /// What was drawn.
    drawn: Drawn,
) -> impl IntoView {
    let (left, top, width, height) = drawn.bounds;
    view! {
        <svg class="page-ink" role="img" aria-label=words::handwriting_of(&name)
            viewBox=format!("{left} {top} {width} {height}") preserveAspectRatio="xMinYMid meet">
            <path d=drawn.path vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// What one villager confirmed: by hand, or before a witness.
pub(crate) fn confirmation(confirmed: Confirmed) -> impl IntoView {
    let (said, writer) = match confirmed.witness {
        None => (evidence::confirmed_by_hand(&confirmed.name), confirmed.name),
        Some(witness) => (
            evidence::confirmed_before(&confirmed.name, &witness.name, &witness.reason),
            witness.name,
        ),
    };
    let ink = confirmed
        .drawn
        .map(|drawn| view! { <Handwriting name=writer drawn=drawn /> });
    view! { <li class="page-confirmation" data-test="confirmation"><span>{said}</span>{ink}</li> }
}

fn confirmations(confirmed: Vec<Confirmed>) -> Option<impl IntoView> {
    (!confirmed.is_empty()).then(|| {
        view! {
            <div class="page-confirmations">
                <p>{evidence::CONFIRMED}</p>
                <ul>{confirmed.into_iter().map(confirmation).collect_view()}</ul>
            </div>
        }
    })
}

fn sign_off(mark: SignMark) -> impl IntoView {
    let who = if mark.post.is_empty() {
        mark.name.clone()
    } else {
        format!("{} {}", mark.post, mark.name)
    };
    let remark = (!mark.remark.is_empty()).then(|| view! { <p class="page-text">{mark.remark}</p> });
    let when = moment(mark.device_time_ms);
    let opinion = crate::words::opinion(mark.opinion);
    let standing = mark.standing;
    view! {
        <div class="page-signoff">
            <div class="page-opinion"><p>{opinion}</p>{remark}</div>
            <Handwriting name=mark.name drawn=mark.drawn />
            <p class="page-signer">{who}<br/><time>{when}</time>" "<StandingMark standing=standing /></p>
            <span class="seal">{words::SEAL_SIGNED}</span>
            {confirmations(mark.confirmed)}
        </div>
    }
}

fn on_paper(mark: PaperMark) -> impl IntoView {
    let line = words::signed_on_paper(&mark.name, &moment(mark.device_time_ms));
    view! { <div class="page-signoff" data-test="page-on-paper"><p>{line}</p><span class="seal">{words::ON_PAPER}</span></div> }
}

/// 村（社区）签署意见.
pub(super) fn sign_off_row(marks: &Marks) -> impl IntoView + use<> {
    let signed = marks.sign_offs.clone();
    let paper = marks.on_paper.clone().map(on_paper);
    let empty = (signed.is_empty() && paper.is_none())
        .then(|| view! { <span class="page-blank">{words::NOT_SIGNED_YET}</span> });
    view! { <Row label=words::VILLAGE_OPINION>{paper}{signed.into_iter().map(sign_off).collect_view()}{empty}</Row> }
}

fn review(mark: ReviewMark) -> impl IntoView {
    let line = format!("{}　{}", mark.name, moment(mark.device_time_ms));
    if mark.reasons.is_empty() {
        let seal = view! { <span class="seal seal-solid">{words::SEAL_APPROVED}</span> };
        return view! { <div class="page-review"><p>{words::APPROVED}</p><p class="page-signer">{line}</p>{seal}</div> }
            .into_any();
    }
    let points = mark
        .reasons
        .into_iter()
        .map(|reason| view! { <li>{reason}</li> })
        .collect_view();
    view! {
        <div class="page-review">
            <p>{words::RETURNED}</p><ol class="page-reasons">{points}</ol><p class="page-signer">{line}</p>
        </div>
    }
    .into_any()
}

/// 司法所审核.
pub(super) fn review_row(marks: &Marks) -> impl IntoView + use<> {
    let reviews = marks.reviews.clone();
    let empty = reviews
        .is_empty()
        .then(|| view! { <span class="page-blank">{words::NOT_REVIEWED_YET}</span> });
    view! { <Row label=words::OFFICE_REVIEW>{reviews.into_iter().map(review).collect_view()}{empty}</Row> }
}
