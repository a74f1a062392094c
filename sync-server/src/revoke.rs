//! Revoking a device: it receives nothing more, and its certificates say since when.

use cunfa_core::DeviceId;
use cunfa_evidence::certificate::Certificate;

use crate::db::{DbError, DbResult, StoredCertificate};
use crate::server::Server;

impl Server {
    /// Revokes a device and signs its certificates again with the time. The second time changes nothing.
    ///
    /// # Errors
    /// [`DbError::NoSuch`] for an unknown device.
    pub fn revoke(&self, id: DeviceId, now_ms: i64) -> DbResult<()> {
        let device = self.db.device(id)?.ok_or(DbError::NoSuch("device"))?;
        let mut renewed = Vec::new();
        for stored in self
            .db
            .certificates(&device.county)?
            .into_iter()
            .filter(|one| one.device == id)
        {
            renewed.push(self.revoked(stored, now_ms)?);
        }
        self.db.revoke(id, now_ms, &renewed)
    }

    /// The same certificate, revoked at that time.
    pub(crate) fn revoked(&self, stored: StoredCertificate, now_ms: i64) -> DbResult<StoredCertificate> {
        let certificate =
            Certificate::read(&stored.bytes, self.key.public()).map_err(|_| DbError::Unreadable("certificate"))?;
        let bytes = Certificate {
            revoked_at_ms: Some(now_ms),
            ..certificate
        }
        .issue(&self.key);
        Ok(StoredCertificate { bytes, ..stored })
    }
}
