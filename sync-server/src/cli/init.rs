//! `init`: a database, its county key, and the village register. Interrupted half-way, it can be run again.

use std::path::Path;

use cunfa_core::Village;
use cunfa_core::rules::shipped_for;
use cunfa_evidence::keys::SigningKey;

use super::{CliError, open, say};
use crate::config::Config;
use crate::county_key::{draw_key, read_key, write_key};
use crate::db::Founding;
use crate::http::now_ms;
use crate::random::SystemRandom;
use crate::register::{NANNING, read_villages};

pub(super) fn run(config: &Config, villages: &str, given_key: Option<&Path>) -> Result<(), CliError> {
    let villages = read(villages)?;
    let db = open::fresh(config)?;
    let key = key(&config.county_key(), given_key)?;
    let count = villages.len();
    let rules = shipped_for(villages.iter().map(|village| &village.code));
    db.found(&Founding {
        county_key: key.public().to_vec(),
        villages,
        rules: rules.into_iter().map(str::to_owned).collect(),
        epoch: u64::try_from(now_ms()).unwrap_or(1),
    })?;
    db.settle()?;
    say::line(&format!("已建好数据库，导入 {count} 个村（社区）。"));
    say::line(&format!(
        "县级密钥在 {}，请另存一份到安全的地方。",
        config.county_key().display()
    ));
    Ok(())
}

fn read(villages: &str) -> Result<Vec<Village>, CliError> {
    let text = if villages == "nanning" {
        NANNING.to_owned()
    } else {
        std::fs::read_to_string(villages).map_err(|error| CliError::RegisterFile {
            path: villages.to_owned(),
            error,
        })?
    };
    read_villages(&text).map_err(|error| CliError::Register {
        path: villages.to_owned(),
        error,
    })
}

/// The given key, copied to its place; else the one an interrupted `init` left there; else a new one.
fn key(place: &Path, given: Option<&Path>) -> Result<SigningKey, CliError> {
    let key = match given {
        Some(given) => read_key(given)?,
        None if place.exists() => read_key(place)?,
        None => draw_key(&SystemRandom)?,
    };
    if !place.exists() {
        write_key(place, &key)?;
    }
    Ok(key)
}
