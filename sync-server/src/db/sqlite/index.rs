//! The index: rows of the projection, newest first, page by page.

use cunfa_core::{Area, EntryId, Kind, Mode, Stage};
use cunfa_protocol::index::{IndexFlags, IndexRow};
use rusqlite::{Connection, Row, ToSql};

use super::row;
use crate::db::{DbError, DbResult, IndexAsk, IndexSize, area};

const SELECT: &str =
    "SELECT entry, village, number, date, kind, mode, minutes, counsel_name, stage, changed_after_signing, start,
     name, more_names, matter, major,
     EXISTS (SELECT 1 FROM entries c WHERE c.corrects = e.entry AND c.stage <> ?1) AS corrected
     FROM entries e WHERE";

pub(super) fn rows(tx: &Connection, ask: &IndexAsk<'_>) -> DbResult<Vec<IndexRow>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('?', 6, bounds.len());
    let sql = format!(
        "{SELECT} {clause} AND (?2 OR date < ?3 OR (date = ?3 AND entry < ?4)) ORDER BY date DESC, entry DESC LIMIT ?5"
    );
    let (date, entry) = place(ask);
    let (void, every) = (Stage::Voided.code(), ask.after.is_none());
    let mut params: Vec<&dyn ToSql> = vec![&void, &every, &date, &entry, &ask.rows_max];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]));
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, read)
}

/// The place that is named; any when none is.
fn place<'a>(ask: &IndexAsk<'a>) -> (String, &'a [u8]) {
    ask.after
        .map_or_else(Default::default, |(date, entry)| (date.to_string(), entry))
}

pub(super) fn size(tx: &Connection, county: &Area, ask: &IndexAsk<'_>, head: u64) -> DbResult<IndexSize> {
    let bounds = area::bounds(ask.scope);
    let areas = || bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]);
    let clause = area::clause('?', 4, bounds.len());
    let (date, entry) = place(ask);
    let every = ask.after.is_none();
    let sql = format!(
        "SELECT count(*) AS every, coalesce(sum(?1 OR date < ?2 OR (date = ?2 AND entry < ?3)), 0) AS rest
         FROM entries WHERE {clause}"
    );
    let mut params: Vec<&dyn ToSql> = vec![&every, &date, &entry];
    params.extend(areas());
    let mut statement = tx.prepare_cached(&sql)?;
    let counted = row::first(&mut statement.query(params.as_slice())?, |row| {
        Ok((
            row::unsigned(row.get("every")?, "count")?,
            row::unsigned(row.get("rest")?, "count")?,
        ))
    })?;
    let (rows, rest) = counted.unwrap_or_default();
    let clause = area::clause('?', 3, bounds.len());
    // Left to itself, SQLite reads the batches.
    let sql = format!(
        "SELECT coalesce(sum(size), 0) AS bytes FROM batches INDEXED BY batches_of_village
         WHERE county = ?1 AND {clause} AND sequence <= ?2"
    );
    let (county, head) = (county.as_str(), row::signed(head, "sequence")?);
    let mut params: Vec<&dyn ToSql> = vec![&county, &head];
    params.extend(areas());
    let mut statement = tx.prepare_cached(&sql)?;
    let bytes = row::first(&mut statement.query(params.as_slice())?, |row| {
        row::unsigned(row.get("bytes")?, "size")
    })?;
    Ok(IndexSize {
        rows,
        rest,
        bytes: bytes.unwrap_or(0),
    })
}

/// The entries of these areas whose ids begin with these bytes.
pub(super) fn beginning(tx: &Connection, scope: &[Area], first: &[u8]) -> DbResult<Vec<EntryId>> {
    let (bounds, last) = (area::bounds(scope), area::last_beginning(first));
    let clause = area::clause('?', 3, bounds.len());
    let sql = format!("SELECT entry FROM entries WHERE entry >= ?1 AND entry <= ?2 AND {clause} ORDER BY entry");
    let mut params: Vec<&dyn ToSql> = vec![&first, &last];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]));
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, |row| {
        row::id(row, "entry", EntryId::from_slice, "entry id")
    })
}

fn read(row: &Row<'_>) -> DbResult<IndexRow> {
    let flag = |column: &str| Ok::<_, DbError>(row.get::<_, i64>(column)? == 1);
    Ok(IndexRow {
        entry: IndexRow::short(row::id(row, "entry", EntryId::from_slice, "entry id")?),
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        number: row.get("number")?,
        kind: row::code(row, "kind", Kind::from_code, "kind")?,
        mode: row::code(row, "mode", Mode::from_code, "mode")?,
        minutes: row.get("minutes")?,
        start: row.get("start")?,
        name: row.get("name")?,
        matter: row.get("matter")?,
        counsel_name: row.get("counsel_name")?,
        stage: row::code(row, "stage", Stage::from_code, "stage")?,
        flags: IndexFlags {
            more_names: flag("more_names")?,
            changed: flag("changed_after_signing")?,
            major: flag("major")?,
            corrected: flag("corrected")?,
        },
    })
}
