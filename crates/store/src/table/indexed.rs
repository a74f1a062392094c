//! What the server's index tells of entries that are not here. The server's word: never evidence, never counted as delivered.

use chrono::{Datelike as _, NaiveTime};
use cunfa_core::{EntryId, Kind, Mode, PersonId, Stage};
use rusqlite::{Connection, OptionalExtension as _};

use crate::index::IndexedRow;
use crate::read::row::{Row, entry_id, time};
use crate::{Delivery, StoreError, search};

const COLUMNS: &str =
    "short, number, village, date, start, finish, minutes, kind, mode, name, more_names, matter, counsel_name,
    major, stage, changed";

/// Whether it tells of nothing.
pub(crate) fn is_empty(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM indexed)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// How many entries it tells of.
pub(crate) fn count(connection: &Connection) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM indexed")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Puts a row in the place of the old one; none when the entry itself is here.
pub(crate) fn put(connection: &Connection, row: &IndexedRow) -> Result<(), StoreError> {
    let after: Vec<u8> = row.short.iter().chain(&[0xff; 16]).take(17).copied().collect();
    let sql = "INSERT OR REPLACE INTO indexed (short, village, number, year, month, date, start, finish, minutes, mode, kind, name,
                   more_names, matter, counsel_name, major, stage, changed, corrected, found)
               SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20
               WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entry >= ?1 AND entry < ?21)";
    let (start, finish) = interval(row);
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        row.short,
        row.village.as_str(),
        row.number,
        row.date.year(),
        row.date.month(),
        row.date.to_string(),
        start,
        finish,
        row.minutes,
        row.mode.code(),
        row.kind.code(),
        row.name,
        row.more_names,
        row.matter,
        row.counsel_name,
        row.major,
        row.stage.code(),
        row.changed,
        row.corrected,
        search::folded(&[&row.number, &row.name, &row.matter], &row.name),
        after,
    ])?;
    Ok(())
}

/// Start and end as the list of entries keeps them; empty when only the length is known, or they do not lie on one day.
fn interval(row: &IndexedRow) -> (String, String) {
    let of = |minute: u16| NaiveTime::from_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0);
    let end = |start: u16| of(start.checked_add(row.minutes)?);
    match row.start.and_then(|start| Some((of(start)?, end(start)?))) {
        Some((start, end)) => (start.format("%H:%M").to_string(), end.format("%H:%M").to_string()),
        None => (String::new(), String::new()),
    }
}

/// The entry itself is here.
pub(crate) fn remove(connection: &Connection, entry: EntryId) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM indexed WHERE short = substr(?1, 1, 6)")?;
    statement.execute([entry.as_bytes()])?;
    Ok(())
}

pub(crate) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM indexed")?.execute([])?;
    Ok(())
}

/// A row by its rowid.
pub(crate) fn row(connection: &Connection, id: i64) -> Result<Row, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM indexed WHERE id = ?1");
    connection.prepare_cached(&sql)?.query_row([id], |row| Ok(read(row)))?
}

/// A row by its entry's first bytes.
pub(crate) fn of_short(connection: &Connection, short: [u8; 6]) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM indexed WHERE short = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement
        .query_row([short], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    const SHAPE: StoreError = StoreError::Shape("a row of the index");
    let text = |column: usize| row.get::<_, String>(column);
    let name = Some(text(9)?).filter(|name| !name.is_empty());
    let more = row.get::<_, bool>(10)?.then(|| "…".to_owned());
    Ok(Row {
        entry: entry_id(row, 0)?,
        number: text(1)?,
        village: text(2)?.parse().map_err(|_| SHAPE)?,
        date: text(3)?.parse().map_err(|_| SHAPE)?,
        time: time(&text(4)?, &text(5)?, row.get(6)?)?,
        kind: Kind::from_code(&text(7)?).ok_or(SHAPE)?,
        mode: Mode::from_code(&text(8)?).ok_or(SHAPE)?,
        names: name.into_iter().chain(more).collect(),
        head_count: None,
        matter: text(11)?,
        counsel: PersonId([0; 16]),
        counsel_name: text(12)?,
        written_at: String::new(),
        corrects: None,
        major: row.get(13)?,
        stage: Stage::from_code(&text(14)?).ok_or(SHAPE)?,
        changed_after_signing: row.get(15)?,
        conflicts: false,
        on_paper: false,
        contrary: false,
        delivery: Delivery::NotHere,
        known: None,
        newer: false,
    })
}
