//! One request for chunks, the store's part: what to ask for and to send, what the server said, each chunk as it comes.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::BlobId;
use cunfa_core::attachment::{CHUNK_BYTES, chunks as chunks_in};
use cunfa_protocol::Code;
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{self, Blob, BlobAnswer, BlobFault, Chunk, ChunksRequest, ChunksResponse, Want};
use cunfa_store::{KeptChunk, ServerHas, Span, Store};

use crate::attachments::room;
use crate::desk::{Desk, code_of};

/// Most blobs of each kind in one request.
const BLOBS_A_REQUEST: usize = 64;

/// What is settled for this pass and not asked or sent again in it, so that every pass ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settled {
    /// Not brought forward by sending.
    up: BTreeSet<BlobId>,
    /// Not to be had now.
    down: BTreeSet<BlobId>,
    /// Asked about.
    doubtful: BTreeSet<BlobId>,
    /// Told as lost.
    lost: BTreeSet<BlobId>,
}

/// What a request carries, to know what its answer is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    asks: BTreeSet<BlobId>,
    doubtful: BTreeSet<BlobId>,
    lost: BTreeSet<BlobId>,
    wants: BTreeMap<BlobId, u32>,
    puts: BTreeMap<BlobId, Put>,
    /// Chunks that are sent.
    pub(crate) chunks: u16,
    /// Bytes of those.
    pub(crate) chunk_bytes: u64,
}

/// A blob of which chunks are sent.
#[derive(Debug, Clone, Copy)]
struct Put {
    length: u32,
    /// Chunks the server lacked before.
    lacked: u32,
}

/// A request, ready to be sent.
pub(crate) struct Request {
    pub(crate) server: String,
    pub(crate) token: String,
    pub(crate) body: Vec<u8>,
    pub(crate) asked: Asked,
}

impl Asked {
    /// What a courier's file carries, of these lengths: chunks of the former, and that the latter are wanted.
    pub(crate) fn carried(puts: &[(BlobId, u32)], wants: &[(BlobId, u32)]) -> Asked {
        let put = |(blob, length): &(BlobId, u32)| {
            let lacked = chunks_in(*length);
            (
                *blob,
                Put {
                    length: *length,
                    lacked,
                },
            )
        };
        Asked {
            puts: puts.iter().map(put).collect(),
            wants: wants.iter().copied().collect(),
            ..Asked::default()
        }
    }

    fn knows(&self, blob: &BlobId) -> bool {
        let sets = [&self.asks, &self.doubtful, &self.lost];
        sets.iter().any(|set| set.contains(blob)) || self.wants.contains_key(blob) || self.puts.contains_key(blob)
    }

    fn is_empty(&self) -> bool {
        let sets = [&self.asks, &self.doubtful, &self.lost];
        sets.iter().all(|set| set.is_empty()) && self.wants.is_empty() && self.puts.is_empty()
    }
}

/// The next request of a pass; `None` when nothing is left to ask for and to send.
pub(crate) fn prepare(desk: &mut Desk, chunks: u16, settled: &Settled) -> Result<Option<Request>, Code> {
    let device = desk.device()?;
    let mut damaged = true;
    let mut gathered = Gathered::default();
    while damaged {
        gathered = Gathered::default();
        damaged = match gathered.uploads(desk.store()?, chunks, settled)? {
            Some(blob) => mend(desk, blob)? > 0,
            None => false,
        };
    }
    let want = gathered.others(desk, settled)?;
    let Gathered { asked, items } = gathered;
    if asked.is_empty() {
        return Ok(None);
    }
    let puts: Vec<BlobId> = asked.puts.keys().copied().collect();
    if !puts.is_empty() {
        desk.store_mut()?.begin_upload(&puts).map_err(code_of)?;
    }
    let request = ChunksRequest {
        version: wire::VERSION,
        ask: asked.asks.iter().chain(&asked.doubtful).copied().collect(),
        lost: asked.lost.iter().copied().collect(),
        want,
        put: asked.chunks,
        bytes_max: u32::from(chunks).saturating_mul(CHUNK_BYTES),
    };
    let mut body = encoded(&request)?;
    for chunk in &items {
        body.extend(encoded(chunk)?);
    }
    Ok(Some(Request {
        server: device.server,
        token: device.token,
        body,
        asked,
    }))
}

