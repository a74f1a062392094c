//! What a file carries, kept until its answer comes: answers are about things by their order.

use cunfa_core::{BatchId, BlobId, KeyId};
use cunfa_protocol::Code;
use cunfa_protocol::wire::{self, Blob};
use cunfa_store::{DecisionKind, StoredDecision};
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, code_of};
use crate::registers::carried::Asked;
use crate::sync::{chunks, round};

/// It.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Sent {
    /// The batches of each request, in their order.
    pub(super) requests: Vec<Vec<BatchId>>,
    /// Claims of the first request.
    pub(super) claims: Vec<KeyId>,
    /// Decisions of the first request: key, whether it confirms, the word.
    pub(super) decisions: Vec<(KeyId, bool, Blob)>,
    /// Photos of which chunks are carried, with their lengths.
    pub(super) puts: Vec<(BlobId, u32)>,
    /// Photos that are wanted, with their lengths.
    pub(super) wants: Vec<(BlobId, u32)>,
    /// What is said and asked of the county's registers.
    #[serde(default)]
    pub(super) registers: Asked,
}

impl Sent {
    pub(super) fn write(&self) -> Result<Vec<u8>, Code> {
        wire::encode(self).map_err(|_| Code::Internal {
            attempted: "noting what a courier carries".to_owned(),
        })
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Sent, Code> {
        wire::decode(bytes).map_err(|_| Code::FileDamaged)
    }

    /// What the answer to the request at this place is about; nothing, beyond the last one. The first one asks for the time.
    pub(super) fn request(&self, desk: &Desk, at: usize) -> Result<round::Sent, Code> {
        let batches = self.requests.get(at).cloned().unwrap_or_default();
        if at > 0 {
            return Ok(round::Sent {
                batches,
                ..round::Sent::default()
            });
        }
        let claims = desk.store()?.claims().map_err(code_of)?;
        let claim = |key: &KeyId| claims.iter().find(|claim| claim.key == *key).cloned();
        let decision = |(key, confirms, word): &(KeyId, bool, Blob)| StoredDecision {
            key: *key,
            kind: if *confirms {
                DecisionKind::Confirm
            } else {
                DecisionKind::Refuse
            },
            bytes: word.0.clone(),
            fault: None,
        };
        Ok(round::Sent {
            batches,
            claims: self.claims.iter().filter_map(claim).collect(),
            decisions: self.decisions.iter().map(decision).collect(),
            time: true,
            compare: false,
        })
    }

    /// What an answer about photos is about.
    pub(super) fn photos(&self) -> chunks::Asked {
        chunks::Asked::carried(&self.puts, &self.wants)
    }
}
