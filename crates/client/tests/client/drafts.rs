//! Drafts: stored before anything can be lost, found again, put away and taken back.

use cunfa_core::Form;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

#[tokio::test]
async fn a_draft_is_found_again_after_a_crash() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    let form = Form {
        matter: "租地合同，话说到一半".to_owned(),
        ..Form::default()
    };
    device
        .ask(c::SaveDraft {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let found = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!((found.len(), found[0].draft, &found[0].form), (1, draft, &form));
    assert_eq!(device.ask(c::Home {}).await.unwrap().drafts, 1);
}

#[tokio::test]
async fn starting_twice_gives_the_same_untouched_draft_and_a_touched_one_is_left_alone() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    assert_eq!(device.draft().await, draft);
    device.ask(c::SaveDraft { draft, form: visit() }).await.unwrap();
    assert_ne!(device.draft().await, draft);
}

#[tokio::test]
async fn a_dropped_draft_can_be_taken_back_until_the_session_ends() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    device.ask(c::SaveDraft { draft, form: visit() }).await.unwrap();
    device.ask(c::DropDraft { draft }).await.unwrap();
    assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
    assert_eq!(device.ask(c::KeepDraft { draft }).await.unwrap().form, visit());
    device.ask(c::DropDraft { draft }).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(c::KeepDraft { draft }).await, Err(Code::NoSuchEntry));
}

#[tokio::test]
async fn a_saved_entry_leaves_no_draft_behind() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    device.ask(c::SaveDraft { draft, form: visit() }).await.unwrap();
    device.ask(c::SaveEntry { draft, form: visit() }).await.unwrap();
    assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
}

#[tokio::test]
async fn the_village_of_the_last_visit_and_names_used_lately_are_offered() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    device.write(visit()).await;
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: None,
    };
    let draft = device.ask(start).await.unwrap();
    assert_eq!((draft.form.village, draft.form.date), (Some(village()), Some(day(25))));
    assert_eq!(draft.recent_persons, ["韦秀英"]);
}
