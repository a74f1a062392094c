//! Randomness of a device, from a seed. Two devices never share a seed, or they would share keys and ids.

use std::sync::{Mutex, PoisonError};

use cunfa_client::{Random, RandomError};

use super::Dice;

/// A seeded source.
#[derive(Debug)]
pub struct TestRandom(Mutex<Dice>);

impl TestRandom {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> TestRandom {
        TestRandom(Mutex::new(Dice::new(seed)))
    }
}

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(buffer);
        Ok(())
    }
}
