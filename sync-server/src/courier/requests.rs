//! The requests of one file, answered in their order. The device wrote them without having seen an answer; so each is answered as if
//! the device had stored the one before.

use std::collections::BTreeSet;
use std::io::{Seek, Write};

use cunfa_evidence::courier::Sealing;
use cunfa_evidence::root::Root;
use cunfa_protocol::courier::{AnswerHead, CHUNKS, HEAD, REFUSED, REGISTERS, SYNC};
use cunfa_protocol::registers::{RegisteredAct, RegistersRequest};
use cunfa_protocol::wire::{
    self, BatchAnswer, BlobAnswer, ChunksResponse, HeldRoot, Items, Refusal, SyncRequest, SyncResponse,
};

use super::{ImportError, Imported};
use crate::answer::{self, Unpacked};
use crate::db::{Device, Seen, Who};
use crate::server::{Server, Trouble};

/// Most bytes of an answer's file, before what goes beyond is left to the next one. A single answer more may come.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Where the device stands once it has stored the answers so far.
#[derive(Debug, Clone, Copy)]
struct Stand {
    epoch: u64,
    cursor: u64,
    directory: u64,
    root: Option<HeldRoot>,
}

/// An answer that is being written.
pub(super) struct Answering<'s, W> {
    server: &'s Server,
    device: &'s Device,
    out: Sealing<W>,
    now_ms: i64,
    imported: Imported,
    stand: Option<Stand>,
    /// What the device may take more of, once nothing else is to be answered.
    more: Option<Unpacked>,
    /// Of the registers: the epoch, and how far they reach on the device by then.
    registers: Option<(u64, u64)>,
    /// Whether there are more of them.
    more_registers: bool,
    /// Where the device's own ones lie that the file brought.
    own: BTreeSet<u64>,
}