fn encoded<T: serde::Serialize>(item: &T) -> Result<Vec<u8>, Code> {
    wire::encode(item).map_err(|_| Code::Internal {
        attempted: "asking for photos".to_owned(),
    })
}

#[derive(Default)]
struct Gathered {
    asked: Asked,
    items: Vec<Chunk>,
}

impl Gathered {
    /// What goes up, within so many chunks; gives a blob of which a chunk is damaged here, if there is one.
    fn uploads(&mut self, store: &Store, chunks: u16, settled: &Settled) -> Result<Option<BlobId>, Code> {
        for upload in store.uploads(BLOBS_A_REQUEST, &settled.up).map_err(code_of)? {
            let Some(missing) = upload.missing else {
                self.asked.asks.insert(upload.blob);
                continue;
            };
            let numbers = missing.iter().flat_map(|span| span.from..span.to);
            for number in numbers.take(usize::from(chunks - self.asked.chunks.min(chunks))) {
                let Some(bytes) = store.chunk(upload.blob, number).map_err(code_of)? else {
                    return Ok(Some(upload.blob));
                };
                self.asked.chunks += 1;
                self.asked.chunk_bytes += bytes.len() as u64;
                let put = Put {
                    length: upload.length,
                    lacked: missing.iter().map(|span| span.to - span.from).sum(),
                };
                self.asked.puts.insert(upload.blob, put);
                self.items.push(Chunk {
                    blob: upload.blob,
                    length: upload.length,
                    index: number,
                    bytes: Blob(bytes),
                });
            }
        }
        Ok(None)
    }

    /// What comes down, what is asked about, and what is told as lost.
    fn others(&mut self, desk: &Desk, settled: &Settled) -> Result<Vec<Want>, Code> {
        let store = desk.store()?;
        let doubtful = store.doubtful(BLOBS_A_REQUEST, &settled.doubtful).map_err(code_of)?;
        let lost = store.losses(BLOBS_A_REQUEST, &settled.lost).map_err(code_of)?;
        let stays_away = desk.config.hands_in || room::is_for_texts(desk);
        let wanted = if stays_away { 0 } else { BLOBS_A_REQUEST };
        let wants = store.wants(wanted, &settled.down).map_err(code_of)?;
        self.asked.doubtful = doubtful.into_iter().collect();
        self.asked.lost = lost.into_iter().collect();
        self.asked.wants = wants.iter().map(|want| (want.blob, want.length)).collect();
        let want = wants.into_iter().map(|want| Want {
            blob: want.blob,
            missing: want.missing.iter().map(wire_span).collect(),
        });
        Ok(want.collect())
    }
}

/// Drops what is damaged of a blob here; gives how many chunks.
fn mend(desk: &mut Desk, blob: BlobId) -> Result<u32, Code> {
    let dropped = desk.store_mut()?.mend_blob(blob).map_err(code_of)?;
    if dropped > 0 {
        tracing::warn!(count = dropped, "chunks of a photo kept here are damaged");
        tell(desk, blob)?;
    }
    Ok(dropped)
}

