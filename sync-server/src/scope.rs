//! Another scope for a person: from the next sequence of the county's log on, by the county's word. What lies before is judged by the
//! scope that held there.

use cunfa_core::{Area, DeviceId, Person, PersonId, Standing};
use cunfa_evidence::certificate::{Certificate, Subject};

use crate::db::{DbError, DbResult, StoredCertificate};
use crate::register::{PersonError, check_scope, county_of};
use crate::server::Server;

impl Server {
    /// Gives a person another scope, smaller or wider; gives the devices they are on. The scope they have changes nothing.
    ///
    /// # Errors
    /// As [`PersonError`].
    pub fn rescope(&self, person: PersonId, scope: Vec<Area>) -> Result<Vec<DeviceId>, PersonError> {
        let known = self.db.person(person)?.ok_or(DbError::NoSuch("person"))?;
        let scope = check_scope(self.db.as_ref(), known.role, scope)?;
        self.give(known, scope)
    }

    /// The same by what the registers say: a counsel may be left without any village, which nobody says by hand.
    pub(crate) fn rescope_by_registers(&self, known: &Person, scope: Vec<Area>) -> Result<Vec<DeviceId>, PersonError> {
        if scope.is_empty() {
            self.give(known.clone(), scope)
        } else {
            self.rescope(known.id, scope)
        }
    }

    fn give(&self, mut known: Person, scope: Vec<Area>) -> Result<Vec<DeviceId>, PersonError> {
        if known.scope == scope {
            return Ok(Vec::new());
        }
        let followed = self.county_followed(&known)?;
        known.scope = scope;
        let goes = |county: &Area| !known.scope.is_empty() && county_of(&known).as_ref() != Some(county);
        if let Some(county) = followed.filter(goes) {
            // A device follows one county's log.
            if self.is_certified(known.id, &county)? {
                return Err(PersonError::OtherCounty(county));
            }
        }
        let scope = &known.scope;
        let reissue = |held: &[StoredCertificate], from| self.reissue(held, scope, from);
        Ok(self.db.rescope(known.id, scope, &reissue)?)
    }

    /// The county of a person's scope; of somebody without a village the one that certified them, whose log their devices follow.
    fn county_followed(&self, person: &Person) -> DbResult<Option<Area>> {
        if !person.scope.is_empty() {
            return Ok(county_of(person));
        }
        for county in self.counties()? {
            if self.is_certified(person.id, &county)? {
                return Ok(Some(county));
            }
        }
        Ok(None)
    }

    fn is_certified(&self, person: PersonId, county: &Area) -> DbResult<bool> {
        let certificates = self.db.certificates(county)?;
        Ok(certificates.iter().any(|one| one.person == Some(person)))
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
