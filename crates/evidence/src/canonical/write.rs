//! From an entry to its canonical bytes.

use chrono::{NaiveTime, Timelike};
use cunfa_core::{Attachment, DetailText, Entry, EntryId, Lecture, Mediation, ServedPerson, ServiceTime};
use unicode_normalization::UnicodeNormalization;

use super::{FIELDS, FIELDS_DETAILED, FIELDS_LINKED, SCHEMA, SCHEMA_DETAILED, TAG};
use crate::cbor::Writer;

pub(super) fn content(id: EntryId, entry: &Entry) -> Vec<u8> {
    let mut out = Writer::new();
    let linked = entry.follow_up.is_some() || entry.follows.is_some() || entry.answers.is_some();
    let detailed = !entry.details.is_empty();
    let (schema, fields) = match (detailed, linked) {
        (true, _) => (SCHEMA_DETAILED, FIELDS_DETAILED),
        (false, true) => (SCHEMA, FIELDS_LINKED),
        (false, false) => (SCHEMA, FIELDS),
    };
    out.array(fields).text(TAG).uint(u64::from(schema)).bytes(id.as_bytes());
    out.text(entry.village.as_str());
    text(&mut out, &entry.number);
    out.bytes(entry.counsel.as_bytes());
    text(&mut out, &entry.counsel_name);
    out.text(&entry.date.to_string());
    time(&mut out, entry.time);
    out.text(entry.mode.code()).text(entry.kind.code());
    out.array_of(&by_row(&entry.persons), |out, served| person(out, served));
    [&entry.matter, &entry.advice, &entry.result]
        .into_iter()
        .for_each(|words| text(&mut out, words));
    out.optional(entry.result_class, |out, class| {
        out.text(class.code());
    });
    out.optional(entry.lecture.as_ref(), lecture);
    out.optional(entry.mediation.as_ref(), mediation);
    out.optional(entry.paid.as_deref(), text);
    out.optional(entry.major.as_deref(), text);
    named(&mut out, entry.corrects);
    text(&mut out, &entry.written_at);
    out.array_of(&sorted(&entry.attachments), |out, held| attachment(out, held));
    if linked || detailed {
        out.optional(entry.follow_up, |out, date| {
            out.text(&date.to_string());
        });
        named(&mut out, entry.follows);
        named(&mut out, entry.answers);
    }
    if detailed {
        out.array_of(&by_code(&entry.details), |out, given| detail(out, given));
    }
    out.finish()
}

fn named(out: &mut Writer, id: Option<EntryId>) {
    out.optional(id, |out, id| {
        out.bytes(id.as_bytes());
    });
}

fn text(out: &mut Writer, words: &str) {
    out.text(&words.nfc().collect::<String>());
}

fn time(out: &mut Writer, time: ServiceTime) {
    match time {
        ServiceTime::Interval { start, end } => out.array(2).uint(minute(start)).uint(minute(end)),
        ServiceTime::Minutes(minutes) => out.uint(u64::from(minutes)),
    };
}

fn minute(time: NaiveTime) -> u64 {
    u64::from(time.num_seconds_from_midnight() / 60)
}

fn by_row(persons: &[ServedPerson]) -> Vec<&ServedPerson> {
    let mut persons: Vec<&ServedPerson> = persons.iter().collect();
    persons.sort_by(|a, b| a.row.cmp(&b.row));
    persons
}

fn sorted(attachments: &[Attachment]) -> Vec<&Attachment> {
    let mut attachments: Vec<&Attachment> = attachments.iter().collect();
    attachments.sort();
    attachments
}

fn by_code(details: &[DetailText]) -> Vec<&DetailText> {
    let mut details: Vec<&DetailText> = details.iter().collect();
    details.sort_by_key(|detail| detail.of.code());
    details
}

fn detail(out: &mut Writer, given: &DetailText) {
    out.array(2).text(given.of.code());
    text(out, &given.text);
}

fn attachment(out: &mut Writer, held: &Attachment) {
    out.array(4);
    text(out, &held.row);
    out.text(held.kind.code())
        .bytes(held.blob.as_bytes())
        .uint(u64::from(held.length));
}

fn person(out: &mut Writer, served: &ServedPerson) {
    out.array(4);
    [&served.row, &served.name, &served.phone]
        .into_iter()
        .for_each(|words| text(out, words));
    out.optional(served.category, |out, category| {
        out.text(category.code());
    });
}

fn lecture(out: &mut Writer, lecture: &Lecture) {
    out.array(5);
    [&lecture.topic, &lecture.speaker, &lecture.place]
        .into_iter()
        .for_each(|words| text(out, words));
    out.uint(u64::from(lecture.head_count)).uint(u64::from(lecture.copies));
}

fn mediation(out: &mut Writer, mediation: &Mediation) {
    out.array(3);
    [&mediation.parties, &mediation.dispute]
        .into_iter()
        .for_each(|words| text(out, words));
    out.bool(mediation.agreed);
}
