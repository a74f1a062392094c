//! Copies of a device's files, and files that rot: nothing is wedged, nothing is accepted in silence.

use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{TestClock, TestDevice, raw};
use cunfa_tests::sim::observe::views;

use super::{scene, village};

// S8
#[tokio::test]
async fn two_copies_of_one_device_that_both_write_converge() {
    let scene = &mut scene();
    let original = scene.counsel().await.unwrap();
    let shared = original
        .write(consultation(&village(), "共同的记录"))
        .await
        .unwrap()
        .row
        .entry;
    let disk = original.copy_of_disk().unwrap();
    let copy = TestDevice::on_folder(&scene.server, 99, TestClock::default(), disk).unwrap();
    copy.unlock(0).await.unwrap();
    for (device, name) in [(&original, "原机"), (&copy, "副本")] {
        device
            .change(shared, |form| form.matter = format!("{name}改的事由"))
            .await
            .unwrap();
        device
            .change(shared, |form| form.advice = format!("{name}改的内容"))
            .await
            .unwrap();
        device
            .write(consultation(&village(), &format!("{name}新写的")))
            .await
            .unwrap();
    }
    for device in [&original, &copy, &original, &copy] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    let (one, other) = (views(&original).await.unwrap(), views(&copy).await.unwrap());
    assert_eq!(one.len(), 3);
    assert_eq!(one, other);
    assert!(one.values().all(|view| view.row.delivery == Delivery::Delivered));
    let keys: Vec<&str> = one[&shared]
        .conflicts
        .iter()
        .map(|conflict| conflict.key.as_str())
        .collect();
    assert_eq!(
        keys,
        ["advice", "matter"],
        "what both wrote is shown, not chosen in silence"
    );
}

// S9
#[tokio::test]
async fn a_flipped_byte_of_a_stored_change_is_found_at_opening_and_mended_from_the_server() {
    let mut device = scene().counsel().await.unwrap();
    let entry = device
        .write(consultation(&village(), "会坏掉的记录"))
        .await
        .unwrap()
        .row
        .entry;
    let sound = device
        .write(consultation(&village(), "完好的记录"))
        .await
        .unwrap()
        .row
        .entry;
    device.sync().await.unwrap();
    let before = views(&device).await.unwrap();
    device.close().await;
    let connection = raw::connection(device.folder()).unwrap();
    let (arrival, mut bytes): (i64, Vec<u8>) = connection
        .query_row(
            "SELECT arrival, bytes FROM changes WHERE entry = ?1",
            [entry.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damage = "UPDATE changes SET bytes = ?2 WHERE arrival = ?1";
    connection.execute(damage, rusqlite::params![arrival, bytes]).unwrap();
    drop(connection);
    assert!(
        !raw::store(device.folder()).unwrap().faults().is_empty(),
        "found at opening"
    );
    device.open().unwrap();
    device.unlock(0).await.unwrap();
    assert_eq!(
        device.entry(sound).await.unwrap(),
        before[&sound],
        "the others are untouched"
    );
    for _ in 0..3 {
        device.sync().await.unwrap();
    }
    assert_eq!(views(&device).await.unwrap(), before);
    assert_eq!(device.audit().unwrap(), Vec::<String>::new());
}
