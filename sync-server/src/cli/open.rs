//! Opening what the configuration names.

use super::CliError;
use crate::blobs::{Blobs, BucketBlobs, FolderBlobs};
use crate::config::{BlobsPlace, Config};
use crate::county_key::read_key;
use crate::db::sqlite::SqliteDb;
use crate::random::SystemRandom;
use crate::server::{Server, ServerConfig};

/// The database alone, for commands that sign nothing.
pub(super) fn db(config: &Config) -> Result<SqliteDb, CliError> {
    Ok(SqliteDb::open(&config.database)?)
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
    Ok(Server::open(
        ServerConfig {
            county_key,
            random,
            blobs,
            limits: config.server_limits(),
        },
        Box::new(db),
    )?)
}
