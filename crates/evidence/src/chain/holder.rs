//! What the chain says of one key.

use cunfa_core::{KeyId, Standing};

use crate::certificate::{Certificate, Subject};
use crate::revocation::{Revocation, RevocationReason};

/// Where in the county's log something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the batch of this sequence, by its receipt.
    Sequence(u64),
    /// Not in the log: it would come after everything that is.
    NotYet,
}

/// From where on a key signs no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// The first sequence.
    pub from_sequence: u64,
    /// Why.
    pub reason: RevocationReason,
    /// When, ms since 1970 by the server's clock; decides nothing.
    pub at_ms: i64,
}

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The key, uncompressed SEC1.
    pub public_key: Vec<u8>,
    /// Whose: a person with role and scope on a device, or a device.
    pub subject: Subject,
    /// Since when, ms since 1970.
    pub from_ms: i64,
    /// Confirmed as soon as one certificate says so.
    pub standing: Standing,
    /// Who signed the certificate that counts.
    pub issuer: KeyId,
    /// From where on it signs no more.
    pub revoked: Option<Revoked>,
}

impl Holder {
    pub(super) fn new(certificate: Certificate) -> Holder {
        Holder {
            public_key: certificate.public_key,
            subject: certificate.subject,
            from_ms: certificate.from_ms,
            standing: certificate.standing,
            issuer: certificate.issuer,
            revoked: None,
        }
    }

    /// Of several revocations the one with the lowest sequence counts.
    pub(super) fn revoke(&mut self, revocation: &Revocation) {
        let new = Revoked {
            from_sequence: revocation.from_sequence,
            reason: revocation.reason,
            at_ms: revocation.at_ms,
        };
        let rank = |revoked: &Revoked| (revoked.from_sequence, revoked.at_ms, revoked.reason);
        if self.revoked.is_none_or(|old| rank(&new) < rank(&old)) {
            self.revoked = Some(new);
        }
    }

    /// Whether the key may sign what lies there.
    #[must_use]
    pub fn signs_at(&self, place: Place) -> bool {
        match (self.revoked, place) {
            (None, _) => true,
            (Some(revoked), Place::Sequence(sequence)) => sequence < revoked.from_sequence,
            (Some(_), Place::NotYet) => false,
        }
    }
}
