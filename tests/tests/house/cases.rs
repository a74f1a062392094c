//! `docs/cases.md`, and the rules of the plan in `docs/rules.md`: every test they name is there, and no case or rule is without one.

use std::collections::BTreeSet;

use super::source::{self, SourceFile};
use super::{none, one};

/// Names of all functions in test code.
fn tests(files: &[SourceFile]) -> BTreeSet<String> {
    let tokens = files.iter().filter_map(|file| file.tokens().ok());
    let names = tokens.flat_map(|tokens| {
        let pairs = tokens.windows(2);
        let named = pairs.filter(|pair| pair[0].text == "fn" && !pair[0].literal);
        named.map(|pair| pair[1].text.clone()).collect::<Vec<_>>()
    });
    names.collect()
}

fn faults(table: &str, tests: &BTreeSet<String>) -> Vec<String> {
    let rows = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| |"));
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [case, _, _, named] = cells.as_slice() else {
            return vec![format!("a row of {} cells: {row}", cells.len())];
        };
        let named: Vec<&str> = named
            .split('`')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        let missing = named.iter().filter(|name| !tests.contains(**name));
        let missing = missing.map(|name| format!("{case}: no test is called {name}"));
        let none = named.is_empty().then(|| format!("{case}: no test"));
        none.into_iter().chain(missing).collect()
    })
    .collect()
}

#[test]
fn every_test_that_the_table_of_cases_names_is_there() {
    let table = std::fs::read_to_string(source::root().join("docs/cases.md")).unwrap();
    let tests = tests(&source::all());
    assert!(table.lines().filter(|line| line.starts_with("| ")).count() > 30);
    none(&faults(&table, &tests));
}

#[test]
fn each_of_the_fourteen_rules_of_the_plan_names_its_tests_and_they_are_there() {
    let page = std::fs::read_to_string(source::root().join("docs/rules.md")).unwrap();
    let section = page.split("## The fourteen rules of the plan").nth(1).unwrap();
    let table: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let numbers = table
        .iter()
        .map(|row| row.trim_start_matches("| ").split(' ').next().unwrap());
    let expected: Vec<String> = (1..=14).map(|number: u8| number.to_string()).collect();
    assert_eq!(numbers.collect::<Vec<_>>(), expected);
    none(&faults(&table.join("\n"), &tests(&source::all())));
}

#[test]
fn a_test_that_is_not_there_and_a_case_without_one_are_found() {
    let file = SourceFile::synthetic("tests/tests/whole/one.rs", "#[test]\nfn it_holds() {}\n");
    let tests = tests(&[file]);
    none(&faults("| S1 | a | b | `it_holds` |", &tests));
    one(&faults("| S1 | a | b | `it_held` |", &tests), &["S1", "it_held"]);
    one(&faults("| S2 | a | b | |", &tests), &["S2", "no test"]);
}
