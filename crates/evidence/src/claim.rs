//! Claims: a key made on a device for somebody of the roster, before the server heard of it. The new key says whose it is, the
//! device's batch key says that it was made here.

use cunfa_core::{DeviceId, KeyId, PersonId};

use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::{self, SM2_SM3, SuiteError};

/// Most bytes of one claim.
pub const MAX_BYTES: usize = 1_024;

/// What begins a claim, and its elements.
const TAG: &str = "cunfa/claim";
const FIELDS: usize = 7;

/// One enrolment made on the spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The new key, uncompressed SEC1.
    pub public_key: Vec<u8>,
    /// Whose it is said to be.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// When, ms since 1970 by the device's clock; decides nothing.
    pub made_at_ms: i64,
}

/// Why a claim is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// Not one.
    #[error("reading a claim: {0}")]
    Shape(&'static str),
    /// Not signed by the key it is about and by the device's key after it.
    #[error("verifying a claim: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for ClaimError {
    fn from(malformed: Malformed) -> ClaimError {
        ClaimError::Shape(malformed.0)
    }
}

impl Claim {
    /// The key's id.
    #[must_use]
    pub fn key(&self) -> KeyId {
        suite::key_id(&self.public_key)
    }

    /// Signs: bytes ‖ 64 bytes by the new key ‖ 64 bytes by the device's batch key over all before.
    #[must_use]
    pub fn issue(&self, person_key: &SigningKey, device_key: &SigningKey) -> Vec<u8> {
        signed::issue(signed::issue(self.encode(), person_key), device_key)
    }

    /// Reads and verifies both signatures.
    ///
    /// # Errors
    /// As [`ClaimError`].
    pub fn read(bytes: &[u8], device_public_key: &[u8]) -> Result<Claim, ClaimError> {
        let inner = signed::body::<ClaimError>(bytes, device_public_key, MAX_BYTES)?;
        let (body, signature) = inner.split_last_chunk::<64>().ok_or(ClaimError::Shape("too short"))?;
        let claim = Claim::decode(body)?;
        suite::verify(SM2_SM3, &claim.public_key, body, signature)?;
        if claim.encode() == body {
            Ok(claim)
        } else {
            Err(ClaimError::Shape("not canonical"))
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(&self.public_key).bytes(self.person.as_bytes());
        out.bytes(self.device.as_bytes()).int(self.made_at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Claim, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Claim {
            public_key: from.bytes("public key")?.to_vec(),
            person: PersonId(from.fixed("person")?),
            device: DeviceId(from.fixed("device")?),
            made_at_ms: from.number("made at")?,
        })
    }
}
