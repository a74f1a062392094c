//! Revocations: the county key's word that a key signs no more from a place of the log on. What lies before stays valid.

use cunfa_core::KeyId;

use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one revocation.
pub const MAX_BYTES: usize = 1_024;

/// What begins a revocation, and its elements.
const TAG: &str = "cunfa/revocation";
const FIELDS: usize = 8;

/// Why a key is revoked. A code of a newer program revokes all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevocationReason {
    /// The device was withdrawn or lost.
    Device,
    /// An office refused the enrolment.
    Refused,
    /// The person has a new key on the device.
    Replaced,
    /// One this program does not know.
    Unknown(u8),
}

impl RevocationReason {
    /// The stored and signed code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            RevocationReason::Device => 1,
            RevocationReason::Refused => 2,
            RevocationReason::Replaced => 3,
            RevocationReason::Unknown(code) => code,
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: u8) -> RevocationReason {
        match code {
            1 => RevocationReason::Device,
            2 => RevocationReason::Refused,
            3 => RevocationReason::Replaced,
            code => RevocationReason::Unknown(code),
        }
    }
}

/// One key revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Whose key signed this: the county's.
    pub issuer: KeyId,
    /// Which key.
    pub key: KeyId,
    /// Why.
    pub reason: RevocationReason,
    /// The first place of the county's log at which the key signs no more, from 1.
    pub from_sequence: u64,
    /// When, ms since 1970 by the server's clock; decides nothing.
    pub at_ms: i64,
}

/// Why a revocation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    /// Not one.
    #[error("reading a revocation: {0}")]
    Shape(&'static str),
    /// Not signed by the county key.
    #[error("verifying a revocation: {0}")]
    Suite(#[from] SuiteError),
    /// It names another issuer than the county key.
    #[error("verifying a revocation: it names another issuer")]
    OtherIssuer,
}

impl From<Malformed> for RevocationError {
    fn from(malformed: Malformed) -> RevocationError {
        RevocationError::Shape(malformed.0)
    }
}

impl Revocation {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`RevocationError`].
    pub fn read(bytes: &[u8], county_public_key: &[u8]) -> Result<Revocation, RevocationError> {
        let body = signed::body::<RevocationError>(bytes, county_public_key, MAX_BYTES)?;
        let revocation = Revocation::decode(body)?;
        if revocation.encode() != body {
            return Err(RevocationError::Shape("not canonical"));
        }
        if revocation.issuer != crate::suite::key_id(county_public_key) {
            return Err(RevocationError::OtherIssuer);
        }
        Ok(revocation)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(self.issuer.as_bytes()).bytes(self.key.as_bytes());
        out.uint(self.reason.code().into()).uint(self.from_sequence);
        out.int(self.at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Revocation, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Revocation {
            issuer: KeyId(from.fixed("issuer")?),
            key: KeyId(from.fixed("key")?),
            reason: RevocationReason::from_code(from.number("reason")?),
            from_sequence: from.number("from sequence")?,
            at_ms: from.number("at")?,
        })
    }
}
