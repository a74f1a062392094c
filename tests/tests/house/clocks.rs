//! No clock and no randomness below `client`: time, ids and random bytes are arguments there.

use super::source::{self, SourceFile, find};
use super::{none, one};

const ROOMS: [&str; 7] = [
    "crates/core/",
    "crates/evidence/",
    "crates/document/",
    "crates/protocol/",
    "crates/sheet/",
    "crates/store/",
    "crates/volume/",
];

const SOURCES: [&[&str]; 9] = [
    &["SystemTime", ":", ":", "now"],
    &["Instant", ":", ":", "now"],
    &["Utc", ":", ":", "now"],
    &["Local", ":", ":", "now"],
    &["getrandom"],
    &["rand", ":", ":"],
    &["OsRng"],
    &["thread_rng"],
    &["ActorId", ":", ":", "random"],
];

fn faults(files: &[SourceFile]) -> Vec<String> {
    let below = files
        .iter()
        .filter(|file| ROOMS.iter().any(|room| file.path.starts_with(room)));
    below.flat_map(faults_of).collect()
}

fn faults_of(file: &SourceFile) -> Vec<String> {
    let tokens = match file.tokens() {
        Ok(tokens) => tokens,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for source in SOURCES {
        let found = find(&tokens, source).into_iter().filter(|token| !token.test);
        faults.extend(found.map(|token| format!("{}:{}: {} below client", file.path, token.line, source.concat())));
    }
    faults
}

#[test]
fn no_clock_and_no_randomness_below_the_client() {
    none(&faults(&source::all()));
}

#[test]
fn a_clock_in_the_store_is_found_but_not_one_in_its_tests() {
    let product = "fn a() -> u64 { std::time::SystemTime::now() }";
    one(
        &faults(&[SourceFile::synthetic("crates/store/src/log.rs", product)]),
        &["crates/store/src/log.rs:1", "SystemTime::now"],
    );
    none(&faults(&[SourceFile::synthetic(
        "crates/store/src/log.rs",
        &format!("#[cfg(test)]\nmod tests {{ {product} }}"),
    )]));
    none(&faults(&[SourceFile::synthetic("crates/client/src/clock.rs", product)]));
}
