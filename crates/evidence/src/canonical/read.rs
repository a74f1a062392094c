//! From canonical bytes to an entry. Shape only; the caller encodes again and compares.

use chrono::NaiveTime;
use cunfa_core::{
    Attachment, AttachmentKind, BlobId, Category, Detail, DetailText, Entry, EntryId, Kind, Lecture, Mediation, Mode,
    PersonId, ResultClass, ServedPerson, ServiceTime,
};

use super::{FIELDS_DETAILED, FIELDS_LINKED};
use crate::cbor::{Malformed, Reader};

/// Most persons read; far above what a form accepts.
const MAX_PERSONS: usize = 10_000;
/// Most attachments read; far above what a form accepts.
const MAX_ATTACHMENTS: usize = 10_000;

pub(super) fn content(from: &mut Reader<'_>, fields: usize) -> Result<(EntryId, Entry), Malformed> {
    let id = EntryId(from.fixed("entry id")?);
    let mut entry = Entry {
        village: from.code("village", |code| code.parse().ok())?,
        number: from.text("number")?,
        counsel: PersonId(from.fixed("counsel")?),
        counsel_name: from.text("counsel's name")?,
        date: from.code("date", |date| date.parse().ok())?,
        time: time(from)?,
        mode: from.code("mode", Mode::from_code)?,
        kind: from.code("kind", Kind::from_code)?,
        persons: from.array_of(MAX_PERSONS, "persons", person)?,
        matter: from.text("matter")?,
        advice: from.text("advice")?,
        result: from.text("result")?,
        result_class: from.optional("result class", |from| from.code("result class", ResultClass::from_code))?,
        lecture: from.optional("lecture", lecture)?,
        mediation: from.optional("mediation", mediation)?,
        details: Vec::new(),
        paid: from.optional("paid", |from| from.text("paid"))?,
        major: from.optional("major", |from| from.text("major"))?,
        corrects: named(from, "corrects")?,
        follow_up: None,
        follows: None,
        answers: None,
        written_at: from.text("written at")?,
        attachments: from.array_of(MAX_ATTACHMENTS, "attachments", attachment)?,
    };
    if fields >= FIELDS_LINKED {
        entry.follow_up = from.optional("follow-up", |from| from.code("follow-up", |date| date.parse().ok()))?;
        entry.follows = named(from, "follows")?;
        entry.answers = named(from, "answers")?;
    }
    if fields >= FIELDS_DETAILED {
        entry.details = details(from)?;
    }
    Ok((id, entry))
}

/// At least one, each once, in the order of the entry; whoever writes them again sorts them anew.
fn details(from: &mut Reader<'_>) -> Result<Vec<DetailText>, Malformed> {
    let mut details = from.array_of(Detail::ALL.len(), "details", detail)?;
    details.sort_by_key(|detail| detail.of);
    let twice = details
        .iter()
        .zip(details.iter().skip(1))
        .any(|(one, next)| one.of == next.of);
    if twice || details.is_empty() || details.iter().any(|detail| detail.text.is_empty()) {
        return Err(Malformed("details"));
    }
    Ok(details)
}

fn detail(from: &mut Reader<'_>) -> Result<DetailText, Malformed> {
    from.array(2, "detail")?;
    Ok(DetailText {
        of: from.code("detail", Detail::from_code)?,
        text: from.text("detail's text")?,
    })
}

fn named(from: &mut Reader<'_>, what: &'static str) -> Result<Option<EntryId>, Malformed> {
    from.optional(what, |from| from.fixed(what).map(EntryId))
}

fn time(from: &mut Reader<'_>) -> Result<ServiceTime, Malformed> {
    if !from.is_array() {
        return from.number("time").map(ServiceTime::Minutes);
    }
    from.array(2, "time")?;
    Ok(ServiceTime::Interval {
        start: minute(from)?,
        end: minute(from)?,
    })
}

fn minute(from: &mut Reader<'_>) -> Result<NaiveTime, Malformed> {
    let minute: u32 = from.number("time")?;
    let seconds = minute.checked_mul(60);
    let time = seconds.and_then(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0));
    time.ok_or(Malformed("time"))
}

fn person(from: &mut Reader<'_>) -> Result<ServedPerson, Malformed> {
    from.array(4, "person")?;
    Ok(ServedPerson {
        row: from.text("person's row")?,
        name: from.text("person's name")?,
        phone: from.text("person's phone")?,
        category: from.optional("category", |from| from.code("category", Category::from_code))?,
    })
}

fn attachment(from: &mut Reader<'_>) -> Result<Attachment, Malformed> {
    from.array(4, "attachment")?;
    Ok(Attachment {
        row: from.text("attachment's row")?,
        kind: from.code("attachment's kind", AttachmentKind::from_code)?,
        blob: BlobId(from.fixed("attachment's hash")?),
        length: from.number("attachment's length")?,
    })
}

fn lecture(from: &mut Reader<'_>) -> Result<Lecture, Malformed> {
    from.array(5, "lecture")?;
    Ok(Lecture {
        topic: from.text("topic")?,
        speaker: from.text("speaker")?,
        place: from.text("place")?,
        head_count: from.number("head count")?,
        copies: from.number("copies")?,
    })
}

fn mediation(from: &mut Reader<'_>) -> Result<Mediation, Malformed> {
    from.array(3, "mediation")?;
    Ok(Mediation {
        parties: from.text("parties")?,
        dispute: from.text("dispute")?,
        agreed: from.bool("agreed")?,
    })
}
