//! Making and opening the tables in a database that its operator made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::place::Place;
use super::road::Road;
use super::row::{self, Tx};
use super::{PostgresDb, migrations};
use crate::db::{DbError, DbResult};

impl PostgresDb {
    /// Makes the tables in an empty database.
    ///
    /// # Errors
    /// [`DbError::Exists`] when they are there.
    pub fn create(place: &Place) -> DbResult<PostgresDb> {
        let road = Road::to(place)?;
        road.write(async |tx: &Tx| {
            check(tx).await?;
            if migrations::is_made(tx).await? {
                return Err(DbError::Exists);
            }
            migrations::make(tx).await?;
            migrations::run(tx).await
        })?;
        Ok(PostgresDb::on(road))
    }

    /// Opens the tables and brings them up to date.
    ///
    /// # Errors
    /// [`DbError::Missing`], [`DbError::TooNew`].
    pub fn open(place: &Place) -> DbResult<PostgresDb> {
        let road = Road::to(place)?;
        road.write(async |tx: &Tx| {
            check(tx).await?;
            if !migrations::is_made(tx).await? {
                return Err(DbError::Missing);
            }
            migrations::run(tx).await
        })?;
        Ok(PostgresDb::on(road))
    }

    fn on(road: Road) -> PostgresDb {
        PostgresDb {
            road: Arc::new(road),
            lanes: Mutex::new(BTreeMap::new()),
        }
    }
}

/// Two settings that would make us say what is not so: that something is kept, or that a text is what was written.
async fn check(tx: &Tx) -> DbResult<()> {
    for (setting, bad) in [("synchronous_commit", "off"), ("server_encoding", "SQL_ASCII")] {
        let sql = format!("SHOW {setting}");
        let value: Option<String> = row::first(tx, &sql, &[], |row| row::get(row, setting)).await?;
        if value.is_some_and(|value| value == bad) {
            return Err(DbError::Engine(format!("{setting} is {bad}")));
        }
    }
    Ok(())
}
