//! 导出离线包: everything open goes into one file, sealed for the county. Nothing changes its state here; what the file carries stays
//! unsent until an answer with receipts was taken in, or the network brought it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{BlobId, EntryId};
use cunfa_evidence::courier::{CourierKey, Kind, PublishedKey, Recipient, Sealing};
use cunfa_evidence::frame;
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::ExportCourier;
use cunfa_protocol::courier::{CHUNKS, EXTENSION, HEAD, Head, REGISTERS, SYNC};
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{CourierExported, Topic};
use cunfa_protocol::wire::{self, Blob, Chunk, ChunksRequest, HeldRoot, Span, SyncRequest, Want};
use cunfa_store::{Courier, DecisionKind, Device, Upload};
use tokio::task::spawn_blocking;

use super::fault::{code, of_file, of_place};
use super::part::Part;
use super::places;
use super::sent::Sent;
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::feedback;
use crate::sync::{round, words};

/// What the name of every file begins with.
const PREFIX: &str = "离线包-";
/// Entries sealed at once, as in a pass.
const SEALED_AT_ONCE: usize = 64;
/// Batches of one request, and their bytes.
const BATCHES: usize = 256;
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of a file at which no further batches, and no further photos, are added.
const BATCHES_UNTIL: u64 = 40 * 1024 * 1024;
const PHOTOS_UNTIL: u64 = 52 * 1024 * 1024;
/// Chunks of one request: 2 MiB.
const CHUNKS_AT_ONCE: usize = 64;
/// Photos that are wanted: in one request, in one file, and their bytes in one answer.
const WANTS_AT_ONCE: usize = 8;
const WANTS: usize = 32;
const WANTED_BYTES: u32 = 4 * 1024 * 1024;

/// A file that is being written.
struct Writing {
    part: Part,
    name: String,
    sealing: Sealing<BufWriter<File>>,
}

/// What is known before the first frame.
struct Begun {
    device: Device,
    county: Recipient,
    reply: CourierKey,
    ephemeral: [u8; 32],
    name: String,
}

/// Writes the file.
pub(crate) async fn export(shared: &Arc<Shared>, with: ExportCourier) -> Result<CourierExported, Code> {
    let _one = shared.courier.lock().await;
    let folder = places::folder(shared, &with.place)?;
    let begun = shared.at_desk(begin).await?;
    while shared.at_desk(seal).await? {}
    let reply = begun.reply.again();
    let key = SigningKey::from_secret(*begun.device.secret).map_err(|_| Code::FileDamaged)?;
    let mut writing = run(move || Writing::new(begun, &folder)).await?;
    let mut carrying = Carrying::default();
    loop {
        let (body, carried) = shared.at_desk(move |desk| batches(desk, carrying)).await?;
        carrying = carried;
        let more = body.more;
        writing = run(move || writing.put(SYNC, &body.bytes)).await?;
        if !more || writing.sealing.bytes() > BATCHES_UNTIL {
            break;
        }
    }
    loop {
        let (request, carried) = shared.at_desk(move |desk| registers(desk, carrying)).await?;
        carrying = carried;
        let Some(body) = request else { break };
        writing = run(move || writing.put(REGISTERS, &body.bytes)).await?;
        if !body.more || writing.sealing.bytes() > PHOTOS_UNTIL {
            break;
        }
    }
    while with.photos && writing.sealing.bytes() < PHOTOS_UNTIL {
        let (body, carried) = shared.at_desk(move |desk| photos(desk, carrying)).await?;
        carrying = carried;
        let Some(body) = body else { break };
        writing = run(move || writing.put(CHUNKS, &body)).await?;
    }
    let mut asking = with.photos;
    while asking {
        let (body, carried) = shared.at_desk(move |desk| wants(desk, carrying)).await?;
        carrying = carried;
        asking = body.is_some();
        if let Some(body) = body {
            writing = run(move || writing.put(CHUNKS, &body)).await?;
        }
    }
    finish(shared, writing, key, &reply, carrying, with.photos).await
}

