//! The page that is judged, and every signed text that is not the text now, side by side with it.

use cunfa_protocol::view::{ActView, EntryView, SignedText};
use leptos::prelude::*;

use super::times::present;
use crate::page::marks::sign_mark;
use crate::page::{LedgerPage, Marks, SideText, TwoTexts};
use crate::words::{desk, evidence as e};

/// The official text with its marks; beside it the text now, when that is another.
#[component]
pub fn OfficialText(
    /// The entry.
    view: EntryView,
    /// For tests, when there are two texts.
    test: &'static str,
) -> impl IntoView {
    let marks = Marks::of(&view);
    let (village, township) = (view.row.village_name, view.township);
    let Some(now) = view.amendment else {
        return view! { <LedgerPage entry=view.entry village_name=village township=township marks=marks /> }.into_any();
    };
    let signed = SideText {
        title: desk::TEXT_SIGNED,
        entry: view.entry,
        marks,
    };
    let later = SideText {
        title: desk::TEXT_NOW,
        entry: now.entry,
        marks: Marks::default(),
    };
    view! {
        <TwoTexts title=desk::TWO_TEXTS lead=desk::TWO_TEXTS_MORE texts=[signed, later] fields=now.fields
            village_name=village township=township test=test />
    }
    .into_any()
}

/// The texts of further sign-offs that covered neither the text now nor the official one.
#[component]
pub fn OtherTexts(
    /// The entry.
    view: EntryView,
) -> impl IntoView {
    let further = |act: &&ActView| {
        let signed = act.act.body.makes_official();
        signed && act.holds && view.life.official != Some(act.act.id)
    };
    view.acts
        .iter()
        .filter(further)
        .filter_map(|act| both(&view, act))
        .collect_view()
}

fn both(view: &EntryView, act: &ActView) -> Option<impl IntoView + use<>> {
    let SignedText::Other(text) = &act.evidence.text else {
        return None;
    };
    if text.entry == view.entry {
        return None;
    }
    let signed = SideText {
        title: e::TEXT_THEN,
        entry: text.entry.clone(),
        marks: Marks {
            sign_offs: sign_mark(act).into_iter().collect(),
            ..Marks::default()
        },
    };
    let now = SideText {
        title: e::TEXT_NOW,
        entry: present(view).clone(),
        marks: Marks::default(),
    };
    let (village, township) = (view.row.village_name.clone(), view.township.clone());
    Some(view! {
        <TwoTexts title=e::OTHER_SIGN_OFF lead=e::TWO_TEXTS_MORE texts=[signed, now] fields=text.fields.clone()
            village_name=village township=township test="other-texts" />
    })
}
