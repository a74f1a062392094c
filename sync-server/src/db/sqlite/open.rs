//! Making and opening the file. A failed opening never touches it.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::writer::Writer;
use super::{SqliteDb, migrations};
use crate::db::group::Group;
use crate::db::{DbError, DbResult};

/// How many requests read at the same time.
const READERS: usize = 4;
/// Pages of changes, 16 MiB, after which they are written into the file proper: two calls that wait for the disk. Groups under load
/// fill a thousand pages, the engine's own limit, in two or three commits.
const CHECKPOINT_PAGES: u32 = 4096;
/// Statements a connection keeps ready: somewhat more than there are.
const STATEMENTS: usize = 256;
/// How long a writer waits for another process (an admin command beside the server).
const PATIENCE: Duration = Duration::from_secs(10);

impl SqliteDb {
    /// Makes a new file with its tables, readable by its owner only.
    ///
    /// # Errors
    /// [`DbError::Exists`] when there is one.
    pub fn create(path: &Path) -> DbResult<SqliteDb> {
        if path.exists() {
            return Err(DbError::Exists);
        }
        new_file(path).map_err(|error| DbError::Engine(error.to_string()))?;
        SqliteDb::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a file and brings its tables up to date.
    ///
    /// # Errors
    /// [`DbError::Missing`], [`DbError::TooNew`].
    pub fn open(path: &Path) -> DbResult<SqliteDb> {
        if !path.is_file() {
            return Err(DbError::Missing);
        }
        SqliteDb::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// A database that lives as long as this value.
    ///
    /// # Errors
    /// The engine's.
    pub fn in_memory() -> DbResult<SqliteDb> {
        let mut writer = Connection::open_in_memory()?;
        settle(&writer)?;
        writer.execute_batch("PRAGMA foreign_keys=ON;")?;
        migrations::run(&mut writer)?;
        Ok(SqliteDb {
            writer: Group::new(Writer(writer), false),
            readers: Vec::new(),
            next: AtomicUsize::default(),
        })
    }

    fn connect(path: &Path, flags: OpenFlags) -> DbResult<SqliteDb> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut writer = Connection::open_with_flags(path, flags)?;
        writer.busy_timeout(PATIENCE)?;
        settle(&writer)?;
        migrations::check(&writer)?;
        writer.execute_batch(&format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
             PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
        ))?;
        migrations::run(&mut writer)?;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let reader = Connection::open_with_flags(path, flags)?;
            reader.busy_timeout(PATIENCE)?;
            settle(&reader)?;
            reader.execute_batch("PRAGMA query_only=ON;")?;
            readers.push(Mutex::new(reader));
        }
        Ok(SqliteDb {
            writer: Group::new(Writer(writer), true),
            readers,
            next: AtomicUsize::default(),
        })
    }

    /// Writes the log of changes into the file proper.
    pub(super) fn checkpoint(&self) -> DbResult<()> {
        self.writer
            .alone(|writer| writer.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))?;
        Ok(())
    }
}

/// Statements stay ready: left to itself, the engine makes many of them anew whenever another value is bound, in case another plan would do
/// better with it.
fn settle(connection: &Connection) -> DbResult<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// An empty file is a database without tables; what SQLite puts beside it gets the same rights.
fn new_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_made_once_whatever_is_bound_to_it() {
        let folder = std::env::temp_dir().join(format!("cunfa-open-{}", std::process::id()));
        let file = SqliteDb::create(&folder).unwrap();
        let made_anew = |connection: &Connection| {
            let mut statement = connection
                .prepare("SELECT name FROM people WHERE name LIKE ?1")
                .unwrap();
            for name in ["a%", "b%", "c%"] {
                assert!(statement.query_map([name], |_| Ok(())).unwrap().next().is_none());
            }
            statement.get_status(StatementStatus::RePrepare)
        };
        for reader in &file.readers {
            assert_eq!(made_anew(&reader.lock().unwrap()), 0);
        }
        assert_eq!(
            file.writer
                .alone(|writer| Ok::<_, DbError>(made_anew(&writer.0)))
                .unwrap(),
            0
        );
        drop(file);
        std::fs::remove_file(&folder).unwrap();
    }
}
