//! A device's file as somebody with the PIN and the right tools could open it: to look behind the screens, and to damage it.

use cunfa_core::{BatchId, EntryId};
use cunfa_evidence::pin::PinKey;
use cunfa_store::Store;
use cunfa_store::keyfile::{DB_KEY, KeyFile};
use rusqlite::Connection;

use super::TestFolder;
use super::device::PIN;

/// Name of the encrypted file.
pub const LEDGER: &str = "ledger.db";

/// The key of the encrypted file, by the PIN of the first person.
///
/// # Errors
/// When the key file or the PIN does not give it.
pub fn key(folder: &TestFolder) -> Result<[u8; 32], String> {
    let file = KeyFile::read(folder.path()).map_err(|error| format!("{error}"))?;
    let slot = file.slots.first().ok_or("nobody on the device")?;
    let pin_key = PinKey::derive(PIN, &slot.salt, slot.cost).map_err(|error| format!("{error}"))?;
    let key = pin_key
        .open(DB_KEY, &slot.sealed_db_key)
        .map_err(|error| format!("{error}"))?;
    Ok(*key)
}

/// Opens the file beside the running app.
///
/// # Errors
/// The store's.
pub fn store(folder: &TestFolder) -> Result<Store, String> {
    Store::open(&folder.join(LEDGER), &key(folder)?).map_err(|error| format!("opening behind the screens: {error}"))
}

/// Opens the file with nothing of the store in between.
///
/// # Errors
/// SQLite's.
pub fn connection(folder: &TestFolder) -> Result<Connection, String> {
    let hex: String = key(folder)?.iter().map(|byte| format!("{byte:02x}")).collect();
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(folder.join(LEDGER))?;
        connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"; {}", cunfa_store::CIPHER))?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(connection)
    };
    open().map_err(|error| format!("opening the raw file: {error}"))
}

/// The hash of every stored change and the id of every stored act, each with its entry.
///
/// # Errors
/// SQLite's.
pub fn items(folder: &TestFolder) -> Result<Vec<(EntryId, Vec<u8>)>, String> {
    let read = |connection: &Connection| -> rusqlite::Result<Vec<(EntryId, Vec<u8>)>> {
        let mut statement =
            connection.prepare("SELECT entry, hash FROM changes UNION ALL SELECT entry, id FROM acts")?;
        let rows = statement.query_map([], |row| Ok((EntryId(row.get(0)?), row.get(1)?)))?;
        rows.collect()
    };
    read(&connection(folder)?).map_err(|error| format!("reading the log: {error}"))
}

/// Every receipt the device holds, own and pulled.
///
/// # Errors
/// SQLite's.
pub fn receipts(folder: &TestFolder) -> Result<Vec<(BatchId, Vec<u8>)>, String> {
    let read = |connection: &Connection| -> rusqlite::Result<Vec<(BatchId, Vec<u8>)>> {
        let sql =
            "SELECT id, receipt FROM batches WHERE state = 'accepted' UNION ALL SELECT batch, receipt FROM pulled";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((BatchId(row.get(0)?), row.get(1)?)))?;
        rows.collect()
    };
    read(&connection(folder)?).map_err(|error| format!("reading receipts: {error}"))
}
