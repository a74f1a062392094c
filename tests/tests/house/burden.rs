//! 填写负担 and templates stay on the device: nothing that is sent, and nothing that is signed, has a place for them.

use super::none;
use super::source::{self, SourceFile};

/// Where what is sent, signed or served is made.
const OUTSIDE: [&str; 11] = [
    "crates/protocol/src/wire.rs",
    "crates/protocol/src/index.rs",
    "crates/protocol/src/courier.rs",
    "crates/protocol/src/devices.rs",
    "crates/protocol/src/inquiries.rs",
    "crates/protocol/src/firms.rs",
    "crates/evidence/src/",
    "crates/document/src/",
    "crates/volume/src/",
    "crates/client/src/sync/",
    "sync-server/src/",
];
/// Words that only what counts or keeps templates needs.
const WORDS: [&str; 5] = ["burden", "Burden", "taps", "CountWriting", "Template"];

fn faults(files: &[SourceFile]) -> Vec<String> {
    let outside = |file: &&SourceFile| OUTSIDE.iter().any(|place| file.path.starts_with(place));
    files.iter().filter(outside).flat_map(faults_of).collect()
}

fn faults_of(file: &SourceFile) -> Vec<String> {
    match file.tokens() {
        Err(fault) => vec![fault],
        Ok(tokens) => tokens
            .iter()
            .filter(|token| !token.literal && WORDS.contains(&token.text.as_str()))
            .map(|token| format!("{}:{}: {} would leave the device", file.path, token.line, token.text))
            .collect(),
    }
}

#[test]
fn no_message_carries_what_was_counted_or_a_template() {
    none(&faults(&source::all()));
}

#[test]
fn a_message_that_carries_taps_is_found() {
    let file = SourceFile::synthetic("crates/protocol/src/wire.rs", "struct Push { taps: u32 }");
    super::one(&faults(&[file]), &["wire.rs:1", "taps"]);
    none(&faults(&[SourceFile::synthetic(
        "ui/src/field/settings.rs",
        "struct Push { taps: u32 }",
    )]));
}