/// Stores what the server said; gives what is settled for this pass by it.
pub(crate) fn note(
    desk: &mut Desk,
    asked: &Asked,
    mut settled: Settled,
    response: ChunksResponse,
) -> Result<Settled, Code> {
    let mut said: BTreeMap<BlobId, ServerHas> = BTreeMap::new();
    let mut forward = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for answer in response.blobs {
        let (blob, has) = server_has(answer);
        if !asked.knows(&blob) {
            continue;
        }
        answered.insert(blob);
        let has = match has {
            Ok(has) => has,
            Err(BlobFault::Damaged) => {
                mend(desk, blob)?;
                continue;
            }
            Err(BlobFault::Quota) => continue,
            Err(BlobFault::TooLarge) => ServerHas::Refused("too_large".to_owned()),
            Err(BlobFault::NotAllowed) => ServerHas::Refused("not_allowed".to_owned()),
        };
        let is_forward = match (&has, asked.puts.get(&blob)) {
            (ServerHas::Missing(spans), Some(put)) => lacking(spans, put.length) < put.lacked,
            (ServerHas::Held, _) | (ServerHas::Missing(_) | ServerHas::Lost, None) => true,
            (ServerHas::Lost, Some(_)) | (ServerHas::Refused(_), _) => false,
        };
        if is_forward {
            forward.insert(blob);
        }
        said.insert(blob, has);
    }
    let offered = asked.puts.keys().chain(&asked.asks);
    settled.up.extend(offered.filter(|blob| !forward.contains(blob)));
    settled.doubtful.extend(&asked.doubtful);
    settled.lost.extend(&asked.lost);
    let wanted = asked.wants.keys();
    settled.down.extend(wanted.filter(|blob| answered.contains(blob)));
    let said: Vec<(BlobId, ServerHas)> = said.into_iter().collect();
    let touched = desk.store_mut()?.note_server(&said).map_err(code_of)?;
    if !touched.is_empty() {
        let told = desk.told();
        told.topic(Topic::Entries);
        told.topic(Topic::Sync);
        told.entries.extend(touched);
    }
    Ok(settled)
}

/// How many chunks these are, of a blob of that length.
fn lacking(spans: &[Span], length: u32) -> u32 {
    let of = chunks_in(length);
    let within = spans.iter().map(|span| span.to.min(of).saturating_sub(span.from));
    within.fold(0, u32::saturating_add)
}

/// Keeps a chunk that came; one that was not wanted is left out.
pub(crate) fn keep(desk: &mut Desk, asked: &Asked, chunk: &Chunk) -> Result<KeptChunk, Code> {
    if !asked.wants.contains_key(&chunk.blob) {
        return Ok(KeptChunk::Wrong);
    }
    let store = desk.store_mut()?;
    let kept = store
        .keep_chunk(chunk.blob, chunk.length, chunk.index, &chunk.bytes.0)
        .map_err(code_of)?;
    match kept {
        KeptChunk::Whole => tell(desk, chunk.blob)?,
        KeptChunk::Wrong => tracing::warn!("the server gave a chunk that is of no photo wanted here, or of another"),
        KeptChunk::Partial => {}
    }
    Ok(kept)
}

impl Settled {
    /// Nothing that was wanted came: it is not asked for again in this pass.
    pub(crate) fn nothing_came(&mut self, asked: &Asked) {
        self.down.extend(asked.wants.keys());
    }

    /// A chunk of it was wrong: it is not asked for again in this pass.
    pub(crate) fn wrong(&mut self, blob: BlobId) {
        self.down.insert(blob);
    }
}

fn tell(desk: &mut Desk, blob: BlobId) -> Result<(), Code> {
    let entries = desk.store()?.entries_of_blob(blob).map_err(code_of)?;
    let told = desk.told();
    told.topic(Topic::Entries);
    told.topic(Topic::Sync);
    told.entries.extend(entries);
    Ok(())
}

fn wire_span(span: &Span) -> wire::Span {
    wire::Span {
        from: span.from,
        to: span.to,
    }
}

fn server_has(answer: BlobAnswer) -> (BlobId, Result<ServerHas, BlobFault>) {
    match answer {
        BlobAnswer::Held { blob } => (blob, Ok(ServerHas::Held)),
        BlobAnswer::Missing { blob, spans } => {
            let spans = spans.iter().map(|span| Span {
                from: span.from,
                to: span.to,
            });
            (blob, Ok(ServerHas::Missing(spans.collect())))
        }
        BlobAnswer::Lost { blob } => (blob, Ok(ServerHas::Lost)),
        BlobAnswer::Refused { blob, reason } => (blob, Err(reason)),
    }
}
