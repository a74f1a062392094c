//! Another scope for a person: from the next sequence of the county's log on, by the county's word. What lies before is judged by the
//! scope that held there.

use cunfa_core::{Area, DeviceId, PersonId, Standing};
use cunfa_evidence::certificate::{Certificate, Subject};

use crate::db::{DbError, StoredCertificate};
use crate::register::{PersonError, check_scope, county_of};
use crate::server::Server;

impl Server {
    /// Gives a person another scope, smaller or wider; gives the devices they are on. The scope they have changes nothing.
    ///
    /// # Errors
    /// As [`PersonError`].
    pub fn rescope(&self, person: PersonId, scope: Vec<Area>) -> Result<Vec<DeviceId>, PersonError> {
        let mut known = self.db.person(person)?.ok_or(DbError::NoSuch("person"))?;
        let scope = check_scope(self.db.as_ref(), known.role, scope)?;
        let county = county_of(&known);
        if known.scope == scope {
            return Ok(Vec::new());
        }
        known.scope = scope;
        if let Some(county) = county.filter(|county| county_of(&known).as_ref() != Some(county)) {
            // A device follows one county's log.
            let certificates = self.db.certificates(&county)?;
            if certificates.iter().any(|one| one.person == Some(person)) {
                return Err(PersonError::OtherCounty(county));
            }
        }
        let scope = &known.scope;
        let reissue = |held: &[StoredCertificate], from| self.reissue(held, scope, from);
        Ok(self.db.rescope(person, scope, &reissue)?)
    }

    /// The newest certificate of a key with another scope. Whoever was confirmed stays confirmed.
    pub(crate) fn reissue(
        &self,
        held: &[StoredCertificate],
        scope: &[Area],
        from_sequence: u64,
    ) -> Option<StoredCertificate> {
        let newest = held.iter().max_by_key(|one| (one.from_sequence, one.standing))?;
        let mut certificate = Certificate::stored(&newest.bytes).ok()?;
        let Subject::Person { person, .. } = &mut certificate.subject else {
            return None;
        };
        person.scope = scope.to_vec();
        certificate.from_sequence = from_sequence;
        certificate.issuer = self.key.id();
        certificate.standing = if held.iter().any(|one| one.standing == Standing::Confirmed) {
            Standing::Confirmed
        } else {
            Standing::Provisional
        };
        Some(StoredCertificate {
            standing: certificate.standing,
            from_sequence,
            bytes: certificate.issue(&self.key),
            ..newest.clone()
        })
    }
}
