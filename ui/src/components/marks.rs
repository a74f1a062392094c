//! Marks of state: a shape and a word before a colour. Vermilion only where a person answered for something.

use cunfa_core::{Stage, Standing};
use cunfa_protocol::view::Delivery;
use leptos::prelude::*;

use crate::words;

/// The shape of a stage on a 20 × 20 grid, and its class.
fn stage_shape(stage: Stage) -> (&'static str, AnyView) {
    let stroke = |d: &'static str| {
        view! { <path d=d fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" /> }
    };
    match stage {
        Stage::Unsigned => (
            "mark mark-unsigned",
            view! { {stroke("M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14")}<path d="M10 3a7 7 0 0 0 0 14z" fill="currentColor" /> }
                .into_any(),
        ),
        Stage::Signed => ("mark mark-seal", stroke("M3.5 3.5h13v13h-13ZM6.5 10.2 9 13l4.8-6").into_any()),
        Stage::InReview => ("mark mark-review", stroke("M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14M10 6.2V10l2.8 2").into_any()),
        Stage::Returned => ("mark mark-returned", stroke("M8 4 3.5 8.5 8 13M3.5 8.5H12a4.5 4.5 0 0 1 0 9H9").into_any()),
        Stage::Approved => (
            "mark mark-seal mark-approved",
            view! {
                <path d="M3 3h14v14H3Z" fill="currentColor" />
                <path class="mark-cut" d="M6 10.2 8.8 13.2 14 6.8" fill="none" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" />
            }
            .into_any(),
        ),
        Stage::Voided => ("mark mark-voided", stroke("M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14M5.2 5.2l9.6 9.6").into_any()),
    }
}

/// Where an entry stands.
#[component]
pub fn StageMark(stage: Stage) -> impl IntoView {
    let (class, shape) = stage_shape(stage);
    view! {
        <span class=class data-test="stage" data-stage=stage.code()>
            <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">{shape}</svg>
            <span class="mark-word">{words::stage(stage)}</span>
        </span>
    }
}

/// Whether the server holds it.
#[component]
pub fn DeliveryMark(delivery: Delivery) -> impl IntoView {
    let (class, code) = match &delivery {
        Delivery::Here => ("mark mark-here", "here"),
        Delivery::Parked(_) => ("mark mark-parked", "parked"),
        Delivery::Delivered => ("mark mark-delivered", "delivered"),
        Delivery::NotHere => ("mark mark-not-here", "not_here"),
    };
    let shape = match &delivery {
        Delivery::Here => view! {
            <path d="M10 3 16.5 9.5H12.8V17H7.2V9.5H3.5Z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" />
        }
        .into_any(),
        Delivery::Parked(_) => view! {
            <path d="M10 2.8 18 17H2ZM10 8v4M10 14.4v.2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
        }
        .into_any(),
        Delivery::Delivered => view! {
            <circle cx="10" cy="10" r="7.5" fill="currentColor" />
            <path class="mark-cut" d="M6.4 10.3 9 13 13.8 7.2" fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        }
        .into_any(),
        Delivery::NotHere => view! {
            <path d="M10 3v9M6.5 9 10 12.5 13.5 9M4 16.5h12" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="3 2.4" />
        }
        .into_any(),
    };
    view! {
        <span class=class data-test="delivery" data-delivery=code>
            <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">{shape}</svg>
            <span class="mark-word">{words::sync::delivery(&delivery)}</span>
        </span>
    }
}

/// 待登记, beside a signature; nothing once the signer is confirmed.
#[component]
pub fn StandingMark(
    /// How far the signer's enrolment was looked at.
    standing: Option<Standing>,
) -> impl IntoView {
    let waits = match standing {
        Some(Standing::Provisional) => true,
        Some(Standing::Confirmed) | None => false,
    };
    waits.then(|| {
        view! {
            <span class="mark mark-waiting" data-test="standing-waiting" title=words::enrol::WAITING_MORE>
                <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                    <path d="M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2.4" />
                    <path d="M10 6.4v4.4M10 13.2v.2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
                </svg>
                <span class="mark-word">{words::enrol::WAITING}</span>
            </span>
        }
    })
}

/// 签后有改动.
#[component]
pub fn ChangedMark() -> impl IntoView {
    view! {
        <span class="mark mark-changed" data-test="changed-after-signing">
            <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                <path d="M3 16.5 4 13l8.5-8.5 3 3L7 16ZM12 17.2h5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
            </svg>
            <span class="mark-word">{words::field::CHANGED}</span>
        </span>
    }
}
