//! `POST /v1/chunks`: blobs up and down. A request is taken in piece by piece, so that a connection that breaks keeps every chunk
//! that came before; the answer is given out piece by piece as well.
//!
//! Invariant: a device learns of a blob what an entry it may read gives it the right to, and what it put itself. Everything else
//! is answered like a blob that does not exist.

use std::collections::BTreeMap;

use cunfa_core::attachment::{CHUNK_BYTES, MAX_ATTACHMENT_BYTES, chunks};
use cunfa_core::{Action, Area, BlobId, may};
use cunfa_protocol::wire::{
    self, Blob, BlobAnswer, BlobFault, Chunk, ChunksRequest, ChunksResponse, Refusal, Span, Want,
};

use super::{read, signed_in};
use crate::db::{BlobFacts, Device, Kept, NewChunk, Parts, Share, reading_scope};
use crate::server::{Server, Trouble};

/// A request that is coming in.
pub(crate) struct Receiving {
    device: Device,
    /// Where somebody on the device may read.
    scope: Vec<Area>,
    may_put: bool,
    request: ChunksRequest,
    came: u16,
    /// The blobs that are put, in the order they came.
    put: Vec<BlobId>,
    /// What is known of them, as it was when their first chunk came.
    known: BTreeMap<BlobId, Known>,
    refused: BTreeMap<BlobId, BlobFault>,
}

/// What is known of a blob that is put.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// An entry that somebody on the device may read names it.
    readable: bool,
    /// It is whole here, and the device may know that.
    held: bool,
}

/// An answer that goes out: which chunks are still to come.
#[derive(Debug)]
pub(crate) struct Sending {
    head: Vec<u8>,
    /// Blob, length, index; the next one last.
    chunks: Vec<(BlobId, u32, u32)>,
}

impl Receiving {
    pub(crate) fn device(&self) -> &Device {
        &self.device
    }

    fn may_read(&self, facts: &BlobFacts) -> bool {
        let covered = |village| self.scope.iter().any(|area| area.covers(village));
        facts.villages.iter().any(covered)
    }
}

impl Sending {
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
}

/// Takes in the head of a request.
pub(crate) fn begin(server: &Server, token: Option<&str>, head: &[u8], now_ms: i64) -> Result<Receiving, Trouble> {
    let device = signed_in(server.db(), token)?;
    begin_of(server, device, head, now_ms)
}

/// The same for a device that is known.
pub(crate) fn begin_of(server: &Server, device: Device, head: &[u8], now_ms: i64) -> Result<Receiving, Trouble> {
    let request: ChunksRequest = read(head)?;
    let lengths = [request.ask.len(), request.lost.len(), request.want.len()];
    if lengths.into_iter().any(|length| length > wire::MAX_ASKED) {
        return Err(Refusal::TooLarge.into());
    }
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let people = server.db().people_on(device.id)?;
    let makes = |action| people.iter().any(|person| may(person.role, action));
    let receiving = Receiving {
        scope: reading_scope(&people),
        may_put: makes(Action::WriteEntry) || makes(Action::SignOff),
        device,
        request,
        came: 0,
        put: Vec::new(),
        known: BTreeMap::new(),
        refused: BTreeMap::new(),
    };
    for blob in &receiving.request.lost {
        lose(server, &receiving, *blob, now_ms)?;
    }
    Ok(receiving)
}

/// Takes the word of whoever named it first; of anybody else it says nothing.
fn lose(server: &Server, receiving: &Receiving, blob: BlobId, now_ms: i64) -> Result<(), Trouble> {
    let county = &receiving.device.county;
    if server.db().blob(county, blob)?.named_first == Some(receiving.device.id) {
        match server.db().parts(receiving.device.id, blob)? {
            Some(parts) if parts.whole || missing(&parts).is_empty() => return Ok(()),
            Some(_) => server.db().drop_parts(receiving.device.id, blob)?,
            None => {}
        }
        tracing::warn!(device = receiving.device.number, %blob, "a blob is lost, says the device that named it first");
        server.db().lose_blob(county, blob, now_ms)?;
    }
    Ok(())
}

