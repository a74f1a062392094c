//! What the server needs of a database, as one trait. Every implementation passes the contract suite in
//! `tests/contract` unchanged. SQL lives below here and nowhere else.
//!
//! Invariant: the log (`batches`) is the truth. Sequence numbers are given in commit order per shard, and a batch, its
//! receipt and its entry's projection are written in one transaction or not at all.

mod area;
mod blobs;
mod choice;
mod firms;
mod group;
mod inquiries;
mod naming;
pub mod postgres;
mod sides;
pub mod sqlite;
mod types;
mod value;

use cunfa_core::question::Sides;
use cunfa_core::{
    ActId, Area, BatchId, DeviceId, Digest, EntryId, FeedbackId, Figure, KeyId, Person, PersonId, Village, VillageCode,
};
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::index::IndexRow;

pub(crate) use area::{areas, areas_for, reading_scope};
pub use blobs::{BlobDb, BlobFacts, Kept, NewChunk, Parts, Share};
pub use firms::{FirmDb, FirmKey, FirmOffer, FirmRuns, FirmSession, FirmState, FirmTries, StoredFirm};
pub use group::{Commits, Expected};
pub use inquiries::{Dismissal, InquiriesAsk, InquiryDb, Room, StoredInquiry, Taken};
pub use naming::NamedBy;
pub(crate) use naming::Naming;
pub use types::{
    ActsOf, Appended, Ask, Asker, Device, Enrolled, Enrolment, EntryRow, FiguresAsk, Founding, Held, IndexAsk,
    IndexSize, Invitation, Issue, IssueRoot, KeptDigest, KnownRow, Leaf, Listed, LogBatch, NewBatch, NewDevice, Offer,
    Project, Pull, Pulled, Quarantined, Reissue, Renewal, Revoke, RootNeed, Seen, Shard, SidesAsk, StoredCertificate,
    StoredFeedback, StoredInk, StoredRevocation, StoredRoot, Use, Who,
};

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The file was made by a newer program.
    #[error("opening the database: it is of version {found}, this program knows {known}")]
    TooNew {
        /// Version found.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// No such file.
    #[error("opening the database: there is none at this place")]
    Missing,
    /// There is one already.
    #[error("making the database: there is one at this place already")]
    Exists,
    /// A stored value is not what was stored.
    #[error("reading the database: {0} is unreadable")]
    Unreadable(&'static str),
    /// What is named is not there.
    #[error("looking in the database: no such {0}")]
    NoSuch(&'static str),
    /// The engine's own words. They never hold a stored value.
    #[error("the database: {0}")]
    Engine(String),
}

/// A database's answer.
pub type DbResult<T> = Result<T, DbError>;

/// What the server needs of a database.
pub trait Db: BlobDb + FirmDb + InquiryDb {
    /// Stores county key, villages and rules in one transaction; every county gets its shard. Only once.
    ///
    /// # Errors
    /// [`DbError::Exists`] the second time.
    fn found(&self, founding: &Founding) -> DbResult<()>;
    /// The county's public key; `None` before [`Db::found`].
    ///
    /// # Errors
    /// The engine's.
    fn county_key(&self) -> DbResult<Option<Vec<u8>>>;
    /// A county's log.
    ///
    /// # Errors
    /// The engine's.
    fn shard(&self, county: &Area) -> DbResult<Option<Shard>>;
    /// Gives every shard a new epoch, at least the given one and above its old one: the database came from a backup. Receipts
    /// are made anew in that epoch, and the tree from the log; the old epoch's roots stay. One transaction.
    ///
    /// # Errors
    /// The engine's.
    fn renew_epochs(&self, renewal: &Renewal<'_>) -> DbResult<()>;
    /// One village.
    ///
    /// # Errors
    /// The engine's.
    fn village(&self, code: &VillageCode) -> DbResult<Option<Village>>;
    /// Every village in any of the areas, by code, each once.
    ///
    /// # Errors
    /// The engine's.
    fn villages(&self, areas: &[Area]) -> DbResult<Vec<Village>>;
    /// Every village, by code.
    ///
    /// # Errors
    /// The engine's.
    fn register(&self) -> DbResult<Vec<Village>>;
    /// Takes villages of a list in: those that are new, and those that are called or lie otherwise than the register says. A county that is
    /// new begins its log at `epoch`; the directory of every county in which something changed grows; all in one transaction. Gives how
    /// many changed.
    ///
    /// # Errors
    /// The engine's; then nothing changed.
    fn take_villages(&self, villages: &[Village], epoch: u64) -> DbResult<usize>;
    /// The rule files, as text.
    ///
    /// # Errors
    /// The engine's.
    fn rules(&self) -> DbResult<Vec<String>>;
    /// Adds a rule file after the others; the directory of every county grows. One transaction.
    ///
    /// # Errors
    /// The engine's; then nothing changed.
    fn add_rule(&self, text: &str) -> DbResult<()>;

    /// Adds a person; the directory of every county their scope touches grows.
    ///
    /// # Errors
    /// The engine's.
    fn add_person(&self, person: &Person, now_ms: i64) -> DbResult<()>;
    /// Adds people of a list, in its order, in one transaction; somebody of the same name, role and post as one of the register is left
    /// out. Gives how many were added.
    ///
    /// # Errors
    /// The engine's; then nobody was added.
    fn take_people(&self, people: &[Person], now_ms: i64) -> DbResult<usize>;
    /// One person.
    ///
    /// # Errors
    /// The engine's.
    fn person(&self, id: PersonId) -> DbResult<Option<Person>>;
    /// Everybody, in the order they were added.
    ///
    /// # Errors
    /// The engine's.
    fn people(&self) -> DbResult<Vec<Person>>;

    /// Gives a person another scope: every key of theirs that is not revoked gets a certificate by `reissue`, in the place of one from
    /// the same sequence; what each of their devices may read no more is noted for [`Db::forget`], and a device that may read more starts
    /// its log again. The directory of every county that the old or the new scope touches grows; all in one transaction. Gives the
    /// devices.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] for an unknown person.
    fn rescope(&self, person: PersonId, scope: &[Area], reissue: &Reissue<'_>) -> DbResult<Vec<DeviceId>>;
    /// The villages that people on a device could read once and nobody on it may read any more, by code.
    ///
    /// # Errors
    /// The engine's.
    fn forget(&self, device: DeviceId) -> DbResult<Vec<VillageCode>>;

    /// Keeps what somebody told the operator, unless it is there, or `most` unhandled ones are. Says whether it is there now.
    ///
    /// # Errors
    /// The engine's.
    fn keep_feedback(&self, one: &StoredFeedback, most: u64) -> DbResult<bool>;
    /// What was told and not handled, by the day it came.
    ///
    /// # Errors
    /// The engine's.
    fn feedback(&self) -> DbResult<Vec<StoredFeedback>>;
    /// Handled: the text goes, the id stays, so that the same one is not taken again. Says whether there was one.
    ///
    /// # Errors
    /// The engine's.
    fn handle_feedback(&self, id: FeedbackId) -> DbResult<bool>;

    /// Stores an invitation.
    ///
    /// # Errors
    /// The engine's.
    fn add_invitation(&self, offer: &Offer) -> DbResult<()>;
    /// The invitation with this hashed code.
    ///
    /// # Errors
    /// The engine's.
    fn invitation(&self, code_hash: &Digest) -> DbResult<Option<Invitation>>;
    /// Binds an unused invitation to the new key a recovery is begun with. Whether it is bound to this key now.
    ///
    /// # Errors
    /// The engine's.
    fn claim_invitation(&self, code_hash: &Digest, person_key: &[u8]) -> DbResult<bool>;
    /// Uses an invitation: marks it, stores a new device with the county's next number or a further person on an old one,
    /// stores the certificates, revokes the lost keys by `revoke`, and lets the county's directory grow; all in one transaction.
    ///
    /// # Errors
    /// The engine's; an invitation used meanwhile or a person already there is an answer, no error.
    fn enrol(&self, enrolment: &Enrolment, revoke: &Revoke<'_>) -> DbResult<Enrolled>;

    /// One device.
    ///
    /// # Errors
    /// The engine's.
    fn device(&self, id: DeviceId) -> DbResult<Option<Device>>;
    /// The device that holds this token.
    ///
    /// # Errors
    /// The engine's.
    fn device_by_token(&self, token_hash: &Digest) -> DbResult<Option<Device>>;
    /// The device with this batch key.
    ///
    /// # Errors
    /// The engine's.
    fn device_by_key(&self, public_key: &[u8]) -> DbResult<Option<Device>>;
    /// A device with what its answers are made by.
    ///
    /// # Errors
    /// The engine's.
    fn asker(&self, who: Who<'_>) -> DbResult<Option<Asker>>;
    /// Every device, by county and number.
    ///
    /// # Errors
    /// The engine's.
    fn devices(&self) -> DbResult<Vec<Device>>;
    /// The people enrolled on a device, as they are in the register now: those with a key there that is not revoked, or, once
    /// the device is revoked, everybody who was on it.
    ///
    /// # Errors
    /// The engine's.
    fn people_on(&self, device: DeviceId) -> DbResult<Vec<Person>>;
    /// Notes when a device last synced, and how much it had not sent. No promise: a crash may lose it.
    ///
    /// # Errors
    /// The engine's.
    fn seen(&self, device: DeviceId, seen: &Seen) -> DbResult<()>;
    /// Revokes a device and every key on it, from the next sequence of its county's log on, in one transaction; `revoke` makes
    /// the revocations. The directory grows. Revoking twice keeps the first time.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] for an unknown device.
    fn revoke_device(&self, device: DeviceId, now_ms: i64, revoke: &Revoke<'_>) -> DbResult<()>;
    /// Revokes one key likewise, keeping the word on whose strength; its device stays.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] for a key without a certificate.
    fn revoke_key(&self, key: KeyId, authority: Option<&[u8]>, revoke: &Revoke<'_>) -> DbResult<()>;
    /// Stores the provisional certificate of a key that was made on an enrolled device, with the claim it answers; the
    /// directory grows. `false` when the person has another key there that is not revoked. A key that is known stays as it is.
    ///
    /// # Errors
    /// The engine's.
    fn claim(&self, certificate: &StoredCertificate, claim: &[u8]) -> DbResult<bool>;
    /// Stores the confirmation of a key's scope, unless it has one or the key is revoked; the directory grows. Says whether the key is
    /// confirmed now.
    ///
    /// # Errors
    /// The engine's.
    fn confirm(&self, certificate: &StoredCertificate) -> DbResult<bool>;

    /// The certificates of a key, in the order they were issued.
    ///
    /// # Errors
    /// The engine's.
    fn certificates_of(&self, key: KeyId) -> DbResult<Vec<StoredCertificate>>;
    /// The revocation of a key.
    ///
    /// # Errors
    /// The engine's.
    fn revocation_of(&self, key: KeyId) -> DbResult<Option<StoredRevocation>>;
    /// Every revocation of a county, in the order they were made.
    ///
    /// # Errors
    /// The engine's.
    fn revocations(&self, county: &Area) -> DbResult<Vec<StoredRevocation>>;
    /// Every certificate of a county, in the order they were issued.
    ///
    /// # Errors
    /// The engine's.
    fn certificates(&self, county: &Area) -> DbResult<Vec<StoredCertificate>>;

    /// The receipt of a batch the log holds.
    ///
    /// # Errors
    /// The engine's.
    fn receipt(&self, batch: BatchId) -> DbResult<Option<Vec<u8>>>;
    /// The act of the log that first carried handwriting of this shape.
    ///
    /// # Errors
    /// The engine's.
    fn ink(&self, shape: &Digest) -> DbResult<Option<ActId>>;
    /// Everything that batches are judged by, at once.
    ///
    /// # Errors
    /// The engine's.
    fn held(&self, ask: &Ask) -> DbResult<Held>;
    /// The batches of an entry, in sequence.
    ///
    /// # Errors
    /// The engine's.
    fn entry_log(&self, entry: EntryId) -> DbResult<Vec<LogBatch>>;
    /// Says that an append to this county is about to come: others may wait a moment for it, to share its commit. Held until the
    /// append is done, or dropped when it does not come.
    fn expect(&self, county: &Area) -> Expected;
    /// Appends batches in one transaction, in the order given, with consecutive sequence numbers; `issue` makes the
    /// receipt, `project` the entry's row from all its batches; the batch's acts become leaves of the county's tree, and the
    /// attachments it names are noted for [`BlobDb::blob`]. A batch
    /// that is there already is answered with its own receipt. An entry that is in the log with another village is left out, and so
    /// is what was judged by another version of the county's directory, or by less of its village than the log held before
    /// ([`NewBatch::judged_upto`]). The directory grows with what says so ([`NewBatch::grows_directory`]).
    ///
    /// # Errors
    /// The engine's; then nothing was stored.
    fn append(
        &self,
        county: &Area,
        batches: &[NewBatch],
        now_ms: i64,
        issue: &Issue<'_>,
        project: &Project<'_>,
    ) -> DbResult<Vec<Appended>>;
    /// What lies between two sequences, within scope and budget.
    ///
    /// # Errors
    /// The engine's.
    fn pull(&self, pull: &Pull<'_>) -> DbResult<Pulled>;
    /// What each village of the county in any of these areas comes to now, by code; without those of which there is nothing, and without
    /// the seat. Kept with every append, so that the cost does not grow with the log.
    ///
    /// # Errors
    /// The engine's.
    fn digests(&self, county: &Area, areas: &[Area]) -> DbResult<Vec<KeptDigest>>;
    /// The acts of a batch of the log and their places in the county's tree, in order; none when it carries none.
    ///
    /// # Errors
    /// The engine's.
    fn leaves(&self, county: &Area, sequence: u64) -> DbResult<Vec<Leaf>>;
    /// The path from the leaf at `index` to the root of the county's first `size` leaves.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] when there is no such leaf or size.
    fn inclusion(&self, county: &Area, index: u64, size: u64) -> DbResult<Vec<Digest>>;
    /// The path that shows that the county's first `new_size` leaves begin with the first `old_size`.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] when the tree does not have these sizes.
    fn consistency(&self, county: &Area, old_size: u64, new_size: u64) -> DbResult<Vec<Digest>>;
    /// The newest root of the county's epoch, made over the whole log and stored if the need asks for a new one. A root is
    /// never dated before the one before it, whatever `now_ms` says.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] for an unknown county.
    fn root(&self, county: &Area, need: RootNeed, now_ms: i64, issue: &IssueRoot<'_>) -> DbResult<StoredRoot>;
    /// Every root of the county, of every epoch, oldest first.
    ///
    /// # Errors
    /// The engine's.
    fn roots(&self, county: &Area) -> DbResult<Vec<StoredRoot>>;

    /// Keeps what a revoked device delivers, as long as the device's share stays under `bytes_max`.
    /// Gives how many were kept or are kept already.
    ///
    /// # Errors
    /// The engine's.
    fn quarantine(
        &self,
        device: DeviceId,
        batches: &[(BatchId, SealedBatch)],
        now_ms: i64,
        bytes_max: u64,
    ) -> DbResult<usize>;
    /// How many batches are in quarantine.
    ///
    /// # Errors
    /// The engine's.
    fn quarantined(&self) -> DbResult<u64>;
    /// What a device delivered, in the order it came, after a place (0: from the first), at most so many; without `all` only
    /// what nobody said anything to.
    ///
    /// # Errors
    /// The engine's.
    fn quarantined_of(&self, device: DeviceId, all: bool, after: u64, count_max: u32) -> DbResult<Vec<Quarantined>>;
    /// One of these.
    ///
    /// # Errors
    /// The engine's.
    fn quarantined_one(&self, batch: BatchId) -> DbResult<Option<Quarantined>>;
    /// Keeps the word that leaves a batch in quarantine. The first word stays; what is in the log stays there. Says whether the
    /// batch is left now.
    ///
    /// # Errors
    /// The engine's.
    fn leave(&self, batch: BatchId, ruling: &[u8]) -> DbResult<bool>;

    /// The projected entries of an area, by village, date and number.
    ///
    /// # Errors
    /// The engine's.
    fn entries(&self, area: &Area) -> DbResult<Vec<EntryRow>>;
    /// The entries of an area that wait for review, the longest waiting first.
    ///
    /// # Errors
    /// The engine's.
    fn queue(&self, area: &Area) -> DbResult<Vec<EntryRow>>;
    /// Figures of the entries in scope whose last batch lies after a sequence, each with that batch's sequence and in their order.
    ///
    /// # Errors
    /// The engine's.
    fn figures(&self, ask: &FiguresAsk<'_>) -> DbResult<Vec<(u64, Figure)>>;
    /// The entries in scope that stand (neither void nor corrected) and name parties, by id.
    ///
    /// # Errors
    /// The engine's.
    fn sides(&self, ask: &SidesAsk<'_>) -> DbResult<Vec<Sides>>;
    /// Whether a counsel wrote an entry of a village that is not void.
    ///
    /// # Errors
    /// The engine's.
    fn has_written(&self, counsel: PersonId, village: &VillageCode) -> DbResult<bool>;
    /// Rows of the index, the newest service date first, of one date by falling id.
    ///
    /// # Errors
    /// The engine's.
    fn index(&self, ask: &IndexAsk<'_>) -> DbResult<Vec<IndexRow>>;
    /// The entries of these areas whose ids begin with these bytes.
    ///
    /// # Errors
    /// The engine's.
    fn entries_beginning(&self, scope: &[Area], first: &[u8]) -> DbResult<Vec<EntryId>>;
    /// How much an index of this scope tells of, and how many bytes of batches lie behind it up to a sequence of the county's
    /// log.
    ///
    /// # Errors
    /// The engine's.
    fn index_size(&self, county: &Area, ask: &IndexAsk<'_>, head: u64) -> DbResult<IndexSize>;
    /// Drops what is derived (the entries' rows, and where attachments are named) and makes it again from the log; gives how many rows
    /// came out.
    ///
    /// # Errors
    /// The engine's; then what was there stands.
    fn rebuild(&self, project: &Project<'_>, named: &NamedBy<'_>) -> DbResult<usize>;

    /// How many writers shared how many commits since it was opened.
    fn commits(&self) -> Commits;
    /// A cheap read that shows the database answers.
    ///
    /// # Errors
    /// The engine's.
    fn health(&self) -> DbResult<()>;
    /// Brings the file into its resting state before the program ends.
    ///
    /// # Errors
    /// The engine's.
    fn settle(&self) -> DbResult<()>;
}
