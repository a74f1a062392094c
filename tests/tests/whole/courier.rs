//! The courier between real apps and the real server: what a stick carries is what the network carries, once.

use std::io::Cursor;
use std::path::PathBuf;

use cunfa_core::{BlobId, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{CourierExported, CourierImported, CourierWay, Delivery, RecordsNotice, SyncOutcome};
use cunfa_store::Step;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Dice, Fault, Scene, TestDevice, TestFolder, Who, photos};

use super::{scene, village};

/// A tablet without a network from now on, and a stick in it.
async fn cut_off(scene: &mut Scene) -> (TestDevice, TestFolder) {
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::DropRequest);
    let stick = TestFolder::new().unwrap();
    tablet.sticks.plug(stick.path().to_owned());
    (tablet, stick)
}

async fn written(tablet: &TestDevice, matter: &str) -> EntryId {
    tablet.write(consultation(&village(), matter)).await.unwrap().row.entry
}

pub(super) async fn export(tablet: &TestDevice, photos: bool) -> CourierExported {
    let place = tablet.ask(c::Courier {}).await.unwrap().places.remove(0).path;
    tablet.ask(c::ExportCourier { place, photos }).await.unwrap()
}

pub(super) async fn import(tablet: &TestDevice, stick: &TestFolder, name: &str) -> Result<CourierImported, Code> {
    let path = stick.join(name).to_str().unwrap().to_owned();
    tablet.ask(c::ImportCourier { path }).await
}

pub(super) fn answer_name(name: &str) -> String {
    name.replace(".cunfa", "-回执.cunfa")
}

/// Takes a file in at the server, as its command does.
pub(super) fn at_the_server(scene: &Scene, stick: &TestFolder, name: &str) -> Result<PathBuf, String> {
    let file = std::fs::read(stick.join(name)).unwrap();
    let mut out = Cursor::new(Vec::new());
    let now_ms = scene.server.clock.ms();
    let server = scene.server.running().unwrap();
    server
        .import(Cursor::new(file), &mut out, now_ms)
        .map_err(|error| error.to_string())?;
    let answer = stick.join(&answer_name(name));
    std::fs::write(&answer, out.into_inner()).unwrap();
    Ok(answer)
}

async fn delivery(tablet: &TestDevice, entry: EntryId) -> Delivery {
    tablet.entry(entry).await.unwrap().row.delivery
}

pub(super) fn fault(fault: CourierFault) -> Code {
    Code::Courier { fault }
}

// S12
#[tokio::test]
async fn what_is_exported_stays_unsent_until_its_answer_was_taken_in_and_is_green_then() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    assert_eq!((made.entries, made.photos), (1, 0));
    assert_eq!(delivery(&tablet, entry).await, Delivery::Here);
    at_the_server(&scene, &stick, &made.name).unwrap();
    assert_eq!(
        delivery(&tablet, entry).await,
        Delivery::Here,
        "the server has it, and the tablet has no receipt"
    );
    let state = tablet.ask(c::Courier {}).await.unwrap();
    assert_eq!((state.entries, state.last.unwrap().taken_ms), (1, None));
    let ways: Vec<CourierWay> = state.places[0].files.iter().map(|file| file.way).collect();
    assert!(
        ways.contains(&CourierWay::ToCounty) && ways.contains(&CourierWay::Answer),
        "{ways:?}"
    );
    let taken = import(&tablet, &stick, &answer_name(&made.name)).await.unwrap();
    assert!(
        matches!(
            taken,
            CourierImported::Answer {
                accepted: 1,
                parked: 0,
                ..
            }
        ),
        "{taken:?}"
    );
    assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
    let state = tablet.ask(c::Courier {}).await.unwrap();
    assert_eq!(state.entries, 0);
    assert!(state.last.unwrap().taken_ms.is_some());
    let again = import(&tablet, &stick, &answer_name(&made.name)).await.unwrap_err();
    assert_eq!(again, fault(CourierFault::TakenBefore));
}