impl<'s, W: Write + Seek> Answering<'s, W> {
    pub(super) fn new(server: &'s Server, device: &'s Device, out: Sealing<W>, now_ms: i64) -> Answering<'s, W> {
        Answering {
            server,
            device,
            out,
            now_ms,
            imported: Imported {
                device: device.number,
                device_name: device.name.clone(),
                revoked: device.is_revoked(),
                ..Imported::default()
            },
            stand: None,
            more: None,
            registers: None,
            more_registers: false,
            own: BTreeSet::new(),
        }
    }

    pub(super) fn head(&mut self, head: &AnswerHead) -> Result<(), ImportError> {
        let bytes = wire::encode(head).map_err(Trouble::from)?;
        Ok(self.out.frame(HEAD, &bytes)?)
    }

    /// Answers the body of a sync request.
    pub(super) fn sync(&mut self, body: &[u8]) -> Result<(), ImportError> {
        match Unpacked::read(body) {
            Ok(request) => self.ask(request),
            Err(refusal) => self.refused(&refusal),
        }
    }

    fn ask(&mut self, mut request: Unpacked) -> Result<(), ImportError> {
        if let Some(stand) = self.stand {
            request.asked.epoch = stand.epoch;
            request.asked.cursor = stand.cursor;
            request.asked.directory = stand.directory;
            request.asked.root = stand.root;
        }
        let dictionary = request.dictionary;
        let next = SyncRequest {
            claims: Vec::new(),
            decisions: Vec::new(),
            feedback: Vec::new(),
            want: Vec::new(),
            time: false,
            compare: false,
            ..request.asked.clone()
        };
        let asker = answer::asker(self.server, Who::Device(self.device.id));
        match asker.and_then(|asker| answer::sync_of(self.server, &asker, request, self.now_ms)) {
            Ok((head, pulled)) => {
                // Never the whole: the device has not got this answer, and the file is as old as its way was long.
                let seen = Seen {
                    now_ms: self.now_ms,
                    unsent: next.unsent,
                    is_full: false,
                };
                answer::note(self.server, self.device, &seen)?;
                let bytes = answer::packed(dictionary, &head, &pulled)?;
                self.out.frame(SYNC, &bytes)?;
                self.stand = Some(stand(self.server, &next, &head));
                self.imported.count(&head.answers);
                self.imported.given += pulled.len();
                self.more = head.more.then(|| Unpacked::without_batches(dictionary, next));
                Ok(())
            }
            Err(Trouble::Refused(refusal)) => self.refused(&refusal),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Answers the body of a request about the county's registers.
    pub(super) fn registers(&mut self, body: &[u8]) -> Result<(), ImportError> {
        match answer::read(body) {
            Ok(request) => self.ask_registers(request),
            Err(refusal) => self.refused(&refusal),
        }
    }

    fn ask_registers(&mut self, mut request: RegistersRequest) -> Result<(), ImportError> {
        if let Some((epoch, after)) = self.registers {
            (request.epoch, request.after) = (epoch, after);
        }
        let asker = answer::asker(self.server, Who::Device(self.device.id));
        match asker.and_then(|asker| answer::registers_of(self.server, &asker, &request, self.now_ms)) {
            Ok(response) => {
                let bytes = wire::encode(&response).map_err(Trouble::from)?;
                self.out.frame(REGISTERS, &bytes)?;
                self.imported.count(&response.answers);
                self.own.extend(response.answers.iter().filter_map(stored_at));
                let others = |act: &&RegisteredAct| !self.own.contains(&act.sequence);
                self.imported.given += response.acts.iter().filter(others).count();
                self.registers = Some((response.epoch, response.up_to));
                self.more_registers = response.more;
                Ok(())
            }
            Err(Trouble::Refused(refusal)) => self.refused(&refusal),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// What waits for the device beyond one answer.
    fn rest(&mut self) -> Result<(), ImportError> {
        while let Some(request) = self.more.take() {
            if self.out.bytes() > MOST_BYTES {
                break;
            }
            self.ask(request)?;
        }
        while std::mem::take(&mut self.more_registers) && self.out.bytes() <= MOST_BYTES {
            self.ask_registers(RegistersRequest {
                version: wire::VERSION,
                epoch: 0,
                after: 0,
                batches: Vec::new(),
                whole: false,
            })?;
        }
        Ok(())
    }

    /// Answers the body of a request for chunks.
    pub(super) fn chunks(&mut self, body: &[u8]) -> Result<(), ImportError> {
        self.rest()?;
        if self.out.bytes() > MOST_BYTES && !puts(body) {
            // What is only wanted comes with the next file.
            return self.refused(&Refusal::TooLarge);
        }
        match self.server.answer_chunks_of(self.device.clone(), body, self.now_ms) {
            Ok(bytes) => {
                self.imported.photos += held(&bytes);
                Ok(self.out.frame(CHUNKS, &bytes)?)
            }
            Err(answer) if answer.retry_after_s.is_some() => Err(ImportError::NotNow("photos".to_owned())),
            Err(answer) => Ok(self.out.frame(REFUSED, &answer.body)?),
        }
    }

    fn refused(&mut self, refusal: &Refusal) -> Result<(), ImportError> {
        let bytes = wire::encode(refusal).map_err(Trouble::from)?;
        Ok(self.out.frame(REFUSED, &bytes)?)
    }

    /// Ends the answer; the county signs it.
    pub(super) fn finish(mut self) -> Result<Imported, ImportError> {
        self.rest()?;
        self.out.finish(&self.server.key)?;
        Ok(self.imported)
    }
}

/// Where a device stands after storing an answer, as `cunfa-client` does it.
fn stand(server: &Server, asked: &SyncRequest, response: &SyncResponse) -> Stand {
    let root = response.root.as_ref();
    let news = root.and_then(|news| Root::read(&news.root.0, server.key.public()).ok());
    Stand {
        epoch: response.epoch,
        cursor: response.cursor,
        directory: response.directory.as_ref().map_or(asked.directory, |new| new.version),
        root: news.map_or(asked.root, |root| {
            Some(HeldRoot {
                epoch: root.epoch,
                size: root.size,
                name: wire::Short::of(root.name()),
            })
        }),
    }
}

/// Where in the log a batch is that an answer says is stored.
fn stored_at(answer: &BatchAnswer) -> Option<u64> {
    match answer {
        BatchAnswer::Stored(stored) => Some(stored.sequence),
        BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => None,
    }
}

/// Whether a request for chunks brings some.
fn puts(body: &[u8]) -> bool {
    let mut items = Items::default();
    items.push(body);
    let head = items.take().ok().flatten();
    let head = head.and_then(|head| wire::decode::<wire::ChunksRequest>(&head).ok());
    head.is_some_and(|head| head.put > 0 || !head.ask.is_empty() || !head.lost.is_empty())
}

/// How many blobs an answer says are held.
fn held(body: &[u8]) -> usize {
    let mut items = Items::default();
    items.push(body);
    let head = items.take().ok().flatten();
    let head = head.and_then(|head| wire::decode::<ChunksResponse>(&head).ok());
    let blobs = head.map(|head| head.blobs).unwrap_or_default();
    blobs
        .iter()
        .filter(|blob| matches!(blob, BlobAnswer::Held { .. }))
        .count()
}
