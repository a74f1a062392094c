//! The form of records: shapes, limits, codes that are signed, and how values are kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use std::collections::BTreeSet;

use cunfa_core::register::{
    Column, CounselKind, Days, FaultReason, FirmKind, Half, MAX_VILLAGES, RecordKind, Registration, Shape, Values,
    Verdict,
};
use samples::day;
use samples::register::*;

/// What is wrong with one text of a record that is otherwise in order.
fn wrong(said: &Registration, column: Column, text: &str) -> Vec<FaultReason> {
    let desk = Desk::new();
    let faults = desk.refused(id(1), but(said, &[(column, text)]));
    let here = faults.into_iter().filter(|(at, _)| *at == Some(column));
    here.map(|(_, reason)| reason).collect()
}

fn each(said: &Registration, column: Column, good: &[&str], bad: &[&str]) {
    for text in good {
        assert_eq!(wrong(said, column, text), [], "{column:?} {text:?}");
    }
    for text in bad {
        assert_eq!(wrong(said, column, text), [FaultReason::Shape], "{column:?} {text:?}");
    }
}

#[test]
fn every_value_is_written_in_one_way() {
    let appointment = appointment(1, WEI, "2026-01-01", "2026-12-31");
    let dates = [
        "2026-1-1",
        "2026-02-29",
        "20260101",
        "+2026-01-01",
        "1979-12-31",
        "2101-01-01",
    ];
    each(&appointment, Column::From, &["2024-02-29", "1980-01-01"], &dates);
    each(
        &appointment,
        Column::Village,
        &[],
        &["45010200100", "450102000000", "村"],
    );
    each(&appointment, Column::Prior, &["yes", "no"], &["Yes", "是", "true"]);
    each(
        &appointment,
        Column::Person,
        &[],
        &["11", &"1".repeat(31), &"G".repeat(32), &"AB".repeat(16)],
    );
    let fee = fee(1, WEI, "2026-01-01", 80_000);
    let fens = ["-1", "+1", "01", "1.5", "１００", "100000001", "一百"];
    each(&fee, Column::FeeFen, &["0", "100000000"], &fens);
    let training = training(WEI, "2026-03-01");
    let hours = ["0", "1000", "7.", ".5", "07.5", "7.25", "7.50", "-1"];
    each(&training, Column::Hours, &["0.5", "4", "999.5"], &hours);
    each(
        &training,
        Column::Topic,
        &["村居法律顾问\u{20BB7}业务"],
        &["一行\n两行"],
    );
    let firm = said(
        RecordKind::Firm,
        &[(Column::Name, "邕江律师事务所"), (Column::FirmKind, "law_firm")],
    );
    each(&firm, Column::FirmKind, &["legal_service"], &["LawFirm", "律师事务所"]);
}

fn assessment(half: &str, scores: &str) -> Registration {
    said(
        RecordKind::Assessment,
        &[
            (Column::Person, &WEI.to_string()),
            (Column::Half, half),
            (Column::Scores, scores),
            (Column::Verdict, "good"),
        ],
    )
}

#[test]
fn halves_of_a_year_and_scores_are_written_in_one_way() {
    let good = assessment("2026-1", "lectures=100;on_site=385");
    each(
        &good,
        Column::Half,
        &["1980-2", "2100-1"],
        &["2026-0", "2026-3", "2026-01", "26-1", "2026", "+2026-1"],
    );
    let bad = [
        "on_site=385;lectures=100",
        "a=1;a=2",
        "a=1;",
        "a",
        "a=",
        "=1",
        "A=1",
        "a=01",
        "a=1.5",
        "a=10001",
    ];
    each(&good, Column::Scores, &["a=0", "a=10000"], &bad);
    each(&good, Column::Verdict, &["basic", "poor"], &["bad"]);
    assert_eq!(
        good.values.scores().into_iter().collect::<Vec<_>>(),
        [("lectures".to_owned(), 100), ("on_site".to_owned(), 385)]
    );
}

#[test]
fn a_half_of_a_year_has_six_months() {
    let second: Half = "2026-2".parse().unwrap();
    assert_eq!((second.year(), second.number()), (2026, 2));
    let months = second.months();
    assert_eq!(
        (months.len(), months[0], months[5]),
        (6, day("2026-07-01"), day("2026-12-01"))
    );
    assert_eq!(Half::of(day("2026-06-30")).to_string(), "2026-1");
    assert_eq!(Half::of(day("2026-07-01")), second);
}

#[test]
fn a_request_names_each_village_once_in_order_and_not_too_many() {
    let asked = allocation("");
    let joined = |codes: &[u8]| codes.iter().map(|number| code(*number)).collect::<Vec<_>>().join(" ");
    let bad = [
        joined(&[4, 3]),
        joined(&[3, 3]),
        format!("{}  {}", code(3), code(4)),
        format!("{},{}", code(3), code(4)),
    ];
    let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
    each(&asked, Column::Villages, &[&joined(&[1]), &joined(&[1, 2, 20])], &bad);
    let many = |count: usize| {
        let codes: Vec<String> = (1..=count).map(|number| format!("450102002{number:03}")).collect();
        wrong(&asked, Column::Villages, &codes.join(" "))
    };
    assert_eq!(many(MAX_VILLAGES + 1), [FaultReason::Shape]);
    assert_eq!(
        many(MAX_VILLAGES).len(),
        MAX_VILLAGES,
        "each is unknown, and nothing else is wrong"
    );
}

