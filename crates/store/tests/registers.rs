//! The county's registers as the device keeps them: what was signed here until a receipt or a refusal, and what the log holds, verified act
//! by act.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::register::{Column, RecordKind, Registration, Values};
use cunfa_core::{Act, ActId, Body, DeviceId, EntryId, KeyId, Person, PersonId, Role, Standing, VillageCode};
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::receipt::Receipt;
use cunfa_store::{
    Directory, KeptRegisters, ParkedReason, PassResult, RegisteredAct, RegistersNews, RegistersPlace,
    RegistrationAnswer, RegistrationState, StoredRegistration,
};

const SEED: u8 = 15;

fn officer() -> Person {
    Person {
        id: PersonId([SEED; 16]),
        name: "农科长".to_owned(),
        role: Role::County,
        post: String::new(),
        scope: vec![shard()],
    }
}

fn certificate() -> Vec<u8> {
    let certificate = Certificate {
        public_key: key(SEED).public().to_vec(),
        subject: Subject::Person {
            person: officer(),
            device: DeviceId([1; 16]),
        },
        from_ms: 0,
        from_sequence: 0,
        issuer: county_key().id(),
        standing: Standing::Confirmed,
    };
    certificate.issue(&county_key())
}

fn seat() -> VillageCode {
    VillageCode::seat(&shard()).unwrap()
}

/// A device that knows the county's officer.
fn tablet() -> Tablet {
    let mut tablet = Tablet::new(1);
    let mut known = directory(2);
    known.certificates.push(certificate());
    tablet.store.replace_directory(&known).unwrap();
    tablet
}

fn firm(name: &str) -> Registration {
    let values = Values::new()
        .with(Column::Name, name)
        .with(Column::FirmKind, "law_firm");
    Registration::new(RecordKind::Firm, values)
}

fn signed(record: EntryId, said: Registration) -> SignedAct {
    let statement = Statement {
        act: Act {
            id: ActId([0; 16]),
            entry: record,
            heads: Vec::new(),
            body: Body::Registration(said),
            person: officer().id,
            key: KeyId([0; 16]),
            role: Role::County,
            device: DeviceId([1; 16]),
            device_time_s: 1,
        },
        clock: ClockQuality::Unchecked,
        root: None,
        previous: None,
    };
    sign(statement, canonical::no_text(), &key(SEED))
}

fn sealed(act: &SignedAct) -> SealedBatch {
    let batch = Batch {
        village: seat(),
        entry: act.entry(),
        device: DeviceId([1; 16]),
        changes: Vec::new(),
        acts: vec![act.bytes().to_vec()],
    };
    batch.seal(&key(101)).unwrap()
}

fn own(record: EntryId, said: Registration) -> StoredRegistration {
    let act = signed(record, said);
    StoredRegistration {
        record,
        act: act.id(),
        person: officer().id,
        batch: sealed(&act),
        made_ms: 8,
        state: RegistrationState::Waiting,
        list: None,
    }
}

fn registered(sequence: u64, act: &SignedAct) -> RegisteredAct {
    RegisteredAct {
        sequence,
        received_ms: 9,
        bytes: act.bytes().to_vec(),
    }
}

fn place(up_to: u64) -> RegistersPlace {
    RegistersPlace {
        epoch: EPOCH,
        up_to,
        readers: "somebody".to_owned(),
        at_ms: 5,
    }
}

fn news(acts: Vec<RegisteredAct>, up_to: u64) -> RegistersNews {
    RegistersNews {
        acts,
        place: place(up_to),
        whole: true,
        ..RegistersNews::default()
    }
}

fn receipt(registration: &StoredRegistration, epoch: u64) -> RegistrationAnswer {
    let receipt = Receipt {
        batch: registration.batch.id(),
        shard: shard(),
        epoch,
        sequence: 4,
        received_at_ms: 9,
    };
    RegistrationAnswer::Stored(receipt.issue(&county_key()))
}

