//! What a firm sees: its own counsel, in the months in which the county's word named it, and nothing of another firm's.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use chrono::NaiveDate;
use cunfa_core::register::{
    Column, FirmCounsel, RecordKind, Registered, Registers, Registration, seen_by_firm, years_of_firm,
};
use cunfa_core::{ActId, EntryId, PersonId, Role};
use samples::day;
use samples::register::*;

const OTHER_FIRM: EntryId = EntryId([0xF2; 16]);
const WEI_RECORD: EntryId = EntryId([0xE1; 16]);
const TODAY: &str = "2026-11-26";

/// The county's registers, each word received at noon of a day.
struct Log {
    registers: Registers,
    sequence: u64,
}

impl Log {
    /// Two firms, since 2025.
    fn new() -> Log {
        let mut log = Log {
            registers: Registers::new(),
            sequence: 0,
        };
        for (record, name) in [(FIRM, "南湖律师事务所"), (OTHER_FIRM, "邕江律师事务所")] {
            let values = [(Column::Name, name), (Column::FirmKind, "law_firm")];
            log.on("2025-01-05", record, said(RecordKind::Firm, &values));
        }
        log
    }

    fn on(&mut self, day: &str, record: EntryId, said: Registration) {
        self.sequence += 1;
        let mut act = ActId([0; 16]);
        act.0[..8].copy_from_slice(&self.sequence.to_be_bytes());
        let noon = day.parse::<NaiveDate>().unwrap().and_hms_opt(4, 0, 0).unwrap();
        let counts = self.registers.apply(Registered {
            record,
            act,
            registration: Registration {
                after: self.registers.record(record).map(|last| last.act),
                ..said
            },
            person: county().id,
            role: Role::County,
            device_time_s: 0,
            sequence: self.sequence,
            received_ms: noon.and_utc().timestamp_millis(),
        });
        assert!(counts);
    }

    /// The counsel, at this firm from now on.
    fn at(&mut self, day: &str, firm: EntryId) {
        let said = but(&counsel_record(WEI, "韦法明"), &[(Column::Firm, &firm.to_string())]);
        self.on(day, WEI_RECORD, said);
    }

    fn seen(&self, firm: EntryId, year: i32) -> Vec<FirmCounsel> {
        seen_by_firm(&self.registers, firm, year, day(TODAY))
    }

    /// The months of the only counsel whom a firm sees.
    fn months(&self, firm: EntryId, year: i32) -> Vec<u32> {
        let seen = self.seen(firm, year);
        let months = seen.iter().flat_map(|one| one.months.iter().copied());
        months.map(|month| chrono::Datelike::month(&month)).collect()
    }
}

#[test]
fn a_firm_sees_its_own_counsel_and_no_other_firms() {
    let mut log = Log::new();
    log.at("2026-03-10", FIRM);
    let other = but(&counsel_record(LU, "陆正"), &[(Column::Firm, &OTHER_FIRM.to_string())]);
    log.on("2026-03-10", id(0xE2), other);
    log.on("2026-03-11", id(1), appointment(1, WEI, "2026-01-01", "2026-12-31"));
    log.on("2026-03-11", id(2), appointment(2, LU, "2026-01-01", "2026-12-31"));
    let seen = log.seen(FIRM, 2026);
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].person, seen[0].name.as_str()), (WEI, "韦法明"));
    assert_eq!(seen[0].villages().into_iter().collect::<Vec<_>>(), [village(1)]);
    assert_eq!(
        log.months(FIRM, 2026),
        [3, 4, 5, 6, 7, 8, 9, 10, 11],
        "since the county said it"
    );
    assert_eq!(log.seen(OTHER_FIRM, 2026)[0].person, LU);
    assert_eq!(log.seen(EntryId([9; 16]), 2026), []);
    assert_eq!(log.seen(WEI_RECORD, 2026), [], "that is no firm");
}

#[test]
fn a_month_of_a_counsel_who_moved_belongs_to_one_firm_only() {
    let mut log = Log::new();
    log.at("2026-02-01", FIRM);
    log.at("2026-06-20", OTHER_FIRM);
    assert_eq!(log.months(FIRM, 2026), [2, 3, 4, 5, 6]);
    assert_eq!(log.months(OTHER_FIRM, 2026), [7, 8, 9, 10, 11]);
    log.at("2026-09-01", FIRM);
    assert_eq!(log.months(FIRM, 2026), [2, 3, 4, 5, 6, 9, 10, 11], "from the very day");
    assert_eq!(log.months(OTHER_FIRM, 2026), [7, 8]);
}

