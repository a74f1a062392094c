//! Tables `people` and `scopes`: the register of persons.

use std::collections::BTreeSet;

use cunfa_core::{Area, DeviceId, Person, PersonId, Role};
use rusqlite::{Connection, Row, params};

use super::{enrolments, forgotten, founding, row};
use crate::db::{DbError, DbResult, Reissue};

const COLUMNS: &str = "people.id, people.name, people.role, people.post";

pub(super) fn add(tx: &Connection, person: &Person, now_ms: i64) -> DbResult<()> {
    put(tx, person, now_ms)?;
    grow_directories(tx, &person.scope)
}

/// Adds a person; no directory grows.
pub(super) fn put(tx: &Connection, person: &Person, now_ms: i64) -> DbResult<()> {
    tx.execute(
        "INSERT INTO people (id, name, role, post, added_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            person.id.as_bytes(),
            person.name,
            person.role.code(),
            person.post,
            now_ms
        ],
    )?;
    add_scope(tx, person.id, &person.scope)
}

fn add_scope(tx: &Connection, person: PersonId, scope: &[Area]) -> DbResult<()> {
    for (place, area) in (1i64..).zip(scope) {
        tx.execute(
            "INSERT INTO scopes (person, place, area) VALUES (?1, ?2, ?3)",
            params![person.as_bytes(), place, area.as_str()],
        )?;
    }
    Ok(())
}

/// Gives a person another scope, and their keys the certificates for it; gives their devices.
pub(super) fn rescope(
    tx: &Connection,
    person: PersonId,
    scope: &[Area],
    reissue: &Reissue<'_>,
) -> DbResult<Vec<DeviceId>> {
    let before = one(tx, person)?.ok_or(DbError::NoSuch("person"))?;
    let keys = enrolments::keys_of(tx, person)?;
    let devices = keys.iter().map(|key| enrolments::reissue(tx, *key, reissue));
    let devices: BTreeSet<DeviceId> = devices.collect::<DbResult<_>>()?;
    let stood = devices.iter().map(|device| Ok((*device, on_device(tx, *device)?)));
    let stood = stood.collect::<DbResult<Vec<_>>>()?;
    tx.execute("DELETE FROM scopes WHERE person = ?1", params![person.as_bytes()])?;
    add_scope(tx, person, scope)?;
    grow_directories(tx, &[&before.scope, scope].concat())?;
    for (device, people) in stood {
        forgotten::changed(tx, device, &people, &on_device(tx, device)?)?;
    }
    Ok(devices.into_iter().collect())
}

/// Of every county that the scope lies in or holds.
pub(super) fn grow_directories(tx: &Connection, scope: &[Area]) -> DbResult<()> {
    let mut statement = tx.prepare_cached("SELECT county FROM shards ORDER BY county")?;
    let counties: Vec<Area> = row::all(&mut statement.query([])?, |row| row::parsed(row, "county", "county"))?;
    for county in counties {
        if scope.iter().any(|area| area.contains(&county) || county.contains(area)) {
            founding::grow_directory(tx, &county)?;
        }
    }
    Ok(())
}

pub(super) fn one(tx: &Connection, id: PersonId) -> DbResult<Option<Person>> {
    let mut statement = tx.prepare_cached(&format!("SELECT {COLUMNS} FROM people WHERE id = ?1"))?;
    row::first(&mut statement.query(params![id.as_bytes()])?, |row| read(tx, row))
}

pub(super) fn all(tx: &Connection) -> DbResult<Vec<Person>> {
    let mut statement = tx.prepare_cached(&format!("SELECT {COLUMNS} FROM people ORDER BY place"))?;
    row::all(&mut statement.query([])?, |row| read(tx, row))
}

pub(super) fn on_device(tx: &Connection, device: DeviceId) -> DbResult<Vec<Person>> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM people JOIN (
             SELECT certificates.person AS person, min(certificates.place) AS first
             FROM certificates JOIN devices ON devices.id = certificates.device
             WHERE certificates.device = ?1 AND certificates.person IS NOT NULL
             AND (devices.revoked_ms IS NOT NULL
                 OR NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key))
             GROUP BY certificates.person
         ) AS here ON here.person = people.id ORDER BY here.first"
    ))?;
    row::all(&mut statement.query(params![device.as_bytes()])?, |row| read(tx, row))
}

fn read(tx: &Connection, row: &Row<'_>) -> DbResult<Person> {
    let id = row::id(row, "id", PersonId::from_slice, "person id")?;
    let mut statement = tx.prepare_cached("SELECT area FROM scopes WHERE person = ?1 ORDER BY place")?;
    let scope = row::all(&mut statement.query(params![id.as_bytes()])?, |row| {
        row::parsed(row, "area", "area")
    })?;
    let role: String = row.get("role")?;
    Ok(Person {
        id,
        name: row.get("name")?,
        role: Role::from_code(&role).ok_or(DbError::Unreadable("role"))?,
        post: row.get("post")?,
        scope,
    })
}
