//! From an entry to its keys.

use super::FieldMap;
use super::key::{self, PersonPart};
use crate::entry::{Entry, Lecture, Mediation, ServedPerson, ServiceTime};

/// The document form of an entry. `from_fields(&to_fields(e)) == e` for every entry that [`check`](crate::entry::check)
/// gives: times in whole minutes, persons and attachments
/// sorted by unique row keys. Empty free texts are left out.
#[must_use]
pub fn to_fields(entry: &Entry) -> FieldMap {
    let mut fields = FieldMap::new();
    let mut put = |key: &str, value: String| {
        fields.insert(key.to_owned(), value);
    };
    put(key::VILLAGE, entry.village.to_string());
    put(key::NUMBER, entry.number.clone());
    put(key::COUNSEL, entry.counsel.to_string());
    put(key::COUNSEL_NAME, entry.counsel_name.clone());
    put(key::DATE, entry.date.to_string());
    put(key::MODE, entry.mode.code().to_owned());
    put(key::KIND, entry.kind.code().to_owned());
    put(key::WRITTEN_AT, entry.written_at.clone());
    put_time(&mut put, entry.time);
    put_texts(&mut put, entry);
    entry.persons.iter().for_each(|person| put_person(&mut put, person));
    entry.lecture.iter().for_each(|lecture| put_lecture(&mut put, lecture));
    entry
        .mediation
        .iter()
        .for_each(|mediation| put_mediation(&mut put, mediation));
    entry
        .details
        .iter()
        .for_each(|detail| put(&key::detail(detail.of), detail.text.clone()));
    entry
        .attachments
        .iter()
        .for_each(|attachment| put(&key::attachment(&attachment.row), attachment.to_text()));
    fields
}

fn put_time(put: &mut impl FnMut(&str, String), time: ServiceTime) {
    match time {
        ServiceTime::Interval { start, end } => {
            put(key::START, start.format("%H:%M").to_string());
            put(key::END, end.format("%H:%M").to_string());
        }
        ServiceTime::Minutes(minutes) => put(key::MINUTES, minutes.to_string()),
    }
}

fn put_texts(put: &mut impl FnMut(&str, String), entry: &Entry) {
    let texts = [
        (key::MATTER, &entry.matter),
        (key::ADVICE, &entry.advice),
        (key::RESULT, &entry.result),
    ];
    texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .for_each(|(key, text)| put(key, text.clone()));
    let optional = [
        (
            key::RESULT_CLASS,
            entry.result_class.map(|class| class.code().to_owned()),
        ),
        (key::PAID, entry.paid.clone()),
        (key::MAJOR, entry.major.clone()),
        (key::CORRECTS, entry.corrects.map(|id| id.to_string())),
        (key::FOLLOW_UP, entry.follow_up.map(|date| date.to_string())),
        (key::FOLLOWS, entry.follows.map(|id| id.to_string())),
        (key::ANSWERS, entry.answers.map(|id| id.to_string())),
    ];
    optional
        .into_iter()
        .for_each(|(key, value)| value.into_iter().for_each(|value| put(key, value)));
}

fn put_person(put: &mut impl FnMut(&str, String), person: &ServedPerson) {
    put(&PersonPart::Name.key(&person.row), person.name.clone());
    if !person.phone.is_empty() {
        put(&PersonPart::Phone.key(&person.row), person.phone.clone());
    }
    if let Some(category) = person.category {
        put(&PersonPart::Category.key(&person.row), category.code().to_owned());
    }
}

fn put_lecture(put: &mut impl FnMut(&str, String), lecture: &Lecture) {
    put(key::LECTURE_TOPIC, lecture.topic.clone());
    put(key::LECTURE_SPEAKER, lecture.speaker.clone());
    put(key::LECTURE_PLACE, lecture.place.clone());
    put(key::LECTURE_HEAD_COUNT, lecture.head_count.to_string());
    put(key::LECTURE_COPIES, lecture.copies.to_string());
}

fn put_mediation(put: &mut impl FnMut(&str, String), mediation: &Mediation) {
    put(key::MEDIATION_PARTIES, mediation.parties.clone());
    put(key::MEDIATION_DISPUTE, mediation.dispute.clone());
    put(key::MEDIATION_AGREED, mediation.agreed.to_string());
}
