//! Wrong key, damage, a newer program, a full disk: each is told apart, and the file is left as it is.

use std::fs;

use cunfa_client::App;
use cunfa_protocol::view::{SessionStage, Topic, VolumeFilter};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

/// Bytes of a page of the file.
const PAGE_BYTES: usize = 2_048;

fn ledger(device: &Device) -> std::path::PathBuf {
    device.folder().join("ledger.db")
}

/// A closed device with one entry.
async fn closed() -> (std::sync::Arc<County>, Device) {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    device.write(visit()).await;
    device.restart_alone().await;
    (county, device)
}

#[tokio::test]
async fn a_damaged_page_is_said_and_the_file_stays_as_it_is() {
    let (_county, mut device) = closed().await;
    device.unlock(1, PIN).await.unwrap();
    device.ask(c::Lock {}).await.unwrap();
    device.restart_alone().await;
    let mut bytes = fs::read(ledger(&device)).unwrap();
    bytes[2_000..2_064].fill(0xA5);
    fs::write(ledger(&device), &bytes).unwrap();
    for extra in ["ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(device.folder().join(extra));
    }
    assert_eq!(device.unlock(1, PIN).await, Err(Code::FileDamaged));
    assert_eq!(fs::read(ledger(&device)).unwrap(), bytes);
}

/// The whole list, which is read without the log.
fn list() -> c::Volume {
    c::Volume {
        village: None,
        year: None,
        filter: VolumeFilter::default(),
        search: String::new(),
        offset: 0,
    }
}

/// Something that rests on the log.
fn start() -> c::StartDraft {
    c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: None,
    }
}

/// The device closed, with a page of its file damaged that an opening notices only by checking the log.
async fn damaged_log() -> (std::sync::Arc<County>, Device, Vec<u8>) {
    let (county, mut device) = closed().await;
    let good = fs::read(ledger(&device)).unwrap();
    for page in 1..good.len() / PAGE_BYTES {
        let mut bad = good.clone();
        bad[page * PAGE_BYTES + 200] ^= 0x55;
        fs::write(ledger(&device), &bad).unwrap();
        let shown = device.unlock(1, PIN).await.is_ok() && device.ask(c::Home {}).await.is_ok();
        let shown = shown && device.ask(list()).await.is_ok() && device.ask(c::SyncStatus {}).await.is_ok();
        let refused = device.ask(start()).await.is_err();
        let closed = device.ask(c::SessionStatus {}).await.map(drop) == Err(Code::FileDamaged);
        device.restart_alone().await;
        if shown && refused && closed {
            return (county, device, bad);
        }
    }
    panic!("no page of the log alone");
}

#[tokio::test]
async fn a_log_that_cannot_be_read_closes_the_file_again_says_why_once_and_leaves_it_as_it_is() {
    let (_county, device, bad) = damaged_log().await;
    device.unlock(1, PIN).await.unwrap();
    device.ask(c::Home {}).await.unwrap();
    // Nobody asks for anything that rests on the log: the check comes by itself.
    let mut changes = device.app.subscribe();
    while !changes.recv().await.unwrap().topics.contains(&Topic::Session) {}
    assert_eq!(device.ask(c::Home {}).await.map(drop), Err(Code::FileDamaged));
    assert_eq!(device.ask(c::SessionStatus {}).await.map(drop), Err(Code::FileDamaged));
    assert_eq!(device.ask(c::Home {}).await.map(drop), Err(Code::Locked));
    let now = device.ask(c::SessionStatus {}).await.unwrap();
    assert_eq!(now.stage, SessionStage::Locked);
    // From now on it is looked at before anything is shown.
    assert_eq!(device.unlock(1, PIN).await.map(drop), Err(Code::FileDamaged));
    assert!(fs::read(ledger(&device)).unwrap() == bad, "the file is untouched");
}

#[tokio::test]
async fn what_rests_on_the_log_waits_for_its_check() {
    let (_county, device, bad) = damaged_log().await;
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(start()).await.map(drop), Err(Code::FileDamaged));
    assert_eq!(device.ask(c::Home {}).await.map(drop), Err(Code::FileDamaged));
    assert!(fs::read(ledger(&device)).unwrap() == bad, "the file is untouched");
}

#[tokio::test]
async fn a_file_of_another_key_is_not_taken_for_a_damaged_one_and_is_not_touched() {
    let (county, device) = closed().await;
    let other = Device::enrolled(&county, Invited::Counsel).await;
    let read = |device: &Device| -> serde_json::Value {
        serde_json::from_slice(&fs::read(device.folder().join("device.json")).unwrap()).unwrap()
    };
    // Another device's way in beside this device's file.
    let mut mixed = read(&device);
    mixed["slots"] = read(&other)["slots"].clone();
    fs::write(device.folder().join("device.json"), mixed.to_string()).unwrap();
    let before = fs::read(ledger(&device)).unwrap();
    let app = App::open(device.config.clone()).unwrap();
    let failure = app
        .handle(
            c::Unlock {
                slot: 1,
                pin: PIN.to_owned(),
            }
            .into(),
        )
        .await
        .unwrap_err();
    assert_eq!(failure.code, Code::FileKeyWrong);
    assert_eq!(fs::read(ledger(&device)).unwrap(), before);
}

