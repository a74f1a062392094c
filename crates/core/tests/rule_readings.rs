//! The duty's rules of domain.md that touch numbers, each by its sentence, and every named reading of what they leave open.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::rules::{
    Counted, Direction, LectureLine, Line, MadeUp, MonthBoundary, Question, Reason, Reckoning, RoundedPart, Rounding,
    RuleFile, Rules, SHIPPED, Service, Services, Span, Tally, Timeline, preview, span, tally, trial,
};
use cunfa_core::{Kind, Mode, PersonId, Stage};
use proptest::prelude::*;
use samples::day;
use samples::rules::{NANNING, anhui, from_to, minutes, nanning, of_villages, service, services_on, village_of};

const NOVEMBER: &str = "2026-11-01";

fn one_month(rule: &RuleFile, services: &[Service]) -> Tally {
    tally(rule, day(NOVEMBER), services)
}

fn rounding(to_minutes: u32, direction: Direction, of: RoundedPart) -> RuleFile {
    RuleFile {
        rounding: Some(Rounding {
            to_minutes,
            direction,
            of,
        }),
        ..nanning()
    }
}

fn counts(tally: &Tally) -> Vec<u32> {
    tally.lines.iter().map(|line| line.counted.minutes).collect()
}

// Rule 7.
#[test]
fn at_least_five_hours_a_month_in_each_village_cumulative_in_the_village() {
    let by_phone = Service {
        mode: Mode::Phone,
        ..service(3, "2026-11-20", minutes(200))
    };
    let services = of_villages([
        (
            1,
            vec![
                service(1, "2026-11-02", minutes(150)),
                service(2, "2026-11-09", minutes(150)),
                by_phone,
            ],
        ),
        (2, vec![service(4, "2026-11-03", minutes(299))]),
    ]);
    let rules = Timeline::alone(nanning());
    let november = Reckoning::new(&rules, &services, day(NOVEMBER), day(NOVEMBER));
    let (one, two) = (
        november.tally(&village_of(1)).unwrap(),
        november.tally(&village_of(2)).unwrap(),
    );
    assert_eq!(
        (one.counted_minutes, one.owed_minutes, one.missing_minutes()),
        (300, 300, 0)
    );
    assert_eq!(
        (two.counted_minutes, two.missing_minutes()),
        (299, 1),
        "each village for itself"
    );
    assert_eq!(november.tally(&village_of(3)).unwrap().missing_minutes(), 300);
}

#[test]
fn remote_work_is_logged_and_counts_only_if_the_rule_file_says_so() {
    let by_phone = Service {
        mode: Mode::Phone,
        ..service(1, "2026-11-20", minutes(20))
    };
    let counts = RuleFile {
        counted_modes: vec![Mode::OnSite, Mode::Phone],
        ..nanning()
    };
    let logged = one_month(&nanning(), std::slice::from_ref(&by_phone));
    assert_eq!(logged.lines[0].counted.left_out, [(Reason::ModeNotCounted, 20)]);
    assert_eq!(one_month(&counts, &[by_phone]).counted_minutes, 20);
}

// Rule 8.
#[test]
fn at_least_one_lecture_per_village_and_year_or_quarter_where_the_rule_file_says_so() {
    let lecture = |number, date, stage| Service {
        kind: Kind::Lecture,
        stage,
        ..service(number, date, minutes(60))
    };
    let services = [
        lecture(1, "2026-09-30", Stage::Approved),
        lecture(2, "2026-11-03", Stage::Returned),
        lecture(3, "2026-12-03", Stage::Approved),
    ];
    let year = one_month(&nanning(), &services);
    assert_eq!((year.lectures, year.owed_lectures, year.lecture_lines.len()), (1, 1, 2));
    let quarter = one_month(&anhui(), &services);
    assert_eq!((quarter.lectures, quarter.owed_lectures), (0, 1));
    let returned = LectureLine {
        entry: services[1].entry,
        number: services[1].number.clone(),
        date: services[1].date,
        left_out: Some(Reason::Returned),
    };
    assert_eq!(
        quarter.lecture_lines,
        [returned],
        "the one of September lies in the quarter before"
    );
    assert_eq!(tally(&anhui(), day("2026-12-01"), &services).lectures, 1);
}

