//! A server whose file is not what it was: put back from a backup, or with a history that was changed by somebody who holds the
//! county key and therefore signs whatever comes out.

use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::keys::SigningKey;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::TestServer;

/// What is done to the log, behind everybody's back. Each time the first act, or the first two, are hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// The batch of the first act was never there.
    Drop,
    /// The batches of the first two acts came the other way round.
    Reorder,
    /// The first act says something else.
    Rewrite,
}

impl Lie {
    /// Every one.
    pub const ALL: [Lie; 3] = [Lie::Drop, Lie::Reorder, Lie::Rewrite];
}

impl TestServer {
    /// The server's file as it is now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn backup(&self) -> Result<Vec<u8>, String> {
        self.stop();
        let bytes = std::fs::read(self.file()).map_err(|error| format!("reading the server's file: {error}"))?;
        self.start()?;
        Ok(bytes)
    }

    /// Puts a file back; nobody tells the server that it was.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_back(&self, backup: &[u8]) -> Result<(), String> {
        self.stop();
        std::fs::write(self.file(), backup).map_err(|error| format!("writing the server's file: {error}"))?;
        for beside in ["server.db-wal", "server.db-shm"] {
            let _ = std::fs::remove_file(self.file().with_file_name(beside));
        }
        self.start()
    }

    /// Changes the log in the same epoch, with receipts, tree and roots made anew to fit it.
    ///
    /// # Errors
    /// When the log holds too little to lie about.
    pub fn lie(&self, lie: Lie) -> Result<(), String> {
        self.stop();
        self.falsify(lie).map_err(|error| format!("lying: {error}"))?;
        self.start()?;
        self.begin_anew(0)
    }

    fn falsify(&self, lie: Lie) -> rusqlite::Result<()> {
        let connection = Connection::open(self.file())?;
        let [first, second] = acts(&connection)?;
        match lie {
            Lie::Drop => connection.execute_batch(&format!(
                "DELETE FROM batches WHERE sequence = {first};
                 UPDATE batches SET sequence = 1 - sequence WHERE sequence > {first};
                 UPDATE batches SET sequence = -sequence WHERE sequence < 0;
                 UPDATE shards SET last_sequence = last_sequence - 1 WHERE last_sequence > 0;"
            ))?,
            Lie::Reorder => connection.execute_batch(&format!(
                "UPDATE batches SET sequence = -{first} WHERE sequence = {first};
                 UPDATE batches SET sequence = {first} WHERE sequence = {second};
                 UPDATE batches SET sequence = {second} WHERE sequence = -{first};"
            ))?,
            Lie::Rewrite => rewrite(&connection, first)?,
        }
        // What begins anew counts the epoch up: it is the old one again.
        connection.execute_batch("UPDATE shards SET epoch = epoch - 1; DELETE FROM roots;")
    }
}

/// The sequences of the first two batches with acts.
fn acts(connection: &Connection) -> rusqlite::Result<[i64; 2]> {
    let sql = "SELECT DISTINCT sequence FROM leaves ORDER BY sequence LIMIT 1 OFFSET ?1";
    let at = |place: i64| connection.query_row(sql, [place], |row| row.get(0));
    Ok([at(0)?, at(1)?])
}

fn rewrite(connection: &Connection, sequence: i64) -> rusqlite::Result<()> {
    let sql = "SELECT bytes, signature FROM batches WHERE sequence = ?1";
    let sealed = connection
        .query_row(sql, [sequence], |row| Ok(SealedBatch::unpack(row.get(0)?, row.get(1)?)))
        .optional()?;
    let rewritten = sealed.and_then(|sealed| sealed.open().ok()).and_then(rewritten);
    let Some(rewritten) = rewritten else {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    };
    let sql = "UPDATE batches SET id = ?2, bytes = ?3, signature = ?4 WHERE sequence = ?1";
    let id = rewritten.id();
    connection.execute(
        sql,
        params![sequence, id.as_bytes(), rewritten.packed(), rewritten.signature],
    )?;
    Ok(())
}

/// The batch with another last byte in its first act: somebody else's signature.
fn rewritten(mut batch: Batch) -> Option<SealedBatch> {
    let last = batch.acts.first_mut()?.last_mut()?;
    *last ^= 1;
    batch.seal(&SigningKey::from_secret([1; 32]).ok()?).ok()
}
