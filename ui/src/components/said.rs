//! The one short sentence the program says after something was done ("已保存 14:32"). It stays until closed or replaced.

use super::changing::changing;
use leptos::prelude::*;

use super::icon::{Icon, Shape};
use crate::state::use_app;
use crate::words;

/// The sentence, for eyes and screen readers.
#[component]
pub fn Said() -> impl IntoView {
    let app = use_app();
    view! {
        <div class="said-place" role="status" aria-live="polite" data-test="said">
            {changing(move || {
                app.said
                    .get()
                    .map(|sentence| {
                        view! {
                            <div class="said">
                                <span>{sentence}</span>
                                <button
                                    type="button"
                                    class="icon-button"
                                    aria-label=words::CLOSE
                                    data-test="said-close"
                                    on:click=move |_| app.said.set(None)
                                >
                                    <Icon shape=Shape::Cross />
                                </button>
                            </div>
                        }
                    })
            })}
        </div>
    }
}
