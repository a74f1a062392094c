//! Whether a pushed batch may join the log. Decides only; nothing is stored here.
//!
//! The order of checks is docs/protocol.md's. Invariant: every change and act of an accepted batch is readable, complete
//! back to the entry's beginning, signed by a certified key, and within role and scope of who made it.

mod acts;
mod changes;
mod document;
mod inks;
mod needs;
mod prepared;
mod record;
mod registers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cunfa_core::{Action, BatchId, Entry, EntryId, Need, Person, VillageCode, may};
use cunfa_document::DocumentKind;
use cunfa_evidence::batch::{Batch, BatchError, MAX_BATCH_BYTES, SealedBatch};
use cunfa_evidence::prepared::PreparedKey;
use cunfa_protocol::view::ParkedReason;

use crate::chain::Keys;
use crate::db::{Ask, Asker, Db, DbError, Device, Held, KnownRow, NewBatch, StoredInk};
use crate::project;

pub(crate) use document::Document;
pub(crate) use prepared::Prepared;
pub(crate) use record::Record;
pub(crate) use registers::RegisterJudge;

/// What is to be done with a batch.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The log holds it; its receipt.
    Known(Vec<u8>),
    /// Append it.
    Accept(Box<NewBatch>),
    /// Refused for good.
    Refuse(ParkedReason),
    /// Something it builds on is not here yet.
    Later,
}

/// Why checking stopped.
#[derive(Debug)]
enum Stop {
    Refuse(ParkedReason),
    Later,
    Db(DbError),
}

impl From<ParkedReason> for Stop {
    fn from(reason: ParkedReason) -> Stop {
        Stop::Refuse(reason)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Stop {
        Stop::Db(error)
    }
}

/// Batches, opened, by the ids of their bytes.
pub(crate) type Opened = BTreeMap<BatchId, Result<Batch, BatchError>>;

/// Judges the batches of one request, in order; a later one may build on an earlier one.
pub(crate) struct Judge<'a> {
    /// The batches lie in quarantine: revocations are passed over, and their acts do not count.
    lifted: bool,
    db: &'a dyn Db,
    device: &'a Device,
    people: &'a [Person],
    /// The version of the county's directory.
    directory: u64,
    /// The device's key.
    prepared: Option<Arc<PreparedKey>>,
    keys: Keys<'a>,
    now_ms: i64,
    /// What was read ahead for batches that are still to be judged.
    held: Held,
    opened: Opened,
    records: BTreeMap<EntryId, Record>,
    inks: inks::Seen,
}

