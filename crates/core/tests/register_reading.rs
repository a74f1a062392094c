//! Who reads which record, and what the registers say of a village, a counsel and a day.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::register::{Column, RecordKind, Registered, Registration, may_read};
use cunfa_core::{Act, ActId, Body, DeviceId, EntryId, KeyId, Person, PersonId, Role};
use samples::day;
use samples::register::*;

/// Which of them read it: the counsel it is about, another one in the village, the cadre there, both offices, county, city.
fn readers(said: &Registration) -> Vec<&'static str> {
    let all = [
        ("own", counsel(WEI)),
        ("other", counsel(LU)),
        ("cadre", cadre()),
        ("office", office()),
        ("other_office", other_office()),
        ("county", county()),
        ("city", city()),
    ];
    let may = |(name, person): (&'static str, Person)| may_read(&person, said).then_some(name);
    all.into_iter().filter_map(may).collect()
}

fn about(kind: RecordKind) -> Registration {
    let person = WEI.to_string();
    said(kind, &[(Column::Person, &person), (Column::Village, &code(1))])
}

#[test]
fn a_record_is_read_by_whom_it_concerns_and_no_others() {
    let all = ["own", "other", "cadre", "office", "other_office", "county", "city"];
    let there = ["own", "other", "cadre", "office", "county", "city"];
    assert_eq!(readers(&about(RecordKind::RuleFile)), all);
    assert_eq!(
        readers(&about(RecordKind::Firm)),
        ["own", "other", "office", "other_office", "county", "city"]
    );
    assert_eq!(
        readers(&about(RecordKind::Counsel)),
        ["own", "office", "other_office", "county", "city"]
    );
    for kind in [RecordKind::Appointment, RecordKind::Board, RecordKind::Village] {
        assert_eq!(readers(&about(kind)), there, "{kind:?}");
    }
    for kind in [RecordKind::Training, RecordKind::Assessment, RecordKind::Fee] {
        assert_eq!(readers(&about(kind)), ["own", "county", "city"], "{kind:?}");
    }
    assert_eq!(readers(&about(RecordKind::Filing)), ["own", "office", "county", "city"]);
    assert_eq!(readers(&about(RecordKind::Allocation)), ["county", "city"]);
    assert_eq!(readers(&about(RecordKind::Recusal)), ["own", "office", "county"]);
    let check = but(&about(RecordKind::Check), &[(Column::Person, "")]);
    assert_eq!(
        readers(&check),
        ["office", "county"],
        "what was found of a counsel's work is no reading of the counsel's, nor of the city's"
    );
}

#[test]
fn a_recusal_is_read_by_the_offices_of_both_villages() {
    let both = but(&about(RecordKind::Recusal), &[(Column::OtherVillage, "450102002001")]);
    assert_eq!(readers(&both), ["own", "office", "other_office", "county"]);
}

#[test]
fn a_counsel_reads_of_their_own_appointments_wherever_they_are() {
    let elsewhere = appointment(5, WEI, "2026-01-01", "");
    assert!(may_read(&counsel(WEI), &elsewhere));
    assert!(!may_read(&counsel(LU), &elsewhere));
}

#[test]
fn who_may_read_one_act_of_a_record_may_read_each() {
    let mut desk = Desk::new();
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-12-31"));
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-11-30"));
    let gone = desk.withdrawn(id(1));
    desk.keep(id(1), gone);
    let read: Vec<_> = desk
        .registers
        .history(id(1))
        .iter()
        .map(|said| readers(&said.registration))
        .collect();
    assert_eq!(read.len(), 3);
    assert!(read.windows(2).all(|two| two[0] == two[1]), "{read:?}");
}

#[test]
fn an_officer_of_another_county_neither_keeps_nor_reads_what_lies_here() {
    let desk = Desk::new();
    let said = appointment(1, WEI, "2026-01-01", "");
    let firm = but(
        &desk.registers.record(FIRM).unwrap().registration,
        &[(Column::Name, "别县律师事务所")],
    );
    for said in [&said, &firm] {
        assert!(!desk.faults(id(1), said, &other_county()).is_empty());
    }
    assert!(!may_read(&other_county(), &said));
}

fn in_force(desk: &Desk, number: u8, on: &str) -> Option<EntryId> {
    desk.registers.in_force(&village(number), day(on)).map(|one| one.record)
}

#[test]
fn villages_without_a_counsel_are_gaps_but_for_merged_ones() {
    let mut desk = Desk::new();
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-06-30"));
    let merged = [
        (Column::Village, code(3)),
        (Column::MergedInto, code(1)),
        (Column::From, "2026-04-01".to_owned()),
    ];
    let merged: Vec<(Column, &str)> = merged.iter().map(|(column, text)| (*column, text.as_str())).collect();
    desk.keep(id(20), said(RecordKind::Village, &merged));
    let villages = [village(1), village(2), village(3)];
    let gaps = |on| desk.registers.gaps(&villages, day(on));
    assert_eq!(gaps("2026-03-31"), [village(2), village(3)]);
    assert_eq!(gaps("2026-04-01"), [village(2)]);
    assert_eq!(gaps("2026-07-01"), [village(1), village(2)]);
    assert_eq!(
        (in_force(&desk, 1, "2026-06-30"), in_force(&desk, 1, "2026-07-01")),
        (Some(id(1)), None)
    );
}

