//! Stored values back into the domain's, each checked.

use std::str::FromStr;

use rusqlite::Row;

use crate::db::{DbError, DbResult};

pub(super) use crate::db::value::{after_area, signed, unsigned};

/// A text column that parses.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, column: &str, what: &'static str) -> DbResult<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| DbError::Unreadable(what))
}

/// A blob column that is an id.
pub(super) fn id<T>(row: &Row<'_>, column: &str, read: impl Fn(&[u8]) -> Option<T>, what: &'static str) -> DbResult<T> {
    let bytes: Vec<u8> = row.get(column)?;
    read(&bytes).ok_or(DbError::Unreadable(what))
}

/// A text column that is a code.
pub(super) fn code<T>(
    row: &Row<'_>,
    column: &str,
    read: impl Fn(&str) -> Option<T>,
    what: &'static str,
) -> DbResult<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or(DbError::Unreadable(what))
}

/// Every row of a query through one reader.
pub(super) fn all<T>(rows: &mut rusqlite::Rows<'_>, mut read: impl FnMut(&Row<'_>) -> DbResult<T>) -> DbResult<Vec<T>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row of a query, if any.
pub(super) fn first<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: impl FnOnce(&Row<'_>) -> DbResult<T>,
) -> DbResult<Option<T>> {
    rows.next()?.map(read).transpose()
}
