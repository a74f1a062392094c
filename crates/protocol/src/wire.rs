//! Between device and server, version 1: CBOR over HTTP. See docs/protocol.md.

mod asked_for;
mod digest;
mod spoken;

use cunfa_core::feedback::FeedbackKind;
use cunfa_core::{
    Area, BatchId, BlobId, DeviceId, Digest, FeedbackId, KeyId, Operator, Person, PersonId, Village, VillageCode,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use crate::items::Items;
pub use asked_for::AskedFor;
pub use digest::VillageDigest;
pub use spoken::{Fit, Spoken};

/// The protocol version in every request.
pub const VERSION: u16 = 1;
/// Path of the sync request.
pub const SYNC_PATH: &str = "/v1/sync";
/// Path of enrolment.
pub const ENROL_PATH: &str = "/v1/enrol";
/// Path of the recovery of a device's database key.
pub const RECOVER_PATH: &str = "/v1/recover";
/// Path of the office's list and codes.
pub const INVITE_PATH: &str = "/v1/invite";
/// Path of the bytes of attachments.
pub const CHUNKS_PATH: &str = "/v1/chunks";
/// Media type of every body; an answer of any other type is not ours.
pub const MEDIA_TYPE: &str = "application/vnd.cunfa";
/// Most bytes of a request body.
pub const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// Most bytes of a message, or of a sequence of items, once it is out of its frame: of a request.
pub const MAX_PLAIN_REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// The same of an answer.
pub const MAX_PLAIN_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Most bytes of one item of an answer to a sync.
pub const MAX_SYNC_ITEM_BYTES: usize = 8 * 1024 * 1024;
/// How many bytes of batches an answer brings, unless a request says otherwise.
pub const PULL_BYTES: u32 = 2 * 1024 * 1024;
/// Most batches in one request.
pub const MAX_BATCHES: usize = 256;
/// Most entries wanted in one request.
pub const MAX_WANTED: usize = 16;
/// Most claims in one request.
pub const MAX_CLAIMS: usize = 64;
/// Most decisions in one request.
pub const MAX_DECISIONS: usize = 64;
/// Most pieces of feedback in one request.
pub const MAX_FEEDBACK: usize = 16;
/// Most bytes of the body of a request for chunks.
pub const MAX_CHUNKS_BYTES: usize = 4 * 1024 * 1024;
/// Most bytes of one item of a sequence of chunks.
pub const MAX_ITEM_BYTES: usize = 128 * 1024;
/// Most blobs asked for, told lost, or wanted, in one request; each of the three.
pub const MAX_ASKED: usize = 256;

/// A message that is not the expected one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reading a message: {0}")]
pub struct WireError(pub String);

/// Encodes a message.
///
/// # Errors
/// Only for values serde cannot express; none of ours.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    minicbor_serde::to_vec(message).map_err(|error| WireError(error.to_string()))
}

/// Decodes a message; trailing bytes are refused.
///
/// # Errors
/// [`WireError`] for anything else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let mut reader = minicbor_serde::Deserializer::new(bytes);
    let message = T::deserialize(&mut reader).map_err(|error| WireError(error.to_string()))?;
    if reader.decoder().position() != bytes.len() {
        return Err(WireError("trailing bytes".to_owned()));
    }
    Ok(message)
}

/// The items of a CBOR sequence (RFC 8742): a head and what follows it, each encoded.
///
/// # Errors
/// As [`encode`].
pub fn sequence<H: Serialize, T: Serialize>(head: &H, items: &[T]) -> Result<Vec<Vec<u8>>, WireError> {
    let items = items.iter().map(encode);
    std::iter::once(encode(head)).chain(items).collect()
}

/// The items of a whole sequence, none decoded.
///
/// # Errors
/// [`WireError`] for anything else, and for an item that ends early or is longer than [`MAX_SYNC_ITEM_BYTES`].
pub fn items(bytes: &[u8]) -> Result<Vec<Vec<u8>>, WireError> {
    let mut items = Items::up_to(MAX_SYNC_ITEM_BYTES);
    items.push(bytes);
    let mut found = Vec::new();
    while let Some(item) = items.take()? {
        found.push(item);
    }
    if items.is_empty() {
        Ok(found)
    } else {
        Err(WireError("an item that ends early".to_owned()))
    }
}

