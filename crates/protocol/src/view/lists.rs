//! A list that is taken into the registers: what would become of each of its rows. Nothing is signed before somebody says so.

use cunfa_core::list::{Place, Question, Repaired, Why};
use cunfa_core::register::{Column, Fault, RecordKind};
use serde::{Deserialize, Serialize};

/// Largest file of a list, in bytes.
pub const MAX_LIST_BYTES: usize = 32 * 1024 * 1024;
/// Rows of a list that are shown at a time.
pub const LISTED_ROWS: u32 = 50;

/// Which rows of a list are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFilter {
    /// Every row.
    All,
    /// Those that are left out.
    Problems,
    /// Those for which something is signed.
    Changes,
}

/// A list against the registers as they are known now, some rows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPreview {
    /// Of what is shown, for [`crate::command::TakeList`]: another one when the registers or the list became others.
    pub seen: String,
    /// How many rows become what.
    pub counts: ListCounts,
    /// Hidden sheets, not read.
    pub hidden: Vec<String>,
    /// Sheets without known headings, not read.
    pub other_sheets: Vec<String>,
    /// Headings that nothing is taken from.
    pub other_columns: Vec<String>,
    /// At most [`LISTED_ROWS`] rows of those that are asked for.
    pub rows: Vec<ListRow>,
    /// How many rows are asked for, over all pages.
    pub found: u32,
    /// What codes in the rows are called, as of [`super::RegisterList`].
    pub names: Vec<(String, String)>,
    /// Whether villages under another name are taken by their code.
    pub by_code: bool,
    /// Records that this person signed here with a list and the server did not take.
    pub refused: u32,
}

/// How many rows become what, and what is signed for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListCounts {
    /// Rows with something new.
    pub new: u32,
    /// Rows that change something.
    pub changed: u32,
    /// Rows that stand there already, or above.
    pub known: u32,
    /// Rows that are left out.
    pub left_out: u32,
    /// Those of them that wait for a word about a village's name.
    pub renamed: u32,
    /// Rows that are taken and in which something was put right.
    pub repaired: u32,
    /// Records that are signed.
    pub records: u32,
    /// In how many parts they go to the server, each taken whole or not at all.
    pub parts: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// Where.
    pub place: Place,
    /// What it is about, as the list says.
    pub shown: String,
    /// What becomes of it.
    pub outcome: ListOutcome,
    /// What was put right in it.
    pub repairs: Vec<Repaired>,
    /// What would be said for it, in order.
    pub records: Vec<ListedRecord>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListOutcome {
    /// Something new.
    New,
    /// Something changed.
    Changed,
    /// It stands there already, the same.
    Known,
    /// The same as a row above.
    Repeated(Place),
    /// Left out until somebody decides.
    Asked(Question),
    /// Left out.
    Refused(Why),
    /// Left out: what is wrong with what it would say.
    Faults(Vec<ListedFault>),
}

/// What a row would say of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRecord {
    /// Its kind.
    pub kind: RecordKind,
    /// What it would say.
    pub values: Vec<(Column, String)>,
    /// What it says; none: it is new.
    pub before: Option<Vec<(Column, String)>>,
}

/// What is wrong with a record that a row would say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFault {
    /// The record's kind.
    pub kind: RecordKind,
    /// What.
    pub fault: Fault,
}

/// A list that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTaken {
    /// Records that were signed, all at once.
    pub records: u32,
    /// In how many parts they go to the server.
    pub parts: u32,
}
