//! From keys to an entry.
//!
//! A merge of two honest edits must stay readable: a lecture or mediation that lost a part to a deletion reads that part as
//! empty, 0 or no; an interval whose ends were moved apart reads as it stands (its length is then 0).

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::key::{self, PersonPart};
use super::{FieldMap, FieldsError};
use crate::attachment::Attachment;
use crate::entry::{DetailText, Entry, Lecture, Mediation, ServedPerson, ServiceTime};
use crate::ids::EntryId;
use crate::kind::{Category, Detail, Kind, Mode, ResultClass};

/// Reads an entry; unknown keys are ignored. Never panics, whatever the texts hold.
///
/// # Errors
/// The first key that is missing or unreadable.
pub fn from_fields(fields: &FieldMap) -> Result<Entry, FieldsError> {
    let keys = Keys(fields);
    Ok(Entry {
        village: keys.needed(key::VILLAGE, |text| text.parse().ok())?,
        number: keys.needed(key::NUMBER, text)?,
        counsel: keys.needed(key::COUNSEL, |text| exact(text, text.parse().ok()))?,
        counsel_name: keys.needed(key::COUNSEL_NAME, text)?,
        date: keys.needed(key::DATE, date)?,
        time: keys.time()?,
        mode: keys.needed(key::MODE, Mode::from_code)?,
        kind: keys.needed(key::KIND, Kind::from_code)?,
        persons: keys.persons()?,
        matter: keys.text(key::MATTER),
        advice: keys.text(key::ADVICE),
        result: keys.text(key::RESULT),
        result_class: keys.optional(key::RESULT_CLASS, ResultClass::from_code)?,
        lecture: keys.lecture()?,
        mediation: keys.mediation()?,
        details: keys.details(),
        paid: keys.optional(key::PAID, text)?,
        major: keys.optional(key::MAJOR, text)?,
        corrects: keys.optional(key::CORRECTS, id)?,
        follow_up: keys.optional(key::FOLLOW_UP, date)?,
        follows: keys.optional(key::FOLLOWS, id)?,
        answers: keys.optional(key::ANSWERS, id)?,
        written_at: keys.needed(key::WRITTEN_AT, written_at)?,
        attachments: keys.attachments()?,
    })
}

struct Keys<'a>(&'a FieldMap);

impl Keys<'_> {
    fn optional<T>(&self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, FieldsError> {
        let Some(text) = self.0.get(key) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| unreadable(key))
    }

    fn needed<T>(&self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, FieldsError> {
        self.optional(key, read)?.ok_or(FieldsError::Missing(key))
    }

    fn text(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_default()
    }

    fn any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.0.contains_key(*key))
    }

    fn time(&self) -> Result<ServiceTime, FieldsError> {
        let (start, end) = (self.optional(key::START, time)?, self.optional(key::END, time)?);
        let minutes = self.optional(key::MINUTES, number::<u16>)?;
        match (start, end, minutes) {
            (Some(start), Some(end), _) => Ok(ServiceTime::Interval { start, end }),
            (_, _, Some(minutes)) => Ok(ServiceTime::Minutes(minutes)),
            (Some(_), None, None) => Err(FieldsError::Missing(key::END)),
            (None, _, None) => Err(FieldsError::Missing(key::START)),
        }
    }

    fn persons(&self) -> Result<Vec<ServedPerson>, FieldsError> {
        let mut persons: BTreeMap<&str, ServedPerson> = BTreeMap::new();
        for (key, value) in self.0 {
            let Some((row, part)) = PersonPart::of_key(key) else {
                continue;
            };
            let person = persons.entry(row).or_default();
            person.row = row.to_owned();
            match part {
                PersonPart::Name => person.name = value.clone(),
                PersonPart::Phone => person.phone = value.clone(),
                PersonPart::Category => {
                    person.category = Some(Category::from_code(value).ok_or_else(|| unreadable(key))?);
                }
            }
        }
        Ok(persons.into_values().collect())
    }

    fn attachments(&self) -> Result<Vec<Attachment>, FieldsError> {
        let rows = self
            .0
            .iter()
            .filter_map(|(key, text)| Some((key, key::attachment_row(key)?, text)));
        rows.map(|(key, row, text)| {
            let usable = crate::entry::row::is_usable(row).then_some(row);
            let read = usable.and_then(|row| Attachment::from_text(row, text));
            read.ok_or_else(|| unreadable(key))
        })
        .collect()
    }

    fn lecture(&self) -> Result<Option<Lecture>, FieldsError> {
        let head_count = self.optional(key::LECTURE_HEAD_COUNT, number)?;
        let copies = self.optional(key::LECTURE_COPIES, number)?;
        let texts = [key::LECTURE_TOPIC, key::LECTURE_SPEAKER, key::LECTURE_PLACE];
        let any = head_count.is_some() || copies.is_some() || self.any(&texts);
        Ok(any.then(|| Lecture {
            topic: self.text(key::LECTURE_TOPIC),
            speaker: self.text(key::LECTURE_SPEAKER),
            place: self.text(key::LECTURE_PLACE),
            head_count: head_count.unwrap_or(0),
            copies: copies.unwrap_or(0),
        }))
    }

    fn mediation(&self) -> Result<Option<Mediation>, FieldsError> {
        let agreed = self.optional(key::MEDIATION_AGREED, |text| exact(text, text.parse().ok()))?;
        let any = agreed.is_some() || self.any(&[key::MEDIATION_PARTIES, key::MEDIATION_DISPUTE]);
        Ok(any.then(|| Mediation {
            parties: self.text(key::MEDIATION_PARTIES),
            dispute: self.text(key::MEDIATION_DISPUTE),
            agreed: agreed.unwrap_or(false),
        }))
    }

    fn details(&self) -> Vec<DetailText> {
        let all = Detail::ALL.iter().map(|of| DetailText {
            of: *of,
            text: self.text(&key::detail(*of)),
        });
        all.filter(|detail| !detail.text.is_empty()).collect()
    }
}

fn unreadable(key: &str) -> FieldsError {
    FieldsError::Unreadable { key: key.to_owned() }
}

#[expect(clippy::unnecessary_wraps, reason = "shaped like the other readers")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The value if the text is its one spelling.
fn exact<T: ToString>(text: &str, value: Option<T>) -> Option<T> {
    value.filter(|value| value.to_string() == text)
}

fn id(text: &str) -> Option<EntryId> {
    exact(text, text.parse().ok())
}

fn number<T: std::str::FromStr + ToString>(text: &str) -> Option<T> {
    exact(text, text.parse().ok())
}

fn date(text: &str) -> Option<NaiveDate> {
    exact(text, text.parse().ok())
}

fn time(text: &str) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    (time.format("%H:%M").to_string() == text).then_some(time)
}

fn written_at(text: &str) -> Option<String> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    let spelling = at.format("%Y-%m-%dT%H:%M").to_string();
    (spelling == text).then_some(spelling)
}
