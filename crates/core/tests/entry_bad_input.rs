//! Every field of the form against the same bad input: empty, blanks, 100,000 characters, control characters, private-use and
//! astral characters, mixed width, wrong counts, days of 1970 and 2106, and a night across a month's end.

#![allow(clippy::unwrap_used, reason = "tests")]

mod samples;

use cunfa_core::entry::{Entry, Form, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_core::{Failure, Field, Kind};
use samples::{at, check, consultation, day, lecture, mediation, person};

const ROW: &str = "01-3fa2";

/// A text field: whether it must hold something, how long it may be, and where it stands.
struct Text {
    field: Field,
    needed: bool,
    max: usize,
    form: fn() -> Form,
    set: fn(&mut Form, String),
    get: fn(Entry) -> String,
}

fn with_extras() -> Form {
    Form {
        paid: Some("备案 3 号".into()),
        major: Some("涉及多户".into()),
        ..consultation()
    }
}

fn texts() -> Vec<Text> {
    let row = || ROW.to_owned();
    let text = |field, needed, max, form, set, get| Text {
        field,
        needed,
        max,
        form,
        set,
        get,
    };
    let (short, long) = (MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES);
    vec![
        text(
            Field::PersonName(row()),
            true,
            short,
            || {
                // With a phone the row is not blank, so that a blank name is missed and not dropped.
                let mut form = consultation();
                form.persons = vec![person(ROW, "")];
                form.persons.iter_mut().for_each(|person| person.phone = "138".into());
                form
            },
            |form, text| form.persons.iter_mut().for_each(|person| person.name = text.clone()),
            |entry| entry.persons.into_iter().map(|person| person.name).collect(),
        ),
        text(
            Field::PersonPhone(row()),
            false,
            short,
            consultation,
            |form, text| form.persons.iter_mut().for_each(|person| person.phone = text.clone()),
            |entry| entry.persons.into_iter().map(|person| person.phone).collect(),
        ),
        text(
            Field::Matter,
            true,
            long,
            consultation,
            |form, text| form.matter = text,
            |entry| entry.matter,
        ),
        text(
            Field::Advice,
            true,
            long,
            consultation,
            |form, text| form.advice = text,
            |entry| entry.advice,
        ),
        text(
            Field::Result,
            false,
            long,
            consultation,
            |form, text| form.result = text,
            |entry| entry.result,
        ),
        text(
            Field::LectureTopic,
            true,
            short,
            lecture,
            |form, text| form.lecture.topic = text,
            |entry| entry.lecture.unwrap().topic,
        ),
        text(
            Field::LectureSpeaker,
            true,
            short,
            lecture,
            |form, text| form.lecture.speaker = text,
            |entry| entry.lecture.unwrap().speaker,
        ),
        text(
            Field::LecturePlace,
            true,
            short,
            lecture,
            |form, text| form.lecture.place = text,
            |entry| entry.lecture.unwrap().place,
        ),
        text(
            Field::MediationParties,
            true,
            long,
            mediation,
            |form, text| form.mediation.parties = text,
            |entry| entry.mediation.unwrap().parties,
        ),
        text(
            Field::MediationDispute,
            true,
            short,
            mediation,
            |form, text| form.mediation.dispute = text,
            |entry| entry.mediation.unwrap().dispute,
        ),
        text(
            Field::Paid,
            true,
            short,
            with_extras,
            |form, text| form.paid = Some(text),
            |entry| entry.paid.unwrap(),
        ),
        text(
            Field::Major,
            true,
            long,
            with_extras,
            |form, text| form.major = Some(text),
            |entry| entry.major.unwrap(),
        ),
    ]
}

fn typed(text: &Text, input: &str) -> Result<String, Vec<Failure>> {
    let mut form = (text.form)();
    (text.set)(&mut form, input.to_owned());
    check(&form).map(text.get)
}

fn only(text: &Text, rule: Rule) -> Result<String, Vec<Failure>> {
    Err(vec![Failure {
        field: text.field.clone(),
        rule,
    }])
}

#[test]
fn an_empty_or_blank_text_is_missing_where_one_is_needed_and_nothing_where_none_is() {
    for text in texts() {
        for blank in ["", " ", "　　", "\n\t \r\n", "\u{a0}"] {
            let expected = if text.needed {
                only(&text, Rule::Missing)
            } else {
                Ok(String::new())
            };
            assert_eq!(typed(&text, blank), expected, "{:?} {blank:?}", text.field);
        }
    }
}

#[test]
fn a_hundred_thousand_characters_are_refused_at_every_field_with_their_number() {
    for text in texts() {
        let rule = Rule::TooLong {
            given: 100_000,
            max: text.max,
        };
        assert_eq!(
            typed(&text, &"村".repeat(100_000)),
            only(&text, rule),
            "{:?}",
            text.field
        );
        let longest = "村".repeat(text.max);
        assert_eq!(typed(&text, &longest), Ok(longest.clone()), "{:?}", text.field);
    }
}

#[test]
fn characters_that_nobody_sees_are_refused_at_every_field() {
    for text in texts() {
        for hidden in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{202e}', '\u{2066}'] {
            let input = format!("韦{hidden}某");
            assert_eq!(
                typed(&text, &input),
                only(&text, Rule::ControlCharacters),
                "{:?} {hidden:?}",
                text.field
            );
        }
    }
}

