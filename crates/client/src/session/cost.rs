//! What a PIN costs on this device. Measured at the first enrolment; who joins later gets what was measured then.

use std::time::Instant;

use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_evidence::tuning;

use crate::desk::Desk;

/// The cost of a PIN that is set now.
pub(crate) fn for_new_pin(desk: &Desk) -> Cost {
    let kept = || {
        let file = desk.key_file.as_ref()?;
        file.slots.first().map(|slot| slot.cost)
    };
    desk.config.cost.or_else(kept).unwrap_or_else(measured)
}

/// Measures this device: the Argon2id cost whose derivation takes about [`tuning::AIM_MS`]. Takes a second or two.
#[must_use]
pub fn measured() -> Cost {
    tuning::tune(|cost| {
        let began = Instant::now();
        if PinKey::derive("000000", &[0; 16], cost).is_err() {
            // What cannot be derived here is far too much.
            return u64::MAX;
        }
        u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
    })
}
