//! Receipts and time tokens: the server's signed word that it holds a batch, and what time it is there.

use cunfa_core::{Area, BatchId};

use crate::cbor::Malformed;
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one receipt or token.
pub const MAX_BYTES: usize = 1_024;

/// What begins a receipt, and its elements.
const RECEIPT_TAG: &str = "cunfa/receipt";
const RECEIPT_FIELDS: usize = 8;
/// What begins a time token, and its elements.
const TIME_TAG: &str = "cunfa/time";
const TIME_FIELDS: usize = 5;

/// The server holds a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which batch.
    pub batch: BatchId,
    /// In which county's log.
    pub shard: Area,
    /// The log's epoch (changes when a server is restored from a backup).
    pub epoch: u64,
    /// At which place, from 1.
    pub sequence: u64,
    /// When, by the server's clock, ms since 1970.
    pub received_at_ms: i64,
}

/// What time it is at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeToken {
    /// ms since 1970.
    pub server_time_ms: i64,
    /// 16 bytes chosen by the server.
    pub nonce: [u8; 16],
}

/// Why a receipt or token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not one.
    #[error("reading a receipt: {0}")]
    Shape(&'static str),
    /// Not signed by the server's key.
    #[error("verifying a receipt: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for ReceiptError {
    fn from(malformed: Malformed) -> ReceiptError {
        ReceiptError::Shape(malformed.0)
    }
}

impl Receipt {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`ReceiptError`].
    pub fn read(bytes: &[u8], county_public_key: &(impl Verify + ?Sized)) -> Result<Receipt, ReceiptError> {
        let body = signed::body::<ReceiptError>(bytes, county_public_key, MAX_BYTES)?;
        let receipt = Receipt::decode(body)?;
        if receipt.encode() == body {
            Ok(receipt)
        } else {
            Err(ReceiptError::Shape("not canonical"))
        }
    }

    /// The whole receipt, from what it says and its signature as [`Receipt::take_apart`] gave it. Nothing is verified.
    #[must_use]
    pub fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        [self.encode().as_slice(), signature].concat()
    }

    /// What a receipt says, and its signature of 64 bytes. Nothing is verified: for those who issued it themselves.
    ///
    /// # Errors
    /// [`ReceiptError::Shape`].
    pub fn take_apart(bytes: &[u8]) -> Result<(Receipt, [u8; 64]), ReceiptError> {
        let (body, signature) = bytes.split_last_chunk::<64>().ok_or(Malformed("too short"))?;
        Ok((Receipt::decode(body)?, *signature))
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(RECEIPT_TAG, RECEIPT_FIELDS);
        out.bytes(self.batch.as_bytes()).text(self.shard.as_str());
        out.uint(self.epoch).uint(self.sequence).int(self.received_at_ms);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Receipt, Malformed> {
        let mut from = signed::read_begin(body, RECEIPT_TAG, RECEIPT_FIELDS)?;
        Ok(Receipt {
            batch: BatchId(from.fixed("batch")?),
            shard: from.code("shard", |code| code.parse().ok())?,
            epoch: from.number("epoch")?,
            sequence: from.number("sequence")?,
            received_at_ms: from.number("received at")?,
        })
    }
}

impl TimeToken {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`ReceiptError`].
    pub fn read(bytes: &[u8], county_public_key: &[u8]) -> Result<TimeToken, ReceiptError> {
        let body = signed::body::<ReceiptError>(bytes, county_public_key, MAX_BYTES)?;
        let token = TimeToken::decode(body)?;
        if token.encode() == body {
            Ok(token)
        } else {
            Err(ReceiptError::Shape("not canonical"))
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TIME_TAG, TIME_FIELDS);
        out.int(self.server_time_ms).bytes(&self.nonce);
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<TimeToken, Malformed> {
        let mut from = signed::read_begin(body, TIME_TAG, TIME_FIELDS)?;
        Ok(TimeToken {
            server_time_ms: from.number("server time")?,
            nonce: from.fixed("nonce")?,
        })
    }
}