#[test]
fn private_use_astral_and_mixed_width_characters_stay_as_typed_at_every_field() {
    for text in texts() {
        for input in [
            "\u{E815}",
            "\u{F0000}",
            "\u{21336}\u{2CB4E}\u{2B5AF}",
            "👨‍👩‍👧‍👦",
            "ＡＢＣ１２３abc123ｱｲｳ",
            "甲、乙 and 丙",
        ] {
            assert_eq!(typed(&text, input), Ok(input.to_owned()), "{:?}", text.field);
        }
    }
}

#[test]
fn negative_broken_and_too_large_counts_are_refused_with_the_range() {
    type Count = (Field, u32, u32, fn() -> Form, fn(&mut Form, String));
    let counts: [Count; 3] = [
        (Field::LectureHeadCount, 1, 100_000, lecture, |form, text| {
            form.lecture.head_count = text
        }),
        (Field::LectureCopies, 0, 1_000_000, lecture, |form, text| {
            form.lecture.copies = text
        }),
        (
            Field::Minutes,
            1,
            1_440,
            || Form {
                start: None,
                end: None,
                ..consultation()
            },
            |form, text| form.minutes = text,
        ),
    ];
    for (field, min, max, form, set) in counts {
        let check_with = |input: &str| {
            let mut form = form();
            set(&mut form, input.to_owned());
            check(&form)
        };
        let more = (u64::from(max) + 1).to_string();
        let wrong = [
            "-1",
            "－１",
            "+1",
            "1.5",
            "1e3",
            "三十",
            "1 2",
            "１\u{200b}2",
            "99999999999999999999",
            "0x10",
            more.as_str(),
        ];
        for input in wrong {
            let failure = Failure {
                field: field.clone(),
                rule: Rule::NotANumber { min, max },
            };
            assert_eq!(check_with(input), Err(vec![failure]), "{field:?} {input:?}");
        }
        for input in ["1", "１", " 0２0 ", max.to_string().as_str()] {
            assert!(check_with(input).is_ok(), "{field:?} {input:?}");
        }
    }
}

#[test]
fn days_of_1970_and_2106_are_refused() {
    for (date, rule) in [
        ("1970-01-01", Rule::DateTooOld),
        ("1999-12-31", Rule::DateTooOld),
        ("2026-11-24", Rule::DateInFuture),
        ("2106-02-07", Rule::DateInFuture),
    ] {
        let form = Form {
            date: Some(day(date)),
            ..consultation()
        };
        let failure = Failure {
            field: Field::Date,
            rule,
        };
        assert_eq!(check(&form), Err(vec![failure]), "{date}");
    }
}

#[test]
fn a_night_across_a_months_end_is_refused_as_one_entry_and_taken_as_two() {
    let night = |date, start, end| Form {
        date: Some(day(date)),
        start: Some(at(start)),
        end: Some(at(end)),
        ..consultation()
    };
    let failure = Failure {
        field: Field::End,
        rule: Rule::EndNotAfterStart,
    };
    assert_eq!(check(&night("2026-10-31", "23:30", "00:40")), Err(vec![failure]));
    let halves = [
        night("2026-10-31", "23:30", "23:59"),
        night("2026-11-01", "00:00", "00:40"),
    ];
    let minutes: u32 = halves
        .iter()
        .map(|half| u32::from(check(half).unwrap().time.minutes()))
        .sum();
    assert_eq!(minutes, 69, "the last minute of a day cannot be written");
}

#[test]
fn a_kind_is_needed_before_anything_of_it_is_judged() {
    let form = Form {
        kind: None,
        persons: Vec::new(),
        ..consultation()
    };
    let failure = Failure {
        field: Field::Kind,
        rule: Rule::Missing,
    };
    assert_eq!(check(&form), Err(vec![failure]));
    assert_eq!(Kind::ALL.len(), 13);
}
