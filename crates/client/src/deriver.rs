//! Deriving a PIN's key, and how long it took: what a PIN costs is set by it, and it depends on the device.

use std::time::{Duration, Instant};

use cunfa_evidence::pin::{Cost, PinError, PinKey};

/// Derives PINs' keys.
pub trait Deriver: Send + Sync {
    /// Derives one as [`PinKey::derive`], and says how long that took, by a clock that nobody sets.
    ///
    /// # Errors
    /// As [`PinKey::derive`].
    fn derive(&self, pin: &str, salt: &[u8; 16], cost: Cost) -> Result<(PinKey, Duration), PinError>;
}

/// This device.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDeriver;

impl Deriver for SystemDeriver {
    fn derive(&self, pin: &str, salt: &[u8; 16], cost: Cost) -> Result<(PinKey, Duration), PinError> {
        let began = Instant::now();
        let key = PinKey::derive(pin, salt, cost)?;
        Ok((key, began.elapsed()))
    }
}
