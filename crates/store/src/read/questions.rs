//! What stands near an entry, for the questions it raises ([`cunfa_core::question`]), each from an index. Nothing of it is kept.

use chrono::{Duration, NaiveDateTime};
use cunfa_core::question::{Line, MAX_OF_DAY, MAX_OF_SITTING, MAX_OTHERS, Near, SITTING_MINUTES, questions};
use cunfa_core::{Area, EntryId, Question, QuestionKind};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _};

use super::area::{self, Bounds};
use super::row::{self, Row, UNCORRECTED};
use crate::state::notes::read_explained;
use crate::{Store, StoreError};

/// The columns [`line`] expects, of `entries e`.
const LINE: &str = "e.entry, e.village, e.date, e.start, e.finish, e.minutes, e.written_at, e.corrects IS NOT NULL";
const WRITTEN: &str = "%Y-%m-%dT%H:%M";
const SHAPE: StoreError = StoreError::Shape("an entry's row");

/// What is asked about one entry, and what its counsel's answers name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The questions.
    pub questions: Vec<Question>,
    /// Of each answer that holds, what it names.
    pub explained: Vec<(QuestionKind, Vec<EntryId>)>,
}

impl Asked {
    /// Whether an answer names all that the question does.
    #[must_use]
    pub fn is_answered(&self, question: &Question) -> bool {
        let mut explained = self.explained.iter();
        explained.any(|(kind, others)| question.is_answered_by(*kind, others))
    }
}

/// An entry that stands, as far as it is looked at.
struct Stands {
    line: Line,
    counsel: Vec<u8>,
    said: Option<Vec<u8>>,
    ink: Option<Vec<u8>>,
    explained: String,
}

impl Store {
    /// The questions that an entry raises beside what lies in a scope, and what was answered. An entry that is void, corrected or not here
    /// raises none.
    ///
    /// # Errors
    /// As every read.
    pub fn asked(&self, entry: EntryId, scope: &[Area]) -> Result<Asked, StoreError> {
        let stands = if scope.is_empty() {
            None
        } else {
            stands(&self.connection, entry)?
        };
        let Some(stands) = stands else {
            return Ok(Asked::default());
        };
        Ok(Asked {
            questions: questions(&stands.line, &near(&self.connection, &stands, scope)?),
            explained: read_explained(&stands.explained).ok_or(SHAPE)?,
        })
    }

    /// The rows of these entries that lie in a scope, by date and number.
    ///
    /// # Errors
    /// As every read.
    pub fn rows_of(&self, entries: &[EntryId], scope: &[Area]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for entry in entries {
            let row = row::of_entry(&self.connection, *entry)?;
            rows.extend(row.filter(|row| scope.iter().any(|area| area.covers(&row.village))));
        }
        rows.sort_by(|one, other| (one.date, &one.number, one.entry).cmp(&(other.date, &other.number, other.entry)));
        Ok(rows)
    }
}

fn stands(connection: &Connection, entry: EntryId) -> Result<Option<Stands>, StoreError> {
    let sql = format!(
        "SELECT {LINE}, e.counsel, e.said, e.ink, e.explained FROM entries e
         WHERE e.entry = ?1 AND e.stage <> 'voided' AND {UNCORRECTED}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| -> Result<Stands, StoreError> {
        Ok(Stands {
            line: line(row)?,
            counsel: row.get(8)?,
            said: row.get(9)?,
            ink: row.get(10)?,
            explained: row.get(11)?,
        })
    };
    let found = statement.query_row([entry.as_bytes()], |row| Ok(read(row)));
    found.optional()?.transpose()
}

fn near(connection: &Connection, of: &Stands, scope: &[Area]) -> Result<Near, StoreError> {
    let others = Others { connection, of, scope };
    Ok(Near {
        day: others.day()?,
        sitting: others.sitting()?,
        same_text: match &of.said {
            Some(said) => others.same("entries_said", "said", said, Whose::SameCounsels)?,
            None => Vec::new(),
        },
        same_ink: match &of.ink {
            Some(ink) => others.same("entries_ink", "ink", ink, Whose::Anybodys)?,
            None => Vec::new(),
        },
    })
}

/// The entries that stand beside one, in a scope.
struct Others<'o> {
    connection: &'o Connection,
    of: &'o Stands,
    scope: &'o [Area],
}

