//! Derived: one row per readable need, written from its document and never edited.

use cunfa_core::need::{Channel, Closing, Need};
use cunfa_core::{Category, EntryId, PersonId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use crate::{StoreError, search};

const SHAPE: StoreError = StoreError::Shape("a need's row");

/// The columns in the order [`values`] gives them.
const STORED: &str = "need, village, date, name, phone, category, matter, channel, recorder, recorder_name, written_at, closed, \
    closer, heads, found";
const PLACES: &str = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15";

/// The columns [`read`] expects, of `needs n`.
pub(crate) const COLUMNS: &str =
    "n.need, n.village, n.date, n.name, n.phone, n.category, n.matter, n.channel, n.recorder,
    n.recorder_name, n.written_at, n.closed";

/// A row as it should be; equal documents give equal rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProjectedNeed(Vec<Value>);

impl ProjectedNeed {
    /// The row of a need whose document has these heads.
    pub(crate) fn new(id: EntryId, need: &Need, heads: &[u8]) -> ProjectedNeed {
        let text = |text: &str| Value::Text(text.to_owned());
        let bytes = |bytes: &[u8]| Value::Blob(bytes.to_vec());
        let closing = need.closed.as_ref();
        let found = search::folded(&[&need.name, &need.matter, &need.phone], &need.name);
        ProjectedNeed(vec![
            bytes(id.as_bytes()),
            text(need.village.as_str()),
            text(&need.date.to_string()),
            text(&need.name),
            text(&need.phone),
            text(need.category.map_or("", Category::code)),
            text(&need.matter),
            text(need.channel.code()),
            bytes(need.recorder.as_bytes()),
            text(&need.recorder_name),
            text(&need.written_at),
            text(&closing.map(Closing::to_text).unwrap_or_default()),
            closing.map(|closing| closing.by.as_bytes().to_vec()).into(),
            bytes(heads),
            text(&found),
        ])
    }
}

/// Writes a row in the place of the one that is there.
pub(crate) fn put(connection: &Connection, row: &ProjectedNeed) -> Result<(), StoreError> {
    let sql = format!("INSERT OR REPLACE INTO needs ({STORED}) VALUES ({PLACES})");
    connection.prepare_cached(&sql)?.execute(params_from_iter(&row.0))?;
    Ok(())
}

/// Removes a row, if there is one.
pub(crate) fn remove(connection: &Connection, need: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM needs WHERE need = ?1")?
        .execute([need.as_bytes()])?;
    Ok(())
}

/// The heads of the document when the row was written.
pub(crate) fn heads(connection: &Connection, need: EntryId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT heads FROM needs WHERE need = ?1")?;
    Ok(statement.query_row([need.as_bytes()], |row| row.get(0)).optional()?)
}

/// Whether what is stored of a need is exactly this, or nothing where nothing should be.
pub(crate) fn is_stored(
    connection: &Connection,
    need: EntryId,
    row: Option<&ProjectedNeed>,
) -> Result<bool, StoreError> {
    let sql = format!("SELECT {STORED} FROM needs WHERE need = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let columns = statement.column_count();
    let stored = statement.query_row([need.as_bytes()], |row| {
        (0..columns)
            .map(|column| row.get(column))
            .collect::<Result<Vec<Value>, _>>()
    });
    Ok(stored.optional()?.as_ref() == row.map(|row| &row.0))
}

/// The need of a row of [`COLUMNS`], and which it is.
pub(crate) fn read(row: &Row<'_>) -> Result<(EntryId, Need), StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    let (category, closed) = (text(5)?, text(11)?);
    let need = Need {
        village: text(1)?.parse().map_err(|_| SHAPE)?,
        date: text(2)?.parse().map_err(|_| SHAPE)?,
        name: text(3)?,
        phone: text(4)?,
        category: (!category.is_empty())
            .then(|| Category::from_code(&category).ok_or(SHAPE))
            .transpose()?,
        matter: text(6)?,
        channel: Channel::from_code(&text(7)?).ok_or(SHAPE)?,
        recorder: PersonId(row.get(8)?),
        recorder_name: text(9)?,
        written_at: text(10)?,
        closed: (!closed.is_empty())
            .then(|| Closing::from_text(&closed).ok_or(SHAPE))
            .transpose()?,
    };
    Ok((EntryId(row.get(0)?), need))
}