#[test]
fn ambiguous_readings_are_named_options_printed_with_every_number() {
    let choices = [
        ("unsigned_counts = false", "unsigned_counts = true"),
        ("\noverlap_counts_once = true", "\noverlap_counts_once = false"),
        (
            "villages_overlap_counts_once = false",
            "villages_overlap_counts_once = true",
        ),
        (
            "rounding = \"none\"",
            "rounding = { to_minutes = 30, direction = \"up\", of = \"entry\" }",
        ),
        ("month_boundary = \"date\"", "month_boundary = \"sitting_start\""),
        ("make_up_months = 0", "make_up_months = 3"),
        ("deduction = \"none\"", "deduction = \"proportional\""),
        (
            "counted_modes = [\"on_site\"]",
            "counted_modes = [\"on_site\", \"online\"]",
        ),
    ];
    for (from, to) in choices {
        assert!(NANNING.contains(from), "{from}");
        let text = NANNING.replace(from, to);
        let rules = Rules::read([text.as_str()], &SHIPPED);
        let basis = rules.bases(day(NOVEMBER), [&village_of(1)]).remove(0);
        assert_ne!(basis.rule, nanning(), "{to} stands in what is printed");
        assert_eq!((basis.rule.id.as_str(), basis.rule.version), ("nanning-2016", 1));
        assert!(
            basis.rule.left_open.contains(&Question::Travel),
            "and what the plan leaves open"
        );
    }
}

#[test]
fn minutes_are_rounded_per_entry_or_per_month_up_down_or_to_the_nearer() {
    let services = [
        service(1, "2026-11-02", minutes(37)),
        service(2, "2026-11-03", minutes(53)),
    ];
    let by = |to, direction, of| {
        let tally = one_month(&rounding(to, direction, of), &services);
        (counts(&tally), tally.rounding, tally.counted_minutes)
    };
    assert_eq!(by(15, Direction::Down, RoundedPart::Entry), (vec![30, 45], 0, 75));
    assert_eq!(by(15, Direction::Up, RoundedPart::Entry), (vec![45, 60], 0, 105));
    assert_eq!(by(15, Direction::Nearest, RoundedPart::Entry), (vec![30, 60], 0, 90));
    assert_eq!(by(5, Direction::Nearest, RoundedPart::Entry), (vec![35, 55], 0, 90));
    assert_eq!(by(30, Direction::Down, RoundedPart::Month), (vec![37, 53], 0, 90));
    let three = [services[0].clone()];
    let month = one_month(&rounding(30, Direction::Down, RoundedPart::Month), &three);
    assert_eq!((month.rounding, month.counted_minutes), (-7, 30));
    let month = one_month(&rounding(30, Direction::Up, RoundedPart::Month), &three);
    assert_eq!((month.rounding, month.counted_minutes), (23, 60));
    let half = Rounding {
        to_minutes: 30,
        direction: Direction::Nearest,
        of: RoundedPart::Month,
    };
    assert_eq!(
        [14, 15, 30, 45, 0].map(|minutes| half.apply(minutes)),
        [0, 30, 30, 60, 0]
    );
}

#[test]
fn rounding_an_entry_is_a_step_of_its_line_after_what_is_left_out() {
    let services = [
        service(1, "2026-11-02", from_to("09:00", "10:00")),
        service(2, "2026-11-02", from_to("09:30", "10:20")),
    ];
    let tally = one_month(&rounding(15, Direction::Up, RoundedPart::Entry), &services);
    let second = Counted {
        minutes: 30,
        left_out: vec![(Reason::Overlap, 30)],
        rounding: 10,
    };
    assert_eq!(tally.lines[1].counted, second);
}

fn over_midnight() -> Vec<Service> {
    vec![
        service(1, "2026-10-31", from_to("22:00", "23:59")),
        service(2, "2026-11-01", from_to("00:00", "01:30")),
        service(3, "2026-11-05", from_to("00:00", "01:00")),
    ]
}

