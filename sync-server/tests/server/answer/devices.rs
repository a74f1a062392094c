//! `POST /v1/devices`: what an office sees of its devices, and what it takes out of quarantine or leaves there.

use cunfa_core::{BatchId, PersonId, Role, Stage};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::canonical;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::ruling::{Ruling, Verdict};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::devices::{DEVICES_PATH, DevicesRequest, DevicesResponse, RulingAnswer};
use cunfa_protocol::view::{ParkedReason, RulingFault, WouldStand};
use cunfa_protocol::wire::{Blob, Refusal, SYNC_PATH, VERSION, encode};
use cunfa_server::export::Attachments;

use crate::support::{House, Ledger, NOW_MS, TestDevice, VILLAGE, key, read};

fn request(office: &TestDevice, rulings: Vec<Vec<u8>>) -> DevicesRequest {
    let nonce = vec![7; 16];
    let mut parts: Vec<&[u8]> = vec![office.id.as_bytes(), office.person.id.as_bytes(), &nonce];
    parts.extend(rulings.iter().map(Vec::as_slice));
    let message = tagged_hash("cunfa/devices", &parts);
    let signature = office.person_key.sign(message.as_bytes()).to_vec();
    DevicesRequest {
        version: VERSION,
        by: office.person.id,
        key: office.person_key.id(),
        nonce: Blob(nonce),
        rulings: rulings.into_iter().map(Blob).collect(),
        signature: Blob(signature),
    }
}

fn ask(house: &House, office: &TestDevice, request: &DevicesRequest) -> Result<DevicesResponse, Refusal> {
    read(&house.post(DEVICES_PATH, Some(&office.token), &encode(request).unwrap()))
}

fn ruling(key: &SigningKey, batch: BatchId, verdict: Verdict) -> Vec<u8> {
    let reason = "平板找回，核对过".to_owned();
    let ruling = Ruling {
        issuer: key.id(),
        batch,
        verdict,
        reason,
        at_ms: 5,
    };
    ruling.issue(key)
}

pub(super) fn rule(
    house: &House,
    office: &TestDevice,
    batch: &SealedBatch,
    verdict: Verdict,
) -> (RulingAnswer, DevicesResponse) {
    let ruling = ruling(&office.person_key, batch.id(), verdict);
    let response = ask(house, office, &request(office, vec![ruling])).unwrap();
    (response.answers[0], response)
}

/// What a revoked device pushes.
fn deliver(house: &House, device: &TestDevice, batches: &[SealedBatch]) {
    let answer = house.post(SYNC_PATH, Some(&device.token), &device.request(batches).body().unwrap());
    assert_eq!(answer.status, 403);
}

struct Scene {
    house: House,
    office: TestDevice,
    cadre: TestDevice,
    counsel: TestDevice,
}

/// A counsel's device that was revoked before it could send.
fn scene() -> Scene {
    let house = House::new();
    let (office, cadre, counsel) = (house.office("o"), house.cadre("k"), house.counsel("c"));
    house.server.revoke(counsel.id, NOW_MS).unwrap();
    Scene {
        house,
        office,
        cadre,
        counsel,
    }
}

#[test]
fn an_office_reads_what_a_revoked_device_delivered_and_takes_it_into_the_log() {
    let Scene {
        house,
        office,
        mut cadre,
        counsel,
    } = scene();
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let batch = ledger.first(&counsel);
    deliver(&house, &counsel, std::slice::from_ref(&batch));
    let seen = ask(&house, &office, &request(&office, Vec::new())).unwrap();
    let row = &seen.waiting[0];
    assert_eq!(
        (row.batch, row.device, row.would, row.acts),
        (batch.id(), counsel.id, WouldStand::Yes, 0)
    );
    let (entry, content) = canonical::decode(&row.content.as_ref().unwrap().0).unwrap();
    assert_eq!((entry, content), (ledger.id, ledger.entry()));
    let line = seen.devices.iter().find(|line| line.device == counsel.id).unwrap();
    assert_eq!((line.revoked_ms, line.people.len()), (Some(NOW_MS), 1));
    assert!(cadre.pull(&house).0.is_empty(), "nothing is in the log yet");

    let (answer, after) = rule(&house, &office, &batch, Verdict::Taken);
    assert_eq!((answer, after.waiting.len()), (RulingAnswer::Done, 0));
    assert_eq!(cadre.pull(&house).0.len(), 1, "it travels like everything else");
    let (answer, _) = rule(&house, &office, &batch, Verdict::Taken);
    assert_eq!(answer, RulingAnswer::Done, "taken twice is taken once");
    let area = VILLAGE.parse::<cunfa_core::VillageCode>().unwrap().area();
    assert_eq!(house.server.db().entry_log(ledger.id).unwrap().len(), 1);
    assert_eq!(house.server.db().entries(&area).unwrap().len(), 1);
    deliver(&house, &counsel, std::slice::from_ref(&batch));
    let seen = ask(&house, &office, &request(&office, Vec::new())).unwrap();
    assert!(seen.waiting.is_empty(), "delivered again it is the same");
    let (answer, _) = rule(&house, &office, &batch, Verdict::Left);
    assert_eq!(answer, RulingAnswer::NotDone(RulingFault::DecidedOtherwise));
}

