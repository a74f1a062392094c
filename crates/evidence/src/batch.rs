//! A batch: the immutable unit of sync. All changes and acts of one entry that go up together, in one zstd frame, signed once
//! by the device. Its id is the hash of its bytes. (One entry a batch: a refusal never takes another entry down.)

mod dictionary;

use std::collections::BTreeSet;
use std::io::Read as _;

use cunfa_core::{BatchId, DeviceId, EntryId, VillageCode};

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::suite::SuiteError;

pub use dictionary::DICTIONARY;

/// What begins a batch and what its signature is over.
const TAG: &str = "cunfa/batch";
/// Version of the batch this program writes.
const VERSION: u8 = 1;
/// Elements of the array.
const FIELDS: usize = 7;
/// zstd level of what is small, as nearly every batch is: a fraction of a millisecond for the last percent on a bad link.
const LEVEL_SMALL: i32 = 16;
/// Most plain bytes of a small batch.
const SMALL: usize = 16 * 1024;
/// zstd level of the others, which must not wait.
const LEVEL: i32 = 9;
/// Largest zstd window accepted, as a power of two: 8 MiB, the same as the largest plain size.
const MAX_WINDOW_LOG: u32 = 23;

/// Most bytes of one batch as transmitted.
pub const MAX_BATCH_BYTES: usize = 1024 * 1024;
/// Most bytes of one batch after decompression.
pub const MAX_PLAIN_BYTES: usize = 8 * 1024 * 1024;
/// Most items of one batch.
pub const MAX_ITEMS: usize = 4_096;

/// What a batch carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The village, for scope.
    pub village: VillageCode,
    /// The entry all items belong to.
    pub entry: EntryId,
    /// The device that made it.
    pub device: DeviceId,
    /// Raw automerge changes, in causal order.
    pub changes: Vec<Vec<u8>>,
    /// Transmitted acts ([`crate::act::SignedAct::bytes`]), in the device's order.
    pub acts: Vec<Vec<u8>>,
}

/// A batch as stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBatch {
    /// zstd frame of the batch's deterministic CBOR.
    pub bytes: Vec<u8>,
    /// The device's signature over the tag and the batch id, r ‖ s.
    pub signature: Vec<u8>,
}

