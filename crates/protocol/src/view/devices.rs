//! The devices of an office's area, and what revoked ones delivered.

use cunfa_core::{BatchId, DeviceId, Entry, Need};
use serde::{Deserialize, Serialize};

use super::ParkedReason;

/// How the devices stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// By county and number.
    pub devices: Vec<DeviceRow>,
    /// What revoked ones delivered and nobody ruled over, in the order it came.
    pub waiting: Vec<QuarantineRow>,
    /// Whether more waits behind these.
    pub more: bool,
    /// Why the ruling just given does not stand.
    pub fault: Option<RulingFault>,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Which.
    pub device: DeviceId,
    /// What the office calls it.
    pub name: String,
    /// Names of the people on it.
    pub people: Vec<String>,
    /// Server clock at its last sync, to some minutes.
    pub last_sync_ms: Option<i64>,
    /// The same, when nothing was left to send or to fetch.
    pub full_sync_ms: Option<i64>,
    /// Entries of which it said at its last sync that something is unsent.
    pub unsent: u32,
    /// Server clock, when revoked.
    pub revoked_ms: Option<i64>,
}

/// One batch in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineRow {
    /// Which.
    pub batch: BatchId,
    /// What the device is called that delivered it.
    pub device: String,
    /// Server clock when it came.
    pub received_ms: i64,
    /// Name of the village.
    pub village: String,
    /// What the entry would say with it; none while that cannot be read, and of a need.
    pub entry: Option<Entry>,
    /// What the need would say with it, if it is of one.
    pub need: Option<Need>,
    /// How many signatures it carries. None of them will count.
    pub acts: u32,
    /// What the server would say to it.
    pub would: WouldStand,
}

/// What the server would say to a batch in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WouldStand {
    /// It can be taken.
    Yes,
    /// Something it builds on is not here: that goes first.
    Later,
    /// It would be refused.
    No(ParkedReason),
}

/// Why a ruling does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulingFault {
    /// It does not read, its signature does not hold, or it gives no reason.
    Damaged,
    /// No such batch is in quarantine, or not in a village of the office.
    NotHere,
    /// It was taken before, so it cannot be left.
    DecidedOtherwise,
    /// Something it builds on is not here: that goes first.
    Later,
    /// It cannot be taken.
    Refused(ParkedReason),
}
