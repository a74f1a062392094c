//! The connection that writes, as an engine whose transactions may be shared.

use rusqlite::Connection;

use crate::db::group::Engine;
use crate::db::{DbError, DbResult};

pub(super) struct Writer(pub(super) Connection);

impl Writer {
    fn run(&self, sql: &str) -> DbResult<()> {
        self.0.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

impl Engine for Writer {
    type Tx = Connection;

    fn begin(&mut self) -> DbResult<()> {
        self.run("BEGIN IMMEDIATE")
    }

    fn mark(&mut self) -> DbResult<()> {
        self.run("SAVEPOINT member")
    }

    fn undo(&mut self) -> DbResult<()> {
        // After a full disk the engine has undone the whole transaction by itself.
        if self.0.is_autocommit() {
            return Err(DbError::Engine("the transaction was undone".to_owned()));
        }
        self.run("ROLLBACK TO member")?;
        self.run("RELEASE member")
    }

    fn keep(&mut self) -> DbResult<()> {
        self.run("RELEASE member")
    }

    fn commit(&mut self) -> DbResult<()> {
        self.run("COMMIT")
    }

    fn abandon(&mut self) {
        if !self.0.is_autocommit() {
            // Nothing is left to do when this fails: the next transaction will not begin, and says so.
            let _ = self.run("ROLLBACK");
        }
    }

    fn tx(&self) -> DbResult<&Connection> {
        Ok(&self.0)
    }
}