/// Why a batch is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// Over a limit.
    #[error("reading a batch: over the limit of {0}")]
    Limit(&'static str),
    /// Not a zstd frame of a batch.
    #[error("reading a batch: {0}")]
    Shape(&'static str),
    /// The same act stands in it twice.
    #[error("reading a batch: the same act twice")]
    Twice,
    /// Written by a newer program.
    #[error("reading a batch: unknown version {0}")]
    Version(u8),
    /// The device's signature does not hold.
    #[error("verifying a batch: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for BatchError {
    fn from(malformed: Malformed) -> BatchError {
        BatchError::Shape(malformed.0)
    }
}

impl Batch {
    /// Encodes, compresses and signs.
    ///
    /// # Errors
    /// [`BatchError::Limit`] when it is too large to be sent, [`BatchError::Twice`].
    pub fn seal(&self, device_key: &SigningKey) -> Result<SealedBatch, BatchError> {
        within(self.changes.len().saturating_add(self.acts.len()), MAX_ITEMS, "items")?;
        self.check_acts()?;
        let plain = self.encode();
        within(plain.len(), MAX_PLAIN_BYTES, "plain bytes")?;
        let bytes = compress(&plain).map_err(|_| BatchError::Shape("not compressible"))?;
        within(bytes.len(), MAX_BATCH_BYTES, "bytes")?;
        let signature = device_key.sign(&signing_input(BatchId(crate::hash(&bytes).0))).to_vec();
        Ok(SealedBatch { bytes, signature })
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(FIELDS).text(TAG).uint(VERSION.into());
        out.text(self.village.as_str())
            .bytes(self.entry.as_bytes())
            .bytes(self.device.as_bytes());
        for items in [&self.changes, &self.acts] {
            out.array_of(items, |out, item| {
                out.bytes(item);
            });
        }
        out.finish()
    }

    fn decode(plain: &[u8]) -> Result<Batch, BatchError> {
        let mut from = Reader::new(plain);
        let fields = from.array_up_to(usize::MAX, "not a batch")?;
        from.tag(TAG)?;
        let version: u8 = from.number("version")?;
        if version != VERSION {
            return Err(BatchError::Version(version));
        }
        if fields != FIELDS {
            return Err(BatchError::Shape("another number of fields"));
        }
        let batch = Batch {
            village: from.code("village", |code| code.parse().ok())?,
            entry: EntryId(from.fixed("entry")?),
            device: DeviceId(from.fixed("device")?),
            changes: read_items(&mut from, MAX_ITEMS)?,
            acts: Vec::new(),
        };
        let acts = read_items(&mut from, MAX_ITEMS - batch.changes.len())?;
        let batch = Batch { acts, ..batch };
        if batch.encode() != plain {
            return Err(BatchError::Shape("not canonical"));
        }
        batch.check_acts()?;
        Ok(batch)
    }

    fn check_acts(&self) -> Result<(), BatchError> {
        let mut seen = BTreeSet::new();
        if self.acts.iter().all(|act| seen.insert(act)) {
            Ok(())
        } else {
            Err(BatchError::Twice)
        }
    }
}

impl SealedBatch {
    /// Identity.
    #[must_use]
    pub fn id(&self) -> BatchId {
        BatchId(crate::hash(&self.bytes).0)
    }

    /// Reads the batch within the limits. Never panics, never allocates beyond them.
    ///
    /// # Errors
    /// Limit, shape, version or an act twice.
    pub fn open(&self) -> Result<Batch, BatchError> {
        within(self.bytes.len(), MAX_BATCH_BYTES, "bytes")?;
        Batch::decode(&decompress(&self.bytes)?)
    }

    /// Verifies the device's signature.
    ///
    /// # Errors
    /// [`BatchError::Suite`].
    pub fn verify(&self, device_public_key: &(impl Verify + ?Sized)) -> Result<(), BatchError> {
        Ok(device_public_key.verify(&signing_input(self.id()), &self.signature)?)
    }
}

fn signing_input(id: BatchId) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(2).text(TAG).bytes(id.as_bytes());
    out.finish()
}

fn within(given: usize, max: usize, of: &'static str) -> Result<(), BatchError> {
    if given <= max {
        Ok(())
    } else {
        Err(BatchError::Limit(of))
    }
}

fn read_items(from: &mut Reader<'_>, max: usize) -> Result<Vec<Vec<u8>>, BatchError> {
    let count = from.array_up_to(usize::MAX, "items")?;
    within(count, max, "items")?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(from.bytes("item")?.to_vec());
    }
    Ok(items)
}

fn compress(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let level = if plain.len() <= SMALL { LEVEL_SMALL } else { LEVEL };
    zstd::bulk::Compressor::with_dictionary(level, DICTIONARY)?.compress(plain)
}

/// One whole frame and nothing after it; stops one byte after the limit, whatever the frame's header says.
fn decompress(bytes: &[u8]) -> Result<Vec<u8>, BatchError> {
    const BROKEN: BatchError = BatchError::Shape("not a zstd frame");
    let mut decoder = zstd::stream::read::Decoder::with_dictionary(bytes, DICTIONARY)
        .map_err(|_| BROKEN)?
        .single_frame();
    decoder.window_log_max(MAX_WINDOW_LOG).map_err(|_| BROKEN)?;
    let mut plain = Vec::new();
    let limit = MAX_PLAIN_BYTES as u64 + 1;
    decoder
        .by_ref()
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| BROKEN)?;
    within(plain.len(), MAX_PLAIN_BYTES, "plain bytes")?;
    if decoder.finish().is_empty() {
        Ok(plain)
    } else {
        Err(BatchError::Shape("bytes after the frame"))
    }
}
