//! Revoking a device or one key on it: from the next sequence of the county's log on nothing they sign counts. What lies
//! before stays valid.

use cunfa_core::{DeviceId, KeyId};
use cunfa_evidence::revocation::{Revocation, RevocationReason};

use crate::db::DbResult;
use crate::server::Server;

impl Server {
    /// Revokes a device and every key on it; it receives nothing more. The second time changes nothing.
    ///
    /// # Errors
    /// [`crate::db::DbError::NoSuch`] for an unknown device.
    pub fn revoke(&self, device: DeviceId, now_ms: i64) -> DbResult<()> {
        let revoke = |key, from| self.revocation(key, RevocationReason::Device, from, now_ms);
        self.db.revoke_device(device, now_ms, &revoke)
    }

    /// Revokes one key; its device and the others on it stay. The second time changes nothing.
    ///
    /// # Errors
    /// [`crate::db::DbError::NoSuch`] for a key without a certificate.
    pub fn revoke_key(&self, key: KeyId, reason: RevocationReason, now_ms: i64) -> DbResult<()> {
        let revoke = |key, from| self.revocation(key, reason, from, now_ms);
        self.db.revoke_key(key, None, &revoke)
    }

    /// Revokes the key of a refused enrolment, keeping the office's word.
    pub(crate) fn refuse(&self, key: KeyId, authority: &[u8], now_ms: i64) -> DbResult<()> {
        let revoke = |key, from| self.revocation(key, RevocationReason::Refused, from, now_ms);
        self.db.revoke_key(key, Some(authority), &revoke)
    }

    /// The county's word that a key signs no more from a place on.
    pub(crate) fn revocation(&self, key: KeyId, reason: RevocationReason, from_sequence: u64, at_ms: i64) -> Vec<u8> {
        let revocation = Revocation {
            issuer: self.key.id(),
            key,
            reason,
            from_sequence,
            at_ms,
        };
        revocation.issue(&self.key)
    }
}
