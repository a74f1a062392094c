//! What revoked devices handed in, read from the server's file behind its back.

use cunfa_evidence::batch::{Batch, SealedBatch};
use rusqlite::Connection;

use super::TestServer;

impl TestServer {
    /// Every batch in quarantine, opened.
    ///
    /// # Errors
    /// SQLite's, or a batch that does not open.
    pub fn quarantined(&self) -> Result<Vec<Batch>, String> {
        let sealed =
            sealed(&Connection::open(self.file()).map_err(|error| format!("opening the server's file: {error}"))?);
        let sealed = sealed.map_err(|error| format!("reading the quarantine: {error}"))?;
        sealed
            .iter()
            .map(|batch| batch.open().map_err(|error| format!("a batch in quarantine: {error}")))
            .collect()
    }
}

fn sealed(connection: &Connection) -> rusqlite::Result<Vec<SealedBatch>> {
    let mut statement = connection.prepare("SELECT bytes, signature FROM quarantine")?;
    let rows = statement.query_map([], |row| Ok(SealedBatch::unpack(row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