/// On a thread that may block, without the desk: a stick is slow.
async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T, Code> + Send + 'static) -> Result<T, Code> {
    spawn_blocking(work).await.unwrap_or_else(|_| Err(internal()))
}

fn internal() -> Code {
    Code::Internal {
        attempted: "writing a courier's file".to_owned(),
    }
}

/// Only an open device writes: whoever finds it locked does not.
fn begin(desk: &mut Desk) -> Result<Begun, Code> {
    desk.session()?;
    let device = desk.device()?;
    let published = desk.store()?.courier_key().map_err(code_of)?;
    let published = PublishedKey::read(&published, &device.county_key).map_err(|_| code(CourierFault::NoKey))?;
    let reply = CourierKey::from_secret(desk.random()?).map_err(|error| of_file(&error))?;
    let name = format!(
        "{PREFIX}{:02}-{}.{EXTENSION}",
        device.number,
        desk.config.local().format("%Y%m%d-%H%M%S")
    );
    Ok(Begun {
        device,
        county: published.0,
        reply,
        ephemeral: desk.random()?,
        name,
    })
}

/// Seals some of what no batch carries yet; whether more may be left.
fn seal(desk: &mut Desk) -> Result<bool, Code> {
    let device = desk.device()?;
    let key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let made = desk.store_mut()?.seal(&key, SEALED_AT_ONCE).map_err(code_of)?;
    Ok(made > 0 && desk.store()?.has_unsealed().map_err(code_of)?)
}

impl Writing {
    fn new(begun: Begun, folder: &Path) -> Result<Writing, Code> {
        let mut whole = folder.join(&begun.name);
        while whole.exists() {
            // Two in one second.
            let name = whole.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            whole.set_file_name(format!("{name}-2.{EXTENSION}"));
        }
        let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (part, file) = Part::create(whole, PREFIX)?;
        let out = BufWriter::new(file);
        let sealing = Sealing::new(out, Kind::ToCounty, begun.county, begun.ephemeral);
        let writing = Writing {
            part,
            name,
            sealing: sealing.map_err(|error| of_file(&error))?,
        };
        let head = Head {
            version: wire::VERSION,
            device: begun.device.id,
            reply_key: Blob(begun.reply.recipient().0.to_vec()),
        };
        writing.put(HEAD, &encoded(&head)?)
    }

    fn put(mut self, kind: u8, bytes: &[u8]) -> Result<Writing, Code> {
        self.sealing.frame(kind, bytes).map_err(|error| of_file(&error))?;
        Ok(self)
    }

    /// Signs, and waits for the disk. The file does not appear yet.
    fn settle(self, key: &SigningKey) -> Result<(Part, String, u64), Code> {
        let out = self.sealing.finish(key).map_err(|error| of_file(&error))?;
        let file = out.into_inner().map_err(|error| of_place(error.error()))?;
        Part::settle(&file)?;
        let bytes = file.metadata().map_err(|error| of_place(&error))?.len();
        Ok((self.part, self.name, bytes))
    }
}

fn encoded<T: serde::Serialize>(item: &T) -> Result<Vec<u8>, Code> {
    wire::encode(item).map_err(|_| internal())
}

/// What the frames so far carry.
#[derive(Default)]
struct Carrying {
    sent: Sent,
    entries: BTreeSet<EntryId>,
    /// The last batch's place in the order.
    after: i64,
    cursor: u64,
    root: Vec<u8>,
    /// The photo that is being added, from its end, and those that are through.
    adding: Vec<Chunk>,
    added: BTreeSet<BlobId>,
    wanted: BTreeSet<BlobId>,
}

/// A request's body, and whether more batches are left.
struct Body {
    bytes: Vec<u8>,
    more: bool,
}

