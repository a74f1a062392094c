//! A record of the county's registers as devices write it: what is said of it, the acts and the batches they seal, and the round trip.

use cunfa_core::register::{Column, RecordKind, Registration, Values};
use cunfa_core::{Act, ActId, Body, EntryId, KeyId, PersonId, Role, Village};
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_protocol::courier::REGISTERS;
use cunfa_protocol::registers::{REGISTERS_PATH, RegistersRequest, RegistersResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Blob, Refusal, Stored, VERSION, WireBatch, decode, encode};

use super::{House, NOW_MS, TestDevice, VILLAGE, courier, read};

/// Where the registers of 450102 lie in its log.
pub const SEAT: &str = "450102000000";

/// A device of the county.
pub fn county(house: &House, name: &str) -> TestDevice {
    house.device(name, &house.person(Role::County, &["450102"]))
}

pub fn said(kind: RecordKind, values: &[(Column, &str)]) -> Registration {
    let with = |values: Values, (column, text): &(Column, &str)| values.with(*column, text);
    Registration::new(kind, values.iter().fold(Values::new(), with))
}

/// The same with other values; an empty one takes a value out.
pub fn but(said: &Registration, values: &[(Column, &str)]) -> Registration {
    let with = |values: Values, (column, text): &(Column, &str)| values.with(*column, text);
    Registration {
        values: values.iter().fold(said.values.clone(), with),
        ..said.clone()
    }
}

pub fn firm(name: &str) -> Registration {
    said(
        RecordKind::Firm,
        &[(Column::Name, name), (Column::FirmKind, "law_firm")],
    )
}

pub fn counsel(person: PersonId, name: &str) -> Registration {
    said(
        RecordKind::Counsel,
        &[
            (Column::Person, &person.to_string()),
            (Column::Name, name),
            (Column::CounselKind, "lawyer"),
            (Column::Official, "no"),
        ],
    )
}

/// From a day to a day; an empty last day is none.
pub fn appointment(village: &str, person: PersonId, from: &str, to: &str) -> Registration {
    said(
        RecordKind::Appointment,
        &[
            (Column::Village, village),
            (Column::Person, &person.to_string()),
            (Column::From, from),
            (Column::To, to),
            (Column::Prior, "no"),
        ],
    )
}

pub fn board(village: &str) -> Registration {
    said(
        RecordKind::Board,
        &[
            (Column::Village, village),
            (Column::Duties, "法律咨询、法治讲座"),
            (Column::OnSiteHours, "每月第一个星期三上午"),
            (Column::Phone, "0771-1234567"),
            (Column::Place, "村委会一楼"),
        ],
    )
}

/// What the check of a village's month found.
pub fn check(village: &str, month: &str) -> Registration {
    said(
        RecordKind::Check,
        &[
            (Column::Village, village),
            (Column::Month, month),
            (Column::Drawn, &format!("{}=yes", EntryId([3; 16]))),
            (Column::Answers, "satisfied=12:8:3:1"),
        ],
    )
}

pub fn filing(village: &str, person: PersonId) -> Registration {
    said(
        RecordKind::Filing,
        &[
            (Column::Village, village),
            (Column::Person, &person.to_string()),
            (Column::Date, "2026-11-20"),
            (Column::Matter, "代理农资合同纠纷一审"),
            (Column::FeeFen, "150000"),
            (Column::Acknowledged, "no"),
        ],
    )
}

pub fn recusal(village: &str, other: &str, person: PersonId) -> Registration {
    said(
        RecordKind::Recusal,
        &[
            (Column::Village, village),
            (Column::OtherVillage, other),
            (Column::Person, &person.to_string()),
            (Column::From, "2026-11-01"),
            (Column::Reason, "两村因山林权属有争议"),
        ],
    )
}

pub fn fee(village: &str, person: PersonId) -> Registration {
    said(
        RecordKind::Fee,
        &[
            (Column::Village, village),
            (Column::Person, &person.to_string()),
            (Column::From, "2026-11-01"),
            (Column::FeeFen, "50000"),
        ],
    )
}

pub fn training(person: PersonId) -> Registration {
    said(
        RecordKind::Training,
        &[
            (Column::Person, &person.to_string()),
            (Column::Date, "2026-10-15"),
            (Column::Topic, "农村土地承包法"),
            (Column::Hours, "4"),
        ],
    )
}

pub fn assessment(person: PersonId) -> Registration {
    said(
        RecordKind::Assessment,
        &[
            (Column::Person, &person.to_string()),
            (Column::Half, "2026-1"),
            (Column::Scores, "lectures=100"),
            (Column::Verdict, "good"),
        ],
    )
}

