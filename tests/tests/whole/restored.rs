//! A server put back from a backup: what it lacks is shown as delivered nowhere until it has it again, and whoever holds it gives it back,
//! whoever wrote it.

use std::collections::BTreeSet;

use cunfa_core::{Area, BatchId, Decision, EntryId, Stage};
use cunfa_protocol::lacking::LACKING_PATH;
use cunfa_protocol::view::{Delivery, ItemState, ParkedReason, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{SECOND, VILLAGE};
use cunfa_tests::harness::{Dice, Scene, TestDevice, Who, photos};

use super::{scene, sign_off_of, village};

async fn signed(tablet: &TestDevice, matter: &str, ink: u64) -> EntryId {
    let entry = tablet.write(consultation(&village(), matter)).await.unwrap().row.entry;
    tablet.sign(entry, 1, ink).await.unwrap();
    tablet.take_back().await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    entry
}

async fn approved(office: &TestDevice, entry: EntryId) {
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let sign_off = sign_off_of(&office.entry(entry).await.unwrap()).act.id;
    let decision = Decision::Approve;
    let review = c::Review {
        entry,
        sign_off,
        decision,
    };
    office.ask(review).await.unwrap();
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
}

async fn standing(device: &TestDevice, entry: EntryId) -> (Delivery, Stage, bool) {
    let view = device.entry(entry).await.unwrap();
    let delivered = view.acts.iter().all(|act| act.delivered);
    (view.row.delivery, view.row.stage, delivered)
}

const APPROVED: (Delivery, Stage, bool) = (Delivery::Delivered, Stage::Approved, true);

fn put_back(scene: &Scene, backup: &[u8]) {
    scene.server.put_back(backup).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
}

fn give(scene: &Scene, who: Who, codes: &[&str]) {
    let areas: Vec<Area> = codes.iter().map(|code| code.parse().unwrap()).collect();
    scene.server.rescope(who.person().id, areas).unwrap();
}

/// Nobody on the tablet works in the first village any more, and the tablet forgot it.
async fn forget(scene: &Scene, tablet: &TestDevice, entry: EntryId) {
    for who in [Who::Counsel, Who::Cadre] {
        give(scene, who, &[SECOND]);
    }
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.entry(entry).await, Err(Code::NoSuchEntry));
}

fn log(scene: &Scene) -> Vec<BatchId> {
    let log = scene.server.log().unwrap();
    log.iter().map(|batch| batch.sealed.id()).collect()
}

/// Why what waits on the device is not taken.
async fn parked(device: &TestDevice) -> Vec<ParkedReason> {
    let mut reasons = Vec::new();
    for item in device.sync_status().await.unwrap().items {
        if let ItemState::Parked { reason, .. } = item.state {
            reasons.push(reason);
        }
    }
    reasons
}

/// The device syncs and does not even offer what the server would not take.
async fn is_idle(device: &TestDevice) {
    device.link.remember();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    let asked = device.link.remembered();
    assert!(asked.iter().all(|request| request.path != LACKING_PATH), "{asked:?}");
}

