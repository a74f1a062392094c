//! The state of one entry, derived from its log by one function, for the projection, the entry's screen and every check.

mod load;
pub(crate) mod need;
pub(crate) mod notes;
mod record;
mod verify;

use std::collections::BTreeMap;

use cunfa_core::entry::FieldMap;
use cunfa_core::{Act, BatchId, Digest, Entry, EntryId, Life, Standing};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::{ClockQuality, NamedRoot};

use crate::Row;
use crate::pass::ParkedReason;

pub(crate) use load::{EntryState, current, document};
pub use need::NeedRecord;
pub use notes::Known;
pub(crate) use verify::Verifier;

/// Whether the server holds an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Something is still only here.
    Here,
    /// A batch of it was refused and waits for a person.
    Parked(ParkedReason),
    /// Stored receipts (or arrival from the server) cover everything.
    Delivered,
    /// Only the server's index tells of it: it is not here.
    NotHere,
}

/// One entry, whole.
#[derive(Debug, Clone)]
pub struct EntryRecord {
    /// Which.
    pub entry: EntryId,
    /// Its row.
    pub row: Row,
    /// Its document, for writing.
    pub doc: EntryDoc,
    /// The text now.
    pub current: Entry,
    /// The text now, by key.
    pub current_fields: FieldMap,
    /// Digest of its canonical content.
    pub current_content: Digest,
    /// The official text: at the official sign-off, else now.
    pub official: Entry,
    /// The official text, by key.
    pub official_fields: FieldMap,
    /// Digest of its canonical content.
    pub official_content: Digest,
    /// Fields that hold more than one value now.
    pub conflicts: BTreeMap<String, Vec<String>>,
    /// The life.
    pub life: Life,
    /// The acts, oldest arrival first.
    pub acts: Vec<ActRecord>,
    /// The entries that correct this one.
    pub corrected_by: Vec<EntryId>,
    /// The entries that carry this one on.
    pub followed_by: Vec<EntryId>,
    /// A newer program wrote something of it that this one does not know: it is shown as far as it can be read, and not written to.
    pub newer: bool,
    /// Its refused batches.
    pub parked: Vec<(BatchId, ParkedReason)>,
}

/// One act of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRecord {
    /// The act.
    pub act: Act,
    /// Digest of the content at its heads; `None` while they are not here or not readable.
    pub content: Option<Digest>,
    /// Whether the signature holds for exactly that content, with a key certified for that person, role and village.
    pub holds: bool,
    /// How far the signer's enrolment was looked at; `None` when no certificate gives the key to that person.
    pub standing: Option<Standing>,
    /// Whether the server holds it.
    pub delivered: bool,
    /// Order of arrival here.
    pub arrival: i64,
    /// When the server received it, by its clock, if known.
    pub received_at_ms: Option<i64>,
    /// How far the device's clock could be trusted, as signed.
    pub clock: ClockQuality,
    /// The last root the device had accepted, as signed.
    pub root: Option<NamedRoot>,
}
