//! Keys of readers: the county's, which its own key signed, and one for each answer.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::CourierError;
use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::{SuiteError, hash, tagged_hash};

/// What begins the word of the county over its courier key.
const TAG: &str = "cunfa/courier-key";
/// Elements of the array.
const FIELDS: usize = 4;
/// Most bytes of that word.
const MAX_BYTES: usize = 256;

/// A reader's key pair.
pub struct CourierKey(StaticSecret);

/// A reader's public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient(pub [u8; 32]);

impl std::fmt::Debug for CourierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CourierKey({:02x?})", self.recipient().id())
    }
}

impl CourierKey {
    /// Makes a key from 32 random bytes.
    ///
    /// # Errors
    /// [`CourierError::NotForUs`] for bytes that give no usable public key; no random ones do.
    pub fn from_secret(secret: [u8; 32]) -> Result<CourierKey, CourierError> {
        let key = CourierKey(StaticSecret::from(secret));
        if key.recipient().0 == [0; 32] {
            return Err(CourierError::NotForUs);
        }
        Ok(key)
    }

    /// The county's: derived from its signing key, so that there is one secret to keep, and a database from a backup has it.
    ///
    /// # Errors
    /// As [`CourierKey::from_secret`].
    pub fn of_county(county_key: &SigningKey) -> Result<CourierKey, CourierError> {
        CourierKey::from_secret(tagged_hash("cunfa/courier-secret", &[county_key.secret()]).0)
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(PublicKey::from(&self.0).to_bytes())
    }

    /// The secret half, to be kept in an encrypted place.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The same key once more.
    #[must_use]
    pub fn again(&self) -> CourierKey {
        CourierKey(self.0.clone())
    }

    /// The key of one file: from the agreed secret, bound to both public halves and to what the file says it is. `None` when the
    /// other half is of those that give the same secret to everybody.
    pub(super) fn agree(
        &self,
        theirs: [u8; 32],
        ephemeral: [u8; 32],
        reader: Recipient,
        what: &[u8],
    ) -> Option<FileKey> {
        let shared = self.0.diffie_hellman(&PublicKey::from(theirs));
        let parts: [&[u8]; 4] = [shared.as_bytes(), &ephemeral, &reader.0, what];
        let key = tagged_hash("cunfa/courier", &parts);
        shared.was_contributory().then(|| Zeroizing::new(key.0))
    }
}

/// The key of one file.
pub(super) type FileKey = Zeroizing<[u8; 32]>;

impl Recipient {
    /// How a file names its reader: the first 16 bytes of SM3 of the public key.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        hash(&self.0).first()
    }
}

/// The county's signed word on its courier key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedKey(pub Recipient);

/// Why that word is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedKeyError {
    /// Not one.
    #[error("reading a courier key: {0}")]
    Shape(&'static str),
    /// The county did not sign it.
    #[error("verifying a courier key: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for PublishedKeyError {
    fn from(malformed: Malformed) -> PublishedKeyError {
        PublishedKeyError::Shape(malformed.0)
    }
}

impl PublishedKey {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.body(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`PublishedKeyError`].
    pub fn read(bytes: &[u8], county_public_key: &[u8]) -> Result<PublishedKey, PublishedKeyError> {
        let body = signed::body::<PublishedKeyError>(bytes, county_public_key, MAX_BYTES)?;
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        let published = PublishedKey(Recipient(from.fixed("courier key")?));
        if published.body() == body {
            Ok(published)
        } else {
            Err(PublishedKeyError::Shape("not canonical"))
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(&self.0.0);
        out.finish()
    }
}
