//! Keys of devices that pushed lately, prepared: what they bring is verified faster. Nothing but public keys and what follows from them, so
//! that nothing here can be out of date.

use std::sync::{Arc, Mutex, PoisonError};

use cunfa_evidence::prepared::PreparedKey;
use hashlink::LruCache;

/// So many keys are remembered, with about 4 KB each: the devices of a thousand villages and more come back to theirs.
const KEYS: usize = 4_096;

/// The last keys that were asked for.
pub(crate) struct Prepared(Mutex<LruCache<Vec<u8>, Arc<PreparedKey>>>);

impl Default for Prepared {
    fn default() -> Prepared {
        Prepared(Mutex::new(LruCache::new(KEYS)))
    }
}

impl Prepared {
    /// The prepared key. One that cannot be prepared is refused where it is used.
    pub(crate) fn of(&self, public_key: &[u8]) -> Option<Arc<PreparedKey>> {
        if let Some(known) = self.keys(|keys| keys.get(public_key).cloned()) {
            return Some(known);
        }
        // Nobody waits while one is made.
        let made = Arc::new(PreparedKey::new(public_key).ok()?);
        self.keys(|keys| keys.insert(public_key.to_vec(), made.clone()));
        Some(made)
    }

    fn keys<T>(&self, look: impl FnOnce(&mut LruCache<Vec<u8>, Arc<PreparedKey>>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use cunfa_evidence::keys::SigningKey;

    use super::*;

    #[test]
    fn a_key_is_prepared_once_and_forgotten_after_many_others() {
        let mut numbers = 1_u32..;
        let mut next = || {
            let mut secret = [0; 32];
            secret[28..].copy_from_slice(&numbers.next().unwrap().to_be_bytes());
            *SigningKey::from_secret(secret).unwrap().public()
        };
        let (prepared, first, second) = (Prepared::default(), next(), next());
        let made = prepared.of(&first).unwrap();
        prepared.of(&second).unwrap();
        for _ in 0..KEYS - 2 {
            prepared.of(&next()).unwrap();
        }
        assert!(Arc::ptr_eq(&made, &prepared.of(&first).unwrap()));
        prepared.of(&next()).unwrap();
        assert!(Arc::ptr_eq(&made, &prepared.of(&first).unwrap()), "asked for lately");
        assert!(
            prepared.keys(|keys| keys.peek(second.as_slice()).is_none()),
            "the oldest went"
        );
        assert!(prepared.of(&[4; 65]).is_none(), "no key at all");
    }
}
