//! Refusals: an office person's word that an enrolment is not accepted. The county key revokes the key on the strength of it.

use cunfa_core::KeyId;

use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one refusal.
pub const MAX_BYTES: usize = 1_024;

/// What begins a refusal, and its elements.
const TAG: &str = "cunfa/refusal";
const FIELDS: usize = 6;

/// One enrolment refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Whose key signed this: an office person's.
    pub issuer: KeyId,
    /// The key that is not accepted.
    pub key: KeyId,
    /// When, ms since 1970 by the office's device; decides nothing.
    pub at_ms: i64,
}

/// Why a refusal is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusalError {
    /// Not one.
    #[error("reading a refusal: {0}")]
    Shape(&'static str),
    /// Not signed by the key it was read with.
    #[error("verifying a refusal: {0}")]
    Suite(#[from] SuiteError),
    /// It names another issuer.
    #[error("verifying a refusal: it names another issuer")]
    OtherIssuer,
}

impl From<Malformed> for RefusalError {
    fn from(malformed: Malformed) -> RefusalError {
        RefusalError::Shape(malformed.0)
    }
}

impl Refusal {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, office_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), office_key)
    }

    /// Reads and verifies with the issuer's public key.
    ///
    /// # Errors
    /// As [`RefusalError`].
    pub fn read(bytes: &[u8], issuer_public_key: &[u8]) -> Result<Refusal, RefusalError> {
        let body = signed::body::<RefusalError>(bytes, issuer_public_key, MAX_BYTES)?;
        let refusal = Refusal::decode(body)?;
        if refusal.encode() != body {
            return Err(RefusalError::Shape("not canonical"));
        }
        if refusal.issuer != crate::suite::key_id(issuer_public_key) {
            return Err(RefusalError::OtherIssuer);
        }
        Ok(refusal)
    }

    /// Whom it names as its issuer, before anything is verified: only good for finding the key to verify with.
    ///
    /// # Errors
    /// [`RefusalError::Shape`].
    pub fn claimed_issuer(bytes: &[u8]) -> Result<KeyId, RefusalError> {
        if bytes.len() > MAX_BYTES {
            return Err(RefusalError::Shape("too large"));
        }
        let (body, _) = bytes.split_last_chunk::<64>().ok_or(RefusalError::Shape("too short"))?;
        Ok(Refusal::decode(body)?.issuer)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(self.issuer.as_bytes()).bytes(self.key.as_bytes());
        out.int(self.at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Refusal, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Refusal {
            issuer: KeyId(from.fixed("issuer")?),
            key: KeyId(from.fixed("key")?),
            at_ms: from.number("at")?,
        })
    }
}
