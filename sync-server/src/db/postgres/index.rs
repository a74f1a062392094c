//! The index: rows of the projection, newest first, page by page.

use cunfa_core::{Area, EntryId, Kind, Mode, Stage};
use cunfa_protocol::index::{IndexFlags, IndexRow};
use tokio_postgres::Row;

use super::entries;
use super::row::{self, Param, Tx};
use crate::db::{DbError, DbResult, IndexAsk, IndexSize, area};

const SELECT: &str =
    "SELECT entry, village, number, date, kind, mode, minutes, counsel_name, stage, changed_after_signing, start,
     name, more_names, matter, major,
     EXISTS (SELECT 1 FROM entries c WHERE c.corrects = e.entry AND c.stage <> $1) AS corrected
     FROM entries e WHERE";

pub(super) async fn rows(tx: &Tx, ask: &IndexAsk<'_>) -> DbResult<Vec<IndexRow>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('$', 6, bounds.len());
    let sql = format!(
        "{SELECT} {clause} AND ($2 OR date < $3 OR (date = $3 AND entry < $4)) ORDER BY date DESC, entry DESC LIMIT $5"
    );
    let (date, entry) = place(ask);
    let (void, every, most) = (Stage::Voided.code(), ask.after.is_none(), i64::from(ask.rows_max));
    let mut params: Vec<Param<'_>> = vec![&void, &every, &date, &entry, &most];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]));
    row::all(tx, &sql, &params, read).await
}

/// The place that is named; any when none is.
fn place<'a>(ask: &IndexAsk<'a>) -> (String, &'a [u8]) {
    ask.after
        .map_or_else(Default::default, |(date, entry)| (date.to_string(), entry))
}

pub(super) async fn size(tx: &Tx, county: &Area, ask: &IndexAsk<'_>, head: u64) -> DbResult<IndexSize> {
    let bounds = area::bounds(ask.scope);
    let areas = || bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]);
    let clause = area::clause('$', 4, bounds.len());
    let (date, entry) = place(ask);
    let every = ask.after.is_none();
    let sql = format!(
        "SELECT count(*) AS every, count(*) FILTER (WHERE $1 OR date < $2 OR (date = $2 AND entry < $3)) AS rest
         FROM entries WHERE {clause}"
    );
    let mut params: Vec<Param<'_>> = vec![&every, &date, &entry];
    params.extend(areas());
    let counted = row::first(tx, &sql, &params, |row| {
        Ok((row::number(row, "every", "count")?, row::number(row, "rest", "count")?))
    })
    .await?;
    let (rows, rest) = counted.unwrap_or_default();
    let clause = area::clause('$', 3, bounds.len());
    let sql = format!(
        "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes FROM batches WHERE county = $1 AND {clause} AND sequence <= $2"
    );
    let (county, head) = (county.as_str(), row::signed(head, "sequence")?);
    let mut params: Vec<Param<'_>> = vec![&county, &head];
    params.extend(areas());
    let bytes = row::first(tx, &sql, &params, |row| row::number(row, "bytes", "size")).await?;
    Ok(IndexSize {
        rows,
        rest,
        bytes: bytes.unwrap_or(0),
    })
}

/// The entries of these areas whose ids begin with these bytes.
pub(super) async fn beginning(tx: &Tx, scope: &[Area], first: &[u8]) -> DbResult<Vec<EntryId>> {
    let (bounds, last) = (area::bounds(scope), area::last_beginning(first));
    let clause = area::clause('$', 3, bounds.len());
    let sql = format!("SELECT entry FROM entries WHERE entry >= $1 AND entry <= $2 AND {clause} ORDER BY entry");
    let mut params: Vec<Param<'_>> = vec![&first, &last];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]));
    row::all(tx, &sql, &params, |row| {
        row::id(row, "entry", EntryId::from_slice, "entry id")
    })
    .await
}

fn read(row: &Row) -> DbResult<IndexRow> {
    let minutes: i64 = row::get(row, "minutes")?;
    Ok(IndexRow {
        entry: IndexRow::short(row::id(row, "entry", EntryId::from_slice, "entry id")?),
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        number: row::get(row, "number")?,
        kind: row::coded(row, "kind", Kind::from_code, "kind")?,
        mode: row::coded(row, "mode", Mode::from_code, "mode")?,
        minutes: u16::try_from(minutes).map_err(|_| DbError::Unreadable("minutes"))?,
        start: entries::start(row)?,
        name: row::get(row, "name")?,
        matter: row::get(row, "matter")?,
        counsel_name: row::get(row, "counsel_name")?,
        stage: row::coded(row, "stage", Stage::from_code, "stage")?,
        flags: IndexFlags {
            more_names: row::get(row, "more_names")?,
            changed: row::get(row, "changed_after_signing")?,
            major: row::get(row, "major")?,
            corrected: row::get(row, "corrected")?,
        },
    })
}
