//! What the server needs of a database for attachments: who names a blob, what has come of it, who has what share. The whole
//! blobs themselves lie elsewhere ([`crate::blobs`]).
//!
//! What devices put is kept apart by device until it is whole and its hash compared, so that nobody spoils another's and a device
//! sees nothing of what others put.

use cunfa_core::{Area, BlobId, DeviceId, VillageCode};

use super::DbResult;

/// What is known of a blob in a county.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlobFacts {
    /// Its length in bytes, when it is stored whole.
    pub held: Option<u32>,
    /// Whether whoever named it first in this county said that it is gone, and nobody put it since.
    pub lost: bool,
    /// The villages whose entries name it in this county's log, each once, in order.
    pub villages: Vec<VillageCode>,
    /// The device whose batch is the first in this county's log to name it.
    pub named_first: Option<DeviceId>,
}

/// What a device has put of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The whole's length in bytes, as the device says.
    pub length: u32,
    /// Indices of the chunks that are here, ascending; empty when whole.
    pub here: Vec<u32>,
    /// It was all here, its hash was compared, and it was stored.
    pub whole: bool,
}

/// A chunk that came. Its size and place fit its blob's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewChunk<'a> {
    /// From whom.
    pub device: DeviceId,
    /// Of which.
    pub blob: BlobId,
    /// The whole's length in bytes.
    pub length: u32,
    /// Which piece, from 0.
    pub index: u32,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// How much a device may put that no entry in its reach names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share<'a> {
    /// The county whose log names.
    pub county: &'a Area,
    /// Names in these areas count.
    pub scope: &'a [Area],
    /// The lengths of all other blobs of the device together stay at or below this; each counts as one chunk at least, so that
    /// they are few.
    pub bytes_max: u64,
}

/// What became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is here, now or before; others are not.
    Partial,
    /// It is here, and so is every other.
    Complete,
    /// The device has put this blob whole before; nothing was kept.
    Whole,
    /// The device gave this blob another length before; nothing was kept.
    OtherLength,
    /// The first chunk of a blob that would go over the share; nothing was kept.
    NoRoom,
}

/// Blobs on their way and where they are named.
pub trait BlobDb: Send + Sync {
    /// What is known of a blob.
    ///
    /// # Errors
    /// The engine's.
    fn blob(&self, county: &Area, blob: BlobId) -> DbResult<BlobFacts>;
    /// What this device has put of it; `None` for nothing.
    ///
    /// # Errors
    /// The engine's.
    fn parts(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Parts>>;
    /// Keeps a chunk, durable when this returns. The share is compared when it is the first of its blob.
    ///
    /// # Errors
    /// The engine's.
    fn keep_chunk(&self, chunk: &NewChunk<'_>, share: &Share<'_>) -> DbResult<Kept>;
    /// The device's chunks of a blob put together; `None` unless every one is here.
    ///
    /// # Errors
    /// The engine's.
    fn joined(&self, device: DeviceId, blob: BlobId) -> DbResult<Option<Vec<u8>>>;
    /// Forgets what the device has put of a blob.
    ///
    /// # Errors
    /// The engine's.
    fn drop_parts(&self, device: DeviceId, blob: BlobId) -> DbResult<()>;
    /// Notes that the blob is stored whole: the device's chunks go, that it put it stays, and nobody has lost it any more. One
    /// transaction; again is the same.
    ///
    /// # Errors
    /// The engine's.
    fn hold_blob(&self, device: DeviceId, blob: BlobId, length: u32, now_ms: i64) -> DbResult<()>;
    /// Notes that the stored bytes are gone or damaged: nobody has put it whole.
    ///
    /// # Errors
    /// The engine's.
    fn unhold_blob(&self, blob: BlobId) -> DbResult<()>;
    /// Notes that whoever named it first in this county has it no more. The first time stays.
    ///
    /// # Errors
    /// The engine's.
    fn lose_blob(&self, county: &Area, blob: BlobId, now_ms: i64) -> DbResult<()>;
}
