//! Tables `people`, `scopes` and `counters`: the register of persons.

use std::collections::BTreeMap;

use cunfa_core::{Area, DeviceId, Person, PersonId, Role};
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{enrolments, forgotten, founding};
use crate::db::{DbError, DbResult, Reissue};

const COLUMNS: &str = "people.id, people.name, people.role, people.post";

pub(super) async fn add(tx: &Tx, person: &Person, now_ms: i64) -> DbResult<()> {
    put(tx, person, now_ms).await?;
    grow_directories(tx, &person.scope).await
}

/// Adds a person; no directory grows.
pub(super) async fn put(tx: &Tx, person: &Person, now_ms: i64) -> DbResult<()> {
    let sql = "UPDATE counters SET last = last + 1 WHERE name = 'people' RETURNING last";
    let place: Option<i64> = row::first(tx, sql, &[], |row| row::get(row, "last")).await?;
    let place = place.ok_or(DbError::Unreadable("counter"))?;
    let sql = "INSERT INTO people (id, place, name, role, post, added_ms) VALUES ($1, $2, $3, $4, $5, $6)";
    let (name, post) = (row::text(&person.name), row::text(&person.post));
    row::run(
        tx,
        sql,
        params![person.id.as_bytes(), place, name, person.role.code(), post, now_ms],
    )
    .await?;
    add_scope(tx, person.id, &person.scope).await
}

/// Nobody else adds people until the transaction ends.
pub(super) async fn hold(tx: &Tx) -> DbResult<()> {
    let sql = "SELECT last FROM counters WHERE name = 'people' FOR UPDATE";
    let held: Option<i64> = row::first(tx, sql, &[], |row| row::get(row, "last")).await?;
    held.map(|_| ()).ok_or(DbError::Unreadable("counter"))
}

async fn add_scope(tx: &Tx, person: PersonId, scope: &[Area]) -> DbResult<()> {
    for (place, area) in (1i64..).zip(scope) {
        let sql = "INSERT INTO scopes (person, place, area) VALUES ($1, $2, $3)";
        row::run(tx, sql, params![person.as_bytes(), place, area.as_str()]).await?;
    }
    Ok(())
}

/// Gives a person another scope, and their keys the certificates for it; gives their devices. Every county is held.
pub(super) async fn rescope(
    tx: &Tx,
    person: PersonId,
    scope: &[Area],
    reissue: &Reissue<'_>,
) -> DbResult<Vec<DeviceId>> {
    founding::hold_all(tx).await?;
    let before = one(tx, person).await?.ok_or(DbError::NoSuch("person"))?;
    let mut stood: BTreeMap<DeviceId, (Area, Vec<Person>)> = BTreeMap::new();
    for (key, county) in enrolments::keys_of(tx, person).await? {
        let shard = founding::shard(tx, &county).await?.ok_or(DbError::NoSuch("county"))?;
        let device = enrolments::reissue(tx, &shard, key, reissue).await?;
        stood.insert(device, (county, on_device(tx, device).await?));
    }
    row::run(tx, "DELETE FROM scopes WHERE person = $1", params![person.as_bytes()]).await?;
    add_scope(tx, person, scope).await?;
    grow_directories(tx, &[&before.scope, scope].concat()).await?;
    for (device, (county, people)) in &stood {
        let shard = founding::shard(tx, county).await?.ok_or(DbError::NoSuch("county"))?;
        let after = on_device(tx, *device).await?;
        forgotten::changed(tx, *device, shard.directory, people, &after).await?;
    }
    Ok(stood.into_keys().collect())
}

/// Of every county that the scope lies in or holds, in the order in which counties are held.
pub(super) async fn grow_directories(tx: &Tx, scope: &[Area]) -> DbResult<()> {
    let sql = "SELECT county FROM shards ORDER BY county";
    let counties: Vec<Area> = row::all(tx, sql, &[], |row| row::parsed(row, "county", "county")).await?;
    let met = |county: &Area| {
        let mut scope = scope.iter();
        scope.any(|area| area.contains(county) || county.contains(area))
    };
    for county in counties.iter().filter(|county| met(county)) {
        founding::grow_directory(tx, county).await?;
    }
    Ok(())
}

