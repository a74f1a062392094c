//! Table `entries`: the projection the office's lists read. Can be dropped and made again from the log.

use cunfa_core::{ActId, Area, EntryId, Kind, Mode, PersonId, ResultClass, Stage};
use futures_util::future::try_join;
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{attachments, batches, founding};
use crate::db::{DbError, DbResult, EntryRow, Listed, NamedBy, Naming, Project, sides};

const SELECT: &str = "SELECT entry, village, number, date, kind, mode, minutes, counsel, counsel_name, stage, official,
     changed_after_signing, on_paper, since_ms, start, name, more_names, matter, major, people, result, corrects,
     parties FROM entries";
const INSERT: &str =
    "INSERT INTO entries (entry, village, number, date, kind, mode, minutes, counsel, counsel_name, stage,
     official, changed_after_signing, on_paper, since_ms, start, name, more_names, matter, major, people, result, corrects, parties) VALUES ($1, $2, $3, $4,
     $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
const DELETE: &str = "DELETE FROM entries WHERE entry = $1";

/// Puts a row in the place of the old one; none: only the old one goes. `is_first`: there is no old one.
pub(super) async fn put(tx: &Tx, entry: EntryId, row: Option<&EntryRow>, is_first: bool) -> DbResult<()> {
    let Some(row) = row else {
        row::run(tx, DELETE, params![entry.as_bytes()]).await?;
        return Ok(());
    };
    // Both are known to the engine before they travel together: in this order.
    let (delete, insert) = (tx.prepare_cached(DELETE).await?, tx.prepare_cached(INSERT).await?);
    let (number, counsel_name) = (row::text(&row.number), row::text(&row.counsel_name));
    let (name, matter) = (row::text(&row.listed.name), row::text(&row.listed.matter));
    let parties = sides::text(&row.parties);
    let parties = row::text(&parties);
    let old = [&entry.as_bytes() as row::Param<'_>];
    let new = params![
        row.entry.as_bytes(),
        row.village.as_str(),
        number,
        row.date.to_string(),
        row.kind.code(),
        row.mode.code(),
        i64::from(row.minutes),
        row.counsel.as_bytes(),
        counsel_name,
        row.stage.code(),
        row.official.as_ref().map(ActId::as_bytes),
        row.changed_after_signing,
        row.on_paper,
        row.since_ms,
        row.listed.start.map(i64::from),
        name,
        row.listed.more_names,
        matter,
        row.listed.major,
        i64::from(row.listed.people),
        row.listed.result.map(ResultClass::code),
        row.listed.corrects.as_ref().map(EntryId::as_bytes),
        parties
    ];
    if is_first {
        tx.execute(&insert, new).await?;
    } else {
        try_join(tx.execute(&delete, &old), tx.execute(&insert, new)).await?;
    }
    Ok(())
}

pub(super) async fn rebuild(tx: &Tx, project: &Project<'_>, named: &NamedBy<'_>) -> DbResult<usize> {
    founding::hold_all(tx).await?;
    row::run(tx, "DELETE FROM entries", &[]).await?;
    attachments::drop_all(tx).await?;
    let mut rows = 0;
    for entry in batches::entries(tx).await? {
        let log = batches::of_entry(tx, entry).await?;
        let row = project(entry, &log);
        rows += usize::from(row.is_some());
        put(tx, entry, row.as_ref(), true).await?;
        for batch in &log {
            let Some((device, names)) = named(batch) else { continue };
            let naming = Naming {
                sequence: batch.sequence,
                entry,
                village: &batch.village,
                device,
                attachments: &names,
            };
            attachments::add(tx, &batch.village.county(), &naming).await?;
        }
    }
    Ok(rows)
}

pub(super) async fn within(tx: &Tx, area: &Area) -> DbResult<Vec<EntryRow>> {
    let sql = format!("{SELECT} WHERE village >= $1 AND village < $2 ORDER BY village, date, number, entry");
    row::all(tx, &sql, params![area.as_str(), row::after_area(area.as_str())], read).await
}

pub(super) async fn queue(tx: &Tx, area: &Area) -> DbResult<Vec<EntryRow>> {
    let sql = format!("{SELECT} WHERE stage = $3 AND village >= $1 AND village < $2 ORDER BY since_ms, entry");
    let stage = Stage::InReview.code();
    let params = params![area.as_str(), row::after_area(area.as_str()), stage];
    row::all(tx, &sql, params, read).await
}

fn read(row: &Row) -> DbResult<EntryRow> {
    let minutes: i64 = row::get(row, "minutes")?;
    Ok(EntryRow {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        number: row::get(row, "number")?,
        date: row::parsed(row, "date", "date")?,
        kind: row::coded(row, "kind", Kind::from_code, "kind")?,
        mode: row::coded(row, "mode", Mode::from_code, "mode")?,
        minutes: u16::try_from(minutes).map_err(|_| DbError::Unreadable("minutes"))?,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        counsel_name: row::get(row, "counsel_name")?,
        stage: row::coded(row, "stage", Stage::from_code, "stage")?,
        official: row::optional_id(row, "official", ActId::from_slice, "act id")?,
        changed_after_signing: row::get(row, "changed_after_signing")?,
        on_paper: row::get(row, "on_paper")?,
        since_ms: row::get(row, "since_ms")?,
        listed: Listed {
            start: start(row)?,
            name: row::get(row, "name")?,
            more_names: row::get(row, "more_names")?,
            matter: row::get(row, "matter")?,
            major: row::get(row, "major")?,
            people: people(row)?,
            result: result(row)?,
            corrects: row::optional_id(row, "corrects", EntryId::from_slice, "entry id")?,
        },
        parties: sides::read(row::get(row, "parties")?),
    })
}

/// When a service began, in minutes of the day.
pub(super) fn start(row: &Row) -> DbResult<Option<u16>> {
    let start: Option<i64> = row::get(row, "start")?;
    start
        .map(|start| u16::try_from(start).map_err(|_| DbError::Unreadable("start")))
        .transpose()
}

/// Heads.
pub(super) fn people(row: &Row) -> DbResult<u32> {
    let people: i64 = row::get(row, "people")?;
    u32::try_from(people).map_err(|_| DbError::Unreadable("people"))
}

/// The class of a result, if there is one.
pub(super) fn result(row: &Row) -> DbResult<Option<ResultClass>> {
    let code: Option<&str> = row::get(row, "result")?;
    code.map(|code| ResultClass::from_code(code).ok_or(DbError::Unreadable("result")))
        .transpose()
}
