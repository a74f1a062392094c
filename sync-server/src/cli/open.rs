//! Opening what the configuration names.

use super::CliError;
use crate::config::Config;
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
    Ok(Server::open(
        ServerConfig {
            county_key,
            random,
            limits: config.server_limits(),
        },
        Box::new(db),
    )?)
}
