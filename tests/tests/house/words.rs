//! What the screen says stands in one table, `ui/src/words`: no Chinese text in any other file of the interface.

use super::source::{self, SourceFile, Token};
use super::{none, one};

const TABLE: &str = "ui/src/words";

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

fn faults(files: &[SourceFile]) -> Vec<String> {
    let screens = files
        .iter()
        .filter(|file| file.path.starts_with("ui/src/") && !file.path.starts_with(TABLE));
    screens.flat_map(faults_of).collect()
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

#[test]
fn a_chinese_word_in_a_screen_is_found() {
    let text = "fn a() { b(\"保存\") }";
    one(
        &faults(&[SourceFile::synthetic("ui/src/field/home.rs", text)]),
        &["ui/src/field/home.rs:1"],
    );
    none(&faults(&[SourceFile::synthetic("ui/src/words/field.rs", text)]));
    none(&faults(&[SourceFile::synthetic(
        "ui/src/field/home.rs",
        "//! 首页\n/// 保存\nfn a() {}",
    )]));
}