impl<'a> Judge<'a> {
    /// By how the device stands.
    pub(crate) fn by(db: &'a dyn Db, asker: &'a Asker, now_ms: i64) -> Judge<'a> {
        Judge {
            lifted: false,
            db,
            device: &asker.device,
            people: &asker.people,
            directory: asker.shard.directory,
            prepared: None,
            keys: Keys::new(db),
            now_ms,
            held: Held::default(),
            opened: BTreeMap::new(),
            records: BTreeMap::new(),
            inks: BTreeMap::new(),
        }
    }

    /// Is about to judge these, opened already or not.
    pub(crate) fn of(
        mut self,
        batches: &[(BatchId, SealedBatch)],
        opened: Opened,
        prepared: &Prepared,
    ) -> Result<Judge<'a>, DbError> {
        self.prepared = prepared.of(&self.device.key);
        self.ahead(batches, opened)
    }

    /// The same for batches of several devices ([`Judge::made_by`]).
    pub(crate) fn ahead(mut self, batches: &[(BatchId, SealedBatch)], opened: Opened) -> Result<Judge<'a>, DbError> {
        self.opened = opened;
        self.read_ahead(batches.iter().map(|(id, sealed)| (*id, sealed)))?;
        Ok(self)
    }

    /// What is judged from here on was made by another device: by how that one stands.
    pub(crate) fn made_by(&mut self, asker: &'a Asker) {
        self.device = &asker.device;
        self.people = &asker.people;
        self.directory = asker.shard.directory;
        self.prepared = None;
    }

    /// Opens batches, and looks up what they are judged by.
    fn read_ahead<'b>(&mut self, batches: impl Iterator<Item = (BatchId, &'b SealedBatch)>) -> Result<(), DbError> {
        let (mut ids, mut entries, mut villages) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (id, sealed) in batches {
            ids.push(id);
            let opened = self.opened.entry(id).or_insert_with(|| sealed.open());
            if let Ok(batch) = opened {
                entries.insert(batch.entry);
                villages.insert(batch.village.clone());
            }
        }
        let Held {
            receipts,
            logs,
            villages,
        } = self.db.held(&Ask {
            batches: ids,
            entries: entries.into_iter().collect(),
            villages: villages.into_iter().collect(),
        })?;
        self.held.receipts.extend(receipts);
        self.held.logs.extend(logs);
        self.held.villages.extend(villages);
        Ok(())
    }

    /// Judges what a revoked device delivered as if none of its keys had been revoked.
    pub(crate) fn lifted(self) -> Judge<'a> {
        Judge { lifted: true, ..self }
    }

    /// What an entry or need would say with this batch, whatever else stands against it; `None` when that cannot be read.
    pub(crate) fn content_with(&self, batch: &Batch) -> Result<Option<Says>, DbError> {
        let mut record = self.looked_up(batch.entry)?;
        record.add_changes(batch);
        let document = record.document();
        Ok(document.and_then(|document| match document.entry() {
            Some(entry) => Some(Says::Entry(Box::new(entry))),
            None => document.need().ok().map(|need| Says::Need(Box::new(need.clone()))),
        }))
    }

    /// What is to be done with it. `id` is the hash of its bytes.
    pub(crate) fn judge(&mut self, id: BatchId, sealed: SealedBatch) -> Result<Verdict, DbError> {
        if !self.opened.contains_key(&id) {
            self.read_ahead(std::iter::once((id, &sealed)))?;
        }
        if let Some(receipt) = self.held.receipts.get(&id) {
            return Ok(Verdict::Known(receipt.clone()));
        }
        match self.check(id, &sealed) {
            Ok((batch, inks, row)) => Ok(Verdict::Accept(Box::new(NewBatch {
                id,
                village: batch.village,
                entry: batch.entry,
                device: batch.device,
                acts: batch.acts.iter().map(|bytes| cunfa_evidence::hash(bytes)).collect(),
                inks,
                attachments: project::named_in(&batch.changes),
                packed: sealed.packed(),
                row: Some(row),
                directory: Some(self.directory),
                judged_upto: None,
                grows_directory: false,
                sealed,
                ruling: None,
            }))),
            Err(Stop::Refuse(reason)) => Ok(Verdict::Refuse(reason)),
            Err(Stop::Later) => Ok(Verdict::Later),
            Err(Stop::Db(error)) => Err(error),
        }
    }

    fn check(&mut self, id: BatchId, sealed: &SealedBatch) -> Result<(Batch, Vec<StoredInk>, KnownRow), Stop> {
        let batch = self.open(id, sealed)?;
        self.check_place(&batch.village)?;
        let before = self.record(batch.entry);
        if before.batches == 0 && acts::are_registrations(&batch) {
            // They come by a road of their own.
            return Err(ParkedReason::NotAllowed.into());
        }
        if before.village.as_ref().is_some_and(|village| *village != batch.village) {
            return Err(ParkedReason::Content.into());
        }
        if !batch.changes.is_empty() {
            // Which of the two it must be, its document says.
            check_right(self.people, &[Action::WriteEntry, Action::RecordNeed], &batch.village)?;
        }
        let (mut after, document) = changes::join(&before, &batch, self.people)?;
        self.check_answers(&before, &batch, &document)?;
        let (mut inks, mut moved) = (Vec::new(), false);
        for bytes in &batch.acts {
            let mut signer = acts::Signer {
                keys: &mut self.keys,
                device: self.device,
                lifted: self.lifted,
            };
            let act = acts::check(self.db, &mut signer, &batch, &after, &document, bytes)?;
            inks.extend(inks::check(self.db, &self.inks, &act)?);
            moved |= act.statement().act.body.moves_entry();
            if !self.lifted {
                after.add_act(act);
            }
        }
        self.inks.extend(inks.iter().map(|ink| (ink.shape, ink.act)));
        if self.lifted {
            after.add_taken(self.now_ms);
        } else {
            after.count(moved, self.now_ms);
        }
        let row = KnownRow {
            after: before.batches,
            row: project::of(&after, &document),
        };
        self.records.insert(batch.entry, after);
        Ok((batch, inks, row))
    }

    /// Limits, hash and device signature, shape.
    fn open(&mut self, id: BatchId, sealed: &SealedBatch) -> Result<Batch, Stop> {
        if sealed.bytes.len() > MAX_BATCH_BYTES {
            return Err(ParkedReason::TooLarge.into());
        }
        // What lay on the disk is hashed anew.
        let hashed = if self.lifted { sealed.id() } else { id };
        match &self.prepared {
            Some(key) => sealed.verify_named(hashed, key.as_ref()),
            None => sealed.verify_named(hashed, &self.device.key),
        }
        .map_err(reason)?;
        let opened = self.opened.remove(&id).unwrap_or_else(|| sealed.open());
        let batch = opened.map_err(reason)?;
        if batch.device != self.device.id {
            return Err(ParkedReason::Signature.into());
        }
        if batch.changes.is_empty() && batch.acts.is_empty() {
            return Err(ParkedReason::Content.into());
        }
        Ok(batch)
    }

    fn check_place(&self, village: &VillageCode) -> Result<(), Stop> {
        if village.is_seat() {
            return Err(ParkedReason::NotAllowed.into());
        }
        let in_scope = self.people.iter().any(|person| person.covers(village));
        if village.county() != self.device.county || !in_scope || !self.held.villages.contains(village) {
            return Err(ParkedReason::OutOfScope.into());
        }
        Ok(())
    }

    /// An entry that answers something the log holds answers a need of its own village. What the log does not hold may come yet,
    /// and answers nothing anywhere else then.
    fn check_answers(&self, before: &Record, batch: &Batch, document: &Document) -> Result<(), Stop> {
        let Some(need) = document.entry().and_then(|entry| entry.answers) else {
            return Ok(());
        };
        let known = before.document().and_then(|document| document.entry()?.answers);
        if batch.changes.is_empty() || known == Some(need) {
            return Ok(());
        }
        let named = self.looked_up(need)?;
        let is_need = |document: Document| document.kind() == DocumentKind::Need;
        match &named.village {
            None => Ok(()),
            Some(village) if *village == batch.village && named.document().is_some_and(is_need) => Ok(()),
            Some(_) => Err(ParkedReason::Content.into()),
        }
    }

    /// Of a document that was not read ahead.
    fn looked_up(&self, entry: EntryId) -> Result<Record, DbError> {
        match self.records.get(&entry) {
            Some(record) => Ok(record.clone()),
            None => Ok(Record::read(entry, &self.db.entry_log(entry)?)),
        }
    }

    fn record(&self, entry: EntryId) -> Record {
        let log = self.held.logs.get(&entry).map(Vec::as_slice);
        let known = self.records.get(&entry).cloned();
        known.unwrap_or_else(|| Record::read(entry, log.unwrap_or_default()))
    }
}

/// What a document says.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Entry(Box<Entry>),
    Need(Box<Need>),
}

/// Whether anybody of these people may do any of this in the village.
fn check_right(people: &[Person], actions: &[Action], village: &VillageCode) -> Result<(), Stop> {
    let able = |person: &Person| actions.iter().any(|action| may(person.role, *action));
    let here = |person: &Person| actions.iter().any(|action| person.may_in(*action, village));
    if people.iter().any(here) {
        Ok(())
    } else if people.iter().any(able) {
        Err(ParkedReason::OutOfScope.into())
    } else {
        Err(ParkedReason::NotAllowed.into())
    }
}

fn reason(error: BatchError) -> Stop {
    Stop::Refuse(match error {
        BatchError::Limit(_) => ParkedReason::TooLarge,
        BatchError::Shape(_) | BatchError::Twice => ParkedReason::Damaged,
        BatchError::Version(_) => ParkedReason::TooNew,
        BatchError::Suite(_) => ParkedReason::Signature,
    })
}
