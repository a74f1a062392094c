//! Who holds the device: wrong PINs, wrong keys and signing out never touch what is stored.

use cunfa_protocol::view::SessionStage;
use cunfa_protocol::{Code, command as c};
use cunfa_store::keyfile::KeyFile;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Fault, TestFolder};

use super::{scene, village};

/// All files of a folder by name, with their bytes.
fn files(folder: &TestFolder) -> Vec<(String, Vec<u8>)> {
    let items = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.is_file());
    let mut files: Vec<_> = items
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

// A1
#[tokio::test]
async fn locking_deletes_nothing_and_the_unsent_count_is_shown() {
    let mut device = scene().counsel().await.unwrap();
    device.link.always(Fault::DropRequest);
    let entry = device
        .write(consultation(&village(), "未发出的记录"))
        .await
        .unwrap()
        .row
        .entry;
    let draft = device
        .ask(c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        })
        .await
        .unwrap()
        .draft;
    device
        .ask(c::SaveDraft {
            draft,
            form: consultation(&village(), "未写完的草稿"),
        })
        .await
        .unwrap();
    let session = device.ask(c::Lock {}).await.unwrap();
    assert_eq!(session.stage, SessionStage::Locked);
    assert_eq!(device.ask(c::Home {}).await.unwrap_err(), Code::Locked);
    for _ in 0..2 {
        device.unlock(0).await.unwrap();
        let home = device.ask(c::Home {}).await.unwrap();
        assert_eq!((home.unsent, home.drafts), (1, 1));
        assert_eq!(device.sync_status().await.unwrap().unsent, 1);
        assert_eq!(device.entry(entry).await.unwrap().entry.matter, "未发出的记录");
        device.restart().unwrap();
    }
}

// A2
#[tokio::test]
async fn a_wrong_pin_asks_again_and_leaves_every_stored_entry_readable() {
    let mut device = scene().counsel().await.unwrap();
    let entry = device
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    device.close().await;
    device.open().unwrap();
    let database = |files: Vec<(String, Vec<u8>)>| -> Vec<_> {
        files.into_iter().filter(|(name, _)| name != "device.json").collect()
    };
    let before = database(files(device.folder()));
    assert!(!before.is_empty());
    let slot = device.slot(0).await.unwrap();
    let refused = device
        .ask(c::Unlock {
            slot,
            pin: "970531".to_owned(),
        })
        .await
        .unwrap_err();
    assert!(matches!(refused, Code::WrongPin { .. }), "{refused:?}");
    assert_eq!(database(files(device.folder())), before, "the files are untouched");
    device.unlock(0).await.unwrap();
    assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址");
}

// A2
#[tokio::test]
async fn a_key_that_does_not_fit_is_named_as_such_and_the_file_is_untouched() {
    let mut scene = scene();
    let (mut device, other) = (scene.counsel().await.unwrap(), scene.counsel().await.unwrap());
    device.write(consultation(&village(), "宅基地界址")).await.unwrap();
    device.close().await;
    let folder = device.folder().path().to_owned();
    let own = KeyFile::read(&folder).unwrap();
    let mixed = KeyFile {
        slots: KeyFile::read(other.folder().path()).unwrap().slots,
        ..own.clone()
    };
    mixed.write(&folder).unwrap();
    let before = files(device.folder());
    device.open().unwrap();
    assert_eq!(device.unlock(0).await.unwrap_err(), Code::FileKeyWrong);
    device.close().await;
    assert_eq!(files(device.folder()), before, "the files are untouched");
    own.write(&folder).unwrap();
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(device.find("宅基地").await.unwrap().total, 1);
}

#[tokio::test]
async fn wrong_pins_make_the_next_try_wait_and_the_wait_survives_a_restart() {
    let mut device = scene().counsel().await.unwrap();
    device.ask(c::Lock {}).await.unwrap();
    let (mut waited, slot) = (false, device.slot(0).await.unwrap());
    for _ in 0..6 {
        match device
            .ask(c::Unlock {
                slot,
                pin: "970531".to_owned(),
            })
            .await
            .unwrap_err()
        {
            Code::WrongPin { .. } => {}
            Code::PinWait { wait_ms, .. } => waited |= wait_ms > 0,
            other => panic!("{other:?}"),
        }
    }
    assert!(waited);
    device.restart().unwrap();
    assert!(
        matches!(device.unlock(0).await.unwrap_err(), Code::PinWait { .. }),
        "even the right PIN waits"
    );
    device.clock.advance(2 * 60 * 60_000);
    device.unlock(0).await.unwrap();
}
