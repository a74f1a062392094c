//! `POST /v1/lacking`: what a reader gives back to a log that began anew, and what nobody brings in by this road.

use cunfa_core::{Area, Role, Stage, VillageCode};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::frame;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::Receipt;
use cunfa_evidence::ruling::Verdict;
use cunfa_protocol::devices::RulingAnswer;
use cunfa_protocol::lacking::{LACKING_PATH, LackingAnswer, LackingBatch, LackingRequest, LackingResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{self, Blob, MAX_BATCHES, Refusal, VERSION, WireBatch};

use super::devices::rule;
use cunfa_server::refusal::version;

use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, key, read};

/// One county, as it is before anything was written: built twice, it is the same one with an older log.
struct World {
    house: House,
    office: TestDevice,
    counsel: TestDevice,
    cadre: TestDevice,
}

fn world() -> World {
    let house = House::new();
    World {
        office: house.office("o"),
        counsel: house.counsel("c"),
        cadre: house.cadre("k"),
        house,
    }
}

/// An entry, its sign-off, and both batches with the receipts that the county gave when its log held them.
struct Lost {
    ledger: Ledger,
    sign_off: SignedAct,
    text: LackingBatch,
    signed: LackingBatch,
    sealed: [SealedBatch; 2],
}

fn lost() -> Lost {
    let mut before = world();
    let ledger = Ledger::new(&before.house, &before.counsel, VILLAGE);
    let sign_off = ledger.sign_off(&before.house, &before.cadre);
    let sealed = [
        ledger.first(&before.counsel),
        ledger.sealed(&before.cadre, &[], &[&sign_off]),
    ];
    let receipts = [
        before.counsel.push(&before.house, &sealed[0]),
        before.cadre.push(&before.house, &sealed[1]),
    ];
    Lost {
        text: brought(&sealed[0], &receipts[0], &key("county")),
        signed: brought(&sealed[1], &receipts[1], &key("county")),
        ledger,
        sign_off,
        sealed,
    }
}

/// The county put back from a backup in which nothing was written.
fn restored() -> World {
    let world = world();
    world.house.server.begin_anew(NOW_MS).unwrap();
    world
}

fn brought(batch: &SealedBatch, receipt: &Receipt, by: &SigningKey) -> LackingBatch {
    let (_, signature) = Receipt::take_apart(&receipt.issue(by)).unwrap();
    LackingBatch {
        batch: WireBatch {
            bytes: Blob(batch.on_the_way()),
            signature: Blob(batch.signature.clone()),
        },
        epoch: receipt.epoch,
        sequence: receipt.sequence,
        received_at_ms: receipt.received_at_ms,
        receipt_signature: Blob(signature.to_vec()),
    }
}

fn receipt_of(batch: &SealedBatch) -> Receipt {
    Receipt {
        batch: batch.id(),
        shard: "450102".parse().unwrap(),
        epoch: 7,
        sequence: 1,
        received_at_ms: NOW_MS,
    }
}

fn body(batches: &[LackingBatch]) -> Vec<u8> {
    let parts = wire::sequence(&LackingRequest { version: VERSION }, batches).unwrap();
    frame::pack_parts(frame::NEWEST, &parts).unwrap()
}

fn bring(house: &House, device: &TestDevice, batches: &[&LackingBatch]) -> Vec<LackingAnswer> {
    let batches: Vec<LackingBatch> = batches.iter().map(|batch| (*batch).clone()).collect();
    let answer = house.post(LACKING_PATH, Some(&device.token), &body(&batches));
    read::<LackingResponse>(&answer).unwrap().answers
}

fn refused(reason: ParkedReason) -> LackingAnswer {
    LackingAnswer::Refused(reason)
}

fn held(house: &House, ledger: &Ledger) -> usize {
    house.server.db().entry_log(ledger.id).unwrap().len()
}

fn quarantined(world: &World, device: &TestDevice) -> usize {
    let db = world.house.server.db();
    db.quarantined_of(device.id, true, 0, 9).unwrap().len()
}

fn rescope(world: &World, codes: &[&str]) {
    let scope: Vec<Area> = codes.iter().map(|code| code.parse().unwrap()).collect();
    world.house.server.rescope(world.counsel.person.id, scope).unwrap();
}