/// A whole sequence, decoded: its head and what follows.
///
/// # Errors
/// As [`items`] and [`decode`].
pub fn take_apart<H: DeserializeOwned, T: DeserializeOwned>(bytes: &[u8]) -> Result<(H, Vec<T>), WireError> {
    let items = items(bytes)?;
    let (head, following) = items.split_first().ok_or_else(|| WireError("no head".to_owned()))?;
    let following = following.iter().map(|item| decode(item)).collect::<Result<_, _>>()?;
    Ok((decode(head)?, following))
}

/// Bytes that travel as a CBOR byte string.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blob(pub Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Blob;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Blob, E> {
                Ok(Blob(bytes.to_vec()))
            }
            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Blob, E> {
                Ok(Blob(bytes))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Blob, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(Blob(bytes))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// The first bytes of a hash: a name that tells one from another, no proof. Travels as a CBOR byte string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short(pub [u8; 6]);

impl Short {
    /// The name of a hash.
    #[must_use]
    pub fn of(hash: Digest) -> Short {
        Short(hash.first())
    }
}

impl Serialize for Short {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Blob::deserialize(deserializer)?.0;
        let short = bytes.try_into().map_err(|_| serde::de::Error::custom("not 6 bytes"))?;
        Ok(Short(short))
    }
}

/// One batch on the wire. Travels as an array of its two values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Blob, Blob)", into = "(Blob, Blob)")]
pub struct WireBatch {
    /// Its bytes, in the short form if it has one (docs/protocol.md 4); the id is the hash of the batch itself.
    pub bytes: Blob,
    /// The device's signature.
    pub signature: Blob,
}

impl From<(Blob, Blob)> for WireBatch {
    fn from((bytes, signature): (Blob, Blob)) -> WireBatch {
        WireBatch { bytes, signature }
    }
}

impl From<WireBatch> for (Blob, Blob) {
    fn from(batch: WireBatch) -> (Blob, Blob) {
        (batch.bytes, batch.signature)
    }
}

/// Push and pull in one. Travels as a sequence in one frame: this, then my oldest unsent batches in order, each a [`WireBatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// [`VERSION`].
    pub version: u16,
    /// The epoch the cursor belongs to; 0 when none.
    pub epoch: u64,
    /// The last sequence this device has stored; 0 when none.
    pub cursor: u64,
    /// Version of the directory this device holds; 0 when none.
    pub directory: u64,
    /// Enrolments made here on the spot (docs/evidence.md), oldest first; taken before everything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Blob>,
    /// What office people on this device decided over enrolments, oldest first; taken before the batches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// What people on this device want to tell the operator, oldest first; at most [`MAX_FEEDBACK`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Feedback>,
    /// The last root this device accepted; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<HeldRoot>,
    /// Entries of which something stays unsent here when all that this request brings is stored. For the office to see, decides nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent: u32,
    /// Entries that are wanted before all others, by the first bytes of their ids, most wanted first; at most [`MAX_WANTED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub want: Vec<Short>,
    /// Whether a server-time token is wanted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub time: bool,
    /// Whether the digests of the villages are wanted, once all there is came.
    #[serde(default, skip_serializing_if = "is_false")]
    pub compare: bool,
    /// How many bytes of pulled batches are wanted at most (at least one batch is given if any waits).
    #[serde(default = "pull_bytes", skip_serializing_if = "is_pull_bytes")]
    pub pull_bytes_max: u32,
}

/// What a request asks for that says nothing of it.
fn pull_bytes() -> u32 {
    PULL_BYTES
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_pull_bytes(bytes: &u32) -> bool {
    *bytes == PULL_BYTES
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The answer. Travels as a sequence in one frame: this, then `wanted` batches of wanted entries, then what lies after the cursor, in
/// sequence, without what the request pushed; each a [`PulledBatch`]. Nothing of it counts before this head was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// The log's epoch. When it is not the device's: the cursor is void, start at 0 and offer everything again.
    pub epoch: u64,
    /// One per claim, in their order. A taken one has its certificate in the directory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimAnswer>,
    /// One per decision, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionAnswer>,
    /// The feedback that is kept now; what is not named here stays on the device and comes again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<FeedbackId>,
    /// One per pushed batch, in the order they were pushed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<BatchAnswer>,
    /// How many batches of wanted entries come first. They stand anywhere in the log and do not move the cursor.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub wanted: u32,
    /// The cursor the batches that follow begin at; not the device's when the log is read from its beginning again.
    pub after: u64,
    /// The cursor after storing all that follows: it passes over what was left out. Counts only when the answer came whole.
    pub cursor: u64,
    /// Whether more lies after it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub more: bool,
    /// The directory, when it is newer than the device's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<Directory>,
    /// Villages that people on the device could read once and nobody on it may read any more: what is held of them is to go. With a
    /// directory only; nothing else is forgotten, whatever the directory says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forget: Vec<VillageCode>,
    /// The newest root, when it is not the device's. There is one for every civil day (Asia/Shanghai) a device asks on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<RootNews>,
    /// Who runs the server, with every directory and every root; one of these without it says that nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<Operator>,
    /// A signed server-time token (docs/evidence.md), when one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_token: Option<Blob>,
    /// The place of the last registration in the log ([`crate::registers`]) that somebody on the device may read, when it lies after the
    /// request's cursor, or a directory comes with it: there may be something to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registers: Option<u64>,
    /// What each village that somebody on the device may read comes to at `cursor`, when that was asked for and nothing lies after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<VillageDigest>,
}

/// What somebody tells the operator (投诉建议): the text and what it is meant as, nothing of its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Tells one that comes twice.
    pub id: FeedbackId,
    /// What it is meant as.
    pub kind: FeedbackKind,
    /// The text, at most [`cunfa_core::feedback::MAX_FEEDBACK_GRAPHEMES`] grapheme clusters.
    pub text: String,
}

