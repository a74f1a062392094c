//! Rule files, and the month of a village under one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::rules::{Counted, Period, Reason, RuleFile, Service, Tally, days_left, is_time_to_remind, tally};
use cunfa_core::{Kind, Mode, ServiceTime, Stage};
use proptest::prelude::*;
use samples::day;
use samples::rules::{from_to, nanning, service, services_on};

#[test]
fn the_nanning_rule_file_says_what_the_plan_says() {
    let rule = nanning();
    assert_eq!(
        (rule.id.as_str(), rule.version, rule.effective_from),
        ("nanning-2016", 1, day("2016-11-18"))
    );
    assert_eq!(
        (
            rule.on_site_minutes_per_month,
            (rule.lectures, rule.lectures_per),
            rule.villages_per_counsel_max
        ),
        (300, (1, Period::Year), Some(5))
    );
    assert_eq!(rule.counted_modes, [Mode::OnSite]);
    assert_eq!((rule.overlap_counts_once, rule.unsigned_counts), (true, false));
}

fn november(services: &[Service]) -> Tally {
    tally(&nanning(), day("2026-11-01"), services)
}

fn counted(tally: &Tally) -> Vec<&Counted> {
    tally.lines.iter().map(|line| &line.counted).collect()
}

#[test]
fn on_site_minutes_of_the_month_count() {
    let services = [
        service(2, "2026-11-23", from_to("09:00", "10:30")),
        service(1, "2026-11-02", ServiceTime::Minutes(45)),
        service(3, "2026-10-31", ServiceTime::Minutes(500)),
        service(4, "2025-11-23", ServiceTime::Minutes(500)),
    ];
    let tally = november(&services);
    assert_eq!((tally.counted_minutes, tally.owed_minutes), (135, 300));
    assert_eq!(
        (tally.rule.as_str(), tally.rule_version, tally.month),
        ("nanning-2016", 1, day("2026-11-01"))
    );
    let numbers: Vec<&str> = tally.lines.iter().map(|line| line.number.as_str()).collect();
    assert_eq!(numbers, ["03-0001", "03-0002"]);
    assert!(tally.lines.iter().all(|line| line.counted.left_out.is_empty()));
}

#[test]
fn every_minute_left_out_says_why() {
    let one = service(1, "2026-11-02", ServiceTime::Minutes(60));
    let services = [
        Service {
            mode: Mode::Phone,
            ..one.clone()
        },
        Service {
            stage: Stage::Unsigned,
            ..service(2, "2026-11-02", ServiceTime::Minutes(60))
        },
        Service {
            stage: Stage::Returned,
            ..service(3, "2026-11-02", ServiceTime::Minutes(60))
        },
        Service {
            stage: Stage::Voided,
            mode: Mode::Phone,
            ..service(4, "2026-11-02", ServiceTime::Minutes(60))
        },
    ];
    let tally = november(&services);
    let reasons: Vec<&[(Reason, u32)]> = tally
        .lines
        .iter()
        .map(|line| line.counted.left_out.as_slice())
        .collect();
    assert_eq!(tally.counted_minutes, 0);
    assert_eq!(
        reasons,
        [
            [(Reason::ModeNotCounted, 60)],
            [(Reason::NotSigned, 60)],
            [(Reason::Returned, 60)],
            [(Reason::Voided, 60)]
        ]
    );
}

#[test]
fn overlapping_minutes_of_one_village_count_once() {
    let services = [
        service(1, "2026-11-02", from_to("09:00", "11:00")),
        service(2, "2026-11-02", from_to("10:00", "10:30")),
        service(3, "2026-11-02", from_to("10:30", "12:00")),
        service(4, "2026-11-03", from_to("10:30", "12:00")),
    ];
    let tally = november(&services);
    assert_eq!(tally.counted_minutes, 180 + 90);
    let expected = [
        &Counted {
            minutes: 120,
            left_out: vec![],
            ..Counted::default()
        },
        &Counted {
            minutes: 0,
            left_out: vec![(Reason::Overlap, 30)],
            ..Counted::default()
        },
        &Counted {
            minutes: 60,
            left_out: vec![(Reason::Overlap, 30)],
            ..Counted::default()
        },
        &Counted {
            minutes: 90,
            left_out: vec![],
            ..Counted::default()
        },
    ];
    assert_eq!(counted(&tally), expected);
    let twice = RuleFile {
        overlap_counts_once: false,
        ..nanning()
    };
    assert_eq!(super_tally(&twice, &services).counted_minutes, 120 + 30 + 90 + 90);
}

fn super_tally(rule: &RuleFile, services: &[Service]) -> Tally {
    tally(rule, day("2026-11-01"), services)
}

