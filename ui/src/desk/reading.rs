//! The middle pane: the paper page that is judged; both texts side by side when something changed after signing.

use cunfa_protocol::view::EntryView;
use leptos::prelude::*;

use super::state::DeskState;
use crate::components::{Button, Empty, FailureBanner, Loading};
use crate::page::{LedgerPage, Marks};
use crate::words::desk as words;

/// The pane.
#[component]
pub(super) fn ReadingPane(desk: DeskState) -> impl IntoView {
    let shown = move || match (desk.open.get(), desk.view.get()) {
        (None, _) => view! { <Empty title=words::CHOOSE_ONE hint=words::CHOOSE_ONE_MORE /> }.into_any(),
        (Some(_), None) => view! { <Loading /> }.into_any(),
        (Some(_), Some(view)) => pages(&view).into_any(),
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
            {shown}
        </section>
    }
}

fn pages(view: &EntryView) -> impl IntoView + use<> {
    let (entry, village, township) = (view.entry.clone(), view.row.village_name.clone(), view.township.clone());
    let marks = Marks::of(view);
    let Some(amendment) = view.amendment.clone() else {
        return view! { <LedgerPage entry=entry village_name=village township=township marks=marks /> }.into_any();
    };
    let signed = marks.differing(&amendment.fields);
    let now = Marks::default().differing(&amendment.fields);
    view! {
        <div class="twin" data-test="two-texts">
            <h2>{words::TWO_TEXTS}</h2>
            <p>{words::TWO_TEXTS_MORE}</p>
            <div class="twin-pages">
                <section aria-label=words::TEXT_SIGNED>
                    <h3>{words::TEXT_SIGNED}</h3>
                    <LedgerPage entry=entry village_name=village.clone() township=township.clone() marks=signed />
                </section>
                <section aria-label=words::TEXT_NOW>
                    <h3>{words::TEXT_NOW}</h3>
                    <LedgerPage entry=amendment.entry village_name=village township=township marks=now />
                </section>
            </div>
        </div>
    }
    .into_any()
}
