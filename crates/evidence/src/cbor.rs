//! Deterministic CBOR (RFC 8949 §4.2.1), as far as the formats here need it: arrays, texts, byte strings, integers, booleans,
//! null. No maps, tags, floats or indefinite lengths.
//!
//! The reader checks shape and limits only; whoever reads encodes again and compares, which refuses every other encoding.

use minicbor::data::{Int, Type};
use minicbor::{Decoder, Encoder};

/// Writes into memory, which cannot fail.
pub struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Writer {
        Writer::new()
    }
}

impl Writer {
    /// Nothing written yet.
    #[must_use]
    pub fn new() -> Writer {
        Writer(Encoder::new(Vec::new()))
    }

    /// Nothing written yet, with room for so many bytes.
    #[must_use]
    pub fn with_room(bytes: usize) -> Writer {
        Writer(Encoder::new(Vec::with_capacity(bytes)))
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0.into_writer()
    }

    /// Begins an array; its elements follow.
    pub fn array(&mut self, len: usize) -> &mut Writer {
        self.0.array(len as u64).ok();
        self
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> &mut Writer {
        self.0.str(text).ok();
        self
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.bytes(bytes).ok();
        self
    }

    /// An integer that is not negative.
    pub fn uint(&mut self, number: u64) -> &mut Writer {
        self.0.u64(number).ok();
        self
    }

    /// An integer.
    pub fn int(&mut self, number: i64) -> &mut Writer {
        self.0.i64(number).ok();
        self
    }

    /// True or false.
    pub fn bool(&mut self, value: bool) -> &mut Writer {
        self.0.bool(value).ok();
        self
    }

    /// Null.
    pub fn null(&mut self) -> &mut Writer {
        self.0.null().ok();
        self
    }

    /// One already encoded item.
    pub fn item(&mut self, encoded: &[u8]) -> &mut Writer {
        self.0.writer_mut().extend_from_slice(encoded);
        self
    }

    /// An array of every item.
    pub fn array_of<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) -> &mut Writer {
        self.array(items.len());
        items.iter().for_each(|item| write(self, item));
        self
    }

    /// The value, or null.
    pub fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Writer, T)) -> &mut Writer {
        match value {
            Some(value) => write(self, value),
            None => {
                self.null();
            }
        }
        self
    }
}

/// What could not be read, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not readable: {0}")]
pub struct Malformed(pub &'static str);

/// Reads from memory. `what` names the item for the error.
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Before the first item.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader(Decoder::new(bytes))
    }

    /// Whether an array of known length comes next.
    #[must_use]
    pub fn is_array(&self) -> bool {
        self.0.datatype().is_ok_and(|kind| kind == Type::Array)
    }

    /// Begins an array of exactly `len` elements.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn array(&mut self, len: usize, what: &'static str) -> Result<(), Malformed> {
        if self.array_up_to(len, what)? == len {
            Ok(())
        } else {
            Err(Malformed(what))
        }
    }

    /// Begins an array of at most `max` elements; gives how many.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn array_up_to(&mut self, max: usize, what: &'static str) -> Result<usize, Malformed> {
        let len = self.0.array().ok().flatten().ok_or(Malformed(what))?;
        usize::try_from(len)
            .ok()
            .filter(|len| *len <= max)
            .ok_or(Malformed(what))
    }

    /// Reads an array of at most `max` elements.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn array_of<T>(
        &mut self,
        max: usize,
        what: &'static str,
        mut read: impl FnMut(&mut Reader<'b>) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let len = self.array_up_to(max, what)?;
        let mut items = Vec::new();
        for _ in 0..len {
            items.push(read(self)?);
        }
        Ok(items)
    }

    /// A text.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn text(&mut self, what: &'static str) -> Result<String, Malformed> {
        self.0.str().map(str::to_owned).map_err(|_| Malformed(what))
    }

    /// A byte string.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn bytes(&mut self, what: &'static str) -> Result<&'b [u8], Malformed> {
        self.0.bytes().map_err(|_| Malformed(what))
    }

    /// A byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn fixed<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Malformed> {
        self.bytes(what)?.try_into().map_err(|_| Malformed(what))
    }

    /// An integer that fits.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn number<T: TryFrom<i128>>(&mut self, what: &'static str) -> Result<T, Malformed> {
        let number: Int = self.0.int().map_err(|_| Malformed(what))?;
        T::try_from(i128::from(number)).map_err(|_| Malformed(what))
    }

    /// True or false.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn bool(&mut self, what: &'static str) -> Result<bool, Malformed> {
        self.0.bool().map_err(|_| Malformed(what))
    }

    /// Null, or what `read` reads.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn optional<T>(
        &mut self,
        what: &'static str,
        read: impl FnOnce(&mut Reader<'b>) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        match self.0.datatype() {
            Ok(Type::Null) => self.0.null().map(|()| None).map_err(|_| Malformed(what)),
            Ok(_) => read(self).map(Some),
            Err(_) => Err(Malformed(what)),
        }
    }

    /// The bytes of the next item, whatever it is.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn item(&mut self, what: &'static str) -> Result<&'b [u8], Malformed> {
        let from = self.0.position();
        self.0.skip().map_err(|_| Malformed(what))?;
        let all: &'b [u8] = self.0.input();
        all.get(from..self.0.position()).ok_or(Malformed(what))
    }

    /// The bytes that were not read yet.
    #[must_use]
    pub fn left(&self) -> &'b [u8] {
        let all: &'b [u8] = self.0.input();
        all.get(self.0.position()..).unwrap_or_default()
    }

    /// A text that one of the readers of closed lists knows.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn code<T>(&mut self, what: &'static str, of: impl Fn(&str) -> Option<T>) -> Result<T, Malformed> {
        self.0.str().ok().and_then(of).ok_or(Malformed(what))
    }

    /// The domain tag that begins a document.
    ///
    /// # Errors
    /// [`Malformed`] with `what`.
    pub fn tag(&mut self, tag: &'static str) -> Result<(), Malformed> {
        if self.0.str().is_ok_and(|found| found == tag) {
            Ok(())
        } else {
            Err(Malformed("another domain tag"))
        }
    }
}