impl Others<'_> {
    /// Through an index, wanted by what it tells.
    fn sql(&self, columns: &str, index: &str, wanted: &str, bounds: &mut Bounds) -> String {
        let itself = bounds.bind(self.of.line.entry.as_bytes().to_vec());
        let place = area::clause("e.village", self.scope, bounds);
        format!(
            "SELECT {columns} FROM entries e INDEXED BY {index}
             WHERE {wanted} AND e.entry <> {itself} AND {place} AND e.stage <> 'voided' AND {UNCORRECTED}"
        )
    }

    fn counsel(&self) -> Value {
        Value::Blob(self.of.counsel.clone())
    }

    fn day(&self) -> Result<Vec<Line>, StoreError> {
        let mut bounds = Bounds::default();
        let (date, counsel) = (bounds.bind(self.of.line.date.to_string()), bounds.bind(self.counsel()));
        let wanted = format!("e.date = {date} AND e.counsel = {counsel}");
        self.lines(
            "entries_list",
            &wanted,
            ("e.date DESC, e.number DESC", MAX_OF_DAY),
            bounds,
        )
    }

    fn sitting(&self) -> Result<Vec<Line>, StoreError> {
        let around = |minutes: i64| {
            let at = self
                .of
                .line
                .written_at?
                .checked_add_signed(Duration::minutes(minutes))?;
            Some(at.format(WRITTEN).to_string())
        };
        let (Some(from), Some(until)) = (around(-SITTING_MINUTES), around(SITTING_MINUTES)) else {
            return Ok(Vec::new());
        };
        let mut bounds = Bounds::default();
        let counsel = bounds.bind(self.counsel());
        let (from, until) = (bounds.bind(from), bounds.bind(until));
        let wanted = format!("e.counsel = {counsel} AND e.written_at BETWEEN {from} AND {until}");
        self.lines("entries_written", &wanted, ("e.written_at", MAX_OF_SITTING), bounds)
    }

    /// The first ones in the order of the index, so that no more are read than wanted.
    fn lines(
        &self,
        index: &str,
        wanted: &str,
        (order, most): (&str, usize),
        mut bounds: Bounds,
    ) -> Result<Vec<Line>, StoreError> {
        let sql = self.sql(LINE, index, wanted, &mut bounds);
        let sql = format!("{sql} ORDER BY {order} LIMIT {most}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), line)?.collect()
    }

    /// The entries with the same digest in a column, of the same counsel or of anybody.
    fn same(&self, index: &str, column: &str, digest: &[u8], whose: Whose) -> Result<Vec<EntryId>, StoreError> {
        let mut bounds = Bounds::default();
        let mut wanted = format!("e.{column} = {}", bounds.bind(digest.to_vec()));
        match whose {
            Whose::SameCounsels => wanted = format!("{wanted} AND e.counsel = {}", bounds.bind(self.counsel())),
            Whose::Anybodys => {}
        }
        let sql = self.sql("e.entry", index, &wanted, &mut bounds);
        let mut statement = self
            .connection
            .prepare_cached(&format!("{sql} ORDER BY e.entry LIMIT {MAX_OTHERS}"))?;
        let entries = statement.query_map(bounds.parameters(), |row| row.get(0).map(EntryId))?;
        Ok(entries.collect::<Result<_, _>>()?)
    }
}

/// Among whose entries a copy is looked for.
#[derive(Debug, Clone, Copy)]
enum Whose {
    SameCounsels,
    Anybodys,
}

fn line(row: &rusqlite::Row<'_>) -> Result<Line, StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(Line {
        entry: EntryId(row.get(0)?),
        village: text(1)?.parse().map_err(|_| SHAPE)?,
        date: text(2)?.parse().map_err(|_| SHAPE)?,
        time: row::time(&text(3)?, &text(4)?, row.get(5)?)?,
        written_at: NaiveDateTime::parse_from_str(&text(6)?, WRITTEN).ok(),
        is_correction: row.get(7)?,
    })
}
