//! What the server refuses for good is parked and shown, and never blocks or deletes anything else.

use cunfa_core::entry::to_fields;
use cunfa_core::{Entry, EntryId};
use cunfa_document::EntryDoc;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, ItemState, ParkedReason, SyncOutcome};
use cunfa_store::Append;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{OTHERS, Who};
use cunfa_tests::harness::{Fault, TestDevice, raw};

use super::{scene, village};

/// Puts an entry into the device's file that the screens would never let through: one of a village outside the scope.
fn smuggle(device: &TestDevice, like: &Entry) -> EntryId {
    let entry = EntryId([0xBA; 16]);
    let content = Entry {
        village: OTHERS.parse().unwrap(),
        number: "99-0001".to_owned(),
        ..like.clone()
    };
    let (_, change) = EntryDoc::create(entry, &to_fields(&content), [0xAC; 16]).unwrap();
    let append = Append {
        entry,
        village: &content.village,
        changes: &[change],
        acts: &[],
        draft_done: None,
        now_ms: device.clock.ms(),
    };
    raw::store(device.folder()).unwrap().append(&append).unwrap();
    entry
}

// S6
#[tokio::test]
async fn one_refused_batch_is_parked_and_shown_and_the_rest_goes_on() {
    let mut scene = scene();
    let (device, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let bad = device
        .write(consultation(&village(), "签名坏了的记录"))
        .await
        .unwrap()
        .row
        .entry;
    device.link.once(Fault::DropRequest);
    device.sync().await.unwrap();
    let spoil = "UPDATE batches SET signature = zeroblob(64)";
    assert_eq!(
        raw::connection(device.folder()).unwrap().execute(spoil, []).unwrap(),
        1,
        "one batch waits"
    );
    let good = device
        .write(consultation(&village(), "之后的记录"))
        .await
        .unwrap()
        .row
        .entry;
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    let delivery = async |entry| device.entry(entry).await.unwrap().row.delivery;
    assert_eq!(delivery(good).await, Delivery::Delivered);
    assert_eq!(delivery(bad).await, Delivery::Parked(ParkedReason::Signature));
    let status = device.sync_status().await.unwrap();
    assert_eq!((status.parked, status.items.len()), (1, 1));
    let ItemState::Parked { batch, reason } = status.items[0].state else {
        panic!("{:?}", status.items[0].state)
    };
    assert_eq!((status.items[0].entry, reason), (bad, ParkedReason::Signature));
    office.sync().await.unwrap();
    assert_eq!(
        office
            .find("")
            .await
            .unwrap()
            .rows
            .iter()
            .map(|row| row.entry)
            .collect::<Vec<_>>(),
        [good]
    );

    device.ask(c::RetryParked { batch }).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(
        delivery(bad).await,
        Delivery::Parked(ParkedReason::Signature),
        "asked again, refused again, kept"
    );
    assert_eq!(device.entry(bad).await.unwrap().entry.matter, "签名坏了的记录");
}

// S6
#[tokio::test]
async fn an_entry_outside_the_scope_is_refused_and_nothing_else_is_held_up() {
    let device = scene().counsel().await.unwrap();
    let before = device.write(consultation(&village(), "之前的记录")).await.unwrap();
    let bad = smuggle(&device, &before.entry);
    let after = device.write(consultation(&village(), "之后的记录")).await.unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    for entry in [before.row.entry, after.row.entry] {
        assert_eq!(device.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
    }
    assert_eq!(device.sync_status().await.unwrap().parked, 1);
    assert!(
        raw::store(device.folder()).unwrap().document(bad).unwrap().is_some(),
        "nothing is deleted"
    );
}

#[tokio::test]
async fn a_revoked_device_keeps_its_work_and_is_told_so() {
    let mut scene = scene();
    let device = scene.counsel().await.unwrap();
    let entry = device
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let id = scene.server.devices().unwrap()[0];
    scene.server.revoke(id).unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Revoked);
    let view = device.entry(entry).await.unwrap();
    assert_eq!(
        (view.row.delivery, view.entry.matter.as_str()),
        (Delivery::Here, "宅基地界址")
    );
    assert_eq!(scene.server.log().unwrap().len(), 0, "nothing of it entered the log");
}

#[tokio::test]
async fn a_revoked_device_hands_in_all_that_waits_however_much_it_is_and_again_without_a_trace() {
    const WAITING: usize = 150;
    let mut scene = scene();
    let device = scene.counsel().await.unwrap();
    for number in 0..WAITING {
        let matter = format!("没有网的第{number}天");
        device.write(consultation(&village(), &matter)).await.unwrap();
    }
    scene.server.revoke(device.id().unwrap()).unwrap();
    for _ in 0..2 {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Revoked);
        assert_eq!(scene.server.quarantined().unwrap().len(), WAITING);
        assert_eq!(scene.server.log().unwrap().len(), 0);
        assert_eq!(device.sync_status().await.unwrap().unsent as usize, WAITING);
    }
    device.link.once(Fault::DropAnswer);
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::NoNetwork);
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Revoked);
}

#[tokio::test]
async fn a_login_page_an_empty_answer_and_a_busy_server_each_say_what_they_are() {
    let mut scene = scene();
    let device = scene.device_of(&[Who::Counsel]).await.unwrap();
    let entry = device
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let told = [
        (Fault::Html, SyncOutcome::NotOurServer),
        (Fault::Empty, SyncOutcome::NotOurServer),
        (Fault::DropRequest, SyncOutcome::NoNetwork),
        (Fault::Busy, SyncOutcome::Busy),
    ];
    for (fault, outcome) in told {
        device.link.always(fault);
        assert_eq!(device.sync().await.unwrap(), outcome, "{fault:?}");
        let status = device.sync_status().await.unwrap();
        assert_eq!((status.outcome, status.unsent), (outcome, 1), "{fault:?}");
        assert_eq!(
            device.entry(entry).await.unwrap().row.delivery,
            Delivery::Here,
            "{fault:?}"
        );
    }
}
