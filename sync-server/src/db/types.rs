//! What goes into and comes out of the database. No SQL, no rules.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunfa_core::feedback::FeedbackKind;
use cunfa_core::question::Party;
use cunfa_core::{
    ActId, Area, Attachment, BatchId, DeviceId, Digest, EntryId, FeedbackId, KeyId, Kind, Mode, Person, PersonId,
    ResultClass, Stage, Standing, Village, VillageCode,
};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::root::Root;

/// What a new database begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// Public key that pins every certificate, receipt and token.
    pub county_key: Vec<u8>,
    /// The village register.
    pub villages: Vec<Village>,
    /// Rule files as text.
    pub rules: Vec<String>,
    /// First epoch of every shard, from 1.
    pub epoch: u64,
}

/// One county's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// The county.
    pub county: Area,
    /// Changes when the database comes from a backup.
    pub epoch: u64,
    /// The last sequence given; 0 when none.
    pub last_sequence: u64,
    /// How many acts the log carries: leaves of its tree.
    pub size: u64,
    /// Version of the directory.
    pub directory: u64,
}

/// What somebody told the operator: nothing of who, and of when only the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFeedback {
    /// Tells one that comes twice.
    pub id: FeedbackId,
    /// The county whose device it came from.
    pub county: Area,
    /// What it is meant as.
    pub kind: FeedbackKind,
    /// The text.
    pub text: String,
    /// Civil day in China, as "2026-11-26".
    pub received_day: String,
}

/// An invitation that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Hash of the code.
    pub code_hash: Digest,
    /// For whom.
    pub person: PersonId,
    /// None: to join a device. A device the person is on: to set a new PIN there, and nothing else.
    pub device: Option<DeviceId>,
    /// Who of an office gave it; none: the county, at the server.
    pub by: Option<PersonId>,
    /// Server clock, ms since 1970.
    pub created_ms: i64,
    /// Not accepted from here on.
    pub expires_ms: i64,
}

/// An invitation that is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// As it was made.
    pub offer: Offer,
    /// The new public key a recovery was begun with: nobody else uses the code any more.
    pub claimed: Option<Vec<u8>>,
    /// By whom it was used.
    pub used: Option<Use>,
}

/// The one use of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The person's public key.
    pub person_key: Vec<u8>,
    /// The device's public key.
    pub device_key: Vec<u8>,
    /// The device.
    pub device: DeviceId,
    /// Whether a token was given with it.
    pub gave_token: bool,
}

/// One enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// Its county.
    pub county: Area,
    /// Short number within the county, from 1.
    pub number: u32,
    /// What the office calls it.
    pub name: String,
    /// Public batch key.
    pub key: Vec<u8>,
    /// Hash of its token.
    pub token_hash: Digest,
    /// Server clock.
    pub enrolled_ms: i64,
    /// Server clock, when revoked.
    pub revoked_ms: Option<i64>,
    /// A device whose directory is older than this version starts its log again, because its scope grew.
    pub scope_since: u64,
    /// A device whose directory is older than this version is told what to forget, because its scope shrank.
    pub forget_since: u64,
    /// Server clock, about; `None` before the first sync.
    pub last_sync_ms: Option<i64>,
    /// Server clock, about, when it last had nothing left to send and nothing to fetch.
    pub full_sync_ms: Option<i64>,
    /// How much it said it had not sent at its last sync: entries with something unsent.
    pub unsent: u32,
}

/// Which device asks.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// Who holds this token, by its hash.
    Token(&'a Digest),
    /// A device by its id.
    Device(DeviceId),
}

/// A device that asks, and what its answers are made by. The county's log is read before the people, so that what changes in between is
/// never taken for known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The device.
    pub device: Device,
    /// Its county's log.
    pub shard: Shard,
    /// Who is on it ([`super::Db::people_on`]).
    pub people: Vec<Person>,
    /// The last sequence at the county's seat, where its registers lie; 0 when none. Read with its log, or a moment later: one step in an index
    /// that every engine has, and no journey of its own. Nothing keeps it in memory, since several processes may write one log.
    pub registers: u64,
}

