//! Table `feedback`: what people told the operator. It has no column for who or from which device.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use crate::db::{DbResult, StoredFeedback};

/// Keeps one unless it is there, or so many unhandled ones are. Says whether it is there now.
pub(super) async fn keep(tx: &Tx, one: &StoredFeedback, most: u64) -> DbResult<bool> {
    let sql = "INSERT INTO feedback (id, county, kind, text, received_day)
               SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM feedback WHERE text <> '') < $6
               ON CONFLICT (id) DO NOTHING";
    let (id, county, kind) = (one.id.as_bytes(), one.county.as_str(), one.kind.code());
    let (text, day, most) = (
        row::text(&one.text),
        one.received_day.as_str(),
        row::signed(most, "limit")?,
    );
    row::run(tx, sql, params![id, county, kind, text, day, most]).await?;
    let sql = "SELECT count(*) AS held FROM feedback WHERE id = $1";
    let held: Option<i64> = row::first(tx, sql, params![id], |row| row::get(row, "held")).await?;
    Ok(held.unwrap_or(0) > 0)
}

/// Every one that was not handled, in no order that tells when it came within its day.
pub(super) async fn all(tx: &Tx) -> DbResult<Vec<StoredFeedback>> {
    let sql = "SELECT id, county, kind, text, received_day FROM feedback WHERE text <> '' ORDER BY received_day, id";
    row::all(tx, sql, params![], read).await
}

/// It is handled: its text goes, its id stays, so that the same one is not taken again. Says whether it was there.
pub(super) async fn handled(tx: &Tx, id: FeedbackId) -> DbResult<bool> {
    let sql = "UPDATE feedback SET text = '' WHERE id = $1 AND text <> ''";
    Ok(row::run(tx, sql, params![id.as_bytes()]).await? > 0)
}

fn read(row: &Row) -> DbResult<StoredFeedback> {
    Ok(StoredFeedback {
        id: row::id(row, "id", FeedbackId::from_slice, "feedback id")?,
        county: row::parsed(row, "county", "county")?,
        kind: row::coded(row, "kind", FeedbackKind::from_code, "kind of feedback")?,
        text: row::get(row, "text")?,
        received_day: row::get(row, "received_day")?,
    })
}
