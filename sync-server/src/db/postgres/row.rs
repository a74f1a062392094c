//! Statements, and stored values back into the domain's, each checked.

use std::str::FromStr;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, ToSql};

use crate::db::{DbError, DbResult};

pub(super) use crate::db::value::{after_area, code, signed, standing, unsigned};

/// A connection, in a transaction or not. Statements of one that are awaited together travel together.
pub(super) type Tx = ClientWrapper;
/// A value for a statement.
pub(super) type Param<'a> = &'a (dyn ToSql + Sync);

/// Values for a statement.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$(&$value as $crate::db::postgres::row::Param<'_>),*] };
}
pub(super) use params;

/// Runs a statement; gives how many rows it touched.
pub(super) async fn run(tx: &Tx, sql: &str, params: &[Param<'_>]) -> DbResult<u64> {
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.execute(&statement, params).await?)
}

/// Every row of a query through one reader.
pub(super) async fn all<T>(
    tx: &Tx,
    sql: &str,
    params: &[Param<'_>],
    read: impl FnMut(&Row) -> DbResult<T>,
) -> DbResult<Vec<T>> {
    let statement = tx.prepare_cached(sql).await?;
    tx.query(&statement, params).await?.iter().map(read).collect()
}

/// The only row of a query, if there is one.
pub(super) async fn first<T>(
    tx: &Tx,
    sql: &str,
    params: &[Param<'_>],
    read: impl FnOnce(&Row) -> DbResult<T>,
) -> DbResult<Option<T>> {
    let statement = tx.prepare_cached(sql).await?;
    tx.query_opt(&statement, params).await?.as_ref().map(read).transpose()
}

/// A column as it is.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> DbResult<T> {
    Ok(row.try_get(column)?)
}

/// A column with a non-negative number.
pub(super) fn number(row: &Row, column: &str, what: &'static str) -> DbResult<u64> {
    unsigned(get(row, column)?, what)
}

/// A text column that parses.
pub(super) fn parsed<T: FromStr>(row: &Row, column: &str, what: &'static str) -> DbResult<T> {
    get::<&str>(row, column)?.parse().map_err(|_| DbError::Unreadable(what))
}

/// A column that is an id.
pub(super) fn id<T>(row: &Row, column: &str, of: impl Fn(&[u8]) -> Option<T>, what: &'static str) -> DbResult<T> {
    of(get(row, column)?).ok_or(DbError::Unreadable(what))
}

/// A column that is an id or empty.
pub(super) fn optional_id<T>(
    row: &Row,
    column: &str,
    of: impl Fn(&[u8]) -> Option<T>,
    what: &'static str,
) -> DbResult<Option<T>> {
    get::<Option<&[u8]>>(row, column)?
        .map(|bytes| of(bytes).ok_or(DbError::Unreadable(what)))
        .transpose()
}

/// A text column that is a code.
pub(super) fn coded<T>(row: &Row, column: &str, of: impl Fn(&str) -> Option<T>, what: &'static str) -> DbResult<T> {
    of(get(row, column)?).ok_or(DbError::Unreadable(what))
}

/// A text that the engine can hold: it has no place for the character of number zero.
pub(super) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
