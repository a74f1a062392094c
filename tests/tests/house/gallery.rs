//! The page of parts is for who builds screens: no build that is shipped holds it. Its modules are compiled in debug builds only, and
//! `cargo xtask ui` refuses a bundle with its mark in it.

use super::source::root;
use super::{none, one};

const GUARD: &str = "#[cfg(debug_assertions)]";

/// Lines that name the page without the guard before them.
fn unguarded(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let names = |line: &str| !line.starts_with("//") && (line.contains("mod gallery;") || line.contains("gallery::"));
    let faults = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| names(line) && (*at == 0 || lines[at - 1] != GUARD));
    faults
        .map(|(at, _)| format!("{name}:{}: the page of parts without {GUARD}", at + 1))
        .collect()
}

#[test]
fn only_debug_builds_hold_the_page_of_parts() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    for path in ["ui/src/lib.rs", "ui/src/words/mod.rs", "ui/src/app.rs"] {
        none(&unguarded(path, &read(path)));
    }
    one(
        &unguarded("lib.rs", "pub mod field;\npub mod gallery;\n"),
        &["lib.rs:2"],
    );
    one(
        &unguarded("lib.rs", "fn mount() {\n    if gallery::shown() {"),
        &["lib.rs:2"],
    );
    let mark = read("ui/src/gallery.rs");
    let mark = mark
        .lines()
        .find_map(|line| line.strip_prefix("pub const MARK: &str = "))
        .unwrap();
    assert!(
        read("xtask/src/ui.rs").contains(mark.trim_end_matches(';')),
        "the bundle is searched for the mark"
    );
}
