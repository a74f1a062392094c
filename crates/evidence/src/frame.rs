//! Compression of batches and messages: one zstd frame (RFC 8878) against a dictionary that every program holds. It belongs to
//! storage and to the wire, never to identity: the same batch may lie in any frame.
//!
//! A frame that is read is bounded first: in what comes out of it, in its window, and in that nothing follows it.

mod dictionary;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zstd::stream::raw::{CParameter, DParameter, Decoder, Encoder, InBuffer, Operation, OutBuffer};
use zstd::zstd_safe::Strategy;

use dictionary::Level;
pub use dictionary::{Dictionary, NEWEST, NONE};

/// How what a bad link asks for is searched: a sixth of a millisecond an entry, for a twentieth fewer bytes. zstd's own choice goes by the
/// size of the dictionary, and forgets most of what is larger.
const SEARCH_LOG: u32 = 6;
const TARGET_LENGTH: u32 = 48;
const MIN_MATCH: u32 = 3;
const HASH_LOG_MOST: u32 = 17;
const CHAIN_LOG_MOST: u32 = 18;
/// Most plain bytes of that: somewhat more than a minute of 100 kbit/s, which is what a device that is filled asks for. Who asks for more
/// has a better line.
const SMALL: usize = 3 * 1024 * 1024 / 2;
/// Most plain bytes of what is packed for a file with some care: an entry with all its signatures.
const BULKY: usize = 8 * 1024;
/// Largest zstd window accepted, as a power of two: 8 MiB.
const MAX_WINDOW_LOG: u32 = 23;
/// Plain bytes after which what is written so far can be read: a cut costs no more than this, compressed.
pub const READABLE_EVERY: usize = 8 * 1024;
/// Level of a frame that is flushed again and again, as zstd counts: such a one is made once for a device, and every percent counts on a
/// bad link.
const FLUSHED_LEVEL: i32 = 16;
/// Largest window of such a frame, as a power of two: 1 MiB, which bounds the memory of either side.
const FLUSHED_WINDOW_LOG: u32 = 20;
/// Bytes that are compressed or decompressed at once.
const STEP: usize = 16 * 1024;

/// So many encoders of a kind wait for their next frame.
const IDLE_MAX: usize = 8;
/// Windows of the small messages whose encoders wait, as powers of two.
const IDLE_WINDOWS: std::ops::RangeInclusive<u32> = 10..=14;

/// Encoders of small messages, by their window, and of files that wait for their next frame, dictionary and tables in place: to make one
/// costs more than a small frame. Those of larger messages are not kept, for what they hold.
static IDLE: [Idle; 7] = [const { Idle::new(Vec::new()) }; 7];

/// Decoders likewise, of the newest dictionary.
static READERS: Waiting<Decoder<'static>> = Waiting::new(Vec::new());

type Waiting<T> = Mutex<Vec<T>>;
type Idle = Waiting<Encoder<'static>>;

fn idle(level: Level, dictionary: Dictionary, window: u32) -> Option<&'static Idle> {
    let [kept, bulky, small @ ..] = &IDLE;
    match level {
        _ if dictionary != NEWEST => None,
        Level::Small if IDLE_WINDOWS.contains(&window) => small.get((window - IDLE_WINDOWS.start()) as usize),
        Level::Kept => Some(kept),
        Level::Bulky => Some(bulky),
        Level::Small | Level::Large => None,
    }
}

/// A list that somebody panicked over is as good as any other.
fn lock<T>(waiting: &Waiting<T>) -> MutexGuard<'_, Vec<T>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what was made ready for its next frame.
fn keep<T>(waiting: &Waiting<T>, ready: T) {
    let mut waiting = lock(waiting);
    if waiting.len() < IDLE_MAX {
        waiting.push(ready);
    }
}

/// Why a frame is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Not one frame, or one that ends early.
    #[error("reading a frame: not one")]
    Broken,
    /// Against a dictionary this program does not hold.
    #[error("reading a frame: of a newer program")]
    Dictionary,
    /// More bytes than asked for.
    #[error("reading a frame: over the limit")]
    Limit,
}

/// A frame that is written, part by part.
pub struct Packing {
    encoder: Encoder<'static>,
    /// Where the encoder goes in the end.
    idle: Option<&'static Idle>,
    out: Vec<u8>,
    /// Plain bytes since what was written can be read, and how many there may be.
    hidden: usize,
    hidden_max: usize,
}

impl fmt::Debug for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packing({} bytes)", self.out.len())
    }
}

