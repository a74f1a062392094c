//! Merging raw changes into a document. All of them or none: a failure leaves the document as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, AutomergeError, Change};
use cunfa_core::Digest;

use super::EntryDoc;
use crate::change::{Parsed, parse};
use crate::{DocumentError, MAX_CHANGES};

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
    /// The first change that is not intact or belongs to another entry, and [`DocumentError::ActorReused`].
    pub fn apply<'b>(&mut self, changes: impl IntoIterator<Item = &'b [u8]>) -> Result<Applied, DocumentError> {
        let mut given = BTreeMap::new();
        for bytes in changes {
            let parsed = parse(bytes)?;
            if parsed.info.entry.is_some_and(|entry| entry != self.entry) {
                return Err(DocumentError::OtherEntry);
            }
            if !self.holds(&parsed.info.hash) {
                given.insert(parsed.info.hash, parsed);
            }
        }
        let (ready, outcome) = self.in_causal_order(given);
        if !ready.is_empty() {
            self.doc = merged(&self.doc, ready)?;
        }
        Ok(outcome)
    }

    /// Splits into changes that can be merged, parents first, and the rest.
    fn in_causal_order(&self, mut given: BTreeMap<Digest, Parsed>) -> (Vec<Change>, Applied) {
        let mut ready = Vec::new();
        let mut outcome = Applied::default();
        let mut placed: BTreeSet<Digest> = BTreeSet::new();
        loop {
            let can = |parsed: &Parsed| {
                parsed
                    .info
                    .parents
                    .iter()
                    .all(|parent| placed.contains(parent) || self.holds(parent))
            };
            let next: Vec<Digest> = given
                .values()
                .filter(|parsed| can(parsed))
                .map(|parsed| parsed.info.hash)
                .collect();
            if next.is_empty() {
                break;
            }
            for parsed in next.iter().filter_map(|hash| given.remove(hash)) {
                placed.insert(parsed.info.hash);
                outcome.applied.push(parsed.info.hash);
                ready.push(parsed.change);
            }
        }
        let parents = given.values().flat_map(|parsed| parsed.info.parents.iter().copied());
        let missing: BTreeSet<Digest> = parents
            .filter(|parent| !placed.contains(parent) && !given.contains_key(parent) && !self.holds(parent))
            .collect();
        outcome.missing = missing.into_iter().collect();
        outcome.waiting = given.into_keys().collect();
        (ready, outcome)
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
    let count = next.get_changes_meta(&[]).len();
    if count > MAX_CHANGES {
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