/// What the log and the register hold of batches that are to be judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// The receipts of those that are in the log.
    pub receipts: BTreeMap<BatchId, Vec<u8>>,
    /// The batches of their entries, in sequence; of an entry without any, nothing.
    pub logs: BTreeMap<EntryId, Vec<LogBatch>>,
    /// Their villages, as far as the register has them.
    pub villages: BTreeSet<VillageCode>,
}

/// Which batches are to be judged.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Their ids.
    pub batches: Vec<BatchId>,
    /// The entries they say they belong to, each once.
    pub entries: Vec<EntryId>,
    /// The villages they say they are of, each once.
    pub villages: Vec<VillageCode>,
}

/// What is noted of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Server clock.
    pub now_ms: i64,
    /// Entries with something unsent, as the device says.
    pub unsent: u32,
    /// Nothing was left to send or to fetch.
    pub is_full: bool,
}

/// A device that joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDevice {
    /// What the office calls it.
    pub name: String,
    /// Public batch key.
    pub key: Vec<u8>,
    /// The number it had before a backup was restored: taken if it is free, else the next one.
    pub number: Option<u32>,
}

/// One enrolment, decided and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Hash of the invitation's code.
    pub code_hash: Digest,
    /// The county.
    pub county: Area,
    /// The person.
    pub person: PersonId,
    /// The person's public key.
    pub person_key: Vec<u8>,
    /// The device's public key.
    pub device_key: Vec<u8>,
    /// The device.
    pub device: DeviceId,
    /// Set when the device is not enrolled yet.
    pub new_device: Option<NewDevice>,
    /// Hash of the token it is given, if one is.
    pub token_hash: Option<Digest>,
    /// New certificates; none when the person signs in again with the same key.
    pub certificates: Vec<StoredCertificate>,
    /// The person's lost keys, to be revoked; with one of them the person renews the key on a device they are on, otherwise
    /// they join.
    pub lost: Vec<KeyId>,
    /// Of a device that comes back: its people with every scope the county stated for them. What of it nobody on the device may read
    /// any more is to be forgotten.
    pub had: Vec<Person>,
    /// Server clock.
    pub now_ms: i64,
}

/// What became of an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// Stored.
    Done(Device),
    /// The invitation was used meanwhile: decide again.
    Overtaken,
    /// The person is on this device already, with another key.
    PersonThere,
}

/// A certificate as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCertificate {
    /// The key's id.
    pub key: KeyId,
    /// The county.
    pub county: Area,
    /// The device it is on.
    pub device: DeviceId,
    /// The person; `None` for a device's batch key.
    pub person: Option<PersonId>,
    /// Looked at or not; a key has at most one of each from one place on.
    pub standing: Standing,
    /// The first sequence at which its scope holds.
    pub from_sequence: u64,
    /// Signed bytes.
    pub bytes: Vec<u8>,
}

/// A revocation as stored. A key has at most one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRevocation {
    /// The key's id.
    pub key: KeyId,
    /// The county.
    pub county: Area,
    /// Signed bytes.
    pub bytes: Vec<u8>,
    /// The office's signed word on which it was made, if one was.
    pub authority: Option<Vec<u8>>,
}

/// Handwriting that an act carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredInk {
    /// SM3 of its shape ([`cunfa_core::Ink::shape`]).
    pub shape: Digest,
    /// The act.
    pub act: ActId,
}

/// A batch that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// Identity.
    pub id: BatchId,
    /// For scope.
    pub village: VillageCode,
    /// The entry it belongs to.
    pub entry: EntryId,
    /// Who made it.
    pub device: DeviceId,
    /// SM3 of the transmitted bytes of each of its acts, in its order.
    pub acts: Vec<Digest>,
    /// The handwriting its acts carry.
    pub inks: Vec<StoredInk>,
    /// The attachments its changes name, at any point of the entry's history.
    pub attachments: Vec<Attachment>,
    /// The version of the county's directory it was judged by: with another one the judgement may be another. None: any.
    pub directory: Option<u64>,
    /// The sequence up to which everything of its village was looked at when it was judged, with what is appended together with it: when the
    /// log holds more of the village, the judgement may be another. None: it was judged by its entry alone.
    pub judged_upto: Option<u64>,
    /// Whether devices are told something else of the county with it in the log: then the directory grows, once it and what comes with it is
    /// in.
    pub grows_directory: bool,
    /// As it came.
    pub sealed: SealedBatch,
    /// The word that took it out of quarantine, if it lay there: its acts do not count.
    pub ruling: Option<Vec<u8>>,
    /// As it is kept ([`SealedBatch::packed`]).
    pub packed: Vec<u8>,
    /// The entry's row with this batch in it, as whoever judged it knows it; none: it is to be made.
    pub row: Option<KnownRow>,
}

