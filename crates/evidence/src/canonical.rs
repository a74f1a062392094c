//! Canonical content, schemas 1 and 2: deterministic CBOR (RFC 8949 §4.2.1) of an explicit list of an entry's fields in NFC.
//!
//! Equal content gives equal bytes: texts in NFC, persons by row key, times in whole minutes.

mod read;
mod write;

use cunfa_core::{Digest, Entry, EntryId};

use crate::cbor::{Malformed, Reader};

/// The schema of an entry without details, whatever wrote it. Code for every old one stays.
pub const SCHEMA: u8 = 1;
/// The schema of an entry with details, and of no other.
pub const SCHEMA_DETAILED: u8 = 2;

/// What begins canonical content.
const TAG: &str = "cunfa/content";
/// Elements of the array of an entry without 跟进日期 that carries nothing on and answers nothing.
const FIELDS: usize = 23;
/// Elements of the array of any other entry without details.
const FIELDS_LINKED: usize = 26;
/// Elements of the array of an entry with details.
const FIELDS_DETAILED: usize = 27;

/// Why bytes are not canonical content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// Not deterministic CBOR of the schema, or trailing bytes.
    #[error("reading canonical content: {0}")]
    Shape(&'static str),
    /// A schema of a newer program.
    #[error("reading canonical content: unknown schema {0}")]
    Schema(u8),
}

impl From<Malformed> for CanonicalError {
    fn from(malformed: Malformed) -> CanonicalError {
        CanonicalError::Shape(malformed.0)
    }
}

/// The canonical bytes of an entry.
#[must_use]
pub fn encode(id: EntryId, entry: &Entry) -> Vec<u8> {
    write::content(id, entry)
}

/// Reads canonical bytes back; refuses any other encoding of the same content (`encode(decode(b)) == b`).
///
/// # Errors
/// As [`CanonicalError`].
pub fn decode(bytes: &[u8]) -> Result<(EntryId, Entry), CanonicalError> {
    let mut reader = Reader::new(bytes);
    let fields = reader.array_up_to(usize::MAX, "not an array")?;
    reader.tag(TAG)?;
    let schema: u8 = reader.number("schema")?;
    match (schema, fields) {
        (SCHEMA, FIELDS | FIELDS_LINKED) | (SCHEMA_DETAILED, FIELDS_DETAILED) => {}
        (SCHEMA | SCHEMA_DETAILED, _) => return Err(CanonicalError::Shape("another number of fields")),
        (newer, _) => return Err(CanonicalError::Schema(newer)),
    }
    let (id, entry) = read::content(&mut reader, fields)?;
    if encode(id, &entry) == bytes {
        Ok((id, entry))
    } else {
        Err(CanonicalError::Shape("not canonical"))
    }
}

/// SM3 of the canonical bytes.
#[must_use]
pub fn digest(id: EntryId, entry: &Entry) -> Digest {
    crate::hash(&encode(id, entry))
}

/// What an act signs that is not made over a text ([`cunfa_core::Body::is_over_text`]): SM3 of nothing.
#[must_use]
pub fn no_text() -> Digest {
    crate::hash(&[])
}