/// Another name for a village.
pub fn renamed(village: &str, name: &str, from: &str) -> Registration {
    said(
        RecordKind::Village,
        &[(Column::Village, village), (Column::Name, name), (Column::From, from)],
    )
}

pub fn allocation(villages: &str) -> Registration {
    said(
        RecordKind::Allocation,
        &[(Column::Villages, villages), (Column::Note, "本县律师不足")],
    )
}

/// Nanning's next rule file.
pub fn rule_file() -> Registration {
    let text = cunfa_core::rules::SHIPPED[0]
        .replace(
            "version = 1",
            "version = 2\nreplaces = { id = \"nanning-2016\", version = 1 }",
        )
        .replace("2016-11-18\"\non_site", "2027-01-01\"\non_site");
    said(RecordKind::RuleFile, &[(Column::Text, &text)])
}

/// An act over a record.
pub fn act(house: &House, device: &TestDevice, record: EntryId, body: Body) -> SignedAct {
    let statement = Statement {
        act: Act {
            id: ActId([0; 16]),
            entry: record,
            heads: Vec::new(),
            body,
            person: device.person.id,
            key: KeyId([0; 16]),
            role: device.person.role,
            device: device.id,
            device_time_s: 0,
        },
        clock: ClockQuality::Unchecked,
        root: None,
        previous: Some(house.random.bytes()),
    };
    sign(statement, canonical::no_text(), &device.person_key)
}

pub fn batch(device: &TestDevice, record: EntryId, acts: &[&SignedAct]) -> Batch {
    Batch {
        village: SEAT.parse().unwrap(),
        entry: record,
        device: device.id,
        changes: Vec::new(),
        acts: acts.iter().map(|act| act.bytes().to_vec()).collect(),
    }
}

pub fn sealed(device: &TestDevice, batch: &Batch) -> SealedBatch {
    batch.seal(&device.device_key).unwrap()
}

/// A record and the last word about it.
#[derive(Clone)]
pub struct Card {
    pub record: EntryId,
    pub said: Registration,
}

/// A word about a record that was signed.
pub struct Word {
    pub act: SignedAct,
    pub sealed: SealedBatch,
}

impl Card {
    pub fn new(house: &House, said: Registration) -> Card {
        Card {
            record: EntryId(house.random.bytes()),
            said,
        }
    }

    /// Signs the word as it is.
    pub fn word(&self, house: &House, device: &TestDevice) -> Word {
        let act = act(house, device, self.record, Body::Registration(self.said.clone()));
        let sealed = sealed(device, &batch(device, self.record, &[&act]));
        Word { act, sealed }
    }

    /// The next word about it, after this one.
    pub fn next(&self, word: &Word, said: Registration) -> Card {
        let after = Some(word.act.id());
        Card {
            said: Registration { after, ..said },
            ..self.clone()
        }
    }

    /// The same, withdrawn.
    pub fn withdrawn(&self, word: &Word) -> Card {
        let withdrawn = Some("登记有误".to_owned());
        self.next(
            word,
            Registration {
                withdrawn,
                ..self.said.clone()
            },
        )
    }
}

/// Asks after a sequence of an epoch, at another time.
pub fn ask_at(
    house: &House,
    device: &TestDevice,
    (epoch, after): (u64, u64),
    batches: &[&SealedBatch],
    now_ms: i64,
) -> Result<RegistersResponse, Refusal> {
    ask_so(house, device, (epoch, after), (batches, false), now_ms)
}

/// The same; `whole`: all of the batches or none.
pub fn ask_so(
    house: &House,
    device: &TestDevice,
    (epoch, after): (u64, u64),
    (batches, whole): (&[&SealedBatch], bool),
    now_ms: i64,
) -> Result<RegistersResponse, Refusal> {
    let body = body((epoch, after), (batches, whole));
    read(&house.server.answer(REGISTERS_PATH, Some(&device.token), &body, now_ms))
}

/// The body of such a request.
pub fn body((epoch, after): (u64, u64), (batches, whole): (&[&SealedBatch], bool)) -> Vec<u8> {
    let wire = |batch: &&SealedBatch| WireBatch {
        bytes: Blob(batch.on_the_way()),
        signature: Blob(batch.signature.clone()),
    };
    let request = RegistersRequest {
        version: VERSION,
        epoch,
        after,
        batches: batches.iter().map(wire).collect(),
        whole,
    };
    encode(&request).unwrap()
}

/// The same request in a courier's file.
pub fn ask_by_courier(
    house: &House,
    device: &TestDevice,
    place: (u64, u64),
    batches: &[&SealedBatch],
) -> RegistersResponse {
    let answers = courier::carried(house, device, REGISTERS, &body(place, (batches, false)));
    decode(&answers[0]).unwrap()
}

