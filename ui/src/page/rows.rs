//! The rows of the page: a label and what stands beside it; rows that hold nothing are left out.

use cunfa_core::{Detail, Entry, Field};
use leptos::prelude::*;

use super::marks::Marks;
use crate::photos::{Pictures, gallery};
use crate::words::desk as words;
use crate::words::links;
use crate::words::photos;

/// One row. A differing row says so in words, for those who do not see the colour.
#[component]
pub(super) fn Row(
    /// What stands in the label column.
    label: &'static str,
    /// Two of these share a line where there is room.
    #[prop(optional)]
    half: bool,
    /// Whether this differs from the other text.
    #[prop(optional)]
    differs: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="page-row" class:page-row-half=half class:page-differs=differs>
            <dt>{label}{differs.then(|| view! { <span class="page-mark">{words::DIFFERS_HERE}</span> })}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A row of free text on ruled lines; none when it is empty and does not differ.
pub(super) fn text(label: &'static str, text: &str, differs: bool) -> Option<impl IntoView + use<>> {
    given(label, Some(text).filter(|text| !text.is_empty()), differs)
}

/// A row of something that was said, even if without words; none when it was not said and does not differ.
pub(super) fn given(label: &'static str, text: Option<&str>, differs: bool) -> Option<impl IntoView + use<>> {
    let shown = text
        .filter(|text| !text.is_empty())
        .unwrap_or(words::NOT_GIVEN)
        .to_owned();
    (text.is_some() || differs).then(|| {
        view! { <Row label=label differs=differs><span class="page-text">{shown}</span></Row> }
    })
}

/// What hangs on the entry: how many, and each to be looked at.
pub(super) fn attachments(entry: &Entry, marks: &Marks, pictures: &Pictures) -> Option<impl IntoView + use<>> {
    let differs = marks.differs(|f| matches!(f, Field::Attachments));
    let pictures = pictures.only(&entry.attachments);
    let counted = if pictures.views.is_empty() {
        words::NOT_GIVEN.to_owned()
    } else {
        pictures.counted()
    };
    (!pictures.views.is_empty() || differs).then(|| {
        view! {
            <Row label=photos::ATTACHMENTS differs=differs>
                <p class="page-attached" data-test="page-attached">{counted}</p>
                {gallery(pictures, None)}
            </Row>
        }
    })
}

/// What it names of other documents, a note each. A note that stands on one of two versions only says so.
pub(super) fn links(entry: &Entry, marks: &Marks) -> impl IntoView + use<> {
    let note = |given: bool, field: Field, sentence: &'static str| {
        let differs = marks.differs(|f| *f == field);
        let text = if given { sentence } else { words::NOT_GIVEN };
        (given || differs).then(|| {
            view! {
                <p class="page-note" class:page-differs=differs>
                    {text}{differs.then(|| view! { <span class="page-mark">{words::DIFFERS_HERE}</span> })}
                </p>
            }
        })
    };
    (
        note(entry.corrects.is_some(), Field::Corrects, words::THIS_CORRECTS),
        note(entry.follows.is_some(), Field::Follows, links::THIS_FOLLOWS),
        note(entry.answers.is_some(), Field::Answers, links::THIS_ANSWERS),
    )
}

/// The served persons, one a line.
pub(super) fn people(entry: &Entry, marks: &Marks) -> Option<impl IntoView + use<>> {
    let differs = marks.differs(|f| matches!(f, Field::Persons | Field::PersonName(_) | Field::PersonPhone(_)));
    let persons = entry.persons.clone();
    let person = |person: cunfa_core::ServedPerson| {
        let category = person.category.map(crate::words::category);
        let phone = (!person.phone.is_empty()).then_some(person.phone);
        view! {
            <li>
                <span class="page-name">{person.name}</span>
                {category.map(|word| view! { <span class="page-aside">"（"{word}"）"</span> })}
                {phone.map(|phone| view! { <span class="page-aside">" "{phone}</span> })}
            </li>
        }
    };
    (!persons.is_empty() || differs).then(move || {
        view! {
            <Row label=words::PERSONS differs=differs>
                <ul class="page-people">{persons.into_iter().map(person).collect_view()}</ul>
            </Row>
        }
    })
}

/// What a lecture adds.
pub(super) fn lecture(entry: &Entry, marks: &Marks) -> Option<impl IntoView + use<>> {
    let lecture = entry.lecture.clone()?;
    Some(view! {
        <Row label=words::TOPIC differs=marks.differs(|f| matches!(f, Field::LectureTopic))>{lecture.topic}</Row>
        <Row label=words::SPEAKER half=true differs=marks.differs(|f| matches!(f, Field::LectureSpeaker))>{lecture.speaker}</Row>
        <Row label=words::PLACE half=true differs=marks.differs(|f| matches!(f, Field::LecturePlace))>{lecture.place}</Row>
        <Row label=words::HEAD_COUNT half=true differs=marks.differs(|f| matches!(f, Field::LectureHeadCount))>
            {words::people_count(lecture.head_count)}
        </Row>
        <Row label=words::COPIES half=true differs=marks.differs(|f| matches!(f, Field::LectureCopies))>
            {words::copies_count(lecture.copies)}
        </Row>
    })
}

/// What a mediation adds.
pub(super) fn mediation(entry: &Entry, marks: &Marks) -> Option<impl IntoView + use<>> {
    let mediation = entry.mediation.clone()?;
    Some(view! {
        <Row label=words::PARTIES differs=marks.differs(|f| matches!(f, Field::MediationParties))>{mediation.parties}</Row>
        <Row label=words::DISPUTE half=true differs=marks.differs(|f| matches!(f, Field::MediationDispute))>{mediation.dispute}</Row>
        <Row label=words::AGREEMENT half=true differs=marks.differs(|f| matches!(f, Field::MediationAgreed))>
            {if mediation.agreed { words::AGREED } else { words::NOT_AGREED }}
        </Row>
    })
}

/// What else the kind has of its own.
pub(super) fn others(entry: &Entry, marks: &Marks) -> Vec<AnyView> {
    let said = |of| entry.details.iter().find(|given| given.of == of);
    let row = |of: &Detail| {
        let differs = marks.differs(|f| *f == Field::Detail(*of));
        given(
            crate::words::detail(*of),
            said(*of).map(|given| given.text.as_str()),
            differs,
        )
        .into_any()
    };
    Detail::ALL.iter().map(row).collect()
}
