//! What the check of a village's month found (月度检查), as a record: whose word it is, which months, entries and numbers may stand in it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::Person;
use cunfa_core::register::{
    Answers, Asked, Column, FaultReason, Finding, MAX_DRAWN, MonthlyCheck, Registration, answered_in, answers_text,
    drawn_text, month_text,
};
use samples::day;
use samples::register::*;

type Wrong = Vec<(Option<Column>, FaultReason)>;

fn at(column: Column, reason: FaultReason) -> Wrong {
    vec![(Some(column), reason)]
}

/// What would be wrong when somebody says it of a new record.
fn by(author: &Person, said: &Registration) -> Wrong {
    told(Desk::new().faults(id(1), said, author))
}

fn with(column: Column, text: &str) -> Wrong {
    by(&office(), &but(&monthly(1, "2026-11"), &[(column, text)]))
}

#[test]
fn only_the_office_of_the_township_records_what_its_check_found() {
    let said = monthly(1, "2026-11");
    assert_eq!(by(&office(), &said), []);
    let not_allowed = vec![(None, FaultReason::NotAllowed)];
    for other in [other_office(), counsel(WEI), cadre(), county(), city()] {
        assert_eq!(by(&other, &said), not_allowed, "{:?}", other.role);
    }
}

#[test]
fn a_month_is_checked_once_it_has_begun_and_the_next_word_replaces_the_one_before() {
    assert_eq!(
        by(&office(), &monthly(1, "2026-12")),
        at(Column::Month, FaultReason::NotYet)
    );
    for wrong in ["2026-13", "2026-1", "2026-11-01", "1979-12"] {
        assert_eq!(
            with(Column::Month, wrong),
            at(Column::Month, FaultReason::Shape),
            "{wrong}"
        );
    }
    let mut desk = Desk::new();
    desk.keep_by(id(1), monthly(1, "2026-11"), &office());
    let twice = told(desk.faults(id(2), &monthly(1, "2026-11"), &office()));
    assert_eq!(twice, at(Column::Village, FaultReason::Twice { with: id(1) }));
    desk.keep_by(id(3), monthly(1, "2026-10"), &office());
    desk.keep_by(id(4), monthly(2, "2026-11"), &office());
    let corrected = but(&monthly(1, "2026-11"), &[(Column::Note, "补问了两户")]);
    desk.keep_by(id(1), corrected, &office());
    let all = desk.registers.history(id(1));
    assert_eq!(all.len(), 2, "both stay");
    let stands: MonthlyCheck = desk.registers.one(id(1)).unwrap();
    assert_eq!((stands.month, stands.note.as_str()), (day("2026-11-01"), "补问了两户"));
    let other_month = told(desk.faults(id(1), &desk.next(id(1), monthly(1, "2026-09")), &office()));
    assert_eq!(other_month, at(Column::Month, FaultReason::Fixed));
}

#[test]
fn no_more_villagers_answer_than_were_asked_and_no_number_is_negative() {
    assert_eq!(with(Column::Answers, "satisfied=12:8:3:1"), []);
    assert_eq!(
        with(Column::Answers, "satisfied=13:8:3:1"),
        [],
        "one of them said nothing"
    );
    assert_eq!(
        with(Column::Answers, "real=1:1:0:0;satisfied=11:8:3:1"),
        at(Column::Answers, FaultReason::MoreThanAsked)
    );
    for wrong in [
        "satisfied=-1:0:0:0",
        "satisfied=1:0:0",
        "satisfied=1:0:0:0:0",
        "satisfied=10001:0:0:0",
        "satisfied=01:0:0:0",
        "happy=1:1:0:0",
        "satisfied=1:1:0:0;real=1:1:0:0",
        "real=1:1:0:0;real=1:1:0:0",
    ] {
        assert_eq!(
            with(Column::Answers, wrong),
            at(Column::Answers, FaultReason::Shape),
            "{wrong}"
        );
    }
}