/// The next request. There is always a first one, which asks for what this device lacks.
fn batches(desk: &mut Desk, mut carrying: Carrying) -> Result<(Body, Carrying), Code> {
    let claims = if carrying.sent.requests.is_empty() {
        words::claims(desk)?
    } else {
        Vec::new()
    };
    let store = desk.store()?;
    let position = store.position().map_err(code_of)?;
    let (mut decisions, mut feedback) = (Vec::new(), Vec::new());
    if carrying.sent.requests.is_empty() {
        decisions = words::decisions(store)?;
        feedback = feedback::waiting(store)?;
        carrying.cursor = position.cursor;
        carrying.root = store.root_bytes().map_err(code_of)?;
    }
    let held = store.accepted_root().map_err(code_of)?;
    // The file carries all that is open.
    let unsent = store.unsent().map_err(code_of)?.parked;
    let (batches, last) = store
        .open_batches(carrying.after, BATCH_BYTES, BATCHES)
        .map_err(code_of)?;
    let (next, _) = store.open_batches(last, 1, 1).map_err(code_of)?;
    let sent = &mut carrying.sent;
    sent.requests.push(batches.iter().map(|batch| batch.id).collect());
    sent.claims.extend(claims.iter().map(|claim| claim.key));
    sent.decisions.extend(decisions.iter().map(|decision| {
        let confirms = decision.kind == DecisionKind::Confirm;
        (decision.key, confirms, Blob(decision.bytes.clone()))
    }));
    carrying.entries.extend(batches.iter().map(|batch| batch.entry));
    carrying.after = last;
    let request = SyncRequest {
        version: wire::VERSION,
        epoch: position.epoch,
        cursor: position.cursor,
        directory: position.directory,
        claims: claims.into_iter().map(|claim| Blob(claim.bytes)).collect(),
        decisions: decisions.iter().map(words::decision).collect(),
        feedback,
        root: held.map(|root| HeldRoot {
            epoch: root.epoch,
            size: root.size,
            name: wire::Short::of(root.name()),
        }),
        unsent,
        want: Vec::new(),
        time: sent.requests.len() == 1,
        compare: false,
        pull_bytes_max: wire::PULL_BYTES,
    };
    let batches: Vec<_> = batches
        .into_iter()
        .map(|batch| round::wire_batch(batch.sealed))
        .collect();
    let parts = wire::sequence(&request, &batches).map_err(|_| internal())?;
    let body = Body {
        bytes: frame::pack_parts(frame::NEWEST, &parts).map_err(|_| internal())?,
        more: !next.is_empty(),
    };
    Ok((body, carrying))
}

/// What is said and asked of the county's registers next; none when nobody here reads them.
fn registers(desk: &mut Desk, mut carrying: Carrying) -> Result<(Option<Body>, Carrying), Code> {
    let request = carrying.sent.registers.next(desk)?;
    Ok((request.map(|(bytes, more)| Body { bytes, more }), carrying))
}

/// The next chunks of photos; none when every photo is carried. A damaged one is left to the network, which mends it.
fn photos(desk: &mut Desk, mut carrying: Carrying) -> Result<(Option<Vec<u8>>, Carrying), Code> {
    let store = desk.store()?;
    let mut chunks = Vec::new();
    while chunks.len() < CHUNKS_AT_ONCE {
        if let Some(chunk) = carrying.adding.pop() {
            chunks.push(chunk);
            continue;
        }
        let mut next = store.carried_blobs(1, &carrying.added).map_err(code_of)?;
        let Some(upload) = next.pop() else { break };
        carrying.added.insert(upload.blob);
        let mut all = Vec::new();
        for index in missing(&upload) {
            match store.chunk(upload.blob, index).map_err(code_of)? {
                Some(bytes) => all.push(Chunk {
                    blob: upload.blob,
                    length: upload.length,
                    index,
                    bytes: Blob(bytes),
                }),
                None => {
                    all.clear();
                    break;
                }
            }
        }
        if !all.is_empty() {
            carrying.sent.puts.push((upload.blob, upload.length));
        }
        all.reverse();
        carrying.adding = all;
    }
    let request = ChunksRequest {
        version: wire::VERSION,
        ask: Vec::new(),
        lost: Vec::new(),
        want: Vec::new(),
        put: u16::try_from(chunks.len()).map_err(|_| internal())?,
        bytes_max: 0,
    };
    let mut body = encoded(&request)?;
    for chunk in &chunks {
        body.extend(encoded(chunk)?);
    }
    Ok(((!chunks.is_empty()).then_some(body), carrying))
}

