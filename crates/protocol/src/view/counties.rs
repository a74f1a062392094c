//! A city's person above several counties: which are here, and what a year comes to in all of them.

use chrono::NaiveDate;
use cunfa_core::Area;
use cunfa_core::assessment::{Coverage, MonthSum};
use serde::{Deserialize, Serialize};

use super::report::ReportHead;

/// The counties that are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counties {
    /// Each, in the order they were taken in.
    pub counties: Vec<CountyRow>,
    /// The number of the one that is shown.
    pub shown: u32,
    /// Whether further ones can be taken in here. A browser shows the county whose server it is signed in at.
    pub can_join: bool,
}

/// One county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyRow {
    /// Its number on this device; 0: the one that the device was enrolled in first.
    pub number: u32,
    /// Address of its server; empty when not even that can be read.
    pub server: String,
    /// How it stands.
    pub state: CountyState,
}

/// How a county stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountyState {
    /// Open.
    Open {
        /// Which.
        area: Area,
        /// Its name; empty as long as no village of it is known here.
        name: String,
        /// How many acts of it wait to be sent.
        unsent: u32,
        /// When its last complete pass ended, device clock, ms since 1970.
        last_done_ms: Option<i64>,
    },
    /// Closed: the PIN has not been tried yet, or is another one there.
    Closed {
        /// How long the next try must wait, in ms.
        wait_ms: u64,
        /// Tries left; 0: only a code of that county leads back.
        tries_left: u32,
    },
    /// Its files cannot be read. They were left as they are.
    Damaged,
}

/// A year of all counties that are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityYear {
    /// The year's first day.
    pub first: NaiveDate,
    /// Each county, by code.
    pub counties: Vec<CountyYear>,
    /// How many counties of this person are here and not open: they are not in it.
    pub closed: u32,
    /// What all of them come to. Who serves in two counties is counted in both; people trained are given only where every county has them.
    pub sum: Coverage,
    /// Villages without counsel of all of them.
    pub without: u32,
    /// Open requests of all of them.
    pub requests: u32,
    /// The sum month by month.
    pub months: Vec<MonthSum>,
}

/// One county's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyYear {
    /// Its number on this device.
    pub number: u32,
    /// Which.
    pub area: Area,
    /// Its name; empty as long as no village of it is known here.
    pub name: String,
    /// Who, when, from which data, by which rules.
    pub head: ReportHead,
    /// What it comes to.
    pub coverage: Coverage,
    /// The same month by month.
    pub months: Vec<MonthSum>,
    /// Villages that nobody serves now.
    pub without: u32,
    /// Requests of the county for counsel (配备申请) that wait for the city's answer.
    pub requests: u32,
}
