//! What a form must hold to become an entry.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::entry::{Form, MAX_PERSONS, Rule};
use cunfa_core::{Failure, Field, ServiceTime};
use samples::{at, check, consultation, day, lecture, mediation, person};

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
fn a_full_consultation_becomes_an_entry() {
    let entry = check(&consultation()).unwrap();
    assert_eq!(entry.number, "03-0007");
    assert_eq!(entry.counsel_name, "韦法明");
    assert_eq!(
        entry.time,
        ServiceTime::Interval {
            start: at("09:00"),
            end: at("10:30")
        }
    );
    assert_eq!(entry.time.minutes(), 90);
    assert_eq!(entry.written_at, "2026-11-23T18:05");
    assert_eq!(entry.lecture, None);
}

#[test]
fn an_empty_form_lists_everything_that_is_missing_in_order() {
    refused(
        &Form::default(),
        &[
            (Field::Village, Rule::Missing),
            (Field::Date, Rule::Missing),
            (Field::Start, Rule::Missing),
            (Field::Mode, Rule::Missing),
            (Field::Kind, Rule::Missing),
        ],
    );
}

#[test]
fn a_person_who_is_named_has_a_name() {
    let mut nameless = person("01-3fa2", " ");
    nameless.phone = "13800000000".into();
    let form = Form {
        persons: vec![nameless],
        ..consultation()
    };
    refused(&form, &[(Field::PersonName("01-3fa2".into()), Rule::Missing)]);
}

#[test]
fn a_consultation_needs_matter_and_advice() {
    let form = Form {
        matter: " \n".into(),
        advice: String::new(),
        ..consultation()
    };
    refused(&form, &[(Field::Matter, Rule::Missing), (Field::Advice, Rule::Missing)]);
}

#[test]
fn a_lecture_needs_its_details_and_no_person() {
    let entry = check(&lecture()).unwrap();
    let details = entry.lecture.unwrap();
    assert_eq!((details.head_count, details.copies), (36, 0));
    assert!(entry.persons.is_empty());
    let form = Form {
        lecture: Default::default(),
        ..lecture()
    };
    refused(
        &form,
        &[
            (Field::LectureTopic, Rule::Missing),
            (Field::LectureSpeaker, Rule::Missing),
            (Field::LecturePlace, Rule::Missing),
            (Field::LectureHeadCount, Rule::Missing),
        ],
    );
}

#[test]
fn a_mediation_needs_its_details() {
    assert!(check(&mediation()).unwrap().mediation.unwrap().agreed);
    let form = Form {
        mediation: Default::default(),
        ..mediation()
    };
    refused(
        &form,
        &[
            (Field::MediationParties, Rule::Missing),
            (Field::MediationDispute, Rule::Missing),
            (Field::MediationAgreed, Rule::Missing),
        ],
    );
}

#[test]
fn the_end_must_be_after_the_start() {
    for end in ["08:59", "09:00"] {
        let form = Form {
            end: Some(at(end)),
            ..consultation()
        };
        refused(&form, &[(Field::End, Rule::EndNotAfterStart)]);
    }
}

#[test]
fn a_length_stands_in_for_a_missing_start_or_end() {
    let form = Form {
        end: None,
        minutes: "90".into(),
        ..consultation()
    };
    assert_eq!(check(&form).unwrap().time, ServiceTime::Minutes(90));
    let form = Form {
        end: None,
        ..consultation()
    };
    refused(&form, &[(Field::End, Rule::Missing)]);
    let form = Form {
        start: None,
        ..consultation()
    };
    refused(&form, &[(Field::Start, Rule::Missing)]);
    for wrong in ["0", "1441", "一小时"] {
        let form = Form {
            start: None,
            end: None,
            minutes: wrong.into(),
            ..consultation()
        };
        refused(&form, &[(Field::Minutes, Rule::NotANumber { min: 1, max: 1440 })]);
    }
}

#[test]
fn a_date_in_the_future_or_before_2000_is_refused_and_today_is_not() {
    refused(
        &Form {
            date: Some(day("2026-11-24")),
            ..consultation()
        },
        &[(Field::Date, Rule::DateInFuture)],
    );
    refused(
        &Form {
            date: Some(day("1999-12-31")),
            ..consultation()
        },
        &[(Field::Date, Rule::DateTooOld)],
    );
    assert!(
        check(&Form {
            date: Some(day("2000-01-01")),
            ..consultation()
        })
        .is_ok()
    );
}

#[test]
fn an_unknown_village_is_refused() {
    let form = Form {
        village: Some("450102001004".parse().unwrap()),
        ..consultation()
    };
    refused(&form, &[(Field::Village, Rule::UnknownVillage)]);
}

#[test]
fn more_than_fifty_persons_are_refused() {
    let persons = (0..=MAX_PERSONS)
        .map(|row| person(&format!("{row:02}-0000"), "覃"))
        .collect();
    refused(
        &Form {
            persons,
            ..consultation()
        },
        &[(Field::Persons, Rule::TooMany { max: MAX_PERSONS })],
    );
}

#[test]
fn blank_rows_are_dropped_and_no_person_is_lost_to_a_repeated_or_unusable_row() {
    let persons = vec![
        person("02-00aa", "甲"),
        person("", ""),
        person("02-00aa", "乙"),
        person("", "丙"),
        person("a.b", "丁"),
        person("01-00aa", "戊"),
    ];
    let entry = check(&Form {
        persons,
        ..consultation()
    })
    .unwrap();
    let rows: Vec<(&str, &str)> = entry
        .persons
        .iter()
        .map(|person| (person.row.as_str(), person.name.as_str()))
        .collect();
    let expected = [
        ("01-0000", "乙"),
        ("01-00aa", "戊"),
        ("02-0000", "丙"),
        ("02-00aa", "甲"),
        ("03-0000", "丁"),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn paid_and_major_need_words_when_they_are_chosen() {
    let form = Form {
        paid: Some(" ".into()),
        major: Some(String::new()),
        ..consultation()
    };
    refused(&form, &[(Field::Paid, Rule::Missing), (Field::Major, Rule::Missing)]);
    let form = Form {
        major: Some("涉及三十余户".into()),
        ..consultation()
    };
    assert_eq!(check(&form).unwrap().major.as_deref(), Some("涉及三十余户"));
}

#[test]
fn every_failure_is_listed_in_the_order_of_the_form() {
    let form = Form {
        village: Some("450102001004".parse().unwrap()),
        date: Some(day("2027-01-01")),
        end: Some(at("08:00")),
        persons: vec![],
        matter: "\u{1}".into(),
        ..consultation()
    };
    refused(
        &form,
        &[
            (Field::Village, Rule::UnknownVillage),
            (Field::Date, Rule::DateInFuture),
            (Field::End, Rule::EndNotAfterStart),
            (Field::Persons, Rule::Missing),
            (Field::Matter, Rule::ControlCharacters),
        ],
    );
}

#[test]
fn an_entry_opened_as_a_form_checks_to_the_same_entry() {
    for form in [consultation(), lecture(), mediation()] {
        let entry = check(&form).unwrap();
        assert_eq!(check(&Form::of(&entry)), Ok(entry));
    }
}
