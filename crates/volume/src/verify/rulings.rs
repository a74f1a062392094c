//! Rulings (处置): which batches of revoked devices were taken out of quarantine, by somebody who may.

use std::collections::BTreeMap;

use cunfa_core::{BatchId, KeyId};
use cunfa_evidence::chain::Place;
use cunfa_evidence::prepared::Verify;
use cunfa_evidence::ruling::{Ruling, Verdict, may_rule};

use super::Context;
use super::batches::Stored;
use crate::layout;
use crate::report::{Code, Finding, Tell};

/// Notes every batch that a ruling takes; every ruling that takes none is told.
pub(super) fn settle(context: &Context<'_>, stored: &mut [Stored], told: &mut Vec<Finding>) {
    let places: BTreeMap<BatchId, usize> = (stored.iter().enumerate().map(|(place, one)| (one.id, place))).collect();
    let rulings = context
        .files
        .iter()
        .filter(|(name, _)| name.starts_with(layout::RULINGS));
    for (name, bytes) in rulings {
        let claimed = Ruling::claimed(bytes).ok();
        let batch = claimed
            .and_then(|claimed| places.get(&claimed.batch))
            .and_then(|place| stored.get_mut(*place));
        let taken = batch.and_then(|batch| Some((by(context, bytes, batch.sequence)?, batch)));
        match taken {
            Some((by, batch)) => {
                batch.taken = true;
                batch.findings.retain(|finding| finding.code != Code::DeviceRevoked);
                batch.findings.tell(
                    Code::TakenFromQuarantine,
                    format!("{}，{by}", layout::batch(batch.sequence)),
                );
            }
            None => told.tell(Code::RulingRefused, *name),
        }
    }
}

/// Who took it and why, if whoever it was may.
fn by(context: &Context<'_>, bytes: &[u8], sequence: u64) -> Option<String> {
    let claimed = Ruling::claimed(bytes).ok()?;
    let county: KeyId = context.county_key.id();
    let (ruling, name) = if claimed.issuer == county {
        (Ruling::read(bytes, &context.county_key).ok()?, String::new())
    } else {
        let held = context.keys.get(claimed.issuer)?;
        let village = context.village.as_ref()?;
        let person = held.holder.subject.person()?;
        may_rule(&held.holder, village, Place::Sequence(sequence)).then_some(())?;
        (Ruling::read(bytes, &held.key).ok()?, person.name.clone())
    };
    (ruling.verdict == Verdict::Taken).then(|| [name, ruling.reason].join("："))
}
