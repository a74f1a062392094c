//! The sheet of scores in a rule file: older files have none and stay valid, the example of the documents is one, and every bad one is refused by
//! its key.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::rules::{Measure, RuleFile, RuleFileError, SHIPPED};
use samples::rules::NANNING;

const DOCUMENT: &str = include_str!("../../../docs/rules.md");

/// The example of the documents.
fn example() -> &'static str {
    let (_, after) = DOCUMENT.split_once("```toml\n").unwrap();
    after.split_once("```").unwrap().0
}

fn with(sheet: &str) -> Result<RuleFile, RuleFileError> {
    RuleFile::read(&format!("{NANNING}\n{sheet}"))
}

#[test]
fn no_shipped_file_has_a_sheet_of_scores_because_no_document_gives_one() {
    for text in SHIPPED {
        assert_eq!(RuleFile::read(text).unwrap().assessment, None);
    }
}

#[test]
fn the_example_of_the_documents_is_read_measures_everything_and_says_that_it_is_not_in_force() {
    let sheet = with(example()).unwrap().assessment.unwrap();
    assert!(sheet.title.contains("示例") && sheet.source.contains("示例"), "{sheet:?}");
    let measured: Vec<Measure> = sheet.items.iter().map(|item| item.measure).collect();
    for measure in Measure::ALL {
        assert!(measured.contains(measure), "{measure:?}");
    }
    assert_eq!(sheet.points(), 100);
    let training = sheet.items.iter().find(|item| item.measure == Measure::Training);
    assert_eq!(training.unwrap().needed, Some(1));
}

#[test]
fn a_bad_sheet_is_refused_by_the_key_it_lies_at() {
    use RuleFileError::{Missing, Negative, Range, Shape, UnknownKey, UnknownOption};
    let key = |key: &str| format!("assessment.{key}");
    let changed = |from: &str, to: &str| {
        assert!(example().contains(from), "{from}");
        with(&example().replacen(from, to, 1)).unwrap_err()
    };
    let bad = [
        (changed("title = ", "titel = "), Missing { key: key("title") }),
        (
            changed("points = 40\n", ""),
            Missing {
                key: key("items.1.points"),
            },
        ),
        (
            changed("points = 40", "points = -40"),
            Negative {
                key: key("items.1.points"),
            },
        ),
        (
            changed("points = 40", "points = 0"),
            Range {
                key: key("items.1.points"),
            },
        ),
        (
            changed("points = 40", "points = \"40\""),
            Shape {
                key: key("items.1.points"),
            },
        ),
        (
            changed("points = 40", "points = 40\nweight = 2"),
            UnknownKey {
                key: key("items.1.weight"),
            },
        ),
        (
            changed("\"on_site_ratio\"", "\"speed\""),
            UnknownOption {
                key: key("items.1.measure"),
                option: "speed".to_owned(),
            },
        ),
        (
            changed("key = \"lectures\"", "key = \"on_site\""),
            Range {
                key: key("items.2.key"),
            },
        ),
        (
            changed("key = \"lectures\"", "key = \"讲座\""),
            Range {
                key: key("items.2.key"),
            },
        ),
        (
            changed("needed = 1\n", ""),
            Range {
                key: key("items.5.needed"),
            },
        ),
        (
            changed("points = 40", "points = 40\nneeded = 2"),
            Range {
                key: key("items.1.needed"),
            },
        ),
    ];
    for (fault, expected) in bad {
        assert_eq!(fault, expected);
    }
    let none = "[assessment]\ntitle = \"表\"\nsource = \"示例\"\nitems = []\n";
    assert_eq!(with(none), Err(Range { key: key("items") }));
    assert_eq!(
        with("assessment = 1"),
        Err(Shape {
            key: "assessment".to_owned()
        })
    );
    assert_eq!(
        with("[assessment]\ntitle = \"表\"\nsource = \"示例\"\nitems = [1]\n"),
        Err(Shape { key: key("items") })
    );
}
