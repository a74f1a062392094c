//! What the county and the city get: `POST /v1/figures`, entries in figures, and `POST /v1/opening`, the text of one entry for a
//! signed reason. See docs/protocol.md.

use cunfa_core::Figure;
use cunfa_core::question::Crossing;
use serde::{Deserialize, Serialize};

use crate::view::ParkedReason;
use crate::wire::{PulledBatch, WireBatch};

/// Path of the figures.
pub const FIGURES_PATH: &str = "/v1/figures";
/// Path of an opening.
pub const OPENING_PATH: &str = "/v1/opening";
/// Most figures of one answer.
pub const MAX_FIGURES: u32 = 1024;
/// Most questions of conflict of one answer.
pub const MAX_CROSSINGS: usize = 1024;
/// For how long after the server received an opening it gives the text, ms.
pub const OPEN_MS: i64 = 24 * 60 * 60 * 1_000;

/// Asks for figures of the entries in the area of the device's people of county and city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// The epoch of what is held here; another than the log's: everything comes again.
    pub epoch: u64,
    /// The sequence up to which figures are held here.
    pub after: u64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresResponse {
    /// The log's epoch.
    pub epoch: u64,
    /// From the first on: what is held here of before goes.
    pub from_start: bool,
    /// Entries that came or changed, each in the place of what is held of it.
    pub figures: Vec<Figure>,
    /// The sequence they reach to.
    pub up_to: u64,
    /// Whether there are more.
    pub more: bool,
    /// Which entries raise a question of conflict (回避), the newest service first, at most [`MAX_CROSSINGS`]: all that are asked now, in the place of
    /// those told before. For whoever keeps the registers, with the last figures; else none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossings: Option<Vec<Crossing>>,
}

/// Hands an opening in and asks for the text. The same request again is answered the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// A batch of this device with one act, the opening, and nothing else.
    pub batch: WireBatch,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningResponse {
    /// The opening stands in the log, and this is the entry as the log holds it, without attachments.
    Open {
        /// When the server received the opening, ms since 1970.
        received_at_ms: i64,
        /// Every batch of the entry.
        batches: Vec<PulledBatch>,
    },
    /// The opening stands in the log, and was received more than [`OPEN_MS`] ago.
    Over,
    /// The opening does not stand.
    Refused(ParkedReason),
    /// Not now: send it again later.
    Later,
}
