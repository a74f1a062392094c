//! Table `entries`: the projection the office's lists read. Can be dropped and made again from the log.

use cunfa_core::{ActId, Area, EntryId, Kind, Mode, PersonId, ResultClass, Stage};
use rusqlite::{Connection, Row, params};

use super::{attachments, batches, row};
use crate::db::{DbError, DbResult, EntryRow, Listed, NamedBy, Naming, Project, sides};

const SELECT: &str = "SELECT entry, village, number, date, kind, mode, minutes, counsel, counsel_name, stage, official,
     changed_after_signing, on_paper, since_ms, start, name, more_names, matter, major, people, result, corrects,
     parties FROM entries";

/// Makes an entry's row again from all its batches.
pub(super) fn project_one(tx: &Connection, entry: EntryId, project: &Project<'_>) -> DbResult<bool> {
    let log = batches::of_entry(tx, entry)?;
    put(tx, entry, project(entry, &log).as_ref())
}

/// Puts a row in the place of the old one; none: only the old one goes. Says whether there is one now.
pub(super) fn put(tx: &Connection, entry: EntryId, row: Option<&EntryRow>) -> DbResult<bool> {
    if let Some(row) = row {
        return insert(tx, row).map(|()| true);
    }
    tx.prepare_cached("DELETE FROM entries WHERE entry = ?1")?
        .execute(params![entry.as_bytes()])?;
    Ok(false)
}

pub(super) fn rebuild(tx: &Connection, project: &Project<'_>, named: &NamedBy<'_>) -> DbResult<usize> {
    tx.execute("DELETE FROM entries", [])?;
    attachments::drop_all(tx)?;
    let mut rows = 0;
    for entry in batches::entries(tx)? {
        let log = batches::of_entry(tx, entry)?;
        rows += usize::from(put(tx, entry, project(entry, &log).as_ref())?);
        for batch in &log {
            let Some((device, names)) = named(batch) else { continue };
            let naming = Naming {
                sequence: batch.sequence,
                entry,
                village: &batch.village,
                device,
                attachments: &names,
            };
            attachments::add(tx, &batch.village.county(), &naming)?;
        }
    }
    Ok(rows)
}

fn insert(tx: &Connection, row: &EntryRow) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT OR REPLACE INTO entries (entry, village, number, date, kind, mode, minutes, counsel, counsel_name, stage,
             official, changed_after_signing, on_paper, since_ms, start, name, more_names, matter, major, people, result, corrects, parties)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
    )?;
    statement.execute(params![
        row.entry.as_bytes(),
        row.village.as_str(),
        row.number,
        row.date.to_string(),
        row.kind.code(),
        row.mode.code(),
        row.minutes,
        row.counsel.as_bytes(),
        row.counsel_name,
        row.stage.code(),
        row.official.as_ref().map(ActId::as_bytes),
        i64::from(row.changed_after_signing),
        i64::from(row.on_paper),
        row.since_ms,
        row.listed.start,
        row.listed.name,
        i64::from(row.listed.more_names),
        row.listed.matter,
        i64::from(row.listed.major),
        row.listed.people,
        row.listed.result.map(ResultClass::code),
        row.listed.corrects.as_ref().map(EntryId::as_bytes),
        sides::text(&row.parties)
    ])?;
    Ok(())
}

pub(super) fn within(tx: &Connection, area: &Area) -> DbResult<Vec<EntryRow>> {
    let mut statement = tx.prepare_cached(&format!(
        "{SELECT} WHERE village >= ?1 AND village < ?2 ORDER BY village, date, number, entry"
    ))?;
    row::all(
        &mut statement.query(params![area.as_str(), row::after_area(area.as_str())])?,
        read,
    )
}

pub(super) fn queue(tx: &Connection, area: &Area) -> DbResult<Vec<EntryRow>> {
    let mut statement = tx.prepare_cached(&format!(
        "{SELECT} WHERE stage = ?3 AND village >= ?1 AND village < ?2 ORDER BY since_ms, entry"
    ))?;
    let stage = Stage::InReview.code();
    row::all(
        &mut statement.query(params![area.as_str(), row::after_area(area.as_str()), stage])?,
        read,
    )
}

pub(super) fn corrects(row: &Row<'_>) -> DbResult<Option<EntryId>> {
    let corrects: Option<Vec<u8>> = row.get("corrects")?;
    corrects
        .map(|bytes| EntryId::from_slice(&bytes).ok_or(DbError::Unreadable("entry id")))
        .transpose()
}

fn read(row: &Row<'_>) -> DbResult<EntryRow> {
    let official: Option<Vec<u8>> = row.get("official")?;
    let official = official
        .map(|bytes| ActId::from_slice(&bytes).ok_or(DbError::Unreadable("act id")))
        .transpose()?;
    let corrects = corrects(row)?;
    Ok(EntryRow {
        entry: row::id(row, "entry", EntryId::from_slice, "entry id")?,
        village: row::parsed(row, "village", "village code")?,
        number: row.get("number")?,
        date: row::parsed(row, "date", "date")?,
        kind: row::code(row, "kind", Kind::from_code, "kind")?,
        mode: row::code(row, "mode", Mode::from_code, "mode")?,
        minutes: row.get("minutes")?,
        counsel: row::id(row, "counsel", PersonId::from_slice, "person id")?,
        counsel_name: row.get("counsel_name")?,
        stage: row::code(row, "stage", Stage::from_code, "stage")?,
        official,
        changed_after_signing: row.get::<_, i64>("changed_after_signing")? == 1,
        on_paper: row.get::<_, i64>("on_paper")? == 1,
        since_ms: row.get("since_ms")?,
        listed: Listed {
            start: row.get("start")?,
            name: row.get("name")?,
            more_names: row.get::<_, i64>("more_names")? == 1,
            matter: row.get("matter")?,
            major: row.get::<_, i64>("major")? == 1,
            people: row.get("people")?,
            result: result(row)?,
            corrects,
        },
        parties: sides::read(&row.get::<_, String>("parties")?),
    })
}

/// The class of a result, if there is one.
pub(super) fn result(row: &Row<'_>) -> DbResult<Option<ResultClass>> {
    let code: Option<String> = row.get("result")?;
    code.map(|code| ResultClass::from_code(&code).ok_or(DbError::Unreadable("result")))
        .transpose()
}
