//! Table `roots`: every signed root, in the order they were made. Appended, never changed.

use cunfa_core::{Area, Digest};
use cunfa_evidence::root::Root;
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{founding, tree};
use crate::db::{DbResult, IssueRoot, RootNeed, Shard, StoredRoot};

const SELECT: &str = "SELECT epoch, batches, size, hash, at_ms, bytes FROM roots";

/// Every root of a county, oldest first.
pub(super) async fn all(tx: &Tx, county: &Area) -> DbResult<Vec<StoredRoot>> {
    let sql = format!("{SELECT} WHERE county = $1 ORDER BY place");
    row::all(tx, &sql, params![county.as_str()], |row| read(row, county)).await
}

/// The newest root of the epoch that answers the need, if there is one.
pub(super) async fn answering(tx: &Tx, county: &Area, need: RootNeed) -> DbResult<Option<StoredRoot>> {
    let RootNeed::OfDay { day } = need else { return Ok(None) };
    let sql = format!(
        "{SELECT} WHERE county = $1 AND epoch = (SELECT epoch FROM shards WHERE county = $1)
         AND EXISTS (SELECT 1 FROM roots AS made WHERE made.county = $1 AND made.epoch = roots.epoch AND made.day = $2)
         ORDER BY place DESC LIMIT 1"
    );
    row::first(tx, &sql, params![county.as_str(), day], |row| read(row, county)).await
}

async fn newest(tx: &Tx, shard: &Shard) -> DbResult<Option<StoredRoot>> {
    let sql = format!("{SELECT} WHERE county = $1 AND epoch = $2 ORDER BY place DESC LIMIT 1");
    let epoch = row::signed(shard.epoch, "epoch")?;
    row::first(tx, &sql, params![shard.county.as_str(), epoch], |row| {
        read(row, &shard.county)
    })
    .await
}

/// The root that answers the need, made and stored when there is none.
pub(super) async fn make(
    tx: &Tx,
    county: &Area,
    need: RootNeed,
    now_ms: i64,
    issue: &IssueRoot<'_>,
) -> DbResult<StoredRoot> {
    let shard = founding::hold(tx, county).await?;
    if let Some(answer) = answering(tx, county, need).await? {
        return Ok(answer);
    }
    let before = newest(tx, &shard).await?;
    let root = Root {
        county: county.clone(),
        epoch: shard.epoch,
        batches: shard.last_sequence,
        size: shard.size,
        hash: tree::root(tx, county, shard.size).await?,
        // A clock that was put back does not date a root before the last one.
        at_ms: before.map_or(now_ms, |before| before.root.at_ms.max(now_ms)),
    };
    let made = StoredRoot {
        bytes: issue(&root),
        root,
    };
    insert(tx, need.day(), &made).await?;
    Ok(made)
}

async fn insert(tx: &Tx, day: i64, made: &StoredRoot) -> DbResult<()> {
    let root = &made.root;
    let place = founding::next_place(tx, &root.county).await?;
    let (epoch, batches) = (
        row::signed(root.epoch, "epoch")?,
        row::signed(root.batches, "sequence")?,
    );
    let size = row::signed(root.size, "leaf")?;
    let sql = "INSERT INTO roots (county, place, epoch, day, batches, size, hash, at_ms, bytes)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (county, hash) = (root.county.as_str(), root.hash.as_bytes());
    let params = params![county, place, epoch, day, batches, size, hash, root.at_ms, made.bytes];
    row::run(tx, sql, params).await?;
    Ok(())
}

fn read(row: &Row, county: &Area) -> DbResult<StoredRoot> {
    Ok(StoredRoot {
        root: Root {
            county: county.clone(),
            epoch: row::number(row, "epoch", "epoch")?,
            batches: row::number(row, "batches", "sequence")?,
            size: row::number(row, "size", "leaf")?,
            hash: row::id(row, "hash", Digest::from_slice, "hash of a root")?,
            at_ms: row::get(row, "at_ms")?,
        },
        bytes: row::get(row, "bytes")?,
    })
}
