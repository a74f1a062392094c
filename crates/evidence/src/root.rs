//! Roots: the county key's word on every act of a county's log so far. Devices keep the last one and take a later one only
//! with a proof that it extends theirs, so that nothing can be left out or rewritten unseen.

use cunfa_core::{Area, Digest};

use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::SuiteError;
use crate::tree::{ProofError, verify_consistency, verify_inclusion};

/// Most bytes of one root.
pub const MAX_BYTES: usize = 1_024;
/// Most elements of a path: as many as a tree of 2^64 leaves has levels, and one.
pub const MAX_PATH: usize = 65;

/// What begins a root, and its elements.
const TAG: &str = "cunfa/root";
const FIELDS: usize = 9;

/// The day of a moment of the server's clock: days since 1970-01-01 in Asia/Shanghai, which is 8 hours ahead of UTC all year.
#[must_use]
pub fn civil_day(at_ms: i64) -> i64 {
    const HOUR_MS: i64 = 60 * 60 * 1_000;
    at_ms.saturating_add(8 * HOUR_MS).div_euclid(24 * HOUR_MS)
}

/// The tree of a county's acts, up to a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Whose log.
    pub county: Area,
    /// The log's epoch.
    pub epoch: u64,
    /// The last batch sequence it covers; 0 for an empty log.
    pub batches: u64,
    /// How many acts those batches carry: leaves of the tree.
    pub size: u64,
    /// The tree's hash.
    pub hash: Digest,
    /// When it was made, by the server's clock, ms since 1970. Never before the one before it.
    pub at_ms: i64,
}

/// Why bytes are no root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// Not one.
    #[error("reading a root: {0}")]
    Shape(&'static str),
    /// Not signed by the county key.
    #[error("verifying a root: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for RootError {
    fn from(malformed: Malformed) -> RootError {
        RootError::Shape(malformed.0)
    }
}

/// Why a root does not extend an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotExtended {
    /// Of another county.
    #[error("comparing roots: of another county")]
    OtherCounty,
    /// Of another epoch: not to be compared.
    #[error("comparing roots: of another epoch")]
    OtherEpoch,
    /// It covers fewer batches or acts, or the same batches with other acts.
    #[error("comparing roots: the later one covers less")]
    Shrunk,
    /// It says that it was made earlier.
    #[error("comparing roots: the later one is dated earlier")]
    Earlier,
    /// The acts before are not the same, or the path does not show it.
    #[error("comparing roots: {0}")]
    Proof(#[from] ProofError),
}

impl Root {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// What it is called by: `SM3` of the bytes that are signed. No two that differ in anything have one name.
    #[must_use]
    pub fn name(&self) -> Digest {
        crate::hash(&self.encode())
    }

    /// Reads and verifies the signature.
    ///
    /// # Errors
    /// As [`RootError`].
    pub fn read(bytes: &[u8], county_public_key: &[u8]) -> Result<Root, RootError> {
        let body = signed::body::<RootError>(bytes, county_public_key, MAX_BYTES)?;
        let root = Root::decode(body)?;
        if root.encode() == body {
            Ok(root)
        } else {
            Err(RootError::Shape("not canonical"))
        }
    }

    /// Verifies that an act's leaf stands at `index`.
    ///
    /// # Errors
    /// As [`ProofError`].
    pub fn includes(&self, leaf: Digest, index: u64, path: &[Digest]) -> Result<(), ProofError> {
        verify_inclusion(leaf, index, self.size, path, self.hash)
    }

    /// Verifies that this root covers all that `earlier` covers, unchanged, and perhaps more.
    ///
    /// # Errors
    /// As [`NotExtended`].
    pub fn extends(&self, earlier: &Root, path: &[Digest]) -> Result<(), NotExtended> {
        if self.county != earlier.county {
            return Err(NotExtended::OtherCounty);
        }
        if self.epoch != earlier.epoch {
            return Err(NotExtended::OtherEpoch);
        }
        let same_batches_other_acts = self.batches == earlier.batches && self.size != earlier.size;
        if self.batches < earlier.batches || self.size < earlier.size || same_batches_other_acts {
            return Err(NotExtended::Shrunk);
        }
        if self.at_ms < earlier.at_ms {
            return Err(NotExtended::Earlier);
        }
        Ok(verify_consistency(
            earlier.size,
            earlier.hash,
            self.size,
            self.hash,
            path,
        )?)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.text(self.county.as_str());
        out.uint(self.epoch).uint(self.batches).uint(self.size);
        out.bytes(self.hash.as_bytes()).int(self.at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Root, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Root {
            county: from.code("county", |code| code.parse().ok())?,
            epoch: from.number("epoch")?,
            batches: from.number("batches")?,
            size: from.number("size")?,
            hash: Digest(from.fixed("hash")?),
            at_ms: from.number("at")?,
        })
    }
}
