//! What texts and numbers a form may hold, and how they are kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::entry::{Form, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_core::{Failure, Field};
use samples::{check, consultation, lecture, person};

#[track_caller]
fn refused(form: &Form, expected: &[(Field, Rule)]) {
    let expected: Vec<Failure> = expected
        .iter()
        .map(|(field, rule)| Failure {
            field: field.clone(),
            rule: rule.clone(),
        })
        .collect();
    assert_eq!(check(form), Err(expected));
}

#[test]
fn numbers_are_whole_and_in_range_and_may_be_typed_full_width() {
    let mut form = lecture();
    form.lecture.head_count = "３６".into();
    assert_eq!(check(&form).unwrap().lecture.unwrap().head_count, 36);
    for wrong in ["0", "-1", "+36", "3.6", "三十六", "4294967296", "100001"] {
        form.lecture.head_count = wrong.into();
        refused(
            &form,
            &[(Field::LectureHeadCount, Rule::NotANumber { min: 1, max: 100_000 })],
        );
    }
}

#[test]
fn a_hundred_thousand_characters_are_refused_with_their_count_and_never_cut() {
    let form = Form {
        advice: "好".repeat(100_000),
        ..consultation()
    };
    refused(
        &form,
        &[(
            Field::Advice,
            Rule::TooLong {
                given: 100_000,
                max: MAX_TEXT_GRAPHEMES,
            },
        )],
    );
    let just = Form {
        advice: "好".repeat(MAX_TEXT_GRAPHEMES),
        ..consultation()
    };
    assert_eq!(check(&just).unwrap().advice.chars().count(), MAX_TEXT_GRAPHEMES);
    let long_name = "好".repeat(MAX_NAME_GRAPHEMES + 1);
    let form = Form {
        persons: vec![person("01-3fa2", &long_name)],
        ..consultation()
    };
    refused(
        &form,
        &[(
            Field::PersonName("01-3fa2".into()),
            Rule::TooLong { given: 61, max: 60 },
        )],
    );
}

#[test]
fn a_pile_of_marks_on_one_letter_is_too_long() {
    let form = Form {
        matter: format!("a{}", "\u{0301}".repeat(400_000)),
        ..consultation()
    };
    let failures = check(&form).unwrap_err();
    assert!(matches!(
        failures.as_slice(),
        [Failure {
            field: Field::Matter,
            rule: Rule::TooLong { .. }
        }]
    ));
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    let form = Form {
        advice: "先\u{7}调解".into(),
        ..consultation()
    };
    refused(&form, &[(Field::Advice, Rule::ControlCharacters)]);
    let form = Form {
        persons: vec![person("01-3fa2", "覃\0秀英")],
        ..consultation()
    };
    refused(&form, &[(Field::PersonName("01-3fa2".into()), Rule::ControlCharacters)]);
    let lines = Form {
        advice: "一\r\n二\t三".into(),
        ..consultation()
    };
    assert_eq!(check(&lines).unwrap().advice, "一\n二\t三");
}

#[test]
fn a_text_that_would_be_shown_in_another_order_than_it_is_signed_in_is_refused() {
    for turn in ['\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}'] {
        let form = Form {
            matter: format!("欠款{turn}001元"),
            ..consultation()
        };
        refused(&form, &[(Field::Matter, Rule::ControlCharacters)]);
    }
}

#[test]
fn rare_names_private_use_characters_and_emoji_are_taken_as_typed() {
    for name in [
        "\u{21336}",
        "\u{2CB4E}",
        "\u{2B5AF}",
        "\u{E815}",
        "\u{F0000}",
        "👨‍👩‍👧‍👦",
        "𠮷野家",
    ] {
        let form = Form {
            persons: vec![person("01-3fa2", name)],
            matter: name.into(),
            ..consultation()
        };
        let entry = check(&form).unwrap();
        assert_eq!((entry.persons[0].name.as_str(), entry.matter.as_str()), (name, name));
    }
    let sixty_families = "👨‍👩‍👧‍👦".repeat(MAX_NAME_GRAPHEMES);
    assert!(
        check(&Form {
            persons: vec![person("01-3fa2", &sixty_families)],
            ..consultation()
        })
        .is_ok()
    );
}

#[test]
fn texts_are_kept_in_nfc_and_trimmed() {
    let form = Form {
        matter: "  cafe\u{301} ".into(),
        persons: vec![person("01-3fa2", " 覃秀英　")],
        ..consultation()
    };
    let entry = check(&form).unwrap();
    assert_eq!(
        (entry.matter.as_str(), entry.persons[0].name.as_str()),
        ("café", "覃秀英")
    );
}
