//! The rule files at hand as texts, and one that is tried on last month before it is taken in.

use chrono::NaiveDate;
use cunfa_core::rules::{Period, Question, Reason, RuleFault, RuleFile, RuleFileError, RuleName};
use serde::{Deserialize, Serialize};

use super::entries::VillageRow;
use super::sync::ParkedReason;

/// Every rule file at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTexts {
    /// The files, those that are coming and those that were refused among them: by place and the day from which they hold, those that cannot be read
    /// last.
    pub files: Vec<RuleText>,
    /// Whether those that can be read are the program's own, because the server sent none that can.
    pub shipped: bool,
    /// What is wrong with them as sets.
    pub faults: Vec<RuleFault>,
    /// What this person is writing.
    pub draft: Option<RuleDraft>,
}

/// A rule file that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// As typed.
    pub text: String,
    /// When it was kept, device clock, ms since 1970.
    pub saved_at_ms: i64,
}

/// One rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleText {
    /// As it is: TOML, at most 64 KiB.
    pub text: String,
    /// What it says.
    pub read: RuleRead,
    /// Where it stands.
    pub standing: RuleStanding,
    /// The text from which the next one is written: of a file that the server sent, its next version, which replaces it from the first of a month
    /// to come; of the program's own, which has to be taken in first, and of one that was refused, the file itself. Empty for one that cannot be
    /// read.
    pub next: String,
}

/// Where a rule file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStanding {
    /// Some village of the area is counted by it this month.
    InForce,
    /// It is at hand, for months before or after, or cannot be read.
    AtHand,
    /// The county took it in, and it did not come to this device as a rule yet.
    Coming,
    /// Signed here to be taken in, and refused by the server.
    Refused(ParkedReason),
}

/// What a rule file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleRead {
    /// All of it.
    Rule(Box<RuleFile>),
    /// It cannot be read.
    Unreadable(RuleFileError),
}

/// What came of trying a rule file. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTrial {
    /// It cannot be read: the first fault.
    Unreadable(RuleFileError),
    /// It can.
    Tried(Box<RuleTried>),
}

/// A rule file that can be read, on last month's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTried {
    /// What it says.
    pub rule: RuleFile,
    /// What is wrong with it beside the files that are there or coming; with any of them it is not taken in.
    pub faults: Vec<RuleFault>,
    /// Whether it is for another place than the county or one around it: it is not taken in, and nothing is compared.
    pub other_area: bool,
    /// Whether it holds from a month that has begun: what was counted for that month and those after it is counted anew.
    pub reaches_back: bool,
    /// The month it was tried on, its first day: the last whole one.
    pub month: NaiveDate,
    /// By which files the villages are counted in it now, each once.
    pub counted_by: Vec<RuleName>,
    /// How many villages would be counted by it.
    pub villages: u32,
    /// Those of them of which a number would be another one, by code.
    pub differences: Vec<RuleDifference>,
    /// Readings that one of the two goes by and figures do not tell: there each village's real number may be another one.
    pub untold: Vec<Question>,
    /// When the figures came last, device clock, ms since 1970; none: none came yet, and every number is 0.
    pub came_ms: Option<i64>,
}

/// A village's month both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDifference {
    /// Where.
    pub village: VillageRow,
    /// As it is counted now.
    pub now: RuleNumbers,
    /// As it would be counted.
    pub then: RuleNumbers,
}

/// A month in numbers, with the steps between them: recorded, less what is left out, and rounded, is what counts; owed, less what counts and what
/// was made up, is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleNumbers {
    /// Minutes of all entries of the month.
    pub recorded_minutes: u32,
    /// Minutes of them that do not count, by reason.
    pub left_out: Vec<(Reason, u32)>,
    /// What rounding added, or took (below 0).
    pub rounding: i32,
    /// Minutes that count.
    pub counted_minutes: u32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Minutes that later months made up.
    pub made_up_minutes: u32,
    /// Minutes missing.
    pub missing_minutes: u32,
    /// Lectures of the period that count.
    pub lectures: u32,
    /// Lectures of it that do not.
    pub lectures_left_out: u32,
    /// Lectures owed in it.
    pub owed_lectures: u32,
    /// The period.
    pub lectures_per: Period,
}
