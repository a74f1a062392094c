//! A backup on a stick, and a new device on the day the old one is lost.

use std::fs;

use cunfa_core::{Attachment, AttachmentKind, EntryId, Kind};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::failure::BackupFault;
use cunfa_protocol::view::{BackupMade, BackupRead, SyncOutcome};
use cunfa_protocol::wire::SYNC_PATH;
use cunfa_store::Store;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::link::Request;
use cunfa_tests::harness::messages::Answered;
use cunfa_tests::harness::scene::{SECOND, Who};
use cunfa_tests::harness::{Fault, Scene, TestDevice, TestFolder};

use super::{scene, village};

/// A tablet that wrote an entry and a draft without a network, and the stick with its backup.
struct Lost {
    tablet: TestDevice,
    stick: TestFolder,
    entry: EntryId,
    draft: EntryId,
    made: BackupMade,
}

async fn lost(scene: &mut Scene) -> Lost {
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::DropRequest);
    let stick = TestFolder::new().unwrap();
    tablet.sticks.plug(stick.path().to_owned());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let draft = begun(&tablet).await;
    let made = back_up(&tablet).await;
    Lost {
        tablet,
        stick,
        entry,
        draft,
        made,
    }
}

/// A draft with a photo.
async fn begun(device: &TestDevice) -> EntryId {
    let start = c::StartDraft {
        kind: Some(Kind::Consultation),
        village: Some(village()),
        corrects: None,
        changes: None,
    };
    let draft = device.ask(start).await.unwrap();
    let form = cunfa_core::Form {
        matter: "没写完的事".to_owned(),
        ..draft.form
    };
    device
        .ask(c::SaveDraft {
            draft: draft.draft,
            form,
        })
        .await
        .unwrap();
    let hang = move |store: &mut Store| {
        let blob = store.keep_blob(&[7; 20_000]).unwrap();
        let photo = Attachment {
            row: "01-3fa2".to_owned(),
            kind: AttachmentKind::Photo,
            blob,
            length: 20_000,
        };
        store.attach_to_draft(draft.draft, &photo).unwrap();
    };
    device.app().unwrap().with_store(hang).await.unwrap();
    draft.draft
}

async fn back_up(device: &TestDevice) -> BackupMade {
    let place = device.ask(c::Backup {}).await.unwrap().places.remove(0).path;
    device.ask(c::MakeBackup { place }).await.unwrap()
}

async fn read(device: &TestDevice, stick: &TestFolder, name: &str, code: &str) -> Result<BackupRead, Code> {
    let (path, code) = (stick.join(name).to_str().unwrap().to_owned(), code.to_owned());
    device.ask(c::ReadBackup { path, code }).await
}

/// The counsel's new device, with the stick in it.
async fn new_device(scene: &mut Scene, stick: &TestFolder) -> TestDevice {
    let device = scene.counsel().await.unwrap();
    device.sticks.plug(stick.path().to_owned());
    device
}

fn fault<T>(fault: BackupFault) -> Result<T, Code> {
    Err(Code::Backup { fault })
}

#[tokio::test]
async fn what_a_lost_tablet_had_not_sent_reaches_everybody_from_its_backup_and_its_drafts_come_back() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    let Lost {
        tablet,
        stick,
        entry,
        draft,
        made,
    } = lost(&mut scene).await;
    drop(tablet);
    let device = new_device(&mut scene, &stick).await;
    let (own, own_id) = (
        device.write(consultation(&village(), "新设备写的")).await.unwrap(),
        device.id().unwrap(),
    );
    let listed = device.ask(c::Backup {}).await.unwrap();
    assert_eq!(
        (listed.places[0].files[0].name.as_str(), listed.places[0].files[0].bytes),
        (made.name.as_str(), made.bytes)
    );
    let brought = read(&device, &stick, &made.name, &made.code).await.unwrap();
    assert_eq!(
        (brought.drafts, brought.left.map(|left| (left.entries, left.parked))),
        (1, Some((1, 0)))
    );
    let drafts = device.ask(c::Drafts {}).await.unwrap();
    let came = drafts.iter().find(|one| one.draft == draft).unwrap();
    assert_eq!((came.form.matter.as_str(), came.photos.len()), ("没写完的事", 1));
    assert!(came.photos[0].state.is_here());
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    office.sync().await.unwrap();
    for reader in [&device, &office] {
        assert_eq!(reader.entry(entry).await.unwrap().entry.matter, "宅基地界址");
    }
    assert_eq!(device.ask(c::Backup {}).await.unwrap().restored, []);
    let kept = fs::read_dir(device.folder().join("restored")).unwrap();
    assert_eq!(kept.count(), 0, "the lost device's file is gone from here");
    let after = device.write(consultation(&village(), "恢复以后写的")).await.unwrap();
    let block = |number: &str| number.split('-').next().unwrap().to_owned();
    assert_eq!(
        (block(&after.row.number), device.id().unwrap()),
        (block(&own.row.number), own_id)
    );
    assert_eq!(
        read(&device, &stick, &made.name, &made.code).await.unwrap().drafts,
        0,
        "nothing comes twice"
    );
}

