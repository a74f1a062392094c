//! The way back for a person who lost the PIN: the database key of a device, sealed by a share that only the server has. The
//! sealed half stands in the device's key file; neither half alone opens anything.

use zeroize::Zeroizing;

use crate::pin::{PinError, PinKey};

/// Purpose the database key is sealed for.
const PURPOSE: &str = "db-key/recovery";

/// The server's half: 32 bytes that nobody can guess, of one person on one device.
pub struct Share(PinKey);

impl Share {
    /// The share as it came; `None` when it has another length.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Share> {
        bytes.try_into().ok().map(|bytes| Share(PinKey::of_bytes(bytes)))
    }

    /// Seals the database key: the device's half, 72 bytes.
    #[must_use]
    pub fn seal(&self, db_key: &[u8; 32], nonce: [u8; 24]) -> Vec<u8> {
        self.0.seal(PURPOSE, db_key, nonce)
    }

    /// Opens what [`Share::seal`] made.
    ///
    /// # Errors
    /// [`PinError::Wrong`] for another share or a changed half.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, PinError> {
        self.0.open(PURPOSE, sealed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_both_halves_together_give_the_key() {
        let share = Share::read(&[7; 32]).unwrap();
        let sealed = share.seal(&[1; 32], [2; 24]);
        assert_eq!(*share.open(&sealed).unwrap(), [1; 32]);
        assert_eq!(sealed.len(), 72);
        let other = Share::read(&[8; 32]).unwrap();
        assert_eq!(other.open(&sealed).err(), Some(PinError::Wrong));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            assert_eq!(share.open(&changed).err(), Some(PinError::Wrong));
        }
        assert!(Share::read(&[7; 31]).is_none());
    }

    #[test]
    fn what_a_pin_sealed_is_not_opened_as_a_recovery() {
        let sealed = PinKey::of_bytes([7; 32]).seal("db-key", &[1; 32], [2; 24]);
        assert!(Share::read(&[7; 32]).unwrap().open(&sealed).is_err());
    }
}
