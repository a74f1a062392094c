//! Files that are damaged or of a newer program: each gives its own sentence, and is not touched.

use cunfa_protocol::Code;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::raw::{self, LEDGER};

use super::{scene, village};

#[tokio::test]
async fn a_damaged_page_is_named_as_such_and_the_file_is_untouched() {
    let mut device = scene().counsel().await.unwrap();
    device.write(consultation(&village(), "宅基地界址")).await.unwrap();
    device.close();
    let path = device.folder().join(LEDGER);
    let good = std::fs::read(&path).unwrap();
    // The second page holds the schema's rest or a table; the first would do as well, but could be taken for a wrong key.
    for place in [4_096 + 100, 200] {
        let mut bad = good.clone();
        bad[place] ^= 0x55;
        std::fs::write(&path, &bad).unwrap();
        device.open().unwrap();
        assert_eq!(device.unlock(0).await.unwrap_err(), Code::FileDamaged, "byte {place}");
        device.close();
        assert!(std::fs::read(&path).unwrap() == bad, "byte {place}: the file is untouched");
    }
    std::fs::write(&path, &good).unwrap();
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(device.find("宅基地").await.unwrap().total, 1);
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_named_as_such_and_nothing_in_it_changes() {
    let mut device = scene().counsel().await.unwrap();
    device.write(consultation(&village(), "宅基地界址")).await.unwrap();
    device.close();
    let newer = |version: u32, least: u32| {
        let connection = raw::connection(device.folder()).unwrap();
        connection.execute_batch(&format!("PRAGMA user_version = {version}; UPDATE schema SET min_readable = {least};")).unwrap();
    };
    newer(900, 900);
    let path = device.folder().join(LEDGER);
    let before = std::fs::read(&path).unwrap();
    device.open().unwrap();
    assert_eq!(device.unlock(0).await.unwrap_err(), Code::FileTooNew);
    device.close();
    assert!(std::fs::read(&path).unwrap() == before, "the file is untouched");
    // A newer program that only added something says that this one may still use the file.
    let connection = raw::connection(device.folder()).unwrap();
    connection.execute_batch("UPDATE schema SET min_readable = 1;").unwrap();
    drop(connection);
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(device.find("宅基地").await.unwrap().total, 1);
}
