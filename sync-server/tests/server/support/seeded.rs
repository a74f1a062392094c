//! Randomness that repeats.

use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::suite::tagged_hash;
use cunfa_server::Random;
use cunfa_server::random::NoRandomness;

/// The next bytes of a seed.
pub struct Seeded(AtomicU64);

impl Seeded {
    pub fn new(seed: u64) -> Seeded {
        Seeded(AtomicU64::new(seed << 32))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes).unwrap();
        bytes
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for chunk in bytes.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            let drawn = tagged_hash("test/random", &[&count.to_be_bytes()]);
            chunk.copy_from_slice(&drawn.0[..chunk.len()]);
        }
        Ok(())
    }
}

/// A key of its own for every name.
pub fn key(name: &str) -> SigningKey {
    SigningKey::from_secret(tagged_hash("test/key", &[name.as_bytes()]).0).unwrap()
}