fn answered(registration: &StoredRegistration, answer: RegistrationAnswer) -> RegistersNews {
    RegistersNews {
        answers: vec![(registration.batch.id(), answer)],
        ..news(Vec::new(), 0)
    }
}

fn records(waiting: &[StoredRegistration]) -> Vec<EntryId> {
    waiting.iter().map(|one| one.record).collect()
}

#[test]
fn of_a_piece_of_the_registers_nobody_is_told_that_they_came() {
    let mut tablet = tablet();
    let at_ms = |tablet: &Tablet| tablet.store.registers_place().unwrap().map(|place| place.at_ms);
    let piece = RegistersNews {
        anew: true,
        whole: false,
        ..news(Vec::new(), 3)
    };
    tablet.store.keep_registers(&piece).unwrap();
    assert_eq!(at_ms(&tablet), Some(0));
    tablet.store.keep_registers(&news(Vec::new(), 4)).unwrap();
    assert_eq!(at_ms(&tablet), Some(place(4).at_ms));
    tablet.store.keep_registers(&piece).unwrap();
    assert_eq!(at_ms(&tablet), Some(0), "what was here went, and not all came");
}

#[test]
fn what_the_log_holds_is_kept_in_its_order_and_goes_when_all_comes_anew() {
    let mut tablet = tablet();
    assert_eq!(tablet.store.registers_place().unwrap(), None);
    let acts: Vec<_> = (1..=3).map(|number| signed(id(number), firm("甲所"))).collect();
    let came = vec![registered(4, &acts[0]), registered(9, &acts[1])];
    let kept = tablet.store.keep_registers(&news(came.clone(), 12)).unwrap();
    assert!(kept.changed && !kept.stopped);
    tablet.reopen();
    assert_eq!(tablet.store.registered().unwrap(), came);
    assert_eq!(tablet.store.registers_place().unwrap(), Some(place(12)));
    let again = tablet.store.keep_registers(&news(came.clone(), 12)).unwrap();
    assert!(!again.stopped);
    assert_eq!(tablet.store.registered().unwrap(), came, "twice is once");
    let anew = RegistersNews {
        anew: true,
        ..news(vec![registered(2, &acts[2])], 2)
    };
    let written = tablet.store.written();
    tablet.store.keep_registers(&anew).unwrap();
    assert!(tablet.store.written() > written, "whoever read them before is told");
    let written = tablet.store.written();
    assert_eq!(tablet.store.registered().unwrap(), [registered(2, &acts[2])]);
    assert_eq!(tablet.store.written(), written, "reading writes nothing");
}

#[test]
fn keeping_stops_before_an_act_that_nobody_certified_signed_and_what_came_before_it_stays() {
    let mut tablet = tablet();
    let good = signed(id(1), firm("甲所"));
    let mut bytes = signed(id(2), firm("乙所")).bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = RegisteredAct {
        sequence: 7,
        received_ms: 9,
        bytes,
    };
    let late = signed(id(3), firm("丙所"));
    let came = vec![registered(4, &good), forged, registered(8, &late)];
    let kept = tablet.store.keep_registers(&news(came, 12)).unwrap();
    assert!(kept.stopped);
    assert_eq!(tablet.store.registered().unwrap(), [registered(4, &good)]);
    assert_eq!(tablet.store.registers_place().unwrap().unwrap().up_to, 6);
}

#[test]
fn keeping_stops_before_a_kind_of_record_that_only_a_newer_program_knows_and_asks_for_it_again() {
    let mut tablet = tablet();
    let good = signed(id(1), firm("甲所"));
    let mut bytes = signed(id(2), firm("乙所")).bytes().to_vec();
    // Nothing replaced, not withdrawn, and the kind.
    let at = bytes.windows(3).position(|three| three == [0xF6, 0xF6, 1]).unwrap();
    bytes[at + 2] = 23;
    let newer = RegisteredAct {
        sequence: 7,
        received_ms: 9,
        bytes,
    };
    let kept = tablet
        .store
        .keep_registers(&news(vec![registered(4, &good), newer], 12))
        .unwrap();
    assert!(kept.stopped);
    assert_eq!(tablet.store.registered().unwrap(), [registered(4, &good)]);
    assert_eq!(tablet.store.registers_place().unwrap().unwrap().up_to, 6);
}

