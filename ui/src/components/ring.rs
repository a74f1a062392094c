//! A ring that says how much of a duty is done, with the words in its middle: the ring is never read alone.

use leptos::prelude::*;

/// A ring, `permille` full.
#[component]
pub fn Ring(
    /// How full, 0 to 1000.
    permille: u32,
    /// The large words in the middle.
    #[prop(into)]
    value: String,
    /// The small words under them.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let there = permille.min(1000);
    let class = if permille >= 1000 { "ring ring-full" } else { "ring" };
    view! {
        <div class=class data-test="ring">
            <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
                <circle class="ring-track" cx="50" cy="50" r="42" />
                <circle
                    class="ring-there"
                    cx="50"
                    cy="50"
                    r="42"
                    pathLength="1000"
                    stroke-dasharray=format!("{there} 1000")
                    transform="rotate(-90 50 50)"
                />
            </svg>
            <p class="ring-words">
                <strong>{value}</strong>
                <span>{of}</span>
            </p>
        </div>
    }
}
