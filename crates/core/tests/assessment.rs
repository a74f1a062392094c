//! The half-year assessment: every number from the rules, nothing guessed, nobody ranked.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;
use cunfa_core::assessment::{
    Assessment, Conclusion, Coverage, Given, Ground, Limit, Paid, Scored, Serving, Sources, Suppositions, Total,
    assess, explain, months_of_year, services, span,
};
use cunfa_core::figure::corrected;
use cunfa_core::register::{Half, Verdict};
use cunfa_core::rules::{PayReason, Rules, SHIPPED, Service, Services, tally};
use cunfa_core::{Figure, Kind, Mode, Person, PersonId, Role, Stage, VillageCode};
use proptest::prelude::*;
use samples::rules::{NANNING, from_to, minutes, nanning, of_villages, service, services_on, village_of};
use samples::{COUNSEL, day};

/// A second counsel.
const OTHER: PersonId = PersonId([8; 16]);
const FEE: u32 = 60_000;
/// A sheet of every measure.
const SHEET: &str = "
[assessment]
title = \"示例\"
source = \"示例\"
items = [
    { key = \"hours\", title = \"时长\", points = 40, measure = \"on_site_ratio\" },
    { key = \"lectures\", title = \"讲座\", points = 10, measure = \"lectures\" },
    { key = \"signed\", title = \"签字\", points = 20, measure = \"signed_ratio\" },
    { key = \"reviewed\", title = \"审核\", points = 10, measure = \"reviewed_ratio\" },
    { key = \"training\", title = \"培训\", points = 10, measure = \"training\", needed = 1 },
    { key = \"people\", title = \"群众评价\", points = 10, measure = \"manual\" },
]
";

/// What the registers tell.
#[derive(Clone, Default)]
struct Told {
    fee: Option<u32>,
    trainings: Option<u32>,
    appointed: Option<PersonId>,
    given: BTreeMap<String, u32>,
    /// From when village 5 is merged into another one.
    merged: Option<NaiveDate>,
}

fn first() -> Half {
    "2026-1".parse().unwrap()
}

/// Nanning's rule with less pay for less time, and more if given.
fn rules(more: &str) -> Rules {
    let text = NANNING.replace("deduction = \"none\"", "deduction = \"proportional\"");
    Rules::read([format!("{text}\n{more}").as_str()], &SHIPPED)
}

fn counsel_of(id: PersonId, villages: &[u8]) -> Person {
    Person {
        id,
        name: "韦法明".to_owned(),
        role: Role::Counsel,
        post: "律师".to_owned(),
        scope: villages.iter().map(|number| village_of(*number).area()).collect(),
    }
}

/// Runs with the villages 3 and 5; of 5 nobody may write.
fn with<T>(rules: &Rules, services: &Services, told: &Told, today: &str, run: impl FnOnce(&Given<'_>) -> T) -> T {
    let villages = [village_of(3), village_of(5)];
    let supposed = Suppositions::new(services, vec![counsel_of(COUNSEL, &[3])]);
    let serving = |village: &VillageCode, month: NaiveDate| match told.appointed {
        Some(counsel) => Serving {
            counsel: vec![counsel],
            ground: Ground::Appointed,
        },
        None => supposed.serving(village, month),
    };
    let fee = |_: &VillageCode, _: PersonId, _: NaiveDate| told.fee;
    let trainings = |_: PersonId, _: Range<NaiveDate>| told.trainings;
    let concluded = |_: PersonId| {
        (!told.given.is_empty()).then(|| Conclusion {
            scores: told.given.clone(),
            verdict: Verdict::Basic,
            note: String::new(),
            by: "农雪梅".to_owned(),
            at_ms: 1,
        })
    };
    let given = Given {
        services,
        rules,
        villages: &villages,
        today: day(today),
        sources: Sources {
            is_there: &|village, month| told.merged.is_none_or(|from| *village != village_of(5) || month < from),
            serving: &serving,
            fee: &fee,
            trainings: &trainings,
            concluded: &concluded,
        },
    };
    run(&given)
}

fn assessed(rules: &Rules, services: &Services, told: &Told, today: &str) -> Assessment {
    with(rules, services, told, today, |given| assess(given, &first().months()))
}

/// 300 minutes in January, 200 in February, nothing more, in village 3.
fn little() -> Services {
    let january = service(1, "2026-01-05", minutes(300));
    let february = service(2, "2026-02-05", minutes(200));
    of_villages([(3, vec![january, february])])
}

fn paid(fee: u32) -> Told {
    Told {
        fee: Some(fee),
        ..Told::default()
    }
}

// Rules 12 and 13.
#[test]
fn the_county_assesses_half_yearly_and_too_little_service_reduces_pay_step_by_step() {
    let assessment = assessed(&rules(""), &little(), &paid(FEE), "2026-07-10");
    let village = &assessment.villages[0];
    let missing: Vec<u32> = village.months.iter().map(|month| month.missing_minutes).collect();
    assert_eq!(missing, [0, 100, 300, 300, 300, 300]);
    let Paid::Steps(february) = &village.months[1].pay[0] else {
        panic!("{:?}", village.months[1].pay)
    };
    let part = PayReason::MissingMinutes {
        missing: 100,
        owed: 300,
    };
    let steps: Vec<(PayReason, i64)> = february.steps.iter().map(|step| (step.what, step.fen)).collect();
    assert_eq!(steps, [(PayReason::Base, 60_000), (part, -20_000)]);
    assert_eq!(
        (february.fen, february.base_fen(), &february.rule),
        (40_000, FEE, &nanning().name())
    );
    let [counsel] = assessment.counsel.as_slice() else {
        panic!("{:?}", assessment.counsel)
    };
    assert_eq!(
        (counsel.counsel, counsel.villages.as_slice()),
        (COUNSEL, &[village_of(3)][..])
    );
    assert_eq!((counsel.months, counsel.met_months), (6, 1));
    assert_eq!(
        (counsel.owed_minutes, counsel.counted_minutes, counsel.missing_minutes),
        (1_800, 500, 1_300)
    );
    let pay = counsel.pay;
    assert_eq!((pay.months, pay.months_without), (6, 0));
    assert_eq!((pay.base_fen, pay.fen), (360_000, 100_000));
}

#[test]
fn where_no_pay_is_registered_none_is_reckoned_and_it_is_said() {
    let assessment = assessed(&rules(""), &little(), &Told::default(), "2026-07-10");
    assert!(
        assessment.villages[0]
            .months
            .iter()
            .all(|month| month.pay == [Paid::NoFee])
    );
    assert_eq!(
        (assessment.counsel[0].pay.months, assessment.counsel[0].pay.fen),
        (0, 0)
    );
    assert!(
        assessment.limits.contains(&Limit::NoFee { months: 6 }),
        "{:?}",
        assessment.limits
    );
}

#[test]
fn a_month_that_is_not_over_is_shown_and_is_in_no_sum_no_score_and_no_pay() {
    let assessment = assessed(&rules(SHEET), &little(), &paid(FEE), "2026-02-28");
    let months = &assessment.villages[0].months;
    assert_eq!(months.len(), 2, "months that have not begun are not there");
    assert_eq!((months[1].over, months[1].counted_minutes), (false, 200));
    assert_eq!(months[1].pay, [Paid::Running]);
    let counsel = &assessment.counsel[0];
    assert_eq!((counsel.months, counsel.owed_minutes, counsel.entries.all), (1, 300, 1));
    assert_eq!(counsel.pay.fen, FEE);
    let running = Limit::Running {
        month: day("2026-02-01"),
    };
    assert!(assessment.limits.contains(&running));
}

#[test]
fn without_a_register_of_appointments_who_wrote_serves_else_who_may_write_and_it_is_said() {
    let stranger = Service {
        counsel: Some(OTHER),
        ..service(2, "2026-02-05", minutes(300))
    };
    let services = of_villages([(3, vec![service(1, "2026-01-05", minutes(300)), stranger])]);
    let assessment = assessed(&rules(""), &services, &Told::default(), "2026-04-10");
    let serving = |at: usize, month: usize| assessment.villages[at].months[month].serving.clone();
    assert_eq!(
        (serving(0, 0), serving(0, 1), serving(0, 2)),
        (vec![COUNSEL], vec![OTHER], vec![COUNSEL])
    );
    assert_eq!(serving(1, 0), [], "nobody may write of the other one");
    assert!(assessment.limits.contains(&Limit::Supposed { villages: 2 }));
    assert!(!assessment.limits.contains(&Limit::WholeMonth));
    let told = Told {
        appointed: Some(OTHER),
        ..Told::default()
    };
    let assessment = assessed(&rules(""), &services, &told, "2026-04-10");
    assert!(
        assessment.villages[0]
            .months
            .iter()
            .all(|month| month.serving == [OTHER])
    );
    assert!(assessment.limits.contains(&Limit::WholeMonth));
    // Whoever wrote and serves nowhere is there with what they wrote.
    let wrote = assessment.counsel.iter().find(|of| of.counsel == COUNSEL).unwrap();
    assert_eq!((wrote.months, wrote.entries.all), (0, 1));
}

// Rule 8.
#[test]
fn a_lecture_owed_for_the_year_is_missing_when_the_year_is_over_and_one_for_a_quarter_at_its_end() {
    let lecture = Service {
        kind: Kind::Lecture,
        ..service(1, "2026-02-05", minutes(60))
    };
    let services = of_villages([(3, vec![lecture])]);
    let half = assessed(&rules(""), &services, &Told::default(), "2026-07-10");
    let [year] = half.villages[1].lectures.as_slice() else {
        panic!("{:?}", half.villages[1].lectures)
    };
    assert_eq!((year.held, year.owed, year.due, year.missing()), (0, 1, false, 0));
    let whole = |given: &Given<'_>| assess(given, &months_of_year(2026));
    let whole = with(&rules(""), &services, &Told::default(), "2027-01-01", whole);
    let missing = |at: usize| -> Vec<u32> { whole.villages[at].lectures.iter().map(|duty| duty.missing()).collect() };
    assert_eq!((missing(0), missing(1)), (vec![0], vec![1]));
    let quarters = NANNING.replace("lectures_per = \"year\"", "lectures_per = \"quarter\"");
    let quarters = Rules::read([quarters.as_str()], &SHIPPED);
    let half = assessed(&quarters, &services, &Told::default(), "2026-06-30");
    let duties: Vec<(u32, bool, u32)> = half.villages[0]
        .lectures
        .iter()
        .map(|duty| (duty.held, duty.due, duty.missing()))
        .collect();
    assert_eq!(duties, [(1, true, 0), (0, false, 0)], "the second quarter ends today");
    assert_eq!(half.counsel[0].lectures_owed, 1);
}

fn scored(assessment: &Assessment) -> Vec<Scored> {
    let scores = assessment.counsel[0].scores.as_ref().unwrap();
    scores.lines.iter().map(|line| line.scored).collect()
}

#[test]
fn every_score_comes_with_both_its_numbers_rounded_down_and_what_cannot_be_measured_has_none() {
    let unsigned = Service {
        stage: Stage::Unsigned,
        ..service(3, "2026-03-05", minutes(60))
    };
    let approved = Service {
        stage: Stage::Approved,
        ..service(4, "2026-03-06", minutes(60))
    };
    let mut services = little();
    services.get_mut(&village_of(3)).unwrap().extend([unsigned, approved]);
    let assessment = assessed(&rules(SHEET), &services, &Told::default(), "2026-07-10");
    let counted = |part, whole, tenths| Scored::Counted { part, whole, tenths };
    // 300 + 200 + 60 of 1,800 minutes; three of four signed, one of these decided over.
    let expected = [
        counted(560, 1_800, 124),
        Scored::NotDue,
        counted(3, 4, 150),
        counted(1, 3, 33),
        Scored::NotRegistered,
        Scored::ByHand,
    ];
    assert_eq!(scored(&assessment), expected);
    let sheet = rules(SHEET)
        .timeline_of(&village_of(3))
        .unwrap()
        .on(day("2026-01-01"))
        .clone();
    let sheet = sheet.assessment.unwrap();
    let total = Total {
        tenths: 124 + 150 + 33,
        of_points: 70,
        without: 3,
    };
    assert_eq!(assessment.counsel[0].scores.as_ref().unwrap().total(&sheet), total);
    let empty = assessed(&rules(SHEET), &Services::new(), &Told::default(), "2026-07-10");
    assert_eq!(scored(&empty)[2..4], [Scored::Nothing, Scored::Nothing]);
}

// Rule 11.
#[test]
fn a_training_a_year_is_asked_for_by_the_sheet_and_is_missing_only_when_the_year_is_over() {
    let of = |trainings, months: &[NaiveDate], today| {
        let told = Told {
            trainings: Some(trainings),
            ..Told::default()
        };
        with(&rules(SHEET), &little(), &told, today, |given| {
            scored(&assess(given, months))[4]
        })
    };
    let (half, year) = (first().months(), months_of_year(2026));
    let (all, none) = (
        Scored::Counted {
            part: 1,
            whole: 1,
            tenths: 100,
        },
        Scored::Counted {
            part: 0,
            whole: 1,
            tenths: 0,
        },
    );
    assert_eq!(of(2, &half, "2026-07-10"), all);
    assert_eq!(of(0, &half, "2026-07-10"), Scored::NotDue);
    assert_eq!(of(0, &year, "2026-12-31"), Scored::NotDue);
    assert_eq!(of(0, &year, "2027-01-01"), none);
}

#[test]
fn a_village_that_is_merged_into_another_owes_nothing_from_the_month_that_begins_then() {
    let told = Told {
        merged: Some(day("2026-03-01")),
        ..Told::default()
    };
    let assessment = assessed(&rules(""), &little(), &told, "2026-07-10");
    let months: Vec<usize> = assessment.villages.iter().map(|village| village.months.len()).collect();
    assert_eq!(months, [6, 2]);
    let before = Told {
        merged: Some(day("2025-03-01")),
        ..Told::default()
    };
    let coverage = assessed(&rules(""), &little(), &before, "2026-07-10").coverage();
    assert_eq!(
        (coverage.len(), coverage[0].1.villages),
        (3, 1),
        "county, township and one village"
    );
}

#[test]
fn a_score_that_a_person_gave_stands_in_the_place_of_the_counted_one_and_both_are_shown() {
    let told = Told {
        given: BTreeMap::from([("hours".to_owned(), 400), ("people".to_owned(), 85)]),
        ..Told::default()
    };
    let assessment = assessed(&rules(SHEET), &little(), &told, "2026-07-10");
    let scores = assessment.counsel[0].scores.clone().unwrap();
    let (hours, people) = (&scores.lines[0], &scores.lines[5]);
    assert_eq!((hours.tenths(), people.tenths()), (Some(400), Some(85)));
    assert!(
        matches!(
            hours.scored,
            Scored::Counted {
                part: 500,
                whole: 1_800,
                ..
            }
        ),
        "{hours:?}"
    );
    assert_eq!(people.scored, Scored::ByHand);
    assert_eq!(
        assessment.counsel[0].concluded.as_ref().unwrap().verdict,
        Verdict::Basic
    );
}

#[test]
fn without_a_sheet_nothing_is_scored_and_what_nobody_registered_is_named() {
    let assessment = assessed(&rules(""), &little(), &Told::default(), "2026-07-10");
    assert_eq!(assessment.counsel[0].scores, None);
    for limit in [Limit::NoSheet, Limit::NoTraining, Limit::Overlap] {
        assert!(assessment.limits.contains(&limit), "{limit:?}");
    }
}

#[test]
fn villages_and_counsel_stand_by_the_code_of_the_village_however_much_each_did() {
    let much = Service {
        counsel: Some(OTHER),
        ..service(1, "2026-01-05", minutes(900))
    };
    let services = of_villages([(5, vec![much]), (3, vec![service(2, "2026-01-06", minutes(10))])]);
    let assessment = assessed(&rules(""), &services, &Told::default(), "2026-07-10");
    let villages: Vec<&VillageCode> = assessment.villages.iter().map(|village| &village.village).collect();
    assert_eq!(villages, [&village_of(3), &village_of(5)]);
    let counsel: Vec<PersonId> = assessment.counsel.iter().map(|of| of.counsel).collect();
    assert_eq!(counsel, [COUNSEL, OTHER]);
}

fn figure(village: &VillageCode, service: &Service) -> Figure {
    Figure {
        entry: service.entry,
        village: village.clone(),
        date: service.date,
        kind: service.kind,
        mode: service.mode,
        minutes: service.time.minutes(),
        people: 1,
        result: None,
        stage: service.stage,
        major: false,
        counsel: service.counsel.unwrap_or(OTHER),
        corrects: None,
    }
}

fn figures(of: &Services) -> Vec<Figure> {
    let all = of
        .iter()
        .flat_map(|(village, services)| services.iter().map(|service| figure(village, service)));
    all.collect()
}

#[test]
fn figures_count_as_entries_do_but_for_overlaps_which_they_cannot_tell_and_the_report_says_so() {
    let apart = [
        service(1, "2026-01-05", from_to("09:00", "10:30")),
        service(2, "2026-01-05", from_to("10:30", "11:00")),
        Service {
            mode: Mode::Phone,
            ..service(3, "2026-01-06", from_to("09:00", "10:00"))
        },
    ];
    let counted = |services: &[Service]| {
        let told = services_of_figures(services);
        let here = tally(&nanning(), day("2026-01-01"), services).counted_minutes;
        let above = tally(&nanning(), day("2026-01-01"), &told).counted_minutes;
        (here, above)
    };
    assert_eq!(counted(&apart), (120, 120));
    let overlapping = [
        service(1, "2026-01-05", from_to("09:00", "10:30")),
        service(2, "2026-01-05", from_to("10:00", "11:00")),
    ];
    assert_eq!(counted(&overlapping), (120, 150));
    let every = NANNING
        .replace(
            "villages_overlap_counts_once = false",
            "villages_overlap_counts_once = true",
        )
        .replace("month_boundary = \"date\"", "month_boundary = \"sitting_start\"");
    let every = Rules::read([every.as_str()], &SHIPPED);
    let limits = assessed(&every, &little(), &Told::default(), "2026-07-10").limits;
    for limit in [Limit::Overlap, Limit::OverlapElsewhere, Limit::Sitting] {
        assert!(limits.contains(&limit), "{limit:?}");
    }
}

fn services_of_figures(of: &[Service]) -> Vec<Service> {
    let here = of_villages([(3, of.to_vec())]);
    services(&figures(&here), &BTreeSet::new())
        .remove(&village_of(3))
        .unwrap()
}

#[test]
fn of_figures_what_another_that_is_not_void_corrects_does_not_count_whatever_month_that_one_lies_in() {
    let told = |second: Stage| {
        let mut first = figure(&village_of(3), &service(1, "2026-01-05", minutes(120)));
        let mut second = figure(
            &village_of(3),
            &Service {
                stage: second,
                ..service(2, "2026-02-05", minutes(90))
            },
        );
        first.corrects = None;
        second.corrects = Some(first.entry);
        let corrected = corrected([&first, &second].map(|one| (one.corrects, one.stage)));
        let here = services(&[first], &corrected).remove(&village_of(3)).unwrap();
        tally(&nanning(), day("2026-01-01"), &here).counted_minutes
    };
    assert_eq!((told(Stage::InReview), told(Stage::Voided)), (0, 120));
}

#[test]
fn what_a_number_comes_from_is_a_line_for_each_entry_with_the_reason() {
    let returned = Service {
        stage: Stage::Returned,
        ..service(2, "2026-01-06", minutes(90))
    };
    let services = of_villages([(3, vec![service(1, "2026-01-05", minutes(60)), returned])]);
    let tallies = with(&rules(""), &services, &Told::default(), "2026-07-10", |given| {
        explain(given, &village_of(3), &first().months())
    });
    let assessment = assessed(&rules(""), &services, &Told::default(), "2026-07-10");
    assert_eq!((tallies.len(), tallies[0].lines.len()), (6, 2));
    for (tally, month) in tallies.iter().zip(&assessment.villages[0].months) {
        assert_eq!(
            (tally.counted_minutes, tally.missing_minutes()),
            (month.counted_minutes, month.missing_minutes)
        );
    }
    assert_eq!(assessment.villages[0].months[0].entries.returned, 1);
}

#[test]
fn a_month_is_counted_by_the_rule_of_its_first_day_also_when_the_file_changes_within_the_half() {
    let text = NANNING
        .replace(
            "id = \"nanning-2016\"",
            "id = \"next\"\nreplaces = { id = \"nanning-2016\", version = 1 }",
        )
        .replace("effective_from = \"2016-11-18\"", "effective_from = \"2026-03-02\"")
        .replace("= 300", "= 240");
    let both = Rules::read([NANNING, text.as_str()], &SHIPPED);
    let assessment = assessed(&both, &little(), &Told::default(), "2026-07-10");
    let owed: Vec<u32> = assessment.villages[0]
        .months
        .iter()
        .map(|month| month.owed_minutes)
        .collect();
    assert_eq!(owed, [300, 300, 300, 240, 240, 240]);
    assert_eq!(assessment.villages[0].months[3].rule.id, "next");
}

#[test]
fn the_span_holds_every_month_and_the_lectures_of_their_year() {
    let months = "2026-2".parse::<Half>().unwrap().months();
    let span = span(&rules(""), &months, day("2026-12-31")).unwrap();
    assert!(
        span.start <= day("2026-01-01") && span.end >= day("2027-01-01"),
        "{span:?}"
    );
    assert_eq!(cunfa_core::assessment::span(&rules(""), &[], day("2026-12-31")), None);
    assert_eq!((months_of_year(2026).len(), months_of_year(i32::MAX).len()), (12, 0));
}

const DATES: [&str; 8] = [
    "2026-01-01",
    "2026-01-31",
    "2026-02-14",
    "2026-03-31",
    "2026-04-01",
    "2026-05-20",
    "2026-06-30",
    "2026-07-01",
];

proptest! {
    #[test]
    fn the_sums_of_an_area_are_the_sums_of_its_villages_and_no_order_of_entries_changes_them(
        one in services_on(&DATES), other in services_on(&DATES),
    ) {
        let services = of_villages([(3, one.clone()), (5, other.clone())]);
        let assessment = assessed(&rules(SHEET), &services, &paid(FEE), "2026-07-10");
        let coverage: BTreeMap<String, _> =
            assessment.coverage().into_iter().map(|(area, of)| (area.to_string(), of)).collect();
        let (county, township) = (coverage["450102"], coverage["450102001"]);
        prop_assert_eq!(county, township);
        let (three, five) = (coverage["450102001003"], coverage["450102001005"]);
        prop_assert_eq!(county.villages, 2);
        prop_assert_eq!(county.counted_minutes, three.counted_minutes + five.counted_minutes);
        prop_assert_eq!(county.missing_minutes, three.missing_minutes + five.missing_minutes);
        prop_assert_eq!(county.entries.all, three.entries.all + five.entries.all);
        let mut sum = three;
        sum.add(&five);
        prop_assert_eq!((sum.villages, sum.months, sum.met_months), (2, county.months, county.met_months));
        prop_assert_eq!((sum.with_counsel, sum.met), (county.with_counsel, county.met));
        prop_assert_eq!((sum.owed_minutes, sum.counted_minutes), (county.owed_minutes, county.counted_minutes));
        prop_assert_eq!((sum.lectures_held, sum.lectures_owed), (county.lectures_held, county.lectures_owed));
        prop_assert_eq!((sum.missing_minutes, sum.entries), (county.missing_minutes, county.entries));
        let by_month = assessment.by_month();
        prop_assert_eq!(by_month.iter().map(|month| month.counted_minutes).sum::<u32>(), county.counted_minutes);
        let pay: u32 = assessment.counsel.iter().map(|of| of.pay.fen).sum();
        let steps = assessment.villages.iter().flat_map(|village| &village.months).flat_map(|month| &month.pay);
        let stepwise = steps.map(|paid| match paid {
            Paid::Steps(pay) => pay.fen,
            Paid::NoFee | Paid::Running => 0,
        });
        prop_assert_eq!(stepwise.sum::<u32>(), pay);
        let turned: Vec<Service> = one.into_iter().rev().collect();
        let turned = of_villages([(5, other), (3, turned)]);
        prop_assert_eq!(assessed(&rules(SHEET), &turned, &paid(FEE), "2026-07-10"), assessment);
    }
}

#[test]
fn people_of_two_counties_are_added_and_those_trained_only_where_both_counties_have_them() {
    let of = |counsel, trained| Coverage {
        counsel,
        trained,
        ..Coverage::default()
    };
    for (other, trained) in [(of(4, Some(1)), Some(3)), (of(4, None), None)] {
        let mut sum = of(5, Some(2));
        sum.add(&other);
        assert_eq!((sum.counsel, sum.trained), (9, trained));
    }
}
