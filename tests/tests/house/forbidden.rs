//! Things that may stand nowhere: unfinished work, left-over debugging, tests switched off, waiting by the clock, and the place of a
//! clone kept in a program.

use super::source::{self, SourceFile, Token, find};
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

/// Where a package lies. Tests run in that folder, and build tools ask for it when they run.
const PLACE: &str = "CARGO_MANIFEST_DIR";

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
    let baked = |window: &&[Token]| window[0].text == "!" && window[2].literal && window[2].text.contains(PLACE);
    faults.extend(tokens.windows(3).filter(baked).map(|window| {
        let line = window[0].line;
        format!(
            "{}:{line}: {PLACE} of the compiler: a program kept from another clone would look there",
            file.path
        )
    }));
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
        "const A: &str = env!(\"CARGO_MANIFEST_DIR\");",
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
