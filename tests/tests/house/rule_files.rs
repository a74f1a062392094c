//! Rule files are data that the program itself reads: each parses, is named by its id and version is counted from 1.

use cunfa_core::rules::RuleFile;

use super::source::root;
use super::{none, one};

fn faults(files: &[(String, String)]) -> Vec<String> {
    files.iter().filter_map(|(name, text)| fault_of(name, text)).collect()
}

fn fault_of(name: &str, text: &str) -> Option<String> {
    match RuleFile::read(text) {
        Err(error) => Some(format!("rules/{name}: {error}")),
        Ok(rule) if format!("{}.toml", rule.id) != name => Some(format!("rules/{name}: its id is {}", rule.id)),
        Ok(rule) if rule.version == 0 => Some(format!("rules/{name}: versions begin with 1")),
        Ok(_) => None,
    }
}

fn shipped() -> Vec<(String, String)> {
    let folder = std::fs::read_dir(root().join("rules")).expect("the rules");
    let paths = folder.map(|item| item.expect("a readable folder").path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

#[test]
fn every_rule_file_is_one_the_program_reads() {
    let files = shipped();
    assert!(
        files.iter().any(|(name, _)| name == "nanning-2016.toml"),
        "the rules of Nanning are shipped"
    );
    none(&faults(&files));
}

#[test]
fn a_broken_or_misnamed_rule_file_is_found() {
    let (_, good) = shipped()
        .into_iter()
        .find(|(name, _)| name == "nanning-2016.toml")
        .unwrap();
    one(
        &faults(&[("nanning-2016.toml".to_owned(), format!("{good}\nmystery = 1\n"))]),
        &["nanning-2016.toml", "mystery"],
    );
    one(
        &faults(&[("other.toml".to_owned(), good)]),
        &["other.toml", "nanning-2016"],
    );
}
