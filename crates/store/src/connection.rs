//! Opening a connection: the key before any other statement, then the settings every connection has. Nothing here creates,
//! repairs or deletes data.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::StoreError;

/// Oldest SQLite whose WAL and FTS5 are trusted here.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long a statement waits for another connection of this program.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Prepared statements kept per connection; there are about fifty.
const STATEMENTS: usize = 100;

/// What SQLCipher must be told, after the key and before the first read, to read the file. Part of its format.
///
/// A save touches some fifteen pages, and each is encrypted, sealed and written: pages of 2 KiB instead of 4, and SHA-256, which
/// processors of tablets have built in, instead of SHA-512, cost less than half.
pub const CIPHER: &str = "PRAGMA cipher_page_size = 2048; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;";

/// SQLCipher makes itself ready while the first connection of a process is opened, and SQLite takes it for ready before it is
/// (utelle/SQLite3MultipleCiphers#194 tells of the same): a second one that is opened at that moment cannot be given a key.
static READY: Once = Once::new();

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Make the file; it is in no WAL mode yet.
    Create,
    /// Write an existing file.
    Write,
}

/// Opens a connection. The key is checked only by the first read.
pub(crate) fn connect(path: &Path, key: &[u8; 32], access: Access) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::Shape("SQLite, which is too old"));
    }
    let create = match access {
        Access::Create => OpenFlags::SQLITE_OPEN_CREATE,
        Access::Write => OpenFlags::empty(),
    };
    READY.call_once(|| drop(Connection::open_in_memory()));
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let connection = Connection::open_with_flags(path, flags)?;
    let raw_key = raw_key(key);
    connection.key(None::<&str>, raw_key.as_bytes(), false)?;
    connection.execute_batch(CIPHER)?;
    connection.execute_batch("PRAGMA cipher_memory_security = OFF; PRAGMA cipher_log_level = NONE;")?;
    // Without it, SQLite plans queries anew for every value that is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// The settings that need a readable file. Call after the key was checked.
pub(crate) fn settle(connection: &Connection, access: Access) -> Result<(), StoreError> {
    // What is deleted is overwritten: of a village that nobody here may read any more nothing is to be left in free space.
    connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000;")?;
    match access {
        Access::Create => connection.execute_batch("PRAGMA synchronous = FULL;")?,
        Access::Write => {
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            connection.execute_batch("PRAGMA synchronous = FULL;")?;
        }
    }
    Ok(())
}

/// A raw key in SQLCipher's spelling: used as it is, without a derivation.
fn raw_key(key: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(67));
    text.push_str("x'");
    for byte in key {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text.push('\'');
    text
}
