//! Key pairs. Secrets are zeroized when dropped, have no serde, no Debug of contents, no Clone.

use cunfa_core::KeyId;
use sm2::dsa::signature::Signer;
use sm2::elliptic_curve::sec1::ToSec1Point;
use zeroize::Zeroizing;

use crate::suite::{SIGNER_ID, SuiteError};

/// A signing key pair of suite 1.
pub struct SigningKey {
    secret: Zeroizing<[u8; 32]>,
    public: [u8; 65],
    /// Expanded, by [`SigningKey::kept_ready`].
    ready: Option<Box<sm2::dsa::SigningKey>>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.id())
    }
}

impl SigningKey {
    /// Makes a key from 32 random bytes; refuses the few values that are no scalar from 1 to n − 2 (draw again).
    ///
    /// # Errors
    /// [`SuiteError::SecretKey`].
    pub fn from_secret(secret: [u8; 32]) -> Result<SigningKey, SuiteError> {
        let secret = Zeroizing::new(secret);
        let key = expand(&secret)?;
        let last = *key.as_nonzero_scalar().as_ref() + sm2::Scalar::ONE == sm2::Scalar::ZERO;
        let point = key.verifying_key().to_sec1_point(false);
        match point.as_bytes().try_into() {
            Ok(public) if !last => Ok(SigningKey {
                secret,
                public,
                ready: None,
            }),
            Ok(_) | Err(_) => Err(SuiteError::SecretKey),
        }
    }

    /// The secret scalar, to be wrapped at once.
    #[must_use]
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Uncompressed SEC1 public key, 65 bytes.
    #[must_use]
    pub fn public(&self) -> &[u8; 65] {
        &self.public
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        crate::suite::key_id(&self.public)
    }

    /// Kept in the form that signs, which takes half of the work off each signature. That form is not wiped when the key is
    /// dropped: for a server's key, which lives as long as the program.
    ///
    /// # Errors
    /// [`SuiteError::SecretKey`], which a key that was made never gives.
    pub fn kept_ready(self) -> Result<SigningKey, SuiteError> {
        let ready = Some(Box::new(expand(&self.secret)?));
        Ok(SigningKey { ready, ..self })
    }

    /// Signs with suite 1; r ‖ s. The nonce is deterministic from key and message (RFC 6979 with HMAC-SM3, over e).
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the secret was checked; r or s is 0 once in 2^255 messages"
    )]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let sign = |key: &sm2::dsa::SigningKey| key.try_sign(message).map_err(|_| SuiteError::SecretKey);
        let signature = match &self.ready {
            Some(key) => sign(key),
            None => expand(&self.secret).and_then(|key| sign(&key)),
        };
        signature.expect("a checked key signs").to_bytes().into()
    }
}

fn expand(secret: &[u8; 32]) -> Result<sm2::dsa::SigningKey, SuiteError> {
    sm2::dsa::SigningKey::from_slice(SIGNER_ID, secret).map_err(|_| SuiteError::SecretKey)
}
