//! Whose a key is, from what the database holds of it and of its issuers.

use std::collections::BTreeMap;

use cunfa_core::KeyId;
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::chain::{Chain, Holder};

use crate::db::{Db, DbError, DbResult};

/// Looks keys up, each once.
pub(crate) struct Keys<'d> {
    db: &'d dyn Db,
    /// Once it was needed.
    county_key: Option<Vec<u8>>,
    known: BTreeMap<KeyId, Option<Holder>>,
}

impl<'d> Keys<'d> {
    pub(crate) fn new(db: &'d dyn Db) -> Keys<'d> {
        Keys {
            db,
            county_key: None,
            known: BTreeMap::new(),
        }
    }

    /// Whose the key is; `None` when no certificate that counts names it.
    pub(crate) fn holder(&mut self, key: KeyId) -> DbResult<Option<&Holder>> {
        if !self.known.contains_key(&key) {
            let found = self.look_up(key)?;
            self.known.insert(key, found);
        }
        Ok(self.known.get(&key).and_then(Option::as_ref))
    }

    fn look_up(&mut self, key: KeyId) -> DbResult<Option<Holder>> {
        let county_key = match &mut self.county_key {
            Some(known) => known,
            none => none.insert(self.db.county_key()?.ok_or(DbError::NoSuch("county key"))?),
        };
        let mut certificates = self.db.certificates_of(key)?;
        let issuers: Vec<KeyId> = certificates
            .iter()
            .filter_map(|stored| Certificate::claimed_issuer(&stored.bytes).ok())
            .collect();
        for issuer in issuers {
            certificates.extend(self.db.certificates_of(issuer)?);
        }
        let revocation = self.db.revocation_of(key)?;
        let chain = Chain::new(
            county_key,
            certificates.iter().map(|stored| stored.bytes.as_slice()),
            revocation.iter().map(|stored| stored.bytes.as_slice()),
        );
        Ok(chain.holder(key).cloned())
    }
}
