//! An act's signed form. Transmitted: statement bytes and signature. Signed: the statement *and* the digest of the content it
//! is about, which every verifier derives again from the document at the act's heads.

mod ink;
mod read;
mod write;

use cunfa_core::{Act, ActId, Digest, EntryId};

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::suite::{self, SuiteError};

/// What begins the bytes a signature is over.
const TAG: &str = "cunfa/act";
/// Version of the statement this program writes.
const VERSION: u8 = 1;
/// Elements of a statement.
const FIELDS: usize = 14;

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

/// What an act adds to its domain form when signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The domain act; its `id` is filled by signing or reading.
    pub act: Act,
    /// Clock quality.
    pub clock: ClockQuality,
    /// Digest of the last server-time token held by the device.
    pub server_token: Option<Digest>,
    /// 16 random bytes.
    pub nonce: [u8; 16],
    /// The previous act of this device.
    pub previous: Option<ActId>,
}

/// Why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// Not the deterministic encoding of an act, too large, or trailing bytes.
    #[error("reading an act: {0}")]
    Shape(&'static str),
    /// Written by a newer program.
    #[error("reading an act: unknown version {0}")]
    Version(u8),
    /// The key id in the act is not the key it is verified with.
    #[error("verifying an act: another key")]
    OtherKey,
    /// The signature does not hold for the derived content.
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

/// Signs a statement over the content digest at its heads; `statement.act.id` and `.key` are set here, heads are sorted.
///
/// Limits are the reader's: what is over them is signed, and refused by [`SignedAct::read`].
#[must_use]
pub fn sign(mut statement: Statement, content: Digest, key: &SigningKey) -> SignedAct {
    statement.act.key = key.id();
    statement.act.heads.sort_unstable();
    statement.act.heads.dedup();
    let encoded = write::statement(&statement);
    let signature = key.sign(&signing_input(content, &encoded));
    let bytes = transmitted(&encoded, &signature);
    statement.act.id = ActId(crate::hash(&bytes).0);
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
    /// [`ActError::Shape`], [`ActError::Version`], or [`ActError::Suite`] with [`SuiteError::UnknownSuite`].
    pub fn read(bytes: &[u8]) -> Result<SignedAct, ActError> {
        if bytes.len() > MAX_ACT_BYTES {
            return Err(ActError::Shape("too large"));
        }
        let mut reader = Reader::new(bytes);
        reader.array(2, "not an act")?;
        let mut statement = read::statement(&mut reader)?;
        let signature = reader.fixed("signature")?;
        if transmitted(&write::statement(&statement), &signature) != bytes {
            return Err(ActError::Shape("not canonical"));
        }
        statement.act.id = ActId(crate::hash(bytes).0);
        Ok(SignedAct {
            bytes: bytes.to_vec(),
            statement,
            signature,
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

    /// Identity: SM3 of the transmitted bytes.
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
    pub fn verify(&self, content: Digest, public_key: &[u8]) -> Result<(), ActError> {
        if suite::key_id(public_key) != self.statement.act.key {
            return Err(ActError::OtherKey);
        }
        Ok(suite::verify(
            suite::SM2_SM3,
            public_key,
            &self.signing_input(content),
            &self.signature,
        )?)
    }
}

fn signing_input(content: Digest, statement: &[u8]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(3).text(TAG).bytes(content.as_bytes()).item(statement);
    out.finish()
}

fn transmitted(statement: &[u8], signature: &[u8; 64]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(2).item(statement).bytes(signature);
    out.finish()
}
