//! A server put back from a backup: what it lacks is shown as delivered nowhere, until it has it again.

use cunfa_core::{EntryId, Stage};
use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::consultation;

use super::{scene, village};

async fn signed(tablet: &TestDevice, matter: &str, ink: u64) -> EntryId {
    let entry = tablet.write(consultation(&village(), matter)).await.unwrap().row.entry;
    tablet.sign(entry, 1, ink).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    entry
}

async fn standing(device: &TestDevice, entry: EntryId) -> (Delivery, Stage, bool) {
    let view = device.entry(entry).await.unwrap();
    let delivered = view.acts.iter().all(|act| act.delivered);
    (view.row.delivery, view.row.stage, delivered)
}

#[tokio::test]
async fn what_a_restored_server_lacks_is_delivered_nowhere_until_whoever_wrote_it_brings_it_again() {
    const THERE: (Delivery, Stage, bool) = (Delivery::Delivered, Stage::InReview, true);
    const LACKING: (Delivery, Stage, bool) = (Delivery::Here, Stage::Signed, false);
    let scene = &mut scene();
    let tablet = scene.tablet().await.unwrap();
    let mut office = scene.office().await.unwrap();
    let old = signed(&tablet, "备份里有的", 1).await;
    let backup = scene.server.backup().unwrap();
    let new = signed(&tablet, "备份里没有的", 2).await;
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(
        [standing(&office, old).await, standing(&office, new).await],
        [THERE, THERE]
    );
    scene.server.put_back(&backup).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    for _ in 0..2 {
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
        assert_eq!(
            [standing(&office, old).await, standing(&office, new).await],
            [THERE, LACKING]
        );
        assert_eq!(office.sync_status().await.unwrap().unsent, 0);
        office.restart().unwrap();
        office.unlock(0).await.unwrap();
    }
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    for device in [&office, &tablet] {
        assert_eq!(
            [standing(device, old).await, standing(device, new).await],
            [THERE, THERE]
        );
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}
