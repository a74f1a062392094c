//! PINs: slowed, counted across restarts, and what is closed while the device is locked.

use cunfa_core::Decision;
use cunfa_core::{ActId, EntryId};
use cunfa_protocol::view::{SessionStage, VolumeFilter};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

fn wrong(seconds: u64, tries_left: u32) -> Result<cunfa_protocol::view::Session, Code> {
    let wait_ms = seconds * 1_000;
    Err(Code::WrongPin { wait_ms, tries_left })
}

fn wait(seconds: u64, tries_left: u32) -> Result<cunfa_protocol::view::Session, Code> {
    let wait_ms = seconds * 1_000;
    Err(Code::PinWait { wait_ms, tries_left })
}

#[tokio::test]
async fn the_fifth_wrong_pin_waits_then_the_wait_doubles_and_a_restart_does_not_help() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    for tries_left in [9, 8, 7, 6] {
        assert_eq!(device.unlock(1, "000001").await, wrong(0, tries_left));
    }
    assert_eq!(device.unlock(1, "000001").await, wrong(30, 5));
    device.restart();
    assert_eq!(device.unlock(1, PIN).await, wait(30, 5), "even the right PIN waits");
    let slot = device.ask(c::SessionStatus {}).await.unwrap().slots[0].clone();
    assert_eq!((slot.wait_ms, slot.tries_left), (30_000, 5));
    device.clock.pass_ms(30_000);
    assert_eq!(device.unlock(1, "000001").await, wrong(60, 4));
    device.clock.pass_ms(60_000);
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.unlock(1, "000001").await, wrong(0, 9), "the right PIN forgives");
}

#[tokio::test]
async fn a_clock_put_back_lets_the_wait_begin_anew_and_never_makes_it_endless() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    for _ in 0..5 {
        assert!(device.unlock(1, "000001").await.is_err());
    }
    let year_ms = 365 * 86_400_000;
    device.clock.pass_ms(-year_ms);
    assert_eq!(device.unlock(1, PIN).await, wait(30, 5));
    device.clock.pass_ms(20_000);
    assert_eq!(device.unlock(1, PIN).await, wait(10, 5));
    device.clock.pass_ms(-year_ms);
    let slots = device.ask(c::SessionStatus {}).await.unwrap().slots;
    assert_eq!(slots[0].wait_ms, 30_000);
    device.clock.pass_ms(30_000);
    device.unlock(1, PIN).await.unwrap();
}

#[tokio::test]
async fn the_tenth_wrong_pin_locks_whatever_the_clock_says_and_nobody_else() {
    let county = County::new();
    let mut device = Device::field(&county).await;
    for _ in 0..9 {
        assert!(matches!(device.unlock(2, "000001").await, Err(Code::WrongPin { .. })));
        device.clock.pass_ms(3_600_000);
    }
    assert_eq!(device.unlock(2, "000001").await, Err(Code::PinLocked));
    device.clock.pass_ms(365 * 86_400_000);
    assert_eq!(device.unlock(2, CADRE_PIN).await, Err(Code::PinLocked));
    device.restart();
    assert_eq!(device.unlock(2, CADRE_PIN).await, Err(Code::PinLocked));
    let slots = device.ask(c::SessionStatus {}).await.unwrap().slots;
    assert_eq!((slots[0].tries_left, slots[1].tries_left), (10, 0));
    device.unlock(1, PIN).await.unwrap();
    let entry = device.write(visit()).await;
    assert_eq!(
        device.sign(entry, 1).await,
        Err(Code::PinLocked),
        "nor is anything signed by it"
    );
}

#[tokio::test]
async fn a_try_whose_program_was_killed_counts() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    for _ in 0..4 {
        assert!(device.unlock(1, "000001").await.is_err());
    }
    let file = device.folder().join("device.json");
    let counted = std::fs::read(&file).unwrap();
    device.unlock(1, PIN).await.unwrap();
    // As if the program had ended between counting a fifth try and its outcome: the count that is on the disk by then.
    std::fs::write(
        &file,
        String::from_utf8(counted)
            .unwrap()
            .replace("\"wrong_tries\": 4", "\"wrong_tries\": 5"),
    )
    .unwrap();
    device.restart();
    assert_eq!(device.unlock(1, "000001").await, wrong(60, 4));
}

