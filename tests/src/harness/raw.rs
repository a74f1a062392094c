//! A device's file as somebody with the PIN and the right tools could open it: to look behind the screens, and to damage it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{BatchId, BlobId, EntryId, VillageCode};
use cunfa_evidence::pin::PinKey;
use cunfa_store::Store;
use cunfa_store::keyfile::{DB_KEY, KeyFile};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

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

/// How often the device read the log once more because a village came to something else than the server said.
///
/// # Errors
/// SQLite's.
pub fn read_again(folder: &TestFolder) -> Result<u32, String> {
    let count = connection(folder)?.query_row("SELECT read_again FROM sync", [], |row| row.get(0));
    count.map_err(|error| format!("reading how often the log was read: {error}"))
}

/// What a device's file holds, by whom it is about.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Every entry any table names, and whether something written here of it is not on the server as far as it said.
    pub entries: BTreeMap<EntryId, bool>,
    /// The villages the index tells of.
    pub indexed: Vec<VillageCode>,
    /// Every blob of which anything is here.
    pub blobs: BTreeSet<BlobId>,
    /// Every blob that anything here names.
    pub named: BTreeSet<BlobId>,
    /// Rows of entries.
    pub rows: i64,
    /// Rows that can be searched.
    pub found: i64,
}

/// Looks at it.
///
/// # Errors
/// SQLite's.
pub fn held(folder: &TestFolder) -> Result<Held, String> {
    let read = |connection: &Connection| -> rusqlite::Result<Held> {
        let sql = "SELECT t.entry,
                EXISTS (SELECT 1 FROM outbox o WHERE o.entry = t.entry AND o.accepted = 0)
                OR EXISTS (SELECT 1 FROM batches b WHERE b.entry = t.entry AND b.state <> 'accepted')
                OR EXISTS (SELECT 1 FROM attachments a JOIN blobs b ON b.blob = a.blob
                           WHERE a.entry = t.entry AND b.own = 1 AND b.whole = 1 AND b.server <> 'held')
             FROM (SELECT entry FROM changes UNION SELECT entry FROM acts UNION SELECT entry FROM outbox
                   UNION SELECT entry FROM batches UNION SELECT entry FROM pulled WHERE entry IS NOT NULL
                   UNION SELECT entry FROM uncovered UNION SELECT entry FROM entries
                   UNION SELECT need FROM needs UNION SELECT entry FROM attachments) t";
        let mut statement = connection.prepare(sql)?;
        let entries = statement.query_map([], |row| Ok((EntryId(row.get(0)?), row.get(1)?)))?;
        let entries = entries.collect::<rusqlite::Result<_>>()?;
        let mut statement = connection.prepare("SELECT DISTINCT village FROM indexed")?;
        let indexed: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let sql = "SELECT blob FROM attachments UNION SELECT blob FROM draft_attachments";
        let mut statement = connection.prepare(sql)?;
        let named = statement.query_map([], |row| row.get(0).map(BlobId))?;
        let named = named.collect::<rusqlite::Result<_>>()?;
        let mut statement = connection.prepare("SELECT blob FROM blobs UNION SELECT blob FROM chunks")?;
        let blobs = statement.query_map([], |row| row.get(0).map(BlobId))?;
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get(0));
        Ok(Held {
            entries,
            indexed: indexed.iter().filter_map(|code| code.parse().ok()).collect(),
            blobs: blobs.collect::<rusqlite::Result<_>>()?,
            named,
            rows: count("SELECT count(*) FROM entries")?,
            found: count("SELECT count(*) FROM search")?,
        })
    };
    read(&connection(folder)?).map_err(|error| format!("reading what is held: {error}"))
}

/// Whether the search table finds this word of ASCII where no entry is any more, whoever may look. An entry that corrects another says
/// its words again.
///
/// # Errors
/// SQLite's.
pub fn finds(folder: &TestFolder, word: &str) -> Result<bool, String> {
    let tokens: Vec<String> = word.bytes().map(|byte| format!("{byte:x}")).collect();
    let phrase = format!("\"{}\"", tokens.join(" "));
    let sql = "SELECT EXISTS (SELECT 1 FROM search WHERE search MATCH ?1 AND rowid NOT IN (SELECT id FROM entries))";
    let found = connection(folder)?.query_row(sql, [phrase], |row| row.get(0));
    found.map_err(|error| format!("searching: {error}"))
}

/// The tables of the file in which a text or the bytes of a value hold these words.
///
/// # Errors
/// SQLite's.
pub fn tables_saying(folder: &TestFolder, words: &str) -> Result<BTreeSet<String>, String> {
    let read = |connection: &Connection| -> rusqlite::Result<BTreeSet<String>> {
        let named = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut tables = connection.prepare(named)?;
        let tables = tables
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        let mut saying = BTreeSet::new();
        for table in tables {
            let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    let bytes = match row.get_ref(column)? {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
                        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
                    };
                    if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
                        saying.insert(table.clone());
                    }
                }
            }
        }
        Ok(saying)
    };
    read(&connection(folder)?).map_err(|error| format!("looking for words: {error}"))
}
