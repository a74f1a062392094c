//! Keys of devices that pushed lately, prepared: who brings much is verified several times as fast. Nothing but public keys and
//! what follows from them, so that nothing here can be out of date.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use cunfa_evidence::prepared::PreparedKey;

/// So many keys are remembered, those that have one with tables of 40 KB each.
const KEYS: usize = 512;
/// A key that brought so many batches while it is remembered is prepared, which costs as much as to verify two. Whoever brings less and goes
/// would not be worth it.
const BATCHES: usize = 4;

/// The last keys, the newest last.
#[derive(Default)]
pub(crate) struct Prepared(Mutex<VecDeque<Seen>>);

struct Seen {
    public_key: Vec<u8>,
    batches: usize,
    table: Option<Arc<PreparedKey>>,
}

impl Prepared {
    /// The prepared key, if that is worth it for so many batches. A key that cannot be prepared is refused where it is used.
    pub(crate) fn of(&self, public_key: &[u8], batches: usize) -> Option<Arc<PreparedKey>> {
        let before = self.take(public_key);
        let batches = batches.saturating_add(before.as_ref().map_or(0, |seen| seen.batches));
        let known = before.and_then(|seen| seen.table);
        let worth = batches >= BATCHES;
        // Nobody waits while a table is made.
        let table = known.or_else(|| worth.then(|| PreparedKey::new(public_key).ok()).flatten().map(Arc::new));
        self.keep(Seen {
            public_key: public_key.to_vec(),
            batches,
            table: table.clone(),
        });
        table
    }

    fn take(&self, public_key: &[u8]) -> Option<Seen> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = seen.iter().position(|seen| seen.public_key == public_key)?;
        seen.remove(place)
    }

    fn keep(&self, newest: Seen) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push_back(newest);
        while seen.len() > KEYS {
            seen.pop_front();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use cunfa_evidence::keys::SigningKey;

    use super::*;

    fn key(number: u8) -> [u8; 65] {
        *SigningKey::from_secret([number; 32]).unwrap().public()
    }

    #[test]
    fn a_key_is_prepared_for_many_batches_at_once_or_one_after_the_other_and_forgotten_after_many_others() {
        let prepared = Prepared::default();
        for _ in 1..BATCHES {
            assert!(prepared.of(&key(1), 1).is_none(), "for a few it is not worth it");
        }
        let made = prepared.of(&key(1), 1).unwrap();
        assert!(Arc::ptr_eq(&made, &prepared.of(&key(1), 9).unwrap()));
        assert!(prepared.of(&key(2), BATCHES).is_some());
        assert!(prepared.of(&[4; 65], BATCHES).is_none(), "no key at all");
        for number in 0..KEYS {
            prepared.of(&number.to_be_bytes(), 1);
        }
        assert!(prepared.of(&key(1), 1).is_none());
    }
}
