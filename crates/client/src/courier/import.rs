//! 导入: an answer to this device is stored as the network's answers are, request by request, after the whole was verified; another
//! device's file is carried on ([`super::relay`]).

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunfa_evidence::courier::{CourierKey, Frame, HEADER_BYTES, Kind, Opened, peek};
use cunfa_protocol::Code;
use cunfa_protocol::command::ImportCourier;
use cunfa_protocol::courier::{AnswerHead, CHUNKS, EXTENSION, HEAD, REFUSED, REGISTERS, SYNC};
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{CourierImported, Topic};
use cunfa_protocol::wire::{self, BlobAnswer, Chunk, ChunksResponse, Items, Refusal};
use cunfa_store::{Courier, Device, KeptChunk};
use tokio::task::spawn_blocking;

use super::fault::{code, of_file, of_place};
use super::sent::Sent;
use super::{places, relay};
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::registers;
use crate::sync::carried::{self, Base};
use crate::sync::chunks::{self, Settled};

/// Takes a file in.
pub(crate) async fn import(shared: &Arc<Shared>, with: ImportCourier) -> Result<CourierImported, Code> {
    let _one = shared.courier.lock().await;
    shared.at_desk(|desk| desk.session().map(|_| ())).await?;
    let path = places::file(shared, &with.path, EXTENSION).ok_or(code(CourierFault::NoFile))?;
    let seen = path.clone();
    match run(move || outside(&seen)).await? {
        (Kind::ToCounty, reader) => relay::carry(shared, path, reader).await,
        (Kind::ToDevice, reader) => answer(shared, path, reader).await,
    }
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T, Code> + Send + 'static) -> Result<T, Code> {
    let internal = || Code::Internal {
        attempted: "taking a courier's file in".to_owned(),
    };
    spawn_blocking(work).await.unwrap_or_else(|_| Err(internal()))
}

/// What is seen of a file without its key.
pub(super) fn outside(path: &Path) -> Result<(Kind, [u8; 16]), Code> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => code(CourierFault::NoFile),
        _ => of_place(&error),
    })?;
    let bytes = file.metadata().map_err(|error| of_place(&error))?.len();
    let mut begin = Vec::with_capacity(HEADER_BYTES);
    let read = file.by_ref().take(HEADER_BYTES as u64).read_to_end(&mut begin);
    read.map_err(|error| of_place(&error))?;
    peek(&begin, bytes).map_err(|error| of_file(&error))
}

/// An answer that is being stored.
struct Taking {
    courier: Courier,
    sent: Sent,
    base: Base,
    /// Answers to requests so far.
    answered: usize,
    registers: registers::carried::Taking,
    accepted: u32,
    parked: u32,
    pulled: u32,
    photos: u32,
}

async fn answer(shared: &Arc<Shared>, path: PathBuf, reader: [u8; 16]) -> Result<CourierImported, Code> {
    let (courier, device) = shared.at_desk(move |desk| expected(desk, reader)).await?;
    let secret = *courier.secret;
    let mut file = run(move || verified(&path, secret, &device)).await?;
    // A pass that is under way would ask from one place and store at another.
    let _pass = shared.pass.lock().await;
    let mut taking = shared.at_desk(move |desk| Taking::new(desk, courier)).await?;
    loop {
        let (frame, rest) = run(move || {
            let frame = file.next().map_err(|error| of_file(&error))?;
            Ok((frame, file))
        })
        .await?;
        file = rest;
        let Some(frame) = frame else { break };
        taking = shared.at_desk(move |desk| taking.frame(desk, &frame)).await?;
    }
    shared
        .at_desk(move |desk| {
            let now_ms = desk.now_ms();
            let store = desk.store_mut()?;
            store.courier_taken(taking.courier.reader, now_ms).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            Ok(CourierImported::Answer {
                accepted: taking.accepted,
                parked: taking.parked,
                pulled: taking.pulled,
                photos: taking.photos,
            })
        })
        .await
}

/// The file that is answered.
fn expected(desk: &mut Desk, reader: [u8; 16]) -> Result<(Courier, Device), Code> {
    let courier = desk.store()?.courier(reader).map_err(code_of)?;
    let courier = courier.ok_or(code(CourierFault::OtherDevice))?;
    if courier.taken_ms.is_some() {
        return Err(code(CourierFault::TakenBefore));
    }
    Ok((courier, desk.device()?))
}

