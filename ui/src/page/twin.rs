//! Two texts of one entry side by side, one below the other where there is no room. Every field that differs says so in a word.

use cunfa_core::{Entry, Field};
use leptos::prelude::*;

use super::LedgerPage;
use super::marks::Marks;
use crate::photos::Pictures;

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideText {
    /// What it is.
    pub title: &'static str,
    /// The text.
    pub entry: Entry,
    /// Where its photos can be seen.
    pub pictures: Pictures,
    /// What people answered for over it.
    pub marks: Marks,
}

/// Both, under a head that says what they are.
#[component]
pub fn TwoTexts(
    /// Head.
    title: &'static str,
    /// What it means.
    lead: &'static str,
    /// The signed text first.
    texts: [SideText; 2],
    /// Where they differ.
    fields: Vec<Field>,
    /// 村（社区）.
    village_name: String,
    /// 乡镇（街道）.
    township: String,
    /// For tests.
    test: &'static str,
) -> impl IntoView {
    let side = |text: SideText| {
        let marks = text.marks.differing(&fields);
        view! {
            <section aria-label=text.title>
                <h3>{text.title}</h3>
                <LedgerPage entry=text.entry village_name=village_name.clone() township=township.clone() marks=marks pictures=text.pictures />
            </section>
        }
    };
    view! {
        <div class="twin" data-test=test>
            <h2>{title}</h2>
            <p>{lead}</p>
            <div class="twin-pages">{texts.map(side).into_iter().collect_view()}</div>
        </div>
    }
}