#[test]
fn an_act_whose_signer_has_no_such_right_or_no_key_here_is_not_kept() {
    let mut known = tablet();
    // The officer keeps no notice boards: an office does.
    let board = Registration::new(
        RecordKind::Board,
        Values::new().with(Column::Village, village(1).as_str()),
    );
    let act = signed(id(1), board);
    let kept = known.store.keep_registers(&news(vec![registered(4, &act)], 5)).unwrap();
    assert!(kept.stopped && known.store.registered().unwrap().is_empty());
    let mut stranger = Tablet::new(1);
    let act = signed(id(1), firm("甲所"));
    let came = news(vec![registered(4, &act)], 5);
    assert!(stranger.store.keep_registers(&came).unwrap().stopped);
    let mut directory: Directory = directory(2);
    directory.certificates.push(certificate());
    stranger.store.replace_directory(&directory).unwrap();
    assert!(
        !stranger.store.keep_registers(&came).unwrap().stopped,
        "once the key is known"
    );
}

#[test]
fn a_registration_waits_until_a_receipt_of_this_county_names_it() {
    let mut tablet = tablet();
    let one = own(id(1), firm("甲所"));
    tablet.store.add_registration(&one).unwrap();
    tablet.store.add_registration(&one).unwrap();
    tablet.reopen();
    assert_eq!(
        tablet.store.waiting_registrations(9).unwrap(),
        std::slice::from_ref(&one)
    );
    assert_eq!(tablet.store.count_waiting_registrations().unwrap(), 1);
    let elsewhere = answered(&one, receipt(&one, EPOCH + 1));
    let kept = tablet.store.keep_registers(&elsewhere).unwrap();
    assert_eq!((kept.unverified, kept.changed), (1, false));
    assert_eq!(tablet.store.count_waiting_registrations().unwrap(), 1);
    let kept = tablet
        .store
        .keep_registers(&answered(&one, receipt(&one, EPOCH)))
        .unwrap();
    assert_eq!((kept.unverified, kept.changed), (0, true));
    assert_eq!(tablet.store.count_waiting_registrations().unwrap(), 0);
    let open = tablet.store.open_registrations().unwrap();
    assert_eq!(open[0].state, RegistrationState::Stands, "it has not come back");
    let act = signed(id(1), firm("甲所"));
    tablet
        .store
        .keep_registers(&news(vec![registered(4, &act)], 4))
        .unwrap();
    assert!(tablet.store.open_registrations().unwrap().is_empty());
}

#[test]
fn a_list_is_kept_at_once_and_what_was_refused_of_an_earlier_list_goes_with_it() {
    let mut tablet = tablet();
    let of = |list: u8, record: u8, name: &str| StoredRegistration {
        list: Some([list; 16]),
        ..own(id(record), firm(name))
    };
    let first = [of(1, 1, "甲所"), of(1, 2, "乙所")];
    tablet.store.add_registrations(&first).unwrap();
    assert_eq!(tablet.store.waiting_registrations(9).unwrap(), first);
    for one in &first {
        let refused = answered(one, RegistrationAnswer::Refused(ParkedReason::RecordChanged));
        tablet.store.keep_registers(&refused).unwrap();
    }
    assert_eq!(tablet.store.open_registrations().unwrap().len(), 2, "nothing is lost");
    let anew = [of(2, 3, "甲律师事务所")];
    tablet.store.add_registrations(&anew).unwrap();
    assert_eq!(tablet.store.open_registrations().unwrap(), anew);
}

