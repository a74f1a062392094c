//! Table `inks`: the shape of every handwriting an act of the log carries, to know a copy by.

use cunfa_core::{ActId, Digest};
use rusqlite::{Connection, params};

use super::row;
use crate::db::{DbResult, StoredInk};

/// Notes them; the first act with a shape keeps it.
pub(super) fn add(tx: &Connection, inks: &[StoredInk]) -> DbResult<()> {
    let mut statement = tx.prepare_cached("INSERT OR IGNORE INTO inks (shape, act) VALUES (?1, ?2)")?;
    for ink in inks {
        statement.execute(params![ink.shape.as_bytes(), ink.act.as_bytes()])?;
    }
    Ok(())
}

/// The act that first carried it.
pub(super) fn act(tx: &Connection, shape: &Digest) -> DbResult<Option<ActId>> {
    let mut statement = tx.prepare_cached("SELECT act FROM inks WHERE shape = ?1")?;
    row::first(&mut statement.query(params![shape.as_bytes()])?, |row| {
        row::id(row, "act", ActId::from_slice, "act id")
    })
}
