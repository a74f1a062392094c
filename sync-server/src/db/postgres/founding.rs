//! Tables `county_key`, `rules`, `shards`: what a database begins with, and the row of a county that everything which counts
//! there stands behind.

use std::collections::BTreeSet;

use cunfa_core::Area;
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{batches, tree, villages};
use crate::db::{DbError, DbResult, Founding, Renewal, Shard};

const SHARD: &str = "SELECT county, epoch, last_sequence, size, directory FROM shards WHERE county = $1";
/// The same, held to the end of the transaction.
pub(super) const HOLD: &str =
    "SELECT county, epoch, last_sequence, size, directory FROM shards WHERE county = $1 FOR UPDATE";

pub(super) async fn found(tx: &Tx, founding: &Founding) -> DbResult<()> {
    let sql = "INSERT INTO county_key (one, public_key)
               SELECT 1, CAST($1 AS BYTEA) WHERE NOT EXISTS (SELECT 1 FROM county_key)";
    if row::run(tx, sql, params![founding.county_key]).await? == 0 {
        return Err(DbError::Exists);
    }
    let counties: BTreeSet<Area> = founding.villages.iter().map(|village| village.code.county()).collect();
    let epoch = row::signed(founding.epoch, "epoch")?;
    for county in counties {
        let sql = "INSERT INTO shards (county, epoch) VALUES ($1, $2)";
        row::run(tx, sql, params![county.as_str(), epoch]).await?;
    }
    for (place, text) in (1i64..).zip(&founding.rules) {
        row::run(
            tx,
            "INSERT INTO rules (place, text) VALUES ($1, $2)",
            params![place, text],
        )
        .await?;
    }
    villages::add(tx, &founding.villages).await
}

pub(super) async fn county_key(tx: &Tx) -> DbResult<Option<Vec<u8>>> {
    let sql = "SELECT public_key FROM county_key WHERE one = 1";
    row::first(tx, sql, &[], |row| row::get(row, "public_key")).await
}

pub(super) async fn rules(tx: &Tx) -> DbResult<Vec<String>> {
    row::all(tx, "SELECT text FROM rules ORDER BY place", &[], |row| {
        row::get(row, "text")
    })
    .await
}

/// Every county is held, so that no two files take the same place.
pub(super) async fn add_rule(tx: &Tx, text: &str) -> DbResult<()> {
    hold_all(tx).await?;
    let sql = "INSERT INTO rules (place, text) SELECT coalesce(max(place), 0) + 1, CAST($1 AS TEXT) FROM rules";
    row::run(tx, sql, params![text]).await?;
    row::run(tx, "UPDATE shards SET directory = directory + 1", &[]).await?;
    Ok(())
}

pub(super) async fn shard(tx: &Tx, county: &Area) -> DbResult<Option<Shard>> {
    row::first(tx, SHARD, params![county.as_str()], read).await
}

/// The county's row, held to the end of the transaction: whoever gives a number or decides something in the county holds it,
/// so that the numbers' order is the order of the commits, and no two decide at once.
pub(super) async fn hold(tx: &Tx, county: &Area) -> DbResult<Shard> {
    let held = row::first(tx, HOLD, params![county.as_str()], read).await?;
    held.ok_or(DbError::NoSuch("county"))
}

/// The rows of all counties, held likewise, always in the same order.
pub(super) async fn hold_all(tx: &Tx) -> DbResult<Vec<Area>> {
    let sql = "SELECT county FROM shards ORDER BY county FOR UPDATE";
    row::all(tx, sql, &[], |row| row::parsed(row, "county", "county")).await
}

pub(super) async fn renew_epochs(tx: &Tx, renewal: &Renewal<'_>) -> DbResult<()> {
    let epoch = row::signed(renewal.epoch, "epoch")?;
    let counties = hold_all(tx).await?;
    tree::clear(tx).await?;
    let sql = "UPDATE shards SET size = 0,
                   epoch = CASE WHEN epoch + 1 > $1 THEN epoch + 1 ELSE $1 END";
    row::run(tx, sql, params![epoch]).await?;
    for county in counties {
        let mut shard = shard(tx, &county).await?.ok_or(DbError::NoSuch("county"))?;
        batches::renew(tx, &mut shard, renewal).await?;
        set_log(tx, &shard).await?;
    }
    Ok(())
}

/// Keeps how far a county's log and tree go.
pub(super) async fn set_log(tx: &Tx, shard: &Shard) -> DbResult<()> {
    let last = row::signed(shard.last_sequence, "sequence")?;
    let size = row::signed(shard.size, "leaf")?;
    let sql = "UPDATE shards SET last_sequence = $2, size = $3 WHERE county = $1";
    row::run(tx, sql, params![shard.county.as_str(), last, size]).await?;
    Ok(())
}

/// Lets a county's directory grow; gives the new version.
pub(super) async fn grow_directory(tx: &Tx, county: &Area) -> DbResult<u64> {
    count(tx, county, "directory").await
}

/// The next number of the county for what is kept in the order it was made.
pub(super) async fn next_place(tx: &Tx, county: &Area) -> DbResult<i64> {
    row::signed(count(tx, county, "last_place").await?, "place")
}

/// The next number of the county for a device.
pub(super) async fn next_device(tx: &Tx, county: &Area) -> DbResult<i64> {
    row::signed(count(tx, county, "last_device_number").await?, "device number")
}

async fn count(tx: &Tx, county: &Area, column: &'static str) -> DbResult<u64> {
    let sql = format!("UPDATE shards SET {column} = {column} + 1 WHERE county = $1 RETURNING {column} AS counted");
    let counted = row::first(tx, &sql, params![county.as_str()], |row| {
        row::number(row, "counted", column)
    })
    .await?;
    counted.ok_or(DbError::NoSuch("county"))
}

pub(super) fn read(row: &Row) -> DbResult<Shard> {
    Ok(Shard {
        county: row::parsed(row, "county", "county")?,
        epoch: row::number(row, "epoch", "epoch")?,
        last_sequence: row::number(row, "last_sequence", "sequence")?,
        size: row::number(row, "size", "leaf")?,
        directory: row::number(row, "directory", "directory")?,
    })
}
