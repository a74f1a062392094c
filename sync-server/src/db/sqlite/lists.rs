//! What a list brings into the registers: many villages or people in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Person, Role, Village, VillageCode};
use rusqlite::{Connection, params};

use super::{founding, people, row, villages};
use crate::db::DbResult;

pub(super) fn villages(tx: &Connection, given: &[Village], epoch: u64) -> DbResult<usize> {
    let counties: BTreeSet<Area> = given.iter().map(|village| village.code.county()).collect();
    let counties: Vec<Area> = counties.into_iter().collect();
    let known: BTreeMap<VillageCode, Village> = villages::within(tx, &counties)?
        .into_iter()
        .map(|village| (village.code.clone(), village))
        .collect();
    let is_new = |village: &&Village| known.get(&village.code) != Some(*village);
    let changed: Vec<&Village> = given.iter().filter(is_new).collect();
    let epoch = row::signed(epoch, "epoch")?;
    let grown: BTreeSet<Area> = changed.iter().map(|village| village.code.county()).collect();
    for county in &grown {
        tx.execute(
            "INSERT INTO shards (county, epoch) VALUES (?1, ?2) ON CONFLICT (county) DO NOTHING",
            params![county.as_str(), epoch],
        )?;
    }
    for village in &changed {
        villages::put(tx, village)?;
    }
    for county in &grown {
        founding::grow_directory(tx, county)?;
    }
    Ok(changed.len())
}

pub(super) fn people(tx: &Connection, given: &[Person], now_ms: i64) -> DbResult<usize> {
    let key = |person: &Person| -> (String, Role, String) { (person.name.clone(), person.role, person.post.clone()) };
    let known: BTreeSet<(String, Role, String)> = people::all(tx)?.iter().map(key).collect();
    let added: Vec<&Person> = given.iter().filter(|person| !known.contains(&key(person))).collect();
    for person in &added {
        people::put(tx, person, now_ms)?;
    }
    let scope: Vec<Area> = added.iter().flat_map(|person| person.scope.clone()).collect();
    people::grow_directories(tx, &scope)?;
    Ok(added.len())
}