#[tokio::test]
async fn an_office_carries_a_file_it_cannot_read_and_the_answer_back() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let office = scene.device_of(&[Who::Office]).await.unwrap();
    office.sticks.plug(stick.path().to_owned());
    let entry = written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    office.link.always(Fault::DropRequest);
    assert_eq!(import(&office, &stick, &made.name).await.unwrap_err(), Code::NoNetwork);
    office.link.always(Fault::None);
    let carried = import(&office, &stick, &made.name).await.unwrap();
    let answer = answer_name(&made.name);
    assert_eq!(carried, CourierImported::Carried { answer: answer.clone() });
    assert_eq!(
        import(&office, &stick, &answer).await.unwrap_err(),
        fault(CourierFault::OtherDevice)
    );
    let shown = office.ask(c::Courier {}).await.unwrap();
    assert!(shown.places[0].files.iter().any(|file| file.way == CourierWay::ToOther));
    import(&tablet, &stick, &answer).await.unwrap();
    assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
    office.sync().await.unwrap();
    assert_eq!(office.find("宅基地").await.unwrap().total, 1);
}

#[tokio::test]
async fn what_others_wrote_comes_back_with_the_answer() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let office = scene.device_of(&[Who::Office]).await.unwrap();
    let entry = written(&tablet, "宅基地界址").await;
    tablet.sign(entry, 1, 3).await.unwrap();
    let first = export(&tablet, false).await;
    at_the_server(&scene, &stick, &first.name).unwrap();
    import(&tablet, &stick, &answer_name(&first.name)).await.unwrap();
    office.sync().await.unwrap();
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!(queue.waiting.len(), 1);
    let sign_off = super::sign_off_of(&office.entry(entry).await.unwrap()).act.id;
    let decision = cunfa_core::Decision::Approve;
    office
        .ask(c::Review {
            entry,
            sign_off,
            decision,
        })
        .await
        .unwrap();
    office.sync().await.unwrap();
    let second = export(&tablet, false).await;
    assert_eq!(second.entries, 0);
    at_the_server(&scene, &stick, &second.name).unwrap();
    let taken = import(&tablet, &stick, &answer_name(&second.name)).await.unwrap();
    assert!(matches!(taken, CourierImported::Answer { pulled: 1, .. }), "{taken:?}");
    let row = tablet.entry(entry).await.unwrap().row;
    assert_eq!(row.stage, cunfa_core::Stage::Approved);
}

#[tokio::test]
async fn the_same_batches_by_both_roads_in_any_order_are_one() {
    for order in 0..4 {
        let mut scene = scene();
        let (tablet, stick) = cut_off(&mut scene).await;
        let entry = written(&tablet, "宅基地界址").await;
        let made = export(&tablet, false).await;
        if order % 2 == 0 {
            at_the_server(&scene, &stick, &made.name).unwrap();
        }
        if order < 2 {
            tablet.link.always(Fault::None);
            assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
        }
        if order % 2 == 1 {
            at_the_server(&scene, &stick, &made.name).unwrap();
        }
        at_the_server(&scene, &stick, &made.name).unwrap();
        import(&tablet, &stick, &answer_name(&made.name)).await.unwrap();
        assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered, "order {order}");
        tablet.link.always(Fault::None);
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
        let log = scene.server.log().unwrap();
        assert_eq!(log.len(), 1, "order {order}");
        assert_eq!(tablet.sync_status().await.unwrap().records, None);
        assert!(tablet.audit().unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_answer_older_than_what_came_meanwhile_raises_no_alarm_and_takes_nothing_back() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    written(&tablet, "宅基地界址").await;
    let old = export(&tablet, false).await;
    scene.server.clock.advance(24 * 3_600_000);
    at_the_server(&scene, &stick, &old.name).unwrap();
    scene.server.clock.advance(24 * 3_600_000);
    tablet.link.always(Fault::None);
    written(&tablet, "邻里排水").await;
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let answer = answer_name(&old.name);
    assert_eq!(
        import(&tablet, &stick, &answer).await.unwrap_err(),
        fault(CourierFault::Overtaken)
    );
    assert_eq!(tablet.sync_status().await.unwrap().records, None);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.find("").await.unwrap().total, 2);
}

#[tokio::test]
async fn two_files_before_the_first_answer_are_both_answered() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let one = written(&tablet, "宅基地界址").await;
    let first = export(&tablet, false).await;
    let two = written(&tablet, "邻里排水").await;
    let second = export(&tablet, false).await;
    assert_ne!(first.name, second.name);
    for name in [&second.name, &first.name] {
        at_the_server(&scene, &stick, name).unwrap();
    }
    for name in [&first.name, &second.name] {
        import(&tablet, &stick, &answer_name(name)).await.unwrap();
    }
    for entry in [one, two] {
        assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
    }
    assert_eq!(scene.server.log().unwrap().len(), 2);
}

