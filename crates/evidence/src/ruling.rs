//! Rulings (处置): an office person's, or the county's own, word on a batch that a revoked device delivered into quarantine. A
//! taken batch joins the log although its device's key is revoked; its text counts, no act in it does.

use cunfa_core::text::has_control;
use cunfa_core::{BatchId, KeyId, Person, Role, Standing, VillageCode};

use crate::cbor::Malformed;
use crate::chain::{Holder, Place};
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one ruling.
pub const MAX_BYTES: usize = 4 * 1_024;
/// Most characters of a reason.
pub const MAX_REASON: usize = 200;

/// What begins a ruling, and its elements.
const TAG: &str = "cunfa/ruling";
const FIELDS: usize = 8;

/// What becomes of the batch. Signed codes; they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 接收: its text joins the log.
    Taken,
    /// 不接收: it stays where it is, and is kept.
    Left,
}

/// One ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Whose key signed this: an office person's, or the county's.
    pub issuer: KeyId,
    /// The batch.
    pub batch: BatchId,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why. Whoever takes the word looks at it by [`is_reason`].
    pub reason: String,
    /// When, ms since 1970 by the clock of whoever signed; decides nothing.
    pub at_ms: i64,
}

/// Why a ruling is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulingError {
    /// Not one.
    #[error("reading a ruling: {0}")]
    Shape(&'static str),
    /// Not signed by the key it was read with.
    #[error("verifying a ruling: {0}")]
    Suite(#[from] SuiteError),
    /// It names another issuer.
    #[error("verifying a ruling: it names another issuer")]
    OtherIssuer,
}

impl From<Malformed> for RulingError {
    fn from(malformed: Malformed) -> RulingError {
        RulingError::Shape(malformed.0)
    }
}

/// Whether a text can stand as the reason of a ruling.
#[must_use]
pub fn is_reason(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_REASON && !has_control(text)
}

/// Whether the holder of a key may rule over a batch of this village that stands, or would stand, at this place of the log: a
/// confirmed person of an office whose scope there holds the village, with a key that is not revoked there.
#[must_use]
pub fn may_rule(office: &Holder, village: &VillageCode, place: Place) -> bool {
    let fits = |person: &Person| person.role == Role::Office && office.covers_at(village, place);
    office.standing == Standing::Confirmed && office.signs_at(place) && office.subject.person().is_some_and(fits)
}

impl Ruling {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), key)
    }

    /// Reads and verifies with the issuer's public key.
    ///
    /// # Errors
    /// As [`RulingError`].
    pub fn read(bytes: &[u8], public_key: &(impl Verify + ?Sized)) -> Result<Ruling, RulingError> {
        let body = signed::body::<RulingError>(bytes, public_key, MAX_BYTES)?;
        let ruling = Ruling::decode(body)?;
        if ruling.encode() != body {
            return Err(RulingError::Shape("not canonical"));
        }
        if ruling.issuer != public_key.id() {
            return Err(RulingError::OtherIssuer);
        }
        Ok(ruling)
    }

    /// What it says before anything is verified: only good for finding the key to verify with, and the batch.
    ///
    /// # Errors
    /// [`RulingError::Shape`].
    pub fn claimed(bytes: &[u8]) -> Result<Ruling, RulingError> {
        if bytes.len() > MAX_BYTES {
            return Err(RulingError::Shape("too large"));
        }
        let (body, _) = bytes.split_last_chunk::<64>().ok_or(RulingError::Shape("too short"))?;
        Ok(Ruling::decode(body)?)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(self.issuer.as_bytes()).bytes(self.batch.as_bytes());
        out.uint(match self.verdict {
            Verdict::Taken => 1,
            Verdict::Left => 2,
        });
        out.text(&self.reason).int(self.at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Ruling, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Ruling {
            issuer: KeyId(from.fixed("issuer")?),
            batch: BatchId(from.fixed("batch")?),
            verdict: match from.number::<u8>("verdict")? {
                1 => Verdict::Taken,
                2 => Verdict::Left,
                _ => return Err(Malformed("verdict")),
            },
            reason: from.text("reason")?,
            at_ms: from.number("at")?,
        })
    }
}
