//! What a log that began anew from a backup was not seen to hold, and a device that pulled it before holds still: batches of others, each
//! with the receipt of the log before. Travels as [`crate::wire`]'s messages do. See docs/protocol.md.

use serde::{Deserialize, Serialize};

use crate::view::ParkedReason;
use crate::wire::{Blob, WireBatch};

/// Path of what the log lacks.
pub const LACKING_PATH: &str = "/v1/lacking";

/// A device hands in batches of others. Travels as a sequence in one frame: this, then the batches, parents first, each a
/// [`LackingBatch`]; at most [`crate::wire::MAX_BATCHES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
}

/// A batch that a log held before it began anew. Travels as an array of its six values; the receipt without what the rest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "LackingRow", into = "LackingRow")]
pub struct LackingBatch {
    /// The batch.
    pub batch: WireBatch,
    /// The epoch of the log that held it.
    pub epoch: u64,
    /// Its place there.
    pub sequence: u64,
    /// The receipt's time, ms since 1970.
    pub received_at_ms: i64,
    /// The receipt's signature, 64 bytes.
    pub receipt_signature: Blob,
}

/// As it travels: bytes, signature, epoch, sequence, time, signature of the receipt.
type LackingRow = (Blob, Blob, u64, u64, i64, Blob);

impl From<LackingRow> for LackingBatch {
    fn from((bytes, signature, epoch, sequence, received_at_ms, receipt_signature): LackingRow) -> LackingBatch {
        LackingBatch {
            batch: WireBatch { bytes, signature },
            epoch,
            sequence,
            received_at_ms,
            receipt_signature,
        }
    }
}

impl From<LackingBatch> for LackingRow {
    fn from(lacking: LackingBatch) -> LackingRow {
        let WireBatch { bytes, signature } = lacking.batch;
        (
            bytes,
            signature,
            lacking.epoch,
            lacking.sequence,
            lacking.received_at_ms,
            lacking.receipt_signature,
        )
    }
}

/// The answer. It carries no receipt: what is in the log comes with the next pull, like everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingResponse {
    /// One per batch, in their order.
    pub answers: Vec<LackingAnswer>,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LackingAnswer {
    /// In the log, now or before.
    Held,
    /// The log does not take it as things stand now.
    Refused(ParkedReason),
    /// Something it builds on has not come.
    Later,
}
