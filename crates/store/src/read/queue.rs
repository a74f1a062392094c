//! The office's queue.

use cunfa_core::Area;

use super::area::{self, Bounds};
use super::row::{self, Row, UNCORRECTED};
use crate::{Store, StoreError};

impl Store {
    /// 待审核: 重大事项 first, then the sign-off that came first.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_waiting(&self, scope: &[Area]) -> Result<Vec<Row>, StoreError> {
        let wanted = "e.stage = 'in_review' ORDER BY e.major DESC, e.signed_at, e.entry";
        self.queue("entries e", scope, wanted)
    }

    /// 重大事项 that nobody acknowledged (知悉) and that are not in review: reported before or beside a signature. The last reported first.
    /// What was approved was read, and what is corrected is read in its correction.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_major(&self, scope: &[Area]) -> Result<Vec<Row>, StoreError> {
        if scope.is_empty() {
            // The named index is of no use to what finds nothing, which SQLite refuses.
            return Ok(Vec::new());
        }
        let wanted = "e.major = 1 AND e.known IS NULL AND e.stage IN ('unsigned', 'signed', 'returned')";
        let rest = format!("{wanted} AND {UNCORRECTED} ORDER BY e.written_at DESC, e.entry");
        self.queue("entries e INDEXED BY entries_unknown", scope, &rest)
    }

    /// Decided, the last decided first.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_decided(&self, scope: &[Area], most: u32) -> Result<Vec<Row>, StoreError> {
        if scope.is_empty() {
            return Ok(Vec::new());
        }
        let order = "e.stage IN ('approved', 'returned') AND e.decided_at > 0 ORDER BY e.decided_at DESC, e.entry";
        self.queue(
            "entries e INDEXED BY entries_decided",
            scope,
            &format!("{order} LIMIT {most}"),
        )
    }

    /// How many entries with reviews that differ no entry corrects yet.
    ///
    /// # Errors
    /// As every read.
    pub fn queue_contrary(&self, scope: &[Area]) -> Result<u32, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("e.village", scope, &mut bounds);
        let sql = format!(
            "SELECT count(*) FROM entries e WHERE {clause} AND e.contrary = 1 AND e.stage <> 'voided' AND {UNCORRECTED}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(bounds.parameters(), |row| row.get(0))?)
    }

    fn queue(&self, from: &str, scope: &[Area], rest: &str) -> Result<Vec<Row>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("e.village", scope, &mut bounds);
        let columns = row::COLUMNS;
        let sql = format!("SELECT {columns} FROM {from} WHERE {clause} AND {rest}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), row::read)?.collect()
    }
}
