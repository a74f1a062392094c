//! The day's entries handed over together: each is submitted, shown and signed by itself, and nothing else can be reached.

use cunfa_core::{EntryId, Form, Stage};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;

use crate::support::*;

async fn three(device: &Device) -> Vec<EntryId> {
    let mut entries = Vec::new();
    for matter in ["一件", "两件", "三件"] {
        let matter = matter.to_owned();
        entries.push(device.write(Form { matter, ..visit() }).await);
    }
    entries
}

async fn sign_shown(device: &Device, entry: EntryId, seed: i32) -> Result<(), Code> {
    let shown = device.ask(c::OpenSigning { entry }).await?;
    device.ask(signing(entry, shown.content, seed)).await.map(|_| ())
}

#[tokio::test]
async fn what_is_handed_over_is_submitted_each_and_alone_can_be_reached() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entries = three(&device).await;
    let left = device.write(lecture()).await;
    let ready = device.ask(c::ReadyToSign { village: village() }).await.unwrap();
    assert_eq!(ready.entries.len(), 4);
    assert!(ready.submits && ready.entries.iter().all(|one| one.obstacle.is_none()));
    let handed = device
        .ask(c::HandOver {
            entries: entries.clone(),
        })
        .await
        .unwrap();
    let order: Vec<EntryId> = handed.entries.iter().map(|one| one.row.entry).collect();
    assert_eq!(order, entries);
    assert_eq!(device.ask(c::Home {}).await, Err(Code::Locked));
    assert_eq!(device.ask(c::OpenSigning { entry: left }).await, Err(Code::Locked));
    sign_shown(&device, entries[0], 1).await.unwrap();
    sign_shown(&device, entries[2], 2).await.unwrap();
    let handed = device.ask(c::Handed {}).await.unwrap();
    let signed: Vec<bool> = handed.entries.iter().map(|one| one.signed).collect();
    assert_eq!(signed, [true, false, true]);
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(c::Handed {}).await, Err(Code::NotNow));
    for (entry, acts) in entries.iter().zip([2, 1, 2]) {
        let view = device.entry(*entry).await;
        assert_eq!((view.acts.len(), submissions_of(&view).len()), (acts, 1));
    }
    assert!(device.entry(left).await.acts.is_empty());
    let ready = device.ask(c::ReadyToSign { village: village() }).await.unwrap();
    assert_eq!(ready.entries.len(), 2);
}

#[tokio::test]
async fn one_drawing_does_not_stand_under_two_entries() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entries = three(&device).await;
    device
        .ask(c::HandOver {
            entries: entries.clone(),
        })
        .await
        .unwrap();
    sign_shown(&device, entries[0], 1).await.unwrap();
    let copied = sign_shown(&device, entries[1], 1).await;
    assert!(matches!(
        copied,
        Err(Code::Signing {
            refusal: Refusal::Ink(_)
        })
    ));
    sign_shown(&device, entries[1], 2).await.unwrap();
}

#[tokio::test]
async fn one_that_cannot_be_signed_is_named_with_its_reason_and_stops_the_handing_over() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entries = three(&device).await;
    let (entry, reason) = (entries[1], "重复".to_owned());
    device.ask(c::VoidEntry { entry, reason }).await.unwrap();
    let ready = device.ask(c::ReadyToSign { village: village() }).await.unwrap();
    assert_eq!(ready.entries.len(), 2, "a void one waits for nobody");
    let refused = device
        .ask(c::HandOver {
            entries: entries.clone(),
        })
        .await;
    let refusal = Refusal::Voided;
    assert_eq!(refused, Err(Code::Signing { refusal }));
    assert!(device.entry(entries[0]).await.acts.is_empty(), "nothing was submitted");
    assert!(device.ask(c::Home {}).await.is_ok());
}

#[tokio::test]
async fn entries_of_two_villages_or_none_are_not_handed_over() {
    let county = County::new();
    let device = Device::field(&county).await;
    let mut entries = three(&device).await;
    let elsewhere = Form {
        village: Some(other_village()),
        ..visit()
    };
    entries.push(device.write(elsewhere).await);
    assert_eq!(device.ask(c::HandOver { entries }).await, Err(Code::NotNow));
    let entries = Vec::new();
    assert_eq!(device.ask(c::HandOver { entries }).await, Err(Code::NotNow));
    assert!(device.ask(c::Home {}).await.is_ok());
}

#[tokio::test]
async fn a_disk_that_fails_in_between_keeps_the_tablet_with_the_counsel_and_what_was_submitted() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entries = three(&device).await;
    device
        .app
        .with_store(|store| store.fail_next(Step::Commit))
        .await
        .unwrap();
    let hand_over = c::HandOver {
        entries: entries.clone(),
    };
    assert!(device.ask(hand_over.clone()).await.is_err());
    assert!(device.ask(c::Home {}).await.is_ok());
    device.ask(hand_over).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    for entry in entries {
        assert_eq!(device.entry(entry).await.acts.len(), 1, "submitted once");
    }
}

#[tokio::test]
async fn a_cadre_at_home_takes_the_days_entries_together_and_keeps_the_own_session() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entries = three(&device).await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    let ready = device.ask(c::ReadyToSign { village: village() }).await.unwrap();
    assert!(!ready.submits);
    device
        .ask(c::HandOver {
            entries: entries.clone(),
        })
        .await
        .unwrap();
    sign_shown(&device, entries[1], 1).await.unwrap();
    assert!(device.ask(c::Home {}).await.is_ok());
    let view = device.entry(entries[1]).await;
    assert_eq!((view.acts.len(), view.life.stage), (1, Stage::Signed));
    assert!(
        device.entry(entries[0]).await.acts.is_empty(),
        "a cadre submits nothing"
    );
}
