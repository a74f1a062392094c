//! What stands before the chunks: magic, version, kind, reader, the writer's half of the key agreement, a check over these, how
//! much text follows, and the cipher's tag over all of it.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};

use super::key::FileKey;
use super::{CHUNK_BYTES, CourierError, Recipient, TAG_BYTES};
use crate::suite::hash;

/// Version this program writes and reads.
pub const VERSION: u8 = 1;

/// What every file begins with.
const MAGIC: [u8; 8] = *b"CUNFAPKG";
/// Up to and with the writer's public half.
pub(super) const PREFIX_BYTES: usize = 8 + 1 + 1 + 16 + 32;
/// Of SM3 over what stands before.
const CHECK_BYTES: usize = 4;
const LENGTH_BYTES: usize = 8;

/// The whole header.
pub const HEADER_BYTES: usize = PREFIX_BYTES + CHECK_BYTES + LENGTH_BYTES + TAG_BYTES;

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From a device to its county.
    ToCounty,
    /// From the county to one device.
    ToDevice,
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Kind::ToCounty => 1,
            Kind::ToDevice => 2,
        }
    }
}

/// What anybody sees of a file without its key: which way it goes, and for whom. `begin` are its first bytes, [`HEADER_BYTES`] of them
/// if there are so many; `bytes` says how many there are in all.
///
/// # Errors
/// As [`CourierError`], as far as it can be told from outside: what is damaged further in is not seen.
pub fn peek(begin: &[u8], bytes: u64) -> Result<(Kind, [u8; 16]), CourierError> {
    let found = read(begin)?;
    match found.file_bytes().map(|expected| bytes.cmp(&expected)) {
        Some(std::cmp::Ordering::Equal) => Ok((found.kind, found.reader)),
        Some(std::cmp::Ordering::Less) => Err(CourierError::Cut),
        Some(std::cmp::Ordering::Greater) | None => Err(CourierError::Damaged("length")),
    }
}

/// The prefix of a new file.
pub(super) fn prefix(kind: Kind, reader: Recipient, ephemeral: [u8; 32]) -> [u8; PREFIX_BYTES] {
    let mut prefix = [0; PREFIX_BYTES];
    let fields = MAGIC
        .into_iter()
        .chain([VERSION, kind.code()])
        .chain(reader.id())
        .chain(ephemeral);
    prefix.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
    prefix
}

/// What the file's key is bound to besides the public halves.
pub(super) fn what(kind: Kind) -> [u8; 2] {
    [VERSION, kind.code()]
}

/// The header of a file of so much text.
pub(super) fn write(prefix: &[u8; PREFIX_BYTES], length: u64, key: &FileKey) -> Vec<u8> {
    let mut header = prefix.to_vec();
    header.extend(hash(prefix).first::<CHECK_BYTES>());
    header.extend(length.to_be_bytes());
    let tag = seal(key, HEADER, 0, &[], &header).unwrap_or_default();
    header.extend(tag);
    header
}

/// A header as it was found; its key is not known yet.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) prefix: [u8; PREFIX_BYTES],
    pub(super) kind: Kind,
    pub(super) reader: [u8; 16],
    pub(super) ephemeral: [u8; 32],
    /// Of the text; only good once the tag was verified.
    pub(super) length: u64,
    associated: Vec<u8>,
    tag: Vec<u8>,
}

/// Reads the beginning of a file, which may be shorter than a header.
pub(super) fn read(bytes: &[u8]) -> Result<Found, CourierError> {
    let magic = MAGIC.len().min(bytes.len());
    if bytes.get(..magic) != MAGIC.get(..magic) {
        return Err(CourierError::NotCourier);
    }
    match bytes.get(MAGIC.len()) {
        Some(&version) if version != VERSION => return Err(CourierError::Version(version)),
        Some(_) | None => {}
    }
    let (prefix, rest) = bytes.split_first_chunk::<PREFIX_BYTES>().ok_or(CourierError::Cut)?;
    let (check, rest) = rest.split_first_chunk::<CHECK_BYTES>().ok_or(CourierError::Cut)?;
    let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>().ok_or(CourierError::Cut)?;
    let tag = rest.get(..TAG_BYTES).ok_or(CourierError::Cut)?;
    if hash(prefix).first::<CHECK_BYTES>() != *check {
        return Err(CourierError::Damaged("header"));
    }
    let (_, [_, code, names @ ..]) = prefix.split_first_chunk::<8>().ok_or(CourierError::Cut)? else {
        return Err(CourierError::Cut);
    };
    let kind = [Kind::ToCounty, Kind::ToDevice]
        .into_iter()
        .find(|kind| kind.code() == *code)
        .ok_or(CourierError::Damaged("header"))?;
    let (reader, rest) = names.split_first_chunk::<16>().ok_or(CourierError::Cut)?;
    let ephemeral = rest.first_chunk::<32>().ok_or(CourierError::Cut)?;
    Ok(Found {
        prefix: *prefix,
        kind,
        reader: *reader,
        ephemeral: *ephemeral,
        length: u64::from_be_bytes(*length),
        associated: bytes.iter().copied().take(HEADER_BYTES - TAG_BYTES).collect(),
        tag: tag.to_vec(),
    })
}

impl Found {
    /// Whether header and key belong together.
    pub(super) fn verify(&self, key: &FileKey) -> Result<(), CourierError> {
        match open(key, HEADER, 0, &self.tag, &self.associated) {
            Some(_) => Ok(()),
            None => Err(CourierError::Damaged("header")),
        }
    }

    /// How many bytes the whole file has; `None` for a length that no file has.
    pub(super) fn file_bytes(&self) -> Option<u64> {
        let chunks = self.length.div_ceil(CHUNK_BYTES as u64).max(1);
        let tags = chunks.checked_mul(TAG_BYTES as u64)?;
        self.length.checked_add(tags)?.checked_add(HEADER_BYTES as u64)
    }
}

/// What is sealed: the last byte of the nonce.
pub(super) const MIDDLE: u8 = 0;
pub(super) const LAST: u8 = 1;
const HEADER: u8 = 2;

fn nonce(number: u64, what: u8) -> [u8; 12] {
    let mut nonce = [0; 12];
    let counted = [0; 3].into_iter().chain(number.to_be_bytes()).chain([what]);
    nonce.iter_mut().zip(counted).for_each(|(to, from)| *to = from);
    nonce
}

pub(super) fn seal(key: &FileKey, what: u8, number: u64, text: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload {
        msg: text,
        aad: associated,
    };
    ChaCha20Poly1305::new((&**key).into())
        .encrypt(&nonce(number, what).into(), payload)
        .ok()
}

pub(super) fn open(key: &FileKey, what: u8, number: u64, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload {
        msg: sealed,
        aad: associated,
    };
    ChaCha20Poly1305::new((&**key).into())
        .decrypt(&nonce(number, what).into(), payload)
        .ok()
}
