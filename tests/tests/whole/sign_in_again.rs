//! A server that does not know a device's token any more, or nothing of the device: a code of the office brings it back.

use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{Scene, Who};
use cunfa_tests::sim::observe::views;

use super::{scene, village};

async fn sign_in(device: &TestDevice, scene: &Scene, who: Who) -> Result<(), Code> {
    let code = scene.server.invite(who.person().id).unwrap();
    device.ask(c::SignInAgain { code }).await.map(drop)
}

#[tokio::test]
async fn a_device_the_server_lost_with_its_backup_is_taken_back_as_what_it_was_and_delivers() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    let before = scene.server.backup().unwrap();
    let tablet = scene.tablet().await.unwrap();
    let first = tablet.write(consultation(&village(), "还原以前送到的")).await.unwrap();
    tablet.sign(first.row.entry, 1, 1).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    scene.server.put_back(&before).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    let second = tablet.write(consultation(&village(), "还原以后写的")).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::SignInAgain);
    let number = second.row.number.clone();
    sign_in(&tablet, &scene, Who::Counsel).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let delivery = |view: &cunfa_protocol::view::EntryView| view.row.delivery.clone();
    let second = tablet.entry(second.row.entry).await.unwrap();
    assert_eq!((delivery(&second), second.row.number), (Delivery::Delivered, number));
    for device in [&tablet, &office, &tablet] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    assert_eq!(
        delivery(&tablet.entry(first.row.entry).await.unwrap()),
        Delivery::Delivered
    );
    let (there, here) = (views(&office).await.unwrap(), views(&tablet).await.unwrap());
    assert_eq!(there.len(), 2);
    assert!(there.values().all(|view| view.acts.iter().all(|act| act.holds)));
    assert_eq!(here.len(), 2);
    for device in [&tablet, &office] {
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_token_the_server_forgot_is_replaced_and_a_wrong_code_changes_nothing() {
    let mut scene = scene();
    let device = scene.counsel().await.unwrap();
    let entry = device
        .write(consultation(&village(), "还没有送到的"))
        .await
        .unwrap()
        .row
        .entry;
    // Somebody else signs the same device in, so that its own token is out of date.
    let copy = device.copy_of_disk().unwrap();
    let other = TestDevice::on_folder(&scene.server, 99, cunfa_tests::harness::TestClock::default(), copy).unwrap();
    other.unlock(0).await.unwrap();
    sign_in(&other, &scene, Who::Counsel).await.unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::SignInAgain);
    let wrong = c::SignInAgain {
        code: "AAAAA-AAAAA".to_owned(),
    };
    assert_eq!(device.ask(wrong).await.unwrap_err(), Code::InvitationUnknown);
    assert_eq!(
        sign_in(&device, &scene, Who::Cadre).await,
        Err(Code::PersonAlreadyHere),
        "a code of somebody else"
    );
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::SignInAgain);
    sign_in(&device, &scene, Who::Counsel).await.unwrap();
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(device.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
    other.sync().await.unwrap();
    sign_in(&other, &scene, Who::Counsel).await.unwrap();
}