#[test]
fn a_signature_that_comes_with_it_does_not_count_and_a_new_one_does() {
    let house = House::new();
    let (office, mut counsel, cadre) = (house.office("o"), house.counsel("c"), house.cadre("k"));
    let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    house.server.revoke(cadre.id, NOW_MS).unwrap();
    // The cadre's tablet signs, unaware; then it delivers.
    let signed = ledger.sign_off(&house, &cadre);
    let late = ledger.sealed(&cadre, &[], &[&signed]);
    deliver(&house, &cadre, std::slice::from_ref(&late));
    let seen = ask(&house, &office, &request(&office, Vec::new())).unwrap();
    assert_eq!((seen.waiting[0].acts, seen.waiting[0].would), (1, WouldStand::Yes));
    assert_eq!(rule(&house, &office, &late, Verdict::Taken).0, RulingAnswer::Done);
    let area = VILLAGE.parse::<cunfa_core::VillageCode>().unwrap().area();
    let stage = |house: &House| house.server.db().entries(&area).unwrap()[0].stage;
    assert_eq!(stage(&house), Stage::Unsigned);
    house.server.rebuild().unwrap();
    assert_eq!(stage(&house), Stage::Unsigned);
    let mut second = house.cadre("k2");
    let again = ledger.sign_off(&house, &second);
    second.push(&house, &ledger.sealed(&second, &[], &[&again]));
    assert_eq!(stage(&house), Stage::InReview);
    let change = ledger.edit(&house, "result", "已办");
    counsel.push(&house, &ledger.sealed(&counsel, &[&change], &[]));

    let village = VILLAGE.parse().unwrap();
    let volume = house
        .server
        .export(&village, &(2026..=2026), Attachments::LeftOut, NOW_MS)
        .unwrap();
    let report = cunfa_volume::verify(&volume.bytes, key("county").public()).unwrap();
    assert!(report.holds(), "{:?}", report.all_findings().collect::<Vec<_>>());
    assert_eq!(report.entries[0].official, Some(again.id()));
}

#[test]
fn what_builds_on_something_in_quarantine_comes_after_it() {
    let Scene {
        house, office, counsel, ..
    } = scene();
    let mut ledger = Ledger::new(&house, &counsel, VILLAGE);
    let first = ledger.first(&counsel);
    let change = ledger.edit(&house, "result", "已办");
    let second = ledger.sealed(&counsel, &[&change], &[]);
    deliver(&house, &counsel, &[first.clone(), second.clone()]);
    let seen = ask(&house, &office, &request(&office, Vec::new())).unwrap();
    let order: Vec<_> = seen.waiting.iter().map(|row| (row.batch, row.would)).collect();
    assert_eq!(order, [(first.id(), WouldStand::Yes), (second.id(), WouldStand::Yes)]);
    let (answer, _) = rule(&house, &office, &second, Verdict::Taken);
    assert_eq!(answer, RulingAnswer::NotDone(RulingFault::Later));
    let both = [&first, &second].map(|batch| ruling(&office.person_key, batch.id(), Verdict::Taken));
    let response = ask(&house, &office, &request(&office, both.to_vec())).unwrap();
    assert_eq!(response.answers, [RulingAnswer::Done, RulingAnswer::Done]);
    assert_eq!(house.server.db().entry_log(ledger.id).unwrap().len(), 2);
}

#[test]
fn what_is_left_is_kept_and_listed_no_more_and_may_still_be_taken() {
    let Scene {
        house, office, counsel, ..
    } = scene();
    let batch = Ledger::new(&house, &counsel, VILLAGE).first(&counsel);
    deliver(&house, &counsel, std::slice::from_ref(&batch));
    let (answer, after) = rule(&house, &office, &batch, Verdict::Left);
    assert_eq!((answer, after.waiting.len()), (RulingAnswer::Done, 0));
    assert_eq!(house.server.db().quarantined().unwrap(), 1, "nothing is deleted");
    let (answer, _) = rule(&house, &office, &batch, Verdict::Left);
    assert_eq!(answer, RulingAnswer::Done);
    let (answer, _) = rule(&house, &office, &batch, Verdict::Taken);
    assert_eq!(answer, RulingAnswer::Done);
}

