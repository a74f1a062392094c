//! The people enrolled on this device, with their sealed signing keys. A person is never removed.

use cunfa_core::{Area, Person, PersonId, Role};
use cunfa_evidence::pin::Cost;
use rusqlite::{Connection, Row};

use super::{device, directory, sync};
use crate::{Device, Directory, Store, StoreError, append};

/// One person on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPerson {
    /// The same number as in the key file.
    pub slot: u32,
    /// Who, with role and scope as the directory last said.
    pub person: Person,
    /// Public signing key.
    pub public_key: Vec<u8>,
    /// Secret signing key, sealed by the PIN.
    pub sealed_key: Vec<u8>,
    /// Salt of the PIN's key.
    pub salt: [u8; 16],
    /// Cost of the PIN's key.
    pub cost: Cost,
}

/// A new signing key of a person who is here already, or the same one wrapped anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// Whose.
    pub slot: u32,
    /// Public signing key.
    pub public_key: Vec<u8>,
    /// Secret signing key, sealed by the new PIN.
    pub sealed_key: Vec<u8>,
    /// Salt of the new PIN's key.
    pub salt: [u8; 16],
    /// Cost of the new PIN's key.
    pub cost: Cost,
}

/// Everything an enrolment brings, stored in one transaction.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The device; for a further person the one that is stored already stays, apart from its token.
    pub device: Device,
    /// The person.
    pub person: StoredPerson,
    /// The directory of the device's scope.
    pub directory: Directory,
    /// The log's epoch.
    pub epoch: u64,
    /// Signed server-time token.
    pub time_token: Vec<u8>,
    /// Device clock, ms since 1970.
    pub now_ms: i64,
}

impl Store {
    /// Makes this the enrolled device of its first person.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when it is enrolled already.
    pub fn enrol(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            device::insert(transaction, &enrolment.device)?;
            insert(transaction, &enrolment.person)?;
            sync::set_epoch(transaction, enrolment.epoch)?;
            arrived(transaction, enrolment)?;
            append::project_after_directory(transaction, plan, &[])
        })
    }

    /// Adds a further person.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the device is not enrolled or the person is here already.
    pub fn add_person(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            device::set_token(transaction, &enrolment.device.token)?;
            insert(transaction, &enrolment.person)?;
            let changed = arrived(transaction, enrolment)?;
            append::project_after_directory(transaction, plan, &changed)
        })
    }

    /// Gives a person on this device a new signing key, sealed by a new PIN, or the same one wrapped anew, and takes over the directory that came with it,
    /// if one did. Saying it twice is saying it once.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when there is nobody in the slot.
    pub fn renew_key(&mut self, renewed: &Renewed, directory: Option<&Directory>) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            renew(transaction, renewed)?;
            let Some(directory) = directory else { return Ok(()) };
            let county_key = device::needed(transaction)?.county_key;
            let changed = directory::replace(transaction, &county_key, directory)?.changed_keys;
            append::project_after_directory(transaction, plan, &changed)
        })
    }

    /// The people on this device, in the order they were added.
    ///
    /// # Errors
    /// As every read.
    pub fn people(&self) -> Result<Vec<StoredPerson>, StoreError> {
        all(&self.connection)
    }
}

fn arrived(connection: &Connection, enrolment: &Enrolment) -> Result<Vec<cunfa_core::KeyId>, StoreError> {
    let county_key = device::needed(connection)?.county_key;
    sync::set_time_token(connection, &county_key, &enrolment.time_token, enrolment.now_ms)?;
    directory::replace(connection, &county_key, &enrolment.directory).map(|replaced| replaced.changed_keys)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<StoredPerson>, StoreError> {
    let sql = "SELECT slot, person, name, role, post, scope, public_key, sealed_key, salt, memory_kib, passes, lanes
               FROM people ORDER BY slot";
    connection.prepare_cached(sql)?.query_and_then([], read)?.collect()
}

fn read(row: &Row<'_>) -> Result<StoredPerson, StoreError> {
    let (role, scope): (String, String) = (row.get(3)?, row.get(5)?);
    Ok(StoredPerson {
        slot: row.get(0)?,
        person: Person {
            id: PersonId(row.get(1)?),
            name: row.get(2)?,
            role: Role::from_code(&role).ok_or(StoreError::Shape("a person"))?,
            post: row.get(4)?,
            scope: read_scope(&scope)?,
        },
        public_key: row.get(6)?,
        sealed_key: row.get(7)?,
        salt: row.get(8)?,
        cost: Cost {
            memory_kib: row.get(9)?,
            passes: row.get(10)?,
            lanes: row.get(11)?,
        },
    })
}

pub(crate) fn insert(connection: &Connection, stored: &StoredPerson) -> Result<(), StoreError> {
    let person = &stored.person;
    let here = all(connection)?;
    if here
        .iter()
        .any(|known| known.person.id == person.id || known.slot == stored.slot)
    {
        return Err(StoreError::NotNow("adding a person"));
    }
    let sql = "INSERT INTO people (slot, person, name, role, post, scope, public_key, sealed_key, salt, memory_kib, passes, lanes)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    connection.prepare_cached(sql)?.execute((
        stored.slot,
        person.id.as_bytes(),
        &person.name,
        person.role.code(),
        &person.post,
        scope_text(&person.scope),
        &stored.public_key,
        &stored.sealed_key,
        stored.salt,
        stored.cost.memory_kib,
        stored.cost.passes,
        stored.cost.lanes,
    ))?;
    Ok(())
}

fn renew(connection: &Connection, renewed: &Renewed) -> Result<(), StoreError> {
    // An enrolment made here with the lost key is over. The same key, wrapped anew, goes on being what it was.
    let sql = "DELETE FROM claims WHERE person = (SELECT person FROM people WHERE slot = ?1 AND public_key <> ?2)";
    connection
        .prepare_cached(sql)?
        .execute((renewed.slot, &renewed.public_key))?;
    let sql = "UPDATE people SET public_key = ?2, sealed_key = ?3, salt = ?4, memory_kib = ?5, passes = ?6, lanes = ?7
               WHERE slot = ?1";
    let changed = connection.prepare_cached(sql)?.execute((
        renewed.slot,
        &renewed.public_key,
        &renewed.sealed_key,
        renewed.salt,
        renewed.cost.memory_kib,
        renewed.cost.passes,
        renewed.cost.lanes,
    ))?;
    match changed {
        1 => Ok(()),
        _ => Err(StoreError::NotNow("renewing a key")),
    }
}

/// Takes over name, role, post and scope of the people on this device; others are left out.
pub(crate) fn update(connection: &Connection, person: &Person) -> Result<(), StoreError> {
    let sql = "UPDATE people SET name = ?2, role = ?3, post = ?4, scope = ?5 WHERE person = ?1";
    let scope = scope_text(&person.scope);
    let row = (
        person.id.as_bytes(),
        &person.name,
        person.role.code(),
        &person.post,
        scope,
    );
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Areas as a text.
pub(crate) fn scope_text(scope: &[Area]) -> String {
    scope.iter().map(Area::as_str).collect::<Vec<_>>().join(" ")
}

/// Areas out of a text.
pub(crate) fn read_scope(scope: &str) -> Result<Vec<Area>, StoreError> {
    let areas: Result<Vec<Area>, _> = scope.split_ascii_whitespace().map(str::parse).collect();
    areas.map_err(|_| StoreError::Shape("a person"))
}