#[tokio::test]
async fn what_cannot_be_handed_in_yet_waits_over_a_restart_and_goes_up_by_itself() {
    let mut scene = scene();
    let Lost {
        tablet,
        stick,
        entry,
        made,
        ..
    } = lost(&mut scene).await;
    drop(tablet);
    let mut device = new_device(&mut scene, &stick).await;
    device.link.always(Fault::DropRequest);
    read(&device, &stick, &made.name, &made.code).await.unwrap();
    assert_ne!(device.sync().await.unwrap(), SyncOutcome::Done);
    device.close().await;
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    let waits = device.ask(c::Backup {}).await.unwrap().restored;
    assert_eq!(waits.iter().map(|one| one.entries).collect::<Vec<_>>(), [1]);
    device.link.always(Fault::None);
    for _ in 0..2 {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址");
    assert_eq!(device.ask(c::Backup {}).await.unwrap().restored, []);
}

#[tokio::test]
async fn of_a_tablet_that_was_revoked_as_lost_the_backup_goes_to_the_quarantine_and_says_so() {
    let mut scene = scene();
    let Lost {
        tablet, stick, made, ..
    } = lost(&mut scene).await;
    scene.server.revoke(tablet.id().unwrap()).unwrap();
    drop(tablet);
    let office = scene.office().await.unwrap();
    let device = new_device(&mut scene, &stick).await;
    read(&device, &stick, &made.name, &made.code).await.unwrap();
    device.sync().await.unwrap();
    let left = device.ask(c::Backup {}).await.unwrap().restored;
    assert_eq!(
        left.iter()
            .map(|one| (one.entries, one.quarantined))
            .collect::<Vec<_>>(),
        [(1, true)]
    );
    let waiting = office.ask(c::Devices {}).await.unwrap().waiting;
    assert_eq!(waiting[0].entry.as_ref().unwrap().matter, "宅基地界址");
}

#[tokio::test]
async fn a_backup_that_is_handed_in_takes_down_next_to_nothing_of_what_its_new_device_has_already() {
    const SINCE: usize = 20;
    let mut scene = scene();
    let Lost {
        tablet,
        stick,
        entry,
        made,
        ..
    } = lost(&mut scene).await;
    drop(tablet);
    let device = new_device(&mut scene, &stick).await;
    for number in 0..SINCE {
        let form = consultation(&village(), &format!("此后之{number}"));
        device.write(form).await.unwrap();
    }
    let own = own_requests(&device).await;
    read(&device, &stick, &made.name, &made.code).await.unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    let others = requests(&device, &own);
    assert!(!others.is_empty());
    for request in others {
        let answer = scene
            .server
            .answer(&request.path, request.token.as_deref(), &request.body);
        let came = Answered::read(&answer.unwrap().body).unwrap().pulled.len();
        assert!(came <= 1, "{came} batches came");
    }
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址");
    assert_eq!(device.ask(c::Backup {}).await.unwrap().restored, []);
}

/// The sync requests that were made since the link remembers, with none of these tokens.
fn requests(device: &TestDevice, besides: &[Request]) -> Vec<Request> {
    let is_own = |request: &Request| besides.iter().any(|own| own.token == request.token);
    let all = device.link.remembered().into_iter();
    all.filter(|request| request.path == SYNC_PATH && !is_own(request))
        .collect()
}

/// Those of one pass of the device itself.
async fn own_requests(device: &TestDevice) -> Vec<Request> {
    device.link.remember();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    let own = requests(device, &[]);
    device.link.remember();
    own
}

#[tokio::test]
async fn what_the_server_refuses_of_a_backup_waits_until_somebody_asks_for_it_again() {
    let mut scene = scene();
    let Lost {
        tablet,
        stick,
        entry,
        made,
        ..
    } = lost(&mut scene).await;
    drop(tablet);
    let device = new_device(&mut scene, &stick).await;
    let own = own_requests(&device).await;
    let person = Who::Counsel.person();
    scene.server.rescope(person.id, vec![SECOND.parse().unwrap()]).unwrap();
    read(&device, &stick, &made.name, &made.code).await.unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    let left = device.ask(c::Backup {}).await.unwrap().restored;
    let counts: Vec<_> = left.iter().map(|one| (one.entries, one.parked)).collect();
    assert_eq!(counts, [(1, 1)]);
    // Of itself it is not even opened any more, also when it would be taken by now.
    scene.server.rescope(person.id, person.scope).unwrap();
    device.link.remember();
    for _ in 0..2 {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    assert_eq!(requests(&device, &own), []);
    device.ask(c::SyncNow {}).await.unwrap();
    for _ in 0..100 {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
        if device.ask(c::Backup {}).await.unwrap().restored.is_empty() {
            break;
        }
    }
    assert_eq!(device.ask(c::Backup {}).await.unwrap().restored, []);
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址");
}

#[tokio::test]
async fn a_backup_that_is_cut_changed_newer_or_none_is_named_and_changes_nothing() {
    let mut scene = scene();
    let Lost { stick, made, .. } = lost(&mut scene).await;
    let device = new_device(&mut scene, &stick).await;
    let whole = fs::read(stick.join(&made.name)).unwrap();
    let other_code = "0000-0000-0000-0000-0000";
    assert_eq!(
        read(&device, &stick, &made.name, other_code).await,
        fault(BackupFault::WrongCode)
    );
    assert_eq!(
        read(&device, &stick, "没有.cunfabak", &made.code).await,
        fault(BackupFault::NoFile)
    );
    let half = whole.len() / 2;
    let mut changed = whole.clone();
    changed[half] ^= 1;
    let mut newer = whole.clone();
    newer[8] = 9;
    let cases = [
        (whole[..half].to_vec(), BackupFault::Cut),
        (changed, BackupFault::Damaged),
        (newer, BackupFault::TooNew),
        (b"%PDF-1.7".to_vec(), BackupFault::NotBackup),
        (Vec::new(), BackupFault::NotBackup),
    ];
    for (bytes, expected) in cases {
        fs::write(stick.join("试.cunfabak"), bytes).unwrap();
        assert_eq!(read(&device, &stick, "试.cunfabak", &made.code).await, fault(expected));
    }
    assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
    assert_eq!(device.ask(c::Backup {}).await.unwrap().restored, []);
    let typed = made.code.replace('-', " ");
    read(&device, &stick, &made.name, &typed).await.unwrap();
}

#[tokio::test]
async fn a_backup_of_the_device_itself_gives_back_a_draft_that_was_thrown_away_for_good() {
    let mut scene = scene();
    let Lost {
        tablet,
        stick,
        draft,
        made,
        ..
    } = lost(&mut scene).await;
    assert_eq!(read(&tablet, &stick, &made.name, &made.code).await.unwrap().drafts, 0);
    tablet.ask(c::DropDraft { draft }).await.unwrap();
    tablet.ask(c::Lock {}).await.unwrap();
    tablet.unlock(0).await.unwrap();
    let read = read(&tablet, &stick, &made.name, &made.code).await.unwrap();
    assert_eq!((read.drafts, read.left), (1, None));
}
