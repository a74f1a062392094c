//! A question over the page, in the browser's own modal dialog: focus stays inside, Escape gives up.

use super::changing::changing;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog, shown while `open`. Its content is made when it opens and gone when it closes.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// What it asks.
    #[prop(into)]
    title: Signal<String>,
    /// Name for tests.
    test: &'static str,
    /// Whether it takes the whole window.
    #[prop(optional)]
    full: bool,
    /// Its content.
    children: ChildrenFn,
) -> impl IntoView {
    let node: NodeRef<html::Dialog> = NodeRef::new();
    let heading = format!("{test}-title");
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    view! {
        <dialog
            node_ref=node
            class="dialog"
            class:dialog-full=full
            data-test=test
            aria-labelledby=heading
            on:close=move |_| open.set(false)
        >
            <h2 id=heading.clone()>{changing(move || title.get())}</h2>
            {changing(move || open.get().then(|| children()))}
        </dialog>
    }
}
