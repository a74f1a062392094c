//! Things that may stand nowhere: unfinished work, left-over debugging, tests switched off, and waiting by the clock.

use super::source::{self, SourceFile, find};
use super::{none, one};

/// A pattern of tokens and why it may not stand.
const FORBIDDEN: [(&[&str], &str); 6] = [
    (&["todo", "!"], "unfinished"),
    (&["unimplemented", "!"], "unfinished"),
    (&["dbg", "!"], "left-over debugging"),
    (&["#", "[", "ignore"], "a test switched off"),
    (
        &["thread", ":", ":", "sleep"],
        "waits by the clock: wait for the thing itself, with a deadline",
    ),
    (
        &["thread", ":", ":", "sleep_ms"],
        "waits by the clock: wait for the thing itself, with a deadline",
    ),
];

fn faults(files: &[SourceFile]) -> Vec<String> {
    files.iter().flat_map(faults_of).collect()
}

fn faults_of(file: &SourceFile) -> Vec<String> {
    let tokens = match file.tokens() {
        Ok(tokens) => tokens,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for (pattern, why) in FORBIDDEN {
        // The build tools watch other programs and may wait between looks.
        let excused = file.path.starts_with("xtask/") && pattern.contains(&"thread");
        let found = if excused { Vec::new() } else { find(&tokens, pattern) };
        faults.extend(
            found
                .iter()
                .map(|token| format!("{}:{}: {}: {why}", file.path, token.line, pattern.concat())),
        );
    }
    faults
}

#[test]
fn nothing_unfinished_switched_off_or_sleeping_stands_anywhere() {
    none(&faults(&source::all()));
}

#[test]
fn each_forbidden_thing_is_found() {
    let bodies = [
        "fn a() { todo!() }",
        "fn a() { unimplemented!() }",
        "fn a() { dbg!(1) }",
        "#[ignore]\nfn a() {}",
        "fn a() { std::thread::sleep(b) }",
        "#[ignore = \"later\"]\nfn a() {}",
    ];
    for body in bodies {
        one(
            &faults(&[SourceFile::synthetic("crates/x/tests/y.rs", body)]),
            &["crates/x/tests/y.rs:1"],
        );
    }
    none(&faults(&[SourceFile::synthetic(
        "a.rs",
        "/// todo!()\nfn a() { b(\"todo!()\") }",
    )]));
}
