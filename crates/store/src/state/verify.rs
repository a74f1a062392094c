//! Whether an act holds: key certified for this person and role, not revoked and in this village at its place in the log, signature
//! over exactly the content at its heads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cunfa_core::{Act, Digest, KeyId, Standing, VillageCode};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::chain::{Holder, Place};
use rusqlite::Connection;

use crate::StoreError;
use crate::table::{device, keys};

/// Whose keys are, looked up once per transaction.
pub(crate) struct Verifier<'c> {
    connection: &'c Connection,
    county_key: Option<Vec<u8>>,
    known: RefCell<BTreeMap<KeyId, Option<Holder>>>,
}

impl<'c> Verifier<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Verifier<'c>, StoreError> {
        Ok(Verifier {
            connection,
            county_key: device::get(connection)?.map(|device| device.county_key),
            known: RefCell::default(),
        })
    }

    fn holder(&self, key: KeyId) -> Result<Option<Holder>, StoreError> {
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let holder = match &self.county_key {
            Some(county_key) => keys::holder(self.connection, county_key, key)?,
            None => None,
        };
        self.known.borrow_mut().insert(key, holder.clone());
        Ok(holder)
    }

    /// Whether the act holds for the content.
    pub(crate) fn holds(
        &self,
        act: &SignedAct,
        content: Digest,
        village: &VillageCode,
        place: Place,
    ) -> Result<bool, StoreError> {
        let said = &act.statement().act;
        let Some(holder) = self.holder(said.key)? else {
            return Ok(false);
        };
        let Subject::Person { person, .. } = &holder.subject else {
            return Ok(false);
        };
        let allowed = person.id == said.person
            && person.role == said.role
            && holder.may_at(said.body.action(), village, place)
            && holder.signs_at(place);
        Ok(allowed && act.verify(content, &holder.public_key).is_ok())
    }

    /// Whether the key may sign anything now.
    pub(crate) fn signs_now(&self, key: KeyId) -> Result<bool, StoreError> {
        Ok(self.holder(key)?.is_some_and(|holder| holder.signs_at(Place::NotYet)))
    }

    /// The signer's certified name; empty when the key is not that person's.
    pub(crate) fn name(&self, act: &Act) -> Result<String, StoreError> {
        let holder = self.holder(act.key)?;
        let person = holder.as_ref().and_then(|holder| holder.subject.person());
        let theirs = person.filter(|person| person.id == act.person);
        Ok(theirs.map(|person| person.name.clone()).unwrap_or_default())
    }

    /// How far the signer's enrolment was looked at; `None` when the key is not that person's.
    pub(crate) fn standing(&self, act: &Act) -> Result<Option<Standing>, StoreError> {
        let holder = self.holder(act.key)?;
        let theirs = holder.filter(|holder| holder.subject.person().is_some_and(|person| person.id == act.person));
        Ok(theirs.map(|holder| holder.standing))
    }
}