#[test]
fn a_sitting_over_midnight_at_the_months_end_counts_by_date_or_in_the_month_it_began() {
    let of = |rule: &RuleFile, month: &str| tally(rule, day(month), &over_midnight());
    let numbers = |rule: &RuleFile| ["2026-10-01", NOVEMBER].map(|month| of(rule, month).counted_minutes);
    assert_eq!(numbers(&nanning()), [119, 150]);
    let sitting = RuleFile {
        month_boundary: MonthBoundary::SittingStart,
        ..nanning()
    };
    assert_eq!(numbers(&sitting), [209, 60]);
    let november = of(&sitting, NOVEMBER);
    assert_eq!(
        november.lines[0].counted.left_out,
        [(Reason::MonthBefore, 90)],
        "and says where it counts"
    );
    assert_eq!(of(&sitting, "2026-10-01").lines[1].date, day("2026-11-01"));
    let another = PersonId([9; 16]);
    let mut services = over_midnight();
    services[1].counsel = Some(another);
    assert_eq!(
        tally(&sitting, day(NOVEMBER), &services).counted_minutes,
        150,
        "somebody else's is no part of it"
    );
}

#[test]
fn a_sitting_over_midnight_counts_once_also_where_the_rule_changes_between() {
    let october = RuleFile {
        month_boundary: MonthBoundary::SittingStart,
        ..nanning()
    };
    let november = RuleFile {
        id: "next".to_owned(),
        effective_from: day(NOVEMBER),
        replaces: Some(nanning().name()),
        ..nanning()
    };
    let rules = Timeline::check(vec![october, november]).unwrap();
    let services = of_villages([(1, over_midnight())]);
    let of = |month: &str| {
        let reckoning = Reckoning::new(&rules, &services, day(month), day(NOVEMBER));
        reckoning.tally(&village_of(1)).unwrap().counted_minutes
    };
    assert_eq!(["2026-10-01", NOVEMBER].map(of), [209, 60]);
}

#[test]
fn one_sitting_for_two_villages_counts_twice_or_once_as_the_rule_file_says() {
    let somebody = |number, counsel, start, end| Service {
        counsel,
        ..service(number, "2026-11-02", from_to(start, end))
    };
    let me = Some(samples::COUNSEL);
    let services = of_villages([
        (
            1,
            vec![somebody(1, me, "09:00", "11:00"), somebody(2, me, "10:30", "12:30")],
        ),
        (
            2,
            vec![somebody(3, me, "10:00", "12:00"), somebody(4, None, "09:00", "10:00")],
        ),
        (3, vec![somebody(5, Some(PersonId([9; 16])), "09:00", "11:00")]),
    ]);
    let of = |rule: RuleFile| {
        let rules = Timeline::alone(rule);
        let reckoning = Reckoning::new(&rules, &services, day(NOVEMBER), day(NOVEMBER));
        [1, 2, 3].map(|number| reckoning.tally(&village_of(number)).unwrap())
    };
    let minutes = |tallies: &[Tally; 3]| [0, 1, 2].map(|at| tallies[at].counted_minutes);
    assert_eq!(minutes(&of(nanning())), [210, 180, 120]);
    let once = of(RuleFile {
        villages_overlap_counts_once: true,
        ..nanning()
    });
    assert_eq!(
        minutes(&once),
        [150, 120, 120],
        "09:00 to 12:30 once, and what others did"
    );
    let left_out = [(Reason::Overlap, 30), (Reason::OverlapElsewhere, 60)];
    assert_eq!(once[0].lines[1].counted.left_out, left_out);
}

fn months_of(number: u8, of: &[(&str, u16)]) -> Vec<Service> {
    let months = (number..).zip(of);
    months
        .map(|(number, (date, length))| service(number, date, minutes(*length)))
        .collect()
}

fn made_up_within(months: u32) -> Timeline {
    Timeline::alone(RuleFile {
        make_up_months: months,
        ..nanning()
    })
}

