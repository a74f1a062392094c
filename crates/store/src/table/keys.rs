//! Certificates and revocations: replaced whole with the directory, verified before they are stored and again when they are
//! used. What the chain of authority refuses is never stored. A chain that was followed is kept in memory with the bytes it was
//! followed through, and serves as long as the file holds the same ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::{KeyId, Person, PersonId};
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::chain::{Chain, Holder};
use cunfa_evidence::revocation::Revocation;
use rusqlite::Connection;

use super::claims;
use crate::{Store, StoreError};

/// What a replacement did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Replaced {
    /// Keys of which something is new, gone or different.
    pub(crate) changed_keys: Vec<KeyId>,
    /// Certificates and revocations that count for nothing; left out.
    pub(crate) refused: usize,
}

/// A chain, and what it was followed through. The same bytes give the same chain.
#[derive(Debug)]
pub(crate) struct Followed {
    county_key: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    revocations: Vec<Vec<u8>>,
    chain: Arc<Chain>,
}

impl Store {
    /// Whose the key is, verified again from the county key on; `None` when nobody's.
    ///
    /// # Errors
    /// As every read.
    pub fn holder(&self, key: KeyId) -> Result<Option<Holder>, StoreError> {
        let Some(device) = self.device()? else { return Ok(None) };
        holder(&self.connection, &device.county_key, key)
    }

    /// Whose every key is that this device knows of, verified from the county key on, again whenever a byte of it changed.
    ///
    /// # Errors
    /// As every read.
    pub fn chain(&self) -> Result<Arc<Chain>, StoreError> {
        let Some(device) = self.device()? else {
            return Ok(Arc::default());
        };
        let county_key = device.county_key;
        let certificates = all(&self.connection, "SELECT bytes FROM certificates")?;
        let revocations = all(&self.connection, "SELECT bytes FROM revocations")?;
        let mut kept = self.followed.borrow_mut();
        let same = kept.as_ref().filter(|kept| {
            kept.county_key == county_key && kept.certificates == certificates && kept.revocations == revocations
        });
        if let Some(same) = same {
            return Ok(Arc::clone(&same.chain));
        }
        let chain = Arc::new(chain(&county_key, &certificates, &revocations));
        *kept = Some(Followed {
            county_key,
            certificates,
            revocations,
            chain: Arc::clone(&chain),
        });
        Ok(chain)
    }

    /// The county's own certificates of a key, one for every scope it had and standing, the earliest first.
    ///
    /// # Errors
    /// As every read.
    pub fn county_certificates(&self, key: KeyId) -> Result<Vec<Vec<u8>>, StoreError> {
        let Some(device) = self.device()? else {
            return Ok(Vec::new());
        };
        let issued = certificates_of(&self.connection, key)?.into_iter().filter_map(|bytes| {
            let certificate = Certificate::read(&bytes, &device.county_key).ok()?;
            Some(((certificate.from_sequence, certificate.from_ms), bytes))
        });
        let issued: BTreeSet<_> = issued.collect();
        Ok(issued.into_iter().map(|(_, bytes)| bytes).collect())
    }

    /// Everybody who holds a key, with role and scope as certified. A person with several keys stands once.
    ///
    /// # Errors
    /// As every read.
    pub fn certified_people(&self) -> Result<Vec<Person>, StoreError> {
        let mut seen: BTreeSet<PersonId> = BTreeSet::new();
        let chain = self.chain()?;
        let people = chain.holders().filter_map(|(_, holder)| holder.subject.person());
        Ok(people.filter(|person| seen.insert(person.id)).cloned().collect())
    }
}

/// Whose the key is, from what is stored of it and of its issuers; else by an enrolment made here that the server has not
/// answered.
pub(crate) fn holder(connection: &Connection, county_key: &[u8], key: KeyId) -> Result<Option<Holder>, StoreError> {
    let mut certificates = certificates_of(connection, key)?;
    let issuers: Vec<KeyId> = certificates
        .iter()
        .filter_map(|bytes| Certificate::claimed_issuer(bytes).ok())
        .collect();
    for issuer in issuers {
        certificates.extend(certificates_of(connection, issuer)?);
    }
    let mut statement = connection.prepare_cached("SELECT bytes FROM revocations WHERE key = ?1")?;
    let revocations: Vec<Vec<u8>> = statement
        .query_map([key.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    match chain(county_key, &certificates, &revocations).holder(key) {
        Some(holder) => Ok(Some(holder.clone())),
        None => claims::holder(connection, key),
    }
}

fn certificates_of(connection: &Connection, key: KeyId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM certificates WHERE key = ?1")?;
    Ok(statement
        .query_map([key.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn all(connection: &Connection, sql: &str) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn chain(county_key: &[u8], certificates: &[Vec<u8>], revocations: &[Vec<u8>]) -> Chain {
    let certificates = certificates.iter().map(Vec::as_slice);
    Chain::new(county_key, certificates, revocations.iter().map(Vec::as_slice))
}

/// Replaces everything.
pub(crate) fn replace(
    connection: &Connection,
    county_key: &[u8],
    certificates: &[Vec<u8>],
    revocations: &[Vec<u8>],
) -> Result<Replaced, StoreError> {
    let before = held(connection)?;
    let chain = chain(county_key, certificates, revocations);
    let refused: BTreeSet<&[u8]> = chain.faults().iter().map(|(bytes, _)| bytes.as_slice()).collect();
    connection.execute("DELETE FROM certificates", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO certificates (key, bytes) VALUES (?1, ?2)")?;
    for bytes in certificates.iter().filter(|bytes| !refused.contains(bytes.as_slice())) {
        let key = Certificate::claimed_key(bytes).map_err(|_| StoreError::Shape("a certificate"))?;
        insert.execute((key.as_bytes(), bytes))?;
    }
    connection.execute("DELETE FROM revocations", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO revocations (key, bytes) VALUES (?1, ?2)")?;
    for bytes in revocations.iter().filter(|bytes| !refused.contains(bytes.as_slice())) {
        let revocation = Revocation::read(bytes, county_key).map_err(|_| StoreError::Shape("a revocation"))?;
        insert.execute((revocation.key.as_bytes(), bytes))?;
    }
    let after = held(connection)?;
    let changed: BTreeSet<KeyId> = before.symmetric_difference(&after).map(|(key, _)| *key).collect();
    Ok(Replaced {
        changed_keys: changed.into_iter().collect(),
        refused: refused.len(),
    })
}

fn held(connection: &Connection) -> Result<BTreeSet<(KeyId, Vec<u8>)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT key, bytes FROM certificates UNION SELECT key, bytes FROM revocations")?;
    Ok(statement
        .query_map([], |row| Ok((KeyId(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?)
}
