//! The county's registers: `POST /v1/registers`, acts up and acts down in one. A record is never sent as a whole: it is the acts over
//! it, in the order of the log. Travels as [`crate::wire`]'s messages do. See docs/protocol.md.

use serde::{Deserialize, Serialize};

use crate::wire::{BatchAnswer, Blob, WireBatch};

/// Path of the registers.
pub const REGISTERS_PATH: &str = "/v1/registers";
/// Most batches handed in by one request.
pub const MAX_REGISTRATIONS: usize = 64;
/// How many bytes of acts an answer brings at most; at least one act is given if any waits.
pub const REGISTERS_BYTES: usize = 512 * 1024;

/// Hands registrations in, oldest first, and asks for those that came since. The same request again is answered the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistersRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// The epoch of what is held here; another than the log's: everything comes again. 0 when nothing is held.
    pub epoch: u64,
    /// The sequence up to which acts are held here; 0 when none are.
    pub after: u64,
    /// At most [`MAX_REGISTRATIONS`] batches of this device, each with one registration and nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<WireBatch>,
    /// All of the batches or none of them: they are a list, or a part of one, that somebody signed for at once. What is refused of it refuses
    /// the others, but for those that the log holds already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistersResponse {
    /// The log's epoch.
    pub epoch: u64,
    /// From the first on: what is held here of before goes.
    pub from_start: bool,
    /// One per batch, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<BatchAnswer>,
    /// The acts after the cursor that somebody on this device may read, in sequence; those just handed in are among them.
    pub acts: Vec<RegisteredAct>,
    /// The sequence they reach to: it passes over what was left out.
    pub up_to: u64,
    /// Whether there are more.
    pub more: bool,
}

/// One registration as the log holds it. Travels as an array of its three values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RegisteredRow", into = "RegisteredRow")]
pub struct RegisteredAct {
    /// Its batch's place in the log.
    pub sequence: u64,
    /// When the server received it, ms since 1970.
    pub received_at_ms: i64,
    /// The signed act, as it was transmitted (docs/evidence.md).
    pub act: Blob,
}

/// As it travels.
type RegisteredRow = (u64, i64, Blob);

impl From<RegisteredRow> for RegisteredAct {
    fn from((sequence, received_at_ms, act): RegisteredRow) -> RegisteredAct {
        RegisteredAct {
            sequence,
            received_at_ms,
            act,
        }
    }
}

impl From<RegisteredAct> for RegisteredRow {
    fn from(registered: RegisteredAct) -> RegisteredRow {
        (registered.sequence, registered.received_at_ms, registered.act)
    }
}