#[test]
fn missing_hours_can_be_made_up_within_the_following_months_or_not_at_all() {
    let services = of_villages([(
        1,
        months_of(
            1,
            &[
                ("2026-08-05", 240),
                ("2026-09-05", 200),
                ("2026-10-05", 340),
                ("2026-11-05", 500),
            ],
        ),
    )]);
    let of = |within: u32, month: &str, present: &str| {
        let rules = made_up_within(within);
        let reckoning = Reckoning::new(&rules, &services, day(month), day(present));
        reckoning.tally(&village_of(1)).unwrap()
    };
    let missing = |within: u32, present: &str| {
        ["2026-08-01", "2026-09-01", "2026-10-01"].map(|month| of(within, month, present).missing_minutes())
    };
    assert_eq!(missing(0, NOVEMBER), [60, 100, 0]);
    assert_eq!(
        missing(1, NOVEMBER),
        [60, 60, 0],
        "October helps September; November comes too late for both"
    );
    assert_eq!(
        missing(2, NOVEMBER),
        [20, 0, 0],
        "October helps August first, November helps September"
    );
    assert_eq!(
        missing(2, "2026-10-15"),
        [20, 100, 0],
        "and in October nobody knows of November"
    );
    let made_up = |month: &str, minutes| MadeUp {
        month: day(month),
        minutes,
    };
    assert_eq!(of(2, "2026-09-01", NOVEMBER).made_up_by, [made_up("2026-11-01", 100)]);
    assert_eq!(of(2, "2026-10-01", NOVEMBER).made_up_for, [made_up("2026-08-01", 40)]);
    let november = of(2, NOVEMBER, NOVEMBER);
    assert_eq!(
        (november.counted_minutes, november.missing_minutes()),
        (500, 0),
        "what it gave it still has done"
    );
}

#[test]
fn a_month_is_counted_whole_by_the_rule_of_its_first_day_and_a_half_year_month_by_month() {
    let later = RuleFile {
        id: "nanning-2026".to_owned(),
        effective_from: day("2026-10-15"),
        replaces: Some(nanning().name()),
        on_site_minutes_per_month: 240,
        ..nanning()
    };
    let rules = Timeline::check(vec![nanning(), later]).unwrap();
    let services = of_villages([(1, months_of(1, &[("2026-10-20", 250), ("2026-11-20", 250)]))]);
    let of = |month: &str| {
        let tally = Reckoning::new(&rules, &services, day(month), day("2026-12-31"))
            .tally(&village_of(1))
            .unwrap();
        (tally.rule.clone(), tally.missing_minutes())
    };
    assert_eq!(
        of("2026-10-31"),
        ("nanning-2016".to_owned(), 50),
        "as on 1 October, also for the days after"
    );
    assert_eq!(of("2026-11-01"), ("nanning-2026".to_owned(), 0));
}

#[test]
fn only_the_entries_a_month_needs_are_asked_for() {
    let dates = |from: &str, before: &str| day(from)..day(before);
    let nannings = span(&Timeline::alone(nanning()), day("2026-11-23"), day("2026-12-01"));
    let plain = Span {
        services: dates("2026-11-01", "2026-12-01"),
        lectures: dates("2026-01-01", "2026-12-01"),
    };
    assert_eq!(nannings, plain);
    let sitting = RuleFile {
        month_boundary: MonthBoundary::SittingStart,
        ..anhui()
    };
    let of = span(&Timeline::alone(sitting), day("2026-11-23"), day("2026-12-01"));
    assert_eq!(
        of.services,
        dates("2026-10-31", "2026-12-02"),
        "the evening before and the morning after"
    );
    assert_eq!(of.lectures, dates("2026-10-01", "2026-12-01"));
    let since = RuleFile {
        make_up_months: 2,
        effective_from: day("2026-03-20"),
        ..nanning()
    };
    let of = span(&Timeline::alone(since), day("2026-11-23"), day("2026-12-24"));
    assert_eq!(of.services, dates("2026-03-01", "2027-01-01"));
}

