//! From an entry's batches to the row the office's lists show. One function, used when a batch was judged, at an append that met
//! others, and at every rebuild.
//!
//! Everything in the log was verified when it came in, so nothing is verified again here.

use chrono::Timelike as _;
use cunfa_core::life::{self, Fact};
use cunfa_core::{ActId, Attachment, Body, DeviceId, Digest, Entry, EntryId, ServiceTime, figure, question, text};
use cunfa_document::attachments_named;
use cunfa_evidence::canonical;
use cunfa_protocol::index::{MATTER_GRAPHEMES, NAME_GRAPHEMES};

use crate::db::{EntryRow, Listed, LogBatch};
use crate::verify::{Document, Record};

/// The attachments that a batch's changes name, and its device.
pub(crate) fn named(batch: &LogBatch) -> Option<(DeviceId, Vec<Attachment>)> {
    let opened = batch.sealed.open().ok()?;
    Some((opened.device, named_in(&opened.changes)))
}

/// The attachments that changes name.
pub(crate) fn named_in(changes: &[Vec<u8>]) -> Vec<Attachment> {
    changes.iter().flat_map(|change| attachments_named(change)).collect()
}

/// The row; `None` when the batches are no readable entry.
pub(crate) fn row(entry: EntryId, log: &[LogBatch]) -> Option<EntryRow> {
    let record = Record::read(entry, log);
    let document = record.document()?;
    of(&record, &document)
}

/// The same from what is in hand.
pub(crate) fn of(record: &Record, document: &Document) -> Option<EntryRow> {
    let entry = record.entry;
    let current = document.entry()?;
    let contents: Vec<Option<Entry>> = record
        .acts
        .iter()
        .map(|act| {
            let said = &act.statement().act;
            let over = said.body.is_over_text();
            over.then(|| document.entry_at(&said.heads)).flatten()
        })
        .collect();
    let acts: Vec<_> = record.acts.iter().map(|act| act.statement().act.clone()).collect();
    let facts: Vec<Fact<'_>> = acts
        .iter()
        .zip(&contents)
        .filter_map(|(act, content)| {
            let content = canonical::digest(entry, content.as_ref()?);
            Some(Fact {
                act,
                content,
                delivered: true,
            })
        })
        .collect();
    let digest: Digest = canonical::digest(entry, &current);
    let life = life::derive(&facts, digest, true);
    let signed = acts.iter().find(|act| Some(act.id) == life.official);
    let on_paper = signed.is_some_and(|act| matches!(act.body, Body::Submission(_)));
    let official = life
        .official
        .and_then(|id| content_of(id, record, &contents))
        .unwrap_or(current);
    let (listed, parties) = (listed(&official), question::parties(&official));
    Some(EntryRow {
        entry,
        village: official.village.clone(),
        number: official.number,
        date: official.date,
        kind: official.kind,
        mode: official.mode,
        minutes: official.time.minutes(),
        counsel: official.counsel,
        counsel_name: official.counsel_name,
        stage: life.stage,
        official: life.official,
        changed_after_signing: life.changed_after_signing,
        on_paper,
        since_ms: record.since_ms,
        listed,
        parties,
    })
}

fn listed(entry: &Entry) -> Listed {
    let lecture = entry.lecture.as_ref();
    let topic = lecture.map(|lecture| lecture.topic.as_str()).unwrap_or_default();
    let matter = [entry.matter.as_str(), topic].into_iter().find(|text| !text.is_empty());
    let name = match (entry.persons.first(), lecture) {
        (Some(person), _) => text::shorten(&person.name, NAME_GRAPHEMES),
        (None, Some(lecture)) => lecture.head_count.to_string(),
        (None, None) => String::new(),
    };
    let minute = |time: chrono::NaiveTime| u16::try_from(time.num_seconds_from_midnight() / 60).ok();
    Listed {
        start: match entry.time {
            ServiceTime::Interval { start, .. } => minute(start),
            ServiceTime::Minutes(_) => None,
        },
        name,
        more_names: entry.persons.len() > 1,
        matter: text::shorten(matter.unwrap_or_default(), MATTER_GRAPHEMES),
        major: entry.major.is_some(),
        people: figure::people(entry),
        result: entry.result_class,
        corrects: entry.corrects,
    }
}

fn content_of(official: ActId, record: &Record, contents: &[Option<Entry>]) -> Option<Entry> {
    let place = record.acts.iter().position(|act| act.id() == official)?;
    contents.get(place)?.clone()
}