/// Reads everything once: nothing is stored of a file that is not whole, or that the county did not sign.
fn verified(path: &Path, secret: [u8; 32], device: &Device) -> Result<Opened<BufReader<File>>, Code> {
    let file = BufReader::new(File::open(path).map_err(|error| of_place(&error))?);
    let opened = Opened::open(file, Kind::ToDevice, |_| CourierKey::from_secret(secret).ok());
    let mut opened = opened.map_err(|error| of_file(&error))?;
    let head = opened.next().map_err(|error| of_file(&error))?;
    while opened.next().map_err(|error| of_file(&error))?.is_some() {}
    opened
        .is_signed_by(&device.county_key)
        .map_err(|error| of_file(&error))?;
    let head = head.filter(|frame| frame.kind == HEAD);
    let head: Option<AnswerHead> = head.and_then(|head| wire::decode(&head.bytes).ok());
    match head {
        Some(head) if head.version == wire::VERSION && head.device == device.id => {}
        Some(head) if head.version == wire::VERSION => return Err(code(CourierFault::OtherDevice)),
        Some(_) | None => return Err(code(CourierFault::OtherVersion)),
    }
    opened.rewind().map_err(|error| of_file(&error))?;
    Ok(opened)
}

impl Taking {
    fn new(desk: &mut Desk, courier: Courier) -> Result<Taking, Code> {
        let sent = Sent::read(&courier.sent)?;
        Ok(Taking {
            base: Base::new(desk, courier.root.clone(), courier.cursor)?,
            registers: registers::carried::Taking::new(sent.registers.clone(), courier.made_ms),
            courier,
            sent,
            answered: 0,
            accepted: 0,
            parked: 0,
            pulled: 0,
            photos: 0,
        })
    }

    fn frame(mut self, desk: &mut Desk, frame: &Frame) -> Result<Taking, Code> {
        let about_batches = self.answered < self.sent.requests.len();
        match frame.kind {
            SYNC => self.sync(desk, &frame.bytes)?,
            REGISTERS => self.registers(desk, &frame.bytes)?,
            CHUNKS => self.chunks(desk, &frame.bytes)?,
            REFUSED => {
                match wire::decode(&frame.bytes) {
                    Ok(Refusal::DeviceRevoked) => return Err(Code::DeviceRevoked),
                    Ok(refusal) => tracing::warn!(?refusal, "the server refused a part of what a courier brought"),
                    Err(_) => return Err(code(CourierFault::OtherVersion)),
                }
                if about_batches {
                    self.answered += 1;
                } else {
                    // Of registers, until those are answered; of photos nothing is counted.
                    self.registers.refused();
                }
            }
            _ => {}
        }
        Ok(self)
    }

    fn sync(&mut self, desk: &mut Desk, bytes: &[u8]) -> Result<(), Code> {
        let sent = self.sent.request(desk, self.answered)?;
        let brought = carried::store(desk, &sent, bytes, &mut self.base)?;
        self.answered += 1;
        self.accepted += count(brought.accepted);
        self.parked += count(brought.parked);
        self.pulled += count(brought.pulled);
        Ok(())
    }

    fn registers(&mut self, desk: &mut Desk, bytes: &[u8]) -> Result<(), Code> {
        let brought = self.registers.take(desk, bytes)?;
        self.accepted += count(brought.accepted);
        self.parked += count(brought.parked);
        self.pulled += count(brought.pulled);
        Ok(())
    }

    fn chunks(&mut self, desk: &mut Desk, bytes: &[u8]) -> Result<(), Code> {
        let unreadable = || code(CourierFault::OtherVersion);
        let mut items = Items::default();
        items.push(bytes);
        let head = items.take().map_err(|_| unreadable())?.ok_or_else(unreadable)?;
        let response: ChunksResponse = wire::decode(&head).map_err(|_| unreadable())?;
        let asked = self.sent.photos();
        let held = response
            .blobs
            .iter()
            .filter(|blob| matches!(blob, BlobAnswer::Held { .. }));
        self.photos += count(held.count());
        chunks::note(desk, &asked, Settled::default(), response)?;
        while let Some(item) = items.take().map_err(|_| unreadable())? {
            let chunk: Chunk = wire::decode(&item).map_err(|_| unreadable())?;
            self.photos += u32::from(chunks::keep(desk, &asked, &chunk)? == KeptChunk::Whole);
        }
        Ok(())
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
