//! A county's registers with a few people, for the tests of what may be said of them.

#![allow(clippy::indexing_slicing, reason = "tests")]

use cunfa_core::register::{
    Column, Fault, FaultReason, RecordKind, Registered, Registers, Registration, Values, World, check,
};
use cunfa_core::rules::{Rules, SHIPPED};
use cunfa_core::{ActId, Area, EntryId, Person, PersonId, Role, VillageCode};

use super::day;

pub const FIRM: EntryId = EntryId([0xF1; 16]);
/// The counsel of most tests, and another one.
pub const WEI: PersonId = PersonId([0x11; 16]);
pub const LU: PersonId = PersonId([0x22; 16]);

pub fn id(number: u8) -> EntryId {
    EntryId([number; 16])
}

pub fn seat() -> VillageCode {
    VillageCode::seat(&"450102".parse().unwrap()).unwrap()
}

/// Villages 1 to 20 of the county are known.
pub fn code(number: u8) -> String {
    format!("450102001{number:03}")
}

pub fn village(number: u8) -> VillageCode {
    code(number).parse().unwrap()
}

fn person(id: PersonId, role: Role, scope: &[&str]) -> Person {
    Person {
        id,
        name: "某某".to_owned(),
        role,
        post: String::new(),
        scope: scope.iter().map(|area| area.parse::<Area>().unwrap()).collect(),
    }
}

pub fn county() -> Person {
    person(PersonId([0xC0; 16]), Role::County, &["450102"])
}

pub fn other_county() -> Person {
    person(PersonId([0xC1; 16]), Role::County, &["450103"])
}

pub fn city() -> Person {
    person(PersonId([0xC2; 16]), Role::City, &["4501"])
}

pub fn office() -> Person {
    person(PersonId([0xC3; 16]), Role::Office, &["450102001"])
}

pub fn other_office() -> Person {
    person(PersonId([0xC4; 16]), Role::Office, &["450102002"])
}

pub fn cadre() -> Person {
    person(PersonId([0xC5; 16]), Role::Cadre, &["450102001001"])
}

/// A counsel with the first village.
pub fn counsel(id: PersonId) -> Person {
    person(id, Role::Counsel, &["450102001001"])
}

/// The registers, the rules they are judged by, and the log's length.
pub struct Desk {
    pub registers: Registers,
    pub rules: Rules,
    sequence: u64,
}

impl Desk {
    /// A firm and two of its counsel, by Nanning's rules: at most five villages.
    pub fn new() -> Desk {
        let mut desk = Desk {
            registers: Registers::new(),
            rules: Rules::read(SHIPPED.into_iter().take(1), &[]),
            sequence: 0,
        };
        desk.keep(
            FIRM,
            said(
                RecordKind::Firm,
                &[(Column::Name, "南湖律师事务所"), (Column::FirmKind, "law_firm")],
            ),
        );
        desk.keep(id(0xE1), counsel_record(WEI, "韦法明"));
        desk.keep(id(0xE2), counsel_record(LU, "陆正"));
        desk
    }

    /// What would be wrong, on 2026-11-23.
    pub fn faults(&self, record: EntryId, said: &Registration, author: &Person) -> Vec<Fault> {
        let known = |village: &VillageCode| (1..=20).any(|number| code(number) == village.as_str());
        let world = World {
            seat: &seat(),
            villages: &known,
            rules: &self.rules,
            today: day("2026-11-23"),
        };
        check(&self.registers, record, said, author, &world)
    }

    /// What would be wrong when the county says it after what is there.
    pub fn refused(&self, record: EntryId, said: Registration) -> Vec<(Option<Column>, FaultReason)> {
        told(self.faults(record, &self.next(record, said), &county()))
    }

    /// The same after the record's last act.
    pub fn next(&self, record: EntryId, said: Registration) -> Registration {
        Registration {
            after: self.registers.record(record).map(|last| last.act),
            ..said
        }
    }

    /// The county says it, and nothing is wrong with it.
    pub fn keep(&mut self, record: EntryId, said: Registration) -> ActId {
        self.keep_by(record, said, &county())
    }

    pub fn keep_by(&mut self, record: EntryId, said: Registration, author: &Person) -> ActId {
        let said = self.next(record, said);
        assert_eq!(self.faults(record, &said, author), [], "{said:?}");
        let (act, counts) = self.put(record, said, author);
        assert!(counts);
        act
    }

    /// As the log has it, whatever is wrong with it.
    pub fn put(&mut self, record: EntryId, said: Registration, author: &Person) -> (ActId, bool) {
        self.sequence += 1;
        let mut act = ActId([0; 16]);
        act.0[..8].copy_from_slice(&self.sequence.to_be_bytes());
        let counts = self.registers.apply(Registered {
            record,
            act,
            registration: said,
            person: author.id,
            role: author.role,
            device_time_s: 1_700_000_000,
            sequence: self.sequence,
            received_ms: 1_700_000_000_000,
        });
        (act, counts)
    }

