//! Table `villages`: the register.

use std::collections::BTreeMap;

use cunfa_core::{Area, Village, VillageCode};
use rusqlite::{Connection, Row, params};

use super::row;
use crate::db::DbResult;

pub(super) fn add(tx: &Connection, villages: &[Village]) -> DbResult<()> {
    let mut statement =
        tx.prepare_cached("INSERT INTO villages (code, city, county, township, name) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for village in villages {
        statement.execute(params![
            village.code.as_str(),
            village.city,
            village.county,
            village.township,
            village.name
        ])?;
    }
    Ok(())
}

pub(super) fn one(tx: &Connection, code: &VillageCode) -> DbResult<Option<Village>> {
    let mut statement = tx.prepare_cached("SELECT code, city, county, township, name FROM villages WHERE code = ?1")?;
    row::first(&mut statement.query(params![code.as_str()])?, read)
}

/// Adds a village, or gives the one of this code another name and place.
pub(super) fn put(tx: &Connection, village: &Village) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO villages (code, city, county, township, name) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (code) DO UPDATE
         SET city = excluded.city, county = excluded.county, township = excluded.township, name = excluded.name",
    )?;
    statement.execute(params![
        village.code.as_str(),
        village.city,
        village.county,
        village.township,
        village.name
    ])?;
    Ok(())
}

pub(super) fn all(tx: &Connection) -> DbResult<Vec<Village>> {
    let mut statement = tx.prepare_cached("SELECT code, city, county, township, name FROM villages ORDER BY code")?;
    row::all(&mut statement.query([])?, read)
}

pub(super) fn within(tx: &Connection, areas: &[Area]) -> DbResult<Vec<Village>> {
    let mut statement = tx.prepare_cached(
        "SELECT code, city, county, township, name FROM villages WHERE code >= ?1 AND code < ?2 ORDER BY code",
    )?;
    let mut found = BTreeMap::new();
    for area in areas {
        let mut rows = statement.query(params![area.as_str(), row::after_area(area.as_str())])?;
        for village in row::all(&mut rows, read)? {
            found.insert(village.code.clone(), village);
        }
    }
    Ok(found.into_values().collect())
}

fn read(row: &Row<'_>) -> DbResult<Village> {
    Ok(Village {
        code: row::parsed(row, "code", "village code")?,
        city: row.get("city")?,
        county: row.get("county")?,
        township: row.get("township")?,
        name: row.get("name")?,
    })
}
