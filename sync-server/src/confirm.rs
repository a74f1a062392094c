//! The county's own confirmation of enrolments: for those whose scope no single office covers.

use cunfa_core::{PersonId, Standing};
use cunfa_evidence::certificate::Certificate;

use crate::chain::Keys;
use crate::db::{DbResult, StoredCertificate};
use crate::register;
use crate::server::Server;

impl Server {
    /// Confirms every provisional key of a person by the county key; gives how many there were.
    ///
    /// # Errors
    /// The database's.
    pub fn confirm(&self, person: PersonId) -> DbResult<usize> {
        let Some(county) = self.db.person(person)?.as_ref().and_then(register::county_of) else {
            return Ok(0);
        };
        let mut keys = Keys::new(self.db.as_ref());
        let mut confirmed = 0;
        for stored in self.db.certificates(&county)? {
            let theirs = stored.person == Some(person);
            let Some(holder) = keys.holder(stored.key)?.filter(|_| theirs) else {
                continue;
            };
            let is_newest = stored.from_sequence == holder.from_sequence;
            if !is_newest || holder.standing == Standing::Confirmed || holder.revoked.is_some() {
                continue;
            }
            let certificate = Certificate {
                public_key: holder.public_key.clone(),
                subject: holder.subject.clone(),
                from_ms: holder.from_ms,
                from_sequence: holder.from_sequence,
                issuer: self.key.id(),
                standing: Standing::Confirmed,
            };
            let confirmation = StoredCertificate {
                standing: Standing::Confirmed,
                bytes: certificate.issue(&self.key),
                ..stored
            };
            confirmed += usize::from(self.db.confirm(&confirmation)?);
        }
        Ok(confirmed)
    }
}
