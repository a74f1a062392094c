//! Changes in one straight line: each follows all before it and supersedes what stands, so that no two values ever meet under a
//! key, and what a key says is what was put last. Anything that is not seen to be so is no line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use automerge::ActorId;
use cunfa_core::Digest;
use cunfa_core::entry::FieldMap;

use crate::MAX_CHANGES;
use crate::change::{Does, Parsed, Row, each_row};

/// What was written in a straight line.
#[derive(Debug, Clone)]
pub(super) struct StraightLine {
    /// The changes, in their order.
    changes: Vec<Digest>,
    /// Every operation; the number of each is its place, counted from one.
    operations: Vec<Operation>,
    /// The keys and texts of them all.
    words: String,
}

/// One operation: what it put, and while which changes were the latest that stood.
#[derive(Debug, Clone)]
struct Operation {
    key: Range<usize>,
    text: Range<usize>,
    /// The place of its change.
    since: usize,
    /// The place of the change that superseded it; its own for what puts no text.
    until: usize,
}

/// Not superseded.
const STANDS: usize = usize::MAX;

impl StraightLine {
    /// Reads changes that are one line in the order given, from the first of a document on.
    pub(super) fn read(changes: &[Parsed]) -> Option<StraightLine> {
        if changes.is_empty() || changes.len() > MAX_CHANGES {
            return None;
        }
        let mut reader = Reader::of(changes);
        changes.iter().try_for_each(|parsed| reader.follow(parsed))?;
        Some(reader.line)
    }

    pub(super) fn changes(&self) -> &[Digest] {
        &self.changes
    }

    /// The place of the latest of these heads, if there is one and all are here.
    pub(super) fn place(&self, heads: &[Digest]) -> Option<usize> {
        let mut latest = None;
        for head in heads {
            latest = latest.max(Some(self.changes.iter().rposition(|change| change == head)?));
        }
        latest
    }

    pub(super) fn fields(&self) -> FieldMap {
        self.fields_after(self.changes.len().saturating_sub(1))
    }

    /// The fields when the change of this place was the latest.
    pub(super) fn fields_after(&self, place: usize) -> FieldMap {
        let stood = |operation: &&Operation| operation.since <= place && place < operation.until;
        let field = |operation: &Operation| Some((self.word(&operation.key)?, self.word(&operation.text)?));
        let standing = self.operations.iter().filter(stood).filter_map(field);
        standing.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    }

    fn word(&self, range: &Range<usize>) -> Option<&str> {
        self.words.get(range.clone())
    }

    fn write(&mut self, word: &str) -> Range<usize> {
        let start = self.words.len();
        self.words.push_str(word);
        start..self.words.len()
    }
}

/// Follows a line.
struct Reader<'c> {
    line: StraightLine,
    all: &'c [Parsed],
    /// The keys that have a value.
    standing: BTreeSet<&'c str>,
    /// How many changes each actor made, and the place of its last.
    made: BTreeMap<&'c ActorId, (u64, usize)>,
}

impl<'c> Reader<'c> {
    fn of(all: &'c [Parsed]) -> Reader<'c> {
        let bytes = all.iter().map(|parsed| parsed.change.raw_bytes().len()).sum();
        Reader {
            line: StraightLine {
                changes: Vec::with_capacity(all.len()),
                operations: Vec::new(),
                words: String::with_capacity(bytes),
            },
            all,
            standing: BTreeSet::new(),
            made: BTreeMap::new(),
        }
    }

    /// One more change, if it follows the last one.
    fn follow(&mut self, parsed: &'c Parsed) -> Option<()> {
        let Parsed { info, change } = parsed;
        let place = self.line.changes.len();
        let before = self.made.insert(change.actor_id(), (change.seq(), place));
        let (made, own) = before.map_or((0, None), |(made, own)| (made, self.line.changes.get(own)));
        let next = u64::try_from(self.line.operations.len()).ok()? + 1;
        let follows = is_after(&info.parents, self.line.changes.last(), own)
            && change.seq().checked_sub(1) == Some(made)
            && change.start_op().get() == next;
        // Devices write neither a time nor a message.
        let is_ours = change.timestamp() == 0 && change.message().is_none() && !change.is_empty();
        if !follows || !is_ours {
            return None;
        }
        each_row(change, |row| self.write(&row))?;
        self.line.changes.push(info.hash);
        Some(())
    }

    /// One operation of the change that is being read, if it supersedes exactly what stands under its key.
    fn write(&mut self, row: &Row<'c>) -> Option<()> {
        let since = self.line.changes.len();
        let old = match row.supersedes {
            Some((number, by)) => Some(self.supersede(row.key, number, by)?),
            None => None,
        };
        let (until, text) = match (row.does, &old) {
            (Does::Put(text), Some(_)) => (STANDS, text),
            (Does::Put(text), None) if self.standing.insert(row.key) => (STANDS, text),
            (Does::Name, None) => (since, ""),
            (Does::Delete, Some(_)) if self.standing.remove(row.key) => (since, ""),
            (Does::Put(_) | Does::Delete, None) | (Does::Name | Does::Delete, Some(_)) => return None,
        };
        let key = old.unwrap_or_else(|| self.line.write(row.key));
        let text = self.line.write(text);
        self.line.operations.push(Operation {
            key,
            text,
            since,
            until,
        });
        Some(())
    }

    /// Ends the operation of this number, if it stands under the key and is the actor's; gives where its key is written.
    fn supersede(&mut self, key: &str, number: u64, by: &ActorId) -> Option<Range<usize>> {
        let since = self.line.changes.len();
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        let old = self.line.operations.get_mut(place)?;
        let made_by = self.all.get(old.since).map(|parsed| parsed.change.actor_id());
        let is_it = old.until == STANDS && made_by == Some(by) && self.line.words.get(old.key.clone()) == Some(key);
        if !is_it {
            return None;
        }
        old.until = since;
        Some(old.key.clone())
    }
}

/// Whether a change with these parents, sorted, follows the last one. Who wrote before others did names the own last change as well.
fn is_after(parents: &[Digest], last: Option<&Digest>, own: Option<&Digest>) -> bool {
    match (parents, last) {
        ([], None) => true,
        ([parent], Some(last)) => parent == last,
        ([one, other], Some(last)) if one != other => {
            (one == last && Some(other) == own) || (other == last && Some(one) == own)
        }
        _ => false,
    }
}
