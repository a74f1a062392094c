//! The operations of a change, read from its columns one after the other, with nothing copied. Only what a device writes is
//! read: texts put, the document named, keys deleted, each superseding one operation or none.
//!
//! Only for changes that [`parse`](super::parse) accepted. Whatever else one may hold is `None`, never a guess.

use automerge::{ActorId, Change};

use super::plain::{
    ACTIONS, INSERTED, KEYS, PUT, SUPERSEDED, SUPERSEDED_ACTORS, SUPERSEDED_NUMBERS, TEXT, VALUE_KINDS, VALUES, none_of,
};
use super::scan::{Bytes, columns_of};

const DELETE: u64 = 3;
const NULL: u64 = 0;
const NAME: u64 = 7;

/// One operation, on a key of the root map.
pub(crate) struct Row<'c> {
    pub(crate) key: &'c str,
    pub(crate) does: Does<'c>,
    /// The operation it supersedes: its number, and who made it.
    pub(crate) supersedes: Option<(u64, &'c ActorId)>,
}

/// What an operation does.
#[derive(Clone, Copy)]
pub(crate) enum Does<'c> {
    /// Puts a text.
    Put(&'c str),
    /// Names the document.
    Name,
    /// Deletes.
    Delete,
}

/// Gives every operation, in its order; `None` as soon as one is of another form, or refused.
pub(crate) fn each_row<'c>(change: &'c Change, mut take: impl FnMut(Row<'c>) -> Option<()>) -> Option<()> {
    let columns = Columns::of(change.raw_bytes())?;
    let count = u64::try_from(change.len()).ok()?;
    if none_of(columns.inserted)? != count {
        return None;
    }
    let mut rows = Rows::of(&columns, change);
    for _ in 0..count {
        take(rows.next()?)?;
    }
    rows.are_done().then_some(())
}

/// The bytes of the columns; those that are absent are empty.
#[derive(Default)]
struct Columns<'c> {
    keys: &'c [u8],
    inserted: &'c [u8],
    actions: &'c [u8],
    value_kinds: &'c [u8],
    values: &'c [u8],
    superseded: &'c [u8],
    superseded_actors: &'c [u8],
    superseded_numbers: &'c [u8],
}

impl<'c> Columns<'c> {
    fn of(bytes: &'c [u8]) -> Option<Columns<'c>> {
        let mut columns = Columns::default();
        let mut last = 0;
        for (specification, column) in columns_of(bytes)? {
            let place = match specification {
                KEYS => &mut columns.keys,
                INSERTED => &mut columns.inserted,
                ACTIONS => &mut columns.actions,
                VALUE_KINDS => &mut columns.value_kinds,
                VALUES => &mut columns.values,
                SUPERSEDED => &mut columns.superseded,
                SUPERSEDED_ACTORS => &mut columns.superseded_actors,
                SUPERSEDED_NUMBERS => &mut columns.superseded_numbers,
                _ => return None,
            };
            if specification <= last {
                return None;
            }
            (last, *place) = (specification, column);
        }
        Some(columns)
    }
}

/// The columns, read side by side.
struct Rows<'c> {
    change: &'c Change,
    keys: Runs<'c, &'c str>,
    actions: Runs<'c, u64>,
    value_kinds: Runs<'c, u64>,
    values: Bytes<'c>,
    superseded: Runs<'c, u64>,
    actors: Runs<'c, u64>,
    steps: Runs<'c, i64>,
    /// Numbers stand as steps from the one before.
    number: i64,
}

impl<'c> Rows<'c> {
    fn of(columns: &Columns<'c>, change: &'c Change) -> Rows<'c> {
        let unsigned: Read<'c, u64> = |from| from.unsigned().ok();
        Rows {
            change,
            keys: Runs::of(columns.keys, text),
            actions: Runs::of(columns.actions, unsigned),
            value_kinds: Runs::of(columns.value_kinds, unsigned),
            values: Bytes::of(columns.values),
            superseded: Runs::of(columns.superseded, unsigned),
            actors: Runs::of(columns.superseded_actors, unsigned),
            steps: Runs::of(columns.superseded_numbers, |from| from.signed().ok()),
            number: 0,
        }
    }

    fn next(&mut self) -> Option<Row<'c>> {
        let key = self.keys.next()?;
        let action = self.actions.next()?;
        let kind = self.value_kinds.next()?;
        let value = self.values.take(kind >> 4).ok()?;
        let does = match (action, kind & 0b1111) {
            (PUT, TEXT) => Does::Put(std::str::from_utf8(value).ok()?),
            (PUT, NAME) => Does::Name,
            (DELETE, NULL) if value.is_empty() => Does::Delete,
            _ => return None,
        };
        let supersedes = match self.superseded.next()? {
            0 => None,
            1 => Some(self.superseded()?),
            _ => return None,
        };
        Some(Row { key, does, supersedes })
    }

    fn superseded(&mut self) -> Option<(u64, &'c ActorId)> {
        let actor = match self.actors.next()?.checked_sub(1) {
            None => self.change.actor_id(),
            Some(other) => self.change.other_actor_ids().get(usize::try_from(other).ok()?)?,
        };
        self.number = self.number.checked_add(self.steps.next()?)?;
        Some((u64::try_from(self.number).ok()?, actor))
    }

    fn are_done(&self) -> bool {
        self.keys.is_done()
            && self.actions.is_done()
            && self.value_kinds.is_done()
            && self.values.is_empty()
            && self.superseded.is_done()
            && self.actors.is_done()
            && self.steps.is_done()
    }
}

fn text<'c>(from: &mut Bytes<'c>) -> Option<&'c str> {
    let length = from.unsigned().ok()?;
    std::str::from_utf8(from.take(length).ok()?).ok()
}

type Read<'c, T> = fn(&mut Bytes<'c>) -> Option<T>;

/// A column of runs: one value several times, or several values. One with rows that are empty ends there.
struct Runs<'c, T> {
    from: Bytes<'c>,
    read: Read<'c, T>,
    /// Rows of this run still to come.
    left: u64,
    /// The value of them all; `None` when each has its own.
    value: Option<T>,
}

impl<'c, T: Copy> Runs<'c, T> {
    fn of(column: &'c [u8], read: Read<'c, T>) -> Runs<'c, T> {
        Runs {
            from: Bytes::of(column),
            read,
            left: 0,
            value: None,
        }
    }

    fn next(&mut self) -> Option<T> {
        if self.left == 0 {
            let run = self.from.signed().ok()?;
            self.left = run.unsigned_abs();
            self.value = match run {
                0 => return None,
                1.. => Some((self.read)(&mut self.from)?),
                ..=-1 => None,
            };
        }
        self.left -= 1;
        self.value.or_else(|| (self.read)(&mut self.from))
    }

    fn is_done(&self) -> bool {
        self.left == 0 && self.from.is_empty()
    }
}
