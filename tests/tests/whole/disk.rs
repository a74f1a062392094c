//! A full disk, and files that are damaged or of a newer program: each gives its own sentence, and nothing is lost.

use cunfa_protocol::view::{Delivery, EntryView, Home, SyncOutcome, VolumePage};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::raw::{self, LEDGER};

use super::{scene, village};

/// Bytes of a page of the file, as `cunfa_store::CIPHER` sets it.
const PAGE_BYTES: usize = 2_048;

/// Everything a screen would show, or the first refusal.
async fn everything(device: &TestDevice) -> Result<(VolumePage, VolumePage, Vec<EntryView>, Home), Code> {
    let all = device.find("").await?;
    let found = device.find("宅基地").await?;
    let mut views = Vec::new();
    for row in &all.rows {
        views.push(device.entry(row.entry).await?);
    }
    Ok((all, found, views, device.ask(c::Home {}).await?))
}

#[tokio::test]
async fn a_damaged_page_is_named_as_such_and_never_shown_as_less_work() {
    let mut device = scene().counsel().await.unwrap();
    for number in 0..8 {
        device
            .write(consultation(&village(), &format!("宅基地界址之{number}")))
            .await
            .unwrap();
    }
    device.restart().unwrap();
    device.unlock(0).await.unwrap();
    let whole = everything(&device).await.unwrap();
    device.close().await;
    let path = device.folder().join(LEDGER);
    let good = std::fs::read(&path).unwrap();
    let pages = good.len() / PAGE_BYTES;
    let mut noticed = 0;
    for page in 0..pages {
        let mut bad = good.clone();
        bad[page * PAGE_BYTES + 200] ^= 0x55;
        std::fs::write(&path, &bad).unwrap();
        device.open().unwrap();
        if let Err(code) = device.unlock(0).await {
            noticed += 1;
            assert_eq!(code, Code::FileDamaged, "page {page}");
            device.close().await;
            assert!(
                std::fs::read(&path).unwrap() == bad,
                "page {page}: the file is untouched"
            );
            continue;
        }
        match everything(&device).await {
            Ok(shown) => assert_eq!(shown, whole, "page {page}: shown as if nothing were wrong"),
            Err(code) => {
                noticed += 1;
                assert_eq!(code, Code::FileDamaged, "page {page}");
            }
        }
        device.close().await;
    }
    assert!(noticed >= 10, "only {noticed} of {pages} damaged pages were noticed");
    std::fs::write(&path, &good).unwrap();
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(everything(&device).await.unwrap(), whole);
}

#[tokio::test]
async fn a_full_disk_refuses_the_write_as_a_whole_and_everything_saved_before_stays() {
    let mut scene = scene();
    let (device, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: None,
    };
    let draft = device.ask(start).await.unwrap().draft;
    let form = consultation(&village(), "盘满时的记录");
    device
        .ask(c::SaveDraft {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    device.fill_disk(0).await.unwrap();
    let mut saved = Vec::new();
    let refused = loop {
        match device.write(consultation(&village(), &"盘将满".repeat(200))).await {
            Ok(view) => saved.push(view),
            Err(code) => break code,
        }
        assert!(saved.len() < 200, "the disk is never full");
    };
    assert_eq!(refused, Code::DiskFull);
    assert_eq!(device.find("").await.unwrap().total as usize, saved.len());
    for view in &saved {
        assert_eq!(&device.entry(view.row.entry).await.unwrap(), view);
    }
    let drafts = device.ask(c::Drafts {}).await.unwrap();
    assert!(
        drafts.iter().any(|kept| kept.draft == draft && kept.form == form),
        "the draft is there still"
    );
    device.fill_disk(10_000).await.unwrap();
    let late = device.ask(c::SaveEntry { draft, form }).await.unwrap().row.entry;
    device.sync().await.unwrap();
    office.sync().await.unwrap();
    assert_eq!(office.find("").await.unwrap().total as usize, saved.len() + 1);
    assert_eq!(office.entry(late).await.unwrap().entry.matter, "盘满时的记录");
    assert_eq!(device.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_finds_no_room_is_not_believed_and_is_fetched_again() {
    let mut scene = scene();
    let (device, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let long = |number: u32| consultation(&village(), &format!("{number}{}", "很长的事由".repeat(800)));
    for number in 0..6 {
        device.write(long(number)).await.unwrap();
    }
    device.sync().await.unwrap();
    office.fill_disk(0).await.unwrap();
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::DiskFull);
    let listed = office.find("").await.unwrap().rows;
    let told = listed.iter().all(|row| row.delivery == Delivery::NotHere);
    assert!(told, "all of the answer or nothing, whatever the index told");
    office.fill_disk(10_000).await.unwrap();
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.find("").await.unwrap().total, 6);
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_named_as_such_and_nothing_in_it_changes() {
    let mut device = scene().counsel().await.unwrap();
    device.write(consultation(&village(), "宅基地界址")).await.unwrap();
    device.close().await;
    let newer = |version: u32, least: u32| {
        let connection = raw::connection(device.folder()).unwrap();
        connection
            .execute_batch(&format!(
                "PRAGMA user_version = {version}; UPDATE schema SET min_readable = {least};"
            ))
            .unwrap();
    };
    newer(900, 900);
    let path = device.folder().join(LEDGER);
    let before = std::fs::read(&path).unwrap();
    device.open().unwrap();
    assert_eq!(device.unlock(0).await.unwrap_err(), Code::FileTooNew);
    device.close().await;
    assert!(std::fs::read(&path).unwrap() == before, "the file is untouched");
    // A newer program that only added something says that this one may still use the file.
    let connection = raw::connection(device.folder()).unwrap();
    connection.execute_batch("UPDATE schema SET min_readable = 1;").unwrap();
    drop(connection);
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(device.find("宅基地").await.unwrap().total, 1);
}
