//! When to look again, and what an entry may name of other documents.

#![allow(clippy::unwrap_used, reason = "tests")]

mod samples;

use cunfa_core::entry::{Form, Rule, to_fields};
use cunfa_core::{EntryId, Failure, Field, ResultClass};
use samples::{ENTRY, check, consultation, day};

const OTHER: EntryId = EntryId([8; 16]);

#[track_caller]
fn refused(form: &Form, field: Field, rule: Rule) {
    assert_eq!(check(form), Err(vec![Failure { field, rule }]));
}

fn again_on(text: &str) -> Form {
    Form {
        follow_up: Some(day(text)),
        ..consultation()
    }
}

#[test]
fn a_follow_up_lies_on_the_day_of_the_service_or_within_three_years_after_it() {
    for good in ["2026-11-23", "2026-11-24", "2027-02-28", "2029-11-23"] {
        assert_eq!(check(&again_on(good)).unwrap().follow_up, Some(day(good)), "{good}");
    }
    for early in ["2026-11-22", "1970-01-01"] {
        refused(&again_on(early), Field::FollowUp, Rule::BeforeService);
    }
    for late in ["2029-11-24", "2106-02-07"] {
        refused(&again_on(late), Field::FollowUp, Rule::TooFarAhead { years: 3 });
    }
}

#[test]
fn a_follow_up_may_stand_with_any_result_and_none_is_asked_for() {
    for class in ResultClass::ALL.iter().map(|class| Some(*class)).chain([None]) {
        let form = |follow_up| Form {
            result_class: class,
            follow_up,
            ..consultation()
        };
        assert!(check(&form(Some(day("2026-12-07")))).is_ok(), "{class:?}");
        assert!(check(&form(None)).is_ok(), "{class:?} without a day");
    }
}

#[test]
fn a_follow_up_is_not_judged_before_there_is_a_service_date() {
    let form = Form {
        date: None,
        ..again_on("1970-01-01")
    };
    refused(&form, Field::Date, Rule::Missing);
}

#[test]
fn an_entry_neither_corrects_nor_carries_on_nor_answers_itself() {
    let form = |corrects, follows, answers| Form {
        corrects,
        follows,
        answers,
        ..consultation()
    };
    let cases = [
        (Field::Corrects, form(Some(ENTRY), None, None)),
        (Field::Follows, form(None, Some(ENTRY), None)),
        (Field::Answers, form(None, None, Some(ENTRY))),
    ];
    for (field, form) in cases {
        refused(&form, field, Rule::Itself);
    }
    let entry = check(&form(Some(OTHER), Some(OTHER), Some(OTHER))).unwrap();
    assert_eq!(entry.links().count(), 3);
    assert!(entry.names_itself(OTHER) && !entry.names_itself(ENTRY));
}

#[test]
fn what_is_not_given_leaves_no_key_behind() {
    let plain = to_fields(&check(&consultation()).unwrap());
    let form = Form {
        follows: Some(OTHER),
        answers: Some(OTHER),
        ..again_on("2026-12-07")
    };
    let full = to_fields(&check(&form).unwrap());
    let more: Vec<&str> = full
        .keys()
        .filter(|key| !plain.contains_key(*key))
        .map(String::as_str)
        .collect();
    assert_eq!(more, ["answers", "follow_up", "follows"]);
}
