//! Submitting (提交): by handing the tablet over for a cadre's signature, once for each text, on the disk before anything is shown.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::{Form, Role, Stage};
use cunfa_protocol::view::{Delivery, SignedText, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;

use crate::support::*;

fn another_text() -> Form {
    Form {
        matter: "另一件事".to_owned(),
        ..visit()
    }
}

#[tokio::test]
async fn handing_the_tablet_over_submits_the_entry_and_leaves_it_unsigned() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    assert!(device.entry(entry).await.submits);
    device.shown(entry).await;
    let view = device.entry(entry).await;
    assert_eq!((view.life.stage, view.life.official), (Stage::Unsigned, None));
    assert!(view.may_change && view.may_sign && !view.submits);
    let [act] = &view.acts[..] else { panic!("one act") };
    let way = Way::Electronic;
    assert_eq!(act.act.body, Body::Submission(Submission { way }));
    assert_eq!((act.act.role, act.act.person), (Role::Counsel, view.entry.counsel));
    assert!(act.holds && act.covers_current && !act.delivered);
    assert_eq!((act.person_name.is_empty(), act.ink_path.is_none()), (false, true));
}

#[tokio::test]
async fn handing_over_twice_makes_one_act_and_another_text_is_submitted_anew() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    for _ in 0..3 {
        device.shown(entry).await;
    }
    assert_eq!(device.entry(entry).await.acts.len(), 1);
    let form = another_text();
    let changed = device.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    assert!(changed.submits && !changed.acts[0].covers_current);
    device.shown(entry).await;
    device.sign(entry, 1).await.unwrap();
    let view = device.entry(entry).await;
    let covers: Vec<bool> = submissions_of(&view).iter().map(|act| act.covers_current).collect();
    assert_eq!(covers, [false, true]);
    assert!(matches!(view.acts[0].evidence.text, SignedText::Other(_)));
    assert!(!view.life.changed_after_signing && !view.life.sign_offs_differ);
    assert_eq!(view.life.official, Some(sign_off_of(&view).act.id));
}

#[tokio::test]
async fn nobody_but_the_counsel_of_the_entry_submits_it() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert!(!device.entry(entry).await.submits);
    device.ask(c::OpenSigning { entry }).await.unwrap();
    assert!(device.entry(entry).await.acts.is_empty());
}

#[tokio::test]
async fn what_comes_while_the_tablet_is_in_the_signers_hand_is_not_submitted() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.app.sync_pass().await;
    let laptop = Device::enrolled(&county, Invited::Counsel).await;
    laptop.app.sync_pass().await;
    let form = another_text();
    laptop.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    laptop.app.sync_pass().await;
    device.ask(c::OpenSigning { entry }).await.unwrap();
    device.app.sync_pass().await;
    let shown = device.ask(c::OpenSigning { entry }).await.unwrap();
    assert_eq!(shown.entry.matter, "另一件事");
    device.unlock(1, PIN).await.unwrap();
    let view = device.entry(entry).await;
    assert_eq!((view.acts.len(), view.acts[0].covers_current), (1, false));
}

#[tokio::test]
async fn what_cannot_be_shown_to_a_signer_is_not_submitted() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let reason = "重复".to_owned();
    let voided = device.ask(c::VoidEntry { entry, reason }).await.unwrap();
    assert!(!voided.submits);
    assert!(device.ask(c::OpenSigning { entry }).await.is_err());
    assert!(submissions_of(&device.entry(entry).await).is_empty());
}

#[tokio::test]
async fn a_submission_that_the_disk_refuses_shows_nothing_and_keeps_the_tablet_with_the_counsel() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    for step in [Step::Act, Step::Outbox, Step::Projection, Step::Commit] {
        device.app.with_store(move |store| store.fail_next(step)).await.unwrap();
        assert!(device.ask(c::OpenSigning { entry }).await.is_err(), "{step:?}");
        assert!(device.ask(c::Home {}).await.is_ok(), "{step:?}");
        assert!(device.entry(entry).await.acts.is_empty(), "{step:?}");
    }
    device.ask(c::OpenSigning { entry }).await.unwrap();
    assert_eq!(device.ask(c::Home {}).await, Err(Code::Locked));
}

#[tokio::test]
async fn killed_between_the_submission_and_the_screen_the_device_goes_on_with_the_one_act() {
    let county = County::new();
    let mut device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.ask(c::OpenSigning { entry }).await.unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let view = device.entry(entry).await;
    assert!(view.may_sign && !view.submits && view.acts[0].holds);
    device.sign(entry, 1).await.unwrap();
    let view = device.entry(entry).await;
    assert_eq!((view.acts.len(), submissions_of(&view).len()), (2, 1));
}

#[tokio::test]
async fn a_lost_answer_doubles_no_submission_and_it_comes_to_the_office() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.shown(entry).await;
    device.link.next([Fate::AnswerLost, Fate::Twice]);
    device.app.sync_pass().await;
    device.shown(entry).await;
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    for device in [&device, &office] {
        let view = device.entry(entry).await;
        assert_eq!((view.acts.len(), view.life.stage), (1, Stage::Unsigned));
        assert!(view.acts[0].holds && view.acts[0].delivered && !view.may_review);
    }
}
