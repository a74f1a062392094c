//! Table `inks`: the shape of every handwriting an act of the log carries, to know a copy by.

use cunfa_core::{ActId, Digest};
use futures_util::future::try_join_all;

use super::row::{self, Tx, params};
use crate::db::{DbResult, StoredInk};

/// Notes them; the first act with a shape keeps it.
pub(super) async fn add(tx: &Tx, inks: &[StoredInk]) -> DbResult<()> {
    try_join_all(inks.iter().map(|ink| add_one(tx, ink))).await?;
    Ok(())
}

async fn add_one(tx: &Tx, ink: &StoredInk) -> DbResult<()> {
    let sql = "INSERT INTO inks (shape, act) SELECT CAST($1 AS BYTEA), CAST($2 AS BYTEA)
               WHERE NOT EXISTS (SELECT 1 FROM inks WHERE shape = CAST($1 AS BYTEA))";
    row::run(tx, sql, params![ink.shape.as_bytes(), ink.act.as_bytes()]).await?;
    Ok(())
}

/// The act that first carried it.
pub(super) async fn act(tx: &Tx, shape: &Digest) -> DbResult<Option<ActId>> {
    row::first(
        tx,
        "SELECT act FROM inks WHERE shape = $1",
        params![shape.as_bytes()],
        |row| row::id(row, "act", ActId::from_slice, "act id"),
    )
    .await
}