#[test]
fn a_reader_gives_back_an_entry_with_its_signature_and_several_readers_and_its_author_give_it_once() {
    let (mut world, lost) = (restored(), lost());
    let given = [&lost.text, &lost.signed];
    for device in [&world.office, &world.cadre, &world.office] {
        assert_eq!(bring(&world.house, device, &given), [LackingAnswer::Held; 2]);
        assert_eq!(held(&world.house, &lost.ledger), 2);
    }
    world.counsel.push(&world.house, &lost.sealed[0]);
    assert_eq!(held(&world.house, &lost.ledger), 2);
    let area = VILLAGE.parse::<VillageCode>().unwrap().area();
    let rows = world.house.server.db().entries(&area).unwrap();
    assert_eq!((rows.len(), rows[0].stage), (1, Stage::InReview));
    let pulled = world.office.pull(&world.house).0;
    assert_eq!(pulled.len(), 2, "it comes with the log, with receipts of now");
    let review = lost.ledger.approve(&world.house, &world.office, lost.sign_off.id());
    let review = lost.ledger.sealed(&world.office, &[], &[&review]);
    world.office.push(&world.house, &review);
}

#[test]
fn what_comes_before_its_parent_waits_and_stores_nothing() {
    let (world, lost) = (restored(), lost());
    assert_eq!(
        bring(&world.house, &world.office, &[&lost.signed]),
        [LackingAnswer::Later]
    );
    assert_eq!(held(&world.house, &lost.ledger), 0);
    let both = [&lost.signed, &lost.text];
    assert_eq!(
        bring(&world.house, &world.office, &both),
        [LackingAnswer::Later, LackingAnswer::Held]
    );
    assert_eq!(bring(&world.house, &world.office, &both), [LackingAnswer::Held; 2]);
}

#[test]
fn what_no_log_of_the_county_ever_took_is_not_even_looked_at() {
    let (world, lost) = (restored(), lost());
    let never = Ledger::new(&world.house, &world.counsel, OTHER_VILLAGE).first(&world.counsel);
    let mut elsewhere = receipt_of(&never);
    elsewhere.shard = "450103".parse().unwrap();
    let mut garbled = brought(&never, &receipt_of(&never), &key("county"));
    garbled.receipt_signature.0.pop();
    let tries = [
        brought(&never, &receipt_of(&lost.sealed[0]), &key("county")),
        brought(&never, &receipt_of(&never), &key("c/device")),
        brought(&never, &elsewhere, &key("county")),
        garbled,
        LackingBatch {
            sequence: lost.text.sequence + 1,
            ..lost.text.clone()
        },
    ];
    for one in &tries {
        let answers = bring(&world.house, &world.office, &[one]);
        assert_eq!(answers, [refused(ParkedReason::Signature)], "{one:?}");
    }
    assert_eq!(held(&world.house, &lost.ledger), 0);
}

#[test]
fn a_batch_that_was_refused_once_is_refused_when_a_reader_brings_it_with_the_receipt_of_another() {
    let (mut world, lost) = (restored(), lost());
    let outside = Ledger::new(&world.house, &world.counsel, "450102101209").first(&world.counsel);
    assert_eq!(world.counsel.refusal(&world.house, &outside), ParkedReason::OutOfScope);
    let with_other = LackingBatch {
        batch: brought(&outside, &receipt_of(&outside), &key("county")).batch,
        ..lost.text.clone()
    };
    let answers = bring(&world.house, &world.office, &[&with_other]);
    assert_eq!(answers, [refused(ParkedReason::Signature)]);
}

#[test]
fn a_receipt_does_not_stand_in_for_the_signature_of_the_device_that_made_it() {
    let (world, lost) = (restored(), lost());
    let mut stolen = lost.sealed[0].clone();
    stolen.signature = world.office.device_key.sign(b"anything").to_vec();
    let stolen = brought(&stolen, &receipt_of(&stolen), &key("county"));
    assert_eq!(
        bring(&world.house, &world.office, &[&stolen]),
        [refused(ParkedReason::Signature)]
    );
    world.house.server.revoke(world.counsel.id, NOW_MS).unwrap();
    assert_eq!(
        bring(&world.house, &world.office, &[&stolen]),
        [refused(ParkedReason::NotEnrolled)]
    );
    assert_eq!(quarantined(&world, &world.counsel), 0, "nobody fills another's share");
}

