//! What the counsel wanted to come back to by today (跟进).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::EntryRow;

/// The person's own entries whose 跟进日期 has come and that no entry carries on yet, the longest due first; five at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueFollowUps {
    /// The rows.
    pub rows: Vec<DueFollowUp>,
    /// How many there are in all.
    pub total: u32,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueFollowUp {
    /// The entry.
    pub row: EntryRow,
    /// Its 跟进日期.
    pub day: NaiveDate,
    /// Days since then, by this device's clock.
    pub days_over: u32,
}