#[test]
fn an_entry_that_is_otherwise_than_it_is_written_is_explained() {
    let otherwise = format!("{}=no", id(0x31));
    assert_eq!(with(Column::Drawn, &otherwise), at(Column::Note, FaultReason::Missing));
    let explained = [(Column::Drawn, otherwise.as_str()), (Column::Note, "没有到村")];
    assert_eq!(by(&office(), &but(&monthly(1, "2026-11"), &explained)), []);
    let many = |count: usize| {
        let entry = |number: usize| {
            let mut bytes = [0; 16];
            bytes[0] = u8::try_from(number).unwrap();
            (cunfa_core::EntryId(bytes), Finding::AsWritten)
        };
        drawn_text((0..count).map(entry).collect())
    };
    assert_eq!(with(Column::Drawn, &many(MAX_DRAWN)), []);
    assert_eq!(
        with(Column::Drawn, &many(MAX_DRAWN + 1)),
        at(Column::Drawn, FaultReason::Shape)
    );
    let (one, other) = (id(0x31), id(0x32));
    for wrong in [
        format!("{other}=yes;{one}=yes"),
        format!("{one}=yes;{one}=no"),
        format!("{one}=maybe"),
        format!("{one}"),
        "三塘=yes".to_owned(),
    ] {
        assert_eq!(
            with(Column::Drawn, &wrong),
            at(Column::Drawn, FaultReason::Shape),
            "{wrong}"
        );
    }
}

#[test]
fn a_remark_is_short_and_has_nothing_that_is_not_seen() {
    let long = "字".repeat(2_001);
    assert_eq!(
        with(Column::Note, &long),
        at(
            Column::Note,
            FaultReason::TooLong {
                given: 2_001,
                max: 2_000
            }
        )
    );
    let wrong = with(Column::Note, "属实\u{202e}不");
    assert_eq!(wrong, at(Column::Note, FaultReason::HiddenCharacters));
}

#[test]
fn of_a_village_that_is_merged_the_months_before_are_checked_and_no_later_ones() {
    let mut desk = Desk::new();
    let merged = said(
        cunfa_core::register::RecordKind::Village,
        &[
            (Column::Village, &code(1)),
            (Column::MergedInto, &code(2)),
            (Column::From, "2026-10-15"),
        ],
    );
    desk.keep(id(20), merged);
    desk.keep_by(id(1), monthly(1, "2026-10"), &office());
    let wrong = told(desk.faults(id(2), &monthly(1, "2026-11"), &office()));
    let (into, from) = (village(2), day("2026-10-15"));
    assert_eq!(wrong, at(Column::Village, FaultReason::MergedVillage { into, from }));
}

#[test]
fn what_is_recorded_reads_back_as_it_was_and_villages_are_added_up() {
    let mut desk = Desk::new();
    desk.keep_by(id(1), monthly(1, "2026-11"), &office());
    desk.keep_by(id(2), monthly(2, "2026-11"), &office());
    let checks: Vec<MonthlyCheck> = desk.registers.read();
    let first = &checks[0];
    assert_eq!(
        (first.count(Finding::AsWritten), first.count(Finding::Otherwise)),
        (1, 0)
    );
    assert_eq!(first.root.unwrap().to_string(), "ab".repeat(32));
    let values = monthly(1, "2026-11").values;
    assert_eq!(drawn_text(first.drawn.clone()), values.text(Column::Drawn));
    assert_eq!(answers_text(&first.answers), values.text(Column::Answers));
    assert_eq!(month_text(first.month), "2026-11");
    let sum = |asked, good, fair, poor| Answers {
        asked,
        good,
        fair,
        poor,
    };
    assert_eq!(
        answered_in(&checks),
        [(Asked::Real, sum(20, 18, 0, 2)), (Asked::Satisfied, sum(24, 16, 6, 2))]
    );
    let nobody = [(Asked::Known, Answers::default())];
    assert_eq!(answers_text(&nobody), "", "what nobody was asked is left out");
}
