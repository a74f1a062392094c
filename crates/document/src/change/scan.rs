//! The limits, checked on the bytes before automerge sees them: a run-length column of ten bytes can stand for 2^60 rows.
//!
//! Follows the layout of automerge's binary format (automerge.org/automerge-binary-format-spec), chunk type 1, and refuses
//! everything a change of ours never holds: deflated chunks and columns, trailing bytes, actors that are not 16 bytes.

use super::plain::is_plain;
use crate::{DocumentError, MAX_CHANGE_BYTES, MAX_OPS, MAX_PARENTS};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
const ACTOR_BYTES: u64 = 16;
const MAX_COLUMNS: u64 = 32;
/// A column may repeat: an operation supersedes several others.
const MAX_ROWS: u64 = 2 * MAX_OPS as u64;
const DEFLATED: u64 = 0b1000;

const CUT: DocumentError = DocumentError::Shape("cut short");

/// What the columns of a change tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// If automerge can read it, it puts texts into the root map and names no document.
    Plain,
    /// Its operations tell.
    Other,
}

/// Checks that a raw change is within the limits and of the one accepted outer form.
pub(super) fn within_limits(bytes: &[u8]) -> Result<Columns, DocumentError> {
    if bytes.len() > MAX_CHANGE_BYTES {
        return Err(DocumentError::Limit("bytes"));
    }
    let mut from = Bytes(bytes);
    if from.take(4)? != MAGIC {
        return Err(DocumentError::Shape("not a change"));
    }
    from.take(4)?;
    if from.take(1)? != [CHANGE] {
        return Err(DocumentError::Shape("not a raw change"));
    }
    let length = from.minimal_unsigned()?;
    if length != from.0.len() as u64 {
        return Err(DocumentError::Shape("another length"));
    }
    head(&mut from)?;
    let columns = columns(&mut from)?;
    if from.0.is_empty() {
        Ok(columns)
    } else {
        Err(DocumentError::Shape("trailing bytes"))
    }
}

/// Everything before the columns.
fn head(from: &mut Bytes<'_>) -> Result<(), DocumentError> {
    let parents = from.unsigned()?;
    if parents > MAX_PARENTS as u64 {
        return Err(DocumentError::Limit("parents"));
    }
    from.take(parents * 32)?;
    actor(from)?;
    from.unsigned()?; // number of the change
    from.unsigned()?; // first operation
    from.signed()?; // time
    let message = from.unsigned()?;
    from.take(message)?;
    let others = from.unsigned()?;
    if others > MAX_ROWS {
        return Err(DocumentError::Limit("actors"));
    }
    (0..others).try_for_each(|_| actor(from))
}

fn actor(from: &mut Bytes<'_>) -> Result<(), DocumentError> {
    if from.unsigned()? == ACTOR_BYTES {
        from.take(ACTOR_BYTES).map(|_| ())
    } else {
        Err(DocumentError::Shape("an actor of another length"))
    }
}

/// The columns of a change that was found within the limits: what each is, and its bytes.
pub(super) fn columns_of(bytes: &[u8]) -> Option<impl Iterator<Item = (u64, &[u8])>> {
    let mut from = Bytes(bytes);
    from.take(MAGIC.len() as u64 + 4 + 1).ok()?;
    from.unsigned().ok()?;
    head(&mut from).ok()?;
    let lengths = lengths(&mut from).ok()?.into_iter();
    Some(lengths.map_while(move |(specification, length)| Some((specification, from.take(length).ok()?))))
}

/// What each column is, and how long.
fn lengths(from: &mut Bytes<'_>) -> Result<Vec<(u64, u64)>, DocumentError> {
    let count = from.unsigned()?;
    if count > MAX_COLUMNS {
        return Err(DocumentError::Limit("columns"));
    }
    (0..count).map(|_| Ok((from.unsigned()?, from.unsigned()?))).collect()
}

fn columns(from: &mut Bytes<'_>) -> Result<Columns, DocumentError> {
    let lengths = lengths(from)?;
    let mut columns = Vec::with_capacity(lengths.len());
    for (specification, length) in lengths {
        let column = from.take(length)?;
        columns.push((specification, column));
        if specification & DEFLATED != 0 {
            return Err(DocumentError::Shape("a deflated column"));
        }
        if rows(specification & 0b111, Bytes(column))? > MAX_ROWS {
            return Err(DocumentError::Limit("operations"));
        }
    }
    Ok(if is_plain(&columns) {
        Columns::Plain
    } else {
        Columns::Other
    })
}

/// Rows a column stands for; stops counting soon after the limit.
fn rows(kind: u64, mut column: Bytes<'_>) -> Result<u64, DocumentError> {
    const BOOLEAN: u64 = 4;
    const RAW_VALUES: u64 = 7;
    let mut rows: u64 = 0;
    while !column.0.is_empty() && rows <= MAX_ROWS && kind != RAW_VALUES {
        let more = if kind == BOOLEAN {
            column.unsigned()?
        } else {
            run(kind, &mut column)?
        };
        rows = rows.saturating_add(more);
    }
    Ok(rows)
}

/// One run: a repeated value, literal values, or nulls.
fn run(kind: u64, column: &mut Bytes<'_>) -> Result<u64, DocumentError> {
    let length = column.signed()?;
    let rows = length.unsigned_abs();
    match length {
        0 => column.unsigned(),
        1.. => value(kind, column).map(|()| rows),
        ..=-1 if rows > MAX_ROWS => Ok(rows),
        ..=-1 => {
            for _ in 0..rows {
                value(kind, column)?;
            }
            Ok(rows)
        }
    }
}

fn value(kind: u64, column: &mut Bytes<'_>) -> Result<(), DocumentError> {
    const DELTA: u64 = 3;
    const TEXT: u64 = 5;
    match kind {
        DELTA => column.signed().map(|_| ()),
        TEXT => {
            let length = column.unsigned()?;
            column.take(length).map(|_| ())
        }
        _ => column.unsigned().map(|_| ()),
    }
}

/// Bytes not read yet.
pub(super) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Bytes<'b> {
        Bytes(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, count: u64) -> Result<&'b [u8], DocumentError> {
        let count = usize::try_from(count).map_err(|_| CUT)?;
        let (taken, rest) = self.0.split_at_checked(count).ok_or(CUT)?;
        self.0 = rest;
        Ok(taken)
    }

    /// LEB128: the value's bits, how many of them were given, and the last byte.
    fn leb(&mut self) -> Result<(u64, u32, u8), DocumentError> {
        let (mut value, mut shift) = (0u64, 0u32);
        loop {
            let byte = self.take(1)?.first().copied().ok_or(CUT)?;
            if shift > 63 {
                return Err(DocumentError::Shape("a number too large"));
            }
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok((value, shift, byte));
            }
        }
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, DocumentError> {
        self.leb().map(|(value, _, _)| value)
    }

    /// An unsigned number in its shortest form.
    fn minimal_unsigned(&mut self) -> Result<u64, DocumentError> {
        let (value, bits, last) = self.leb()?;
        if bits > 7 && last == 0 {
            return Err(DocumentError::Shape("a number not in its shortest form"));
        }
        Ok(value)
    }

    pub(super) fn signed(&mut self) -> Result<i64, DocumentError> {
        let (value, bits, last) = self.leb()?;
        let sign = if last & 0x40 != 0 && bits < 64 {
            u64::MAX << bits
        } else {
            0
        };
        Ok((value | sign).cast_signed())
    }
}
