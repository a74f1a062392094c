//! `POST /v1/sync`, the push half: stored once, with one receipt, whatever is repeated.

use cunfa_core::{Role, Stage};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Blob, Refusal, WireBatch};
use cunfa_server::Limits;
use cunfa_server::db::Db;
use cunfa_server::db::sqlite::SqliteDb;

use crate::support::{House, Ledger, OFFICE, VILLAGE, founding, is_later};

#[test]
fn the_main_job_goes_through_and_every_step_shows_in_the_offices_list() {
    let house = House::new();
    let (mut counsel, mut cadre, mut office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let stage = || house.server.db().entries(&OFFICE.parse().unwrap()).unwrap()[0].stage;
    let queue = || house.server.db().queue(&OFFICE.parse().unwrap()).unwrap().len();
    assert_eq!(counsel.push(&house, &ledger.first(&counsel)).sequence, 1);
    assert_eq!((stage(), queue()), (Stage::Unsigned, 0));
    let sign_off = ledger.sign_off(&house, &cadre);
    assert_eq!(
        cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off])).sequence,
        2
    );
    assert_eq!((stage(), queue()), (Stage::InReview, 1));
    let review = ledger.approve(&house, &office, sign_off.id());
    office.push(&house, &ledger.sealed(&office, &[], &[&review]));
    assert_eq!((stage(), queue()), (Stage::Approved, 0));
    assert_eq!(counsel.pull(&house).0.len(), 2);
    assert_eq!(office.pull(&house).0.len(), 0);
}

#[test]
fn a_returned_entry_leaves_the_queue_and_a_voided_one_too() {
    let house = House::new();
    let (mut counsel, mut cadre, mut office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let row = || house.server.db().entries(&OFFICE.parse().unwrap()).unwrap()[0].clone();
    counsel.push(&house, &ledger.first(&counsel));
    let sign_off = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off]));
    let returned = ledger.give_back(&house, &office, sign_off.id(), &["缺结果"]);
    office.push(&house, &ledger.sealed(&office, &[], &[&returned]));
    assert_eq!(row().stage, Stage::Returned);
    let void = ledger.void(&house, &counsel, "重复登记");
    counsel.push(&house, &ledger.sealed(&counsel, &[], &[&void]));
    assert_eq!(row().stage, Stage::Voided);
}

#[test]
fn one_batch_may_carry_the_entry_and_its_sign_off() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let cadre_person = house.person(Role::Cadre, &[VILLAGE]);
    let mut request = crate::support::enrolment("a", &house.invite(&cadre_person), "tablet cadre");
    request.device = Some(counsel.id);
    house.enrol(Some(&counsel.token), &request).unwrap();
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let content = cunfa_evidence::canonical::digest(ledger.id, &ledger.entry());
    let mut statement = ledger.statement(&house, &counsel, crate::support::sign_off(&counsel));
    statement.act.person = cadre_person.id;
    statement.act.role = Role::Cadre;
    let act = cunfa_evidence::act::sign(statement, content, &crate::support::key("tablet cadre/person"));
    counsel.push(&house, &ledger.sealed(&counsel, &[&ledger.genesis], &[&act]));
    assert_eq!(house.server.db().queue(&OFFICE.parse().unwrap()).unwrap().len(), 1);
}

#[test]
fn changes_after_the_sign_off_are_kept_and_never_alter_the_official_text() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    let sign_off = ledger.sign_off(&house, &cadre);
    let edit = ledger.edit(&house, "kind", "visit");
    counsel.push(&house, &ledger.sealed(&counsel, &[&edit], &[]));
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off]));
    let row = house.server.db().entries(&OFFICE.parse().unwrap()).unwrap()[0].clone();
    assert_eq!((row.kind, row.stage), (cunfa_core::Kind::Consultation, Stage::InReview));
    assert_eq!((row.official, row.changed_after_signing), (Some(sign_off.id()), true));
}

