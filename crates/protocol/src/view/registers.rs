//! The county's registers (名册) as screens show them. Values are codes and texts by column; what a code is called stands in the `names`
//! of the same answer.

use chrono::NaiveDate;
use cunfa_core::register::{Column, Fault, Half, RecordKind, Verdict};
use cunfa_core::{ActId, EntryId, Role};
use serde::{Deserialize, Serialize};

use super::entries::VillageRow;
use super::sync::ParkedReason;

/// Longest text of a value in a list, in characters; what is longer is cut there and whole in [`RecordView`].
pub const MAX_LISTED_CHARS: usize = 200;
/// For how many days ahead an appointment that ends is told of.
pub const ENDING_DAYS: u32 = 60;

/// The register of one kind, as far as this person may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterList {
    /// Which.
    pub kind: RecordKind,
    /// The records, withdrawn ones last, each by its first columns.
    pub rows: Vec<RecordRow>,
    /// What codes in the rows are called: villages by code, persons and records by their hex.
    pub names: Vec<(String, String)>,
    /// Whether this person may add a record.
    pub may_add: bool,
    /// Today where the device is.
    pub today: NaiveDate,
    /// When the registers were asked for last, device clock, ms since 1970; none: they never came.
    pub came_ms: Option<i64>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Which.
    pub record: EntryId,
    /// The act it stands by, or the last one that waits; what is changed next comes after it ([`crate::command::PutRecord`]).
    pub act: Option<ActId>,
    /// What it says, columns ascending, no blanks; of a refused one, what was said here.
    pub values: Vec<(Column, String)>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
    /// Where it stands.
    pub state: RecordState,
}

/// Where what was said last of a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// In the county's log.
    Stands,
    /// Signed here; the server has not answered.
    Waiting,
    /// Signed here, and refused: the record stands as it did, or not at all.
    Refused(ParkedReason),
}

/// One record, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// As lists show it, no text cut.
    pub row: RecordRow,
    /// Its kind.
    pub kind: RecordKind,
    /// As of [`RegisterList`], for the history too.
    pub names: Vec<(String, String)>,
    /// What was said of it, in the order of the log, then what waits; nothing refused.
    pub history: Vec<RecordAct>,
    /// The columns this person may change now; none: it is read only.
    pub may: Vec<Column>,
    /// Whether this person may withdraw it.
    pub may_withdraw: bool,
    /// What is wrong with what was to be signed, or with what was refused. With any of them in the answer to
    /// [`crate::command::PutRecord`] nothing was signed.
    pub faults: Vec<Fault>,
    /// Today where the device is.
    pub today: NaiveDate,
}

/// What somebody said of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordAct {
    /// Their registered name; empty when no certificate names them.
    pub by: String,
    /// As what.
    pub role: Role,
    /// Device clock of whoever signed, ms since 1970.
    pub at_ms: i64,
    /// When the server received it, ms since 1970; none: it waits here.
    pub received_ms: Option<i64>,
    /// What the record says from it on.
    pub values: Vec<(Column, String)>,
    /// Why it is withdrawn from it on.
    pub withdrawn: Option<String>,
}

/// What is missing in the registers, for the county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterGaps {
    /// Villages of the area without counsel today, by code.
    pub without: Vec<VillageRow>,
    /// Appointments that end within [`ENDING_DAYS`] days, the earliest first.
    pub ending: Vec<EndingAppointment>,
    /// Counsel appointed today for whom no training stands this year, by name.
    pub untrained: Vec<NamedPerson>,
    /// Counsel with a key whom no record names: nobody can appoint them before one does.
    pub unlisted: Vec<NamedPerson>,
    /// Records signed here that were refused and wait for a decision.
    pub refused: Vec<RefusedRecord>,
    /// Today where the device is.
    pub today: NaiveDate,
    /// As of [`RegisterList`].
    pub came_ms: Option<i64>,
}

/// An appointment that ends soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingAppointment {
    /// Its record.
    pub record: EntryId,
    /// Where.
    pub village: VillageRow,
    /// Whose.
    pub person_name: String,
    /// Its last day.
    pub to: NaiveDate,
}

/// Somebody of the registers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPerson {
    /// Who, as values of records name them: 32 hex digits.
    pub person: String,
    /// Their record in the register of counsel; none: there is no such record.
    pub record: Option<EntryId>,
    /// Name.
    pub name: String,
}

/// A record of which something signed here was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRecord {
    /// Which.
    pub record: EntryId,
    /// Its kind.
    pub kind: RecordKind,
    /// Why.
    pub reason: ParkedReason,
}

/// What speaks for and against a counsel's serving on in a village ([`cunfa_core::register::Renewal`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalBasis {
    /// Until when they served there before; none: they did not, and nothing has to be explained.
    pub served_until: Option<NaiveDate>,
    /// The year whose trainings are looked at, with those since.
    pub year: i32,
    /// Those trainings, by their day.
    pub trainings: Vec<TrainingLine>,
    /// The verdicts of the last two halves that have one, the latest first.
    pub verdicts: Vec<(Half, Verdict)>,
    /// Whether a reason has to be given: the last verdict is 不合格, or there is no training.
    pub needs_reason: bool,
}

/// A training in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingLine {
    /// When.
    pub date: NaiveDate,
    /// On what.
    pub topic: String,
}

/// What the registers say of a counsel who is recused (回避) in a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalNote {
    /// The first day of it.
    pub from: NaiveDate,
    /// The last day; none: no end is known.
    pub to: Option<NaiveDate>,
    /// Why, as the county put it.
    pub reason: String,
    /// Whether the county appointed somebody in place of them for the day that was asked about.
    pub stood_in: bool,
    /// Who; empty when nobody here knows the name.
    pub stand_in: String,
}

/// The notice boards (公示牌) of this person's villages, by code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boards {
    /// Every village of the scope.
    pub boards: Vec<BoardView>,
    /// Today where the device is.
    pub today: NaiveDate,
}

/// One village's board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// Where.
    pub village: VillageRow,
    /// Its record; none: there is none yet.
    pub record: Option<EntryId>,
    /// The act it stands by, as of [`RecordRow`].
    pub act: Option<ActId>,
    /// What it says.
    pub values: Vec<(Column, String)>,
    /// Where that stands.
    pub state: RecordState,
    /// Who is the village's counsel today, a stand-in first.
    pub counsel: Vec<BoardCounsel>,
    /// Whether this person may change it.
    pub may_write: bool,
}

/// A counsel as a board names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCounsel {
    /// Name.
    pub name: String,
    /// Firm; empty when the registers name none.
    pub firm: String,
    /// Telephone; empty when the registers name none.
    pub phone: String,
}
