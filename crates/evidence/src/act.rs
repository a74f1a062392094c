//! An act's signed form. Transmitted: statement bytes, then 64 bytes of signature. Signed: the statement *and* the digest of the
//! content it is about, which every verifier derives again from the document at the act's heads.

mod codes;
mod ink;
mod points;
mod read;
mod write;

use cunfa_core::{Act, ActId, Digest, EntryId};

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::suite::SuiteError;

/// What begins the bytes a signature is over.
const TAG: &str = "cunfa/act";
/// Version of the statement this program writes.
const VERSION: u8 = 1;
/// Elements of a statement.
pub(crate) const FIELDS: usize = 13;

/// Most bytes of one transmitted act.
pub const MAX_ACT_BYTES: usize = 512 * 1024;

/// How much the device clock can be trusted, as signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockQuality {
    /// Compared with a server-time token less than 7 days ago and within 10 minutes of it.
    Checked,
    /// Never or long ago compared.
    Unchecked,
    /// Known to be off.
    Off,
}

/// The last root of the county's tree that the device had accepted. The act was made after that root was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedRoot {
    /// How many acts the tree held.
    pub size: u64,
    /// The first 6 bytes of the root's hash.
    pub hash6: [u8; 6],
}

impl NamedRoot {
    /// Names a root.
    #[must_use]
    pub fn of(size: u64, hash: Digest) -> NamedRoot {
        let hash6 = hash.first();
        NamedRoot { size, hash6 }
    }
}

/// What an act adds to its domain form when signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The domain act; its `id` is filled by signing or reading.
    pub act: Act,
    /// Clock quality.
    pub clock: ClockQuality,
    /// The last root the device had accepted.
    pub root: Option<NamedRoot>,
    /// The previous act of this device, by its short name ([`ActId::short`]).
    pub previous: Option<[u8; 6]>,
}

/// Why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// Not an act.
    #[error("reading an act: {0}")]
    Shape(&'static str),
    /// Readable, but not in the one encoding that is allowed, or with bytes after the end.
    #[error("reading an act: not canonical")]
    NotCanonical,
    /// More than [`MAX_ACT_BYTES`].
    #[error("reading an act: too large")]
    TooLarge,
    /// A text holds characters that are not seen but change what is seen.
    #[error("reading an act: hidden characters in a text")]
    HiddenCharacters,
    /// Written by a newer program.
    #[error("reading an act: unknown version {0}")]
    Version(u8),
    /// The key id in the act is not the key it is verified with.
    #[error("verifying an act: another key")]
    OtherKey,
    /// An unknown suite, or a signature that does not hold for the derived content.
    #[error("verifying an act: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for ActError {
    fn from(malformed: Malformed) -> ActError {
        ActError::Shape(malformed.0)
    }
}

/// A transmitted act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAct {
    bytes: Vec<u8>,
    statement: Statement,
    signature: [u8; 64],
}

/// The id of an act: the first 16 bytes of SM3 of its transmitted bytes.
#[must_use]
pub fn id_of(bytes: &[u8]) -> ActId {
    ActId(crate::hash(bytes).first())
}

/// Signs a statement over the content digest at its heads; `statement.act.id` and `.key` are set here, heads are sorted.
///
/// Limits and rules for texts are the reader's: what breaks them is signed, and refused by [`SignedAct::read`].
#[must_use]
pub fn sign(mut statement: Statement, content: Digest, key: &SigningKey) -> SignedAct {
    statement.act.key = key.id();
    statement.act.heads.sort_unstable();
    statement.act.heads.dedup();
    let encoded = write::statement(&statement);
    let signature = key.sign(&signing_input(content, &encoded));
    let bytes = [encoded.as_slice(), &signature].concat();
    statement.act.id = id_of(&bytes);
    SignedAct {
        bytes,
        statement,
        signature,
    }
}

impl SignedAct {
    /// Reads transmitted bytes: statement and signature. Does not verify.
    ///
    /// # Errors
    /// Any [`ActError`] but [`ActError::OtherKey`]; of [`ActError::Suite`] only [`SuiteError::UnknownSuite`].
    pub fn read(bytes: &[u8]) -> Result<SignedAct, ActError> {
        if bytes.len() > MAX_ACT_BYTES {
            return Err(ActError::TooLarge);
        }
        let (encoded, signature) = bytes.split_last_chunk::<64>().ok_or(ActError::Shape("too short"))?;
        let mut statement = read::statement(&mut Reader::new(encoded))?;
        if write::statement(&statement) != encoded {
            return Err(ActError::NotCanonical);
        }
        if statement.act.body.has_control() {
            return Err(ActError::HiddenCharacters);
        }
        statement.act.id = id_of(bytes);
        Ok(SignedAct {
            bytes: bytes.to_vec(),
            statement,
            signature: *signature,
        })
    }

    /// The transmitted bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The statement.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The signature, r ‖ s.
    #[must_use]
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Identity, as [`id_of`].
    #[must_use]
    pub fn id(&self) -> ActId {
        self.statement.act.id
    }

    /// The entry it is about.
    #[must_use]
    pub fn entry(&self) -> EntryId {
        self.statement.act.entry
    }

    /// The bytes the signature is over, for the content derived at the act's heads.
    #[must_use]
    pub fn signing_input(&self, content: Digest) -> Vec<u8> {
        signing_input(content, &write::statement(&self.statement))
    }

    /// Verifies the signature for the content derived at the act's heads.
    ///
    /// # Errors
    /// [`ActError::OtherKey`] or [`ActError::Suite`].
    pub fn verify(&self, content: Digest, public_key: &(impl Verify + ?Sized)) -> Result<(), ActError> {
        if public_key.id() != self.statement.act.key {
            return Err(ActError::OtherKey);
        }
        Ok(public_key.verify(&self.signing_input(content), &self.signature)?)
    }
}

fn signing_input(content: Digest, statement: &[u8]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(3).text(TAG).bytes(content.as_bytes()).item(statement);
    out.finish()
}