/// Takes in one chunk; it is kept when this returns, unless the blob was refused.
pub(crate) fn take(server: &Server, receiving: &mut Receiving, item: &[u8], now_ms: i64) -> Result<(), Trouble> {
    if receiving.came == receiving.request.put {
        return Err(Refusal::Unreadable.into());
    }
    receiving.came += 1;
    let chunk: Chunk = wire::decode(item).map_err(|_| Refusal::Unreadable)?;
    if !receiving.put.contains(&chunk.blob) {
        receiving.put.push(chunk.blob);
    }
    if receiving.refused.contains_key(&chunk.blob) {
        return Ok(());
    }
    if let Some(fault) = keep(server, receiving, &chunk, now_ms)? {
        tracing::warn!(device = receiving.device.number, blob = %chunk.blob, ?fault, "a blob was refused");
        receiving.refused.insert(chunk.blob, fault);
    }
    Ok(())
}

fn keep(server: &Server, receiving: &mut Receiving, chunk: &Chunk, now_ms: i64) -> Result<Option<BlobFault>, Trouble> {
    let (db, device) = (server.db(), receiving.device.id);
    let known = match receiving.known.get(&chunk.blob) {
        Some(known) => *known,
        None => {
            let facts = db.blob(&receiving.device.county, chunk.blob)?;
            let readable = receiving.may_read(&facts);
            let held = facts.held.is_some() && readable;
            let known = Known { readable, held };
            receiving.known.insert(chunk.blob, known);
            known
        }
    };
    // Who only reads gives back what an entry names, should the server have lost it.
    if !receiving.may_put && !known.readable {
        return Ok(Some(BlobFault::NotAllowed));
    }
    if chunk.length == 0 || chunk.length > MAX_ATTACHMENT_BYTES {
        return Ok(Some(BlobFault::TooLarge));
    }
    if Some(chunk.bytes.0.len()) != size(chunk.length, chunk.index) {
        db.drop_parts(device, chunk.blob)?;
        return Ok(Some(BlobFault::Damaged));
    }
    if known.held {
        return Ok(None);
    }
    let new = NewChunk {
        device,
        blob: chunk.blob,
        length: chunk.length,
        index: chunk.index,
        bytes: &chunk.bytes.0,
    };
    let share = Share {
        county: &receiving.device.county,
        scope: &receiving.scope,
        bytes_max: server.limits.unnamed_bytes_max,
    };
    match db.keep_chunk(&new, &share)? {
        Kept::Partial | Kept::Whole => Ok(None),
        Kept::Complete => finish(server, receiving, chunk.blob, now_ms),
        Kept::NoRoom => Ok(Some(BlobFault::Quota)),
        Kept::OtherLength => {
            db.drop_parts(device, chunk.blob)?;
            Ok(Some(BlobFault::Damaged))
        }
    }
}

/// How many bytes the chunk at this place has; `None` when there is no such place.
fn size(length: u32, index: u32) -> Option<usize> {
    let from = index.checked_mul(CHUNK_BYTES)?;
    let bytes = length.checked_sub(from)?.min(CHUNK_BYTES);
    (bytes > 0).then(|| usize::try_from(bytes).ok()).flatten()
}

/// Compares the hash of a blob whose last chunk came, and stores it. Somebody else may do the same at the same time.
fn finish(server: &Server, receiving: &Receiving, blob: BlobId, now_ms: i64) -> Result<Option<BlobFault>, Trouble> {
    let (db, device) = (server.db(), receiving.device.id);
    let Some(bytes) = db.joined(device, blob)? else {
        return Ok(None);
    };
    if cunfa_evidence::hash(&bytes).0 != blob.0 {
        db.drop_parts(device, blob)?;
        return Ok(Some(BlobFault::Damaged));
    }
    server.blobs.put(blob, &bytes)?;
    db.hold_blob(device, blob, u32::try_from(bytes.len()).unwrap_or(u32::MAX), now_ms)?;
    Ok(None)
}

/// Ends the taking in; gives the answer.
pub(crate) fn end(server: &Server, mut receiving: Receiving, now_ms: i64) -> Result<Sending, Trouble> {
    if receiving.came != receiving.request.put {
        return Err(Refusal::Unreadable.into());
    }
    let request = &receiving.request;
    let mut named: Vec<BlobId> = Vec::new();
    for blob in request.ask.iter().chain(&request.lost).chain(&receiving.put) {
        if !named.contains(blob) {
            named.push(*blob);
        }
    }
    let mut blobs = Vec::with_capacity(named.len());
    for blob in &named {
        blobs.push(of(server, &receiving, *blob, now_ms)?);
    }
    let mut chunks = Vec::new();
    let mut left = u64::from(request.bytes_max).min(server.limits.chunk_bytes_max);
    for want in std::mem::take(&mut receiving.request.want) {
        let given = give(server, &receiving, &want, &mut left, &mut chunks)?;
        if !given && !named.contains(&want.blob) {
            named.push(want.blob);
            blobs.push(of(server, &receiving, want.blob, now_ms)?);
        }
    }
    let count = u16::try_from(chunks.len()).map_err(|_| Refusal::TooLarge)?;
    chunks.reverse();
    Ok(Sending {
        head: wire::encode(&ChunksResponse { blobs, chunks: count })?,
        chunks,
    })
}

