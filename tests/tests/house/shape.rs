//! Every Rust file says at its top what lives in it, and none grows beyond 800 lines; those over 400 are listed.

use super::source::{self, SourceFile};
use super::{none, one};

const THINK_LINES: usize = 400;
const STOP_LINES: usize = 800;

fn without_opening(files: &[SourceFile]) -> Vec<String> {
    let bad = |file: &&SourceFile| {
        !file.text.starts_with("//! ") || file.text.lines().next().is_none_or(|line| line.len() < 12)
    };
    files
        .iter()
        .filter(bad)
        .map(|file| format!("{}: begins without `//!` and a sentence", file.path))
        .collect()
}

fn longer_than(files: &[SourceFile], lines: usize) -> Vec<String> {
    let long = files
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, count)| *count > lines);
    long.map(|(file, count)| format!("{}: {count} lines", file.path))
        .collect()
}

#[test]
fn every_file_begins_by_saying_what_lives_in_it() {
    none(&without_opening(&source::all()));
}

#[test]
fn a_file_without_an_opening_is_found() {
    one(
        &without_opening(&[SourceFile::synthetic("a.rs", "use b;\n")]),
        &["a.rs"],
    );
    one(&without_opening(&[SourceFile::synthetic("a.rs", "//! x\n")]), &["a.rs"]);
}

#[test]
fn no_file_is_longer_than_800_lines() {
    let files = source::all();
    for fault in longer_than(&files, THINK_LINES) {
        println!("over {THINK_LINES}, think: {fault}");
    }
    none(&longer_than(&files, STOP_LINES));
}

#[test]
fn a_file_of_801_lines_is_found() {
    one(
        &longer_than(&[SourceFile::synthetic("a.rs", &"x\n".repeat(801))], STOP_LINES),
        &["a.rs", "801"],
    );
    none(&longer_than(
        &[SourceFile::synthetic("a.rs", &"x\n".repeat(800))],
        STOP_LINES,
    ));
}