#[test]
fn any_request_sent_twice_changes_nothing_and_brings_the_same_receipt() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let sign_off = ledger.sign_off(&house, &cadre);
    let first = counsel.request(&[ledger.first(&counsel)]);
    let second = cadre.request(&[ledger.sealed(&cadre, &[], &[&sign_off])]);
    let answers = [
        house.sync(&counsel.token, &first).unwrap(),
        house.sync(&cadre.token, &second).unwrap(),
    ];
    let rows = house.server.db().entries(&OFFICE.parse().unwrap()).unwrap();
    for _ in 0..2 {
        assert_eq!(
            house.sync(&counsel.token, &first).unwrap().head.answers,
            answers[0].answers
        );
        assert_eq!(
            house.sync(&cadre.token, &second).unwrap().head.answers,
            answers[1].answers
        );
    }
    assert_eq!(house.server.db().entries(&OFFICE.parse().unwrap()).unwrap(), rows);
    assert_eq!(
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence,
        2
    );
    assert_eq!(counsel.pull(&house).0.len() + cadre.pull(&house).0.len(), 4);
}

#[test]
fn fifty_identical_uploads_at_once_make_one_batch() {
    let folder = tempfile::tempdir().unwrap();
    let db = SqliteDb::create(&folder.path().join("server.db")).unwrap();
    db.found(&founding()).unwrap();
    let house = House::on(Box::new(db), Limits::default());
    let counsel = house.counsel("a");
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let request = counsel.request(&[ledger.first(&counsel)]);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asks: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| house.sync(&counsel.token, &request).unwrap().head.answers))
            .collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    assert!(matches!(answers[0][..], [BatchAnswer::Stored { .. }]));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence,
        1
    );
}

#[test]
fn a_bad_batch_never_blocks_the_others() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let good: Vec<Ledger> = (0..3).map(|_| Ledger::new(&house, &counsel, VILLAGE)).collect();
    let mut request = counsel.request(&good.iter().map(|ledger| ledger.first(&counsel)).collect::<Vec<_>>());
    let garbage = WireBatch {
        bytes: Blob(vec![1, 2, 3]),
        signature: Blob(vec![0; 64]),
    };
    request.batches.insert(1, garbage.clone());
    request.batches.insert(0, garbage);
    let response = house.sync(&counsel.token, &request).unwrap();
    let stored: Vec<bool> = response
        .answers
        .iter()
        .map(|answer| matches!(answer, BatchAnswer::Stored { .. }))
        .collect();
    assert_eq!(stored, [false, true, false, true, true]);
    assert!(matches!(
        response.answers[0],
        BatchAnswer::Refused {
            reason: ParkedReason::Signature,
            ..
        }
    ));
    assert_eq!(counsel.pull(&house).0.len(), 3);
}

#[test]
fn a_batch_waits_for_its_parent_and_is_taken_when_the_parent_has_come() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
    let edit = ledger.edit(&house, "matter", "宅基地");
    let (first, second) = (ledger.first(&counsel), ledger.sealed(&counsel, &[&edit], &[]));
    let response = counsel.sync(&house, &[second.clone(), first.clone()]);
    assert!(is_later(&response.answers[0], second.id()));
    assert!(matches!(response.answers[1], BatchAnswer::Stored { .. }));
    assert_eq!(counsel.push(&house, &second).sequence, 2);
}

#[test]
fn within_one_request_a_batch_may_build_on_the_one_before() {
    let house = House::new();
    let (mut counsel, cadre) = (house.counsel("a"), house.cadre("b"));
    let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
    let first = ledger.first(&counsel);
    let edit = ledger.edit(&house, "matter", "宅基地");
    let response = counsel.sync(&house, &[first, ledger.sealed(&counsel, &[&edit], &[])]);
    assert!(
        response
            .answers
            .iter()
            .all(|answer| matches!(answer, BatchAnswer::Stored { .. }))
    );
    let sign_off = ledger.sign_off(&house, &cadre);
    let sealed = ledger.sealed(&cadre, &[], &[&sign_off]);
    let response = house.sync(&cadre.token, &cadre.request(&[sealed])).unwrap();
    assert!(matches!(response.answers[0], BatchAnswer::Stored { .. }));
}

