//! Table `villages`: the register.

use std::collections::BTreeMap;

use cunfa_core::{Area, Village, VillageCode};
use futures_util::future::try_join_all;
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use crate::db::DbResult;

const SELECT: &str = "SELECT code, city, county, township, name FROM villages";
/// How many travel together.
const TOGETHER: usize = 500;

pub(super) async fn add(tx: &Tx, villages: &[Village]) -> DbResult<()> {
    for some in villages.chunks(TOGETHER) {
        try_join_all(some.iter().map(|village| add_one(tx, village))).await?;
    }
    Ok(())
}

async fn add_one(tx: &Tx, village: &Village) -> DbResult<()> {
    let Village {
        code,
        city,
        county,
        township,
        name,
    } = village;
    let sql = "INSERT INTO villages (code, city, county, township, name) VALUES ($1, $2, $3, $4, $5)";
    row::run(tx, sql, params![code.as_str(), city, county, township, name]).await?;
    Ok(())
}

/// Adds villages, or gives those of their codes another name and place.
pub(super) async fn put(tx: &Tx, villages: &[&Village]) -> DbResult<()> {
    for some in villages.chunks(TOGETHER) {
        try_join_all(some.iter().map(|village| put_one(tx, village))).await?;
    }
    Ok(())
}

async fn put_one(tx: &Tx, village: &Village) -> DbResult<()> {
    let Village {
        code,
        city,
        county,
        township,
        name,
    } = village;
    let sql = "INSERT INTO villages (code, city, county, township, name) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (code) DO UPDATE
               SET city = excluded.city, county = excluded.county, township = excluded.township, name = excluded.name";
    row::run(tx, sql, params![code.as_str(), city, county, township, name]).await?;
    Ok(())
}

pub(super) async fn all(tx: &Tx) -> DbResult<Vec<Village>> {
    row::all(tx, &format!("{SELECT} ORDER BY code"), &[], read).await
}

pub(super) async fn one(tx: &Tx, code: &VillageCode) -> DbResult<Option<Village>> {
    row::first(tx, &format!("{SELECT} WHERE code = $1"), params![code.as_str()], read).await
}

pub(super) async fn within(tx: &Tx, areas: &[Area]) -> DbResult<Vec<Village>> {
    let sql = format!("{SELECT} WHERE code >= $1 AND code < $2 ORDER BY code");
    let mut found = BTreeMap::new();
    for area in areas {
        let end = row::after_area(area.as_str());
        let villages = row::all(tx, &sql, params![area.as_str(), end], read).await?;
        found.extend(villages.into_iter().map(|village| (village.code.clone(), village)));
    }
    Ok(found.into_values().collect())
}

fn read(row: &Row) -> DbResult<Village> {
    Ok(Village {
        code: row::parsed(row, "code", "village code")?,
        city: row::get(row, "city")?,
        county: row::get(row, "county")?,
        township: row::get(row, "township")?,
        name: row::get(row, "name")?,
    })
}