    /// The record's last word, withdrawn.
    pub fn withdrawn(&self, record: EntryId) -> Registration {
        Registration {
            withdrawn: Some("登记有误".to_owned()),
            ..self.registers.record(record).unwrap().registration.clone()
        }
    }
}

pub fn told(faults: Vec<Fault>) -> Vec<(Option<Column>, FaultReason)> {
    faults.into_iter().map(|fault| (fault.column, fault.reason)).collect()
}

pub fn said(kind: RecordKind, values: &[(Column, &str)]) -> Registration {
    let with = |values: Values, (column, text): &(Column, &str)| values.with(*column, text);
    Registration::new(kind, values.iter().fold(Values::new(), with))
}

/// The same with other texts; an empty one takes a text out.
pub fn but(said: &Registration, values: &[(Column, &str)]) -> Registration {
    let with = |values: Values, (column, text): &(Column, &str)| values.with(*column, text);
    Registration {
        values: values.iter().fold(said.values.clone(), with),
        ..said.clone()
    }
}

pub fn counsel_record(person: PersonId, name: &str) -> Registration {
    said(
        RecordKind::Counsel,
        &[
            (Column::Person, &person.to_string()),
            (Column::Name, name),
            (Column::CounselKind, "lawyer"),
            (Column::Firm, &FIRM.to_string()),
            (Column::Official, "no"),
        ],
    )
}

/// From a day to a day; an empty last day is none.
pub fn appointment(number: u8, person: PersonId, from: &str, to: &str) -> Registration {
    said(
        RecordKind::Appointment,
        &[
            (Column::Village, &code(number)),
            (Column::Person, &person.to_string()),
            (Column::From, from),
            (Column::To, to),
            (Column::Prior, "no"),
        ],
    )
}

pub fn recusal(number: u8, other: u8, person: PersonId, from: &str, to: &str) -> Registration {
    said(
        RecordKind::Recusal,
        &[
            (Column::Village, &code(number)),
            (Column::OtherVillage, &code(other)),
            (Column::Person, &person.to_string()),
            (Column::From, from),
            (Column::To, to),
            (Column::Reason, "两村因山林权属有争议"),
        ],
    )
}

pub fn filing(person: PersonId, acknowledged: &str) -> Registration {
    said(
        RecordKind::Filing,
        &[
            (Column::Village, &code(1)),
            (Column::Person, &person.to_string()),
            (Column::Date, "2026-11-20"),
            (Column::Matter, "代理农资合同纠纷一审"),
            (Column::FeeFen, "150000"),
            (Column::Acknowledged, acknowledged),
        ],
    )
}

pub fn allocation(answer: &str) -> Registration {
    said(
        RecordKind::Allocation,
        &[
            (Column::Villages, &[code(3), code(4)].join(" ")),
            (Column::Note, "本县律师不足"),
            (Column::Answer, answer),
        ],
    )
}

pub fn training(person: PersonId, date: &str) -> Registration {
    said(
        RecordKind::Training,
        &[
            (Column::Person, &person.to_string()),
            (Column::Date, date),
            (Column::Topic, "村（社区）法律顾问业务培训"),
            (Column::Hours, "7.5"),
        ],
    )
}

pub fn fee(number: u8, person: PersonId, from: &str, fen: u32) -> Registration {
    said(
        RecordKind::Fee,
        &[
            (Column::Village, &code(number)),
            (Column::Person, &person.to_string()),
            (Column::From, from),
            (Column::FeeFen, &fen.to_string()),
        ],
    )
}

pub fn board(number: u8) -> Registration {
    said(
        RecordKind::Board,
        &[
            (Column::Village, &code(number)),
            (Column::Duties, "法律咨询；代书；调解"),
            (Column::OnSiteHours, "每月第一、三周星期三 9:00—11:30"),
            (Column::Phone, "0771-0000000"),
            (Column::Place, "村委会一楼"),
        ],
    )
}

pub fn assessment(person: PersonId, half: &str, verdict: &str) -> Registration {
    said(
        RecordKind::Assessment,
        &[
            (Column::Person, &person.to_string()),
            (Column::Half, half),
            (Column::Scores, "lectures=100"),
            (Column::Verdict, verdict),
        ],
    )
}

/// What a check of a village's month found: two entries drawn, one question asked.
pub fn monthly(number: u8, month: &str) -> Registration {
    let drawn = format!("{}=yes;{}=open", id(0x31), id(0x32));
    said(
        RecordKind::Check,
        &[
            (Column::Village, &code(number)),
            (Column::Month, month),
            (Column::Root, &"ab".repeat(32)),
            (Column::Drawn, &drawn),
            (Column::Answers, "real=10:9:0:1;satisfied=12:8:3:1"),
        ],
    )
}
