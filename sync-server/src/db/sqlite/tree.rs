//! Tables `leaves` and `tree`: the acts of each county's log in order, and the hash of every perfect subtree over them. A root
//! or a proof then takes a number of reads that grows with the logarithm of the tree.

use cunfa_core::{Area, Digest};
use cunfa_evidence::tree::{self, Subtree};
use rusqlite::{Connection, params};

use super::row;
use crate::db::{DbError, DbResult, Leaf, Shard};

/// Adds the acts of a batch at the end; the shard's size grows.
pub(super) fn append(tx: &Connection, shard: &mut Shard, sequence: u64, acts: &[Digest]) -> DbResult<()> {
    let mut put_leaf =
        tx.prepare_cached("INSERT INTO leaves (county, place, sequence, act) VALUES (?1, ?2, ?3, ?4)")?;
    let mut put_node = tx.prepare_cached("INSERT INTO tree (county, height, place, hash) VALUES (?1, ?2, ?3, ?4)")?;
    for act in acts {
        let place = row::signed(shard.size, "leaf")?;
        let sequence_stored = row::signed(sequence, "sequence")?;
        put_leaf.execute(params![shard.county.as_str(), place, sequence_stored, act.as_bytes()])?;
        let read = &mut |subtree| read(tx, &shard.county, subtree);
        for (subtree, hash) in tree::completed(shard.size, tree::leaf(sequence, *act), read)? {
            let place = row::signed(subtree.place, "subtree")?;
            put_node.execute(params![shard.county.as_str(), subtree.height, place, hash.as_bytes()])?;
        }
        shard.size += 1;
    }
    Ok(())
}

/// Forgets every leaf of every county.
pub(super) fn clear(tx: &Connection) -> DbResult<()> {
    tx.execute("DELETE FROM leaves", [])?;
    tx.execute("DELETE FROM tree", [])?;
    tx.execute("UPDATE shards SET size = 0", [])?;
    Ok(())
}

fn read(tx: &Connection, county: &Area, subtree: Subtree) -> DbResult<Digest> {
    let mut statement = tx.prepare_cached("SELECT hash FROM tree WHERE county = ?1 AND height = ?2 AND place = ?3")?;
    let place = row::signed(subtree.place, "subtree")?;
    let mut rows = statement.query(params![county.as_str(), subtree.height, place])?;
    let hash = row::first(&mut rows, |row| {
        row::id(row, "hash", Digest::from_slice, "hash of a subtree")
    })?;
    hash.ok_or(DbError::NoSuch("leaf"))
}

/// The acts of one batch with their places.
pub(super) fn of_batch(tx: &Connection, county: &Area, sequence: u64) -> DbResult<Vec<Leaf>> {
    // Left to itself, SQLite walks the county's whole log: its primary key is in the wanted order.
    let mut statement = tx.prepare_cached(
        "SELECT place, act FROM leaves INDEXED BY leaves_of_batch WHERE county = ?1 AND sequence = ?2 ORDER BY place",
    )?;
    let sequence = row::signed(sequence, "sequence")?;
    row::all(&mut statement.query(params![county.as_str(), sequence])?, |row| {
        Ok(Leaf {
            index: row::unsigned(row.get("place")?, "leaf")?,
            act: row::id(row, "act", Digest::from_slice, "digest of an act")?,
        })
    })
}

pub(super) fn root(tx: &Connection, county: &Area, size: u64) -> DbResult<Digest> {
    tree::root_from(size, &mut |subtree| read(tx, county, subtree))
}

pub(super) fn inclusion(tx: &Connection, county: &Area, index: u64, size: u64) -> DbResult<Vec<Digest>> {
    tree::inclusion_from(index, size, &mut |subtree| read(tx, county, subtree))?.ok_or(DbError::NoSuch("leaf"))
}

pub(super) fn consistency(tx: &Connection, county: &Area, old: u64, new: u64) -> DbResult<Vec<Digest>> {
    tree::consistency_from(old, new, &mut |subtree| read(tx, county, subtree))?.ok_or(DbError::NoSuch("leaf"))
}