/// What became of an enrolment made on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimAnswer {
    /// The key is certified, now or before.
    Taken {
        /// The server's share of the recovery, as an enrolment gives it.
        share: Blob,
    },
    /// It is not.
    NotTaken(crate::view::ClaimFault),
}

/// An office person's signed word over one enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A certificate of standing "confirmed", signed by the office person's key.
    Confirm(Blob),
    /// A refusal, signed likewise.
    Refuse(Blob),
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionAnswer {
    /// It stands, now or before.
    Taken,
    /// It does not.
    NotTaken(crate::view::DecisionFault),
}

/// The root a device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRoot {
    /// Its epoch.
    pub epoch: u64,
    /// How many acts it covers.
    pub size: u64,
    /// Its name (docs/evidence.md 7), by its first bytes.
    pub name: Short,
}

/// A root, and that it covers all that the device's root covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootNews {
    /// The signed root (docs/evidence.md).
    pub root: Blob,
    /// The consistency path from the device's root; empty when the device has none of this epoch.
    pub consistency: Vec<Digest>,
}

/// What became of a pushed batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchAnswer {
    /// Stored now or before.
    Stored(Stored),
    /// Refused for good: park it.
    Refused {
        /// Which.
        batch: BatchId,
        /// Why.
        reason: crate::view::ParkedReason,
    },
    /// Not now (its parent has not come, or the server is busy): send it again later.
    Later {
        /// Which.
        batch: BatchId,
    },
}

/// What a receipt says that the device does not know: which batch, whose log and which epoch it is about, it does. Travels as an array of
/// its three values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredRow", into = "StoredRow")]
pub struct Stored {
    /// The batch's place in the log.
    pub sequence: u64,
    /// The receipt's time, ms since 1970.
    pub received_at_ms: i64,
    /// The receipt's signature, 64 bytes.
    pub receipt_signature: Blob,
}

/// As it travels.
type StoredRow = (u64, i64, Blob);

impl From<StoredRow> for Stored {
    fn from((sequence, received_at_ms, receipt_signature): StoredRow) -> Stored {
        Stored {
            sequence,
            received_at_ms,
            receipt_signature,
        }
    }
}

impl From<Stored> for StoredRow {
    fn from(stored: Stored) -> StoredRow {
        (stored.sequence, stored.received_at_ms, stored.receipt_signature)
    }
}

/// A batch from the log. Thousands of them come at once: it travels as an array of its five values, and its receipt without what
/// the answer says already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PulledRow", into = "PulledRow")]
pub struct PulledBatch {
    /// Its place.
    pub sequence: u64,
    /// The batch.
    pub batch: WireBatch,
    /// The receipt's time, ms since 1970.
    pub received_at_ms: i64,
    /// The receipt's signature, 64 bytes.
    pub receipt_signature: Blob,
}

/// As it travels: sequence, bytes, signature, time, signature of the receipt.
type PulledRow = (u64, Blob, Blob, i64, Blob);

impl From<PulledRow> for PulledBatch {
    fn from((sequence, bytes, signature, received_at_ms, receipt_signature): PulledRow) -> PulledBatch {
        PulledBatch {
            sequence,
            batch: WireBatch { bytes, signature },
            received_at_ms,
            receipt_signature,
        }
    }
}