#[tokio::test]
async fn one_persons_wrong_pins_do_not_slow_another() {
    let county = County::new();
    let device = Device::field(&county).await;
    for _ in 0..5 {
        assert!(matches!(device.unlock(2, "000001").await, Err(Code::WrongPin { .. })));
    }
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.unlock(9, PIN).await, Err(Code::NotNow));
}

#[tokio::test]
async fn a_wrong_pin_leaves_the_device_locked_for_whoever_had_it_open() {
    let county = County::new();
    let device = Device::field(&county).await;
    assert!(matches!(device.unlock(2, "000001").await, Err(Code::WrongPin { .. })));
    assert_eq!(
        device.ask(c::SessionStatus {}).await.unwrap().stage,
        SessionStage::Locked
    );
    assert_eq!(device.ask(c::Home {}).await, Err(Code::Locked));
}

#[tokio::test]
async fn a_locked_device_answers_nothing_but_how_it_stands() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.ask(c::Lock {}).await.unwrap();
    let filter = VolumeFilter::default();
    assert_eq!(device.ask(c::OpenEntry { entry }).await, Err(Code::Locked));
    let volume = c::Volume {
        village: None,
        year: None,
        filter,
        search: String::new(),
        offset: 0,
    };
    assert_eq!(device.ask(volume).await, Err(Code::Locked));
    assert_eq!(device.ask(c::Villages {}).await, Err(Code::Locked));
    assert_eq!(device.ask(c::Drafts {}).await, Err(Code::Locked));
    assert_eq!(
        device
            .ask(c::SaveEntry {
                draft: EntryId([1; 16]),
                form: visit()
            })
            .await,
        Err(Code::Locked)
    );
    assert_eq!(device.ask(c::SyncStatus {}).await, Err(Code::Locked));
    assert_eq!(device.ask(c::ReviewQueue { village: None }).await, Err(Code::Locked));
    let review = c::Review {
        entry,
        sign_off: ActId([0; 16]),
        decision: Decision::Approve,
    };
    assert_eq!(device.ask(review).await, Err(Code::Locked));
}

#[tokio::test]
async fn a_cadres_session_sees_its_own_village_and_nothing_else() {
    let county = County::new();
    let device = Device::field(&county).await;
    let own = device.write(visit()).await;
    let other = device
        .write(cunfa_core::Form {
            village: Some(other_village()),
            ..visit()
        })
        .await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert!(device.ask(c::OpenEntry { entry: own }).await.is_ok());
    assert_eq!(device.ask(c::OpenEntry { entry: other }).await, Err(Code::NoSuchEntry));
    assert_eq!(
        device.ask(c::OpenSigning { entry: other }).await,
        Err(Code::NoSuchEntry)
    );
    let volume = c::Volume {
        village: None,
        year: None,
        filter: VolumeFilter::default(),
        search: String::new(),
        offset: 0,
    };
    assert_eq!(device.ask(volume).await.unwrap().total, 1);
    assert_eq!(device.ask(c::Villages {}).await.unwrap().len(), 1);
    assert_eq!(device.status().await.items.len(), 1);
    assert_eq!(device.ask(c::Home {}).await.unwrap().unsigned, 1);
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: None,
    };
    assert_eq!(device.ask(start).await, Err(Code::NotAllowed));
    assert_eq!(
        device
            .ask(c::VoidEntry {
                entry: own,
                reason: "写错".to_owned()
            })
            .await,
        Err(Code::NotAllowed)
    );
    assert_eq!(
        device.ask(c::ReviewQueue { village: None }).await,
        Err(Code::NotAllowed)
    );
}

#[tokio::test]
async fn locking_deletes_nothing_and_unsent_work_still_goes_up() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.ask(c::Lock {}).await.unwrap();
    device.app.sync_pass().await;
    assert_eq!(county.batches().len(), 1);
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(
        device.entry(entry).await.row.delivery,
        cunfa_protocol::view::Delivery::Delivered
    );
    assert_eq!(device.status().await.unsent, 0);
}
