//! What the county and the city see: figures, and the text of an entry they opened for a signed reason.

use chrono::NaiveDate;
use cunfa_core::{Act, Entry, Figure, QuestionKind, Stage};
use serde::{Deserialize, Serialize};

use super::entries::VillageRow;
use super::sync::ParkedReason;

/// A month of the area, village by village, by code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// First day of the month.
    pub month: NaiveDate,
    /// Every village of the area.
    pub villages: Vec<VillageFigures>,
    /// Questions of conflict (回避) of the last twelve months, for whoever keeps the registers; the newest service first. Of any month.
    pub crossings: Vec<CrossingRow>,
    /// When the last figures came, device clock, ms since 1970; none: none came yet.
    pub came_ms: Option<i64>,
}

/// An entry that raises a question of conflict, in figures: no party, no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossingRow {
    /// The entry's figures.
    pub figure: Figure,
    /// The counsel's registered name; empty when no certificate names them.
    pub counsel_name: String,
    /// The entry's village.
    pub village: VillageRow,
    /// What is asked.
    pub kind: QuestionKind,
    /// The other village of the conflict; of a recusal the one that it names, if it names one.
    pub other: Option<VillageRow>,
    /// Whether the registers recuse the counsel in one of both, on the day of the service or now.
    pub recused: bool,
}

/// One village's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageFigures {
    /// Village.
    pub village: VillageRow,
    /// Minutes of services on site that are not void, as recorded.
    pub on_site_minutes: u32,
    /// Lectures that are not void.
    pub lectures: u32,
    /// How many entries stand where, in the order of their life; stages without any are left out.
    pub stages: Vec<StageCount>,
}

/// How many entries stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageCount {
    /// Where.
    pub stage: Stage,
    /// How many.
    pub count: u32,
}

/// A village's month, entry by entry, by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureList {
    /// Village.
    pub village: VillageRow,
    /// First day of the month.
    pub month: NaiveDate,
    /// The entries.
    pub rows: Vec<FigureRow>,
}

/// One entry in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// The figures.
    pub figure: Figure,
    /// Whether another entry that is not void corrects it: it does not count then.
    pub corrected: bool,
    /// The counsel's registered name; empty when no certificate names them.
    pub counsel_name: String,
    /// Whether this person opened it, and what became of that.
    pub opening: Option<OpeningState>,
}

/// What became of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningState {
    /// Signed here; the server has not answered.
    Waiting,
    /// It stands; the text can be had until its day is over.
    Stands,
    /// Its day is over: the text is opened anew, with a reason.
    Over,
    /// The server refused it.
    Refused(ParkedReason),
}

/// One entry as somebody above sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its figures.
    pub row: FigureRow,
    /// Village.
    pub village: VillageRow,
    /// The reason that was signed; empty while there is none.
    pub reason: String,
    /// The text, while it is open here.
    pub text: Option<Box<OpenedText>>,
}

/// The text of an opened entry. It lies in memory only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedText {
    /// The official text.
    pub entry: Entry,
    /// What people answered for, in the order of the log.
    pub acts: Vec<OpenedAct>,
}

/// One act of an opened entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedAct {
    /// The act.
    pub act: Act,
    /// The registered name; empty when no certificate names the person.
    pub person_name: String,
    /// Whether key, right and signature hold, checked here.
    pub holds: bool,
}
