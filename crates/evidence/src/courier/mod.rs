//! The courier's file: what a device and its county say to each other, sealed for the one who is meant, to be carried on a stick
//! by anybody. docs/courier.md specifies it.
//!
//! A key agreement with the reader's public key (X25519) gives a key that is used for this one file; the text goes in chunks, each
//! sealed with its number and whether it is the last (STREAM), so that a large file needs little memory and nothing of it can be
//! left out. The writer signs the whole inside. Works over any `Read`, `Write` and `Seek`; opens no file itself.

mod header;
mod key;
mod open;
mod seal;

use std::io;

pub use header::{HEADER_BYTES, Kind, VERSION, peek};
pub use key::{CourierKey, PublishedKey, Recipient};
pub use open::{Frame, Opened};
pub use seal::Sealing;

/// Plain bytes of one chunk; the last one may be shorter.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Most bytes of one frame.
pub const MAX_FRAME_BYTES: usize = 64 * 1024 * 1024;

/// Bytes that the cipher adds to each chunk.
const TAG_BYTES: usize = 16;
/// Kind and length before each frame.
const FRAME_HEAD_BYTES: usize = 5;
/// The kind of the last frame, which holds the signature.
const END: u8 = 0;

/// Why a file is not read, or not written.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// Not a courier's file at all.
    #[error("opening a courier's file: it is none")]
    NotCourier,
    /// Written by a newer program.
    #[error("opening a courier's file: unknown version {0}")]
    Version(u8),
    /// From a county where one to a county was expected, or the reverse.
    #[error("opening a courier's file: it goes the other way")]
    OtherWay,
    /// Whole as far as one can see, and for another reader.
    #[error("opening a courier's file: it is for somebody else")]
    NotForUs,
    /// It ends too early.
    #[error("opening a courier's file: it was cut")]
    Cut,
    /// Its bytes are not what was written.
    #[error("opening a courier's file: damaged ({0})")]
    Damaged(&'static str),
    /// Whoever is named did not sign it.
    #[error("opening a courier's file: the signature does not hold")]
    Signature,
    /// A frame of more than [`MAX_FRAME_BYTES`].
    #[error("writing a courier's file: a frame is too large")]
    TooLarge,
    /// The reader or writer below failed.
    #[error("a courier's file: {0}")]
    Io(#[from] io::Error),
}

/// What the writer signs: what begins the file, and all frames before the signature.
fn signed(prefix: &[u8], frames: &cunfa_core::Digest) -> cunfa_core::Digest {
    crate::suite::tagged_hash("cunfa/courier/signed", &[prefix, frames.as_bytes()])
}

/// Any bytes as a file to the county of a fixed key, and as the text within one; nothing may panic.
#[doc(hidden)]
pub fn fuzz(data: &[u8]) {
    let Ok(key) = CourierKey::from_secret([7; 32]) else {
        return;
    };
    let read = |bytes: Vec<u8>| {
        let opened = Opened::open(io::Cursor::new(bytes), Kind::ToCounty, |_| Some(key.again()));
        if let Ok(mut opened) = opened {
            while let Ok(Some(_)) = opened.next() {}
            let _ = opened.is_signed_by(&[4; 65]);
        }
    };
    read(data.to_vec());
    if let Ok(sealed) = seal::raw(data, &key.recipient(), [9; 32]) {
        read(sealed);
    }
}
