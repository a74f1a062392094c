//! A batch: the immutable unit of sync. All changes and acts of one entry that go up together, signed once by the device. Its id
//! is the hash of its bytes; how they are compressed on a disk or on the way is no part of it. (One entry a batch: a refusal never
//! takes another entry down.)

mod short;

use std::collections::BTreeSet;

use cunfa_core::{BatchId, DeviceId, EntryId, VillageCode};

use crate::cbor::{Malformed, Reader, Writer};
use crate::frame;
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::suite::SuiteError;

/// What begins a batch and what its signature is over.
const TAG: &str = "cunfa/batch";
/// Version of the batch this program writes.
const VERSION: u8 = 1;
/// Elements of the array.
const FIELDS: usize = 7;

/// Most bytes of one batch.
pub const MAX_BATCH_BYTES: usize = 1024 * 1024;
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

/// A batch with the device's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBatch {
    /// Deterministic CBOR.
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
    /// Not a batch.
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
    /// Encodes and signs.
    ///
    /// # Errors
    /// [`BatchError::Limit`] when it is too large, [`BatchError::Twice`].
    pub fn seal(&self, device_key: &SigningKey) -> Result<SealedBatch, BatchError> {
        within(self.changes.len().saturating_add(self.acts.len()), MAX_ITEMS, "items")?;
        self.check_acts()?;
        let bytes = self.encode();
        within(bytes.len(), MAX_BATCH_BYTES, "bytes")?;
        let signature = device_key.sign(&signing_input(BatchId(crate::hash(&bytes).0))).to_vec();
        Ok(SealedBatch { bytes, signature })
    }

    /// The batch that was sealed of exactly this, with the signature it was given then. Whether it is that one, its id tells.
    #[must_use]
    pub fn with_signature(&self, signature: Vec<u8>) -> SealedBatch {
        SealedBatch {
            bytes: self.encode(),
            signature,
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Around an item there are five bytes at most; before all of them, a hundred.
        let items = self.changes.iter().chain(&self.acts);
        let mut out = Writer::with_room(128 + items.map(|item| item.len() + 5).sum::<usize>());
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
        Batch::decode(&self.bytes)
    }

    /// Its bytes as they travel: in the short form (docs/protocol.md 4).
    #[must_use]
    pub fn on_the_way(&self) -> Vec<u8> {
        short::of(&self.bytes).unwrap_or_else(|| self.bytes.clone())
    }

    /// From bytes that travelled, in the short form or not. What is neither stays as it is, which no signature covers.
    #[must_use]
    pub fn from_the_way(bytes: Vec<u8>, signature: Vec<u8>) -> SealedBatch {
        let bytes = short::whole(&bytes).map_or(bytes, |(whole, _)| whole);
        SealedBatch { bytes, signature }
    }

    /// The same with what [`SealedBatch::open`] gives, which costs next to nothing where the batch was just put together.
    pub fn opened_from_the_way(bytes: Vec<u8>, signature: Vec<u8>) -> (SealedBatch, Result<Batch, BatchError>) {
        let Some((whole, batch)) = short::whole(&bytes) else {
            let sealed = SealedBatch { bytes, signature };
            let opened = sealed.open();
            return (sealed, opened);
        };
        let checked = within(whole.len(), MAX_BATCH_BYTES, "bytes").and_then(|()| batch.check_acts());
        let bytes = whole;
        (SealedBatch { bytes, signature }, checked.map(|()| batch))
    }

    /// As it lies in a file: one frame.
    #[must_use]
    pub fn packed(&self) -> Vec<u8> {
        // Without memory for it, the bytes as they are: no frame begins as they do.
        frame::pack(&self.bytes).unwrap_or_else(|_| self.bytes.clone())
    }

    /// Out of a file. What is no frame any more stays as it is, which no signature covers.
    #[must_use]
    pub fn unpack(packed: Vec<u8>, signature: Vec<u8>) -> SealedBatch {
        let bytes = frame::unpack(&packed, MAX_BATCH_BYTES).unwrap_or(packed);
        SealedBatch { bytes, signature }
    }

    /// Verifies the device's signature.
    ///
    /// # Errors
    /// [`BatchError::Suite`].
    pub fn verify(&self, device_public_key: &(impl Verify + ?Sized)) -> Result<(), BatchError> {
        self.verify_named(self.id(), device_public_key)
    }

    /// The same for whoever has made the id of these very bytes already ([`SealedBatch::id`]): with another the answer says nothing
    /// of the batch.
    ///
    /// # Errors
    /// [`BatchError::Suite`].
    pub fn verify_named(&self, id: BatchId, device_public_key: &(impl Verify + ?Sized)) -> Result<(), BatchError> {
        Ok(device_public_key.verify(&signing_input(id), &self.signature)?)
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
