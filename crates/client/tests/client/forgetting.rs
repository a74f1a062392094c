//! A village that nobody on the device may read any more: it goes, the sync centre says so, and what was not delivered waits for its author.

use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, ItemState, ParkedReason, SyncOutcome, VolumeFilter};

use crate::support::{CADRE_PIN, County, Device, Invited, PIN, delivery, visit};

const HERE: &str = "450103001001";
const ELSEWHERE: &str = "450103001002";

async fn listed(device: &Device) -> usize {
    let all = c::Volume {
        village: None,
        year: None,
        filter: VolumeFilter::default(),
        search: String::new(),
        offset: 0,
    };
    device.ask(all).await.unwrap().rows.len()
}

#[tokio::test]
async fn what_was_delivered_goes_and_the_sync_centre_says_which_village_until_it_is_read() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    county.rescope(Invited::Counsel, ELSEWHERE, &[HERE]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert!(matches!(
        device.ask(c::OpenEntry { entry }).await,
        Err(Code::NoSuchEntry)
    ));
    assert_eq!((listed(&device).await, device.status().await.unsent), (0, 0));
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.status().await.forgotten, ["天堂村"]);
    let read = device.ask(c::ReadRecordsNotice {}).await.unwrap();
    assert_eq!(read.forgotten, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_not_delivered_is_parked_with_its_reason_before_its_author_and_goes_up_when_the_village_comes_back() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    device.app.sync_pass().await;
    let entry = device.write(visit()).await;
    county.rescope(Invited::Counsel, ELSEWHERE, &[HERE]);
    county.refuse_all(Some(ParkedReason::OutOfScope));
    device.app.sync_pass().await;
    let status = device.status().await;
    assert_eq!((status.parked, status.items.len()), (1, 1));
    let item = &status.items[0];
    assert_eq!((item.entry, item.village_name.as_str()), (entry, "天堂村"));
    assert!(matches!(
        item.state,
        ItemState::Parked {
            reason: ParkedReason::OutOfScope,
            ..
        }
    ));
    assert!(matches!(
        device.ask(c::OpenEntry { entry }).await,
        Err(Code::NoSuchEntry)
    ));
    county.refuse_all(None);
    county.rescope(Invited::Counsel, "450103001", &[]);
    device.app.sync_pass().await;
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
    let status = device.status().await;
    assert_eq!((status.forgotten.len(), status.parked, status.items.len()), (0, 0, 0));
}

#[tokio::test]
async fn a_village_that_somebody_else_on_the_tablet_may_read_stays_for_them_alone() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.app.sync_pass().await;
    county.rescope(Invited::Counsel, ELSEWHERE, &[HERE]);
    device.app.sync_pass().await;
    assert!(matches!(
        device.ask(c::OpenEntry { entry }).await,
        Err(Code::NoSuchEntry)
    ));
    assert_eq!(device.status().await.forgotten, Vec::<String>::new());
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert_eq!(device.entry(entry).await.row.entry, entry);
}

#[tokio::test]
async fn what_somebody_wrote_in_a_lost_village_is_shown_to_nobody_else() {
    let county = County::new();
    let device = Device::field(&county).await;
    device.app.sync_pass().await;
    device.write(visit()).await;
    county.rescope(Invited::Counsel, ELSEWHERE, &[]);
    county.rescope(Invited::Cadre, ELSEWHERE, &[HERE]);
    county.refuse_all(Some(ParkedReason::OutOfScope));
    device.app.sync_pass().await;
    assert_eq!(device.status().await.items.len(), 1);
    device.unlock(2, CADRE_PIN).await.unwrap();
    let status = device.status().await;
    assert_eq!((status.parked, status.items.len()), (1, 0));
}
