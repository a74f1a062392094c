//! Handwriting stands for one act: the same strokes under another act, of whomever, are a copy.

use std::collections::BTreeMap;

use cunfa_core::{ActId, Body, Digest};
use cunfa_evidence::act::SignedAct;
use cunfa_protocol::view::ParkedReason;

use super::Stop;
use crate::db::{Db, StoredInk};

/// What earlier batches of the same request carry.
pub(super) type Seen = BTreeMap<Digest, ActId>;

/// The handwriting of an act that is no copy of another's, in the log or in the request.
pub(super) fn check(db: &dyn Db, seen: &Seen, act: &SignedAct) -> Result<Vec<StoredInk>, Stop> {
    let inks = of(act);
    for ink in &inks {
        let first = match seen.get(&ink.shape) {
            Some(act) => Some(*act),
            None => db.ink(&ink.shape)?,
        };
        if first.is_some_and(|first| first != ink.act) {
            return Err(ParkedReason::Content.into());
        }
    }
    Ok(inks)
}

fn of(act: &SignedAct) -> Vec<StoredInk> {
    let id = act.id();
    let stored = |ink: &cunfa_core::Ink| StoredInk {
        shape: cunfa_evidence::hash(&ink.shape()),
        act: id,
    };
    match &act.statement().act.body {
        Body::SignOff(sign_off) => sign_off.inks().map(stored).collect(),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => Vec::new(),
    }
}
