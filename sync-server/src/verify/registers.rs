//! Whether registrations may join the log: acts over records of the county's registers, which lie at its seat. Decides only.
//!
//! The order of checks is docs/protocol.md's. Invariant: an accepted batch is one act and nothing else, signed by a certified key, within role
//! and scope of who made it, and `core` finds nothing wrong with it after everything that the log and the request hold before it.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::register::{self, Fault, FaultReason, RecordKind, Registered, Registers, Registration, World};
use cunfa_core::rules::{Rules, SHIPPED};
use cunfa_core::{ActId, BatchId, Body, EntryId, Person, VillageCode, may};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::{Batch, MAX_BATCH_BYTES, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_protocol::view::ParkedReason;

use super::acts::{Signer, certified, unreadable};
use super::{Stop, Verdict, reason};
use crate::chain::Keys;
use crate::day;
use crate::db::{Asker, Db, DbResult, NewBatch};
use crate::registers::{Fold, seat, with_rules};
use crate::server::Server;

/// Judges the registrations of one request, in order; a later one may build on an earlier one.
pub(crate) struct RegisterJudge<'a> {
    db: &'a dyn Db,
    asker: &'a Asker,
    keys: Keys<'a>,
    now_ms: i64,
    seat: VillageCode,
    /// Of the county.
    villages: BTreeSet<VillageCode>,
    /// The server's own rule files.
    own_rules: Vec<String>,
    rules: Rules,
    /// The log up to here, and what was accepted of the request.
    upto: u64,
    registers: Registers,
    /// What was refused of the request.
    refused: BTreeSet<ActId>,
}

/// A registration that passed so far.
struct Said<'b> {
    record: EntryId,
    act: &'b SignedAct,
    registration: &'b Registration,
}

