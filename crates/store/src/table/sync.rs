//! Where this device stands with its shard: epoch, cursor, directory version, the last server-time token, a note of the last
//! pass. Always one row.

use cunfa_core::Digest;
use cunfa_evidence::courier::PublishedKey;
use cunfa_evidence::receipt::TimeToken;
use rusqlite::Connection;

use crate::{Position, Store, StoreError};

/// The last server-time token, verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldToken {
    /// Digest of its bytes, as acts carry it.
    pub digest: Digest,
    /// What time it said, ms since 1970.
    pub server_time_ms: i64,
    /// Device clock when it came.
    pub device_time_ms: i64,
}

/// What the sync centre remembers of the last pass, as the client writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassNote(pub String);

impl Store {
    /// What the next request says of itself.
    ///
    /// # Errors
    /// As every read.
    pub fn position(&self) -> Result<Position, StoreError> {
        position(&self.connection)
    }

    /// The last server-time token; `None` when none came yet.
    ///
    /// # Errors
    /// As every read.
    pub fn time_token(&self) -> Result<Option<HeldToken>, StoreError> {
        let sql = "SELECT time_token, server_time_ms, device_time_ms FROM sync";
        let held = self.connection.prepare_cached(sql)?.query_row([], |row| {
            let bytes: Vec<u8> = row.get(0)?;
            Ok((bytes, row.get(1)?, row.get(2)?))
        });
        let (bytes, server_time_ms, device_time_ms) = held?;
        Ok((!bytes.is_empty()).then(|| HeldToken {
            digest: cunfa_evidence::hash(&bytes),
            server_time_ms,
            device_time_ms,
        }))
    }

    /// The note of the last pass.
    ///
    /// # Errors
    /// As every read.
    pub fn pass_note(&self) -> Result<PassNote, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT note FROM sync")?
            .query_row([], |row| row.get(0).map(PassNote))?)
    }

    /// Keeps a note of the last pass.
    ///
    /// # Errors
    /// As every write.
    pub fn set_pass_note(&mut self, note: &PassNote) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE sync SET note = ?1", [&note.0])?;
            Ok(())
        })
    }
}

pub(crate) fn position(connection: &Connection) -> Result<Position, StoreError> {
    let mut statement = connection.prepare_cached("SELECT epoch, cursor, directory FROM sync")?;
    Ok(statement.query_row([], |row| {
        let [epoch, cursor, directory]: [i64; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        Ok(Position {
            epoch: epoch.cast_unsigned(),
            cursor: cursor.cast_unsigned(),
            directory: directory.cast_unsigned(),
        })
    })?)
}

pub(crate) fn set_epoch(connection: &Connection, epoch: u64) -> Result<(), StoreError> {
    connection.execute("UPDATE sync SET epoch = ?1", [epoch.cast_signed()])?;
    Ok(())
}

pub(crate) fn set_cursor(connection: &Connection, cursor: u64) -> Result<(), StoreError> {
    connection.execute("UPDATE sync SET cursor = ?1", [cursor.cast_signed()])?;
    Ok(())
}

/// Keeps the county's courier key if the county key signed it; anything else is left out.
pub(crate) fn set_courier_key(connection: &Connection, county_key: &[u8], bytes: &[u8]) -> Result<(), StoreError> {
    if PublishedKey::read(bytes, county_key).is_ok() {
        connection.execute("UPDATE sync SET courier_key = ?1", [bytes])?;
    }
    Ok(())
}

pub(crate) fn set_directory(connection: &Connection, version: u64) -> Result<(), StoreError> {
    connection.execute("UPDATE sync SET directory = ?1", [version.cast_signed()])?;
    Ok(())
}

/// Keeps a token if the county key signed it; anything else is left out.
pub(crate) fn set_time_token(
    connection: &Connection,
    county_key: &[u8],
    bytes: &[u8],
    now_ms: i64,
) -> Result<(), StoreError> {
    let Ok(token) = TimeToken::read(bytes, county_key) else {
        return Ok(());
    };
    let sql = "UPDATE sync SET time_token = ?1, server_time_ms = ?2, device_time_ms = ?3";
    connection.execute(sql, (bytes, token.server_time_ms, now_ms))?;
    Ok(())
}