#[test]
fn what_is_missing_too_long_hidden_or_of_another_kind_is_told_at_its_column() {
    let firm = said(
        RecordKind::Firm,
        &[(Column::Name, "邕江律师事务所"), (Column::FirmKind, "law_firm")],
    );
    assert_eq!(wrong(&firm, Column::Name, "  "), [FaultReason::Missing]);
    let long = FaultReason::TooLong { given: 61, max: 60 };
    assert_eq!(wrong(&firm, Column::Name, &"所".repeat(61)), [long]);
    assert_eq!(
        wrong(&firm, Column::Name, "邕江\u{202E}所"),
        [FaultReason::HiddenCharacters]
    );
    assert_eq!(wrong(&firm, Column::FeeFen, "1"), [FaultReason::NotOfKind]);
    let all = told(Desk::new().faults(id(1), &Registration::new(RecordKind::Board, Values::new()), &office()));
    let columns: Vec<Column> = all.iter().filter_map(|(column, _)| *column).collect();
    let needed = [
        Column::Village,
        Column::Duties,
        Column::OnSiteHours,
        Column::Phone,
        Column::Place,
    ];
    assert_eq!(columns, needed, "everything at once, never only the first: {all:?}");
}

#[test]
fn texts_that_are_signed_are_tidy() {
    let mut untidy = said(RecordKind::Firm, &[(Column::FirmKind, "law_firm")]);
    let pairs: Vec<(Column, String)> = untidy.values.clone().into();
    let pairs = [vec![(Column::Name, " 邕江律师事务所".to_owned())], pairs].concat();
    untidy.values = Values::signed(pairs).unwrap();
    let desk = Desk::new();
    assert_eq!(desk.refused(id(1), untidy), [(Some(Column::Name), FaultReason::Shape)]);
}

#[test]
fn values_that_were_signed_come_in_the_order_of_their_columns_and_none_is_empty() {
    let pair = |column, text: &str| (column, text.to_owned());
    let (name, kind) = (pair(Column::Name, "甲"), pair(Column::FirmKind, "law_firm"));
    assert!(Values::signed(vec![name.clone(), kind.clone()]).is_some());
    assert_eq!(Values::signed(vec![kind.clone(), name.clone()]), None);
    assert_eq!(Values::signed(vec![name.clone(), name.clone()]), None);
    assert_eq!(Values::signed(vec![pair(Column::Name, ""), kind]), None);
    assert_eq!(
        Values::new().with(Column::Name, "甲").with(Column::Name, "　"),
        Values::new()
    );
}

#[test]
fn the_numbers_of_kinds_and_columns_ascend_as_they_are_listed_and_their_codes_differ() {
    let kinds: Vec<u8> = RecordKind::ALL.iter().map(|kind| kind.number()).collect();
    assert_eq!(kinds, (1..=13).collect::<Vec<_>>());
    let columns: Vec<u8> = Column::ALL.iter().map(|column| column.number()).collect();
    assert_eq!(columns, (1..=39).collect::<Vec<_>>());
    assert!(Column::ALL.is_sorted());
    let codes: BTreeSet<&str> = Column::ALL.iter().map(|column| column.code()).collect();
    assert_eq!(codes.len(), Column::ALL.len());
}

#[test]
fn every_column_is_of_some_kind_and_what_is_fixed_named_or_answered_is_of_its_own() {
    for column in Column::ALL {
        assert!(
            RecordKind::ALL.iter().any(|kind| kind.columns().contains(column)),
            "{column:?}"
        );
    }
    for kind in RecordKind::ALL {
        assert!(
            kind.fixed()
                .iter()
                .chain(kind.named_by())
                .chain(kind.answer())
                .all(|it| kind.columns().contains(it))
        );
        assert!(kind.columns().iter().any(|column| kind.required(*column)), "{kind:?}");
        let unique: BTreeSet<&Column> = kind.columns().iter().collect();
        assert_eq!(unique.len(), kind.columns().len(), "{kind:?}");
    }
}

#[test]
fn what_may_be_chosen_is_what_can_be_read() {
    let choices = |column: Column| match column.shape() {
        Shape::Choice(codes) => codes.to_vec(),
        _ => Vec::new(),
    };
    let firms: Vec<&str> = FirmKind::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(choices(Column::FirmKind), firms);
    let counsel: Vec<&str> = CounselKind::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(choices(Column::CounselKind), counsel);
    let verdicts: Vec<&str> = Verdict::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(choices(Column::Verdict), verdicts);
}

#[test]
fn days_hold_meet_and_lie_in_others_with_their_last_day() {
    let days = |from: &str, to: &str| Days {
        from: day(from),
        to: (!to.is_empty()).then(|| day(to)),
    };
    let may = days("2026-05-01", "2026-05-31");
    assert!(may.hold(day("2026-05-31")) && !may.hold(day("2026-06-01")));
    assert!(may.meet(&days("2026-05-31", "")) && !may.meet(&days("2026-06-01", "")));
    assert!(days("2020-01-01", "").meet(&may) && !days("2020-01-01", "2026-04-30").meet(&may));
    assert!(may.lie_in(&days("2026-05-01", "2026-05-31")) && may.lie_in(&days("2026-01-01", "")));
    assert!(!days("2026-05-01", "").lie_in(&may) && !may.lie_in(&days("2026-05-02", "")));
}