#[tokio::test]
async fn on_a_full_disk_the_form_is_kept_in_hand_nothing_is_half_written_and_room_is_enough_to_go_on() {
    let county = County::new();
    let device = Device::field(&county).await;
    let kept = device.write(visit()).await;
    let draft = device.draft().await;
    let form = cunfa_core::Form {
        advice: "细".repeat(19_000),
        ..visit()
    };
    device
        .app
        .with_store(|store| store.limit_growth(0))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        device
            .ask(c::SaveEntry {
                draft,
                form: form.clone()
            })
            .await,
        Err(Code::DiskFull)
    );
    assert_eq!(device.ask(c::OpenEntry { entry: draft }).await, Err(Code::NoSuchEntry));
    assert_eq!(device.entry(kept).await.life.stage, cunfa_core::Stage::Unsigned);
    device
        .app
        .with_store(|store| store.limit_growth(1_000_000))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(device.ask(c::SaveEntry { draft, form }).await.unwrap().row.entry, draft);
}

#[tokio::test]
async fn a_save_broken_at_any_step_is_whole_or_nothing_and_works_again_at_once() {
    use cunfa_store::Step;
    let county = County::new();
    let device = Device::field(&county).await;
    for step in [
        Step::Change,
        Step::Outbox,
        Step::Draft,
        Step::Projection,
        Step::Search,
        Step::Commit,
    ] {
        let draft = device.draft().await;
        device.ask(c::SaveDraft { draft, form: visit() }).await.unwrap();
        device.app.with_store(move |store| store.fail_next(step)).await.unwrap();
        let save = c::SaveEntry { draft, form: visit() };
        assert!(
            matches!(device.ask(save.clone()).await, Err(Code::Internal { .. })),
            "{step:?}"
        );
        assert_eq!(device.ask(c::OpenEntry { entry: draft }).await, Err(Code::NoSuchEntry));
        assert_eq!(device.ask(c::Drafts {}).await.unwrap().len(), 1);
        device.ask(save).await.unwrap();
        assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
    }
    assert_eq!(device.app.with_store(|store| store.audit().unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn a_receipt_that_could_not_be_stored_turns_nothing_green_and_the_next_pass_does() {
    use cunfa_protocol::view::{Delivery, SyncOutcome};
    use cunfa_store::Step;
    let county = County::new();
    for step in [Step::Receipts, Step::Cursor, Step::Commit] {
        let device = Device::field(&county).await;
        let entry = device.write(visit()).await;
        if step == Step::Commit {
            // The first commit of a pass seals; break the one that stores the answer.
            device.link.next([Fate::Lost]);
            device.app.sync_pass().await;
        }
        device.app.with_store(move |store| store.fail_next(step)).await.unwrap();
        let outcome = device.app.sync_pass().await;
        assert_ne!(outcome, SyncOutcome::Done, "{step:?}");
        assert_eq!(device.entry(entry).await.row.delivery, Delivery::Here);
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
        assert_eq!(device.entry(entry).await.row.delivery, Delivery::Delivered);
    }
}

#[tokio::test]
async fn a_ledger_without_its_key_file_is_never_overwritten_by_a_new_enrolment() {
    let (county, mut device) = closed().await;
    fs::remove_file(device.folder().join("device.json")).unwrap();
    let before = fs::read(ledger(&device)).unwrap();
    device.restart_alone().await;
    assert_eq!(
        device.enrol(&county.invite(Invited::Counsel), PIN).await,
        Err(Code::FileKeyWrong)
    );
    assert_eq!(fs::read(ledger(&device)).unwrap(), before);
}

#[tokio::test]
async fn a_key_file_of_a_newer_program_and_a_damaged_one_are_told_apart_before_any_pin() {
    let (_county, device) = closed().await;
    let path = device.folder().join("device.json");
    let text = fs::read_to_string(&path).unwrap();
    for (changed, code) in [
        (text.replace("\"format\": 1", "\"format\": 99"), Code::FileTooNew),
        ("{".to_owned(), Code::FileDamaged),
    ] {
        fs::write(&path, &changed).unwrap();
        let failure = App::open(device.config.clone()).err().unwrap();
        assert_eq!(failure.code, code);
        assert_eq!(fs::read_to_string(&path).unwrap(), changed);
    }
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made_is_said_and_nothing_panics() {
    let county = County::new();
    let device = Device::new(&county);
    let file = device.folder().join("a file");
    fs::write(&file, b"x").unwrap();
    let config = cunfa_client::AppConfig {
        data_dir: file.join("inside"),
        ..device.config.clone()
    };
    assert!(matches!(App::open(config).err().unwrap().code, Code::Internal { .. }));
}
