//! Deriving a PIN's key, and how long it took: what a PIN costs is set by it, and it depends on the device. Where a device's file does not lie
//! with the person, something else has to be there as well before a PIN or a share of the server opens anything.

use std::time::{Duration, Instant};

use cunfa_evidence::pin::{Cost, PinError, PinKey};
use cunfa_evidence::recovery::Share;

/// Derives PINs' keys.
pub trait Deriver: Send + Sync {
    /// Derives one as [`PinKey::derive`], and says how long that took, by a clock that nobody sets.
    ///
    /// # Errors
    /// As [`PinKey::derive`].
    fn derive(&self, pin: &str, salt: &[u8; 16], cost: Cost) -> Result<(PinKey, Duration), PinError>;

    /// The server's share of a lost PIN, as it came; `None` when it is none.
    fn share(&self, share: &[u8]) -> Option<Share> {
        Share::read(share)
    }
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
