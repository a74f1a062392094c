//! Chunks of blobs, each with its own checksum (SM3 over blob, number and bytes), compared whenever it is used.

use cunfa_core::{BlobId, Digest};
use cunfa_evidence::suite::tagged_hash;
use rusqlite::{Connection, OptionalExtension as _};

use crate::StoreError;

fn checksum(blob: BlobId, number: u32, bytes: &[u8]) -> Digest {
    tagged_hash("cunfa/stored-chunk", &[blob.as_bytes(), &number.to_be_bytes(), bytes])
}

pub(crate) fn put(connection: &Connection, blob: BlobId, number: u32, bytes: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO chunks (blob, number, bytes, checksum) VALUES (?1, ?2, ?3, ?4)";
    let checksum = checksum(blob, number, bytes);
    connection
        .prepare_cached(sql)?
        .execute((blob.as_bytes(), number, bytes, checksum.as_bytes()))?;
    Ok(())
}

/// One chunk; `None` when it is not here, or not as it was stored.
pub(crate) fn get(connection: &Connection, blob: BlobId, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes, checksum FROM chunks WHERE blob = ?1 AND number = ?2";
    let row: Option<(Vec<u8>, [u8; 32])> = connection
        .prepare_cached(sql)?
        .query_row((blob.as_bytes(), number), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.and_then(|(bytes, stored)| (checksum(blob, number, &bytes) == Digest(stored)).then_some(bytes)))
}

/// Which are here, ascending.
pub(crate) fn numbers(connection: &Connection, blob: BlobId) -> Result<Vec<u32>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT number FROM chunks WHERE blob = ?1 ORDER BY number")?;
    let rows = statement.query_map([blob.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn remove(connection: &Connection, blob: BlobId, number: u32) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM chunks WHERE blob = ?1 AND number = ?2")?
        .execute((blob.as_bytes(), number))?;
    Ok(())
}

pub(crate) fn remove_all(connection: &Connection, blob: BlobId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM chunks WHERE blob = ?1")?
        .execute([blob.as_bytes()])?;
    Ok(())
}
