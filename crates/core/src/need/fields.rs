//! A need as flat keys with short texts: the shape the document stores and merges.
//!
//! Keys: `village date name phone category matter channel recorder recorder_name written_at closed`. Absent = not given. Unknown
//! keys are left alone, but for `attachment.…`: nothing hangs on a need. Spelling as of an entry; `closed` as [`Closing::to_text`] gives it.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Channel, Closing, Need};
use crate::entry::{FieldMap, FieldsError};
use crate::kind::Category;

const VILLAGE: &str = "village";
const DATE: &str = "date";
const NAME: &str = "name";
const PHONE: &str = "phone";
const CATEGORY: &str = "category";
const MATTER: &str = "matter";
const CHANNEL: &str = "channel";
const RECORDER: &str = "recorder";
const RECORDER_NAME: &str = "recorder_name";
const WRITTEN_AT: &str = "written_at";
const CLOSED: &str = "closed";

/// Whether a document key is one of a need's.
#[must_use]
pub fn is_key(key: &str) -> bool {
    let keys = [
        VILLAGE,
        DATE,
        NAME,
        PHONE,
        CATEGORY,
        MATTER,
        CHANNEL,
        RECORDER,
        RECORDER_NAME,
        WRITTEN_AT,
        CLOSED,
    ];
    keys.contains(&key)
}

/// The document form of a need. `from_fields(&to_fields(n)) == n` for every need that [`check`](super::check) gives.
#[must_use]
pub fn to_fields(need: &Need) -> FieldMap {
    let given = |text: &String| (!text.is_empty()).then(|| text.clone());
    let fields = [
        (VILLAGE, Some(need.village.to_string())),
        (DATE, Some(need.date.to_string())),
        (NAME, Some(need.name.clone())),
        (PHONE, given(&need.phone)),
        (CATEGORY, need.category.map(|category| category.code().to_owned())),
        (MATTER, Some(need.matter.clone())),
        (CHANNEL, Some(need.channel.code().to_owned())),
        (RECORDER, Some(need.recorder.to_string())),
        (RECORDER_NAME, Some(need.recorder_name.clone())),
        (WRITTEN_AT, Some(need.written_at.clone())),
        (CLOSED, need.closed.as_ref().map(Closing::to_text)),
    ];
    let given = fields.into_iter();
    given
        .filter_map(|(key, value)| Some((key.to_owned(), value?)))
        .collect()
}

/// Reads a need; unknown keys are ignored. Never panics, whatever the texts hold. Says nothing of what [`super::faults`] finds.
///
/// # Errors
/// The first key that is missing or unreadable.
pub fn from_fields(fields: &FieldMap) -> Result<Need, FieldsError> {
    let keys = Keys(fields);
    if let Some(key) = fields.keys().find(|key| key.starts_with("attachment.")) {
        return Err(FieldsError::Unreadable { key: key.clone() });
    }
    Ok(Need {
        village: keys.needed(VILLAGE, |text| text.parse().ok())?,
        date: keys.needed(DATE, |text| exact(text, text.parse::<NaiveDate>().ok()))?,
        name: keys.text(NAME),
        phone: keys.text(PHONE),
        category: keys.optional(CATEGORY, Category::from_code)?,
        matter: keys.text(MATTER),
        channel: keys.needed(CHANNEL, Channel::from_code)?,
        recorder: keys.needed(RECORDER, |text| exact(text, text.parse().ok()))?,
        recorder_name: keys.text(RECORDER_NAME),
        written_at: keys.needed(WRITTEN_AT, written_at)?,
        closed: keys.optional(CLOSED, Closing::from_text)?,
    })
}

struct Keys<'a>(&'a FieldMap);

impl Keys<'_> {
    fn optional<T>(&self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, FieldsError> {
        let Some(text) = self.0.get(key) else { return Ok(None) };
        let unreadable = || FieldsError::Unreadable { key: key.to_owned() };
        read(text).map(Some).ok_or_else(unreadable)
    }

    fn needed<T>(&self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, FieldsError> {
        self.optional(key, read)?.ok_or(FieldsError::Missing(key))
    }

    fn text(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_default()
    }
}

/// The value if the text is its one spelling.
fn exact<T: ToString>(text: &str, value: Option<T>) -> Option<T> {
    value.filter(|value| value.to_string() == text)
}

fn written_at(text: &str) -> Option<String> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    let spelling = at.format("%Y-%m-%dT%H:%M").to_string();
    (spelling == text).then_some(spelling)
}
