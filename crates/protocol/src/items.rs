//! What travels as a sequence, read item by item while it arrives.

use crate::wire::{MAX_ITEM_BYTES, WireError};

/// A CBOR sequence (RFC 8742) as it arrives: bytes in, whole items out, each as soon as its last byte is here.
#[derive(Debug, Clone)]
pub struct Items {
    bytes: Vec<u8>,
    taken: usize,
    item_max: usize,
}

impl Default for Items {
    /// Of chunks.
    fn default() -> Items {
        Items::up_to(MAX_ITEM_BYTES)
    }
}

impl Items {
    /// With items of at most so many bytes.
    #[must_use]
    pub fn up_to(item_max: usize) -> Items {
        Items {
            bytes: Vec::new(),
            taken: 0,
            item_max,
        }
    }

    /// Adds what arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.taken.min(self.bytes.len()));
        self.taken = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes of the next item, for [`decode`]; `None` until it is here whole.
    ///
    /// # Errors
    /// [`WireError`] for what is no CBOR, and for an item over the limit.
    pub fn take(&mut self) -> Result<Option<Vec<u8>>, WireError> {
        let rest = self.rest();
        let mut reader = minicbor_serde::Deserializer::new(rest).decoder().clone();
        let item = match reader.skip() {
            Ok(()) => rest.get(..reader.position()),
            Err(error) if error.is_end_of_input() => None,
            Err(error) => return Err(WireError(error.to_string())),
        };
        if item.unwrap_or(rest).len() > self.item_max {
            return Err(WireError("an item that is too long".to_owned()));
        }
        let item = item.map(<[u8]>::to_vec);
        self.taken += item.as_ref().map_or(0, Vec::len);
        Ok(item)
    }

    /// Whether nothing is left over: a sequence that ends here was not cut within an item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest().is_empty()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }
}