impl Packing {
    /// Begins a frame that will hold about so many plain bytes.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn new(dictionary: Dictionary, plain: usize) -> Result<Packing, FrameError> {
        let level = if plain <= SMALL { Level::Small } else { Level::Large };
        Packing::at(level, dictionary, plain)
    }

    fn at(level: Level, dictionary: Dictionary, plain: usize) -> Result<Packing, FrameError> {
        let window = window_log(plain);
        let idle = idle(level, dictionary, window);
        let waiting = idle.and_then(|idle| lock(idle).pop());
        let encoder = match (waiting, dictionary.to_write(level)) {
            (Some(waiting), _) => Ok(waiting),
            (None, Some(ready)) => Encoder::with_prepared_dictionary(ready),
            (None, None) => Encoder::with_dictionary(level.of_zstd(), dictionary.bytes()),
        };
        let mut encoder = encoder.map_err(|_| FrameError::Broken)?;
        let search = [
            CParameter::HashLog((window + 1).min(HASH_LOG_MOST)),
            CParameter::ChainLog((window + 1).min(CHAIN_LOG_MOST)),
            CParameter::SearchLog(SEARCH_LOG),
            CParameter::MinMatch(MIN_MATCH),
            CParameter::TargetLength(TARGET_LENGTH),
            CParameter::Strategy(Strategy::ZSTD_btultra),
        ];
        if level == Level::Small {
            for parameter in search {
                encoder.set_parameter(parameter).map_err(|_| FrameError::Broken)?;
            }
        }
        for parameter in [CParameter::ContentSizeFlag(false), CParameter::WindowLog(window)] {
            encoder.set_parameter(parameter).map_err(|_| FrameError::Broken)?;
        }
        Ok(Packing {
            encoder,
            idle,
            out: Vec::new(),
            hidden: 0,
            hidden_max: READABLE_EVERY,
        })
    }

    /// Begins a frame of no dictionary of which everything that was added can be read at once. To be read with [`Unpacking::flushed`].
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn flushed() -> Result<Packing, FrameError> {
        let mut encoder = Encoder::with_dictionary(FLUSHED_LEVEL, NONE.bytes()).map_err(|_| FrameError::Broken)?;
        let window = CParameter::WindowLog(FLUSHED_WINDOW_LOG);
        encoder.set_parameter(window).map_err(|_| FrameError::Broken)?;
        Ok(Packing {
            encoder,
            idle: None,
            out: Vec::new(),
            hidden: 0,
            hidden_max: 0,
        })
    }

    /// Adds plain bytes, as a whole that is of no use in part. After every [`READABLE_EVERY`], or at once ([`Packing::flushed`]), what was
    /// added so far can be read.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn add(&mut self, plain: &[u8]) -> Result<(), FrameError> {
        let mut input = InBuffer::around(plain);
        while input.pos() < plain.len() {
            self.step(|encoder, out| encoder.run(&mut input, out).map(|_| 0))?;
        }
        self.hidden += plain.len();
        if self.hidden >= self.hidden_max {
            self.hidden = 0;
            while self.step(|encoder, out| encoder.flush(out))? > 0 {}
        }
        Ok(())
    }

    /// What was written since this was asked last.
    pub fn written(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Ends the frame; gives what was written since [`Packing::written`] was asked last.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn finish(mut self) -> Result<Vec<u8>, FrameError> {
        while self.step(|encoder, out| encoder.finish(out, true))? > 0 {}
        let Packing {
            mut encoder, idle, out, ..
        } = self;
        if let Some(idle) = idle.filter(|_| encoder.reinit().is_ok()) {
            keep(idle, encoder);
        }
        Ok(out)
    }

    fn step(
        &mut self,
        work: impl FnOnce(&mut Encoder<'static>, &mut OutBuffer<'_, [u8]>) -> std::io::Result<usize>,
    ) -> Result<usize, FrameError> {
        let mut buffer = [0u8; STEP];
        let mut out = OutBuffer::around(buffer.as_mut_slice());
        let left = work(&mut self.encoder, &mut out).map_err(|_| FrameError::Broken)?;
        self.out.extend_from_slice(out.as_slice());
        Ok(left)
    }
}

/// The window is no larger than what is to come, which keeps the memory of many answers at once small.
fn window_log(plain: usize) -> u32 {
    let bits = usize::BITS - plain.max(1024).leading_zeros();
    bits.min(MAX_WINDOW_LOG)
}

