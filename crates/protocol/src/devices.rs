//! What an office asks of the devices of its area: how they stand, what revoked ones delivered into quarantine, and its rulings
//! on that. Travels as [`crate::wire`]'s messages do. See docs/protocol.md.

use cunfa_core::{BatchId, DeviceId, EntryId, KeyId, Need, PersonId, VillageCode};
use serde::{Deserialize, Serialize};

use crate::view::{DeviceRow, RulingFault, WouldStand};
use crate::wire::Blob;

/// Path of the devices of an office.
pub const DEVICES_PATH: &str = "/v1/devices";
/// Most rulings in one request.
pub const MAX_RULINGS: usize = 64;
/// Most batches of the quarantine in one answer.
pub const MAX_WAITING: usize = 100;

/// An office asks how its devices stand, and says what becomes of what lies in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// Who asks: a person of an office on this device.
    pub by: PersonId,
    /// That person's key.
    pub key: KeyId,
    /// 16 random bytes.
    pub nonce: Blob,
    /// Rulings (docs/evidence.md) signed by that key, taken before anything is answered.
    pub rulings: Vec<Blob>,
    /// The key signs tag "cunfa/devices" ‖ device ‖ by ‖ nonce ‖ each ruling.
    pub signature: Blob,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesResponse {
    /// One per ruling, in their order.
    pub answers: Vec<RulingAnswer>,
    /// Every device on which somebody works in the office's area, by county and number.
    pub devices: Vec<DeviceRow>,
    /// What revoked ones of them delivered for villages of the office and nobody ruled over, in the order it came, by device.
    pub waiting: Vec<WaitingBatch>,
    /// Whether there is more than that: it comes once these were ruled over.
    pub more: bool,
}

/// What became of a ruling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulingAnswer {
    /// It stands, now or before.
    Done,
    /// It does not.
    NotDone(RulingFault),
}

/// A batch in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingBatch {
    /// Which.
    pub batch: BatchId,
    /// Who delivered it.
    pub device: DeviceId,
    /// Server clock when it came.
    pub received_ms: i64,
    /// The village.
    pub village: VillageCode,
    /// The entry.
    pub entry: EntryId,
    /// Canonical content the entry would have with it; none while that cannot be read, and of a need.
    pub content: Option<Blob>,
    /// What the need would say with it, if it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// How many acts it carries. None of them will count.
    pub acts: u32,
    /// What the server would say to it.
    pub would: WouldStand,
}
