//! The commands that the documents promise exist: the alias, and every `cargo xtask VERB` that a document names.

use super::source::root;
use super::{none, one};

/// Documents with commands in them.
const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

fn verbs(document: &str) -> Vec<&str> {
    let after = document.split("cargo xtask ").skip(1);
    after
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next())
        .filter(|verb| !verb.is_empty())
        .collect()
}

fn unknown_verbs(name: &str, document: &str, program: &str) -> Vec<String> {
    let known = |verb: &&str| !program.contains(&format!("\"{verb}\""));
    verbs(document)
        .into_iter()
        .filter(known)
        .map(|verb| format!("{name}: there is no `cargo xtask {verb}`"))
        .collect()
}

fn missing_promises(readme: &str) -> Vec<String> {
    let wanted = ["cargo xtask demo", "cargo xtask test"];
    wanted
        .iter()
        .filter(|words| !readme.contains(**words))
        .map(|words| format!("README.md: does not name `{words}`"))
        .collect()
}

#[test]
fn the_two_commands_of_the_readme_exist() {
    let read =
        |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let aliases = read(".cargo/config.toml");
    assert!(
        aliases.contains("xtask = \"run") && aliases.contains("--package xtask --"),
        "the alias is gone"
    );
    let program = read("xtask/src/main.rs");
    none(&missing_promises(&read("README.md")));
    let faults: Vec<String> = DOCUMENTS
        .iter()
        .flat_map(|name| unknown_verbs(name, &read(name), &program))
        .collect();
    none(&faults);
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    one(
        &unknown_verbs("README.md", "run `cargo xtask fly` now", "\"demo\" => a"),
        &["README.md", "fly"],
    );
    none(&unknown_verbs(
        "README.md",
        "run `cargo xtask demo --as counsel`",
        "\"demo\" => a",
    ));
    one(&missing_promises("cargo xtask demo"), &["cargo xtask test"]);
}
