//! A zstd frame that is written and read while it travels: what was written so far can be read at once, so that a connection that
//! breaks leaves whatever came.

use std::io::Write as _;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation as _, OutBuffer};

/// zstd level: made once for a device, and every percent counts on a bad link.
const LEVEL: i32 = 16;
/// Largest window, as a power of two: 1 MiB, which bounds the memory of either side.
const WINDOW_LOG: u32 = 20;
/// Bytes that are decompressed at once.
const STEP: usize = 16 * 1024;

/// Not a frame that this program reads, or no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("reading or writing a stream: not one zstd frame within its limits")]
pub struct StreamError;

/// A frame that is written.
pub struct Out(zstd::stream::write::Encoder<'static, Vec<u8>>);

/// A frame that is read.
pub struct In {
    decoder: Decoder<'static>,
    /// How many plain bytes may still come.
    left: usize,
    is_whole: bool,
}

impl std::fmt::Debug for Out {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Out")
    }
}

impl std::fmt::Debug for In {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "In(whole: {})", self.is_whole)
    }
}

impl Out {
    /// Begins a frame.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn new() -> Result<Out, StreamError> {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), LEVEL).map_err(|_| StreamError)?;
        encoder.window_log(WINDOW_LOG).map_err(|_| StreamError)?;
        Ok(Out(encoder))
    }

    /// Adds plain bytes; gives the bytes by which everything up to here can be read.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn write(&mut self, plain: &[u8]) -> Result<Vec<u8>, StreamError> {
        self.0.write_all(plain).map_err(|_| StreamError)?;
        self.0.flush().map_err(|_| StreamError)?;
        Ok(std::mem::take(self.0.get_mut()))
    }

    /// Ends the frame.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn end(self) -> Result<Vec<u8>, StreamError> {
        self.0.finish().map_err(|_| StreamError)
    }
}

impl In {
    /// Awaits a frame of so many plain bytes at most.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn new(plain_max: usize) -> Result<In, StreamError> {
        let mut decoder = Decoder::new().map_err(|_| StreamError)?;
        let window = DParameter::WindowLogMax(WINDOW_LOG);
        decoder.set_parameter(window).map_err(|_| StreamError)?;
        Ok(In {
            decoder,
            left: plain_max,
            is_whole: false,
        })
    }

    /// Takes in what came; gives what can be read of it.
    ///
    /// # Errors
    /// [`StreamError`], also for anything after the frame's end.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, StreamError> {
        let mut plain = Vec::new();
        let mut input = InBuffer::around(bytes);
        loop {
            if self.is_whole {
                return if input.pos() < bytes.len() {
                    Err(StreamError)
                } else {
                    Ok(plain)
                };
            }
            let mut buffer = [0u8; STEP];
            let mut out = OutBuffer::around(buffer.as_mut_slice());
            let hint = self.decoder.run(&mut input, &mut out).map_err(|_| StreamError)?;
            let came = out.as_slice();
            self.left = self.left.checked_sub(came.len()).ok_or(StreamError)?;
            plain.extend_from_slice(came);
            self.is_whole = hint == 0;
            if !self.is_whole && came.len() < STEP && input.pos() == bytes.len() {
                return Ok(plain);
            }
        }
    }

    /// Whether the frame's end came.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn written() -> (Vec<Vec<u8>>, Vec<u8>) {
        let parts: Vec<Vec<u8>> = (0..9u32)
            .map(|part| format!("第{part}段 ").repeat(4_000).into_bytes())
            .collect();
        let mut out = Out::new().unwrap();
        let mut pieces: Vec<Vec<u8>> = parts.iter().map(|part| out.write(part).unwrap()).collect();
        pieces.push(out.end().unwrap());
        (pieces, parts.concat())
    }

    #[test]
    fn what_was_written_can_be_read_before_the_end() {
        let (pieces, plain) = written();
        let mut input = In::new(plain.len()).unwrap();
        let mut read = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            assert!(!input.is_whole());
            read.extend(input.push(piece).unwrap());
            assert_eq!(read.len(), plain.len() * (number + 1).min(9) / 9);
        }
        assert!(input.is_whole());
        assert_eq!(read, plain);
    }

    #[test]
    fn a_frame_reads_the_same_byte_by_byte() {
        let (pieces, plain) = written();
        let mut input = In::new(plain.len()).unwrap();
        let bytes = pieces.concat();
        let read: Vec<u8> = bytes.iter().flat_map(|byte| input.push(&[*byte]).unwrap()).collect();
        assert!(input.is_whole());
        assert_eq!(read, plain);
    }

    #[test]
    fn more_than_was_asked_for_and_more_than_a_frame_is_refused() {
        let (pieces, plain) = written();
        let mut bytes = pieces.concat();
        assert_eq!(In::new(plain.len() - 1).unwrap().push(&bytes), Err(StreamError));
        bytes.push(0);
        assert_eq!(In::new(plain.len()).unwrap().push(&bytes), Err(StreamError));
        assert_eq!(In::new(plain.len()).unwrap().push(b"<html>"), Err(StreamError));
    }
}
