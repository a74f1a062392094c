//! Tables `leaves` and `tree`: the acts of each county's log in order, and the hash of every perfect subtree over them. What a
//! computation needs is found out by a trial run first and then fetched in one journey.

use std::collections::BTreeMap;

use cunfa_core::{Area, Digest};
use cunfa_evidence::tree::{self, Subtree};
use futures_util::future::try_join_all;

use super::row::{self, Tx, params};
use crate::db::{DbError, DbResult, Leaf, Shard};

/// Hashes of a county's tree that are known already: by height and place.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<(u64, u64), Digest>);

/// What a batch adds.
#[derive(Debug, Default)]
pub(super) struct Growth {
    leaves: Vec<(u64, Digest)>,
    nodes: Vec<((u64, u64), Digest)>,
}

fn key(subtree: Subtree) -> (u64, u64) {
    (u64::from(subtree.height), subtree.place)
}

impl Known {
    fn get(&self, subtree: Subtree) -> DbResult<Digest> {
        self.0.get(&key(subtree)).copied().ok_or(DbError::NoSuch("leaf"))
    }

    /// Fetches what `compute` reads, as far as it is not known.
    async fn fetch<T>(
        &mut self,
        tx: &Tx,
        county: &Area,
        compute: impl FnOnce(&mut dyn FnMut(Subtree) -> DbResult<Digest>) -> DbResult<T>,
    ) -> DbResult<()> {
        let mut wanted = Vec::new();
        // Which hashes are read does not depend on what they are.
        compute(&mut |subtree| {
            wanted.push(key(subtree));
            Ok(Digest([0; Digest::LEN]))
        })?;
        wanted.retain(|key| !self.0.contains_key(key));
        let found = try_join_all(wanted.iter().map(|key| read(tx, county, *key))).await?;
        self.0.extend(wanted.into_iter().zip(found));
        Ok(())
    }
}

async fn read(tx: &Tx, county: &Area, (height, place): (u64, u64)) -> DbResult<Digest> {
    let (height, place) = (row::signed(height, "subtree")?, row::signed(place, "subtree")?);
    let sql = "SELECT hash FROM tree WHERE county = $1 AND height = $2 AND place = $3";
    let hash = row::first(tx, sql, params![county.as_str(), height, place], |row| {
        row::id(row, "hash", Digest::from_slice, "hash of a subtree")
    })
    .await?;
    hash.ok_or(DbError::NoSuch("leaf"))
}

/// Lets the tree grow by the acts of a batch; the shard's size grows. What is given is still to be stored.
pub(super) async fn grow(
    tx: &Tx,
    shard: &mut Shard,
    known: &mut Known,
    sequence: u64,
    acts: &[Digest],
) -> DbResult<Growth> {
    let mut growth = Growth::default();
    for act in acts {
        let leaf = tree::leaf(sequence, *act);
        known
            .fetch(tx, &shard.county, |mut read| {
                tree::completed(shard.size, leaf, &mut read)
            })
            .await?;
        for (subtree, hash) in tree::completed(shard.size, leaf, &mut |subtree| known.get(subtree))? {
            known.0.insert(key(subtree), hash);
            growth.nodes.push((key(subtree), hash));
        }
        growth.leaves.push((shard.size, *act));
        shard.size += 1;
    }
    Ok(growth)
}

/// Stores what a batch added.
pub(super) async fn store(tx: &Tx, county: &Area, sequence: u64, growth: &Growth) -> DbResult<()> {
    let leaves = growth.leaves.iter().map(|leaf| store_leaf(tx, county, sequence, leaf));
    let nodes = growth.nodes.iter().map(|node| store_node(tx, county, node));
    futures_util::future::try_join(try_join_all(leaves), try_join_all(nodes)).await?;
    Ok(())
}

async fn store_leaf(tx: &Tx, county: &Area, sequence: u64, (place, act): &(u64, Digest)) -> DbResult<()> {
    let (place, sequence) = (row::signed(*place, "leaf")?, row::signed(sequence, "sequence")?);
    let sql = "INSERT INTO leaves (county, place, sequence, act) VALUES ($1, $2, $3, $4)";
    row::run(tx, sql, params![county.as_str(), place, sequence, act.as_bytes()]).await?;
    Ok(())
}

async fn store_node(tx: &Tx, county: &Area, ((height, place), hash): &((u64, u64), Digest)) -> DbResult<()> {
    let (height, place) = (row::signed(*height, "subtree")?, row::signed(*place, "subtree")?);
    let sql = "INSERT INTO tree (county, height, place, hash) VALUES ($1, $2, $3, $4)";
    row::run(tx, sql, params![county.as_str(), height, place, hash.as_bytes()]).await?;
    Ok(())
}

/// Forgets every leaf of every county.
pub(super) async fn clear(tx: &Tx) -> DbResult<()> {
    row::run(tx, "DELETE FROM leaves", &[]).await?;
    row::run(tx, "DELETE FROM tree", &[]).await?;
    Ok(())
}

/// The acts of one batch with their places.
pub(super) async fn of_batch(tx: &Tx, county: &Area, sequence: u64) -> DbResult<Vec<Leaf>> {
    let sequence = row::signed(sequence, "sequence")?;
    let sql = "SELECT place, act FROM leaves WHERE county = $1 AND sequence = $2 ORDER BY place";
    row::all(tx, sql, params![county.as_str(), sequence], |row| {
        Ok(Leaf {
            index: row::number(row, "place", "leaf")?,
            act: row::id(row, "act", Digest::from_slice, "digest of an act")?,
        })
    })
    .await
}

pub(super) async fn root(tx: &Tx, county: &Area, size: u64) -> DbResult<Digest> {
    let mut known = Known::default();
    known
        .fetch(tx, county, |mut read| tree::root_from(size, &mut read))
        .await?;
    tree::root_from(size, &mut |subtree| known.get(subtree))
}

pub(super) async fn inclusion(tx: &Tx, county: &Area, index: u64, size: u64) -> DbResult<Vec<Digest>> {
    let mut known = Known::default();
    known
        .fetch(tx, county, |mut read| tree::inclusion_from(index, size, &mut read))
        .await?;
    tree::inclusion_from(index, size, &mut |subtree| known.get(subtree))?.ok_or(DbError::NoSuch("leaf"))
}

pub(super) async fn consistency(tx: &Tx, county: &Area, old: u64, new: u64) -> DbResult<Vec<Digest>> {
    let mut known = Known::default();
    known
        .fetch(tx, county, |mut read| tree::consistency_from(old, new, &mut read))
        .await?;
    tree::consistency_from(old, new, &mut |subtree| known.get(subtree))?.ok_or(DbError::NoSuch("leaf"))
}