#[test]
fn an_entry_that_does_not_count_holds_no_minutes_from_others() {
    let void = Service {
        stage: Stage::Voided,
        ..service(1, "2026-11-02", from_to("08:00", "12:00"))
    };
    let tally = november(&[void, service(2, "2026-11-02", from_to("09:00", "10:00"))]);
    assert_eq!(tally.counted_minutes, 60);
}

#[test]
fn what_is_corrected_counts_once_by_its_correction() {
    let lecture = |number, time| Service {
        kind: Kind::Lecture,
        ..service(number, "2026-11-02", time)
    };
    let corrected = Service {
        corrected: true,
        ..lecture(1, from_to("08:00", "10:00"))
    };
    let tally = november(&[corrected, lecture(2, from_to("14:00", "15:30"))]);
    assert_eq!((tally.counted_minutes, tally.lectures), (90, 1));
    assert_eq!(tally.lines[0].counted.left_out, [(Reason::Corrected, 120)]);
    assert_eq!(tally.lecture_lines[0].left_out, Some(Reason::Corrected));
}

#[test]
fn lectures_of_the_year_up_to_the_months_end_count_when_signed_and_not_returned() {
    let lecture = |number, date, stage| Service {
        kind: Kind::Lecture,
        stage,
        ..service(number, date, ServiceTime::Minutes(60))
    };
    let services = [
        lecture(1, "2026-03-01", Stage::Approved),
        lecture(2, "2026-11-30", Stage::Signed),
        lecture(3, "2026-12-01", Stage::Approved),
        lecture(4, "2025-11-01", Stage::Approved),
        lecture(5, "2026-04-01", Stage::Returned),
        lecture(6, "2026-04-01", Stage::Voided),
        lecture(7, "2026-04-01", Stage::Unsigned),
    ];
    assert_eq!(
        (november(&services).lectures, november(&services).owed_lectures),
        (2, 1)
    );
    let unsigned = RuleFile {
        unsigned_counts: true,
        ..nanning()
    };
    assert_eq!(super_tally(&unsigned, &services).lectures, 3);
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    services_on(&["2026-11-01", "2026-11-02", "2026-11-03"])
}

proptest! {
    #[test]
    fn the_tally_does_not_depend_on_the_order(
        (given, shuffled) in services().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(november(&given), november(&shuffled));
    }

    #[test]
    fn the_minutes_of_every_line_and_of_the_month_add_up(services in services()) {
        let tally = november(&services);
        prop_assert_eq!(tally.lines.len(), services.len());
        for line in &tally.lines {
            let left_out: u32 = line.counted.left_out.iter().map(|(_, minutes)| minutes).sum();
            prop_assert_eq!(line.counted.minutes + left_out, line.minutes);
        }
        prop_assert_eq!(tally.counted_minutes, tally.lines.iter().map(|line| line.counted.minutes).sum::<u32>());
    }

    #[test]
    fn counted_intervals_of_a_day_are_exactly_the_minutes_somebody_was_there(services in services()) {
        let services: Vec<Service> = services
            .into_iter()
            .filter(|service| matches!(service.time, ServiceTime::Interval { .. }))
            .map(|service| Service { mode: Mode::OnSite, stage: Stage::Approved, ..service })
            .collect();
        let mut there = std::collections::BTreeSet::new();
        for service in &services {
            if let ServiceTime::Interval { start, end } = service.time {
                let minute = |time: chrono::NaiveTime| (time - chrono::NaiveTime::MIN).num_minutes();
                (minute(start)..minute(end)).for_each(|minute| { there.insert((service.date, minute)); });
            }
        }
        prop_assert_eq!(november(&services).counted_minutes as usize, there.len());
    }
}

#[test]
fn a_reminder_comes_from_the_twentieth_on_and_counts_the_days_to_the_end() {
    let late = ["2026-11-20", "2026-11-30", "2028-02-29"];
    assert!(late.iter().all(|date| is_time_to_remind(day(date))));
    assert!(!is_time_to_remind(day("2026-11-19")) && !is_time_to_remind(day("2026-12-01")));
    let left = ["2026-11-20", "2026-11-30", "2028-02-20", "2026-12-01"].map(|date| days_left(day(date)));
    assert_eq!(left, [11, 1, 10, 31]);
}

#[test]
fn what_is_missing_is_never_less_than_nothing() {
    let short = tally(&nanning(), day("2026-11-01"), &[]);
    assert_eq!(short.missing_minutes(), 300);
    let full = Tally {
        counted_minutes: 301,
        ..short
    };
    assert_eq!(full.missing_minutes(), 0);
}
