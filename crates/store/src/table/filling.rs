//! How far the first filling has come. Always one row.

use rusqlite::Connection;

use super::indexed;
use crate::StoreError;
use crate::index::{Filling, FillingState, IndexPlace};

pub(crate) fn read(connection: &Connection) -> Result<Filling, StoreError> {
    const SHAPE: StoreError = StoreError::Shape("how far the first filling has come");
    let sql = "SELECT state, date, short, entries, bytes, bytes_here FROM filling";
    let mut statement = connection.prepare_cached(sql)?;
    let (state, date, short, entries, bytes, bytes_here) = statement.query_row([], |row| {
        let columns: (String, String, Vec<u8>, u32, i64, i64) = (
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        );
        Ok(columns)
    })?;
    let after = if date.is_empty() {
        None
    } else {
        Some(IndexPlace {
            date: date.parse().map_err(|_| SHAPE)?,
            short: short.try_into().map_err(|_| SHAPE)?,
        })
    };
    Ok(Filling {
        state: FillingState::from_code(&state).ok_or(SHAPE)?,
        after,
        entries,
        entries_left: indexed::count(connection)?,
        bytes: bytes.cast_unsigned(),
        bytes_here: bytes_here.cast_unsigned(),
    })
}

/// Whether nothing is known of what there is.
pub(crate) fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT state = 'due' FROM filling")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Whether all is here.
pub(crate) fn is_done(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT state = 'done' FROM filling")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Begins anew; what the index told is forgotten.
pub(crate) fn begin(connection: &Connection, state: &str) -> Result<(), StoreError> {
    indexed::clear(connection)?;
    let sql = "UPDATE filling SET state = ?1, date = '', short = x'', entries = 0, bytes = 0, bytes_here = 0";
    connection.execute(sql, [state])?;
    Ok(())
}

/// Bytes of batches came.
pub(crate) fn came(connection: &Connection, bytes: u64) -> Result<(), StoreError> {
    let sql = "UPDATE filling SET bytes_here = bytes_here + ?1 WHERE state <> 'done'";
    connection.prepare_cached(sql)?.execute([bytes.cast_signed()])?;
    Ok(())
}

/// The index begins to come.
pub(crate) fn size(connection: &Connection, entries: u32, bytes: u64) -> Result<(), StoreError> {
    let sql = "UPDATE filling SET entries = ?1, bytes = ?2";
    connection.execute(sql, (entries, bytes.cast_signed()))?;
    Ok(())
}

/// The index came up to here.
pub(crate) fn place(connection: &Connection, place: IndexPlace) -> Result<(), StoreError> {
    let sql = "UPDATE filling SET date = ?1, short = ?2";
    connection.execute(sql, (place.date.to_string(), place.short))?;
    Ok(())
}

/// The index is here whole.
pub(crate) fn indexed(connection: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE filling SET state = 'log', date = '', short = x'' WHERE state = 'index'";
    connection.execute(sql, [])?;
    Ok(())
}

/// All is here.
pub(crate) fn end(connection: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE filling SET state = 'done', date = '', short = x''";
    connection.execute(sql, [])?;
    indexed::clear(connection)
}
