//! The directory: villages, certificates, rule files, and the scope of the people here. Replaced whole in one transaction.

use cunfa_core::{Area, Person, Village, VillageCode};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::keys::{self, Replaced};
use super::{claims, device, forgotten, people, roster, sync};
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
    /// Signed revocations.
    pub revocations: Vec<Vec<u8>>,
    /// Rule files, as TOML text.
    pub rules: Vec<String>,
    /// The people on this device, as they are now.
    pub people: Vec<Person>,
    /// The cadres who may be enrolled here on the spot.
    pub roster: Vec<Person>,
    /// The county's signed courier key.
    pub courier_key: Vec<u8>,
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

pub(crate) fn replace(connection: &Connection, county_key: &[u8], new: &Directory) -> Result<Replaced, StoreError> {
    let replaced = keys::replace(connection, county_key, &new.certificates, &new.revocations)?;
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
    forgotten::put(connection, &[], &new.people)?;
    roster::replace(connection, &new.roster)?;
    claims::offer_refused(connection)?;
    sync::set_courier_key(connection, county_key, &new.courier_key)?;
    sync::set_directory(connection, new.version)?;
    Ok(replaced)
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
