//! The foot of the page: the village's opinion with ink and seal, and the office's review.

use leptos::prelude::*;

use super::marks::{Marks, ReviewMark, SignMark};
use super::rows::Row;
use super::when;
use crate::components::StandingMark;
use crate::words::desk as words;

/// A device time as the page prints it.
pub(crate) fn moment(device_time_ms: i64) -> String {
    when::moment(device_time_ms, crate::clock::offset_minutes(device_time_ms))
}

/// The signature as drawn, cut to the ink.
#[component]
pub(crate) fn Handwriting(
    /// The sign-off it belongs to.
    mark: SignMark,
) -> impl IntoView {
    let (left, top, width, height) = mark.ink_box;
    view! {
        <svg class="page-ink" role="img" aria-label=words::handwriting_of(&mark.name)
            viewBox=format!("{left} {top} {width} {height}") preserveAspectRatio="xMinYMid meet">
            <path d=mark.ink_path vector-effect="non-scaling-stroke" />
        </svg>
    }
}

fn sign_off(mark: SignMark) -> impl IntoView {
    let who = if mark.post.is_empty() {
        mark.name.clone()
    } else {
        format!("{} {}", mark.post, mark.name)
    };
    let remark = (!mark.remark.is_empty()).then(|| view! { <p class="page-text">{mark.remark.clone()}</p> });
    let when = moment(mark.device_time_ms);
    let opinion = crate::words::opinion(mark.opinion);
    let standing = mark.standing;
    view! {
        <div class="page-signoff">
            <div class="page-opinion"><p>{opinion}</p>{remark}</div>
            <Handwriting mark=mark />
            <p class="page-signer">{who}<br/><time>{when}</time><StandingMark standing=standing /></p>
            <span class="seal">{words::SEAL_SIGNED}</span>
        </div>
    }
}

/// 村（社区）签署意见.
pub(super) fn sign_off_row(marks: &Marks) -> impl IntoView + use<> {
    let signed = marks.sign_offs.clone();
    let empty = signed
        .is_empty()
        .then(|| view! { <span class="page-blank">{words::NOT_SIGNED_YET}</span> });
    view! { <Row label=words::VILLAGE_OPINION>{signed.into_iter().map(sign_off).collect_view()}{empty}</Row> }
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
