//! A PIN wraps secrets: Argon2id makes a key-encryption key, XChaCha20-Poly1305 seals. Salt, nonce and cost are arguments.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

/// Accepted cost, so that a damaged or hostile file cannot hang or exhaust a device.
const MIN_MEMORY_KIB: u32 = 8;
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 4;

/// Argon2id cost. Stored beside what it protects, so it can grow later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// For tests only.
    pub const TEST: Cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
}

/// Shortest PIN, in digits.
pub const MIN_DIGITS: usize = 6;
/// Longest PIN, in digits.
pub const MAX_DIGITS: usize = 12;

/// Why a PIN or a sealed secret is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not 6 to 12 ASCII digits, or all the same digit, or a plain run up or down (123456, 654321).
    #[error("checking a PIN: too weak")]
    Weak,
    /// The PIN does not open it (or it was changed).
    #[error("opening a sealed secret: wrong PIN or damaged")]
    Wrong,
    /// The cost is outside what is accepted (memory 8 KiB to 1 GiB, passes 1 to 16, lanes 1 to 4).
    #[error("deriving a key: cost out of range")]
    Cost,
}

/// A key-encryption key derived from a PIN.
pub struct PinKey(Zeroizing<[u8; 32]>);

impl PinKey {
    /// Derives it: Argon2id version 0x13 over the PIN's bytes. Takes as long as the cost says.
    ///
    /// # Errors
    /// [`PinError::Cost`].
    pub fn derive(pin: &str, salt: &[u8; 16], cost: Cost) -> Result<PinKey, PinError> {
        let mut key = Zeroizing::new([0u8; 32]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?);
        argon
            .hash_password_into(pin.as_bytes(), salt, key.as_mut_slice())
            .map_err(|_| PinError::Cost)?;
        Ok(PinKey(key))
    }

    /// A key that is not derived: 32 random bytes.
    pub(crate) fn of_bytes(bytes: [u8; 32]) -> PinKey {
        PinKey(Zeroizing::new(bytes))
    }

    /// Seals a 32-byte secret for a purpose ("db-key", "signing-key"): nonce ‖ ciphertext, 72 bytes.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the cipher refuses only texts of more than 256 GiB")]
    pub fn seal(&self, purpose: &str, secret: &[u8; 32], nonce: [u8; 24]) -> Vec<u8> {
        let aad = associated(purpose);
        let payload = Payload { msg: secret, aad: &aad };
        let ciphertext = self
            .cipher()
            .encrypt(&nonce.into(), payload)
            .expect("32 bytes are sealed");
        [nonce.as_slice(), &ciphertext].concat()
    }

    /// Opens what [`PinKey::seal`] made for the same purpose.
    ///
    /// # Errors
    /// [`PinError::Wrong`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, PinError> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<24>().ok_or(PinError::Wrong)?;
        let aad = associated(purpose);
        let payload = Payload {
            msg: ciphertext,
            aad: &aad,
        };
        let plain = self
            .cipher()
            .decrypt(&(*nonce).into(), payload)
            .map_err(|_| PinError::Wrong)?;
        let plain = Zeroizing::new(plain);
        let secret: [u8; 32] = plain.as_slice().try_into().map_err(|_| PinError::Wrong)?;
        Ok(Zeroizing::new(secret))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl Cost {
    fn params(self) -> Result<Params, PinError> {
        let accepted = (MIN_MEMORY_KIB..=MAX_MEMORY_KIB).contains(&self.memory_kib)
            && (1..=MAX_PASSES).contains(&self.passes)
            && (1..=MAX_LANES).contains(&self.lanes);
        if !accepted {
            return Err(PinError::Cost);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| PinError::Cost)
    }
}

/// The associated data of a seal: tag and purpose.
fn associated(purpose: &str) -> Vec<u8> {
    ["cunfa/seal/", purpose].concat().into_bytes()
}

/// Checks a new PIN.
///
/// # Errors
/// [`PinError::Weak`].
pub fn check_new(pin: &str) -> Result<(), PinError> {
    let digits = pin.as_bytes();
    let good_length = (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len());
    let all_digits = digits.iter().all(u8::is_ascii_digit);
    let weak = [0, 1, -1].into_iter().any(|step| is_run(digits, step));
    if good_length && all_digits && !weak {
        Ok(())
    } else {
        Err(PinError::Weak)
    }
}

/// Whether each digit follows the one before by the same step.
fn is_run(digits: &[u8], step: i16) -> bool {
    digits
        .iter()
        .zip(digits.iter().skip(1))
        .all(|(before, after)| i16::from(*after) - i16::from(*before) == step)
}