// S16
#[tokio::test]
async fn a_server_that_tells_another_history_is_found_out_by_a_stick_too() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    tablet.link.always(Fault::None);
    let backup = scene.server.backup().unwrap();
    let entry = written(&tablet, "宅基地界址").await;
    // A root is over acts.
    tablet.sign(entry, 1, 3).await.unwrap();
    scene.server.clock.advance(24 * 3_600_000);
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::DropRequest);
    let other = written(&tablet, "邻里排水").await;
    let made = export(&tablet, false).await;
    // The same county key, the same people, and a log that lost the first entry.
    scene.server.put_back(&backup).unwrap();
    scene.server.clock.advance(24 * 3_600_000);
    at_the_server(&scene, &stick, &made.name).unwrap();
    let refused = import(&tablet, &stick, &answer_name(&made.name)).await.unwrap_err();
    assert_eq!(refused, fault(CourierFault::RecordsDiffer));
    assert_eq!(tablet.sync_status().await.unwrap().records, Some(RecordsNotice::Differ));
    assert_eq!(delivery(&tablet, other).await, Delivery::Here);
    assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
}

#[tokio::test]
async fn photos_travel_with_their_entries_and_come_back_to_others() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let mut dice = Dice::new(5);
    let all: Vec<Vec<u8>> = [70_000, 1, 200_000]
        .iter()
        .map(|length| photos::bytes(&mut dice, *length))
        .collect();
    tablet.attach(entry, all.clone(), [9; 16]).await.unwrap();
    let without = export(&tablet, false).await;
    assert_eq!(without.photos, 0);
    let made = export(&tablet, true).await;
    assert_eq!((made.photos, made.photos_left), (3, 0));
    assert!(made.bytes > 270_000);
    at_the_server(&scene, &stick, &made.name).unwrap();
    import(&tablet, &stick, &answer_name(&made.name)).await.unwrap();
    let blobs: Vec<BlobId> = all.iter().map(|bytes| photos::id(bytes)).collect();
    let there = tablet.photos(blobs.clone()).await.unwrap();
    assert!(there.values().all(|photo| photo.state.on_server));
    let (other, its) = cut_off(&mut scene).await;
    other.link.always(Fault::None);
    let only_entries = export(&other, false).await;
    at_the_server(&scene, &its, &only_entries.name).unwrap();
    import(&other, &its, &answer_name(&only_entries.name)).await.unwrap();
    let asking = export(&other, true).await;
    at_the_server(&scene, &its, &asking.name).unwrap();
    import(&other, &its, &answer_name(&asking.name)).await.unwrap();
    let there = other.photos(blobs).await.unwrap();
    assert!(there.values().all(|photo| photo.sound), "{there:?}");
}

// S13
// S15
#[tokio::test]
async fn the_office_sees_that_a_stick_came_and_not_that_all_is_done() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    let (tablet, stick) = cut_off(&mut scene).await;
    let seen = office.ask(c::Devices {}).await.unwrap();
    let before = seen.devices.into_iter().find(|row| row.people.len() == 2).unwrap();
    written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    written(&tablet, "写在导出之后").await;
    scene.server.clock.advance(3 * 24 * 60 * 60 * 1000);
    at_the_server(&scene, &stick, &made.name).unwrap();
    let seen = office.ask(c::Devices {}).await.unwrap();
    let after = seen.devices.iter().find(|row| row.device == before.device).unwrap();
    assert!(after.last_sync_ms > before.last_sync_ms && before.full_sync_ms.is_some());
    assert_eq!(
        (after.full_sync_ms, after.unsent),
        (before.full_sync_ms, 0),
        "the file is as old as its way was long"
    );
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_keeps_its_work() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    for device in scene.server.devices().unwrap() {
        scene.server.revoke(device).unwrap();
    }
    at_the_server(&scene, &stick, &made.name).unwrap();
    assert_eq!(
        import(&tablet, &stick, &answer_name(&made.name)).await.unwrap_err(),
        Code::DeviceRevoked
    );
    assert_eq!(delivery(&tablet, entry).await, Delivery::Here);
    assert!(scene.server.log().unwrap().is_empty());
}