/// An entry's row, made while its batch was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRow {
    /// How many batches of the entry were before this one. With another number the row is another.
    pub after: usize,
    /// The row; `None` when the batches are no readable entry.
    pub row: Option<EntryRow>,
}

/// What became of a batch that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// In the log now or before, with this receipt.
    Stored(Vec<u8>),
    /// Its entry is in the log with another village.
    OtherVillage,
    /// A person, a key or a scope of the county changed since it was judged, or its village got more than it was judged by.
    Overtaken,
}

/// A batch of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBatch {
    /// Its place.
    pub sequence: u64,
    /// The village.
    pub village: VillageCode,
    /// As it came.
    pub sealed: SealedBatch,
    /// Its signed receipt.
    pub receipt: Vec<u8>,
    /// Server clock when it came.
    pub received_ms: i64,
    /// As [`NewBatch::ruling`].
    pub ruling: Option<Vec<u8>>,
}

/// A batch that a revoked device delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// In the order they came.
    pub place: u64,
    /// Identity.
    pub id: BatchId,
    /// Who delivered it.
    pub device: DeviceId,
    /// As it came.
    pub sealed: SealedBatch,
    /// Server clock when it came.
    pub received_ms: i64,
    /// What somebody said to it: the word that took it, else the one that left it.
    pub ruling: Option<Vec<u8>>,
    /// Whether the log holds it.
    pub in_log: bool,
}

/// Makes the receipt of a batch from epoch, sequence and id.
pub type Issue<'a> = dyn Fn(u64, u64, BatchId) -> Vec<u8> + Sync + 'a;

/// Makes the revocation of a key from the first sequence at which it signs no more.
pub type Revoke<'a> = dyn Fn(KeyId, u64) -> Vec<u8> + Sync + 'a;

/// Makes the certificate with which a key's scope becomes another one, from those it has and the first sequence at which that holds;
/// `None` when those are no certificates.
pub type Reissue<'a> = dyn Fn(&[StoredCertificate], u64) -> Option<StoredCertificate> + Sync + 'a;

/// Makes the row of an entry from its batches; `None` when they are no readable entry.
pub type Project<'a> = dyn Fn(EntryId, &[LogBatch]) -> Option<EntryRow> + Sync + 'a;

/// SM3 of the transmitted bytes of each act a batch of the log carries, in its order.
pub type ActsOf<'a> = dyn Fn(&LogBatch) -> Vec<Digest> + Sync + 'a;

/// Signs a root.
pub type IssueRoot<'a> = dyn Fn(&Root) -> Vec<u8> + Sync + 'a;

/// How a database that came from a backup begins anew.
pub struct Renewal<'a> {
    /// The new epoch at least.
    pub epoch: u64,
    /// Makes a batch's receipt anew, of county and epoch.
    pub issue: &'a (dyn Fn(&Area, u64, &LogBatch) -> Vec<u8> + Sync + 'a),
    /// What the leaves are made from.
    pub acts: &'a ActsOf<'a>,
}

/// Why a root is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootNeed {
    /// Any root made on this civil day does: its number, from 1970-01-01, in the county's time zone.
    OfDay {
        /// The day.
        day: i64,
    },
    /// A new one over everything there is, for an export.
    New {
        /// The day it is made on.
        day: i64,
    },
}

/// A signed root as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRoot {
    /// What it says.
    pub root: Root,
    /// As it was signed.
    pub bytes: Vec<u8>,
}

/// An act's place in the county's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// From 0.
    pub index: u64,
    /// SM3 of the act's transmitted bytes.
    pub act: Digest,
}

