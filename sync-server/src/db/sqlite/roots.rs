//! Table `roots`: every signed root, in the order they were made. Appended, never changed.

use cunfa_core::{Area, Digest};
use cunfa_evidence::root::Root;
use rusqlite::{Connection, Row, params};

use super::{founding, row, tree};
use crate::db::{DbError, DbResult, IssueRoot, RootNeed, StoredRoot};

const SELECT: &str = "SELECT epoch, batches, size, hash, at_ms, bytes FROM roots";

/// Every root of a county, oldest first.
pub(super) fn all(tx: &Connection, county: &Area) -> DbResult<Vec<StoredRoot>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE county = ?1 ORDER BY place"))?;
    row::all(&mut statement.query(params![county.as_str()])?, |row| read(row, county))
}

/// The newest root of the epoch that answers the need, if there is one.
pub(super) fn answering(tx: &Connection, county: &Area, need: RootNeed) -> DbResult<Option<StoredRoot>> {
    let RootNeed::OfDay { day } = need else { return Ok(None) };
    let shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    let epoch = row::signed(shard.epoch, "epoch")?;
    let sql = "SELECT 1 FROM roots WHERE county = ?1 AND epoch = ?2 AND day = ?3";
    let made = tx.prepare_cached(sql)?.exists(params![county.as_str(), epoch, day])?;
    if made {
        newest(tx, county, shard.epoch)
    } else {
        Ok(None)
    }
}

fn newest(tx: &Connection, county: &Area, epoch: u64) -> DbResult<Option<StoredRoot>> {
    let sql = format!("{SELECT} WHERE county = ?1 AND epoch = ?2 ORDER BY place DESC LIMIT 1");
    let epoch = row::signed(epoch, "epoch")?;
    let mut statement = tx.prepare_cached(&sql)?;
    row::first(&mut statement.query(params![county.as_str(), epoch])?, |row| {
        read(row, county)
    })
}

/// The root that answers the need, made and stored when there is none.
pub(super) fn make(
    tx: &Connection,
    county: &Area,
    need: RootNeed,
    now_ms: i64,
    issue: &IssueRoot<'_>,
) -> DbResult<StoredRoot> {
    if let Some(answer) = answering(tx, county, need)? {
        return Ok(answer);
    }
    let shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    let before = newest(tx, county, shard.epoch)?;
    let root = Root {
        county: county.clone(),
        epoch: shard.epoch,
        batches: shard.last_sequence,
        size: shard.size,
        hash: tree::root(tx, county, shard.size)?,
        // A clock that was put back does not date a root before the last one.
        at_ms: before.map_or(now_ms, |before| before.root.at_ms.max(now_ms)),
    };
    let made = StoredRoot {
        bytes: issue(&root),
        root,
    };
    insert(tx, need.day(), &made)?;
    Ok(made)
}

fn insert(tx: &Connection, day: i64, made: &StoredRoot) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO roots (county, epoch, day, batches, size, hash, at_ms, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let root = &made.root;
    statement.execute(params![
        root.county.as_str(),
        row::signed(root.epoch, "epoch")?,
        day,
        row::signed(root.batches, "sequence")?,
        row::signed(root.size, "leaf")?,
        root.hash.as_bytes(),
        root.at_ms,
        made.bytes
    ])?;
    Ok(())
}

fn read(row: &Row<'_>, county: &Area) -> DbResult<StoredRoot> {
    Ok(StoredRoot {
        root: Root {
            county: county.clone(),
            epoch: row::unsigned(row.get("epoch")?, "epoch")?,
            batches: row::unsigned(row.get("batches")?, "sequence")?,
            size: row::unsigned(row.get("size")?, "leaf")?,
            hash: row::id(row, "hash", Digest::from_slice, "hash of a root")?,
            at_ms: row.get("at_ms")?,
        },
        bytes: row.get("bytes")?,
    })
}
