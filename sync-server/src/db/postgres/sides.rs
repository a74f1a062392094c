//! Entries with parties, held against each other for conflicts of two villages of one counsel.

use cunfa_core::question::Sides;
use cunfa_core::{EntryId, PersonId, VillageCode};
use tokio_postgres::Row;

use super::row::{self, Param, Tx, params};
use crate::db::{DbResult, SidesAsk, area, sides};

pub(super) async fn rows(tx: &Tx, ask: &SidesAsk<'_>) -> DbResult<Vec<Sides>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('$', 2, bounds.len());
    let sql = format!(
        "SELECT entry, village, date, counsel, parties FROM entries
         WHERE date >= $1 AND parties <> '' AND stage <> 'voided' AND {clause} AND NOT EXISTS
             (SELECT 1 FROM entries later WHERE later.corrects = entries.entry AND later.stage <> 'voided')
         ORDER BY entry"
    );
    let since = ask.since.to_string();
    let mut params: Vec<Param<'_>> = vec![&since];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]));
    row::all(tx, &sql, &params, read).await
}

pub(super) async fn has_written(tx: &Tx, counsel: PersonId, village: &VillageCode) -> DbResult<bool> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM entries WHERE village = $1 AND counsel = $2 AND stage <> 'voided') AS written";
    let params = params![village.as_str(), counsel.as_bytes()];
    let written: Option<bool> = row::first(tx, sql, params, |row| row::get(row, "written")).await?;
    Ok(written.unwrap_or(false))
}

fn read(row: &Row) -> DbResult<Sides> {
    let parties: String = row::get(row, "parties")?;
    Ok(Sides {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        parties: sides::read(&parties),
    })
}
