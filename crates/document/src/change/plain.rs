//! What nearly every change is, told from its columns without reading its operations: texts put under keys of the root map, and no
//! document named. What is not seen to be one of these is read operation by operation.
//!
//! Only for changes that automerge read, whose columns are therefore whole and fit each other.

use super::scan::Bytes;
use crate::{DocumentKind, MAX_KEY_BYTES};

/// Columns of such a change, in their order: keys, whether something is inserted, actions, kinds and bytes of the values, and what they
/// supersede. No other object than the root, no place in a list, no mark.
pub(super) const KEYS: u64 = 0x15;
pub(super) const INSERTED: u64 = 0x34;
pub(super) const ACTIONS: u64 = 0x42;
pub(super) const VALUE_KINDS: u64 = 0x56;
pub(super) const VALUES: u64 = 0x57;
pub(super) const SUPERSEDED: u64 = 0x70;
pub(super) const SUPERSEDED_ACTORS: u64 = 0x71;
pub(super) const SUPERSEDED_NUMBERS: u64 = 0x73;
const OTHERS: [u64; 4] = [VALUES, SUPERSEDED, SUPERSEDED_ACTORS, SUPERSEDED_NUMBERS];

pub(super) const PUT: u64 = 1;
/// The lower four bits of a value's kind; above them stands its length.
pub(super) const TEXT: u64 = 6;

/// Whether the columns are those of such a change. Each has its specification; they are within the limits.
pub(super) fn is_plain(columns: &[(u64, &[u8])]) -> bool {
    let known = |(specification, _): &(u64, &[u8])| {
        [KEYS, INSERTED, ACTIONS, VALUE_KINDS].contains(specification) || OTHERS.contains(specification)
    };
    let ascending = columns.is_sorted_by(|(one, _), (next, _)| one < next);
    let column = |wanted| columns.iter().find(|(specification, _)| *specification == wanted);
    let rows = |wanted, is_good: fn(&mut Bytes<'_>) -> Option<bool>| rows_of(column(wanted)?.1, is_good);
    let Some(keys) = rows(KEYS, is_field) else { return false };
    ascending
        && columns.iter().all(known)
        && rows(ACTIONS, |from| Some(from.unsigned().ok()? == PUT)) == Some(keys)
        && rows(VALUE_KINDS, |from| Some(from.unsigned().ok()? & 0b1111 == TEXT)) == Some(keys)
        && column(INSERTED).is_none_or(|(_, bytes)| none_of(bytes) == Some(keys))
}

/// A key that is none of a document's name.
fn is_field(from: &mut Bytes<'_>) -> Option<bool> {
    let length = from.unsigned().ok()?;
    let key = std::str::from_utf8(from.take(length).ok()?).ok()?;
    Some(key.len() <= MAX_KEY_BYTES && DocumentKind::of_key(key).is_none())
}

/// How many rows a column has, if the value of each is there and good.
fn rows_of(column: &[u8], is_good: fn(&mut Bytes<'_>) -> Option<bool>) -> Option<u64> {
    let mut from = Bytes::of(column);
    let mut rows: u64 = 0;
    while !from.is_empty() {
        let run = from.signed().ok()?;
        let values = if run < 0 { run.unsigned_abs() } else { 1 };
        for _ in 0..values {
            if run == 0 || !is_good(&mut from)? {
                return None;
            }
        }
        rows = rows.checked_add(run.unsigned_abs())?;
    }
    Some(rows)
}

/// How many rows a column of yes and no has, if all of them are no.
pub(super) fn none_of(column: &[u8]) -> Option<u64> {
    let mut from = Bytes::of(column);
    let rows = from.unsigned().ok()?;
    from.is_empty().then_some(rows)
}
