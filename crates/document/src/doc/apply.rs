//! Merging raw changes into a document. All of them or none: a failure leaves the document as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, AutomergeError, Change, ReadDoc as _};
use cunfa_core::{Digest, EntryId};

use super::EntryDoc;
use crate::change::{Parsed, parse};
use crate::{DocumentError, DocumentKind, MAX_CHANGES};

/// What came of applying changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// New in the document, in the order they were merged.
    pub applied: Vec<Digest>,
    /// Not merged, because a parent is missing; give them again together with it.
    pub waiting: Vec<Digest>,
    /// The parents that are missing.
    pub missing: Vec<Digest>,
}

impl EntryDoc {
    /// Merges raw changes, in any order; those it holds already are skipped.
    ///
    /// # Errors
    /// The first change that is not intact or belongs to another document, [`DocumentError::OtherKind`] and
    /// [`DocumentError::ActorReused`].
    pub fn apply<'b>(&mut self, changes: impl IntoIterator<Item = &'b [u8]>) -> Result<Applied, DocumentError> {
        let mut line = Line::default();
        let mut of_kind = self.kind;
        for bytes in changes {
            let parsed = parse_of(bytes, self.entry, &mut of_kind)?;
            line.join(parsed, |change| self.merged_before(change));
        }
        self.merge(line, of_kind)
    }

    /// The document of changes that [`parse_of`] gave, and what came of them.
    pub(crate) fn of_parsed(
        entry: EntryId,
        kind: Option<DocumentKind>,
        changes: Vec<Parsed>,
    ) -> Result<(EntryDoc, Applied), DocumentError> {
        let mut doc = EntryDoc::empty(entry);
        let mut line = Line::default();
        changes.into_iter().for_each(|parsed| line.join(parsed, |_| false));
        let applied = doc.merge(line, kind)?;
        Ok((doc, applied))
    }

    fn merge(&mut self, line: Line, of_kind: Option<DocumentKind>) -> Result<Applied, DocumentError> {
        let (ready, outcome) = line.in_causal_order(|change| self.merged_before(change));
        if !ready.is_empty() {
            self.doc = merged(&self.doc, ready)?;
        }
        self.kind = of_kind;
        Ok(outcome)
    }

    fn merged_before(&self, change: &Digest) -> bool {
        // A document is asked for a change only when it can have one.
        self.kind.is_some() && self.holds(change)
    }
}

/// Reads a change of this document, whose kind is known from an earlier one or is told by this one.
pub(crate) fn parse_of(
    bytes: &[u8],
    entry: EntryId,
    of_kind: &mut Option<DocumentKind>,
) -> Result<Parsed, DocumentError> {
    let parsed = parse(bytes)?;
    if let Some((kind, named)) = parsed.info.names {
        if named != entry {
            return Err(DocumentError::OtherEntry);
        }
        if *of_kind.get_or_insert(kind) != kind {
            return Err(DocumentError::OtherKind);
        }
    }
    Ok(parsed)
}

/// Changes that are to be merged.
#[derive(Default)]
struct Line {
    /// Parents first, and what these are.
    ready: Vec<Change>,
    applied: Vec<Digest>,
    in_place: BTreeSet<Digest>,
    /// Those that came before a parent, or without it.
    early: BTreeMap<Digest, Parsed>,
}

impl Line {
    /// One more, unless it is here. Nearly all come after their parents.
    fn join(&mut self, parsed: Parsed, is_merged: impl Fn(&Digest) -> bool) {
        let hash = parsed.info.hash;
        let is_here = |change: &Digest| self.in_place.contains(change) || is_merged(change);
        if is_here(&hash) {
            return;
        }
        if parsed.info.parents.iter().all(is_here) {
            self.place(hash, parsed.change);
        } else {
            self.early.insert(hash, parsed);
        }
    }

    fn place(&mut self, hash: Digest, change: Change) {
        self.in_place.insert(hash);
        self.applied.push(hash);
        self.ready.push(change);
    }

    /// Splits into changes that can be merged, parents first, and the rest. Each change is looked at once, and once for each parent.
    fn in_causal_order(mut self, is_merged: impl Fn(&Digest) -> bool) -> (Vec<Change>, Applied) {
        let mut lacking: BTreeMap<Digest, usize> = BTreeMap::new();
        let mut children: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
        let mut next: BTreeSet<Digest> = BTreeSet::new();
        let mut missing: BTreeSet<Digest> = BTreeSet::new();
        let mut early = std::mem::take(&mut self.early);
        // Twice: a change may have joined again after its parent, in place now.
        early.retain(|hash, _| !self.in_place.contains(hash));
        for (hash, parsed) in &early {
            let parents: BTreeSet<&Digest> = parsed.info.parents.iter().collect();
            let mut lacks = 0;
            for parent in parents {
                if self.in_place.contains(parent) || is_merged(parent) {
                    continue;
                }
                lacks += 1;
                children.entry(*parent).or_default().push(*hash);
                if !early.contains_key(parent) {
                    missing.insert(*parent);
                }
            }
            if lacks == 0 {
                next.insert(*hash);
            } else {
                lacking.insert(*hash, lacks);
            }
        }
        while !next.is_empty() {
            for hash in std::mem::take(&mut next) {
                let Some(parsed) = early.remove(&hash) else { continue };
                self.place(hash, parsed.change);
                for child in children.remove(&hash).unwrap_or_default() {
                    let Some(lacks) = lacking.get_mut(&child) else { continue };
                    *lacks -= 1;
                    if *lacks == 0 {
                        next.insert(child);
                    }
                }
            }
        }
        let outcome = Applied {
            applied: self.applied,
            waiting: early.into_keys().collect(),
            missing: missing.into_iter().collect(),
        };
        (self.ready, outcome)
    }
}

fn merged(doc: &Automerge, changes: Vec<Change>) -> Result<Automerge, DocumentError> {
    let merge = || {
        let mut next = doc.clone();
        next.apply_changes(changes).map_err(refusal)?;
        Ok(next)
    };
    let next: Automerge =
        catch_unwind(AssertUnwindSafe(merge)).unwrap_or(Err(DocumentError::Shape("cannot be merged")))?;
    if next.stats().num_changes > MAX_CHANGES as u64 {
        return Err(DocumentError::Limit("changes"));
    }
    Ok(next)
}

fn refusal(error: AutomergeError) -> DocumentError {
    match error {
        AutomergeError::DuplicateSeqNumber(..) => DocumentError::ActorReused,
        other => DocumentError::Merge(other.to_string()),
    }
}