#[tokio::test]
async fn every_bad_file_is_named_and_changes_nothing() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    let answer = at_the_server(&scene, &stick, &made.name).unwrap();
    let good = std::fs::read(&answer).unwrap();
    let mut damaged = good.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let mut newer = good.clone();
    newer[8] = 9;
    let (mut abroad, abroad_stick) = (Scene::new(8).unwrap(), TestFolder::new().unwrap());
    let foreigner = abroad.tablet().await.unwrap();
    foreigner.sticks.plug(abroad_stick.path().to_owned());
    written(&foreigner, "别处的事").await;
    let foreign = export(&foreigner, false).await;
    let foreign = std::fs::read(abroad_stick.join(&foreign.name)).unwrap();
    let cases = [
        ("cut", good[..good.len() - 20].to_vec(), CourierFault::Cut),
        ("empty", Vec::new(), CourierFault::Cut),
        ("damaged", damaged, CourierFault::Damaged),
        ("newer", newer, CourierFault::OtherVersion),
        ("photo", vec![0xFF; 3000], CourierFault::NotCourier),
        ("foreign", foreign, CourierFault::OtherCounty),
    ];
    for (name, bytes, expected) in cases {
        let name = format!("{name}.cunfa");
        std::fs::write(stick.join(&name), bytes).unwrap();
        assert_eq!(
            import(&tablet, &stick, &name).await.unwrap_err(),
            fault(expected),
            "{name}"
        );
        assert!(at_the_server(&scene, &stick, &name).is_err(), "{name}");
    }
    let outside = tablet.folder().join("ledger.db").to_str().unwrap().to_owned();
    let refused = tablet.ask(c::ImportCourier { path: outside }).await.unwrap_err();
    assert_eq!(refused, fault(CourierFault::NoFile));
    assert_eq!(
        import(&tablet, &stick, "gone.cunfa").await.unwrap_err(),
        fault(CourierFault::NoFile)
    );
    assert_eq!(delivery(&tablet, entry).await, Delivery::Here);
    import(&tablet, &stick, &answer_name(&made.name)).await.unwrap();
    assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
}

#[tokio::test]
async fn a_stick_that_is_pulled_or_full_leaves_no_half_file_and_nothing_lost() {
    let mut scene = scene();
    let (tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let place = stick.path().to_str().unwrap().to_owned();
    let export = || c::ExportCourier {
        place: place.clone(),
        photos: false,
    };
    // A crash left this.
    std::fs::write(stick.join("离线包-01-20261101-000000.cunfa.part"), b"half").unwrap();
    tablet.break_at(Step::Commit).await.unwrap();
    assert!(tablet.ask(export()).await.is_err());
    let left = || std::fs::read_dir(stick.path()).unwrap().count();
    assert_eq!(left(), usize::from(left() == 1), "at most what the crash left");
    tablet.sticks.pull();
    assert_eq!(tablet.ask(export()).await.unwrap_err(), fault(CourierFault::PlaceGone));
    assert_eq!(delivery(&tablet, entry).await, Delivery::Here);
    tablet.sticks.plug(stick.path().to_owned());
    let made = tablet.ask(export()).await.unwrap();
    assert_eq!((made.entries, left()), (1, 1));
}

#[tokio::test]
async fn a_program_killed_while_an_answer_is_stored_takes_it_in_again() {
    let mut scene = scene();
    let (mut tablet, stick) = cut_off(&mut scene).await;
    let entry = written(&tablet, "宅基地界址").await;
    let made = export(&tablet, false).await;
    at_the_server(&scene, &stick, &made.name).unwrap();
    tablet.break_at(Step::Receipts).await.unwrap();
    assert!(import(&tablet, &stick, &answer_name(&made.name)).await.is_err());
    tablet.pull_the_plug().unwrap();
    tablet.unlock(0).await.unwrap();
    assert_eq!(delivery(&tablet, entry).await, Delivery::Here);
    import(&tablet, &stick, &answer_name(&made.name)).await.unwrap();
    assert_eq!(delivery(&tablet, entry).await, Delivery::Delivered);
}
