//! Each village is held against what the server says of it: what got lost on a device comes again, and a person is told of what cannot.

use cunfa_core::EntryId;
use cunfa_protocol::Code;
use cunfa_protocol::view::{Delivery, RecordsNotice, SyncOutcome};
use cunfa_protocol::wire::SYNC_PATH;
use cunfa_tests::harness::clock::MINUTE_MS;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::messages::Asked;
use cunfa_tests::harness::{Scene, TestDevice, raw};

use super::{scene, village};

/// An office's desk that holds two delivered entries of the tablet's, one signed.
async fn two_entries(scene: &mut Scene) -> (TestDevice, TestDevice, [EntryId; 2]) {
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let mut entries = [EntryId([0; 16]); 2];
    for (entry, matter) in entries.iter_mut().zip(["宅基地界址", "水渠"]) {
        *entry = tablet.write(consultation(&village(), matter)).await.unwrap().row.entry;
    }
    tablet.sign(entries[0], 1, 5).await.unwrap();
    tablet.take_back().await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    (office, tablet, entries)
}

/// As if the pages that held it had been lost.
fn lose(device: &TestDevice, entry: EntryId) {
    let file = raw::connection(device.folder()).unwrap();
    let rows = file.query_row("SELECT id FROM entries WHERE entry = ?1", [entry.0], |row| {
        row.get::<_, i64>(0)
    });
    file.execute("DELETE FROM search WHERE rowid = ?1", [rows.unwrap()])
        .unwrap();
    for table in ["pulled", "changes", "acts", "entries"] {
        let gone = file.execute(&format!("DELETE FROM {table} WHERE entry = ?1"), [entry.0]);
        assert!(gone.unwrap() > 0, "{table}");
    }
}

#[tokio::test]
async fn what_got_lost_on_a_device_comes_again_by_itself() {
    let mut scene = scene();
    let (mut office, _tablet, [entry, other]) = two_entries(&mut scene).await;
    assert_eq!(raw::read_again(office.folder()).unwrap(), 0);
    let before = office.entry(entry).await.unwrap();
    lose(&office, entry);
    office.restart().unwrap();
    office.unlock(0).await.unwrap();
    assert_eq!(office.entry(entry).await, Err(Code::NoSuchEntry));
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let after = office.entry(entry).await.unwrap();
    assert_eq!((after.row, after.acts.len()), (before.row, before.acts.len()));
    assert!(after.acts.iter().all(|act| act.holds));
    assert_eq!(office.entry(other).await.unwrap().row.delivery, Delivery::Delivered);
    assert_eq!(office.sync_status().await.unwrap().records, None);
    assert_eq!(raw::read_again(office.folder()).unwrap(), 1);
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_fits_is_asked_once_an_hour_and_read_once() {
    let mut scene = scene();
    let (office, tablet, _) = two_entries(&mut scene).await;
    let mut asked = Vec::new();
    for minutes in [1, 1, 61, 1] {
        office.clock.advance(minutes * MINUTE_MS);
        office.link.remember();
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
        let requests = office.link.remembered();
        let syncs = requests.iter().filter(|request| request.path == SYNC_PATH);
        let syncs: Vec<bool> = syncs
            .map(|request| Asked::read(&request.body).unwrap().compare)
            .collect();
        asked.push(syncs);
    }
    assert_eq!(asked, [vec![false], vec![false], vec![true], vec![false]]);
    for device in [&office, &tablet] {
        assert_eq!(raw::read_again(device.folder()).unwrap(), 0);
    }
}

#[tokio::test]
async fn a_person_is_told_when_a_village_differs_after_all_came_again_and_no_more_once_it_fits() {
    let mut scene = scene();
    let (office, tablet, [entry, _]) = two_entries(&mut scene).await;
    // Twice is as it was.
    let turn_a_bit = || {
        let file = scene.server.sqlite().unwrap();
        let sql = "UPDATE digests SET digest = (digest | 1) - (digest & 1)";
        assert_eq!(file.execute(sql, []).unwrap(), 1);
    };
    turn_a_bit();
    let hour = || async {
        office.clock.advance(61 * MINUTE_MS);
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
        let records = office.sync_status().await.unwrap().records;
        (records, raw::read_again(office.folder()).unwrap())
    };
    assert_eq!(hour().await, (Some(RecordsNotice::VillageDiffers), 1));
    // The log is not read again every hour, and work goes on.
    assert_eq!(hour().await, (Some(RecordsNotice::VillageDiffers), 1));
    let further = tablet.write(consultation(&village(), "界桩")).await.unwrap().row.entry;
    tablet.sync().await.unwrap();
    assert_eq!(hour().await.0, Some(RecordsNotice::VillageDiffers));
    assert!(office.entry(further).await.is_ok() && office.entry(entry).await.is_ok());
    turn_a_bit();
    assert_eq!(hour().await, (None, 1));
}
