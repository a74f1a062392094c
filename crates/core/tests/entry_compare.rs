//! Two texts beside each other.

#![allow(clippy::unwrap_used, reason = "tests")]

mod samples;

use cunfa_core::entry::{Entry, Part, compare};
use cunfa_core::{EntryId, PersonId};
use proptest::prelude::*;
use samples::{check, consultation, entries, person};

fn text() -> Entry {
    check(&consultation()).unwrap()
}

#[test]
fn what_differs_is_named_once_and_in_the_order_of_the_page() {
    let now = Entry {
        result: "同意调解".into(),
        advice: "先请村委调解".into(),
        persons: vec![person("01-3fa2", "覃秀英"), person("02-3fa2", "韦大妹")],
        ..text()
    };
    let compared = compare(&text(), &now);
    assert_eq!(compared.changed, [Part::Persons, Part::Advice, Part::Result]);
    // 村、时间、方式、类别、事由.
    assert_eq!(compared.unchanged, 5);
}

#[test]
fn what_every_correction_has_of_its_own_is_no_difference() {
    let correction = Entry {
        number: "03-0008".into(),
        counsel: PersonId([8; 16]),
        written_at: "2026-11-25T08:00".into(),
        corrects: Some(EntryId([1; 16])),
        persons: vec![person("01-9999", "覃秀英")],
        ..text()
    };
    assert_eq!(compare(&text(), &correction).changed, []);
}

#[test]
fn a_text_that_went_is_a_difference_and_one_that_neither_gives_is_not_counted() {
    let given = Entry {
        paid: Some("备案 12 号".into()),
        ..text()
    };
    assert_eq!(compare(&given, &text()).changed, [Part::Paid]);
    assert_eq!(compare(&text(), &text()).unchanged, 7);
}

proptest! {
    #[test]
    fn a_text_never_differs_from_itself_and_differences_are_the_same_from_both_sides(one in entries(), other in entries()) {
        prop_assert_eq!(compare(&one, &one).changed, []);
        prop_assert_eq!(compare(&one, &other).changed, compare(&other, &one).changed);
    }
}
