//! Figures: of each entry whose last batch lies after a place of the log, in the order of these batches.

use cunfa_core::{EntryId, Figure, Kind, Mode, PersonId, Stage};
use rusqlite::{Connection, Row, ToSql};

use super::{entries, row};
use crate::db::{DbResult, FiguresAsk, area};

pub(super) fn rows(tx: &Connection, ask: &FiguresAsk<'_>) -> DbResult<Vec<(u64, Figure)>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('?', 4, bounds.len());
    let sql = format!(
        "SELECT sequence, entry, village, date, kind, mode, minutes, people, result, stage, major, counsel, corrects
         FROM (SELECT entry AS of_entry, sequence FROM batches
               WHERE county = ?1 AND sequence > ?2 AND {clause} AND NOT EXISTS
                   (SELECT 1 FROM batches later WHERE later.entry = batches.entry AND later.sequence > batches.sequence)) newest
         JOIN entries ON entries.entry = newest.of_entry ORDER BY sequence LIMIT ?3"
    );
    let (county, after) = (ask.county.as_str(), row::signed(ask.after, "sequence")?);
    let mut params: Vec<&dyn ToSql> = vec![&county, &after, &ask.rows_max];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]));
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, read)
}

fn read(row: &Row<'_>) -> DbResult<(u64, Figure)> {
    let figure = Figure {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        kind: row::code(row, "kind", Kind::from_code, "kind")?,
        mode: row::code(row, "mode", Mode::from_code, "mode")?,
        minutes: row.get("minutes")?,
        people: row.get("people")?,
        result: entries::result(row)?,
        stage: row::code(row, "stage", Stage::from_code, "stage")?,
        major: row.get::<_, i64>("major")? == 1,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        corrects: entries::corrects(row)?,
    };
    Ok((row::unsigned(row.get("sequence")?, "sequence")?, figure))
}
