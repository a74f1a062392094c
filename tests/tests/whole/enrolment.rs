//! Enrolling: invitations that are wrong, used or lost on the way; servers that are not ours; a second device.

use cunfa_protocol::view::{Delivery, SessionStage};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::Fault;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::Who;

use super::{scene, village};

#[tokio::test]
async fn a_code_that_nobody_gave_out_is_unknown_and_the_device_stays_fresh() {
    let mut scene = scene();
    let device = scene.fresh().unwrap();
    assert_eq!(device.enrol("ABCDE-23456").await.unwrap_err(), Code::InvitationUnknown);
    assert_eq!(
        device.ask(c::SessionStatus {}).await.unwrap().stage,
        SessionStage::Fresh
    );
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    device.enrol(&code).await.unwrap();
}

#[tokio::test]
async fn a_used_code_does_not_enrol_another_device() {
    let mut scene = scene();
    let (first, second) = (scene.fresh().unwrap(), scene.fresh().unwrap());
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    first.enrol(&code).await.unwrap();
    assert_eq!(second.enrol(&code).await.unwrap_err(), Code::InvitationUsed);
    assert_eq!(
        second.ask(c::SessionStatus {}).await.unwrap().stage,
        SessionStage::Fresh
    );
}

#[tokio::test]
async fn an_old_code_has_run_out() {
    let mut scene = scene();
    let device = scene.fresh().unwrap();
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    scene.server.clock.advance(400 * 24 * 60 * 60_000);
    assert_eq!(device.enrol(&code).await.unwrap_err(), Code::InvitationExpired);
}

#[tokio::test]
async fn a_weak_pin_is_refused_and_the_code_stays_good() {
    let mut scene = scene();
    let device = scene.fresh().unwrap();
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    let (server, device_name) = ("https://cunfa.invalid".to_owned(), "测试设备".to_owned());
    let weak = c::Enrol {
        server,
        code: code.clone(),
        pin: "123456".to_owned(),
        device_name,
    };
    assert_eq!(device.ask(weak).await.unwrap_err(), Code::WeakPin);
    device.enrol(&code).await.unwrap();
}

#[tokio::test]
async fn a_page_of_the_network_or_nothing_at_all_is_told_apart_and_the_code_stays_good() {
    let mut scene = scene();
    let device = scene.fresh().unwrap();
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    for (fault, said) in [
        (Fault::Html, Code::NotOurServer),
        (Fault::Empty, Code::NotOurServer),
        (Fault::DropRequest, Code::NoNetwork),
    ] {
        device.link.always(fault);
        assert_eq!(device.enrol(&code).await.unwrap_err(), said, "{fault:?}");
    }
    device.link.always(Fault::None);
    device.enrol(&code).await.unwrap();
}

#[tokio::test]
async fn an_enrolment_whose_answer_is_lost_is_completed_by_trying_again() {
    let mut scene = scene();
    let mut device = scene.fresh().unwrap();
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    device.link.once(Fault::DropAnswer);
    assert_eq!(device.enrol(&code).await.unwrap_err(), Code::NoNetwork);
    device.restart().unwrap();
    device.enrol(&code).await.unwrap();
    assert_eq!(scene.server.devices().unwrap().len(), 1, "one device, not two");
}

#[tokio::test]
async fn a_second_device_of_the_same_person_sees_the_same_ledger_and_numbers_do_not_clash() {
    let mut scene = scene();
    let (first, second) = (scene.counsel().await.unwrap(), scene.counsel().await.unwrap());
    let one = first.write(consultation(&village(), "第一台设备")).await.unwrap();
    let two = second.write(consultation(&village(), "第二台设备")).await.unwrap();
    assert_ne!(one.row.number, two.row.number);
    for device in [&first, &second, &first] {
        device.sync().await.unwrap();
    }
    for device in [&first, &second] {
        let page = device.find("").await.unwrap();
        assert_eq!(page.total, 2);
        assert!(page.rows.iter().all(|row| row.delivery == Delivery::Delivered));
    }
}

#[tokio::test]
async fn the_same_person_is_not_enrolled_twice_on_one_device() {
    let mut scene = scene();
    let device = scene.counsel().await.unwrap();
    let code = scene.server.invite(Who::Counsel.person().id).unwrap();
    assert_eq!(device.add_person(&code).await.unwrap_err(), Code::PersonAlreadyHere);
    assert_eq!(device.unlock(0).await.unwrap().slots.len(), 1);
}

#[tokio::test]
async fn a_cadre_on_the_tablet_sees_only_the_own_village() {
    let mut scene = scene();
    let tablet = scene.device_of(&[Who::Counsel, Who::SecondCadre]).await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "那况村的事"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.unlock(1).await.unwrap();
    assert_eq!(tablet.find("").await.unwrap().total, 0);
    assert_eq!(tablet.entry(entry).await.unwrap_err(), Code::NoSuchEntry);
    let draft = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: None,
    };
    assert_eq!(tablet.ask(draft).await.unwrap_err(), Code::NotAllowed);
}
