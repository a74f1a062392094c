//! What the screen says stands in one table, `ui/src/words`: no Chinese text in any other file of the interface. What the public page says stands
//! in `sync-server/src/public/words.rs` likewise.

use std::collections::BTreeMap;

use super::source::{self, SourceFile, Token};
use super::{none, one};

/// Where words are shown, and the table in which they stand.
const TABLES: [(&str, &str); 2] = [
    ("ui/src/", "ui/src/words"),
    ("sync-server/src/public/", "sync-server/src/public/words.rs"),
];

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

fn faults(files: &[SourceFile]) -> Vec<String> {
    let shows = |file: &&SourceFile| {
        let mut tables = TABLES.iter();
        tables.any(|(place, table)| file.path.starts_with(place) && !file.path.starts_with(table))
    };
    files.iter().filter(shows).flat_map(faults_of).collect()
}

fn faults_of(file: &SourceFile) -> Vec<String> {
    match file.tokens() {
        Err(fault) => vec![fault],
        Ok(tokens) => {
            let spoken = |token: &&Token| token.literal && !token.test && token.text.chars().any(is_han);
            tokens
                .iter()
                .filter(spoken)
                .map(|token| format!("{}:{}: words outside the table", file.path, token.line))
                .collect()
        }
    }
}

#[test]
fn the_words_of_the_screen_stand_in_one_table() {
    none(&faults(&source::all()));
}

/// What stands for each value in a table of words: `Kind::Visit => "走访值班"`.
fn said(text: &str) -> BTreeMap<String, String> {
    let arm = |line: &str| {
        let (value, words) = line.trim().split_once(" => \"")?;
        let words = words.strip_suffix("\",")?;
        let (list, _) = value.split_once("::")?;
        let is_shared = ["Kind", "Mode", "ResultClass", "Stage", "Delivery", "Role"].contains(&list);
        is_shared.then(|| (value.to_owned(), words.to_owned()))
    };
    // What a list is called stands first; sentences about it come after.
    let mut said = BTreeMap::new();
    for (value, words) in text.lines().filter_map(arm) {
        said.entry(value).or_insert(words);
    }
    said
}

fn otherwise_said(screen: &BTreeMap<String, String>, table: &BTreeMap<String, String>) -> Vec<String> {
    let differs = |(value, words): (&String, &String)| match screen.get(value) {
        Some(shown) if shown == words => None,
        Some(shown) => Some(format!("{value}: {words} in a table, {shown} on the screen")),
        None => Some(format!("{value}: no word on the screen")),
    };
    table.iter().filter_map(differs).collect()
}

#[test]
fn a_table_that_is_written_says_what_the_screen_says() {
    let read = |path: &str| std::fs::read_to_string(source::root().join(path)).expect("a table of words");
    let mut screen = said(&read("ui/src/words/mod.rs"));
    screen.extend(said(&read("ui/src/words/sync.rs")));
    let table = said(&read("crates/client/src/sheets/words.rs"));
    assert!(table.len() > 30, "the words are read");
    none(&otherwise_said(&screen, &table));
    let other = BTreeMap::from([("Kind::Visit".to_owned(), "值班".to_owned())]);
    one(&otherwise_said(&screen, &other), &["Kind::Visit", "值班"]);
}

#[test]
fn a_chinese_word_in_a_screen_is_found() {
    let text = "fn a() { b(\"保存\") }";
    one(
        &faults(&[SourceFile::synthetic("ui/src/field/home.rs", text)]),
        &["ui/src/field/home.rs:1"],
    );
    none(&faults(&[SourceFile::synthetic("ui/src/words/field.rs", text)]));
    let page = "sync-server/src/public/pages/village.rs";
    one(&faults(&[SourceFile::synthetic(page, text)]), &[page]);
    none(&faults(&[SourceFile::synthetic("sync-server/src/public/words.rs", text)]));
    none(&faults(&[SourceFile::synthetic("sync-server/src/cli/queue.rs", text)]));
    none(&faults(&[SourceFile::synthetic(
        "ui/src/field/home.rs",
        "//! 首页\n/// 保存\nfn a() {}",
    )]));
}
