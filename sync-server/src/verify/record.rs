//! What the log holds of one entry, opened.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::{ActId, EntryId, VillageCode};
use cunfa_evidence::act::{SignedAct, id_of};
use cunfa_evidence::batch::Batch;

use super::document::Document;
use crate::db::LogBatch;

/// An entry's changes and acts, in the order they came, each once.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Which entry.
    pub(crate) entry: EntryId,
    /// The village of its first batch; `None` while nothing came.
    pub(crate) village: Option<VillageCode>,
    /// Raw changes.
    pub(crate) changes: Vec<Arc<[u8]>>,
    /// Acts.
    pub(crate) acts: Vec<SignedAct>,
    /// Server clock at the last batch with an act that moves the entry, else at the first batch.
    pub(crate) since_ms: i64,
    /// How many batches.
    pub(crate) batches: usize,
    known_changes: BTreeSet<Arc<[u8]>>,
    known_acts: BTreeSet<ActId>,
    set_aside: BTreeSet<ActId>,
}

impl Record {
    /// Reads an entry's batches. One that does not open is left out: it was whole when it came, so the disk failed, and
    /// what builds on it then waits.
    pub(crate) fn read(entry: EntryId, log: &[LogBatch]) -> Record {
        let mut record = Record {
            entry,
            village: None,
            changes: Vec::new(),
            acts: Vec::new(),
            since_ms: 0,
            batches: 0,
            known_changes: BTreeSet::new(),
            known_acts: BTreeSet::new(),
            set_aside: BTreeSet::new(),
        };
        for logged in log {
            let Ok(batch) = logged.sealed.open() else {
                tracing::error!(sequence = logged.sequence, "a batch of the log does not open");
                record.count(false, logged.received_ms);
                continue;
            };
            record.add_changes(&batch);
            if logged.ruling.is_some() {
                record.add_taken(logged.received_ms);
                record.set_aside.extend(batch.acts.iter().map(|bytes| id_of(bytes)));
                continue;
            }
            let acts = batch.acts.iter().filter_map(|bytes| SignedAct::read(bytes).ok());
            let acts: Vec<SignedAct> = acts.collect();
            let moved = acts.iter().any(|act| act.statement().act.body.moves_entry());
            record.count(moved, logged.received_ms);
            acts.into_iter().for_each(|act| record.add_act(act));
        }
        record
    }

    /// Counts a batch that was taken out of quarantine: its text counts, its acts do not.
    pub(crate) fn add_taken(&mut self, received_ms: i64) {
        self.count(false, received_ms);
    }

    /// Counts a batch that came at this time, with acts that move the entry or without.
    pub(crate) fn count(&mut self, moved: bool, received_ms: i64) {
        if self.batches == 0 || moved {
            self.since_ms = received_ms;
        }
        self.batches += 1;
    }

    /// Adds a batch's village and changes.
    pub(crate) fn add_changes(&mut self, batch: &Batch) {
        self.village.get_or_insert_with(|| batch.village.clone());
        for change in &batch.changes {
            if !self.known_changes.contains(change.as_slice()) {
                let change: Arc<[u8]> = change.as_slice().into();
                self.known_changes.insert(Arc::clone(&change));
                self.changes.push(change);
            }
        }
    }

    /// Adds an act.
    pub(crate) fn add_act(&mut self, act: SignedAct) {
        if self.known_acts.insert(act.id()) {
            self.acts.push(act);
        }
    }

    /// Whether the act is here.
    pub(crate) fn holds_act(&self, id: ActId) -> bool {
        self.known_acts.contains(&id)
    }

    /// Whether the act came in a batch that was taken out of quarantine, and counts for nothing.
    pub(crate) fn is_set_aside(&self, id: ActId) -> bool {
        self.set_aside.contains(&id)
    }

    /// The document; `None` when nothing came or it cannot be read.
    pub(crate) fn document(&self) -> Option<Document> {
        Document::load(self.entry, &self.changes).ok()
    }
}
