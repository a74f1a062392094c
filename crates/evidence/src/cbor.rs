//! Deterministic CBOR (RFC 8949 §4.2.1), as far as the formats here need it: arrays, texts, byte strings, integers, booleans,
//! null. No maps, tags, floats or indefinite lengths.
//!
//! The reader checks shape and limits only; whoever reads encodes again and compares, which refuses every other encoding.

use minicbor::data::{Int, Type};
use minicbor::{Decoder, Encoder};

/// Writes into memory, which cannot fail.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Writer {
    pub(crate) fn new() -> Writer {
        Writer(Encoder::new(Vec::new()))
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_writer()
    }

    /// Begins an array; its elements follow.
    pub(crate) fn array(&mut self, len: usize) -> &mut Writer {
        self.0.array(len as u64).ok();
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Writer {
        self.0.str(text).ok();
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.bytes(bytes).ok();
        self
    }

    pub(crate) fn uint(&mut self, number: u64) -> &mut Writer {
        self.0.u64(number).ok();
        self
    }

    pub(crate) fn int(&mut self, number: i64) -> &mut Writer {
        self.0.i64(number).ok();
        self
    }

    pub(crate) fn bool(&mut self, value: bool) -> &mut Writer {
        self.0.bool(value).ok();
        self
    }

    pub(crate) fn null(&mut self) -> &mut Writer {
        self.0.null().ok();
        self
    }

    /// One already encoded item.
    pub(crate) fn item(&mut self, encoded: &[u8]) -> &mut Writer {
        self.0.writer_mut().extend_from_slice(encoded);
        self
    }

    pub(crate) fn array_of<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) -> &mut Writer {
        self.array(items.len());
        items.iter().for_each(|item| write(self, item));
        self
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Writer, T)) -> &mut Writer {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Reads from memory. `what` names the item for the error.
pub(crate) struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader(Decoder::new(bytes))
    }

    /// Whether an array of known length comes next.
    pub(crate) fn is_array(&self) -> bool {
        self.0.datatype().is_ok_and(|kind| kind == Type::Array)
    }

    /// Begins an array of exactly `len` elements.
    pub(crate) fn array(&mut self, len: usize, what: &'static str) -> Result<(), Malformed> {
        if self.array_up_to(len, what)? == len {
            Ok(())
        } else {
            Err(Malformed(what))
        }
    }

    /// Begins an array of at most `max` elements; gives how many.
    pub(crate) fn array_up_to(&mut self, max: usize, what: &'static str) -> Result<usize, Malformed> {
        let len = self.0.array().ok().flatten().ok_or(Malformed(what))?;
        usize::try_from(len)
            .ok()
            .filter(|len| *len <= max)
            .ok_or(Malformed(what))
    }

    /// Reads an array of at most `max` elements.
    pub(crate) fn array_of<T>(
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

    pub(crate) fn text(&mut self, what: &'static str) -> Result<String, Malformed> {
        self.0.str().map(str::to_owned).map_err(|_| Malformed(what))
    }

    pub(crate) fn bytes(&mut self, what: &'static str) -> Result<&'b [u8], Malformed> {
        self.0.bytes().map_err(|_| Malformed(what))
    }

    /// A byte string of exactly `N` bytes.
    pub(crate) fn fixed<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Malformed> {
        self.bytes(what)?.try_into().map_err(|_| Malformed(what))
    }

    /// An integer that fits.
    pub(crate) fn number<T: TryFrom<i128>>(&mut self, what: &'static str) -> Result<T, Malformed> {
        let number: Int = self.0.int().map_err(|_| Malformed(what))?;
        T::try_from(i128::from(number)).map_err(|_| Malformed(what))
    }

    pub(crate) fn bool(&mut self, what: &'static str) -> Result<bool, Malformed> {
        self.0.bool().map_err(|_| Malformed(what))
    }

    /// Null, or what `read` reads.
    pub(crate) fn optional<T>(
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

    /// A text that one of the readers of closed lists knows.
    pub(crate) fn code<T>(&mut self, what: &'static str, of: impl Fn(&str) -> Option<T>) -> Result<T, Malformed> {
        self.0.str().ok().and_then(of).ok_or(Malformed(what))
    }

    /// The domain tag that begins a document.
    pub(crate) fn tag(&mut self, tag: &'static str) -> Result<(), Malformed> {
        if self.0.str().is_ok_and(|found| found == tag) {
            Ok(())
        } else {
            Err(Malformed("another domain tag"))
        }
    }
}
