//! Table `feedback`: what people told the operator. It has no column for who or from which device.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use rusqlite::{Connection, Row, params};

use super::row;
use crate::db::{DbResult, StoredFeedback};

/// Keeps one unless it is there, or so many unhandled ones are. Says whether it is there now.
pub(super) fn keep(tx: &Connection, one: &StoredFeedback, most: u64) -> DbResult<bool> {
    let sql = "INSERT OR IGNORE INTO feedback (id, county, kind, text, received_day)
               SELECT ?1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM feedback WHERE text <> '') < ?6";
    let (id, county, kind) = (one.id.as_bytes(), one.county.as_str(), one.kind.code());
    tx.prepare_cached(sql)?.execute(params![
        id,
        county,
        kind,
        one.text,
        one.received_day,
        row::signed(most, "limit")?
    ])?;
    let sql = "SELECT EXISTS (SELECT 1 FROM feedback WHERE id = ?1)";
    Ok(tx.prepare_cached(sql)?.query_row(params![id], |row| row.get(0))?)
}

/// Every one that was not handled, in no order that tells when it came within its day.
pub(super) fn all(tx: &Connection) -> DbResult<Vec<StoredFeedback>> {
    let sql = "SELECT id, county, kind, text, received_day FROM feedback WHERE text <> '' ORDER BY received_day, id";
    let mut statement = tx.prepare_cached(sql)?;
    row::all(&mut statement.query([])?, read)
}

/// It is handled: its text goes, its id stays, so that the same one is not taken again. Says whether it was there.
pub(super) fn handled(tx: &Connection, id: FeedbackId) -> DbResult<bool> {
    let sql = "UPDATE feedback SET text = '' WHERE id = ?1 AND text <> ''";
    Ok(tx.prepare_cached(sql)?.execute(params![id.as_bytes()])? > 0)
}

fn read(row: &Row<'_>) -> DbResult<StoredFeedback> {
    Ok(StoredFeedback {
        id: row::id(row, "id", FeedbackId::from_slice, "feedback id")?,
        county: row::parsed(row, "county", "county")?,
        kind: row::code(row, "kind", FeedbackKind::from_code, "kind of feedback")?,
        text: row.get("text")?,
        received_day: row.get("received_day")?,
    })
}
