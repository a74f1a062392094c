//! Serving on: a training a year is the basis of a renewal, and the last verdict counts; against either the county gives a reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::register::{Column, FaultReason, Registration};
use samples::day;
use samples::register::*;

type Wrong = Vec<(Option<Column>, FaultReason)>;

/// A counsel who served in the first village over 2026.
fn served() -> Desk {
    let mut desk = Desk::new();
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-12-31"));
    desk
}

fn renewed() -> Registration {
    appointment(1, WEI, "2027-01-01", "2027-12-31")
}

fn with_reason(said: &Registration) -> Registration {
    but(said, &[(Column::Reason, "村里一致要求，已约定补训")])
}

fn unexplained(poor: Option<&str>, untrained: Option<i32>) -> Wrong {
    let poor = poor.map(|half| half.parse().unwrap());
    vec![(
        Some(Column::Reason),
        FaultReason::RenewalUnexplained { poor, untrained },
    )]
}

#[test]
fn a_training_a_year_is_the_basis_of_a_renewal_and_without_one_a_reason_is_given() {
    let mut desk = served();
    assert_eq!(desk.refused(id(2), renewed()), unexplained(None, Some(2026)));
    assert_eq!(desk.refused(id(2), with_reason(&renewed())), []);
    desk.keep(id(30), training(LU, "2026-06-01"));
    desk.keep(id(31), training(WEI, "2025-12-31"));
    desk.keep(id(32), training(WEI, "2027-01-01"));
    assert_eq!(
        desk.refused(id(2), renewed()),
        unexplained(None, Some(2026)),
        "another's, too early, too late"
    );
    desk.keep(id(33), training(WEI, "2026-06-01"));
    assert_eq!(desk.refused(id(2), renewed()), []);
    let withdrawn = desk.withdrawn(id(33));
    desk.keep(id(33), withdrawn);
    assert_eq!(desk.refused(id(2), renewed()), unexplained(None, Some(2026)));
}

#[test]
fn whose_duty_was_neglected_or_with_whom_villagers_are_dissatisfied_is_renewed_only_by_a_reason_that_is_signed() {
    let mut desk = served();
    desk.keep(id(33), training(WEI, "2026-06-01"));
    desk.keep(id(40), assessment(WEI, "2026-1", "poor"));
    desk.keep(id(41), assessment(LU, "2026-2", "poor"));
    desk.keep(id(42), assessment(WEI, "2027-1", "good"));
    assert_eq!(desk.refused(id(2), renewed()), unexplained(Some("2026-1"), None));
    let act = desk.keep(id(2), with_reason(&renewed()));
    let said = desk.registers.record(id(2)).unwrap();
    assert_eq!(said.act, act);
    assert_eq!(
        said.registration.values.get(Column::Reason),
        Some("村里一致要求，已约定补训")
    );
    desk.keep(id(43), assessment(WEI, "2026-2", "basic"));
    let next = appointment(1, WEI, "2027-01-02", "2027-12-31");
    let before = desk.registers.renewal(id(9), &village(1), WEI, day("2027-01-01"));
    assert_eq!(
        (before.poor(), before.verdicts.len()),
        (None, 2),
        "the last verdict counts"
    );
    assert_eq!(
        desk.refused(id(2), next),
        [],
        "what lies in what was explained is no longer one"
    );
}

#[test]
fn a_record_that_goes_on_longer_is_a_renewal_and_one_that_ends_earlier_a_first_one_and_a_stand_in_are_none() {
    let mut desk = served();
    let longer = appointment(1, WEI, "2026-01-01", "2027-12-31");
    assert_eq!(desk.refused(id(1), longer.clone()), unexplained(None, Some(2026)));
    assert_eq!(desk.refused(id(1), with_reason(&longer)), []);
    assert_eq!(desk.refused(id(1), appointment(1, WEI, "2026-01-01", "2026-06-30")), []);
    assert_eq!(
        desk.refused(id(2), appointment(2, WEI, "2027-01-01", "")),
        [],
        "another village"
    );
    assert_eq!(
        desk.refused(id(2), appointment(1, LU, "2027-01-01", "")),
        [],
        "another counsel"
    );
    desk.keep(id(3), appointment(1, LU, "2027-01-01", ""));
    desk.keep(id(4), recusal(1, 2, LU, "2027-03-01", ""));
    let recusal = id(4).to_string();
    let stands_in = but(&appointment(1, WEI, "2027-03-01", ""), &[(Column::Recusal, &recusal)]);
    assert_eq!(desk.refused(id(5), stands_in), []);
}

#[test]
fn what_the_log_holds_without_a_reason_stands_and_is_ended_without_one() {
    let mut desk = served();
    let (_, counts) = desk.put(id(2), renewed(), &county());
    assert!(counts);
    assert_eq!(
        desk.registers.in_force(&village(1), day("2027-06-01")).unwrap().record,
        id(2)
    );
    assert_eq!(desk.refused(id(2), appointment(1, WEI, "2027-01-01", "2027-06-30")), []);
}
