//! What a village's log comes to: whoever holds the same batches of it has the same number.

use cunfa_core::VillageCode;
use serde::{Deserialize, Serialize};

/// What the batches of one village up to a place of the log come to. Travels as an array of its two values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(VillageCode, u64)", into = "(VillageCode, u64)")]
pub struct VillageDigest {
    /// The village.
    pub village: VillageCode,
    /// The exclusive or of [`cunfa_core::BatchId::word`] of each.
    pub digest: u64,
}

impl From<(VillageCode, u64)> for VillageDigest {
    fn from((village, digest): (VillageCode, u64)) -> VillageDigest {
        VillageDigest { village, digest }
    }
}

impl From<VillageDigest> for (VillageCode, u64) {
    fn from(of: VillageDigest) -> (VillageCode, u64) {
        (of.village, of.digest)
    }
}
