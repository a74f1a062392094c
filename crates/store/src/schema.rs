//! The schema and its migrations. They are appended, never edited; a test starts from every released one.
//!
//! `PRAGMA user_version` is the schema of the file. `min_readable` says which schema a program must know at least to read
//! and write the file: a migration that only adds keeps it, so that an older program can still open the file.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::StoreError;

/// One step from a schema to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// What it does.
    pub(crate) sql: &'static str,
    /// The oldest schema a program may know to use the file afterwards.
    pub(crate) min_readable: u32,
}

/// Every migration; the first makes the file.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        sql: concat!(
            include_str!("schema/v1.sql"),
            include_str!("schema/writing.sql"),
            include_str!("schema/needs.sql"),
            include_str!("schema/rules.sql"),
            include_str!("schema/operator.sql"),
            include_str!("schema/feedback.sql"),
            include_str!("schema/figures.sql"),
            include_str!("schema/deciding.sql"),
            include_str!("schema/registers.sql")
        ),
        min_readable: 1,
    },
    Migration {
        sql: include_str!("schema/typed.sql"),
        min_readable: 1,
    },
    Migration {
        sql: include_str!("schema/compared.sql"),
        min_readable: 1,
    },
    Migration {
        sql: include_str!("schema/crossings.sql"),
        min_readable: 1,
    },
];

/// The schema of an open file.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses a file of a newer program that says that this one cannot use it.
pub(crate) fn check_readable(connection: &Connection, known: u32) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found <= known {
        return Ok(());
    }
    let min_readable: u32 = connection.query_row("SELECT min_readable FROM schema", [], |row| row.get(0))?;
    if min_readable > known {
        return Err(StoreError::TooNew { found, known });
    }
    Ok(())
}

/// Brings the file to the newest schema, each step in one transaction.
pub(crate) fn migrate(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let from = version(connection)?;
    for (number, migration) in (1u32..).zip(migrations).filter(|(number, _)| *number > from) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration.sql)?;
        transaction.execute("UPDATE schema SET min_readable = ?1", [migration.min_readable])?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether the file is of an older schema and wants a migration.
pub(crate) fn is_older(connection: &Connection, migrations: &[Migration]) -> Result<bool, StoreError> {
    Ok((version(connection)? as usize) < migrations.len())
}

/// Copies the whole file (still encrypted) before it is migrated. No other connection is open.
pub(crate) fn copy_before(connection: &Connection, path: &Path) -> Result<PathBuf, StoreError> {
    let from = version(connection)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let copy = path.with_extension(format!("schema-{from}.copy"));
    fs::copy(path, &copy).map_err(|error| StoreError::io("copying the store before a migration", error))?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Store;
    use crate::open::open_with;

    const KEY: [u8; 32] = [7; 32];
    /// The schema this program knows.
    const KNOWN: u32 = MIGRATIONS.len() as u32;
    const ADDS: Migration = Migration {
        sql: "CREATE TABLE later (text TEXT NOT NULL) STRICT; INSERT INTO later (text) VALUES ('x')",
        min_readable: 1,
    };
    const BREAKS: Migration = Migration {
        sql: "ALTER TABLE device RENAME TO machine",
        min_readable: KNOWN + 2,
    };
    const FAILS: Migration = Migration {
        sql: "CREATE TABLE half (text TEXT NOT NULL) STRICT; SELECT * FROM nowhere",
        min_readable: 1,
    };

    /// A file of the schema this program knows, with a note in it.
    fn released() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cunfa.db");
        let mut store = open_first(&path);
        store.set_pass_note(&crate::PassNote("kept".into())).unwrap();
        (folder, path)
    }

    fn open_first(path: &Path) -> Store {
        Store::create(path, &KEY).unwrap()
    }

    fn with(more: &[Migration]) -> Vec<Migration> {
        [MIGRATIONS, more].concat()
    }

    #[test]
    fn an_older_file_is_copied_then_migrated_and_keeps_what_it_held() {
        let (folder, path) = released();
        let store = open_with(&path, &KEY, &with(&[ADDS])).unwrap();
        assert_eq!(version(&store.connection).unwrap(), KNOWN + 1);
        assert_eq!(store.pass_note().unwrap().0, "kept");
        let copy = folder.path().join(format!("cunfa.schema-{KNOWN}.copy"));
        let copy = Store::open(&copy, &KEY).unwrap();
        assert_eq!(
            (version(&copy.connection).unwrap(), copy.pass_note().unwrap().0),
            (KNOWN, "kept".into())
        );
    }

    #[test]
    fn an_older_program_opens_a_newer_file_that_only_added_and_refuses_one_that_did_not() {
        let (_folder, path) = released();
        drop(open_with(&path, &KEY, &with(&[ADDS])).unwrap());
        assert_eq!(Store::open(&path, &KEY).unwrap().pass_note().unwrap().0, "kept");
        drop(open_with(&path, &KEY, &with(&[ADDS, BREAKS])).unwrap());
        let refused = Store::open(&path, &KEY);
        let newer = (KNOWN + 2, KNOWN);
        assert!(matches!(refused, Err(StoreError::TooNew { found, known }) if (found, known) == newer));
    }

    #[test]
    fn a_migration_that_fails_leaves_the_file_as_it_was() {
        let (_folder, path) = released();
        assert!(open_with(&path, &KEY, &with(&[FAILS])).is_err());
        let store = Store::open(&path, &KEY).unwrap();
        assert_eq!(
            (version(&store.connection).unwrap(), store.pass_note().unwrap().0),
            (KNOWN, "kept".into())
        );
        let half = "SELECT count(*) FROM sqlite_schema WHERE name = 'half'";
        assert_eq!(
            store
                .connection
                .query_row(half, [], |row| row.get::<_, i64>(0))
                .unwrap(),
            0
        );
    }

    #[test]
    fn every_released_schema_comes_to_the_newest() {
        for released in 1..=MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate(&mut connection, MIGRATIONS.get(..released).unwrap()).unwrap();
            migrate(&mut connection, MIGRATIONS).unwrap();
            assert_eq!(version(&connection).unwrap() as usize, MIGRATIONS.len());
            check_readable(&connection, 1).unwrap();
        }
    }
}
