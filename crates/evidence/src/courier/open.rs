//! Reading a file. Frames are given out as they are opened; nothing of them counts before the signature at the end was verified, so
//! whoever acts on them reads the file twice.

use std::io::{Read, Seek, SeekFrom};

use sm3::{Digest as _, Sm3};

use super::header::{self, Found, LAST, MIDDLE};
use super::key::FileKey;
use super::{
    CHUNK_BYTES, CourierError, CourierKey, END, FRAME_HEAD_BYTES, HEADER_BYTES, Kind, MAX_FRAME_BYTES, TAG_BYTES,
    signed,
};
use crate::suite::{SM2_SM3, verify};

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it is, from 1 on.
    pub kind: u8,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that is being read.
pub struct Opened<R> {
    from: R,
    key: FileKey,
    header: Found,
    /// Text opened and not given out.
    text: Vec<u8>,
    taken: usize,
    opened: u64,
    left: u64,
    frames: Sm3,
    /// Hash of the frames before the signature, and the signature.
    end: Option<(cunfa_core::Digest, Vec<u8>)>,
}

impl<R> std::fmt::Debug for Opened<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({} left)", self.left)
    }
}

impl<R: Read + Seek> Opened<R> {
    /// Opens a file that goes this way; `key_of` gives the key for the reader it names ([`super::Recipient::id`]).
    ///
    /// # Errors
    /// As [`CourierError`]. A file that is shorter than it says is [`CourierError::Cut`], whatever stands in what is left of it.
    pub fn open(
        mut from: R,
        kind: Kind,
        key_of: impl FnOnce([u8; 16]) -> Option<CourierKey>,
    ) -> Result<Opened<R>, CourierError> {
        let bytes = from.seek(SeekFrom::End(0))?;
        from.seek(SeekFrom::Start(0))?;
        let mut begin = Vec::with_capacity(HEADER_BYTES);
        from.by_ref().take(HEADER_BYTES as u64).read_to_end(&mut begin)?;
        let header = header::read(&begin)?;
        if header.kind != kind {
            return Err(CourierError::OtherWay);
        }
        let own = key_of(header.reader).ok_or(CourierError::NotForUs)?;
        let key = own
            .agree(header.ephemeral, header.ephemeral, own.recipient(), &header::what(kind))
            .ok_or(CourierError::Damaged("header"))?;
        header.verify(&key)?;
        match header.file_bytes().map(|expected| bytes.cmp(&expected)) {
            Some(std::cmp::Ordering::Equal) => {}
            Some(std::cmp::Ordering::Less) => return Err(CourierError::Cut),
            Some(std::cmp::Ordering::Greater) | None => return Err(CourierError::Damaged("length")),
        }
        Ok(Opened {
            from,
            key,
            left: header.length,
            header,
            text: Vec::new(),
            taken: 0,
            opened: 0,
            frames: Sm3::new(),
            end: None,
        })
    }

    /// The next frame; `None` after the signature, which ends the file.
    ///
    /// # Errors
    /// [`CourierError::Damaged`], [`CourierError::Cut`] when the file became shorter, and what the reader below refuses.
    #[expect(clippy::should_implement_trait, reason = "it fails, and then there is no next one")]
    pub fn next(&mut self) -> Result<Option<Frame>, CourierError> {
        if self.end.is_some() {
            return Ok(None);
        }
        let before = cunfa_core::Digest(self.frames.clone().finalize().into());
        let head = self.take(FRAME_HEAD_BYTES)?;
        let (&[kind], length) = head.split_first_chunk::<1>().ok_or(CourierError::Damaged("frame"))?;
        let length = length.first_chunk::<4>().ok_or(CourierError::Damaged("frame"))?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > MAX_FRAME_BYTES {
            return Err(CourierError::Damaged("frame"));
        }
        let bytes = self.take(length)?;
        if kind != END {
            return Ok(Some(Frame { kind, bytes }));
        }
        if self.taken != self.text.len() || self.left > 0 {
            return Err(CourierError::Damaged("frame"));
        }
        self.end = Some((before, bytes));
        Ok(None)
    }

    /// Whether this key signed the whole. Asked after the last frame.
    ///
    /// # Errors
    /// [`CourierError::Signature`].
    pub fn is_signed_by(&self, public_key: &[u8]) -> Result<(), CourierError> {
        let (frames, signature) = self.end.as_ref().ok_or(CourierError::Signature)?;
        let digest = signed(&self.header.prefix, frames);
        verify(SM2_SM3, public_key, digest.as_bytes(), signature).map_err(|_| CourierError::Signature)
    }

    /// Goes back to the first frame.
    ///
    /// # Errors
    /// What the reader below refuses.
    pub fn rewind(&mut self) -> Result<(), CourierError> {
        self.from.seek(SeekFrom::Start(HEADER_BYTES as u64))?;
        self.left = self.header.length;
        self.text.clear();
        self.taken = 0;
        self.opened = 0;
        self.frames = Sm3::new();
        self.end = None;
        Ok(())
    }

    /// So many bytes of text. Memory grows with what is there, not with what is said to be.
    fn take(&mut self, count: usize) -> Result<Vec<u8>, CourierError> {
        let mut taken = Vec::new();
        while taken.len() < count {
            if self.taken == self.text.len() {
                self.chunk()?;
            }
            let here = self.text.get(self.taken..).unwrap_or_default();
            let here = here.get(..count - taken.len()).unwrap_or(here);
            taken.extend_from_slice(here);
            self.taken += here.len();
        }
        self.frames.update(&taken);
        Ok(taken)
    }

    /// Opens the next chunk.
    fn chunk(&mut self) -> Result<(), CourierError> {
        if self.left == 0 {
            return Err(CourierError::Damaged("frame"));
        }
        let length = self.left.min(CHUNK_BYTES as u64);
        let what = if length == self.left { LAST } else { MIDDLE };
        let mut sealed = Vec::with_capacity(CHUNK_BYTES + TAG_BYTES);
        let bytes = length + TAG_BYTES as u64;
        self.from.by_ref().take(bytes).read_to_end(&mut sealed)?;
        if (sealed.len() as u64) < bytes {
            return Err(CourierError::Cut);
        }
        let opened = header::open(&self.key, what, self.opened, &sealed, &[]);
        self.text = opened.ok_or(CourierError::Damaged("chunk"))?;
        self.taken = 0;
        self.opened += 1;
        self.left -= length;
        Ok(())
    }
}
