//! The middle pane: the paper page that is judged; both texts side by side when something changed after signing.

use crate::components::changing;
use cunfa_protocol::view::EntryView;
use leptos::prelude::*;

use super::state::DeskState;
use crate::components::{Button, Empty, FailureBanner, Loading};
use crate::evidence::{EvidencePanel, Fold, OfficialText, OtherTexts};
use crate::words::desk as words;

/// The pane.
#[component]
pub(super) fn ReadingPane(desk: DeskState) -> impl IntoView {
    let shown = move || match (desk.open.get(), desk.view.get()) {
        (None, _) => view! { <Empty title=words::CHOOSE_ONE hint=words::CHOOSE_ONE_MORE /> }.into_any(),
        (Some(_), None) => view! { <Loading /> }.into_any(),
        (Some(_), Some(view)) => pages(&view).into_any(),
    };
    let back = move || {
        desk.former.get().map(|former| {
            let press = Callback::new(move |()| desk.show(former));
            view! { <div class="buttons"><Button label=words::BACK_TO_FORMER test="desk-former" on_press=press /></div> }
        })
    };
    Effect::new(move |_| {
        if desk.open.get().is_some() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    view! {
        <section class="desk-page" data-test="desk-page" aria-label=words::THE_RECORD>
            <div class="desk-back">
                <Button label=words::BACK_TO_LIST test="desk-back" on_press=Callback::new(move |()| desk.close()) />
            </div>
            <FailureBanner code=desk.failure />
            {changing(back)}
            {changing(shown)}
        </section>
    }
}

fn pages(view: &EntryView) -> impl IntoView + use<> {
    view! {
        <OfficialText view=view.clone() test="two-texts" />
        <OtherTexts view=view.clone() />
        <EvidencePanel view=view.clone() fold=Fold::All />
    }
}
