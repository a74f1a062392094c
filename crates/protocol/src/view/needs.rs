//! Needs (群众法律需求) as screens show them.

use chrono::NaiveDate;
use cunfa_core::EntryId;
use cunfa_core::need::{Need, NeedForm};
use serde::{Deserialize, Serialize};

use super::{Delivery, EntryRow, VillageRow};

/// 20 needs at most: those that wait first, the oldest first; then the settled ones, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// The rows.
    pub rows: Vec<NeedRow>,
    /// How many there are in all.
    pub total: u32,
    /// Rows skipped before these.
    pub offset: u32,
    /// How many of this person's villages' needs wait for an answer.
    pub waiting: u32,
    /// Whether this person may record one.
    pub may_record: bool,
    /// Whether this person was typing one.
    pub draft: bool,
}

/// One need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// Which.
    pub id: EntryId,
    /// What it says.
    pub need: Need,
    /// Village name.
    pub village_name: String,
    /// Where it stands.
    pub state: NeedState,
    /// How many days ago it was asked, by this device's clock.
    pub days: u32,
    /// Whether the server holds it.
    pub delivery: Delivery,
}

/// Where a need stands, as far as this device knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedState {
    /// 待办理.
    Waiting,
    /// 办理中: an entry that answers it is being written on this device.
    InHand,
    /// 已答复: an entry answers it.
    Answered,
    /// 已结束: closed without an entry.
    Closed,
}

/// One need, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedView {
    /// Its row.
    pub row: NeedRow,
    /// The village's township; empty when the directory does not name the village.
    pub township: String,
    /// The entries of the village that answer it, voided ones too.
    pub answers: Vec<EntryRow>,
    /// Whether this person may answer it here and now.
    pub may_answer: bool,
    /// Whether this person may close it.
    pub may_close: bool,
    /// Whether this person may take the closing back.
    pub may_reopen: bool,
}

/// A need that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedDraft {
    /// Its id, which becomes the need's.
    pub need: EntryId,
    /// The form.
    pub form: NeedForm,
    /// The villages it may lie in.
    pub villages: Vec<VillageRow>,
    /// Date of today where the device is.
    pub today: NaiveDate,
    /// The last day that may be today: later than that one where the device's clock is known to be behind.
    pub latest: NaiveDate,
    /// When it was last kept, device clock, ms since 1970; none when never.
    pub saved_at_ms: Option<i64>,
}
