//! Tables `county_key`, `rules`, `shards`: what a database begins with.

use std::collections::BTreeSet;

use cunfa_core::Area;
use rusqlite::{Connection, params};

use super::{batches, row, tree, villages};
use crate::db::{DbError, DbResult, Founding, Renewal, Shard};

pub(super) fn found(tx: &Connection, founding: &Founding) -> DbResult<()> {
    if county_key(tx)?.is_some() {
        return Err(DbError::Exists);
    }
    tx.execute(
        "INSERT INTO county_key (one, public_key) VALUES (1, ?1)",
        params![founding.county_key],
    )?;
    let counties: BTreeSet<Area> = founding.villages.iter().map(|village| village.code.county()).collect();
    let epoch = row::signed(founding.epoch, "epoch")?;
    for county in counties {
        tx.execute(
            "INSERT INTO shards (county, epoch) VALUES (?1, ?2)",
            params![county.as_str(), epoch],
        )?;
    }
    for (place, text) in (1i64..).zip(&founding.rules) {
        tx.execute("INSERT INTO rules (place, text) VALUES (?1, ?2)", params![place, text])?;
    }
    villages::add(tx, &founding.villages)
}

pub(super) fn county_key(tx: &Connection) -> DbResult<Option<Vec<u8>>> {
    let mut statement = tx.prepare_cached("SELECT public_key FROM county_key WHERE one = 1")?;
    row::first(&mut statement.query([])?, |row| Ok(row.get(0)?))
}

pub(super) fn rules(tx: &Connection) -> DbResult<Vec<String>> {
    let mut statement = tx.prepare_cached("SELECT text FROM rules ORDER BY place")?;
    row::all(&mut statement.query([])?, |row| Ok(row.get(0)?))
}

pub(super) fn add_rule(tx: &Connection, text: &str) -> DbResult<()> {
    let sql = "INSERT INTO rules (place, text) SELECT coalesce(max(place), 0) + 1, ?1 FROM rules";
    tx.execute(sql, params![text])?;
    tx.execute("UPDATE shards SET directory = directory + 1", [])?;
    Ok(())
}

pub(super) fn shard(tx: &Connection, county: &Area) -> DbResult<Option<Shard>> {
    let mut statement =
        tx.prepare_cached("SELECT epoch, last_sequence, size, directory FROM shards WHERE county = ?1")?;
    row::first(&mut statement.query(params![county.as_str()])?, |row| {
        Ok(Shard {
            county: county.clone(),
            epoch: row::unsigned(row.get("epoch")?, "epoch")?,
            last_sequence: row::unsigned(row.get("last_sequence")?, "sequence")?,
            size: row::unsigned(row.get("size")?, "leaf")?,
            directory: row::unsigned(row.get("directory")?, "directory")?,
        })
    })
}

pub(super) fn renew_epochs(tx: &Connection, renewal: &Renewal<'_>) -> DbResult<()> {
    let epoch = row::signed(renewal.epoch, "epoch")?;
    tx.execute("UPDATE shards SET epoch = max(epoch + 1, ?1)", params![epoch])?;
    tree::clear(tx)?;
    let counties: Vec<Area> = row::all(&mut tx.prepare("SELECT county FROM shards")?.query([])?, |row| {
        row::parsed(row, "county", "county")
    })?;
    for county in counties {
        let mut shard = shard(tx, &county)?.ok_or(DbError::NoSuch("county"))?;
        batches::renew(tx, &mut shard, renewal)?;
        set_log(tx, &shard)?;
    }
    Ok(())
}

/// Keeps how far a county's log and tree go.
pub(super) fn set_log(tx: &Connection, shard: &Shard) -> DbResult<()> {
    let last = row::signed(shard.last_sequence, "sequence")?;
    let size = row::signed(shard.size, "leaf")?;
    tx.execute(
        "UPDATE shards SET last_sequence = ?2, size = ?3 WHERE county = ?1",
        params![shard.county.as_str(), last, size],
    )?;
    Ok(())
}

/// Lets a county's directory grow; gives the new version.
pub(super) fn grow_directory(tx: &Connection, county: &Area) -> DbResult<u64> {
    let mut statement =
        tx.prepare_cached("UPDATE shards SET directory = directory + 1 WHERE county = ?1 RETURNING directory")?;
    let grown = row::first(&mut statement.query(params![county.as_str()])?, |row| {
        row::unsigned(row.get(0)?, "directory")
    })?;
    grown.ok_or(DbError::NoSuch("county"))
}
