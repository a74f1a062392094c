//! What the screen says stands in one table, `ui/src/words`: no Chinese text in any other file of the interface. What the public page says stands
//! in `sync-server/src/public/words` likewise.

use std::collections::BTreeMap;

use super::source::{self, SourceFile, Token};
use super::{none, one};

/// Where words are shown, and the table in which they stand.
const TABLES: [(&str, &str); 2] = [
    ("ui/src/", "ui/src/words"),
    ("sync-server/src/public/", "sync-server/src/public/words"),
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

/// Lists of values that screens and written tables call alike.
const SHARED: [&str; 18] = [
    "Finding",
    "Asked",
    "Kind",
    "Mode",
    "ResultClass",
    "Stage",
    "Delivery",
    "Role",
    "RecordKind",
    "Column",
    "FirmKind",
    "CounselKind",
    "Verdict",
    "NeedState",
    "Channel",
    "CloseReason",
    "Category",
    "Detail",
];

/// What stands for each value in a table of words: `Kind::Visit => "走访值班"`.
fn said(text: &str) -> BTreeMap<String, String> {
    let arm = |line: &str| {
        let (value, words) = line.trim().split_once(" => \"")?;
        let words = words.strip_suffix("\",")?;
        let (list, _) = value.split_once("::")?;
        let is_shared = SHARED.contains(&list);
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
    screen.extend(said(&read("ui/src/words/needs.rs")));
    let table = said(&read("crates/client/src/sheets/words.rs"));
    assert!(table.len() > 30, "the words are read");
    none(&otherwise_said(&screen, &table));
    let other = BTreeMap::from([("Kind::Visit".to_owned(), "值班".to_owned())]);
    one(&otherwise_said(&screen, &other), &["Kind::Visit", "值班"]);
}

/// What reports say in words, on the screen and in a table.
const REPORTS: [&str; 2] = ["ui/src/words/report.rs", "crates/client/src/sheets/report_words.rs"];
const SAID_TWICE: [&str; 9] = [
    "data",
    "limit",
    "ground",
    "verdict",
    "paid",
    "step",
    "scored",
    "points",
    "total_given",
];
/// Names that stand in both and say the same.
const NAMED_TWICE: [&str; 2] = ["UNKNOWN", "NOT_REGISTERED"];

/// The words of a function, or of a constant, in their order; none when there is none of this name.
fn words_of(tokens: &[Token], (kind, name): (&str, &str)) -> Option<Vec<String>> {
    let begins = |two: &[Token]| !two[0].test && two[0].text == kind && two[1].text == name;
    let from = tokens.windows(2).position(begins)?;
    let (mut depth, mut words) = (0_usize, Vec::new());
    for token in &tokens[from..] {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth <= 1 => break,
            "}" => depth -= 1,
            ";" if depth == 0 => break,
            text if token.literal => words.push(text.to_owned()),
            _ => {}
        }
    }
    Some(words)
}

fn otherwise_reported(screen: &SourceFile, table: &SourceFile) -> Vec<String> {
    let (Ok(screen), Ok(table)) = (screen.tokens(), table.tokens()) else {
        return vec!["a table of words is no Rust".to_owned()];
    };
    let functions = SAID_TWICE.map(|name| ("fn", name));
    let names = NAMED_TWICE.map(|name| ("const", name));
    let all = functions.into_iter().chain(names);
    let differs = |what: (&str, &str)| {
        let (shown, written) = (words_of(&screen, what), words_of(&table, what));
        let is_same = shown.is_some() && shown == written;
        (!is_same).then(|| format!("{}: {written:?} in a table, {shown:?} on the screen", what.1))
    };
    all.filter_map(differs).collect()
}

#[test]
fn a_report_in_a_table_says_what_the_report_on_the_screen_says() {
    let files = source::all();
    let [screen, table] = REPORTS.map(|path| files.iter().find(|file| file.path == path).expect("a table of words"));
    none(&otherwise_reported(screen, table));
    let counted = words_of(&screen.tokens().unwrap(), ("fn", "limit")).expect("a function");
    assert!(counted.len() > 8, "the words are read: {counted:?}");
    let other = SourceFile::synthetic("a.rs", &table.text.replace("推定\",", "猜测\","));
    one(&otherwise_reported(screen, &other), &["ground", "猜测"]);
    let gone = SourceFile::synthetic("a.rs", &table.text.replace("fn scored(", "fn scoring("));
    one(&otherwise_reported(screen, &gone), &["scored", "None"]);
}

#[test]
fn villagers_are_asked_the_same_on_paper_and_in_a_table() {
    let read = |path: &str| {
        let text = std::fs::read_to_string(source::root().join(path)).expect("a table of words");
        let (_, from) = text.split_once("const ASK_QUESTIONS").expect("the questions");
        let (_, from) = from.split_once("= [").expect("a list");
        let (list, _) = from.split_once("];").expect("its end");
        list.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let screen = read("ui/src/words/check.rs");
    assert_eq!(screen.len(), 4);
    assert_eq!(screen, read("crates/client/src/sheets/words.rs"));
}

#[test]
fn a_table_of_the_registers_says_what_the_screen_says() {
    let read = |path: &str| said(&std::fs::read_to_string(source::root().join(path)).expect("a table of words"));
    let mut screen = read("ui/src/words/registers.rs");
    screen.extend(read("ui/src/words/check.rs"));
    let table = read("crates/client/src/sheets/register_words.rs");
    assert!(table.len() > 40, "the words are read");
    none(&otherwise_said(&screen, &table));
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
    none(&faults(&[SourceFile::synthetic(
        "sync-server/src/public/words.rs",
        text,
    )]));
    none(&faults(&[SourceFile::synthetic("sync-server/src/cli/queue.rs", text)]));
    none(&faults(&[SourceFile::synthetic(
        "ui/src/field/home.rs",
        "//! 首页\n/// 保存\nfn a() {}",
    )]));
}