pub fn ask(
    house: &House,
    device: &TestDevice,
    place: (u64, u64),
    batches: &[&SealedBatch],
) -> Result<RegistersResponse, Refusal> {
    ask_at(house, device, place, batches, NOW_MS)
}

/// Hands in what is taken together or not at all; gives the answers.
pub fn hand_in_whole(house: &House, device: &TestDevice, words: &[&Word]) -> Vec<BatchAnswer> {
    let batches: Vec<&SealedBatch> = words.iter().map(|word| &word.sealed).collect();
    let asked = ask_so(house, device, (device.epoch, 0), (&batches, true), NOW_MS);
    asked.unwrap().answers
}

/// Hands in what was signed; gives the answers.
pub fn hand_in(house: &House, device: &TestDevice, words: &[&Word]) -> Vec<BatchAnswer> {
    let batches: Vec<&SealedBatch> = words.iter().map(|word| &word.sealed).collect();
    ask(house, device, (device.epoch, 0), &batches).unwrap().answers
}

/// Says it; gives what was signed and its place in the log.
pub fn keep(house: &House, device: &TestDevice, card: &Card) -> (Word, Stored) {
    let word = card.word(house, device);
    let answers = hand_in(house, device, &[&word]);
    match <[BatchAnswer; 1]>::try_from(answers) {
        Ok([BatchAnswer::Stored(stored)]) => (word, stored),
        other => panic!("not stored: {other:?}, {:?}", card.said),
    }
}

/// Says a new record.
pub fn register(house: &House, device: &TestDevice, said: Registration) -> (Card, Word) {
    let card = Card::new(house, said);
    let (word, _) = keep(house, device, &card);
    (card, word)
}

/// What becomes of it: none when it is stored.
pub fn refusal(house: &House, device: &TestDevice, card: &Card) -> Option<ParkedReason> {
    refusal_of(house, device, &card.word(house, device).sealed)
}

pub fn refusal_of(house: &House, device: &TestDevice, sealed: &SealedBatch) -> Option<ParkedReason> {
    match &ask(house, device, (device.epoch, 0), &[sealed]).unwrap().answers[..] {
        [BatchAnswer::Stored(_)] => None,
        [BatchAnswer::Refused { batch, reason }] => {
            assert_eq!(*batch, sealed.id());
            Some(*reason)
        }
        other => panic!("neither stored nor refused: {other:?}"),
    }
}

/// The acts that the device reads, from the first on.
pub fn read_by(house: &House, device: &TestDevice) -> Vec<SignedAct> {
    let (mut acts, mut after) = (Vec::new(), 0);
    loop {
        let answer = ask(house, device, (device.epoch, after), &[]).unwrap();
        acts.extend(answer.acts.iter().map(|one| SignedAct::read(&one.act.0).unwrap()));
        after = answer.up_to;
        if !answer.more {
            return acts;
        }
    }
}

/// A village of the county by its place in the register, the tests' own ones first.
pub fn villages(house: &House, many: usize) -> Vec<String> {
    let all = house.server.db().villages(&["450102".parse().unwrap()]).unwrap();
    let codes: Vec<String> = all.into_iter().map(|village| village.code.to_string()).collect();
    let others = codes.into_iter().filter(|code| code != VILLAGE);
    std::iter::once(VILLAGE.to_owned()).chain(others).take(many).collect()
}

/// A village of another township.
pub const FAR: &str = "450102102201";

/// The counsel of a device as the registers have them.
pub fn listed(house: &House, county: &TestDevice, device: &TestDevice) {
    register(house, county, counsel(device.person.id, &device.person.name));
}

/// A cadre's device in another county of the server.
pub fn in_another_county(house: &House) -> TestDevice {
    let village = Village {
        code: "450103001001".parse().unwrap(),
        city: "南宁市".to_owned(),
        county: "青秀区".to_owned(),
        township: "新竹街道".to_owned(),
        name: "新竹社区".to_owned(),
    };
    house.server.db().take_villages(&[village], 7).unwrap();
    house.device("e", &house.person(Role::Cadre, &["450103001001"]))
}

/// How many of them are stored.
pub fn stored(answers: &[BatchAnswer]) -> usize {
    answers
        .iter()
        .filter(|one| matches!(one, BatchAnswer::Stored(_)))
        .count()
}

/// Said by the county; none: it is stored.
pub fn refused(house: &House, county: &TestDevice, said: &Registration) -> Option<ParkedReason> {
    refusal(house, county, &Card::new(house, said.clone()))
}
