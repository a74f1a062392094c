//! The office's check of a month (月度检查): what every village's month comes to, which entries are drawn for a closer look, and from which data.

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_core::rules::Basis;
use cunfa_core::{Digest, Role};
use serde::{Deserialize, Serialize};

use super::entries::EntryRow;
use super::registers::{RecordAct, RecordRow};
use super::reviews::GridCell;

/// The check of a month, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCheck {
    /// First day of the month.
    pub month: NaiveDate,
    /// When it was made, local civil time of the device.
    pub made_at: NaiveDateTime,
    /// Who made it.
    pub made_by: String,
    /// As what.
    pub role: Role,
    /// What the device knew.
    pub data: CheckData,
    /// By which rule files the month is counted, each once.
    pub rules: Vec<Basis>,
    /// The villages of the month's grid, in its order.
    pub villages: Vec<CheckVillage>,
}

/// From which data a report was made, so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckData {
    /// The last sequence of the server's log that this device took in; 0 when it never synced.
    pub sequence: u64,
    /// The server's log as its last signed root has it, which may be some batches behind; none on a device that never synced. It decides what is drawn.
    pub log: Option<LogState>,
    /// Entries that this device holds and the server does not have in full.
    pub unsent: u32,
    /// Entries of which only the server's index tells so far.
    pub not_here: u32,
}

/// A state of the server's log, by its signed root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogState {
    /// The log's epoch.
    pub epoch: u64,
    /// The last batch sequence it covers.
    pub sequence: u64,
    /// How many acts it holds.
    pub acts: u64,
    /// Hash of the tree over them.
    pub root: Digest,
    /// When the server signed it, by its clock, ms since 1970.
    pub at_ms: i64,
}

/// One village's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckVillage {
    /// The village with its arithmetic.
    pub cell: GridCell,
    /// Names of its counsel.
    pub counsel: Vec<String>,
    /// Entries of the month that are not voided.
    pub entries: u32,
    /// Returned and not corrected.
    pub returned: u32,
    /// The entries drawn for a closer look, in the order of their numbers: one in five, at least one, at most five. Once what was found
    /// is recorded, those that it names, if any.
    pub drawn: Vec<EntryRow>,
    /// What the office recorded; none: nothing yet.
    pub found: Option<CheckFound>,
}

/// What an office recorded of a village's month: a record of the registers ([`cunfa_core::register::MonthlyCheck`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckFound {
    /// The record, no text cut; of a refused one, what was said here.
    pub row: RecordRow,
    /// By whom and when it stands or waits; none: all that was signed of it was refused.
    pub said: Option<RecordAct>,
}
