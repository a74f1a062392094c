//! A courier's file: opened, verified as a whole, and then each request in it answered by the very code that answers it over
//! the network; the answers go into a file that only the device reads. docs/courier.md.
//!
//! Invariant: nothing of a file counts before its end was reached and the signature of the device it names holds.

mod requests;

use std::io::{Cursor, Read, Seek, Write};

use cunfa_evidence::courier::{CourierError, Frame, Kind, Opened, Recipient, Sealing};
use cunfa_protocol::courier::{AnswerHead, CHUNKS, HEAD, Head, MAX_FILE_BYTES, REGISTERS, SYNC};
use cunfa_protocol::wire::{self, BatchAnswer, MAX_CHUNKS_BYTES, MAX_REQUEST_BYTES, Refusal};

use crate::answer;
use crate::db::Device;
use crate::random::draw;
use crate::server::{Answer, Server, Trouble, ok, refuse, troubled};

use requests::Answering;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It does not open.
    #[error(transparent)]
    File(#[from] CourierError),
    /// No such device.
    #[error("taking a courier's file: the server does not know this device")]
    UnknownDevice,
    /// It opens, and what is inside is not what a device writes.
    #[error("taking a courier's file: its content is not readable")]
    Unreadable,
    /// Inside it speaks another version.
    #[error("taking a courier's file: another version of the protocol")]
    Version,
    /// The database, the store of photos, or the randomness failed: not now. What was taken before stays.
    #[error("taking a courier's file: not now ({0})")]
    NotNow(String),
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Number of the device in its county.
    pub device: u32,
    /// What the office calls it.
    pub device_name: String,
    /// Whether the device is closed: then its batches are in quarantine.
    pub revoked: bool,
    /// Batches in the log, now or before; those of the registers too.
    pub stored: usize,
    /// Batches refused for good.
    pub refused: usize,
    /// Batches put off.
    pub later: usize,
    /// Batches given back that the device lacked, and acts over the registers.
    pub given: usize,
    /// Photos that are whole on the server, now or before, of those the file speaks of.
    pub photos: usize,
}

impl From<Trouble> for ImportError {
    fn from(trouble: Trouble) -> ImportError {
        ImportError::NotNow(trouble.to_string())
    }
}

impl ImportError {
    /// As whoever brought the file over the network is told.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            ImportError::File(CourierError::NotForUs) => Refusal::NotAllowed,
            ImportError::File(CourierError::Version(_)) | ImportError::Version => crate::refusal::version(),
            ImportError::File(CourierError::Signature) | ImportError::UnknownDevice => Refusal::BadProof,
            ImportError::File(CourierError::TooLarge) => Refusal::TooLarge,
            ImportError::File(CourierError::Io(_)) | ImportError::NotNow(_) => Refusal::Busy,
            ImportError::File(
                CourierError::NotCourier | CourierError::OtherWay | CourierError::Cut | CourierError::Damaged(_),
            )
            | ImportError::Unreadable => Refusal::Unreadable,
        }
    }
}

impl Imported {
    fn count(&mut self, answers: &[BatchAnswer]) {
        for answer in answers {
            match answer {
                BatchAnswer::Stored { .. } => self.stored += 1,
                BatchAnswer::Refused { .. } => self.refused += 1,
                BatchAnswer::Later { .. } => self.later += 1,
            }
        }
    }
}

impl Server {
    /// Takes a device's file and writes the county's answer to it. The same file again gives the same state and an equal answer,
    /// sealed anew.
    ///
    /// # Errors
    /// As [`ImportError`]. Nothing was taken in, unless it says "not now": then what was taken stays, and the file can be taken again.
    pub fn import(&self, from: impl Read + Seek, to: impl Write + Seek, now_ms: i64) -> Result<Imported, ImportError> {
        let own = self.courier.recipient().id();
        let mut file = Opened::open(from, Kind::ToCounty, |reader| {
            (reader == own).then(|| self.courier.again())
        })?;
        let (head, device) = verified(self, &mut file)?;
        file.rewind()?;
        let reply_key: [u8; 32] = head.reply_key.0.try_into().map_err(|_| ImportError::Unreadable)?;
        let ephemeral = draw(self.random.as_ref()).map_err(Trouble::from)?;
        let out = Sealing::new(to, Kind::ToDevice, Recipient(reply_key), ephemeral)?;
        let mut answering = Answering::new(self, &device, out, now_ms);
        answering.head(&AnswerHead {
            version: wire::VERSION,
            device: device.id,
        })?;
        while let Some(Frame { kind, bytes }) = file.next()? {
            match kind {
                SYNC => answering.sync(&bytes)?,
                REGISTERS => answering.registers(&bytes)?,
                CHUNKS => answering.chunks(&bytes)?,
                _ => {}
            }
        }
        let imported = answering.finish()?;
        tracing::info!(
            device = device.number,
            stored = imported.stored,
            refused = imported.refused,
            "a courier brought a device's file"
        );
        Ok(imported)
    }

    /// Answers a file that is here with all its bytes.
    pub(crate) fn answer_courier(&self, token: Option<&str>, body: &[u8], now_ms: i64) -> Answer {
        let mut out = Cursor::new(Vec::new());
        match self.may_carry(token) {
            Err(refused) => refused,
            Ok(()) => match self.import(Cursor::new(body), &mut out, now_ms) {
                Ok(_) => ok(out.into_inner()),
                Err(error) => refuse(&error.refusal()),
            },
        }
    }

    /// Whether whoever holds this token may hand in a file of any device.
    ///
    /// # Errors
    /// The refusal.
    pub fn may_carry(&self, token: Option<&str>) -> Result<(), Answer> {
        let device = answer::signed_in(self.db(), token).map_err(|trouble| troubled(&trouble))?;
        if device.is_revoked() {
            return Err(refuse(&Refusal::DeviceRevoked));
        }
        Ok(())
    }
}

/// Reads everything once: every frame is one a device writes, and the device that the first one names signed the whole.
fn verified(server: &Server, file: &mut Opened<impl Read + Seek>) -> Result<(Head, Device), ImportError> {
    let first = file.next()?.filter(|frame| frame.kind == HEAD);
    let head: Head = match answer::read(&first.ok_or(ImportError::Unreadable)?.bytes) {
        Ok(head) => head,
        Err(Refusal::Version(_)) => return Err(ImportError::Version),
        Err(_) => return Err(ImportError::Unreadable),
    };
    let mut bytes = 0u64;
    let mut readable = true;
    let (mut registers_began, mut chunks_began) = (false, false);
    while let Some(frame) = file.next()? {
        bytes = bytes.saturating_add(frame.bytes.len() as u64);
        // Entries before registers, and both before photos.
        readable &= match frame.kind {
            SYNC => frame.bytes.len() <= MAX_REQUEST_BYTES && !registers_began && !chunks_began,
            REGISTERS => frame.bytes.len() <= MAX_REQUEST_BYTES && !chunks_began,
            CHUNKS => frame.bytes.len() <= MAX_CHUNKS_BYTES,
            _ => false,
        };
        registers_began |= frame.kind == REGISTERS;
        chunks_began |= frame.kind == CHUNKS;
    }
    let device = server.db().device(head.device).map_err(Trouble::from)?;
    let device = device.ok_or(ImportError::UnknownDevice)?;
    file.is_signed_by(&device.key)?;
    if readable && bytes <= MAX_FILE_BYTES {
        Ok((head, device))
    } else {
        Err(ImportError::Unreadable)
    }
}
