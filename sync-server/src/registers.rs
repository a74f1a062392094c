//! The county's registers as its log says them, kept folded between requests.
//!
//! Invariant: a fold is what the log holds at the county's seat up to a head that was committed, and nothing else. It can be dropped at any time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use cunfa_core::register::{Registered, Registers};
use cunfa_core::{Area, VillageCode};
use cunfa_evidence::act::SignedAct;

use crate::db::{DbError, DbResult, LogBatch, Pull, Shard};
use crate::server::Server;

/// Most bytes of the log that are read at once.
const PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// What was folded of each county.
#[derive(Debug, Default)]
pub(crate) struct Folds(Mutex<BTreeMap<Area, Fold>>);

/// The registers of a county as they stood at a place of its log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fold {
    epoch: u64,
    /// Everything up to this sequence was looked at.
    pub(crate) upto: u64,
    /// What it says.
    pub(crate) registers: Arc<Registers>,
}

impl Folds {
    fn of(&self, county: &Area) -> Option<Fold> {
        let folds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        folds.get(county).cloned()
    }

    /// Kept unless another one of the epoch went further meanwhile.
    fn keep(&self, county: &Area, fold: &Fold) {
        let mut folds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let further = |kept: &Fold| kept.epoch == fold.epoch && kept.upto >= fold.upto;
        if !folds.get(county).is_some_and(further) {
            folds.insert(county.clone(), fold.clone());
        }
    }
}

impl Server {
    /// The registers of a county as they stand.
    ///
    /// # Errors
    /// The database's; [`DbError::NoSuch`] for an unknown county.
    pub fn registers(&self, county: &Area) -> DbResult<Arc<Registers>> {
        let shard = self.db.shard(county)?.ok_or(DbError::NoSuch("county"))?;
        Ok(self.fold(&shard)?.registers)
    }

    /// The same up to the head of this log at least.
    pub(crate) fn fold(&self, shard: &Shard) -> DbResult<Fold> {
        let known = self.folds.of(&shard.county).filter(|fold| fold.epoch == shard.epoch);
        let mut fold = known.unwrap_or_else(|| Fold {
            epoch: shard.epoch,
            ..Fold::default()
        });
        if fold.upto < shard.last_sequence {
            self.read_on(&mut fold, shard)?;
            self.folds.keep(&shard.county, &fold);
        }
        Ok(fold)
    }

    fn read_on(&self, fold: &mut Fold, shard: &Shard) -> DbResult<()> {
        let scope = [seat(&shard.county)?.area()];
        let mut more = true;
        while more {
            let pulled = self.db.pull(&Pull {
                county: &shard.county,
                after: fold.upto,
                head: shard.last_sequence,
                scope: &scope,
                without: &BTreeSet::new(),
                bytes_max: PAGE_BYTES,
            })?;
            for batch in &pulled.batches {
                take(fold, batch);
            }
            (fold.upto, more) = (pulled.cursor, pulled.more);
        }
        Ok(())
    }

    /// The rule files that hold in a county: the server's own, and those of its registers.
    pub(crate) fn rules_of(&self, county: &Area) -> DbResult<Vec<String>> {
        let registers = self.registers(county)?;
        Ok(with_rules(self.db.rules()?, &registers))
    }
}

/// Rule files with those of the registers, each text once.
pub(crate) fn with_rules(mut texts: Vec<String>, registers: &Registers) -> Vec<String> {
    for (_, text) in registers.rule_files() {
        if !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// Where a county's registers lie in its log.
pub(crate) fn seat(county: &Area) -> DbResult<VillageCode> {
    VillageCode::seat(county).ok_or(DbError::NoSuch("county"))
}

fn take(fold: &mut Fold, batch: &LogBatch) {
    let act = act_of(batch);
    let said = act.and_then(|act| Registered::of(&act.statement().act, batch.sequence, batch.received_ms));
    if let Some(said) = said {
        Arc::make_mut(&mut fold.registers).apply(said);
    }
}

/// The act of a batch of the registers. One that cannot be read was whole when it came, so the disk failed, or a newer program took it in.
pub(crate) fn act_of(batch: &LogBatch) -> Option<SignedAct> {
    let opened = batch.sealed.open().ok();
    let act = opened.as_ref().and_then(|opened| opened.acts.first());
    let act = act.and_then(|bytes| SignedAct::read(bytes).ok());
    if act.is_none() {
        tracing::error!(
            sequence = batch.sequence,
            "an act of the county's registers cannot be read"
        );
    }
    act
}
