//! 签后有改动: both texts side by side, field by field. The signed one stays the official one.

use cunfa_core::Entry;
use cunfa_core::entry::{Field, to_fields};
use cunfa_protocol::view::EntryView;
use leptos::prelude::*;

use crate::components::{Banner, Tone};
use crate::words::{field as w, form as f};

/// The texts of a field in an entry, joined; a field may hold several (persons).
fn texts(entry: &Entry, field: &Field) -> String {
    let prefix = key(field);
    let fields = to_fields(entry);
    let of = fields
        .iter()
        .filter(|(key, _)| **key == prefix || (prefix.ends_with('.') && key.starts_with(&prefix)));
    let texts: Vec<String> = of.map(|(_, text)| f::value(field, text)).collect();
    if texts.is_empty() {
        f::value(field, "")
    } else {
        texts.join("，")
    }
}

/// The document key of a field; one that ends with a dot stands for all below it.
fn key(field: &Field) -> String {
    match field {
        Field::Village => "village".to_owned(),
        Field::Number => "number".to_owned(),
        Field::Date => "date".to_owned(),
        Field::Start => "start".to_owned(),
        Field::End => "end".to_owned(),
        Field::Minutes => "minutes".to_owned(),
        Field::Mode => "mode".to_owned(),
        Field::Kind => "kind".to_owned(),
        Field::Persons => "person.".to_owned(),
        Field::PersonName(row) => format!("person.{row}.name"),
        Field::PersonPhone(row) => format!("person.{row}.phone"),
        Field::Matter => "matter".to_owned(),
        Field::Advice => "advice".to_owned(),
        Field::Result => "result".to_owned(),
        Field::ResultClass => "result_class".to_owned(),
        Field::LectureTopic => "lecture.topic".to_owned(),
        Field::LectureSpeaker => "lecture.speaker".to_owned(),
        Field::LecturePlace => "lecture.place".to_owned(),
        Field::LectureHeadCount => "lecture.head_count".to_owned(),
        Field::LectureCopies => "lecture.copies".to_owned(),
        Field::MediationParties => "mediation.parties".to_owned(),
        Field::MediationDispute => "mediation.dispute".to_owned(),
        Field::MediationAgreed => "mediation.agreed".to_owned(),
        Field::Paid => "paid".to_owned(),
        Field::Major => "major".to_owned(),
        Field::Other(key) => key.clone(),
    }
}

/// Both texts.
#[component]
pub fn Amended(view: EntryView) -> impl IntoView {
    let signed = view.entry;
    view.amendment.map(|amendment| {
        let row = |field: &Field| {
            view! {
                <tr>
                    <th scope="row">{f::field(field)}</th>
                    <td data-label=w::AMENDED_SIGNED>{texts(&signed, field)}</td>
                    <td data-label=w::AMENDED_NOW>{texts(&amendment.entry, field)}</td>
                </tr>
            }
        };
        view! {
            <section class="card amended" aria-labelledby="amended" data-test="amended">
                <h2 id="amended">{w::AMENDED}</h2>
                <Banner tone=Tone::Warning test="amended-lead"><p>{w::AMENDED_LEAD}</p></Banner>
                <table class="compare">
                    <thead><tr><td></td><th scope="col">{w::AMENDED_SIGNED}</th><th scope="col">{w::AMENDED_NOW}</th></tr></thead>
                    <tbody>{amendment.fields.iter().map(row).collect_view()}</tbody>
                </table>
            </section>
        }
    })
}
