//! Entries with parties, held against each other for conflicts of two villages of one counsel.

use cunfa_core::question::Sides;
use cunfa_core::{EntryId, PersonId, VillageCode};
use rusqlite::{Connection, Row, ToSql, params};

use super::row;
use crate::db::{DbResult, SidesAsk, area, sides};

pub(super) fn rows(tx: &Connection, ask: &SidesAsk<'_>) -> DbResult<Vec<Sides>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('?', 2, bounds.len());
    let sql = format!(
        "SELECT entry, village, date, counsel, parties FROM entries
         WHERE date >= ?1 AND parties <> '' AND stage <> 'voided' AND {clause} AND NOT EXISTS
             (SELECT 1 FROM entries later WHERE later.corrects = entries.entry AND later.stage <> 'voided')
         ORDER BY entry"
    );
    let since = ask.since.to_string();
    let mut params: Vec<&dyn ToSql> = vec![&since];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]));
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, read)
}

pub(super) fn has_written(tx: &Connection, counsel: PersonId, village: &VillageCode) -> DbResult<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE village = ?1 AND counsel = ?2 AND stage <> 'voided')";
    let mut statement = tx.prepare_cached(sql)?;
    Ok(statement.query_row(params![village.as_str(), counsel.as_bytes()], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> DbResult<Sides> {
    let parties: String = row.get("parties")?;
    Ok(Sides {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        date: row::parsed(row, "date", "date")?,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        parties: sides::read(&parties),
    })
}
