//! The log of raw changes. Each has its own checksum (SM3 over entry, hash and bytes), compared whenever they are used.

use cunfa_core::{BatchId, Digest, EntryId};
use cunfa_evidence::suite::tagged_hash;
use rusqlite::{Connection, Row};

use crate::StoreError;

/// One stored change.
#[derive(Debug, Clone)]
pub(crate) struct StoredChange {
    pub(crate) hash: Digest,
    pub(crate) entry: EntryId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) checksum: Digest,
    pub(crate) batch: Option<BatchId>,
}

impl StoredChange {
    /// Whether the row is as it was stored.
    pub(crate) fn is_intact(&self) -> bool {
        checksum(self.entry, self.hash, &self.bytes) == self.checksum
    }
}

fn checksum(entry: EntryId, hash: Digest, bytes: &[u8]) -> Digest {
    tagged_hash("cunfa/stored-change", &[entry.as_bytes(), hash.as_bytes(), bytes])
}

const COLUMNS: &str = "hash, entry, bytes, checksum, batch";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredChange> {
    let batch: Option<[u8; 32]> = row.get(4)?;
    Ok(StoredChange {
        hash: Digest(row.get(0)?),
        entry: EntryId(row.get(1)?),
        bytes: row.get(2)?,
        checksum: Digest(row.get(3)?),
        batch: batch.map(BatchId),
    })
}

/// Stores a change unless it is there; says whether it is new.
pub(crate) fn insert(
    connection: &Connection,
    entry: EntryId,
    hash: Digest,
    bytes: &[u8],
    batch: Option<BatchId>,
) -> Result<bool, StoreError> {
    let sql = "INSERT OR IGNORE INTO changes (hash, entry, bytes, checksum, batch) VALUES (?1, ?2, ?3, ?4, ?5)";
    let checksum = checksum(entry, hash, bytes);
    let batch = batch.as_ref().map(|batch| batch.as_bytes());
    let row = (hash.as_bytes(), entry.as_bytes(), bytes, checksum.as_bytes(), batch);
    Ok(connection.prepare_cached(sql)?.execute(row)? > 0)
}

/// The changes of an entry, in order of arrival.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Vec<StoredChange>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM changes WHERE entry = ?1 ORDER BY arrival");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_map([entry.as_bytes()], read)?
        .collect::<Result<_, _>>()?)
}

/// The changes that a pulled batch brought, in its order.
pub(crate) fn of_batch(connection: &Connection, entry: EntryId, batch: BatchId) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM changes WHERE entry = ?1 AND batch = ?2 ORDER BY arrival";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((entry.as_bytes(), batch.as_bytes()), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Visits every stored change.
pub(crate) fn each(connection: &Connection, visit: &mut dyn FnMut(StoredChange)) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM changes ORDER BY arrival"))?;
    for change in statement.query_map([], read)? {
        visit(change?);
    }
    Ok(())
}

/// Puts the right bytes back in the place of damaged ones.
pub(crate) fn restore(connection: &Connection, entry: EntryId, hash: Digest, bytes: &[u8]) -> Result<(), StoreError> {
    let checksum = checksum(entry, hash, bytes);
    let row = (entry.as_bytes(), hash.as_bytes(), bytes, checksum.as_bytes());
    connection.execute(
        "UPDATE changes SET bytes = ?3, checksum = ?4 WHERE entry = ?1 AND hash = ?2",
        row,
    )?;
    Ok(())
}

/// Removes a damaged change, to be fetched again.
pub(crate) fn forget(connection: &Connection, entry: EntryId, hash: Digest) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM changes WHERE entry = ?1 AND hash = ?2",
        [entry.as_bytes(), hash.as_bytes()],
    )?;
    Ok(())
}

/// Every entry that has changes, in order of first arrival.
pub(crate) fn entries(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT entry FROM changes GROUP BY entry ORDER BY min(arrival)")?;
    Ok(statement
        .query_map([], |row| row.get(0).map(EntryId))?
        .collect::<Result<_, _>>()?)
}