#[test]
fn what_would_not_stand_as_a_push_does_not_stand_here_either() {
    let Scene {
        house, office, counsel, ..
    } = scene();
    let somebody = house.person(Role::Counsel, &[VILLAGE]);
    let others = Ledger::of(&house, &somebody, VILLAGE).first(&counsel);
    let mut forged = Ledger::new(&house, &counsel, VILLAGE).first(&counsel);
    *forged.signature.last_mut().unwrap() ^= 1;
    deliver(&house, &counsel, &[others.clone(), forged.clone()]);
    for (batch, reason) in [(&others, ParkedReason::NotAllowed), (&forged, ParkedReason::Signature)] {
        let (answer, response) = rule(&house, &office, batch, Verdict::Taken);
        assert_eq!(answer, RulingAnswer::NotDone(RulingFault::Refused(reason)));
        let row = response.waiting.iter().find(|row| row.batch == batch.id()).unwrap();
        assert_eq!(row.would, WouldStand::No(reason));
    }
}

#[test]
fn nobody_rules_but_a_confirmed_person_of_an_office_of_the_village() {
    let Scene {
        house,
        office,
        cadre,
        counsel,
    } = scene();
    let batch = Ledger::new(&house, &counsel, VILLAGE).first(&counsel);
    deliver(&house, &counsel, std::slice::from_ref(&batch));
    assert_eq!(
        ask(&house, &cadre, &request(&cadre, Vec::new())),
        Err(Refusal::NotAllowed)
    );
    let elsewhere = house.device("e", &house.person(Role::Office, &["450102001"]));
    let seen = ask(&house, &elsewhere, &request(&elsewhere, Vec::new())).unwrap();
    assert!(seen.waiting.is_empty() && seen.devices.iter().all(|line| line.device == elsewhere.id));
    let (answer, _) = rule(&house, &elsewhere, &batch, Verdict::Taken);
    assert_eq!(answer, RulingAnswer::NotDone(RulingFault::NotHere));
    let damaged = ruling(&key("somebody"), batch.id(), Verdict::Taken);
    let response = ask(&house, &office, &request(&office, vec![damaged, vec![1, 2]])).unwrap();
    let fault = RulingAnswer::NotDone(RulingFault::Damaged);
    assert_eq!(response.answers, [fault, fault]);
    let good = request(&office, vec![ruling(&office.person_key, batch.id(), Verdict::Taken)]);
    let without = DevicesRequest {
        rulings: Vec::new(),
        ..good.clone()
    };
    assert_eq!(
        ask(&house, &office, &without),
        Err(Refusal::BadProof),
        "the rulings are signed as a whole too"
    );
    let other = DevicesRequest {
        by: PersonId([9; 16]),
        ..good.clone()
    };
    assert_eq!(ask(&house, &office, &other), Err(Refusal::BadProof));
    let long = request(&office, vec![Vec::new(); 65]);
    assert_eq!(ask(&house, &office, &long), Err(Refusal::TooLarge));
    house.server.revoke(office.id, NOW_MS).unwrap();
    assert_eq!(ask(&house, &office, &good), Err(Refusal::DeviceRevoked));
    assert!(house.server.db().quarantined_of(counsel.id, false, 0, 9).unwrap().len() == 1);
}

#[test]
fn an_office_sees_who_still_holds_unsent_work() {
    let house = House::new();
    let (office, counsel) = (house.office("o"), house.counsel("c"));
    let line = |house: &House| {
        let seen = ask(house, &office, &request(&office, Vec::new())).unwrap();
        let line = seen.devices.into_iter().find(|line| line.device == counsel.id).unwrap();
        (line.last_sync_ms, line.full_sync_ms, line.unsent)
    };
    assert_eq!(line(&house), (None, None, 0));
    let mut asked = counsel.request(&[]);
    house.sync(&counsel.token, &asked).unwrap();
    assert_eq!(line(&house), (Some(NOW_MS), Some(NOW_MS), 0));
    asked.head.unsent = 12;
    let later = NOW_MS + 60_000;
    let answer = house
        .server
        .answer(SYNC_PATH, Some(&counsel.token), &asked.body().unwrap(), later);
    assert_eq!(answer.status, 200);
    assert_eq!(line(&house), (Some(later), Some(NOW_MS), 12));
}

#[test]
fn a_need_in_quarantine_is_shown_with_its_text_and_taken_like_an_entry() {
    let Scene {
        house,
        mut office,
        cadre,
        ..
    } = scene();
    house.server.revoke(cadre.id, NOW_MS).unwrap();
    let paper = crate::support::needs::Paper::new(&house, &cadre, VILLAGE);
    let batch = paper.first(&cadre);
    deliver(&house, &cadre, std::slice::from_ref(&batch));
    let waiting = ask(&house, &office, &request(&office, Vec::new())).unwrap().waiting;
    assert_eq!(
        (waiting.len(), &waiting[0].content, waiting[0].would),
        (1, &None, WouldStand::Yes)
    );
    let need = waiting[0].need.as_ref().unwrap();
    assert_eq!((need.name.as_str(), need.matter.as_str()), ("梁大爷", "承包地被占"));
    assert_eq!(rule(&house, &office, &batch, Verdict::Taken).0, RulingAnswer::Done);
    let came = office.pull(&house).0;
    assert_eq!(came.iter().map(|batch| batch.entry).collect::<Vec<_>>(), [paper.id]);
}
