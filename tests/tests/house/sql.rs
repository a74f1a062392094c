//! SQL stands in `crates/store` and `sync-server/src/db` and nowhere else; tests may damage files with it.

use super::source::{self, SourceFile, Token};
use super::{none, one};

const HOMES: [&str; 2] = ["crates/store/", "sync-server/src/db/"];

fn is_sql(literal: &str) -> bool {
    let begins = [
        "SELECT ",
        "INSERT INTO ",
        "INSERT OR ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "CREATE INDEX ",
        "ALTER TABLE ",
        "PRAGMA ",
    ];
    begins.iter().any(|words| literal.contains(words)) || (literal.contains("UPDATE ") && literal.contains(" SET "))
}

fn sql_elsewhere(files: &[SourceFile]) -> Vec<String> {
    let strangers = files
        .iter()
        .filter(|file| !HOMES.iter().any(|home| file.path.starts_with(home)));
    strangers.flat_map(sql_of).collect()
}

fn sql_of(file: &SourceFile) -> Vec<String> {
    match file.tokens() {
        Err(fault) => vec![fault],
        Ok(tokens) => {
            let sql = |token: &&Token| token.literal && !token.test && is_sql(&token.text);
            tokens
                .iter()
                .filter(sql)
                .map(|token| format!("{}:{}: SQL outside its rooms", file.path, token.line))
                .collect()
        }
    }
}

#[test]
fn sql_is_written_only_in_the_store_and_the_servers_database_folder() {
    none(&sql_elsewhere(&source::all()));
}

#[test]
fn sql_in_a_door_is_found() {
    let door = SourceFile::synthetic(
        "src-tauri/src/door.rs",
        "//! Door.\nfn a() { b(\"SELECT 1 FROM entries\") }",
    );
    one(&sql_elsewhere(&[door]), &["src-tauri/src/door.rs:2"]);
    let table = SourceFile::synthetic("crates/store/src/drafts.rs", "fn a() { b(\"SELECT 1 FROM drafts\") }");
    none(&sql_elsewhere(&[table]));
}
