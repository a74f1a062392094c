//! The projection: one row per readable entry, written from an [`EntryState`](crate::state::EntryState) and never edited.

use chrono::Datelike as _;
use cunfa_core::question::{Party, copied_part, parties};
use cunfa_core::{Digest, Entry, EntryId, ServiceTime};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::StoreError;

/// Longest 事由 of a row.
const MATTER_GRAPHEMES: usize = 40;

/// A row as it should be; equal states give equal rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projected {
    pub(crate) entry: EntryId,
    columns: Vec<(&'static str, Value)>,
    /// What [`super::parties`] keeps beside it.
    pub(crate) parties: Vec<Party>,
    /// Digest of what can be found.
    pub(crate) search_digest: Digest,
}

/// What of an entry's state stands in its row beside the official text.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    pub(crate) stage: &'static str,
    pub(crate) changed: bool,
    pub(crate) conflicts: bool,
    pub(crate) on_paper: bool,
    pub(crate) signed_at: i64,
    pub(crate) decided_at: i64,
    pub(crate) contrary: bool,
    pub(crate) heads: Vec<u8>,
    pub(crate) content: Digest,
    pub(crate) search_digest: Digest,
    pub(crate) known: Option<String>,
    pub(crate) explained: String,
    pub(crate) ink: Option<Digest>,
    pub(crate) newer: bool,
}

impl Projected {
    pub(crate) fn new(entry: EntryId, text: &Entry, around: &Around) -> Projected {
        let mut columns = text_columns(text);
        columns.extend([
            ("stage", around.stage.to_owned().into()),
            ("changed", around.changed.into()),
            ("conflicts", around.conflicts.into()),
            ("on_paper", around.on_paper.into()),
            ("signed_at", around.signed_at.into()),
            ("decided_at", around.decided_at.into()),
            ("contrary", around.contrary.into()),
            ("heads", around.heads.clone().into()),
            ("content", around.content.as_bytes().to_vec().into()),
            ("search_digest", around.search_digest.as_bytes().to_vec().into()),
            ("known", around.known.clone().into()),
            ("explained", around.explained.clone().into()),
            ("newer", around.newer.into()),
            ("ink", around.ink.map(|ink| ink.as_bytes().to_vec()).into()),
        ]);
        Projected {
            entry,
            columns,
            parties: parties(text),
            search_digest: around.search_digest,
        }
    }
}

fn text_columns(text: &Entry) -> Vec<(&'static str, Value)> {
    let (start, finish) = match text.time {
        ServiceTime::Interval { start, end } => (start.format("%H:%M").to_string(), end.format("%H:%M").to_string()),
        ServiceTime::Minutes(_) => (String::new(), String::new()),
    };
    let names: Vec<&str> = text.persons.iter().map(|person| person.name.as_str()).collect();
    let topic = text.lecture.as_ref().map(|lecture| lecture.topic.as_str());
    let matter = [text.matter.as_str(), topic.unwrap_or_default()]
        .into_iter()
        .find(|text| !text.is_empty());
    let bytes = |bytes: &[u8]| Value::Blob(bytes.to_vec());
    vec![
        ("village", text.village.as_str().to_owned().into()),
        ("number", text.number.clone().into()),
        ("year", i64::from(text.date.year()).into()),
        ("month", i64::from(text.date.month()).into()),
        ("date", text.date.to_string().into()),
        ("start", start.into()),
        ("finish", finish.into()),
        ("minutes", i64::from(text.time.minutes()).into()),
        ("mode", text.mode.code().to_owned().into()),
        ("kind", text.kind.code().to_owned().into()),
        ("names", serde_json::to_string(&names).unwrap_or_default().into()),
        (
            "head_count",
            text.lecture
                .as_ref()
                .map(|lecture| i64::from(lecture.head_count))
                .into(),
        ),
        (
            "matter",
            matter
                .unwrap_or_default()
                .graphemes(true)
                .take(MATTER_GRAPHEMES)
                .collect::<String>()
                .into(),
        ),
        ("counsel", bytes(text.counsel.as_bytes())),
        ("counsel_name", text.counsel_name.clone().into()),
        ("written_at", text.written_at.clone().into()),
        ("corrects", text.corrects.map(|entry| entry.as_bytes().to_vec()).into()),
        ("follows", text.follows.map(|entry| entry.as_bytes().to_vec()).into()),
        ("answers", text.answers.map(|need| need.as_bytes().to_vec()).into()),
        ("follow_up", text.follow_up.map(|day| day.to_string()).into()),
        ("major", text.major.is_some().into()),
        (
            "said",
            copied_part(text)
                .map(|said| cunfa_evidence::hash(said.as_bytes()).0.to_vec())
                .into(),
        ),
    ]
}

/// A stored row: its rowid and the digest of what can be found.
pub(crate) fn place(connection: &Connection, entry: EntryId) -> Result<Option<(i64, Digest)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, search_digest FROM entries WHERE entry = ?1")?;
    let place = statement.query_row([entry.as_bytes()], |row| Ok((row.get(0)?, Digest(row.get(1)?))));
    Ok(place.optional()?)
}

/// The heads of the document when the row was written.
pub(crate) fn heads(connection: &Connection, entry: EntryId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT heads FROM entries WHERE entry = ?1")?;
    Ok(statement.query_row([entry.as_bytes()], |row| row.get(0)).optional()?)
}

/// Writes a row, keeping the rowid of the one that is there; gives the rowid.
pub(crate) fn put(connection: &Connection, row: &Projected) -> Result<i64, StoreError> {
    let names: Vec<&str> = row.columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (2..names.len() + 2).map(|place| format!("?{place}")).collect();
    let updates: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let sql = format!(
        "INSERT INTO entries (entry, {}) VALUES (?1, {}) ON CONFLICT (entry) DO UPDATE SET {} RETURNING id",
        names.join(", "),
        places.join(", "),
        updates.join(", ")
    );
    let entry = Value::Blob(row.entry.as_bytes().to_vec());
    let values = std::iter::once(&entry).chain(row.columns.iter().map(|(_, value)| value));
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(values), |row| row.get(0))?)
}

/// Removes a row; gives the rowid it had.
pub(crate) fn remove(connection: &Connection, entry: EntryId) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM entries WHERE entry = ?1 RETURNING id")?;
    Ok(statement.query_row([entry.as_bytes()], |row| row.get(0)).optional()?)
}

/// Whether the stored row is exactly this one.
pub(crate) fn is_stored(connection: &Connection, row: &Projected) -> Result<bool, StoreError> {
    let names: Vec<&str> = row.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM entries WHERE entry = ?1", names.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let stored = statement.query_row([row.entry.as_bytes()], |stored| {
        (0..names.len())
            .map(|column| stored.get(column))
            .collect::<Result<Vec<Value>, _>>()
    });
    let stored = stored.optional()?;
    Ok(stored.is_some_and(|stored| stored.iter().eq(row.columns.iter().map(|(_, value)| value))))
}
