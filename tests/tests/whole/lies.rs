//! A server that forgot, dropped, reordered or rewrote, and one that tells two devices different histories: refused, loudly, and
//! nothing on the device is touched. One that says that it came from a backup is believed, and that is told too.

use cunfa_core::EntryId;
use cunfa_evidence::act::{NamedRoot, SignedAct};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, RecordsNotice, SyncOutcome};
use cunfa_tests::harness::clock::DAY_MS;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::liar::Lie;
use cunfa_tests::harness::{Scene, TestDevice, raw};
use cunfa_tests::sim::observe::views;

use super::{scene, village};

async fn signed(tablet: &TestDevice, matter: &str, ink: u64) -> EntryId {
    let view = tablet.write(consultation(&village(), matter)).await.unwrap();
    tablet.sign(view.row.entry, 1, ink).await.unwrap();
    view.row.entry
}

/// A tablet that knows a root over three submissions and their sign-offs.
async fn informed(scene: &mut Scene) -> TestDevice {
    let tablet = scene.tablet().await.unwrap();
    for (ink, matter) in (1..).zip(["一", "二", "三"]) {
        signed(&tablet, matter, ink).await;
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    }
    next_day(scene, &tablet).await;
    assert_eq!(root_size(&tablet), Some(6));
    tablet
}

async fn next_day(scene: &Scene, device: &TestDevice) {
    scene.server.clock.advance(DAY_MS);
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
}

fn root_size(device: &TestDevice) -> Option<u64> {
    let root = raw::store(device.folder()).unwrap().accepted_root().unwrap();
    root.map(|root| root.size)
}

async fn records(device: &TestDevice) -> Option<RecordsNotice> {
    device.sync_status().await.unwrap().records
}

#[tokio::test]
async fn an_act_names_the_root_its_device_had_accepted_and_so_was_made_after_it() {
    let scene = &mut scene();
    let tablet = informed(scene).await;
    let root = raw::store(tablet.folder()).unwrap().accepted_root().unwrap().unwrap();
    let entry = signed(&tablet, "四", 4).await;
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let batches = scene.server.batches().unwrap();
    let act = SignedAct::read(&batches[&entry][0].acts[0]).unwrap();
    assert_eq!(act.statement().root, Some(NamedRoot::of(root.size, root.hash)));
}

/// The device refuses everything, keeps what it had, and says so over a restart.
async fn refuses(device: &mut TestDevice, unsent: EntryId, why: &str) {
    let before = views(device).await.unwrap();
    let receipts = raw::receipts(device.folder()).unwrap();
    for _ in 0..2 {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::RecordsDiffer, "{why}");
        assert_eq!(views(device).await.unwrap(), before, "{why}");
        assert_eq!(raw::receipts(device.folder()).unwrap(), receipts, "{why}");
        device.restart().unwrap();
        device.unlock(0).await.unwrap();
        assert_eq!(records(device).await, Some(RecordsNotice::Differ), "{why}");
    }
    assert_eq!(before[&unsent].row.delivery, Delivery::Here, "{why}");
}

#[tokio::test]
async fn a_log_with_an_act_dropped_reordered_or_rewritten_is_refused_until_the_true_one_is_back() {
    for lie in Lie::ALL {
        let why = &format!("{lie:?}");
        let scene = &mut scene();
        let mut tablet = informed(scene).await;
        let truth = scene.server.backup().unwrap();
        scene.server.lie(lie).unwrap();
        scene.server.clock.advance(DAY_MS);
        let new = signed(&tablet, "四", 4).await;
        refuses(&mut tablet, new, why).await;
        scene.server.put_back(&truth).unwrap();
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done, "{why}");
        assert_eq!(records(&tablet).await, None, "{why}");
        assert_eq!(
            tablet.entry(new).await.unwrap().row.delivery,
            Delivery::Delivered,
            "{why}"
        );
        next_day(scene, &tablet).await;
        assert_eq!(root_size(&tablet), Some(8), "{why}");
    }
}

/// The liar makes no root of the day after: then it has none to show.
#[tokio::test]
async fn a_lie_told_within_the_day_is_found_on_the_same_day_because_the_root_is_another() {
    let scene = &mut scene();
    let mut tablet = informed(scene).await;
    scene.server.lie(Lie::Rewrite).unwrap();
    let new = signed(&tablet, "四", 4).await;
    refuses(&mut tablet, new, "same day").await;
}

#[tokio::test]
async fn a_server_put_back_from_a_backup_is_refused_until_it_says_so_and_then_gets_everything_again() {
    let scene = &mut scene();
    let mut tablet = scene.tablet().await.unwrap();
    let mut office = scene.office().await.unwrap();
    signed(&tablet, "一", 1).await;
    tablet.sync().await.unwrap();
    let backup = scene.server.backup().unwrap();
    signed(&tablet, "二", 2).await;
    next_day(scene, &tablet).await;
    next_day(scene, &tablet).await;
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let known = views(&office).await.unwrap();
    scene.server.put_back(&backup).unwrap();
    let new = signed(&tablet, "三", 3).await;
    refuses(&mut tablet, new, "put back").await;
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    for device in [&tablet, &office, &tablet, &office] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    for device in [&mut tablet, &mut office] {
        device.restart().unwrap();
        device.unlock(0).await.unwrap();
        assert_eq!(records(device).await, Some(RecordsNotice::BeganAnew));
        assert_eq!(device.ask(c::ReadRecordsNotice {}).await.unwrap().records, None);
        let views = views(device).await.unwrap();
        assert_eq!(views.len(), 3);
        assert!(views.values().all(|view| view.row.delivery == Delivery::Delivered));
        assert!(known.keys().all(|entry| views.contains_key(entry)));
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
    next_day(scene, &tablet).await;
    assert_eq!(root_size(&tablet), Some(6));
}

#[tokio::test]
async fn two_devices_that_were_told_different_histories_find_out_when_they_meet_one_server() {
    let scene = &mut scene();
    let one = informed(scene).await;
    let mut other = scene.tablet().await.unwrap();
    next_day(scene, &other).await;
    let fork = scene.server.backup().unwrap();
    signed(&one, "只有甲知道", 11).await;
    next_day(scene, &one).await;
    next_day(scene, &one).await;
    let first_history = scene.server.backup().unwrap();
    scene.server.put_back(&fork).unwrap();
    signed(&other, "只有乙知道", 12).await;
    next_day(scene, &other).await;
    next_day(scene, &other).await;
    assert_eq!((root_size(&one), root_size(&other)), (Some(8), Some(8)));
    scene.server.put_back(&first_history).unwrap();
    scene.server.clock.advance(DAY_MS);
    let new = signed(&other, "再来一条", 13).await;
    refuses(&mut other, new, "forked").await;
    assert_eq!(
        one.sync().await.unwrap(),
        SyncOutcome::Done,
        "who was told this history all along"
    );
}