/// A frame that is read, as it comes.
pub struct Unpacking {
    decoder: Decoder<'static>,
    is_whole: bool,
    left: usize,
}

impl fmt::Debug for Unpacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unpacking({} bytes left, whole: {})", self.left, self.is_whole)
    }
}

impl Unpacking {
    /// Awaits a frame that holds so many plain bytes at most.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn new(dictionary: Dictionary, plain_max: usize) -> Result<Unpacking, FrameError> {
        let waiting = (dictionary == NEWEST).then(|| lock(&READERS).pop()).flatten();
        let decoder = match (waiting, dictionary.to_read()) {
            (Some(waiting), _) => Ok(waiting),
            (None, Some(ready)) => Decoder::with_prepared_dictionary(ready),
            (None, None) => Decoder::with_dictionary(dictionary.bytes()),
        };
        Unpacking::by(decoder.map_err(|_| FrameError::Broken)?, MAX_WINDOW_LOG, plain_max)
    }

    /// Awaits a frame that was flushed ([`Packing::flushed`]), of so many plain bytes at most and in no larger window than such a one has.
    ///
    /// # Errors
    /// Only when there is no memory.
    pub fn flushed(plain_max: usize) -> Result<Unpacking, FrameError> {
        let decoder = Decoder::new().map_err(|_| FrameError::Broken)?;
        Unpacking::by(decoder, FLUSHED_WINDOW_LOG, plain_max)
    }

    fn by(mut decoder: Decoder<'static>, window_log: u32, plain_max: usize) -> Result<Unpacking, FrameError> {
        let window = DParameter::WindowLogMax(window_log);
        decoder.set_parameter(window).map_err(|_| FrameError::Broken)?;
        Ok(Unpacking {
            decoder,
            is_whole: false,
            left: plain_max,
        })
    }

    /// Takes in what came, and gives what can be read of it.
    ///
    /// # Errors
    /// As [`FrameError`]; also for anything after the frame's end.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, FrameError> {
        let mut plain = Vec::new();
        let mut input = InBuffer::around(bytes);
        loop {
            if self.is_whole {
                let follows = input.pos() < bytes.len();
                return if follows { Err(FrameError::Broken) } else { Ok(plain) };
            }
            let mut buffer = [0u8; STEP];
            let mut out = OutBuffer::around(buffer.as_mut_slice());
            let hint = self.decoder.run(&mut input, &mut out).map_err(|_| FrameError::Broken)?;
            let came = out.as_slice();
            self.left = self.left.checked_sub(came.len()).ok_or(FrameError::Limit)?;
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

/// One frame of parts that are of use only whole.
///
/// # Errors
/// Only when there is no memory.
pub fn pack_parts(dictionary: Dictionary, parts: &[Vec<u8>]) -> Result<Vec<u8>, FrameError> {
    let mut packing = Packing::new(dictionary, parts.iter().map(Vec::len).sum())?;
    parts.iter().try_for_each(|part| packing.add(part))?;
    packing.finish()
}

/// One frame for a file.
///
/// # Errors
/// Only when there is no memory.
pub fn pack(plain: &[u8]) -> Result<Vec<u8>, FrameError> {
    let level = if plain.len() <= BULKY {
        Level::Kept
    } else {
        Level::Bulky
    };
    let mut packing = Packing::at(level, NEWEST, plain.len())?;
    // Told how much comes, zstd looks into the dictionary of a bulky frame as into what went before it. A batch of 50 changes costs a server 2 to 9 % less so.
    let size = u64::try_from(plain.len()).ok();
    packing
        .encoder
        .set_pledged_src_size(size)
        .map_err(|_| FrameError::Broken)?;
    packing.add(plain)?;
    packing.finish()
}

/// What one whole frame holds, at most so many bytes, whatever the frame says of itself.
///
/// # Errors
/// As [`FrameError`].
pub fn unpack(frame: &[u8], plain_max: usize) -> Result<Vec<u8>, FrameError> {
    let dictionary = Dictionary::of(frame)?;
    let mut unpacking = Unpacking::new(dictionary, plain_max)?;
    let plain = unpacking.push(frame)?;
    if !unpacking.is_whole() {
        return Err(FrameError::Broken);
    }
    let mut decoder = unpacking.decoder;
    // What it holds on to grows with what it read.
    if dictionary == NEWEST && plain.len() <= SMALL && decoder.reinit().is_ok() {
        keep(&READERS, decoder);
    }
    Ok(plain)
}
