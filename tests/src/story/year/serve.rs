//! Handing in: everything goes through the real server, in the order of the year and by its clock; whatever is not stored stops it.

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{BlobId, DeviceId};
use cunfa_protocol::registers::{MAX_REGISTRATIONS, REGISTERS_PATH, RegistersRequest, RegistersResponse};
use cunfa_protocol::wire::{
    self, BatchAnswer, Blob, BlobAnswer, CHUNKS_PATH, Chunk, ChunksRequest, ChunksResponse, ClaimAnswer, Decision,
    DecisionAnswer, SYNC_PATH, SyncRequest, VERSION, WireBatch,
};
use cunfa_server::Server;

use crate::harness::messages::{Answered, Asked};

/// Most batches in one request.
const BATCHES: usize = 200;

/// What one device hands in at once.
#[derive(Default)]
pub(super) struct Push {
    pub(super) token: String,
    /// The server's clock.
    pub(super) at_ms: i64,
    pub(super) batches: Vec<WireBatch>,
    pub(super) claims: Vec<Blob>,
    /// What an office says to enrolments.
    pub(super) decisions: Vec<Decision>,
    /// Attachments that the batches name.
    pub(super) pages: Vec<Vec<u8>>,
    /// The device is revoked: what it brings is kept apart.
    pub(super) to_quarantine: bool,
}

/// What happens at the server, in order.
pub(super) enum Step {
    Push(Push),
    /// Batches about the county's registers.
    Register(Push),
    Revoke {
        device: DeviceId,
        at_ms: i64,
    },
}

/// The server's door. Knows the newest of everything, so that no answer brings what nobody reads.
pub(super) struct Door<'s> {
    server: &'s Server,
    epoch: u64,
    cursor: u64,
    directory: u64,
    /// Batches stored.
    pub(super) batches: usize,
}

impl<'s> Door<'s> {
    pub(super) fn of(server: &'s Server, epoch: u64) -> Door<'s> {
        Door {
            server,
            epoch,
            cursor: 0,
            directory: 0,
            batches: 0,
        }
    }

    pub(super) fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Push(push) => self.push(push),
            Step::Register(push) => self.register(&push),
            Step::Revoke { device, at_ms } => {
                let revoked = self.server.revoke(device, at_ms);
                revoked.map_err(|error| format!("revoking a device: {error}"))
            }
        }
    }

    fn push(&mut self, mut push: Push) -> Result<(), String> {
        while push.batches.len() > BATCHES {
            let rest = push.batches.split_off(BATCHES);
            let batches = std::mem::replace(&mut push.batches, rest);
            self.request(&mut push, batches)?;
        }
        let batches = std::mem::take(&mut push.batches);
        self.request(&mut push, batches)?;
        for page in &push.pages {
            self.put(&push, page)?;
        }
        Ok(())
    }

    /// One request, with all claims and decisions that are left.
    fn request(&mut self, push: &mut Push, batches: Vec<WireBatch>) -> Result<(), String> {
        let (claims, decisions) = (std::mem::take(&mut push.claims), std::mem::take(&mut push.decisions));
        let (count, claimed, decided) = (batches.len(), claims.len(), decisions.len());
        let head = SyncRequest {
            version: VERSION,
            epoch: self.epoch,
            cursor: self.cursor,
            directory: self.directory,
            claims,
            decisions,
            feedback: Vec::new(),
            root: None,
            unsent: 0,
            want: Vec::new(),
            time: false,
            compare: false,
            pull_bytes_max: 1,
        };
        let body = Asked { head, batches }.body()?;
        let answer = self.server.answer(SYNC_PATH, Some(&push.token), &body, push.at_ms);
        match (answer.status, push.to_quarantine) {
            (403, true) => return Ok(()),
            (200, false) => {}
            (status, _) => return Err(format!("handing in: the server said {status}")),
        }
        let response = Answered::read(&answer.body)?.head;
        let taken = |answer: &&ClaimAnswer| matches!(answer, ClaimAnswer::Taken { .. });
        if response.claims.iter().filter(taken).count() != claimed {
            return Err(format!("an enrolment was not taken: {:?}", response.claims));
        }
        if response.decisions != vec![DecisionAnswer::Taken; decided] {
            return Err(format!("a decision was not taken: {:?}", response.decisions));
        }
        self.stored(count, &response.answers)?;
        self.directory = response.directory.map_or(self.directory, |directory| directory.version);
        Ok(())
    }

    /// Nothing may be refused, and nothing put off.
    fn stored(&mut self, count: usize, answers: &[BatchAnswer]) -> Result<(), String> {
        if answers.len() != count {
            return Err(format!("{} answers to {count} batches", answers.len()));
        }
        for answer in answers {
            match answer {
                BatchAnswer::Stored(stored) => self.cursor = self.cursor.max(stored.sequence),
                BatchAnswer::Refused { reason, .. } => return Err(format!("a batch was refused: {reason:?}")),
                BatchAnswer::Later { .. } => return Err("a batch was put off".to_owned()),
            }
        }
        self.batches += count;
        Ok(())
    }

    /// Says something of the county's registers, in as few requests as take it.
    fn register(&mut self, push: &Push) -> Result<(), String> {
        for batches in push.batches.chunks(MAX_REGISTRATIONS) {
            let request = RegistersRequest {
                version: VERSION,
                epoch: self.epoch,
                after: self.cursor,
                batches: batches.to_vec(),
                whole: false,
            };
            let body = wire::encode(&request).map_err(|error| error.to_string())?;
            let answer = self.server.answer(REGISTERS_PATH, Some(&push.token), &body, push.at_ms);
            if answer.status != 200 {
                return Err(format!("keeping registers: the server said {}", answer.status));
            }
            let response: RegistersResponse = wire::decode(&answer.body).map_err(|error| error.to_string())?;
            self.stored(batches.len(), &response.answers)?;
        }
        Ok(())
    }

    fn put(&self, push: &Push, page: &[u8]) -> Result<(), String> {
        let blob = BlobId(cunfa_evidence::hash(page).0);
        let length = u32::try_from(page.len()).map_err(|error| error.to_string())?;
        let pieces = page.chunks(usize::try_from(CHUNK_BYTES).map_err(|error| error.to_string())?);
        let chunks: Vec<Chunk> = (0..)
            .zip(pieces)
            .map(|(index, bytes)| Chunk {
                blob,
                length,
                index,
                bytes: Blob(bytes.to_vec()),
            })
            .collect();
        let head = ChunksRequest {
            version: VERSION,
            ask: Vec::new(),
            lost: Vec::new(),
            want: Vec::new(),
            put: u16::try_from(chunks.len()).map_err(|error| error.to_string())?,
            bytes_max: 1,
        };
        let body = wire::sequence(&head, &chunks)
            .map_err(|error| error.to_string())?
            .concat();
        let answer = self.server.answer(CHUNKS_PATH, Some(&push.token), &body, push.at_ms);
        if answer.status != 200 {
            return Err(format!("putting a page: the server said {}", answer.status));
        }
        let (answer, _): (ChunksResponse, Vec<Chunk>) =
            wire::take_apart(&answer.body).map_err(|error| error.to_string())?;
        match answer.blobs.as_slice() {
            [BlobAnswer::Held { .. }] => Ok(()),
            other => Err(format!("putting a page: {other:?}")),
        }
    }
}
