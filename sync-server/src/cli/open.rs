//! Opening what the configuration names.

use super::CliError;
use crate::blobs::{Blobs, BucketBlobs, FolderBlobs};
use crate::config::{BlobsPlace, Config, Database};
use crate::county_key::read_key;
use crate::db::postgres::PostgresDb;
use crate::db::sqlite::SqliteDb;
use crate::db::{Db, DbError};
use crate::random::SystemRandom;
use crate::server::{Server, ServerConfig};

/// The database alone, for commands that sign nothing.
pub(super) fn db(config: &Config) -> Result<Box<dyn Db>, CliError> {
    Ok(match &config.database {
        Database::Sqlite(file) => Box::new(SqliteDb::open(file)?),
        Database::Postgres(address) => Box::new(PostgresDb::open(&config.place(address)?)?),
    })
}

/// A new database, or one that an interrupted `init` left empty.
pub(super) fn fresh(config: &Config) -> Result<Box<dyn Db>, CliError> {
    let made: Result<Box<dyn Db>, DbError> = match &config.database {
        Database::Sqlite(file) => SqliteDb::create(file).map(|db| Box::new(db) as Box<dyn Db>),
        Database::Postgres(address) => {
            PostgresDb::create(&config.place(address)?).map(|db| Box::new(db) as Box<dyn Db>)
        }
    };
    match made {
        Err(DbError::Exists) => {
            let there = db(config)?;
            if there.county_key()?.is_some() {
                Err(DbError::Exists.into())
            } else {
                Ok(there)
            }
        }
        other => Ok(other?),
    }
}

/// Database and key.
pub(super) fn server(config: &Config) -> Result<Server, CliError> {
    let db = db(config)?;
    let county_key = read_key(&config.county_key())?;
    let random = Box::new(SystemRandom);
    let blobs: Box<dyn Blobs> = match config.blobs_place()? {
        BlobsPlace::Folder(folder) => Box::new(FolderBlobs::new(folder)),
        BlobsPlace::Bucket(bucket) => Box::new(BucketBlobs::new(&bucket)?),
    };
    let server = Server::open(
        ServerConfig {
            county_key,
            random,
            blobs,
            limits: config.server_limits(),
            operator: config.operator(),
        },
        db,
    )?;
    Ok(server.with_public_page(config.public.as_ref().map(|public| public.url.clone())))
}
