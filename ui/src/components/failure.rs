//! A failure where it happened: its sentence, and a way to try again where that makes sense.

use cunfa_protocol::Code;
use leptos::prelude::*;

use super::banner::{Banner, Tone};
use super::button::Button;
use crate::words;

/// Shows the failure if there is one.
#[component]
pub fn FailureBanner(
    /// The failure.
    #[prop(into)]
    code: Signal<Option<Code>>,
    /// What trying again does, where that makes sense.
    #[prop(optional)]
    on_again: Option<Callback<()>>,
) -> impl IntoView {
    move || {
        code.get().map(|code| {
            view! {
                <Banner tone=Tone::Error test="failure">
                    <p>{words::failure::sentence(&code)}</p>
                    {on_again.map(|again| view! { <Button label=words::AGAIN test="failure-again" on_press=again /> })}
                </Banner>
            }
        })
    }
}