#[tokio::test]
async fn what_a_restored_server_lacks_is_delivered_nowhere_until_somebody_brings_it_again() {
    const THERE: (Delivery, Stage, bool) = (Delivery::Delivered, Stage::InReview, true);
    const LACKING: (Delivery, Stage, bool) = (Delivery::Here, Stage::Signed, false);
    let scene = &mut scene();
    let tablet = scene.tablet().await.unwrap();
    let mut office = scene.office().await.unwrap();
    let old = signed(&tablet, "备份里有的", 1).await;
    let backup = scene.server.backup().unwrap();
    let new = signed(&tablet, "备份里没有的", 2).await;
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(
        [standing(&office, old).await, standing(&office, new).await],
        [THERE, THERE]
    );
    put_back(scene, &backup);
    // Whoever wrote it works elsewhere by now, so that nobody's word brings it in.
    give(scene, Who::Counsel, &[SECOND]);
    for _ in 0..2 {
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
        assert_eq!(
            [standing(&office, old).await, standing(&office, new).await],
            [THERE, LACKING]
        );
        assert_eq!(office.sync_status().await.unwrap().unsent, 0);
        office.restart().unwrap();
        office.unlock(0).await.unwrap();
    }
    is_idle(&office).await;
    give(scene, Who::Counsel, &[VILLAGE, SECOND]);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    for device in [&office, &tablet] {
        assert_eq!(
            [standing(device, old).await, standing(device, new).await],
            [THERE, THERE]
        );
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_entry_its_writer_forgot_is_given_back_by_the_office_and_the_approval_over_it_follows() {
    let scene = &mut scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let backup = scene.server.backup().unwrap();
    let entry = signed(&tablet, "写的人已经不管这个村", 1).await;
    approved(&office, entry).await;
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    forget(scene, &tablet, entry).await;
    put_back(scene, &backup);
    assert_eq!(log(scene), []);

    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(log(scene).len(), 2);
    assert_eq!(standing(&office, entry).await, APPROVED);
    let status = office.sync_status().await.unwrap();
    assert_eq!((status.unsent, status.parked), (0, 0));
    is_idle(&office).await;
    // The backup does not know that the tablet lost the village.
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(standing(&tablet, entry).await, APPROVED);
    let late = scene.office().await.unwrap();
    assert_eq!(late.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(standing(&late, entry).await, APPROVED);
    for device in [&office, &tablet, &late] {
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_several_readers_and_its_writer_give_back_at_once_is_there_once() {
    let scene = &mut scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let second = scene.office().await.unwrap();
    let backup = scene.server.backup().unwrap();
    let entries = [signed(&tablet, "一", 1).await, signed(&tablet, "二", 2).await];
    for entry in entries {
        approved(&office, entry).await;
    }
    for device in [&second, &tablet] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    let before = log(scene);
    put_back(scene, &backup);
    for _ in 0..3 {
        let (one, other, writer) = tokio::join!(office.sync(), second.sync(), tablet.sync());
        let ended = [one.unwrap(), other.unwrap(), writer.unwrap()];
        assert!(!ended.contains(&SyncOutcome::NoNetwork), "{ended:?}");
    }
    let after = log(scene);
    assert_eq!(after.len(), before.len());
    assert_eq!(
        after.into_iter().collect::<BTreeSet<_>>(),
        before.into_iter().collect::<BTreeSet<_>>()
    );
    for device in [&office, &second, &tablet] {
        is_idle(device).await;
        for entry in entries {
            assert_eq!(standing(device, entry).await, APPROVED);
        }
    }
}

#[tokio::test]
async fn what_a_lost_tablet_wrote_goes_to_the_quarantine_and_what_was_decided_over_it_is_parked_and_says_why() {
    let scene = &mut scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let backup = scene.server.backup().unwrap();
    let entry = signed(&tablet, "平板丢了", 1).await;
    approved(&office, entry).await;
    put_back(scene, &backup);
    scene.server.revoke(tablet.id().unwrap()).unwrap();

    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(log(scene), []);
    assert_ne!(standing(&office, entry).await.0, Delivery::Delivered);
    assert_eq!(parked(&office).await, [ParkedReason::NotEnrolled]);
    is_idle(&office).await;
    let waiting = office.ask(c::Devices {}).await.unwrap().waiting;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].entry.as_ref().unwrap().matter, "平板丢了");
    let rule = c::Rule {
        batch: waiting[0].batch,
        take: true,
        reason: "备份前已经审核过".to_owned(),
    };
    office.ask(rule).await.unwrap();
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let view = office.entry(entry).await.unwrap();
    assert_eq!(view.entry.matter, "平板丢了");
    assert!(!sign_off_of(&view).holds, "it lies behind the revocation now");
    assert_eq!(
        parked(&office).await,
        [ParkedReason::Content],
        "nothing is left to approve"
    );
    is_idle(&office).await;
    assert_eq!(log(scene).len(), 1);
}

#[tokio::test]
async fn where_its_writer_works_no_more_it_waits_with_the_reader_until_that_is_given_back() {
    let scene = &mut scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let backup = scene.server.backup().unwrap();
    let entry = signed(&tablet, "范围改过", 1).await;
    approved(&office, entry).await;
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    forget(scene, &tablet, entry).await;
    put_back(scene, &backup);
    // The county makes the change again that the backup does not know, before anybody brings anything.
    give(scene, Who::Counsel, &[SECOND]);
    give(scene, Who::Cadre, &[SECOND]);

    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(log(scene), []);
    assert_eq!(parked(&office).await, [ParkedReason::OutOfScope]);
    assert_eq!(office.entry(entry).await.unwrap().entry.matter, "范围改过");
    is_idle(&office).await;
    for who in [Who::Counsel, Who::Cadre] {
        let areas = who.person().scope;
        scene.server.rescope(who.person().id, areas).unwrap();
    }
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(standing(&office, entry).await, APPROVED);
    assert_eq!(office.sync_status().await.unwrap().parked, 0);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(standing(&tablet, entry).await, APPROVED);
}

#[tokio::test]
async fn a_photo_that_only_the_office_holds_is_given_back_with_its_entry() {
    let scene = &mut scene();
    let (counsel, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let backup = scene.server.backup().unwrap();
    let entry = counsel
        .write(consultation(&village(), "有照片"))
        .await
        .unwrap()
        .row
        .entry;
    let photo = photos::bytes(&mut Dice::new(3), 40_000);
    let id = photos::id(&photo);
    counsel.attach(entry, vec![photo], [9; 16]).await.unwrap();
    for device in [&counsel, &office] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    give(scene, Who::Counsel, &[SECOND]);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(counsel.entry(entry).await, Err(Code::NoSuchEntry));
    put_back(scene, &backup);
    assert!(!scene.server.holds(id).unwrap());
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert!(scene.server.holds(id).unwrap());
    assert!(office.photo(id).await.unwrap().state.on_server);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    assert!(counsel.photo(id).await.unwrap().sound);
}