#[test]
fn an_appointment_that_ends_soon_is_told_unless_another_one_joins_it() {
    let mut desk = Desk::new();
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-12-31"));
    desk.keep(id(2), appointment(2, WEI, "2026-01-01", "2027-01-22"));
    desk.keep(id(3), appointment(3, WEI, "2026-01-01", "2027-01-23"));
    let ending = |desk: &Desk| -> Vec<EntryId> {
        let found = desk.registers.ending(day("2026-11-23"), 60);
        found.into_iter().map(|one| one.record).collect()
    };
    assert_eq!(ending(&desk), [id(1), id(2)]);
    desk.keep(id(4), appointment(1, LU, "2027-01-01", ""));
    assert_eq!(ending(&desk), [id(2)]);
}

#[test]
fn a_counsel_serves_the_villages_of_the_appointments_of_the_day() {
    let mut desk = Desk::new();
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-06-30"));
    desk.keep(id(2), appointment(2, WEI, "2026-06-30", ""));
    let on = |on| -> Vec<_> { desk.registers.villages_of(WEI, day(on)).into_iter().collect() };
    assert_eq!(on("2025-12-31"), []);
    assert_eq!(on("2026-06-30"), [village(1), village(2)]);
    assert_eq!(on("2026-07-01"), [village(2)]);
}

#[test]
fn pay_is_that_of_the_last_fee_that_began_and_none_where_none_did() {
    let mut desk = Desk::new();
    desk.keep(id(1), fee(1, WEI, "2026-01-01", 80_000));
    desk.keep(id(2), fee(1, WEI, "2026-07-01", 100_000));
    let of = |month| desk.registers.fee(&village(1), WEI, day(month));
    assert_eq!(
        ["2025-12-01", "2026-06-01", "2026-07-01"].map(of),
        [None, Some(80_000), Some(100_000)]
    );
    assert_eq!(desk.registers.fee(&village(1), LU, day("2026-07-01")), None);
}

#[test]
fn each_counsel_owes_a_training_a_year() {
    let mut desk = Desk::new();
    desk.keep(id(1), training(WEI, "2026-03-01"));
    let of = |person, year| -> Vec<u32> {
        desk.registers
            .training(person, year)
            .iter()
            .map(|it| it.minutes)
            .collect()
    };
    assert_eq!(
        (of(WEI, 2026), of(WEI, 2025), of(LU, 2026)),
        (vec![450], vec![], vec![])
    );
    let untrained: Vec<PersonId> = desk.registers.untrained(2026).iter().map(|one| one.person).collect();
    assert_eq!(untrained, [LU]);
}

#[test]
fn the_board_of_a_village_and_the_firm_of_its_counsel_are_found() {
    let mut desk = Desk::new();
    desk.keep_by(id(70), but(&board(1), &[(Column::NextVisit, "2026-12-02")]), &office());
    let found = desk.registers.board(&village(1)).unwrap();
    assert_eq!(found.next_visit, Some(day("2026-12-02")));
    assert_eq!(desk.registers.board(&village(2)), None);
    let counsel = desk.registers.counsel_of(WEI).unwrap();
    assert_eq!(desk.registers.firm_of(&counsel).unwrap().name, "南湖律师事务所");
}

#[test]
fn acts_that_do_not_follow_the_last_one_are_passed_over_and_still_count_as_read() {
    let mut desk = Desk::new();
    let before = desk.registers.latest_sequence();
    let mut stray = appointment(1, WEI, "2026-01-01", "");
    stray.after = Some(cunfa_core::ActId([0xEE; 16]));
    let (_, counts) = desk.put(id(1), stray, &county());
    assert!(!counts);
    assert_eq!(desk.registers.record(id(1)), None);
    assert_eq!(desk.registers.history(id(1)), []);
    assert_eq!(desk.registers.latest_sequence(), before + 1);
    let other_kind = desk.next(FIRM, appointment(1, WEI, "2026-01-01", ""));
    let (_, counts) = desk.put(FIRM, other_kind, &county());
    assert!(!counts, "nor does a record become one of another kind");
}

#[test]
fn an_act_over_a_record_is_taken_in_as_it_was_said_and_any_other_act_is_none() {
    let act = Act {
        id: ActId([1; 16]),
        entry: id(2),
        heads: Vec::new(),
        body: Body::Registration(counsel_record(WEI, "韦某")),
        person: county().id,
        key: KeyId([3; 16]),
        role: Role::County,
        device: DeviceId([4; 16]),
        device_time_s: 1_700_000_000,
    };
    let taken = Registered::of(&act, 5, 6).unwrap();
    assert_eq!((taken.record, taken.act, taken.person), (act.entry, act.id, act.person));
    assert_eq!((taken.role, taken.device_time_s), (act.role, act.device_time_s));
    assert_eq!((taken.sequence, taken.received_ms), (5, 6));
    assert_eq!(Body::Registration(taken.registration), act.body);
    let other = Act {
        body: Body::Acknowledgement,
        ..act
    };
    assert_eq!(Registered::of(&other, 5, 6), None);
}
