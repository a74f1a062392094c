//! The directory: villages, certificates, rule files, and the scope of the people here. Replaced whole in one transaction; a
//! certificate that the county key did not sign is never stored.

use std::collections::BTreeSet;

use cunfa_core::{Area, KeyId, Person, PersonId, Village, VillageCode};
use cunfa_evidence::certificate::{Certificate, Subject};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{device, people, sync};
use crate::read::area::{self, Bounds};
use crate::{Store, StoreError};

/// What a device needs to know of people and places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// Grows with every change.
    pub version: u64,
    /// Villages in the scope of anybody on this device.
    pub villages: Vec<Village>,
    /// Signed certificates.
    pub certificates: Vec<Vec<u8>>,
    /// Rule files, as TOML text.
    pub rules: Vec<String>,
    /// The people on this device, as they are now.
    pub people: Vec<Person>,
}

/// What a replacement did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Replaced {
    /// Keys whose certificate is new, gone or another one.
    pub(crate) changed_keys: Vec<KeyId>,
    /// Certificates that the county key did not sign; left out.
    pub(crate) refused: usize,
}

impl Store {
    /// The villages inside any of these areas, by code.
    ///
    /// # Errors
    /// As every read.
    pub fn villages(&self, scope: &[Area]) -> Result<Vec<Village>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("code", scope, &mut bounds);
        let sql = format!("SELECT code, city, county, township, name FROM villages WHERE {clause} ORDER BY code");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), read_village)?.collect()
    }

    /// One village.
    ///
    /// # Errors
    /// As every read.
    pub fn village(&self, code: &VillageCode) -> Result<Option<Village>, StoreError> {
        let sql = "SELECT code, city, county, township, name FROM villages WHERE code = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_row([code.as_str()], |row| Ok(read_village(row)))
            .optional()?
            .transpose()
    }

    /// The texts of the rule files.
    ///
    /// # Errors
    /// As every read.
    pub fn rules(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT text FROM rules ORDER BY position")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The certificate of a key, verified again with the county key.
    ///
    /// # Errors
    /// As every read.
    pub fn certificate(&self, key: KeyId) -> Result<Option<Certificate>, StoreError> {
        let Some(device) = self.device()? else { return Ok(None) };
        certificate(&self.connection, &device.county_key, key)
    }

    /// Everybody the certificates name, with role and scope as certified. A person with several keys stands once.
    ///
    /// # Errors
    /// As every read.
    pub fn certified_people(&self) -> Result<Vec<Person>, StoreError> {
        let Some(device) = self.device()? else {
            return Ok(Vec::new());
        };
        let mut statement = self
            .connection
            .prepare_cached("SELECT bytes FROM certificates ORDER BY key")?;
        let bytes: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut seen: BTreeSet<PersonId> = BTreeSet::new();
        let certificates = bytes
            .iter()
            .filter_map(|bytes| Certificate::read(bytes, &device.county_key).ok());
        let people = certificates.filter_map(|certificate| match certificate.subject {
            Subject::Person { person, .. } => Some(person),
            Subject::Device(_) => None,
        });
        Ok(people.filter(|person| seen.insert(person.id)).collect())
    }

    /// The version of the directory held; 0 when none.
    ///
    /// # Errors
    /// As every read.
    pub fn directory_version(&self) -> Result<u64, StoreError> {
        sync::position(&self.connection).map(|position| position.directory)
    }

    /// Replaces the directory outside a sync pass.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the device is not enrolled.
    pub fn replace_directory(&mut self, directory: &Directory) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            let county_key = device::needed(transaction)?.county_key;
            let replaced = replace(transaction, &county_key, directory)?;
            crate::append::project_after_directory(transaction, plan, &replaced.changed_keys)
        })
    }
}

pub(crate) fn certificate(
    connection: &Connection,
    county_key: &[u8],
    key: KeyId,
) -> Result<Option<Certificate>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM certificates WHERE key = ?1")?;
    let bytes: Option<Vec<u8>> = statement.query_row([key.as_bytes()], |row| row.get(0)).optional()?;
    Ok(bytes.and_then(|bytes| Certificate::read(&bytes, county_key).ok()))
}

pub(crate) fn replace(connection: &Connection, county_key: &[u8], new: &Directory) -> Result<Replaced, StoreError> {
    let replaced = replace_certificates(connection, county_key, &new.certificates)?;
    connection.execute("DELETE FROM villages", [])?;
    let mut insert = connection.prepare_cached(
        "INSERT OR REPLACE INTO villages (code, city, county, township, name) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for village in &new.villages {
        insert.execute((
            village.code.as_str(),
            &village.city,
            &village.county,
            &village.township,
            &village.name,
        ))?;
    }
    connection.execute("DELETE FROM rules", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO rules (position, text) VALUES (?1, ?2)")?;
    for (position, text) in (0i64..).zip(&new.rules) {
        insert.execute((position, text))?;
    }
    new.people
        .iter()
        .try_for_each(|person| people::update(connection, person))?;
    sync::set_directory(connection, new.version)?;
    Ok(replaced)
}

fn replace_certificates(connection: &Connection, county_key: &[u8], new: &[Vec<u8>]) -> Result<Replaced, StoreError> {
    let before = held(connection)?;
    connection.execute("DELETE FROM certificates", [])?;
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO certificates (key, bytes) VALUES (?1, ?2)")?;
    let mut refused = 0;
    for bytes in new {
        match Certificate::read(bytes, county_key) {
            Ok(certificate) => drop(insert.execute((certificate.key().as_bytes(), bytes))?),
            Err(_) => refused += 1,
        }
    }
    let after = held(connection)?;
    let changed: BTreeSet<KeyId> = before.symmetric_difference(&after).map(|(key, _)| *key).collect();
    Ok(Replaced {
        changed_keys: changed.into_iter().collect(),
        refused,
    })
}

fn held(connection: &Connection) -> Result<BTreeSet<(KeyId, Vec<u8>)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT key, bytes FROM certificates")?;
    Ok(statement
        .query_map([], |row| Ok((KeyId(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?)
}

fn read_village(row: &Row<'_>) -> Result<Village, StoreError> {
    let code: String = row.get(0)?;
    Ok(Village {
        code: code.parse().map_err(|_| StoreError::Shape("a village"))?,
        city: row.get(1)?,
        county: row.get(2)?,
        township: row.get(3)?,
        name: row.get(4)?,
    })
}
