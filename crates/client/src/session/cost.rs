//! What a PIN costs on this device: measured at the first enrolment, and again when a PIN turns out too cheap. Who joins later
//! gets the most of what was measured.

use std::time::Duration;

use cunfa_evidence::pin::Cost;
use cunfa_evidence::tuning;

use crate::deriver::{Deriver, SystemDeriver};
use crate::desk::Desk;

/// The cost of a PIN that is set now.
pub(crate) fn for_new_pin(desk: &Desk) -> Cost {
    let kept = || {
        let costs = desk.key_file.as_ref()?.slots.iter().map(|slot| slot.cost);
        costs.max_by_key(|cost| tuning::work(*cost))
    };
    let chosen = desk.config.cost.or_else(kept);
    chosen.unwrap_or_else(|| measured_by(desk.config.deriver.as_ref()))
}

/// Whether a derivation that took so long shows a cost that is to be measured for again. A configured cost never is, and one
/// that cannot grow.
pub(crate) fn is_too_little(desk: &Desk, cost: Cost, took: Duration) -> bool {
    let is_measured = desk.config.cost.is_none();
    is_measured && ms(took) < tuning::LEAST_MS && tuning::work(cost) < tuning::work(tuning::MOST)
}

/// Measures this device: the Argon2id cost whose derivation takes about [`tuning::AIM_MS`]. Takes a second or two.
#[must_use]
pub fn measured() -> Cost {
    measured_by(&SystemDeriver)
}

/// The same by another's derivations.
pub(crate) fn measured_by(deriver: &dyn Deriver) -> Cost {
    tuning::tune(|cost| match deriver.derive("000000", &[0; 16], cost) {
        Ok((_, took)) => ms(took),
        // What cannot be derived here is far too much.
        Err(_) => u64::MAX,
    })
}

fn ms(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