impl From<PulledBatch> for PulledRow {
    fn from(batch: PulledBatch) -> PulledRow {
        let WireBatch { bytes, signature } = batch.batch;
        (
            batch.sequence,
            bytes,
            signature,
            batch.received_at_ms,
            batch.receipt_signature,
        )
    }
}

/// What a device needs to know of people and places in its scope. Sent whole when it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Grows with every change.
    pub version: u64,
    /// Villages in the scope of anybody on this device.
    pub villages: Vec<Village>,
    /// Signed certificates of every key whose work this device may meet.
    pub certificates: Vec<Blob>,
    /// Signed revocations of those keys.
    pub revocations: Vec<Blob>,
    /// The rule file in force, as TOML text.
    pub rules: Vec<String>,
    /// Scope of the people on this device, as it is now.
    pub people: Vec<Person>,
    /// The cadres whom a counsel on this device may enrol on the spot.
    pub roster: Vec<Person>,
    /// The county's signed courier key (docs/courier.md).
    pub courier_key: Blob,
}

/// First enrolment of a device, or of a further person on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// [`VERSION`].
    pub version: u16,
    /// Invitation code, normalised: upper case, no dashes or blanks.
    pub code: String,
    /// What the office will call the device.
    pub device_name: String,
    /// The device's batch key (uncompressed SEC1), the same for every person on it.
    pub device_key: Blob,
    /// The person's new public key.
    pub person_key: Blob,
    /// The person's key signs tag "cunfa/enrol" ‖ code ‖ device key: proof that the secret is here.
    pub proof: Blob,
    /// Set when the device is enrolled already.
    pub device: Option<DeviceId>,
    /// What a device that was enrolled once shows to be taken back, by a server that may have lost it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Returning>,
    /// Whom the code must be for. A code for anybody else is refused and stays unused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<AskedFor>,
}

/// A device comes back to a server that does not know its token, and perhaps nothing else of it either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returning {
    /// The number it had, taken again if nobody has it.
    pub device_number: u32,
    /// The county's certificate of the device.
    pub device: Blob,
    /// The county's certificates of the people on it, at most [`MAX_CLAIMS`].
    pub people: Vec<Blob>,
}

/// The answer to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolResponse {
    /// The device.
    pub device: DeviceId,
    /// Short number of the device within the county, for entry numbers.
    pub device_number: u32,
    /// Bearer token of the device (shown once, stored hashed at the server). Enrolling a further person replaces it only
    /// when given.
    pub token: Option<String>,
    /// The county.
    pub shard: Area,
    /// The county's public key: pins every certificate, receipt and token.
    pub county_key: Blob,
    /// Who was enrolled.
    pub person: Person,
    /// The directory of the device's scope.
    pub directory: Directory,
    /// The log's epoch.
    pub epoch: u64,
    /// A signed server-time token.
    pub time_token: Blob,
    /// The server's share of the recovery of this device's database key, 32 bytes, for this person and key. The device
    /// seals the database key by it and forgets it.
    pub share: Blob,
}

/// A person who lost the PIN asks for the server's share, to open the device's file once more. The same code and key then
/// enrol the person's new key ([`EnrolRequest`] with `device`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverRequest {
    /// [`VERSION`].
    pub version: u16,
    /// Invitation code for this person and this device, normalised.
    pub code: String,
    /// The device.
    pub device: DeviceId,
    /// The person's key whose share is wanted: the one the device's sealed half was made for.
    pub lost_key: KeyId,
    /// The person's new public key. From now on the code is good for this key only.
    pub person_key: Blob,
    /// The new key signs tag "cunfa/recover" ‖ code ‖ device ‖ lost key ‖ new key.
    pub proof: Blob,
}

/// The answer to a recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverResponse {
    /// The share that was given at the enrolment of the lost key, 32 bytes.
    pub share: Blob,
}

/// An office asks whom it may give a code, and for a code. The same request again is answered with the same code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRequest {
    /// [`VERSION`].
    pub version: u16,
    /// Who asks: a person of an office on this device.
    pub by: PersonId,
    /// That person's key.
    pub key: KeyId,
    /// 16 random bytes; another request, another code.
    pub nonce: Blob,
    /// For whom; none: only the list is wanted.
    pub whom: Option<Whom>,
    /// The key signs tag "cunfa/invite" ‖ device ‖ by ‖ nonce ‖ person ‖ that person's device (both empty when none).
    pub signature: Blob,
}

/// For whom a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    /// The person.
    pub person: PersonId,
    /// None: to join a device. A device the person is on: to set a new PIN there.
    pub device: Option<DeviceId>,
}