/// The chunks that the server lacks; all of them, where only it could say.
fn missing(upload: &Upload) -> Vec<u32> {
    let all = 0..upload.length.div_ceil(CHUNK_BYTES);
    match &upload.missing {
        Some(spans) => spans.iter().flat_map(|span| span.from..span.to).collect(),
        None => all.collect(),
    }
}

/// The next photos that are wanted here, those of the newest entries first; none when there are no more, or enough.
fn wants(desk: &mut Desk, mut carrying: Carrying) -> Result<(Option<Vec<u8>>, Carrying), Code> {
    let room = WANTS.saturating_sub(carrying.wanted.len()).min(WANTS_AT_ONCE);
    let wants = desk.store()?.wants(room, &carrying.wanted).map_err(code_of)?;
    if wants.is_empty() {
        return Ok((None, carrying));
    }
    carrying.wanted.extend(wants.iter().map(|want| want.blob));
    carrying
        .sent
        .wants
        .extend(wants.iter().map(|want| (want.blob, want.length)));
    let span = |span: &cunfa_store::Span| Span {
        from: span.from,
        to: span.to,
    };
    let request = ChunksRequest {
        version: wire::VERSION,
        ask: Vec::new(),
        lost: Vec::new(),
        want: wants
            .iter()
            .map(|want| Want {
                blob: want.blob,
                missing: want.missing.iter().map(span).collect(),
            })
            .collect(),
        put: 0,
        bytes_max: WANTED_BYTES,
    };
    Ok((Some(encoded(&request)?), carrying))
}

/// The key of the answer is on the disk before the file appears.
async fn finish(
    shared: &Arc<Shared>,
    writing: Writing,
    key: SigningKey,
    reply: &CourierKey,
    carrying: Carrying,
    with_photos: bool,
) -> Result<CourierExported, Code> {
    let (part, name, bytes) = run(move || writing.settle(&key)).await?;
    let reader = reply.recipient().id();
    // A registration counts like an entry.
    let entries = carrying.entries.len().saturating_add(carrying.sent.registers.count());
    let (entries, photos) = (count(entries), count(carrying.sent.puts.len()));
    let puts: Vec<BlobId> = carrying.sent.puts.iter().map(|(blob, _)| *blob).collect();
    let secret = reply.secret();
    let photos_left = shared
        .at_desk(move |desk| {
            let courier = Courier {
                reader,
                secret,
                made_ms: desk.now_ms(),
                cursor: carrying.cursor,
                root: carrying.root,
                sent: carrying.sent.write()?,
                entries,
                photos,
                taken_ms: None,
            };
            let store = desk.store_mut()?;
            // Nobody knows from now on what the server holds of these: the network asks first.
            store.begin_upload(&puts).map_err(code_of)?;
            store.keep_courier(&courier).map_err(code_of)?;
            let left = store.carried_blobs(usize::MAX, &carrying.added).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            Ok(count(left.len()))
        })
        .await?;
    if let Err(no) = run(move || part.finish()).await {
        let dropped = shared.at_desk(move |desk| desk.store_mut()?.drop_courier(reader).map_err(code_of));
        dropped.await?;
        return Err(no);
    }
    Ok(CourierExported {
        name,
        bytes,
        entries,
        photos,
        photos_left: if with_photos { photos_left } else { 0 },
    })
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
