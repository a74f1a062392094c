//! The house rules that a machine can check: arrows between rooms, file shape, words that must not stand somewhere.
//!
//! Every rule is a function from given text to a list of faults, so that each is also shown a synthetic fault: a rule that
//! cannot fail is no rule. Product behaviour is not tested here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod arrows;
mod burden;
mod cases;
mod clocks;
mod colours;
mod commands;
mod drawing;
mod fonts;
mod forbidden;
mod gallery;
mod licences;
mod rule_files;
mod shape;
mod snapshots;
mod source;
mod sql;
mod words;

/// Fails with every fault, one a line.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

/// Fails unless a rule shown a synthetic fault reports exactly one that names all of these words.
fn one(faults: &[String], words: &[&str]) {
    let [fault] = faults else {
        panic!("expected one fault, got {faults:?}")
    };
    for word in words {
        assert!(fault.contains(word), "{fault:?} does not name {word:?}");
    }
}
