//! Whether an act holds: key certified by the county, for this person and role, in this village, signature over exactly the
//! content at its heads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cunfa_core::{Action, Body, Digest, KeyId, VillageCode, may};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::certificate::{Certificate, Subject};
use rusqlite::Connection;

use crate::StoreError;
use crate::table::{device, directory};

/// The certificates, read once per transaction.
pub(crate) struct Verifier<'c> {
    connection: &'c Connection,
    county_key: Option<Vec<u8>>,
    known: RefCell<BTreeMap<KeyId, Option<Certificate>>>,
}

impl<'c> Verifier<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Verifier<'c>, StoreError> {
        Ok(Verifier {
            connection,
            county_key: device::get(connection)?.map(|device| device.county_key),
            known: RefCell::default(),
        })
    }

    fn certificate(&self, key: KeyId) -> Result<Option<Certificate>, StoreError> {
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let certificate = match &self.county_key {
            Some(county_key) => directory::certificate(self.connection, county_key, key)?,
            None => None,
        };
        self.known.borrow_mut().insert(key, certificate.clone());
        Ok(certificate)
    }

    /// Whether the act holds for the content.
    pub(crate) fn holds(
        &self,
        act: &SignedAct,
        content: Digest,
        village: &VillageCode,
        received_at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        let said = &act.statement().act;
        let Some(certificate) = self.certificate(said.key)? else {
            return Ok(false);
        };
        let Subject::Person { person, .. } = &certificate.subject else {
            return Ok(false);
        };
        let allowed = person.id == said.person
            && person.role == said.role
            && may(said.role, action(&said.body))
            && person.covers(village)
            && in_time(&certificate, received_at_ms);
        Ok(allowed && act.verify(content, &certificate.public_key).is_ok())
    }
}

/// A revoked key counts only for what had reached the server before.
fn in_time(certificate: &Certificate, received_at_ms: Option<i64>) -> bool {
    match certificate.revoked_at_ms {
        None => true,
        Some(revoked_at_ms) => received_at_ms.is_some_and(|received_at_ms| received_at_ms < revoked_at_ms),
    }
}

fn action(body: &Body) -> Action {
    match body {
        Body::SignOff(_) => Action::SignOff,
        Body::Review(_) => Action::Review,
        Body::Void(_) => Action::VoidEntry,
    }
}
