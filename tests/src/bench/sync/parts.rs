//! What an exchange is made of, byte by byte, to see where a figure comes from.

use std::time::Instant;

use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::index::INDEX_PATH;
use cunfa_protocol::wire::{self, BatchAnswer, SYNC_PATH};
use serde::{Deserialize, Serialize};

use crate::harness::messages::Answered;

/// Sums over the messages of `POST /v1/sync`, in bytes where nothing else is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Exchanges of any path.
    pub exchanges: u64,
    /// Bodies of the requests.
    pub sent: u64,
    /// Bodies of the answers.
    pub received: u64,
    /// How many batches were pulled.
    pub pulled: u64,
    /// Their bytes, not compressed.
    pub frames: u64,
    /// The same in the short form, in which they travel.
    pub short: u64,
    /// What they hold of changes.
    pub changes_plain: u64,
    /// What they hold of acts.
    pub acts_plain: u64,
    /// Signatures of the devices under the pulled batches.
    pub signatures: u64,
    /// Receipts, of pulled and of pushed batches.
    pub receipts: u64,
    /// The directory with its certificates and rules.
    pub directory: u64,
    /// Of these the certificates and revocations.
    pub certificates: u64,
    /// Root and the proof that it extends the held one.
    pub root: u64,
    /// The time token.
    pub time_token: u64,
    /// Body of the index.
    pub index: u64,
    /// From the first request to the end of the index, in milliseconds.
    pub listed_ms: u64,
    /// When the first request left.
    #[serde(skip)]
    began: Option<Instant>,
}

impl Parts {
    /// A request leaves.
    pub fn begin(&mut self) {
        self.began.get_or_insert_with(Instant::now);
    }

    /// Adds an exchange. What is no answer of a sync counts in the sums only.
    pub fn add(&mut self, path: &str, sent: usize, body: &[u8]) {
        self.exchanges += 1;
        self.sent += sent as u64;
        self.received += body.len() as u64;
        if path == INDEX_PATH {
            self.index += body.len() as u64;
            let since = self.began.map(|began| began.elapsed().as_millis());
            self.listed_ms = since.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0);
        }
        if path == SYNC_PATH
            && let Ok(response) = Answered::read(body)
        {
            self.response(&response);
        }
    }

    fn response(&mut self, response: &Answered) {
        for one in &response.pulled {
            self.pulled += 1;
            let sealed = SealedBatch::from_the_way(one.batch.bytes.0.clone(), Vec::new());
            self.frames += sealed.bytes.len() as u64;
            self.short += one.batch.bytes.0.len() as u64;
            self.signatures += one.batch.signature.0.len() as u64;
            self.receipts += one.receipt_signature.0.len() as u64;
            if let Ok(batch) = sealed.open() {
                self.changes_plain += sum(&batch.changes);
                self.acts_plain += sum(&batch.acts);
            }
        }
        for answer in &response.answers {
            if let BatchAnswer::Stored(stored) = answer {
                self.receipts += stored.receipt_signature.0.len() as u64;
            }
        }
        if let Some(directory) = &response.directory {
            self.directory += size(directory);
            let words = directory.certificates.iter().chain(&directory.revocations);
            self.certificates += words.map(|word| word.0.len() as u64).sum::<u64>();
        }
        self.root += response.root.as_ref().map_or(0, size);
        self.time_token += response.time_token.as_ref().map_or(0, |token| token.0.len() as u64);
    }

    /// A table of it, given what the line counted.
    #[must_use]
    pub fn table(&self, up: u64, down: u64) -> String {
        let rows = [
            ("HTTP heads up", up.saturating_sub(self.sent)),
            ("bodies up", self.sent),
            ("HTTP heads down", down.saturating_sub(self.received)),
            ("bodies down", self.received),
            ("before compression: batches", self.frames),
            ("  in their short form", self.short),
            ("signatures of devices", self.signatures),
            ("receipts", self.receipts),
            ("directory", self.directory),
            ("  of it certificates", self.certificates),
            ("root and proof", self.root),
            ("time token", self.time_token),
            ("index", self.index),
        ];
        let lines = rows.map(|(name, bytes)| format!("    {name}: {bytes}"));
        let batches = self.pulled.max(1);
        format!(
            "{}\n    {} batches of {} bytes each, holding {} of changes and {} of acts before compression",
            lines.join("\n"),
            self.pulled,
            self.frames / batches,
            self.changes_plain / batches,
            self.acts_plain / batches
        )
    }
}

fn sum(items: &[Vec<u8>]) -> u64 {
    items.iter().map(|item| item.len() as u64).sum()
}

fn size<T: Serialize>(message: &T) -> u64 {
    wire::encode(message).map_or(0, |bytes| bytes.len() as u64)
}
