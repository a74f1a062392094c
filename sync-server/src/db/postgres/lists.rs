//! What a list brings into the registers: many villages or people in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Person, Role, Village, VillageCode};

use super::row::{self, Tx, params};
use super::{founding, people, villages};
use crate::db::DbResult;

/// Every county is held, so that what the register says stays true to the end.
pub(super) async fn villages(tx: &Tx, given: &[Village], epoch: u64) -> DbResult<usize> {
    founding::hold_all(tx).await?;
    let counties: BTreeSet<Area> = given.iter().map(|village| village.code.county()).collect();
    let counties: Vec<Area> = counties.into_iter().collect();
    let known: BTreeMap<VillageCode, Village> = villages::within(tx, &counties)
        .await?
        .into_iter()
        .map(|village| (village.code.clone(), village))
        .collect();
    let is_new = |village: &&Village| known.get(&village.code) != Some(*village);
    let changed: Vec<&Village> = given.iter().filter(is_new).collect();
    let epoch = row::signed(epoch, "epoch")?;
    let grown: BTreeSet<Area> = changed.iter().map(|village| village.code.county()).collect();
    for county in &grown {
        let sql = "INSERT INTO shards (county, epoch) VALUES ($1, $2) ON CONFLICT (county) DO NOTHING";
        row::run(tx, sql, params![county.as_str(), epoch]).await?;
    }
    villages::put(tx, &changed).await?;
    for county in &grown {
        founding::grow_directory(tx, county).await?;
    }
    Ok(changed.len())
}

pub(super) async fn people(tx: &Tx, given: &[Person], now_ms: i64) -> DbResult<usize> {
    people::hold(tx).await?;
    let key = |person: &Person| -> (String, Role, String) { (person.name.clone(), person.role, person.post.clone()) };
    let known: BTreeSet<(String, Role, String)> = people::all(tx).await?.iter().map(key).collect();
    let added: Vec<&Person> = given.iter().filter(|person| !known.contains(&key(person))).collect();
    for person in &added {
        people::put(tx, person, now_ms).await?;
    }
    let scope: Vec<Area> = added.iter().flat_map(|person| person.scope.clone()).collect();
    people::grow_directories(tx, &scope).await?;
    Ok(added.len())
}
