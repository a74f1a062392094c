//! Writing a file.

use std::io::{Seek, SeekFrom, Write};

use sm3::{Digest as _, Sm3};

use super::header::{self, LAST, MIDDLE, PREFIX_BYTES};
use super::key::FileKey;
use super::{CHUNK_BYTES, CourierError, CourierKey, END, HEADER_BYTES, Kind, MAX_FRAME_BYTES, Recipient, signed};
use crate::keys::SigningKey;

/// A file that is being written. Until [`Sealing::finish`] its header is zeros, so that half a file is no file.
pub struct Sealing<W> {
    out: W,
    key: FileKey,
    prefix: [u8; PREFIX_BYTES],
    /// Text that is not sealed yet, one chunk at most once a frame was written.
    text: Vec<u8>,
    sealed: u64,
    length: u64,
    frames: Sm3,
}

impl<W: Write + Seek> Sealing<W> {
    /// Begins a file for `reader`. `ephemeral` are 32 random bytes that are used for nothing else.
    ///
    /// # Errors
    /// [`CourierError::NotForUs`] for a reader's key that is none, and what `out` refuses.
    pub fn new(out: W, kind: Kind, reader: Recipient, ephemeral: [u8; 32]) -> Result<Sealing<W>, CourierError> {
        let mut sealing = Sealing::begin(out, kind, reader, ephemeral)?;
        sealing.out.write_all(&[0; HEADER_BYTES])?;
        Ok(sealing)
    }

    fn begin(out: W, kind: Kind, reader: Recipient, ephemeral: [u8; 32]) -> Result<Sealing<W>, CourierError> {
        let own = CourierKey::from_secret(ephemeral)?;
        let public = own.recipient().0;
        let key = own.agree(reader.0, public, reader, &header::what(kind));
        Ok(Sealing {
            out,
            key: key.ok_or(CourierError::NotForUs)?,
            prefix: header::prefix(kind, reader, public),
            text: Vec::new(),
            sealed: 0,
            length: 0,
            frames: Sm3::new(),
        })
    }

    /// Adds a frame; its kind is from 1 on.
    ///
    /// # Errors
    /// [`CourierError::TooLarge`], and what `out` refuses.
    pub fn frame(&mut self, kind: u8, bytes: &[u8]) -> Result<(), CourierError> {
        let length = u32::try_from(bytes.len()).map_err(|_| CourierError::TooLarge)?;
        if bytes.len() > MAX_FRAME_BYTES {
            return Err(CourierError::TooLarge);
        }
        self.put(&[kind])?;
        self.put(&length.to_be_bytes())?;
        self.put(bytes)
    }

    /// How many bytes the file would have now.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.length + (HEADER_BYTES as u64)
    }

    /// Signs everything, writes the header, and gives back what was written to.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn finish(mut self, key: &SigningKey) -> Result<W, CourierError> {
        let frames = cunfa_core::Digest(self.frames.clone().finalize().into());
        let signature = key.sign(signed(&self.prefix, &frames).as_bytes());
        self.frame(END, &signature)?;
        self.close()
    }

    fn close(mut self) -> Result<W, CourierError> {
        let text = std::mem::take(&mut self.text);
        self.chunk(LAST, &text)?;
        self.out.seek(SeekFrom::Start(0))?;
        self.out
            .write_all(&header::write(&self.prefix, self.length, &self.key))?;
        self.out.seek(SeekFrom::End(0))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), CourierError> {
        self.frames.update(bytes);
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            // The last chunk is told apart, so a full one waits until something follows.
            if self.text.len() == CHUNK_BYTES {
                let text = std::mem::take(&mut self.text);
                self.chunk(MIDDLE, &text)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.text.len()));
            self.text.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn chunk(&mut self, what: u8, text: &[u8]) -> Result<(), CourierError> {
        let sealed = header::seal(&self.key, what, self.sealed, text, &[]).ok_or(CourierError::TooLarge)?;
        self.sealed += 1;
        Ok(self.out.write_all(&sealed)?)
    }
}

/// A file with this very text, whatever it is.
pub(super) fn raw(text: &[u8], reader: &Recipient, ephemeral: [u8; 32]) -> Result<Vec<u8>, CourierError> {
    let mut sealing = Sealing::new(std::io::Cursor::new(Vec::new()), Kind::ToCounty, *reader, ephemeral)?;
    sealing.put(text)?;
    Ok(sealing.close()?.into_inner())
}
