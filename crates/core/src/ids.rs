//! Identities as newtypes over bytes: hex in text formats, raw bytes in binary ones.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text that is not the hex form of the id it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reading an id: expected {expected_hex_digits} hex digits")]
pub struct IdError {
    /// How many hex digits the id has.
    pub expected_hex_digits: usize,
}

fn nibble(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        b'A'..=b'F' => Some(c - b'A' + 10),
        _ => None,
    }
}

fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut out = [0u8; N];
    for (slot, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *slot = (nibble(*high)? << 4) | nibble(*low)?;
    }
    Some(out)
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Reads exactly [`Self::LEN`] bytes, else `None`.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                read_hex(text).map(Self).ok_or(IdError { expected_hex_digits: $len * 2 })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} bytes or {} hex digits", $len, $len * 2)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<$name, E> {
                        $name::from_slice(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
                    }
                }
                if deserializer.is_human_readable() {
                    deserializer.deserialize_str(Visitor)
                } else {
                    deserializer.deserialize_bytes(Visitor)
                }
            }
        }
    };
}

id!(
    /// One entry of the ledger. Chosen at random when its draft is started, so a double tap makes one entry.
    EntryId, 16
);
id!(
    /// One person of the register.
    PersonId, 16
);
id!(
    /// One enrolled installation of the program.
    DeviceId, 16
);
id!(
    /// The first 16 bytes of SM3 of a public key's uncompressed SEC1 bytes.
    KeyId, 16
);
id!(
    /// SM3 of the bytes of a batch.
    BatchId, 32
);
id!(
    /// The first 16 bytes of SM3 of an act's transmitted bytes, signature included.
    ActId, 16
);
id!(
    /// SM3 of the bytes of a blob: a photo or another large thing that is kept beside the documents.
    BlobId, 32
);
id!(
    /// One piece of feedback. Chosen at random when it is begun; tells nothing of its author.
    FeedbackId, 16
);
id!(
    /// One question of the public page. Made of the form it was written in and of what it says, so that one that comes twice is there once.
    InquiryId, 16
);
id!(
    /// An SM3 digest of something else, such as canonical content.
    Digest, 32
);

impl BatchId {
    /// The first eight bytes as a number. All of a village's batches together come to the exclusive or of these, whatever their order: its
    /// digest (docs/protocol.md, section 4).
    #[must_use]
    pub fn word(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(self.0.first_chunk::<8>().unwrap_or(&[0; 8]));
        u64::from_be_bytes(first)
    }
}

impl Digest {
    /// The first `N` bytes, at most all 32: ids and short names are made so.
    #[must_use]
    pub fn first<const N: usize>(&self) -> [u8; N] {
        let mut first = [0; N];
        first.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        first
    }
}

impl ActId {
    /// How the device's next act names this one: the first 6 bytes.
    #[must_use]
    pub fn short(&self) -> [u8; 6] {
        let mut short = [0; 6];
        short.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_the_first_bytes() {
        let digest = Digest(std::array::from_fn(|place| u8::try_from(place).unwrap_or_default()));
        assert_eq!(digest.first::<4>(), [0, 1, 2, 3]);
        assert_eq!(digest.first::<32>(), digest.0);
        assert_eq!(ActId(digest.first()).short(), digest.first::<6>());
    }

    #[test]
    fn an_id_reads_back_from_its_hex_and_refuses_anything_else() {
        let id = EntryId([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("ab".parse::<EntryId>().is_err());
        assert!("zz".repeat(16).parse::<EntryId>().is_err());
        assert!("村".repeat(11).parse::<EntryId>().is_err());
    }
}
