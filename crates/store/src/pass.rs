//! The store's part of a sync pass: what goes out, and one transaction that stores what came back.

mod answers;
mod carry;
mod lacking;
mod reread;
mod seal;
mod send;

use cunfa_core::{BatchId, EntryId, FeedbackId, KeyId, Operator, VillageCode};
use cunfa_evidence::batch::SealedBatch;

use crate::{ClaimFault, DecisionFault, Directory};

pub use lacking::LackingBatch;

/// Where this device stands with its shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The epoch the cursor belongs to; 0 when none.
    pub epoch: u64,
    /// The last sequence stored; 0 when none.
    pub cursor: u64,
    /// Version of the directory held; 0 when none.
    pub directory: u64,
}

/// A batch to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingBatch {
    /// Identity.
    pub id: BatchId,
    /// Its entry.
    pub entry: EntryId,
    /// Bytes and signature.
    pub sealed: SealedBatch,
}

/// A batch from the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PulledBatch {
    /// Its place.
    pub sequence: u64,
    /// The batch.
    pub sealed: SealedBatch,
    /// The server's receipt for it.
    pub receipt: Vec<u8>,
}

/// An answer of the server, to be stored; its batches with it, or afterwards ([`crate::Store::store_pulled`]).
#[derive(Debug, Clone, Default)]
pub struct PassResult {
    /// The log's epoch.
    pub epoch: u64,
    /// The cursor its batches begin at, when it says one.
    pub after: Option<u64>,
    /// The cursor after storing all of this.
    pub cursor: u64,
    /// Whether more lies after it.
    pub more: bool,
    /// Enrolments made here, answered: the key, and why it was not taken, if so.
    pub claimed: Vec<(KeyId, Option<ClaimFault>)>,
    /// Decisions answered: the key, the very word, and why it was not taken, if so.
    pub decided: Vec<(KeyId, Vec<u8>, Option<DecisionFault>)>,
    /// Batches stored, with the receipt's bytes.
    pub stored: Vec<(BatchId, Vec<u8>)>,
    /// Batches refused for good.
    pub refused: Vec<(BatchId, ParkedReason)>,
    /// Batches put off.
    pub later: Vec<BatchId>,
    /// What lies after the cursor, in sequence.
    pub pulled: Vec<PulledBatch>,
    /// The directory, when it is newer.
    pub directory: Option<Directory>,
    /// Villages that people here could read once and nobody here may read any more; counts only with a directory.
    pub forget: Vec<VillageCode>,
    /// Signed server-time token; empty when none.
    pub time_token: Vec<u8>,
    /// A root that was checked against the one held here; none when the answer brought none.
    pub root: Option<Vec<u8>>,
    /// Who runs the server, when the answer says so; stands in the place of what was said before.
    pub operator: Option<Operator>,
    /// Feedback that the server keeps now.
    pub feedback: Vec<FeedbackId>,
    /// The place of the log's last registration, when the answer tells of one.
    pub registers: Option<u64>,
    /// Device clock, ms since 1970.
    pub now_ms: i64,
}

/// What storing an answer did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Entries that may look different now.
    pub entries: Vec<EntryId>,
    /// Own batches that are accepted now and were not before.
    pub accepted: usize,
    /// Own batches parked by this answer.
    pub parked: usize,
    /// Own batches put off by this answer.
    pub put_off: usize,
    /// Pulled batches stored.
    pub pulled: usize,
    /// Bytes of the batches that came, with signatures and receipts.
    pub bytes: u64,
    /// Pulled batches kept for a newer program.
    pub unread: usize,
    /// Receipts, or batches, or certificates that do not verify; each counts as not given.
    pub unverified: usize,
    /// Enrolments made here, answered.
    pub claimed: usize,
    /// Decisions answered.
    pub decided: usize,
    /// Entries of which something parked is offered again, because somebody here works there again.
    pub offered: usize,
    /// Entries of forgotten villages that are gone.
    pub forgotten: usize,
    /// Whether the directory was replaced.
    pub directory: bool,
    /// Whether the log began anew and everything own is offered again.
    pub new_epoch: bool,
}

impl Stored {
    /// Adds what storing a further part of the same answer did.
    pub fn add(&mut self, further: Stored) {
        self.entries.extend(further.entries);
        self.accepted += further.accepted;
        self.parked += further.parked;
        self.put_off += further.put_off;
        self.pulled += further.pulled;
        self.bytes += further.bytes;
        self.unread += further.unread;
        self.unverified += further.unverified;
        self.claimed += further.claimed;
        self.decided += further.decided;
        self.offered += further.offered;
        self.forgotten += further.forgotten;
        self.directory |= further.directory;
        self.new_epoch |= further.new_epoch;
    }
}

/// Why the server refused a batch for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParkedReason {
    /// Damaged on the way or on the disk.
    Damaged,
    /// Over a limit.
    TooLarge,
    /// A signature does not hold.
    Signature,
    /// The role may not do this.
    NotAllowed,
    /// The village is outside the scope.
    OutOfScope,
    /// Written by a newer program than the server's.
    TooNew,
    /// The signer's enrolment was not accepted, or their key was revoked.
    NotEnrolled,
    /// Somebody else's word about the record came first.
    RecordChanged,
    /// Anything else about the content.
    Content,
}

impl ParkedReason {
    /// Every reason.
    pub const ALL: [ParkedReason; 9] = [
        ParkedReason::Damaged,
        ParkedReason::TooLarge,
        ParkedReason::Signature,
        ParkedReason::NotAllowed,
        ParkedReason::OutOfScope,
        ParkedReason::TooNew,
        ParkedReason::NotEnrolled,
        ParkedReason::RecordChanged,
        ParkedReason::Content,
    ];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ParkedReason::Damaged => "damaged",
            ParkedReason::TooLarge => "too_large",
            ParkedReason::Signature => "signature",
            ParkedReason::NotAllowed => "not_allowed",
            ParkedReason::OutOfScope => "out_of_scope",
            ParkedReason::TooNew => "too_new",
            ParkedReason::NotEnrolled => "not_enrolled",
            ParkedReason::RecordChanged => "record_changed",
            ParkedReason::Content => "content",
        }
    }

    /// Reads a stored code; an unknown one is about the content.
    pub(crate) fn from_code(code: &str) -> ParkedReason {
        ParkedReason::ALL
            .into_iter()
            .find(|reason| reason.code() == code)
            .unwrap_or(ParkedReason::Content)
    }
}
