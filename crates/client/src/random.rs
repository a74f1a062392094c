//! Randomness as the app takes it in. Keys, nonces, ids and jitter come from here and from nowhere below.

/// A source of random bytes.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`RandomError`] when the system has none to give; nothing may be made from the buffer then.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("drawing random bytes: the system gave none")]
pub struct RandomError;

/// The system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(buffer).map_err(|_| RandomError)
    }
}

/// Draws `N` bytes.
///
/// # Errors
/// As [`Random::fill`].
pub fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], RandomError> {
    let mut out = [0; N];
    random.fill(&mut out)?;
    Ok(out)
}

/// Draws a number for jitter; 0 when there is none to draw, which only removes the jitter.
#[must_use]
pub fn dice(random: &dyn Random) -> u32 {
    bytes::<4>(random).map(u32::from_le_bytes).unwrap_or(0)
}
