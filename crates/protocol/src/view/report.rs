//! The reports of the county and the city over figures and registers: the half-year's assessment (半年考核), where a number of it comes from, and the
//! year's coverage (覆盖). Everything is in the order of codes; nobody is ranked.

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_core::assessment::{AssessedCounsel, AssessedVillage, Coverage, Limit, MonthSum};
use cunfa_core::rules::{Basis, RuleName, ScoreSheet, Tally};
use cunfa_core::{Area, PersonId, Role};
use serde::{Deserialize, Serialize};

use super::check::LogState;
use super::entries::VillageRow;

/// What stands at the head of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportHead {
    /// When it was made, local civil time of the device.
    pub made_at: NaiveDateTime,
    /// Who made it.
    pub made_by: String,
    /// As what.
    pub role: Role,
    /// The months it is about, first days; those that have begun.
    pub months: Vec<NaiveDate>,
    /// From which data.
    pub data: ReportData,
    /// By which rule files its months are counted, each once.
    pub rules: Vec<Basis>,
    /// What it cannot tell.
    pub limits: Vec<Limit>,
}

/// From which data a report was made, so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportData {
    /// The last sequence of the server's log that the figures reach to; 0 when none came.
    pub figures: u64,
    /// The last sequence that the registers reach to; 0 when none came.
    pub registers: u64,
    /// How many registrations made here are counted and are not on the server yet.
    pub waiting: u32,
    /// When the last figures came, device clock, ms since 1970.
    pub came_ms: Option<i64>,
    /// The server's log as its last signed root has it; none on a device that never synced.
    pub log: Option<LogState>,
}

/// The assessment of a half-year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfYear {
    /// Its first day.
    pub first: NaiveDate,
    /// Who, when, from which data, by which rules.
    pub head: ReportHead,
    /// The sheets of scores that hold, each once; none: 未设评分表.
    pub sheets: Vec<SheetOfRule>,
    /// The counsel, by the code of their first village.
    pub counsel: Vec<ReportCounsel>,
    /// Every village of the area, by code.
    pub villages: Vec<ReportVillage>,
    /// What counties, townships and villages come to, by code.
    pub areas: Vec<AreaRow>,
}

/// A sheet of scores and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetOfRule {
    /// The rule file.
    pub rule: RuleName,
    /// Its sheet.
    pub sheet: ScoreSheet,
}

/// One counsel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportCounsel {
    /// The registered name; empty when nobody here knows it.
    pub name: String,
    /// What is said of them.
    pub assessed: AssessedCounsel,
}

/// One village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportVillage {
    /// Which.
    pub village: VillageRow,
    /// What is said of it.
    pub assessed: AssessedVillage,
}

/// What an area comes to: a county, a township or a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRow {
    /// Which.
    pub area: Area,
    /// What it is called.
    pub name: String,
    /// What it comes to.
    pub coverage: Coverage,
}

/// Where the numbers of one village's half-year come from, entry by entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfVillage {
    /// Its first day.
    pub first: NaiveDate,
    /// Which village.
    pub row: ReportVillage,
    /// The arithmetic of its months, in order; its lines have no numbers, since figures tell none.
    pub tallies: Vec<Tally>,
    /// By which rule files.
    pub rules: Vec<Basis>,
    /// Names of everybody in it who is known.
    pub names: Vec<(PersonId, String)>,
}

/// What a year comes to, for its evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearReport {
    /// The year's first day.
    pub first: NaiveDate,
    /// Who, when, from which data, by which rules.
    pub head: ReportHead,
    /// What counties, townships and villages come to, by code.
    pub areas: Vec<AreaRow>,
    /// What all of them come to, month by month.
    pub months: Vec<MonthSum>,
    /// The villages that nobody serves now, by code.
    pub without: Vec<VillageRow>,
}
