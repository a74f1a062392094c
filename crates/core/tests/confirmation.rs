//! What villagers confirm under a sign-off, and what is refused of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use cunfa_core::confirmation::{Failure, Fault, MAX_CONFIRMATIONS, MAX_REASON_GRAPHEMES, check};
use cunfa_core::ink::MAX_POINTS;
use cunfa_core::{Confirmation, Ink, InkFault, Point, ServedPerson, Stroke, Witness};

const ROW: &str = "01-3fa2";

/// A stroke of so many points that no other bend draws.
fn drawn(bend: i32, points: i32) -> Ink {
    let point = |at: i32| Point {
        x: at % 600,
        y: 20 + (at * bend) % 150,
        t_ms: 0,
        pressure: None,
    };
    Ink {
        width: 600,
        height: 200,
        strokes: vec![Stroke((0..points).map(point).collect())],
    }
}

fn persons() -> Vec<ServedPerson> {
    let person = |row: &str, name: &str| ServedPerson {
        row: row.into(),
        name: name.into(),
        ..ServedPerson::default()
    };
    vec![person(ROW, "韦秀英"), person("02-0b1c", "黄\u{2CB4E}")]
}

fn by_hand() -> Confirmation {
    Confirmation {
        row: ROW.into(),
        name: "韦秀英".into(),
        ink: Some(drawn(7, 60)),
        witness: None,
    }
}

fn witnessed(name: &str, reason: &str) -> Confirmation {
    Confirmation {
        ink: None,
        witness: Some(Witness {
            name: name.into(),
            reason: reason.into(),
        }),
        ..by_hand()
    }
}

fn faults(given: &[Confirmation]) -> Vec<Fault> {
    let checked = check(given, &persons(), &drawn(3, 60), &[]);
    checked
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|failure| failure.fault)
        .collect()
}

#[test]
fn nobody_has_to_confirm() {
    assert_eq!(check(&[], &[], &Ink::default(), &[]), Ok(()));
}

#[test]
fn a_person_of_the_content_confirms_by_hand_or_before_a_witness() {
    let other = Confirmation {
        row: "02-0b1c".into(),
        name: "黄\u{2CB4E}".into(),
        ..witnessed("韦小妹", "不识字")
    };
    assert_eq!(faults(&[by_hand(), other.clone()]), []);
    let with_ink = Confirmation {
        ink: Some(drawn(11, 40)),
        ..other
    };
    assert_eq!(faults(&[with_ink, by_hand()]), []);
}

#[test]
fn every_fault_of_a_confirmation_has_its_own_name() {
    let dot = Ink {
        strokes: vec![Stroke(drawn(7, 1).strokes.first().unwrap().0.clone())],
        ..drawn(7, 1)
    };
    let inked = |ink: Ink| Confirmation {
        ink: Some(ink),
        ..by_hand()
    };
    let named = |row: &str, name: &str| Confirmation {
        row: row.into(),
        name: name.into(),
        ..by_hand()
    };
    let off_pad = Ink {
        width: 10,
        ..drawn(7, 60)
    };
    let table = [
        (named("03-0000", "韦秀英"), Fault::NotInContent),
        (named(ROW, "黄\u{2CB4E}"), Fault::NotInContent),
        (Confirmation { ink: None, ..by_hand() }, Fault::InkMissing),
        (inked(Ink::default()), Fault::Ink(InkFault::Blank)),
        (inked(dot), Fault::Ink(InkFault::Dot)),
        (inked(off_pad), Fault::Ink(InkFault::OffPad)),
        (inked(drawn(3, 60)), Fault::Ink(InkFault::Copy)),
        (witnessed(" ", "不识字"), Fault::WitnessNameMissing),
        (witnessed("韦小妹", ""), Fault::WitnessReasonMissing),
        (
            witnessed("韦小妹", &"长".repeat(MAX_REASON_GRAPHEMES + 1)),
            Fault::TooLong,
        ),
        (witnessed("韦小妹\u{202E}", "不识字"), Fault::ControlCharacters),
    ];
    for (confirmation, fault) in table {
        assert_eq!(faults(&[confirmation]), [fault]);
    }
}

#[test]
fn everything_that_is_wrong_is_said_with_the_row_it_stands_at() {
    let wrong = Confirmation {
        row: "09-0000".into(),
        ink: Some(Ink::default()),
        ..witnessed("", "")
    };
    let failure = |fault| Failure {
        row: "09-0000".into(),
        fault,
    };
    let expected = vec![
        failure(Fault::NotInContent),
        failure(Fault::Ink(InkFault::Blank)),
        failure(Fault::WitnessNameMissing),
        failure(Fault::WitnessReasonMissing),
    ];
    assert_eq!(check(&[wrong], &persons(), &drawn(3, 60), &[]), Err(expected));
}

#[test]
fn nobody_confirms_twice_and_no_ink_stands_for_two() {
    let again = Confirmation {
        ink: Some(drawn(11, 60)),
        ..by_hand()
    };
    assert_eq!(faults(&[by_hand(), again]), [Fault::Twice]);
    let neighbour = Confirmation {
        row: "02-0b1c".into(),
        name: "黄\u{2CB4E}".into(),
        ..by_hand()
    };
    assert_eq!(faults(&[by_hand(), neighbour]), [Fault::Ink(InkFault::Copy)]);
    let earlier = [drawn(7, 60).shape()];
    let failures = check(&[by_hand()], &persons(), &drawn(3, 60), &earlier).unwrap_err();
    assert_eq!(failures.first().unwrap().fault, Fault::Ink(InkFault::Copy));
}

#[test]
fn all_ink_of_a_sign_off_together_stays_within_the_limit() {
    let half = i32::try_from(MAX_POINTS / 2).unwrap();
    let confirmation = Confirmation {
        ink: Some(drawn(7, half)),
        ..by_hand()
    };
    let fits = check(std::slice::from_ref(&confirmation), &persons(), &drawn(3, half), &[]);
    assert_eq!(fits, Ok(()));
    let failures = check(&[confirmation], &persons(), &drawn(3, half + 1), &[]).unwrap_err();
    assert_eq!(failures.first().unwrap().fault, Fault::Ink(InkFault::TooLarge));
}

#[test]
fn more_than_an_entry_has_persons_are_too_many() {
    let many = vec![witnessed("韦小妹", "不识字"); MAX_CONFIRMATIONS + 5];
    let found = faults(&many);
    assert_eq!(found.last(), Some(&Fault::TooMany { max: MAX_CONFIRMATIONS }));
    assert_eq!(
        found.iter().filter(|fault| **fault == Fault::Twice).count(),
        MAX_CONFIRMATIONS - 1
    );
}

#[test]
fn a_witness_is_signed_with_tidy_texts() {
    let tidied = witnessed(" 韦小妹\r\n", "不识字 ").tidied();
    assert_eq!(tidied, witnessed("韦小妹", "不识字"));
}