#[test]
fn a_rule_is_tried_on_last_months_entries_before_it_takes_effect() {
    let rules = Timeline::alone(nanning());
    let next = RuleFile {
        id: "next".to_owned(),
        effective_from: day("2027-01-01"),
        on_site_minutes_per_month: 240,
        counted_modes: vec![Mode::OnSite, Mode::Phone],
        ..nanning()
    };
    let by_phone = Service {
        mode: Mode::Phone,
        ..service(2, "2026-10-06", minutes(20))
    };
    let services = of_villages([(1, vec![service(1, "2026-10-05", minutes(250)), by_phone]), (2, vec![])]);
    let villages = [village_of(1), village_of(2)];
    let month = (day("2026-10-01"), day(NOVEMBER));
    let tried = preview(&rules, &trial(&rules, &next), &services, &villages, month);
    assert_eq!(tried.len(), 2);
    assert_eq!(
        (tried[0].now.missing_minutes(), tried[0].then.missing_minutes()),
        (50, 0)
    );
    assert_eq!(
        (tried[0].now.counted_minutes, tried[0].then.counted_minutes),
        (250, 270)
    );
    assert!(tried.iter().all(|one| one.differs()));
    let same = preview(&rules, &trial(&rules, &nanning()), &services, &villages, month);
    assert!(same.iter().all(|one| !one.differs() && one.now == one.then));
}

const DATES: &[&str] = &[
    "2026-08-02",
    "2026-09-30",
    "2026-10-01",
    "2026-10-31",
    "2026-11-01",
    "2026-11-02",
    "2026-11-30",
    "2026-12-01",
];

fn any_rule() -> impl Strategy<Value = RuleFile> {
    let step = prop_oneof![Just(5u32), Just(15), Just(30)];
    let rounding = proptest::option::of((step, 0..Direction::ALL.len(), 0..RoundedPart::ALL.len()));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (rounding, flags, 0u32..4, 0u32..3_000).prop_map(|(rounding, flags, make_up_months, owed)| RuleFile {
        rounding: rounding.map(|(to_minutes, direction, of)| Rounding {
            to_minutes,
            direction: Direction::ALL[direction],
            of: RoundedPart::ALL[of],
        }),
        unsigned_counts: flags.0,
        overlap_counts_once: flags.1,
        villages_overlap_counts_once: flags.2,
        month_boundary: if flags.3 {
            MonthBoundary::SittingStart
        } else {
            MonthBoundary::Date
        },
        make_up_months,
        on_site_minutes_per_month: owed,
        ..nanning()
    })
}

fn any_services() -> impl Strategy<Value = Services> {
    (services_on(DATES), services_on(DATES)).prop_map(|(one, two)| {
        let apart = two.into_iter().map(|service| Service {
            entry: cunfa_core::EntryId([service.entry.0[0] + 100; 16]),
            ..service
        });
        of_villages([(1, one), (2, apart.collect())])
    })
}

fn of_month(rules: &Timeline, services: &Services, month: &str) -> [Tally; 2] {
    let reckoning = Reckoning::new(rules, services, day(month), day("2026-12-01"));
    [1, 2].map(|number| reckoning.tally(&village_of(number)).unwrap())
}

fn adds_up(line: &Line) -> bool {
    let left_out: i64 = line
        .counted
        .left_out
        .iter()
        .map(|(_, minutes)| i64::from(*minutes))
        .sum();
    i64::from(line.counted.minutes) == i64::from(line.minutes) - left_out + i64::from(line.counted.rounding)
}

