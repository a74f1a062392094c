//! Creating and opening the file. A failed opening touches nothing, and says which of missing, wrong key, damaged and too
//! new it is: SQLite alone says "not a database" to all of them.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::connection::{Access, connect, settle};
use crate::fault::Plan;
use crate::keyfile::{self, KeyFile};
use crate::schema::{self, MIGRATIONS, Migration};
use crate::{Fault, Store, StoreError, integrity};

impl Store {
    /// Makes a new file. It appears under its name only when it is complete.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::DiskFull`].
    pub fn create(path: &Path, key: &[u8; 32]) -> Result<Store, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists);
        }
        let unfinished = path.with_extension("unfinished");
        if unfinished.exists() {
            fs::remove_file(&unfinished).map_err(|error| StoreError::io("removing an unfinished store", error))?;
        }
        make(&unfinished, key)?;
        fs::rename(&unfinished, path).map_err(|error| StoreError::io("renaming a new store", error))?;
        if let Some(folder) = path.parent() {
            keyfile::sync_folder(folder).map_err(|error| StoreError::io("flushing the data folder", error))?;
        }
        Store::open(path, key)
    }

    /// Opens a file, migrates it if it is older, and checks the log ([`Store::faults`]).
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WrongKey`], [`StoreError::Damaged`], [`StoreError::TooNew`],
    /// [`StoreError::DiskFull`].
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Store, StoreError> {
        open_with(path, key, MIGRATIONS)
    }

    /// Opens a file as [`Store::open`] does, but leaves the log to be checked afterwards, which takes most of an opening:
    /// what is derived from it can be read meanwhile. Nothing is written before; see [`Store::begin`]. A file that is older
    /// is checked at once.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_read(path: &Path, key: &[u8; 32]) -> Result<Store, StoreError> {
        opened(path, key, MIGRATIONS)
    }

    /// Checks the log over a connection of its own, while another one reads. Gives what [`Store::begin`] takes.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn check_apart(path: &Path, key: &[u8; 32]) -> Result<Vec<Fault>, StoreError> {
        integrity::check_log(&readable(path, key)?)
    }

    /// Checks the log over this connection. Gives what [`Store::begin`] takes.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn check(&self) -> Result<Vec<Fault>, StoreError> {
        integrity::check_log(&self.connection)
    }

    /// Whether the log was checked, so that the file may be written.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.checked
    }

    /// Takes what the check found, and begins to write where that is due.
    ///
    /// # Errors
    /// As every write.
    pub fn begin(&mut self, faults: Vec<Fault>) -> Result<(), StoreError> {
        let connection = &self.connection;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        (self.faults, self.checked) = (faults, true);
        self.reread()?;
        Ok(())
    }
}

pub(crate) fn open_with(path: &Path, key: &[u8; 32], migrations: &[Migration]) -> Result<Store, StoreError> {
    let mut store = opened(path, key, migrations)?;
    if !store.checked {
        store.begin(store.check()?)?;
    }
    Ok(store)
}

fn opened(path: &Path, key: &[u8; 32], migrations: &[Migration]) -> Result<Store, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing);
    }
    check_key(path, key)?;
    let mut connection = readable(path, key)?;
    schema::check_readable(&connection, u32::try_from(migrations.len()).unwrap_or(u32::MAX))?;
    let is_older = schema::is_older(&connection, migrations)?;
    if is_older {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    }
    settle(&connection, Access::Write)?;
    if is_older {
        schema::copy_before(&connection, path)?;
        schema::migrate(&mut connection, migrations)?;
    }
    let mut store = Store {
        path: path.to_owned(),
        connection,
        plan: Plan::default(),
        faults: Vec::new(),
        checked: false,
        asked: Cell::new(0),
        followed: RefCell::default(),
    };
    if is_older {
        store.begin(store.check()?)?;
    }
    Ok(store)
}

fn make(path: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let mut connection = connect(path, key, Access::Create)?;
    settle(&connection, Access::Create)?;
    schema::migrate(&mut connection, MIGRATIONS)?;
    connection.close().map_err(|(_, error)| StoreError::from(error))
}

/// Compares the key with the digest beside the file, when there is one.
fn check_key(path: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    match KeyFile::read(folder) {
        Ok(file) if !file.fits(key) => Err(StoreError::WrongKey),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Opens and reads the first page. With the digest beside it the key is known to be right, so that a first page which
/// cannot be read is damage; without it, it counts as a wrong key, and the caller asks again.
fn readable(path: &Path, key: &[u8; 32]) -> Result<Connection, StoreError> {
    let connection = connect(path, key, Access::Write)?;
    // A refusal must not even move committed pages from the write-ahead log into the file.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let read = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let folder = path.parent().unwrap_or(Path::new("."));
    match read.map_err(StoreError::from) {
        Ok(0) => Err(StoreError::Damaged),
        Ok(_) => Ok(connection),
        Err(StoreError::Damaged) if !KeyFile::path(folder).exists() => Err(StoreError::WrongKey),
        Err(error) => Err(error),
    }
}
