//! The open file, over one connection: a second one for reading would lose its whole page cache at every write, and read and
//! decrypt it again.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::fault::Plan;
use crate::table::keys::Followed;
use crate::{Fault, Step, StoreError};

/// The device's encrypted file, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
    pub(crate) plan: Plan,
    pub(crate) faults: Vec<Fault>,
    pub(crate) checked: bool,
    /// The cursor when the last request was begun; an answer to it must not undo a cursor that was lowered since.
    pub(crate) asked: Cell<u64>,
    /// The chain of authority, as it was followed last.
    pub(crate) followed: RefCell<Option<Followed>>,
}

impl Store {
    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many rows were written since the file was opened. While it is the same, whatever is read is the same.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.connection.total_changes()
    }

    /// What the check of the log found; see [`Store::repair`].
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Breaks the next transaction that reaches this step.
    #[cfg(feature = "faults")]
    pub fn fail_next(&self, step: Step) {
        self.plan.fail_next(step);
    }

    /// Lets the file grow by so many pages at most, as if the disk were full then.
    ///
    /// # Errors
    /// As every read.
    #[cfg(feature = "faults")]
    pub fn limit_growth(&self, pages: u32) -> Result<(), StoreError> {
        let now: u32 = self.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let limit = now.saturating_add(pages);
        Ok(self
            .connection
            .query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(()))?)
    }

    /// Runs one writing transaction: everything or nothing. Checks the log first, if nobody did.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>, &Plan) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.checked {
            self.begin(self.check()?)?;
        }
        let mut transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&mut transaction, &self.plan)?;
        self.plan.reach(Step::Commit)?;
        transaction.commit()?;
        Ok(value)
    }
}