/// The answer to an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteResponse {
    /// Everybody the office may give a code, in the order of the register.
    pub people: Vec<Invitee>,
    /// The code that was asked for.
    pub issued: Option<Issued>,
}

/// Somebody an office may give a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Who.
    pub person: Person,
    /// The devices they are on, without revoked ones: identity and name.
    pub devices: Vec<(DeviceId, String)>,
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The code, normalised. The server keeps its hash only.
    pub code: String,
    /// Not accepted from here on, ms since 1970 by the server's clock.
    pub expires_ms: i64,
}

/// Blobs up and down in one. A sequence: this, then as many [`Chunk`]s as `put` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunksRequest {
    /// [`VERSION`].
    pub version: u16,
    /// Blobs I hold whole: what of them does the server lack?
    pub ask: Vec<BlobId>,
    /// Blobs I named first, whose bytes are gone here.
    pub lost: Vec<BlobId>,
    /// What I lack, most wanted first.
    pub want: Vec<Want>,
    /// How many chunks follow this item.
    pub put: u16,
    /// How many bytes of chunks are wanted at most (at least one chunk is given if the server holds any that is wanted).
    pub bytes_max: u32,
}

/// A blob that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// Which.
    pub blob: BlobId,
    /// The chunks that are not here, ascending.
    pub missing: Vec<Span>,
}

/// Chunks of one blob, by their index from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
}

/// A piece of a blob. Travels as an array of its four values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ChunkRow", into = "ChunkRow")]
pub struct Chunk {
    /// Of which.
    pub blob: BlobId,
    /// The whole blob's length in bytes.
    pub length: u32,
    /// Which piece, from 0.
    pub index: u32,
    /// Its bytes: [`cunfa_core::attachment::CHUNK_BYTES`] of them, or what is left for the last.
    pub bytes: Blob,
}

/// As it travels.
type ChunkRow = (BlobId, u32, u32, Blob);

impl From<ChunkRow> for Chunk {
    fn from((blob, length, index, bytes): ChunkRow) -> Chunk {
        Chunk {
            blob,
            length,
            index,
            bytes,
        }
    }
}

impl From<Chunk> for ChunkRow {
    fn from(chunk: Chunk) -> ChunkRow {
        (chunk.blob, chunk.length, chunk.index, chunk.bytes)
    }
}

/// The answer. A sequence: this, then as many [`Chunk`]s as `chunks` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunksResponse {
    /// One for each blob asked for, told lost, put, and for each wanted one of which nothing can be given; each once.
    pub blobs: Vec<BlobAnswer>,
    /// How many chunks follow this item.
    pub chunks: u16,
}

/// What the server has of a blob, as far as this device may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlobAnswer {
    /// Whole, its hash compared, and safe.
    Held {
        /// Which.
        blob: BlobId,
    },
    /// Not whole. Nothing at all is 0 to 512, whatever the length.
    Missing {
        /// Which.
        blob: BlobId,
        /// The chunks that have not come from this device, ascending.
        spans: Vec<Span>,
    },
    /// Its maker said that the bytes are gone.
    Lost {
        /// Which.
        blob: BlobId,
    },
    /// What was put is not kept.
    Refused {
        /// Which.
        blob: BlobId,
        /// Why.
        reason: BlobFault,
    },
}

/// Why a blob that was put is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlobFault {
    /// Longer than an attachment may be.
    TooLarge,
    /// Nobody on this device writes entries or signs.
    NotAllowed,
    /// A piece of a wrong size or place, another length than before, or the whole has another hash: all its pieces were dropped.
    Damaged,
    /// This device has put as much as it may that no entry names.
    Quota,
}

/// A refusal of a whole request, as the body of a 4xx or 5xx answer of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// 401: no or unknown token.
    SignInAgain,
    /// 403: the device was revoked.
    DeviceRevoked,
    /// 400: not a message of this protocol.
    Unreadable,
    /// 413: over a limit; send less at once.
    TooLarge,
    /// 426: this server does not read the version, or the dictionary, of the request; it reads these.
    Version(Spoken),
    /// 404: no such invitation.
    InvitationUnknown,
    /// 409: used already.
    InvitationUsed,
    /// 410: ran out.
    InvitationExpired,
    /// 409: the code is for something else: another device, another person, or to join instead of a new PIN (or the reverse).
    InvitationElsewhere,
    /// 403: this person may not do this.
    NotAllowed,
    /// 409: this person is on this device already.
    PersonAlreadyHere,
    /// 400: the proof does not fit the key.
    BadProof,
    /// 503: not now.
    Busy,
}
