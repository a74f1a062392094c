//! The list of keys.

use leptos::prelude::*;

use super::state::DeskState;
use crate::components::{Button, Dialog};
use crate::later::{later, parts};
use crate::words::desk as words;

/// The dialog, shown while the desk explains its keys.
#[component]
pub(super) fn HelpDialog(desk: DeskState) -> impl IntoView {
    view! {
        <Dialog open=desk.help title=words::HELP test="help-dialog">
            {later(move || keys(desk.help))}
        </Dialog>
    }
}

parts! {
    fn keys(open: RwSignal<bool>) {
        let line =
            |(key, what): (&'static str, &'static str)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> };
        view! {
            <dl class="desk-keys">{words::KEYS.into_iter().map(line).collect_view()}</dl>
            <p>{words::KEYS_REST}</p>
            <div class="dialog-actions">
                <Button label=words::CLOSE test="help-close" on_press=Callback::new(move |()| open.set(false)) />
            </div>
        }
    }
}
