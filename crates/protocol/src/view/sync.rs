//! The truth about delivery, in a shape a person can be shown.

use cunfa_core::{BatchId, EntryId};
use serde::{Deserialize, Serialize};

/// Whether the server holds an entry, all its changes and acts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Something is still only here.
    Here,
    /// A batch of it was refused and waits for a person.
    Parked(ParkedReason),
    /// Stored receipts (or arrival from the server) cover everything.
    Delivered,
    /// Only the server's index tells of it, which is no evidence: nothing of it is here.
    NotHere,
}

/// Why the server refused for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkedReason {
    /// Damaged on the way or on the disk.
    Damaged,
    /// Over a limit.
    TooLarge,
    /// A signature does not hold.
    Signature,
    /// The role may not do this.
    NotAllowed,
    /// The village is outside the scope.
    OutOfScope,
    /// Written by a newer program than the server's.
    TooNew,
    /// The signer's enrolment was not accepted, or their key was revoked.
    NotEnrolled,
    /// Somebody else's word about the record came first: what this one replaces is not its last act.
    RecordChanged,
    /// Anything the server could not take for another reason of the content.
    Content,
}

/// How the last attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncOutcome {
    /// None was made yet.
    #[default]
    Never,
    /// Complete.
    Done,
    /// No network or no answer.
    NoNetwork,
    /// Something answered that is not our server.
    NotOurServer,
    /// The server reads only newer versions of the protocol: this program is to be updated.
    AppTooOld,
    /// The server reads only older versions of the protocol: it is to be updated.
    ServerTooOld,
    /// The server's certificate is not valid at this device's time.
    ClockOff,
    /// Everything was tried; something the server did not take yet, as what builds on something it lacks, and is tried again.
    PutOff,
    /// The server asked to wait.
    Busy,
    /// The device's access is not accepted (sign in again).
    SignInAgain,
    /// The device is revoked.
    Revoked,
    /// The answer could not be stored here (disk full).
    DiskFull,
    /// The server's records do not fit the root kept here; nothing of the answer was taken.
    RecordsDiffer,
}

/// What a person is to be told about the server's records. It stays over restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordsNotice {
    /// They do not fit the root kept here. Stays until a root is accepted again.
    Differ,
    /// What is here of some village is not what the server says, also after all of it came once more. Stays until it is.
    VillageDiffers,
    /// The server's log began anew (it came from a backup). Stays until it is read ([`crate::command::ReadRecordsNotice`]).
    BeganAnew,
}

/// The sync centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sync {
    /// Whether a pass is under way.
    pub running: bool,
    /// Whether this device's network is cut by the demo switch.
    pub cut: bool,
    /// How the last attempt ended.
    pub outcome: SyncOutcome,
    /// When the last complete pass ended, device clock, ms since 1970.
    pub last_done_ms: Option<i64>,
    /// When the next attempt is made by itself, device clock.
    pub next_try_ms: Option<i64>,
    /// About the server's records.
    pub records: Option<RecordsNotice>,
    /// Names of villages that went from this device because nobody on it may read them any more. Stays until it is read
    /// ([`crate::command::ReadRecordsNotice`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<String>,
    /// Everything not green, oldest first (200 at most).
    pub items: Vec<SyncItem>,
    /// Nothing is unsent, and the server gave a receipt for something written here: only then all of it is there.
    pub delivered: bool,
    /// How many entries have something unsent; each registration that waits counts as one.
    pub unsent: u32,
    /// How many are parked.
    pub parked: u32,
    /// Bytes still to send, about.
    pub unsent_bytes: u64,
    /// Bytes sent and received in the last pass.
    pub last_bytes_up: u64,
    /// Received.
    pub last_bytes_down: u64,
    /// Device clock minus server clock at the last answer, in ms; none when never compared.
    pub clock_skew_ms: Option<i64>,
    /// Since when something is unsent, device clock, ms; for the warning after three days.
    pub unsent_since_ms: Option<i64>,
    /// How many entries a newer program wrote to in a way that this one does not know.
    #[serde(default)]
    pub newer: u32,
    /// The first filling, while it lasts.
    pub filling: Option<Filling>,
    /// Photos and signed pages on their way; of the whole device, and not part of what is unsent above.
    pub photos: Photos,
    /// The disk's room, when there is little of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<LittleRoom>,
}

/// What is left on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LittleRoom {
    /// MiB that may still be written.
    pub mib: u32,
    /// What is left is kept for texts: photos are neither taken nor fetched, nor older records, until there is more.
    pub texts_only: bool,
}

/// The first filling: what there is on the server when a device joins, when its scope grows, or when the log begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filling {
    /// Entries there are.
    pub entries: u32,
    /// Of these, how many are here.
    pub entries_here: u32,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Of these, how many came.
    pub bytes_here: u64,
    /// How long the rest takes at the rate of the pass under way, in ms; none between passes, and before anything was measured.
    pub left_ms: Option<u64>,
}

/// Photos and signed pages on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Photos {
    /// Here, named by an entry, and not on the server as far as it said.
    pub up: Moving,
    /// Named by an entry, and not here.
    pub down: Moving,
    /// Of those to go up, how many the server will not take.
    pub refused: u32,
    /// How many an entry names whose bytes are nowhere any more.
    pub lost: u32,
}

/// One direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moving {
    /// How many are left.
    pub items: u32,
    /// Bytes that are left.
    pub bytes: u64,
    /// Bytes that went in the pass under way, or in the last one.
    pub moved_bytes: u64,
}

/// One entry with something not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncItem {
    /// Which entry.
    pub entry: EntryId,
    /// 序号; empty of a need.
    pub number: String,
    /// It is a need (群众法律需求).
    pub is_need: bool,
    /// Village name.
    pub village_name: String,
    /// 事由 or topic, short; who asked, of a need.
    pub matter: String,
    /// Its state.
    pub state: ItemState,
}

/// Where an unsent item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Waits for its turn.
    Pending,
    /// On its way; no receipt yet.
    Sending,
    /// It builds on something that the server does not have yet; tried again.
    Waits,
    /// Refused; waits for a person.
    Parked {
        /// Batch, for [`crate::command::RetryParked`].
        batch: BatchId,
        /// Why.
        reason: ParkedReason,
    },
}