#[test]
fn what_a_revoked_device_made_goes_to_the_quarantine_once_and_its_signatures_stay_set_aside() {
    let (mut world, lost) = (restored(), lost());
    world.house.server.revoke(world.cadre.id, NOW_MS).unwrap();
    let given = [&lost.text, &lost.signed];
    for device in [&world.office, &world.counsel] {
        let answers = bring(&world.house, device, &given);
        assert_eq!(answers, [LackingAnswer::Held, refused(ParkedReason::NotEnrolled)]);
    }
    assert_eq!(
        (held(&world.house, &lost.ledger), quarantined(&world, &world.cadre)),
        (1, 1)
    );
    let (answer, _) = rule(&world.house, &world.office, &lost.sealed[1], Verdict::Taken);
    assert_eq!(answer, RulingAnswer::Done);
    assert_eq!(bring(&world.house, &world.counsel, &given), [LackingAnswer::Held; 2]);
    let area = VILLAGE.parse::<VillageCode>().unwrap().area();
    assert_eq!(
        world.house.server.db().entries(&area).unwrap()[0].stage,
        Stage::Unsigned
    );
    // What was decided over that signature does not wait for ever.
    let review = lost.ledger.approve(&world.house, &world.office, lost.sign_off.id());
    let review = lost.ledger.sealed(&world.office, &[], &[&review]);
    assert_eq!(world.office.refusal(&world.house, &review), ParkedReason::Content);
}

#[test]
fn where_the_author_works_no_more_it_is_refused_until_the_author_works_there_again() {
    let (world, lost) = (restored(), lost());
    rescope(&world, &[OTHER_VILLAGE]);
    let given = [&lost.text, &lost.signed];
    assert_eq!(
        bring(&world.house, &world.office, &given),
        [refused(ParkedReason::OutOfScope), LackingAnswer::Later]
    );
    assert_eq!(held(&world.house, &lost.ledger), 0);
    rescope(&world, &[VILLAGE, OTHER_VILLAGE]);
    assert_eq!(bring(&world.house, &world.office, &given), [LackingAnswer::Held; 2]);
}

#[test]
fn who_may_not_read_the_village_brings_nothing_and_is_told_the_same_whatever_the_log_holds() {
    let (world, lost) = (restored(), lost());
    let stranger = world
        .house
        .device("s", &world.house.person(Role::Cadre, &[OTHER_VILLAGE]));
    let answers = |world: &World| bring(&world.house, &stranger, &[&lost.text]);
    assert_eq!(answers(&world), [refused(ParkedReason::OutOfScope)]);
    assert_eq!(held(&world.house, &lost.ledger), 0);
    bring(&world.house, &world.office, &[&lost.text]);
    assert_eq!(answers(&world), [refused(ParkedReason::OutOfScope)]);
}

#[test]
fn a_device_that_the_backup_does_not_know_has_nothing_brought_in_for_it() {
    let mut before = world();
    let mut late = before.house.counsel("late");
    let ledger = Ledger::new(&before.house, &late, VILLAGE);
    let sealed = ledger.first(&late);
    let receipt = late.push(&before.house, &sealed);
    before.office.pull(&before.house);
    let given = brought(&sealed, &receipt, &key("county"));
    let world = restored();
    let answers = bring(&world.house, &world.office, &[&given]);
    assert_eq!(answers, [refused(ParkedReason::NotEnrolled)]);
    assert_eq!(held(&world.house, &ledger), 0);
}

#[test]
fn a_request_of_a_stranger_of_a_revoked_device_of_another_version_or_with_too_much_is_refused_whole() {
    let (world, lost) = (restored(), lost());
    let post = |token: Option<&str>, body: &[u8]| {
        let answer = world.house.post(LACKING_PATH, token, body);
        (answer.status, read::<LackingResponse>(&answer).err())
    };
    let (token, good) = (world.office.token.as_str(), body(std::slice::from_ref(&lost.text)));
    assert_eq!(post(None, &good), (401, Some(Refusal::SignInAgain)));
    assert_eq!(post(Some("0000"), &good), (401, Some(Refusal::SignInAgain)));
    assert_eq!(post(Some(token), b"?"), (400, Some(Refusal::Unreadable)));
    let newer = wire::sequence(&LackingRequest { version: VERSION + 1 }, &[] as &[LackingBatch]).unwrap();
    let newer = frame::pack_parts(frame::NEWEST, &newer).unwrap();
    assert_eq!(post(Some(token), &newer), (426, Some(version())));
    let many = vec![lost.text.clone(); MAX_BATCHES + 1];
    assert_eq!(post(Some(token), &body(&many)), (413, Some(Refusal::TooLarge)));
    world.house.server.revoke(world.office.id, NOW_MS).unwrap();
    assert_eq!(post(Some(token), &good), (403, Some(Refusal::DeviceRevoked)));
    assert_eq!(
        (held(&world.house, &lost.ledger), quarantined(&world, &world.office)),
        (0, 0)
    );
}
