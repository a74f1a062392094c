//! A place with nothing in it yet, and a place whose content is on its way.

use leptos::prelude::*;

use crate::words;

/// Nothing here, and what to do about it.
#[component]
pub fn Empty(
    /// What is not here.
    #[prop(into)]
    title: String,
    /// What to do.
    #[prop(into)]
    hint: String,
) -> impl IntoView {
    view! {
        <div class="empty" data-test="empty">
            <p class="empty-title">{title}</p>
            <p>{hint}</p>
        </div>
    }
}

/// On its way. Appears late (by its style), so that a quick answer does not flicker.
#[component]
pub fn Loading() -> impl IntoView {
    view! { <p class="loading" role="status">{words::LOADING}</p> }
}