impl<'a> RegisterJudge<'a> {
    /// By how the device and the county's registers stand.
    pub(crate) fn by(server: &'a Server, asker: &'a Asker, now_ms: i64) -> DbResult<RegisterJudge<'a>> {
        let (db, county) = (server.db(), &asker.device.county);
        let Fold { upto, registers, .. } = server.fold(&asker.shard)?;
        let villages = db.villages(std::slice::from_ref(county))?;
        let own_rules = db.rules()?;
        Ok(RegisterJudge {
            db,
            asker,
            keys: Keys::new(db),
            now_ms,
            seat: seat(county)?,
            villages: villages.into_iter().map(|village| village.code).collect(),
            rules: rules(&own_rules, &registers),
            own_rules,
            upto,
            registers: Arc::unwrap_or_clone(registers),
            refused: BTreeSet::new(),
        })
    }

    /// What is to be done with a batch. `id` is the hash of its bytes.
    pub(crate) fn judge(&mut self, id: BatchId, sealed: SealedBatch) -> DbResult<Verdict> {
        if let Some(receipt) = self.db.receipt(id)? {
            return Ok(Verdict::Known(receipt));
        }
        match self.check(&sealed) {
            Ok((batch, act)) => Ok(Verdict::Accept(Box::new(self.accept(id, sealed, batch, &act)))),
            Err(Stop::Refuse(reason)) => Ok(Verdict::Refuse(reason)),
            Err(Stop::Later) => Ok(Verdict::Later),
            Err(Stop::Db(error)) => Err(error),
        }
    }

    fn check(&mut self, sealed: &SealedBatch) -> Result<(Batch, SignedAct), Stop> {
        let batch = self.open(sealed)?;
        let act = self.only_act(&batch)?;
        let Body::Registration(registration) = &act.statement().act.body else {
            return Err(ParkedReason::Content.into());
        };
        let said = Said {
            record: batch.entry,
            act: &act,
            registration,
        };
        let checked = self.check_said(&said);
        if let Err(Stop::Refuse(_)) = checked {
            self.refused.insert(act.id());
        }
        checked?;
        Ok((batch, act))
    }

    /// Limits, hash and device signature, shape.
    fn open(&self, sealed: &SealedBatch) -> Result<Batch, Stop> {
        if sealed.bytes.len() > MAX_BATCH_BYTES {
            return Err(ParkedReason::TooLarge.into());
        }
        sealed.verify(&self.asker.device.key).map_err(reason)?;
        let batch = sealed.open().map_err(reason)?;
        if batch.device != self.asker.device.id {
            return Err(ParkedReason::Signature.into());
        }
        if batch.village.county() != self.seat.county() {
            return Err(ParkedReason::OutOfScope.into());
        }
        if batch.village != self.seat || !batch.changes.is_empty() {
            return Err(ParkedReason::Content.into());
        }
        Ok(batch)
    }

    /// The act of a batch that carries one over no text, about its record, which is neither an entry nor a need.
    fn only_act(&self, batch: &Batch) -> Result<SignedAct, Stop> {
        let [bytes] = batch.acts.as_slice() else {
            return Err(ParkedReason::Content.into());
        };
        let act = SignedAct::read(bytes).map_err(|error| unreadable(&error))?;
        let over_nothing = act.statement().act.heads.is_empty();
        let log = self.db.entry_log(batch.entry)?;
        let elsewhere = log.iter().any(|logged| logged.village != self.seat);
        if act.entry() != batch.entry || !over_nothing || elsewhere {
            return Err(ParkedReason::Content.into());
        }
        Ok(act)
    }

    fn check_said(&mut self, said: &Said<'_>) -> Result<(), Stop> {
        let place = said.registration.place(&self.seat).ok_or(ParkedReason::Content)?;
        let mut signer = Signer {
            keys: &mut self.keys,
            device: &self.asker.device,
            lifted: false,
        };
        let (public_key, covers) = certified(&mut signer, said.act, &place)?;
        let author = self.db.person(said.act.statement().act.person)?;
        let author = author.ok_or(ParkedReason::NotAllowed)?;
        self.check_right(&author, said.registration, &place)?;
        if !covers {
            return Err(ParkedReason::OutOfScope.into());
        }
        said.act
            .verify(canonical::no_text(), &public_key)
            .map_err(|_| ParkedReason::Signature)?;
        self.check_after(said)?;
        match told(&self.faults(said, &author)) {
            Some(reason) => Err(reason.into()),
            None => Ok(()),
        }
    }

    fn check_right(&self, author: &Person, said: &Registration, place: &VillageCode) -> Result<(), Stop> {
        if register::may_write(author, said, &self.seat) {
            Ok(())
        } else if may(author.role, said.action()) && !author.covers(place) {
            Err(ParkedReason::OutOfScope.into())
        } else {
            Err(ParkedReason::NotAllowed.into())
        }
    }

    /// What it replaces is known of the record, or may come yet.
    fn check_after(&self, said: &Said<'_>) -> Result<(), Stop> {
        let Some(after) = said.registration.after else {
            return Ok(());
        };
        let known = self.registers.history(said.record);
        if known.iter().any(|one| one.act == after) {
            Ok(())
        } else if self.refused.contains(&after) {
            Err(ParkedReason::RecordChanged.into())
        } else {
            Err(Stop::Later)
        }
    }

    fn faults(&self, said: &Said<'_>, author: &Person) -> Vec<Fault> {
        let world = World {
            seat: &self.seat,
            villages: &|village| self.villages.contains(village),
            rules: &self.rules,
            today: day::in_china(self.now_ms),
        };
        register::check(&self.registers, said.record, said.registration, author, &world)
    }

    /// Takes it into account for what follows.
    fn accept(&mut self, id: BatchId, sealed: SealedBatch, batch: Batch, act: &SignedAct) -> NewBatch {
        // The place it would have, if nothing else came.
        let sequence = self.upto.max(self.registers.latest_sequence()) + 1;
        let said = Registered::of(&act.statement().act, sequence, self.now_ms);
        let grows_directory = said.as_ref().is_some_and(|said| is_rule(&said.registration));
        if let Some(said) = said {
            self.registers.apply(said);
        }
        if grows_directory {
            self.rules = rules(&self.own_rules, &self.registers);
        }
        NewBatch {
            id,
            village: batch.village,
            entry: batch.entry,
            device: batch.device,
            acts: vec![cunfa_evidence::hash(act.bytes())],
            inks: Vec::new(),
            attachments: Vec::new(),
            packed: sealed.packed(),
            row: None,
            directory: Some(self.asker.shard.directory),
            judged_upto: Some(self.upto),
            grows_directory,
            sealed,
            ruling: None,
        }
    }
}

fn rules(own: &[String], registers: &Registers) -> Rules {
    let texts = with_rules(own.to_vec(), registers);
    Rules::read(texts.iter().map(String::as_str), &SHIPPED)
}

/// Rule files go to devices with the directory.
fn is_rule(said: &Registration) -> bool {
    said.kind == RecordKind::RuleFile
}

/// Why a registration with these faults is refused. What exactly is wrong the device finds by the same check.
fn told(faults: &[Fault]) -> Option<ParkedReason> {
    let any = |reason: &FaultReason| faults.iter().any(|fault| fault.reason == *reason);
    if faults.is_empty() {
        None
    } else if any(&FaultReason::Changed) {
        Some(ParkedReason::RecordChanged)
    } else if any(&FaultReason::NotAllowed) {
        Some(ParkedReason::NotAllowed)
    } else {
        Some(ParkedReason::Content)
    }
}
