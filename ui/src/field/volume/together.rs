//! The way from a list of what waits for a signature in one village to signing it in one sitting.

use cunfa_core::{Action, Stage, VillageCode, may};
use cunfa_protocol::view::{Sought, VolumeFilter};
use leptos::prelude::*;

use super::list::List;
use crate::components::Button;
use crate::model::route;
use crate::state::use_app;
use crate::words::sitting as w;

/// The village, when exactly what waits for a signature in it is sought.
fn waiting_in(sought: &Sought) -> Option<VillageCode> {
    let waiting = Sought {
        village: sought.village.clone(),
        filter: VolumeFilter {
            stages: vec![Stage::Unsigned],
            ..VolumeFilter::default()
        },
        ..Sought::default()
    };
    (*sought == waiting).then(|| sought.village.clone()).flatten()
}

/// The button, where there is something to hand over.
#[component]
pub(super) fn Together(list: List) -> impl IntoView {
    let app = use_app();
    let village = Memo::new(move |_| list.sought.with(waiting_in));
    move || {
        let (village, total) = (village.get()?, list.total.get().filter(|total| *total > 0)?);
        let role = app.role()?;
        let label = if may(role, Action::WriteEntry) {
            w::ready(total)
        } else if may(role, Action::SignOff) {
            w::OWN.to_owned()
        } else {
            return None;
        };
        let place = route::ready(&village);
        let go = Callback::new(move |()| app.go(place));
        Some(view! { <div class="buttons"><Button label=label test="volume-ready" on_press=go /></div> })
    }
}