proptest! {
    #[test]
    fn every_total_is_the_sum_of_its_parts(rule in any_rule(), services in any_services()) {
        let rules = Timeline::alone(rule);
        for tally in of_month(&rules, &services, NOVEMBER) {
            prop_assert!(tally.lines.iter().all(adds_up), "{:?}", tally);
            let lines: i64 = tally.lines.iter().map(|line| i64::from(line.counted.minutes)).sum();
            prop_assert_eq!(i64::from(tally.counted_minutes), lines + i64::from(tally.rounding));
            let made_up: u32 = tally.made_up_by.iter().map(|one| one.minutes).sum();
            let gave: u32 = tally.made_up_for.iter().map(|one| one.minutes).sum();
            prop_assert_eq!(tally.missing_minutes() + made_up, tally.owed_minutes.saturating_sub(tally.counted_minutes));
            prop_assert!(gave <= tally.counted_minutes.saturating_sub(tally.owed_minutes));
            let counted = tally.lecture_lines.iter().filter(|line| line.left_out.is_none()).count();
            prop_assert_eq!(tally.lectures as usize, counted);
        }
    }

    #[test]
    fn what_one_month_made_up_is_what_the_other_was_given(rule in any_rule(), services in any_services()) {
        let rules = Timeline::alone(rule);
        let months = ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01", "2026-12-01"];
        let all: Vec<[Tally; 2]> = months.iter().map(|month| of_month(&rules, &services, month)).collect();
        let mut gave = Vec::new();
        let mut got = Vec::new();
        for tally in all.iter().flat_map(|both| both.iter().enumerate()) {
            let (village, tally) = tally;
            gave.extend(tally.made_up_for.iter().map(|one| (village, tally.month, one.month, one.minutes)));
            got.extend(tally.made_up_by.iter().map(|one| (village, one.month, tally.month, one.minutes)));
        }
        gave.sort();
        got.sort();
        prop_assert_eq!(gave, got);
    }

    #[test]
    fn more_entries_than_needed_and_another_order_change_nothing(
        rule in any_rule(), services in any_services(), month in 8u32..=12,
    ) {
        let rules = Timeline::alone(rule);
        let month = format!("2026-{month:02}-01");
        let Span { services: all, lectures } = span(&rules, day(&month), day("2026-12-01"));
        let needed = |service: &&Service| {
            all.contains(&service.date) || service.kind == Kind::Lecture && lectures.contains(&service.date)
        };
        let fewer: Services = services
            .iter()
            .map(|(village, of)| (village.clone(), of.iter().rev().filter(needed).cloned().collect()))
            .collect();
        prop_assert_eq!(of_month(&rules, &services, &month), of_month(&rules, &fewer, &month));
    }

    #[test]
    fn the_month_boundary_moves_minutes_and_loses_none(rule in any_rule(), services in any_services()) {
        let months = ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01", "2026-12-01"];
        let sum = |month_boundary| {
            let rules = Timeline::alone(RuleFile { month_boundary, rounding: None, ..rule.clone() });
            let tallies = months.iter().flat_map(|month| of_month(&rules, &services, month));
            tallies.map(|tally| tally.counted_minutes).sum::<u32>()
        };
        prop_assert_eq!(sum(MonthBoundary::Date), sum(MonthBoundary::SittingStart));
    }

    #[test]
    fn sittings_that_count_once_over_villages_are_exactly_the_minutes_the_counsel_was_anywhere(services in any_services()) {
        let mut services = services;
        for service in services.values_mut().flatten() {
            service.counsel = Some(samples::COUNSEL);
            service.stage = Stage::Approved;
            service.mode = Mode::OnSite;
        }
        let mut there = std::collections::BTreeSet::new();
        for service in services.values_mut() {
            service.retain(|service| match service.time {
                cunfa_core::ServiceTime::Minutes(_) => false,
                cunfa_core::ServiceTime::Interval { start, end } => {
                    let minute = |time: chrono::NaiveTime| (time - chrono::NaiveTime::MIN).num_minutes();
                    if service.date.format("%Y-%m").to_string() == "2026-11" {
                        there.extend((minute(start)..minute(end)).map(|minute| (service.date, minute)));
                    }
                    true
                }
            });
        }
        let rules = Timeline::alone(RuleFile { villages_overlap_counts_once: true, ..nanning() });
        let counted: u32 = of_month(&rules, &services, NOVEMBER).iter().map(|tally| tally.counted_minutes).sum();
        prop_assert_eq!(counted as usize, there.len());
    }
}