#[test]
fn two_devices_that_edit_at_once_are_both_kept() {
    let house = House::new();
    let person = house.person(Role::Counsel, &[VILLAGE]);
    let (mut one, mut two) = (house.device("a", &person), house.device("b", &person));
    let mut ledger = Ledger::new(&house, &one, VILLAGE);
    one.push(&house, &ledger.first(&one));
    let mut fork = ledger.of_same();
    let (left, right) = (ledger.edit(&house, "matter", "甲"), fork.edit(&house, "advice", "乙"));
    one.push(&house, &ledger.sealed(&one, &[&left], &[]));
    let response = two.sync(&house, &[fork.sealed(&two, &[&right], &[])]);
    assert!(matches!(response.answers[..], [BatchAnswer::Stored { .. }]));
    assert_eq!(response.pulled.len(), 2);
    assert_eq!(one.pull(&house).0.len(), 1);
}

#[test]
fn a_revoked_device_delivers_into_quarantine_and_receives_nothing() {
    let house = House::new();
    let (mut counsel, mut other) = (house.counsel("a"), house.counsel("b"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    house.server.revoke(counsel.id, crate::support::NOW_MS).unwrap();
    let late = Ledger::new(&house, &counsel, VILLAGE).first(&counsel);
    for _ in 0..2 {
        assert_eq!(
            house.sync(&counsel.token, &counsel.request(std::slice::from_ref(&late))),
            Err(Refusal::DeviceRevoked)
        );
    }
    assert_eq!(house.server.db().quarantined().unwrap(), 1);
    assert_eq!(other.pull(&house).0.len(), 1);
    assert_eq!(
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence,
        1
    );
}

#[test]
fn a_revoked_device_fills_its_own_share_of_the_quarantine_and_no_more() {
    let db = SqliteDb::in_memory().unwrap();
    db.found(&founding()).unwrap();
    let house = House::on(
        Box::new(db),
        Limits {
            quarantine_bytes_max: 1_000,
            ..Limits::default()
        },
    );
    let counsel = house.counsel("a");
    house.server.revoke(counsel.id, crate::support::NOW_MS).unwrap();
    let batches: Vec<_> = (0..20)
        .map(|_| Ledger::new(&house, &counsel, VILLAGE).first(&counsel))
        .collect();
    assert_eq!(
        house.sync(&counsel.token, &counsel.request(&batches)),
        Err(Refusal::DeviceRevoked)
    );
    let kept = house.server.db().quarantined().unwrap();
    assert!((1..20).contains(&kept), "{kept}");
}

#[test]
fn the_projection_is_equal_to_its_rebuild() {
    let house = House::new();
    let (mut counsel, mut cadre, mut office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    for round in 0..6 {
        let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
        counsel.push(&house, &ledger.first(&counsel));
        let sign_off = ledger.sign_off(&house, &cadre);
        if round > 1 {
            cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off]));
        }
        if round > 3 {
            let review = ledger.approve(&house, &office, sign_off.id());
            office.push(&house, &ledger.sealed(&office, &[], &[&review]));
        }
        if round % 2 == 1 {
            let edit = ledger.edit(&house, "result", "已调解");
            counsel.push(&house, &ledger.sealed(&counsel, &[&edit], &[]));
        }
    }
    let before = house.server.db().entries(&OFFICE.parse().unwrap()).unwrap();
    assert_eq!(before.len(), 6);
    assert_eq!(house.server.rebuild().unwrap(), 6);
    assert_eq!(house.server.db().entries(&OFFICE.parse().unwrap()).unwrap(), before);
}
