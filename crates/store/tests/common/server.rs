//! The server's log as far as a store can see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use cunfa_core::BatchId;
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::receipt::Receipt;
use cunfa_store::{OutgoingBatch, PassResult, PulledBatch, Store};

use super::county::{EPOCH, county_key, shard, token};

/// The server's log.
pub struct Server {
    pub epoch: u64,
    pub log: Vec<SealedBatch>,
}

impl Server {
    pub fn new() -> Server {
        Server {
            epoch: EPOCH,
            log: Vec::new(),
        }
    }

    pub fn receipt(&self, batch: BatchId, sequence: u64) -> Vec<u8> {
        let receipt = Receipt {
            batch,
            shard: shard(),
            epoch: self.epoch,
            sequence,
            received_at_ms: 10_000 + i64::try_from(sequence).unwrap(),
        };
        receipt.issue(&county_key())
    }

    /// Stores a batch; gives its receipt.
    pub fn store(&mut self, batch: &SealedBatch) -> Vec<u8> {
        if !self.log.contains(batch) {
            self.log.push(batch.clone());
        }
        let sequence = self.log.iter().position(|known| known == batch).unwrap() + 1;
        self.receipt(batch.id(), u64::try_from(sequence).unwrap())
    }

    /// Answers a request like the real one: receipts for what was pushed, and what lies after the cursor.
    pub fn answer(&mut self, store: &Store, pushed: &[OutgoingBatch]) -> PassResult {
        let position = store.position().unwrap();
        let after = if position.epoch == self.epoch {
            position.cursor
        } else {
            0
        };
        let stored = pushed
            .iter()
            .map(|batch| (batch.id, self.store(&batch.sealed)))
            .collect();
        let pulled = self.log.iter().enumerate().skip(usize::try_from(after).unwrap());
        let pulled = pulled.filter(|(_, sealed)| !pushed.iter().any(|batch| batch.sealed == **sealed));
        PassResult {
            epoch: self.epoch,
            cursor: u64::try_from(self.log.len()).unwrap(),
            stored,
            pulled: pulled
                .map(|(at, sealed)| self.pulled(u64::try_from(at).unwrap() + 1, sealed))
                .collect(),
            time_token: token(6_000),
            now_ms: 6_500,
            ..PassResult::default()
        }
    }

    pub fn pulled(&self, sequence: u64, sealed: &SealedBatch) -> PulledBatch {
        PulledBatch {
            sequence,
            sealed: sealed.clone(),
            receipt: self.receipt(sealed.id(), sequence),
        }
    }
}