#[test]
fn a_firm_that_was_named_by_mistake_and_put_right_in_the_month_sees_nothing() {
    let mut log = Log::new();
    log.at("2026-05-06", FIRM);
    log.at("2026-05-07", OTHER_FIRM);
    assert_eq!(log.months(FIRM, 2026), [0_u32; 0]);
    assert_eq!(log.months(OTHER_FIRM, 2026)[..2], [5, 6]);
    log.at("2026-08-10", FIRM);
    log.at("2026-08-11", OTHER_FIRM);
    assert_eq!(log.months(FIRM, 2026), [0_u32; 0], "nor later");
}

#[test]
fn a_counsel_who_is_withdrawn_is_seen_no_more_from_the_next_month_on_and_again_with_a_new_record() {
    let mut log = Log::new();
    log.at("2026-01-10", FIRM);
    let last = log.registers.record(WEI_RECORD).unwrap().registration.clone();
    let withdrawn = Registration {
        withdrawn: Some("已离职".to_owned()),
        ..last
    };
    log.on("2026-04-15", WEI_RECORD, withdrawn);
    assert_eq!(log.months(FIRM, 2026), [1, 2, 3, 4]);
    let anew = but(
        &counsel_record(WEI, "韦法明"),
        &[(Column::Firm, &OTHER_FIRM.to_string())],
    );
    log.on("2026-06-02", id(0xE9), anew);
    assert_eq!(log.months(FIRM, 2026), [1, 2, 3, 4], "its own months stay");
    assert_eq!(
        log.months(OTHER_FIRM, 2026),
        [7, 8, 9, 10, 11],
        "and the new one reaches not back"
    );
}

#[test]
fn a_firm_that_is_withdrawn_sees_nobody() {
    let mut log = Log::new();
    log.at("2026-01-10", FIRM);
    assert!(!log.seen(FIRM, 2026).is_empty());
    let last = log.registers.record(FIRM).unwrap().registration.clone();
    let withdrawn = Registration {
        withdrawn: Some("已注销".to_owned()),
        ..last
    };
    log.on("2026-11-20", FIRM, withdrawn);
    assert_eq!(log.seen(FIRM, 2026), []);
    assert_eq!(years_of_firm(&log.registers, FIRM, day(TODAY)), [0_i32; 0]);
}

#[test]
fn appointments_and_trainings_are_those_of_the_firms_own_months() {
    let mut log = Log::new();
    log.at("2026-01-01", FIRM);
    log.at("2026-06-20", OTHER_FIRM);
    for (number, from, to) in [
        (3, "2026-07-01", ""),
        (2, "2025-01-01", "2026-03-31"),
        (1, "2026-02-15", ""),
    ] {
        log.on("2026-01-02", id(number), appointment(number, WEI, from, to));
    }
    let stand_in = but(
        &appointment(4, WEI, "2026-04-01", "2026-04-30"),
        &[(Column::Recusal, &id(0xAA).to_string())],
    );
    log.on("2026-04-01", id(4), stand_in);
    log.on("2026-05-05", id(0xB1), training(WEI, "2026-05-04"));
    log.on("2026-08-05", id(0xB2), training(WEI, "2026-08-04"));
    log.on("2026-08-05", id(0xB3), training(LU, "2026-05-04"));
    let seen = log.seen(FIRM, 2026).remove(0);
    let villages: Vec<_> = seen.appointments.iter().map(|one| one.village.clone()).collect();
    assert_eq!(
        villages,
        [village(1), village(2), village(4)],
        "by code; of July it is told nothing"
    );
    let months = |number: u8| {
        let months = seen.months_in(&village(number)).into_iter();
        months
            .map(|month| chrono::Datelike::month(&month))
            .collect::<Vec<u32>>()
    };
    assert_eq!(months(1), [3, 4, 5, 6], "by who is appointed on the first day");
    assert_eq!(months(2), [1, 2, 3]);
    assert_eq!(months(4), [0_u32; 0], "a stand-in takes over a matter, not the village");
    let dates: Vec<NaiveDate> = seen.trainings.iter().map(|one| one.date).collect();
    assert_eq!(dates, [day("2026-05-04")]);
}

#[test]
fn the_years_are_those_in_which_there_is_anybody_and_nobody_is_seen_before_their_time() {
    let mut log = Log::new();
    log.at("2025-11-20", FIRM);
    assert_eq!(years_of_firm(&log.registers, FIRM, day(TODAY)), [2025, 2026]);
    assert_eq!(log.months(FIRM, 2025), [11, 12]);
    assert_eq!(log.months(FIRM, 2027), [0_u32; 0], "it has not begun");
    assert_eq!(years_of_firm(&log.registers, OTHER_FIRM, day(TODAY)), [0_i32; 0]);
    assert_eq!(
        seen_by_firm(&log.registers, FIRM, 2026, day("2026-02-10"))[0].months,
        [day("2026-01-01"), day("2026-02-01")]
    );
    let nobody: PersonId = county().id;
    assert!(log.seen(FIRM, 2026).iter().all(|one| one.person != nobody));
}
