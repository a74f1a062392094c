//! The page that is judged, and every signed text that is not the text now, side by side with it.

use cunfa_protocol::view::{ActView, EntryView, SignedText};
use leptos::prelude::*;

use super::times::present;
use crate::later::{later, parts};
use crate::page::marks::sign_mark;
use crate::page::{LedgerPage, Marks, SideText, TwoTexts};
use crate::photos::Pictures;
use crate::words::{desk, evidence as e};

/// The official text with its marks; beside it the text now, when that is another.
#[component]
pub fn OfficialText(
    /// The entry.
    view: EntryView,
    /// For tests, when there are two texts.
    test: &'static str,
) -> impl IntoView {
    if view.amendment.is_some() {
        return later(move || amended(view.clone(), test));
    }
    let marks = Marks::of(&view);
    let pictures = Pictures::of(view.row.entry, &view.attachments);
    let (village, township) = (view.row.village_name, view.township);
    view! { <LedgerPage entry=view.entry village_name=village township=township marks=marks pictures=pictures /> }
        .into_any()
}

parts! {
    fn amended(view: EntryView, test: &'static str) {
        let marks = Marks::of(&view);
        let pictures = Pictures::of(view.row.entry, &view.attachments);
        let signed = SideText {
            title: desk::TEXT_SIGNED,
            entry: view.entry,
            pictures: pictures.clone(),
            marks,
        };
        view.amendment.map(|now| {
            let after = SideText {
                title: desk::TEXT_NOW,
                entry: now.entry,
                pictures,
                marks: Marks::default(),
            };
            view! {
                <TwoTexts title=desk::TWO_TEXTS lead=desk::TWO_TEXTS_MORE texts=[signed, after] fields=now.fields
                    village_name=view.row.village_name township=view.township test=test />
            }
        })
    }

    fn others(view: EntryView) {
        view.acts.iter().filter(|act| is_further(&view, act)).filter_map(|act| both(&view, act)).collect_view()
    }
}

/// The texts of further sign-offs that covered neither the text now nor the official one.
#[component]
pub fn OtherTexts(
    /// The entry.
    view: EntryView,
) -> impl IntoView {
    let some = view.acts.iter().any(|act| is_further(&view, act));
    some.then(|| later(move || others(view.clone())))
}

fn is_further(view: &EntryView, act: &ActView) -> bool {
    let signed = act.act.body.makes_official();
    signed && act.holds && view.life.official != Some(act.act.id)
}

fn both(view: &EntryView, act: &ActView) -> Option<impl IntoView + use<>> {
    let SignedText::Other(text) = &act.evidence.text else {
        return None;
    };
    if text.entry == view.entry {
        return None;
    }
    let pictures = Pictures::of(view.row.entry, &view.attachments);
    let signed = SideText {
        title: e::TEXT_THEN,
        entry: text.entry.clone(),
        pictures: pictures.clone(),
        marks: Marks {
            sign_offs: sign_mark(act).into_iter().collect(),
            ..Marks::default()
        },
    };
    let now = SideText {
        title: e::TEXT_NOW,
        entry: present(view).clone(),
        pictures,
        marks: Marks::default(),
    };
    let (village, township) = (view.row.village_name.clone(), view.township.clone());
    Some(view! {
        <TwoTexts title=e::OTHER_SIGN_OFF lead=e::TWO_TEXTS_MORE texts=[signed, now] fields=text.fields.clone()
            village_name=village township=township test="other-texts" />
    })
}
