//! Rule files and services for the tests of the arithmetic, and services of every shape at random.

#![allow(clippy::indexing_slicing, reason = "tests")]

use cunfa_core::rules::{RuleFile, SHIPPED, Service, Services};
use cunfa_core::{EntryId, Kind, Mode, PersonId, ServiceTime, Stage, VillageCode};
use proptest::prelude::*;

use super::{COUNSEL, at, day};

pub const NANNING: &str = SHIPPED[0];

pub fn nanning() -> RuleFile {
    RuleFile::read(NANNING).unwrap()
}

pub fn anhui() -> RuleFile {
    RuleFile::read(SHIPPED[1]).unwrap()
}

pub fn service(number: u8, date: &str, time: ServiceTime) -> Service {
    Service {
        entry: EntryId([number; 16]),
        number: format!("03-{number:04}"),
        counsel: Some(COUNSEL),
        date: day(date),
        time,
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        stage: Stage::InReview,
        corrected: false,
    }
}

pub fn from_to(start: &str, end: &str) -> ServiceTime {
    ServiceTime::Interval {
        start: at(start),
        end: at(end),
    }
}

pub fn minutes(minutes: u16) -> ServiceTime {
    ServiceTime::Minutes(minutes)
}

/// Village 3, the one of most tests, is `village()`.
pub fn village_of(number: u8) -> VillageCode {
    format!("450102001{number:03}").parse().unwrap()
}

pub fn of_villages<const N: usize>(villages: [(u8, Vec<Service>); N]) -> Services {
    let pairs = villages.into_iter();
    pairs.map(|(number, services)| (village_of(number), services)).collect()
}

fn a_time() -> impl Strategy<Value = ServiceTime> {
    let minute = |minute: u32| chrono::NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
    prop_oneof![
        3 => (0u32..1440, 0u32..1440).prop_map(move |(start, end)| {
            ServiceTime::Interval { start: minute(start), end: minute(end) }
        }),
        1 => (0u32..1440).prop_map(move |end| ServiceTime::Interval { start: minute(0), end: minute(end) }),
        1 => (0u32..1439).prop_map(move |start| ServiceTime::Interval { start: minute(start), end: minute(1439) }),
        1 => any::<u16>().prop_map(ServiceTime::Minutes),
    ]
}

/// Services on the given dates, of two counsels or nobody known.
pub fn services_on(dates: &'static [&'static str]) -> impl Strategy<Value = Vec<Service>> {
    let one = (
        0..dates.len(),
        a_time(),
        0..Mode::ALL.len(),
        0..Kind::ALL.len(),
        0..Stage::ALL.len(),
        0u8..3,
    );
    proptest::collection::vec(one, 0..12).prop_map(|all| {
        let service = |(number, (date, time, mode, kind, stage, counsel)): (usize, _)| Service {
            mode: Mode::ALL[mode],
            kind: Kind::ALL[kind],
            stage: Stage::ALL[stage],
            counsel: (counsel > 0).then_some(PersonId([counsel; 16])),
            ..service(u8::try_from(number).unwrap(), dates[date], time)
        };
        all.into_iter().enumerate().map(service).collect()
    })
}