/// What a device asks for.
#[derive(Debug, Clone)]
pub struct Pull<'a> {
    /// The county.
    pub county: &'a Area,
    /// After this sequence.
    pub after: u64,
    /// Up to this one: the last of the log when whoever asks looked.
    pub head: u64,
    /// Only villages in any of these; what lies at a county's seat only when the seat itself is one of them.
    pub scope: &'a [Area],
    /// Not these.
    pub without: &'a BTreeSet<BatchId>,
    /// At most so many bytes, but at least one batch if any waits.
    pub bytes_max: u64,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// In sequence.
    pub batches: Vec<LogBatch>,
    /// The last sequence that was looked at, filtered out or not.
    pub cursor: u64,
    /// Whether something in scope lies after it.
    pub more: bool,
}

/// What a village's log comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDigest {
    /// The village.
    pub village: VillageCode,
    /// Its last place.
    pub last: u64,
    /// The exclusive or of [`BatchId::word`] of every batch of it.
    pub digest: u64,
}

/// An entry as the office's lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Identity.
    pub entry: EntryId,
    /// The village.
    pub village: VillageCode,
    /// 序号.
    pub number: String,
    /// Service date.
    pub date: NaiveDate,
    /// 服务类别.
    pub kind: Kind,
    /// 方式.
    pub mode: Mode,
    /// Length in minutes.
    pub minutes: u16,
    /// The counsel.
    pub counsel: PersonId,
    /// The counsel's name as written.
    pub counsel_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// The sign-off that gives the official text.
    pub official: Option<ActId>,
    /// 签后有改动.
    pub changed_after_signing: bool,
    /// Signed by hand on paper: the official act is a submission.
    pub on_paper: bool,
    /// Since when it stands there: server clock at the last batch with an act, else at the first batch.
    pub since_ms: i64,
    /// What the index tells of it beside the above.
    pub listed: Listed,
    /// Its parties ([`cunfa_core::question::parties`]), sorted.
    pub parties: Vec<Party>,
}

/// What the index tells of an entry's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// When it began, in minutes of the day, if that is known.
    pub start: Option<u16>,
    /// The first person's name, or the head count of a lecture without names; shortened.
    pub name: String,
    /// There are more persons than the first.
    pub more_names: bool,
    /// 事由 or topic, shortened.
    pub matter: String,
    /// 重大事项.
    pub major: bool,
    /// Heads ([`cunfa_core::Figure`]).
    pub people: u32,
    /// 结果 as a class.
    pub result: Option<ResultClass>,
    /// The entry it corrects.
    pub corrects: Option<EntryId>,
}

/// Which figures are wanted.
#[derive(Debug, Clone)]
pub struct FiguresAsk<'a> {
    /// The log.
    pub county: &'a Area,
    /// Only villages in any of these.
    pub scope: &'a [Area],
    /// Only entries with a batch after this sequence.
    pub after: u64,
    /// Most rows.
    pub rows_max: u32,
}

/// Of which entries the parties are wanted.
#[derive(Debug, Clone)]
pub struct SidesAsk<'a> {
    /// Only villages in any of these.
    pub scope: &'a [Area],
    /// Only services on this day or later.
    pub since: NaiveDate,
}

/// Which rows of the index are wanted.
#[derive(Debug, Clone)]
pub struct IndexAsk<'a> {
    /// Only villages in any of these.
    pub scope: &'a [Area],
    /// The row before the first one wanted, by its service date and the first bytes of its entry's id.
    pub after: Option<(NaiveDate, &'a [u8])>,
    /// Most rows.
    pub rows_max: u32,
}

/// How much there is of what an index tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IndexSize {
    /// Entries.
    pub rows: u64,
    /// Of these, entries after the place that was asked for.
    pub rest: u64,
    /// Bytes of the log's batches, with signatures and receipts.
    pub bytes: u64,
}

impl NewBatch {
    /// Whether its judgement may be another by now: `directory` is the version of the county's, `last` the last sequences of villages before
    /// anything of this append.
    pub(super) fn is_overtaken(&self, directory: u64, last: &BTreeMap<VillageCode, u64>) -> bool {
        let other = self.directory.is_some_and(|judged_by| judged_by != directory);
        let upto = self.judged_upto.zip(last.get(&self.village));
        other || upto.is_some_and(|(upto, last)| *last > upto)
    }
}

impl RootNeed {
    /// The day it is asked on.
    #[must_use]
    pub fn day(self) -> i64 {
        match self {
            RootNeed::OfDay { day } | RootNeed::New { day } => day,
        }
    }
}

impl Device {
    /// Whether it was revoked.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        self.revoked_ms.is_some()
    }
}