#[test]
fn a_refusal_takes_what_was_said_over_it_along_and_goes_when_the_record_is_said_anew_or_put_away() {
    let mut tablet = tablet();
    let first = own(id(1), firm("甲所"));
    let over = Registration {
        after: Some(first.act),
        ..firm("甲律所")
    };
    let (second, other) = (own(id(1), over), own(id(2), firm("乙所")));
    for one in [&first, &second, &other] {
        tablet.store.add_registration(one).unwrap();
    }
    let refused = answered(&first, RegistrationAnswer::Refused(ParkedReason::Content));
    assert!(tablet.store.keep_registers(&refused).unwrap().changed);
    assert_eq!(records(&tablet.store.waiting_registrations(9).unwrap()), [id(2)]);
    let open = tablet.store.open_registrations().unwrap();
    assert_eq!(open[1].state, RegistrationState::Refused(ParkedReason::Content));
    let anew = own(id(1), firm("甲事务所"));
    tablet.store.add_registration(&anew).unwrap();
    let open = tablet.store.open_registrations().unwrap();
    assert_eq!(records(&open), [id(2), id(1)], "what was refused went");
    tablet
        .store
        .keep_registers(&answered(&anew, RegistrationAnswer::Refused(ParkedReason::NotAllowed)))
        .unwrap();
    let me = officer().id;
    assert_eq!(
        tablet.store.drop_refused_registrations(id(2), me).unwrap(),
        0,
        "it waits"
    );
    assert_eq!(
        tablet
            .store
            .drop_refused_registrations(id(1), PersonId([9; 16]))
            .unwrap(),
        0
    );
    assert_eq!(tablet.store.drop_refused_registrations(id(1), me).unwrap(), 1);
    assert_eq!(records(&tablet.store.open_registrations().unwrap()), [id(2)]);
}

#[test]
fn a_refusal_that_comes_late_takes_nothing_back_of_what_stands_or_was_said_since() {
    let mut tablet = tablet();
    let stands = own(id(1), firm("甲所"));
    tablet.store.add_registration(&stands).unwrap();
    let receipts = [(stands.batch.id(), receipt(&stands, EPOCH))];
    assert!(tablet.store.answer_registrations(EPOCH, &receipts).unwrap().changed);
    let over = own(
        id(1),
        Registration {
            after: Some(stands.act),
            ..firm("甲律所")
        },
    );
    tablet.store.add_registration(&over).unwrap();
    let late = [(
        stands.batch.id(),
        RegistrationAnswer::Refused(ParkedReason::RecordChanged),
    )];
    assert!(!tablet.store.answer_registrations(EPOCH, &late).unwrap().changed);
    assert_eq!(records(&tablet.store.waiting_registrations(9).unwrap()), [id(1)]);
    assert_eq!(tablet.store.registers_place().unwrap(), None, "nothing else is touched");
}

