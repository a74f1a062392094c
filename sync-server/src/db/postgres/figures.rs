//! Figures: of each entry whose last batch lies after a place of the log, in the order of these batches.

use cunfa_core::{EntryId, Figure, Kind, Mode, PersonId, Stage};
use tokio_postgres::Row;

use super::entries;
use super::row::{self, Param, Tx};
use crate::db::{DbError, DbResult, FiguresAsk, area};

pub(super) async fn rows(tx: &Tx, ask: &FiguresAsk<'_>) -> DbResult<Vec<(u64, Figure)>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('$', 4, bounds.len());
    let sql = format!(
        "SELECT sequence, entry, village, date, kind, mode, minutes, people, result, stage, major, counsel, corrects
         FROM (SELECT entry AS of_entry, sequence FROM batches
               WHERE county = $1 AND sequence > $2 AND {clause} AND NOT EXISTS
                   (SELECT 1 FROM batches later WHERE later.entry = batches.entry AND later.sequence > batches.sequence)) newest
         JOIN entries ON entries.entry = newest.of_entry ORDER BY sequence LIMIT $3"
    );
    let (county, after) = (ask.county.as_str(), row::signed(ask.after, "sequence")?);
    let most = i64::from(ask.rows_max);
    let mut params: Vec<Param<'_>> = vec![&county, &after, &most];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]));
    row::all(tx, &sql, &params, read).await
}

fn read(row: &Row) -> DbResult<(u64, Figure)> {
    let minutes: i64 = row::get(row, "minutes")?;
    let figure = Figure {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        kind: row::coded(row, "kind", Kind::from_code, "kind")?,
        mode: row::coded(row, "mode", Mode::from_code, "mode")?,
        minutes: u16::try_from(minutes).map_err(|_| DbError::Unreadable("minutes"))?,
        people: entries::people(row)?,
        result: entries::result(row)?,
        stage: row::coded(row, "stage", Stage::from_code, "stage")?,
        major: row::get(row, "major")?,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        corrects: row::optional_id(row, "corrects", EntryId::from_slice, "entry id")?,
    };
    Ok((row::number(row, "sequence", "sequence")?, figure))
}
