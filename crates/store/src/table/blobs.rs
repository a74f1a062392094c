//! The rows of blobs: how long, whether whole, and what the server said of them.

use cunfa_core::BlobId;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::blob::{ServerHas, Span};
use crate::{StoreError, blob};

/// What the server said last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Unknown,
    Missing,
    Held,
    Lost,
    Refused,
}

impl Server {
    fn code(self) -> &'static str {
        match self {
            Server::Unknown => "unknown",
            Server::Missing => "missing",
            Server::Held => "held",
            Server::Lost => "lost",
            Server::Refused => "refused",
        }
    }

    fn from_code(code: &str) -> Option<Server> {
        let all = [
            Server::Unknown,
            Server::Missing,
            Server::Held,
            Server::Lost,
            Server::Refused,
        ];
        all.into_iter().find(|server| server.code() == code)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) blob: BlobId,
    pub(crate) length: u32,
    pub(crate) whole: bool,
    pub(crate) own: bool,
    pub(crate) server: Server,
    /// Chunks the server lacks, when it said so.
    pub(crate) spans: Vec<Span>,
    /// Whether the server may hold some without our knowing.
    pub(crate) begun: bool,
}

/// The columns [`read`] expects, of `blobs b`.
pub(crate) const COLUMNS: &str = "b.blob, b.length, b.whole, b.own, b.server, b.spans, b.begun";

pub(crate) fn read(row: &Row<'_>) -> Result<Stored, StoreError> {
    let (server, spans): (String, String) = (row.get(4)?, row.get(5)?);
    Ok(Stored {
        blob: BlobId(row.get(0)?),
        length: row.get(1)?,
        whole: row.get(2)?,
        own: row.get(3)?,
        server: Server::from_code(&server).ok_or(SHAPE)?,
        spans: blob::spans_of_text(&spans).ok_or(SHAPE)?,
        begun: row.get(6)?,
    })
}

const SHAPE: StoreError = StoreError::Shape("a blob's row");

pub(crate) fn get(connection: &Connection, blob: BlobId) -> Result<Option<Stored>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM blobs b WHERE b.blob = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement
        .query_row([blob.as_bytes()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Makes a row unless there is one.
pub(crate) fn ensure(connection: &Connection, blob: BlobId, length: u32) -> Result<(), StoreError> {
    let sql = "INSERT INTO blobs (blob, length, named)
               VALUES (?1, ?2, EXISTS (SELECT 1 FROM attachments WHERE blob = ?1)) ON CONFLICT (blob) DO NOTHING";
    connection.prepare_cached(sql)?.execute((blob.as_bytes(), length))?;
    Ok(())
}

pub(crate) fn set_length(connection: &Connection, blob: BlobId, length: u32) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET length = ?2 WHERE blob = ?1";
    connection.prepare_cached(sql)?.execute((blob.as_bytes(), length))?;
    Ok(())
}

/// Notes that it is whole here, or not any more.
pub(crate) fn set_whole(connection: &Connection, blob: BlobId, whole: bool) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET whole = ?2 WHERE blob = ?1";
    connection.prepare_cached(sql)?.execute((blob.as_bytes(), whole))?;
    Ok(())
}

pub(crate) fn set_own(connection: &Connection, blob: BlobId) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET own = 1, idle_since_ms = NULL WHERE blob = ?1";
    connection.prepare_cached(sql)?.execute([blob.as_bytes()])?;
    Ok(())
}

/// Notes what the server said.
pub(crate) fn set_server(connection: &Connection, blob: BlobId, has: &ServerHas) -> Result<(), StoreError> {
    let (server, spans, refused) = match has {
        ServerHas::Held => (Server::Held, String::new(), ""),
        ServerHas::Missing(spans) => (Server::Missing, blob::text_of_spans(spans), ""),
        ServerHas::Lost => (Server::Lost, String::new(), ""),
        ServerHas::Refused(reason) => (Server::Refused, String::new(), reason.as_str()),
    };
    let sql = "UPDATE blobs SET server = ?2, spans = ?3, refused = ?4 WHERE blob = ?1";
    connection
        .prepare_cached(sql)?
        .execute((blob.as_bytes(), server.code(), spans, refused))?;
    Ok(())
}

/// From now on only the server can say what it holds of it.
pub(crate) fn unknown(connection: &Connection, blob: BlobId) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET server = 'unknown', spans = '', refused = '', begun = 1 WHERE blob = ?1";
    connection.prepare_cached(sql)?.execute([blob.as_bytes()])?;
    Ok(())
}

/// The same for all, because the log began anew.
pub(crate) fn all_unknown(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE blobs SET server = 'unknown', spans = '', refused = '', begun = 1",
        [],
    )?;
    Ok(())
}

/// What was refused may be offered again, because the directory changed.
pub(crate) fn offer_refused(connection: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET server = 'unknown', refused = '' WHERE server = 'refused'";
    connection.execute(sql, [])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, blob: BlobId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM blobs WHERE blob = ?1",
        "DELETE FROM thumbs WHERE blob = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([blob.as_bytes()])?;
    }
    Ok(())
}
