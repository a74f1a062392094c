//! Signature suites by id. Suite 1: SM2 with SM3 (GB/T 32918), signer id "1234567812345678".
//!
//! Only calls into the `sm2` and `sm3` crates; no arithmetic of its own.

use cunfa_core::{Digest, KeyId};
use sm2::dsa::signature::Verifier;
use sm3::Digest as _;

/// Suite 1.
pub const SM2_SM3: u8 = 1;

/// The signer id every key of suite 1 signs with (GB/T 35276's default).
pub(crate) const SIGNER_ID: &str = "1234567812345678";

/// Length of an uncompressed SEC1 public key, and its first byte.
const PUBLIC_KEY_LEN: usize = 65;
const UNCOMPRESSED: u8 = 4;

/// Why a signature or key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuiteError {
    /// The suite id is not known to this program.
    #[error("verifying: unknown suite {0}")]
    UnknownSuite(u8),
    /// The public key is not a point of the curve in uncompressed SEC1 form (65 bytes).
    #[error("verifying: unreadable public key")]
    PublicKey,
    /// The secret is not a valid scalar.
    #[error("signing: unreadable secret key")]
    SecretKey,
    /// The signature is not 64 bytes, or r or s is zero or not below n.
    #[error("verifying: r or s is out of range")]
    SignatureRange,
    /// The signature does not hold.
    #[error("verifying: the signature does not hold")]
    Signature,
}

/// SM3.
#[must_use]
pub fn hash(bytes: &[u8]) -> Digest {
    Digest(sm3::Sm3::digest(bytes).into())
}

/// SM3 over parts, each preceded by its length as 8 bytes big-endian, after a domain tag treated as the first part.
#[must_use]
pub fn tagged_hash(tag: &str, parts: &[&[u8]]) -> Digest {
    let mut hasher = sm3::Sm3::new();
    for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}

/// Key id of a public key: the first 16 bytes of its SM3.
#[must_use]
pub fn key_id(public_key: &[u8]) -> KeyId {
    KeyId(hash(public_key).first())
}

/// Verifies `signature` (r ‖ s, 64 bytes) over `message`.
///
/// # Errors
/// As [`SuiteError`].
pub fn verify(suite: u8, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
    if suite != SM2_SM3 {
        return Err(SuiteError::UnknownSuite(suite));
    }
    let key = read_public_key(public_key)?;
    let signature = sm2::dsa::Signature::from_slice(signature).map_err(|_| SuiteError::SignatureRange)?;
    key.verify(message, &signature).map_err(|_| SuiteError::Signature)
}

/// Reads a public key of suite 1.
pub(crate) fn read_public_key(public_key: &[u8]) -> Result<sm2::dsa::VerifyingKey, SuiteError> {
    if public_key.len() != PUBLIC_KEY_LEN || public_key.first() != Some(&UNCOMPRESSED) {
        return Err(SuiteError::PublicKey);
    }
    sm2::dsa::VerifyingKey::from_sec1_bytes(SIGNER_ID, public_key).map_err(|_| SuiteError::PublicKey)
}
