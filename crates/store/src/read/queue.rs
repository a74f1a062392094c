//! The office's queue.

use cunfa_core::Area;

use super::area::{self, Bounds};
use super::row::{self, Row};
use crate::{Store, StoreError};

impl Store {
    /// 待审核: 重大事项 first, then the sign-off that came first.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_waiting(&self, scope: &[Area]) -> Result<Vec<Row>, StoreError> {
        self.queue(
            scope,
            "e.stage = 'in_review' ORDER BY e.major DESC, e.signed_at, e.entry",
        )
    }

    /// Decided, the last decided first.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_decided(&self, scope: &[Area], most: u32) -> Result<Vec<Row>, StoreError> {
        let order = "e.stage IN ('approved', 'returned') AND e.decided_at > 0 ORDER BY e.decided_at DESC, e.entry";
        self.queue(scope, &format!("{order} LIMIT {most}"))
    }

    /// How many entries with reviews that differ no entry corrects yet.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_contrary(&self, scope: &[Area]) -> Result<u32, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("e.village", scope, &mut bounds);
        let uncorrected = row::UNCORRECTED;
        let sql = format!(
            "SELECT count(*) FROM entries e WHERE {clause} AND e.contrary = 1 AND e.stage <> 'voided' AND {uncorrected}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(bounds.parameters(), |row| row.get(0))?)
    }

    fn queue(&self, scope: &[Area], rest: &str) -> Result<Vec<Row>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("e.village", scope, &mut bounds);
        let columns = row::COLUMNS;
        let sql = format!("SELECT {columns} FROM entries e WHERE {clause} AND {rest}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), row::read)?.collect()
    }
}