/// Adds the chunks that are wanted of a blob, as many as fit. Whether the blob is there for this device.
fn give(
    server: &Server,
    receiving: &Receiving,
    want: &Want,
    left: &mut u64,
    out: &mut Vec<(BlobId, u32, u32)>,
) -> Result<bool, Trouble> {
    let facts = server.db().blob(&receiving.device.county, want.blob)?;
    let Some(length) = facts.held.filter(|_| receiving.may_read(&facts)) else {
        return Ok(false);
    };
    let full = |left: u64, out: &Vec<_>| left < u64::from(CHUNK_BYTES) && !out.is_empty();
    if full(*left, out) {
        return Ok(true);
    }
    if server.whole(want.blob)?.is_none() {
        return Ok(false);
    }
    let spans = want.missing.iter().take(usize::try_from(chunks(length)).unwrap_or(0));
    for index in spans.flat_map(|span| span.from..span.to.min(chunks(length))) {
        if full(*left, out) {
            break;
        }
        *left = left.saturating_sub(u64::from(CHUNK_BYTES));
        out.push((want.blob, length, index));
    }
    Ok(true)
}

/// What this device is told of a blob.
fn of(server: &Server, receiving: &Receiving, blob: BlobId, now_ms: i64) -> Result<BlobAnswer, Trouble> {
    let (db, device) = (server.db(), receiving.device.id);
    if let Some(reason) = receiving.refused.get(&blob) {
        return Ok(BlobAnswer::Refused { blob, reason: *reason });
    }
    let facts = db.blob(&receiving.device.county, blob)?;
    let readable = receiving.may_read(&facts);
    let parts = db.parts(device, blob)?;
    if readable && facts.held.is_some() {
        // The right to read it stands on the entry now, and nothing counts against the device's share.
        if parts.is_some() {
            db.drop_parts(device, blob)?;
        }
        return Ok(BlobAnswer::Held { blob });
    }
    match parts {
        Some(Parts { whole: true, .. }) => Ok(BlobAnswer::Held { blob }),
        Some(parts) if missing(&parts).is_empty() => {
            // The last chunk came, and the server ended before it compared the hash.
            match finish(server, receiving, blob, now_ms)? {
                Some(reason) => Ok(BlobAnswer::Refused { blob, reason }),
                None if db.blob(&receiving.device.county, blob)?.held.is_some() => Ok(BlobAnswer::Held { blob }),
                // Another request of the same device found it damaged in the same moment.
                None => Ok(nothing(blob)),
            }
        }
        Some(parts) => Ok(BlobAnswer::Missing {
            blob,
            spans: missing(&parts),
        }),
        None if readable && facts.lost => Ok(BlobAnswer::Lost { blob }),
        None => Ok(nothing(blob)),
    }
}

fn nothing(blob: BlobId) -> BlobAnswer {
    let all = Span {
        from: 0,
        to: chunks(MAX_ATTACHMENT_BYTES),
    };
    BlobAnswer::Missing { blob, spans: vec![all] }
}

/// The gaps between the chunks that are here.
fn missing(parts: &Parts) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    for here in parts.here.iter().copied().chain([chunks(parts.length)]) {
        if from < here {
            spans.push(Span { from, to: here });
        }
        from = here + 1;
    }
    spans
}

/// The next chunk of an answer, encoded; `None` at its end.
pub(crate) fn next(server: &Server, sending: &mut Sending) -> Result<Option<Vec<u8>>, Trouble> {
    let Some((blob, length, index)) = sending.chunks.pop() else {
        return Ok(None);
    };
    let whole = server.whole(blob)?.ok_or(Refusal::Busy)?;
    let step = usize::try_from(CHUNK_BYTES).unwrap_or(usize::MAX);
    let bytes = usize::try_from(index)
        .ok()
        .and_then(|index| whole.chunks(step).nth(index))
        .ok_or(Refusal::Busy)?;
    Ok(Some(wire::encode(&Chunk {
        blob,
        length,
        index,
        bytes: Blob(bytes.to_vec()),
    })?))
}
