//! Pay with its deduction, step by step in whole fen.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::rules::{
    Deduction, MadeUp, Pay, PayReason, PayStep, RuleFile, Tally, Timeline, pay, pay_of_months, tally,
};
use proptest::prelude::*;
use samples::day;
use samples::rules::{minutes, nanning, service};

const BASE: u32 = 60_000;

fn november(rule: &RuleFile, lengths: &[u16]) -> Tally {
    let services: Vec<_> = (1u8..)
        .zip(lengths)
        .map(|(n, length)| service(n, "2026-11-02", minutes(*length)))
        .collect();
    tally(rule, day("2026-11-01"), &services)
}

fn rule(deduction: Deduction) -> RuleFile {
    RuleFile { deduction, ..nanning() }
}

fn times(times_per_month: u32, fen_per_time: u32, cap_fen_per_month: u32) -> RuleFile {
    rule(Deduction::PerMissingTime {
        times_per_month,
        fen_per_time,
        cap_fen_per_month,
    })
}

fn steps(pay: &Pay) -> Vec<(PayReason, i64)> {
    pay.steps.iter().map(|step| (step.what, step.fen)).collect()
}

// Rule 13.
#[test]
fn too_little_service_reduces_pay_by_a_named_option_and_the_arithmetic_is_printed() {
    let proportional = rule(Deduction::Proportional);
    let paid = pay(&proportional, &november(&proportional, &[200]), BASE);
    let part = PayReason::MissingMinutes {
        missing: 100,
        owed: 300,
    };
    assert_eq!(steps(&paid), [(PayReason::Base, 60_000), (part, -20_000)]);
    assert_eq!(
        (paid.fen, paid.rule.id.as_str(), paid.rule.version),
        (40_000, "nanning-2016", 1)
    );
    let by_times = times(4, 10_000, 15_000);
    let paid = pay(&by_times, &november(&by_times, &[200, 30]), BASE);
    let missing = PayReason::MissingTimes {
        held: 2,
        owed: 4,
        fen_per_time: 10_000,
    };
    let cap = (PayReason::Cap { fen: 15_000 }, 5_000);
    assert_eq!(steps(&paid), [(PayReason::Base, 60_000), (missing, -20_000), cap]);
    assert_eq!(paid.fen, 45_000);
}

#[test]
fn where_the_rule_file_names_no_formula_nothing_is_taken() {
    let paid = pay(&nanning(), &november(&nanning(), &[]), BASE);
    assert_eq!((steps(&paid), paid.fen), (vec![(PayReason::Base, 60_000)], BASE));
}

#[test]
fn what_is_less_than_a_fen_is_not_taken() {
    let proportional = rule(Deduction::Proportional);
    let paid = pay(&proportional, &november(&proportional, &[299]), 1_000);
    assert_eq!(paid.fen, 1_000 - 3, "1000 × 1 ÷ 300 is 3.33");
}

#[test]
fn no_more_than_the_whole_is_taken_and_what_was_made_up_is_not_missing() {
    let by_times = times(4, 100_000, 300_000);
    let paid = pay(&by_times, &november(&by_times, &[]), BASE);
    assert_eq!(
        paid.steps.last(),
        Some(&PayStep {
            what: PayReason::NotBelowNothing,
            fen: 240_000
        })
    );
    assert_eq!(paid.fen, 0);
    let proportional = rule(Deduction::Proportional);
    let made_up = Tally {
        made_up_by: vec![MadeUp {
            month: day("2026-12-01"),
            minutes: 300,
        }],
        ..november(&proportional, &[])
    };
    assert_eq!(pay(&proportional, &made_up, BASE).fen, BASE);
}

#[test]
fn each_month_of_a_half_year_is_paid_by_the_rule_of_its_first_day() {
    let later = RuleFile {
        id: "next".to_owned(),
        effective_from: day("2026-11-02"),
        replaces: Some(nanning().name()),
        ..rule(Deduction::Proportional)
    };
    let rules = Timeline::check(vec![nanning(), later]).unwrap();
    let tallies = ["2026-11-01", "2026-12-01"].map(|month| tally(rules.on(day(month)), day(month), &[]));
    let paid: Vec<(String, u32)> = pay_of_months(&rules, &tallies, BASE)
        .into_iter()
        .map(|pay| (pay.rule.id, pay.fen))
        .collect();
    assert_eq!(paid, [("nanning-2016".to_owned(), BASE), ("next".to_owned(), 0)]);
}

fn any_deduction() -> impl Strategy<Value = Deduction> {
    prop_oneof![
        Just(Deduction::None),
        Just(Deduction::Proportional),
        (any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(times_per_month, fen_per_time, cap_fen_per_month)| {
            Deduction::PerMissingTime {
                times_per_month,
                fen_per_time,
                cap_fen_per_month,
            }
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_paid_is_the_sum_of_its_steps(
        deduction in any_deduction(), lengths in proptest::collection::vec(any::<u16>(), 0..5), base in any::<u32>(),
        owed in any::<u32>(),
    ) {
        let rule = RuleFile { on_site_minutes_per_month: owed, ..rule(deduction) };
        let paid = pay(&rule, &november(&rule, &lengths), base);
        let sum: i128 = paid.steps.iter().map(|step| i128::from(step.fen)).sum();
        prop_assert_eq!(sum, i128::from(paid.fen));
        prop_assert!(paid.fen <= base);
    }
}
