//! The key that prints what is on the screen. What a printer may not be able to draw is named first, with its code and where it stands; a second
//! press prints. Which fonts a device has is not known here, so that only private-use characters can be told of.

use cunfa_core::text::{Unprintable, unprintable};
use leptos::prelude::*;

use super::{Banner, Button, Look, Tone, changing};
use crate::words::rare;

/// Prints the page.
#[component]
pub fn PrintButton(
    /// What it says.
    label: &'static str,
    /// Name for tests.
    #[prop(into)]
    test: String,
    /// Attention.
    #[prop(optional)]
    look: Look,
) -> impl IntoView {
    let told = RwSignal::new(Vec::<Unprintable>::new());
    let print = Callback::new(move |()| {
        let found = on_screen();
        if told.with_untracked(|told| *told == found) {
            let _ = window().print();
        } else {
            told.set(found);
        }
    });
    let says = Signal::derive(move || {
        if told.with(Vec::is_empty) {
            label
        } else {
            rare::PRINT_ANYWAY
        }
        .to_owned()
    });
    view! {
        <RareNote found=told test="print-rare" />
        <Button label=says test=test look=look on_press=print />
    }
}

/// What may not come out of the printer, if there is any.
#[component]
pub fn RareNote(
    /// Where it stands.
    #[prop(into)]
    found: Signal<Vec<Unprintable>>,
    /// Name for tests.
    test: &'static str,
) -> impl IntoView {
    changing(move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let each: Vec<_> = found.iter().map(|one| view! { <li>{rare::one(one)}</li> }).collect();
            view! {
                <Banner tone=Tone::Warning test=test>
                    <p>{rare::BEFORE_PRINT}</p>
                    <ul>{each}</ul>
                </Banner>
            }
        })
    })
}

/// In what is seen; the banner itself shows none of them.
fn on_screen() -> Vec<Unprintable> {
    let text = document().body().map(|body| body.inner_text());
    unprintable(&text.unwrap_or_default())
}