pub(super) async fn one(tx: &Tx, id: PersonId) -> DbResult<Option<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM people WHERE id = $1");
    let found = row::all(tx, &sql, params![id.as_bytes()], read).await?;
    Ok(with_scopes(tx, found).await?.pop())
}

pub(super) async fn all(tx: &Tx) -> DbResult<Vec<Person>> {
    let found = row::all(tx, &format!("SELECT {COLUMNS} FROM people ORDER BY place"), &[], read).await?;
    let sql = "SELECT person, area FROM scopes ORDER BY person, place";
    fill(found, row::all(tx, sql, &[], read_scope).await?)
}

pub(super) async fn on_device(tx: &Tx, device: DeviceId) -> DbResult<Vec<Person>> {
    let statement = tx.prepare_cached(&on("devices.id = $1")).await?;
    read_all(&tx.query(&statement, params![device.as_bytes()]).await?)
}

/// Who is on the device that this holds for, a row for each area of each.
pub(super) fn on(condition: &str) -> String {
    format!(
        "SELECT {COLUMNS}, scopes.area FROM people JOIN (
             SELECT certificates.person AS person, min(certificates.place) AS first
             FROM certificates JOIN devices ON devices.id = certificates.device
             WHERE {condition} AND certificates.person IS NOT NULL
             AND (devices.revoked_ms IS NOT NULL
                 OR NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key))
             GROUP BY certificates.person
         ) AS here ON here.person = people.id
         LEFT JOIN scopes ON scopes.person = people.id ORDER BY here.first, scopes.place"
    )
}

/// The people of rows that follow each other by person.
pub(super) fn read_all(rows: &[Row]) -> DbResult<Vec<Person>> {
    let mut people: Vec<Person> = Vec::new();
    for row in rows {
        let id = row::id(row, "id", PersonId::from_slice, "person id")?;
        if people.last().is_none_or(|last| last.id != id) {
            people.push(read(row)?);
        }
        let area: Option<&str> = row::get(row, "area")?;
        let area: Option<Area> = area
            .map(|area| area.parse().map_err(|_| DbError::Unreadable("area")))
            .transpose()?;
        if let Some(last) = people.last_mut() {
            last.scope.extend(area);
        }
    }
    Ok(people)
}

async fn with_scopes(tx: &Tx, found: Vec<Person>) -> DbResult<Vec<Person>> {
    let mut scopes = Vec::new();
    for person in &found {
        let sql = "SELECT person, area FROM scopes WHERE person = $1 ORDER BY place";
        scopes.extend(row::all(tx, sql, params![person.id.as_bytes()], read_scope).await?);
    }
    fill(found, scopes)
}

fn fill(mut found: Vec<Person>, scopes: Vec<(PersonId, Area)>) -> DbResult<Vec<Person>> {
    let mut by_person: BTreeMap<PersonId, Vec<Area>> = BTreeMap::new();
    for (person, area) in scopes {
        by_person.entry(person).or_default().push(area);
    }
    for person in &mut found {
        person.scope = by_person.remove(&person.id).unwrap_or_default();
    }
    Ok(found)
}

fn read_scope(row: &Row) -> DbResult<(PersonId, Area)> {
    let person = row::id(row, "person", PersonId::from_slice, "person id")?;
    Ok((person, row::parsed(row, "area", "area")?))
}

/// Without the scope.
fn read(row: &Row) -> DbResult<Person> {
    Ok(Person {
        id: row::id(row, "id", PersonId::from_slice, "person id")?,
        name: row::get(row, "name")?,
        role: row::coded(row, "role", Role::from_code, "role")?,
        post: row::get(row, "post")?,
        scope: Vec::new(),
    })
}
