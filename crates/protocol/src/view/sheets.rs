//! Tables for other programs: what can be written, where to, and what was.

use chrono::NaiveDate;
use cunfa_core::register::RecordKind;
use serde::{Deserialize, Serialize};

use super::finding::Sought;

/// What stands in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetOf {
    /// The entries that are sought, newest first, with their official texts; of one village and year (一村一卷) also its months.
    Entries(Sought),
    /// The office's villages × the months of a year up to this one (any of its days).
    Months(NaiveDate),
    /// The office's check of a month (any of its days), with the entries drawn and room for what is found.
    Check(NaiveDate),
    /// The assessment of a half-year (any of its days).
    Half(NaiveDate),
    /// The coverage of a year (any of its days).
    Year(NaiveDate),
    /// The coverage of a year (any of its days) in all counties that are open.
    City(NaiveDate),
    /// Every need of the person's villages, those that wait first.
    Needs,
    /// A register as far as this person reads it; none: each of them, on a page of its own. It can be taken in again ([`crate::command::ReadList`]).
    Registers(Option<RecordKind>),
}

/// Where tables can be put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPlaces {
    /// Sticks and folders, sticks first.
    pub places: Vec<SheetPlace>,
    /// Whether a table goes to the page itself, in the answer: in a browser, with an empty place in [`crate::command::WriteSheet`].
    pub by_page: bool,
}

/// A place for files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPlace {
    /// Its path, for [`crate::command::WriteSheet`].
    pub path: String,
    /// Its name, as the system calls it.
    pub name: String,
    /// Whether it can be pulled out and carried.
    pub is_stick: bool,
}

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetWritten {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// Rows in it: entries, villages, or records.
    pub rows: u32,
    /// Entries among them of which only the server's index tells: their texts are not in it.
    pub not_here: u32,
    /// Its bytes in base64, where it goes to the page.
    pub content: Option<String>,
}