#[test]
fn what_is_given_up_goes_with_what_was_said_over_it_and_an_act_is_known_while_the_log_has_it_or_it_may_come_from_here()
{
    let mut tablet = tablet();
    let elsewhere = signed(id(1), firm("甲所"));
    let over = |after: ActId, name: &str| Registration {
        after: Some(after),
        ..firm(name)
    };
    let first = own(id(1), over(elsewhere.id(), "甲律所"));
    let second = own(id(1), over(first.act, "甲律师事务所"));
    let other = own(id(2), firm("乙所"));
    for one in [&first, &second, &other] {
        tablet.store.add_registration(one).unwrap();
    }
    let knows = |tablet: &Tablet, act: ActId| tablet.store.knows_registration(act).unwrap();
    assert!(!knows(&tablet, elsewhere.id()), "nobody here has it");
    assert!(knows(&tablet, first.act), "it waits");
    let came = news(vec![registered(4, &elsewhere)], 4);
    tablet.store.keep_registers(&came).unwrap();
    assert!(knows(&tablet, elsewhere.id()), "the log holds it");
    let handed = [first.batch.id(), other.batch.id()];
    let waiting = tablet.store.waiting_of(&handed).unwrap();
    assert_eq!(waiting, [first.clone(), other.clone()]);
    let reason = ParkedReason::RecordChanged;
    tablet.store.give_up_registrations(&[first.batch.id()], reason).unwrap();
    assert_eq!(records(&tablet.store.waiting_registrations(9).unwrap()), [id(2)]);
    assert_eq!(records(&tablet.store.waiting_of(&handed).unwrap()), [id(2)]);
    let open = tablet.store.open_registrations().unwrap();
    let refused = open
        .iter()
        .filter(|one| one.state == RegistrationState::Refused(reason));
    assert_eq!(refused.count(), 2, "nothing is lost");
    assert!(!knows(&tablet, first.act) && knows(&tablet, other.act));
    // What stands by a receipt is not given up, and is known although it has not come back.
    let receipts = [(other.batch.id(), receipt(&other, EPOCH))];
    tablet.store.answer_registrations(EPOCH, &receipts).unwrap();
    tablet.store.give_up_registrations(&[other.batch.id()], reason).unwrap();
    let open = tablet.store.open_registrations().unwrap();
    let stands = open.iter().filter(|one| one.state == RegistrationState::Stands);
    assert_eq!((stands.count(), knows(&tablet, other.act)), (1, true));
}

#[test]
fn a_log_that_began_anew_is_offered_every_registration_that_stood_in_the_one_before_in_their_order() {
    let mut tablet = tablet();
    let listed = StoredRegistration {
        list: Some([7; 16]),
        ..own(id(1), firm("甲所"))
    };
    let (first, second, third) = (listed, own(id(2), firm("乙所")), own(id(3), firm("丙所")));
    for one in [&first, &second, &third] {
        tablet.store.add_registration(one).unwrap();
    }
    let answers = vec![
        (first.batch.id(), receipt(&first, EPOCH)),
        (second.batch.id(), RegistrationAnswer::Refused(ParkedReason::Content)),
    ];
    let said = RegistersNews {
        answers,
        ..news(Vec::new(), 4)
    };
    assert_eq!(
        tablet.store.keep_registers(&said).unwrap(),
        KeptRegisters {
            changed: true,
            ..KeptRegisters::default()
        }
    );
    assert_eq!(records(&tablet.store.waiting_registrations(9).unwrap()), [id(3)]);
    let anew = PassResult {
        epoch: EPOCH + 1,
        ..PassResult::default()
    };
    assert!(tablet.store.store_answers(&anew).unwrap().new_epoch);
    let waiting = tablet.store.waiting_registrations(9).unwrap();
    assert_eq!(records(&waiting), [id(1), id(3)], "what was refused stays refused");
    let listed = waiting.iter().filter(|one| one.list.is_some());
    assert_eq!(listed.count(), 0, "each is taken by itself");
}

#[test]
fn the_highest_place_the_log_told_of_is_kept_for_its_epoch() {
    let mut tablet = tablet();
    assert_eq!(tablet.store.registers_due(EPOCH).unwrap(), 0);
    for (told, due) in [(Some(9), 9), (None, 9), (Some(4), 9), (Some(12), 12)] {
        let answer = PassResult {
            epoch: EPOCH,
            registers: told,
            ..PassResult::default()
        };
        tablet.store.store_answers(&answer).unwrap();
        assert_eq!(tablet.store.registers_due(EPOCH).unwrap(), due);
    }
    let anew = PassResult {
        epoch: EPOCH + 1,
        registers: Some(3),
        ..PassResult::default()
    };
    tablet.store.store_answers(&anew).unwrap();
    assert_eq!(tablet.store.registers_due(EPOCH + 1).unwrap(), 3);
    assert_eq!(tablet.store.registers_due(EPOCH).unwrap(), 0);
}
