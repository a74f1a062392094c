//! After writing: an unsigned entry is changed, a signed one only corrected or voided.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::{Failure, Form, Stage};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

#[tokio::test]
async fn an_unsigned_entry_is_changed_in_place_and_keeps_number_village_and_time_of_writing() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    let before = device.entry(entry).await;
    assert!(before.may_change && !before.may_correct);
    device.clock.pass_ms(3_600_000);
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: Some(entry),
    };
    let draft = device.ask(start).await.unwrap();
    assert_eq!((draft.draft, draft.changes), (entry, Some(entry)));
    let form = Form {
        matter: "租地合同".to_owned(),
        ..draft.form
    };
    let after = device
        .ask(c::SaveEntry {
            draft: entry,
            form: form.clone(),
        })
        .await
        .unwrap();
    assert_eq!(after.entry.matter, "租地合同");
    assert_eq!(
        (&after.row.number, &after.entry.written_at),
        (&before.row.number, &before.entry.written_at)
    );
    let moved = Form {
        village: Some(other_village()),
        ..form
    };
    let answer = device
        .ask(c::SaveEntry {
            draft: entry,
            form: moved,
        })
        .await;
    assert_eq!(
        answer,
        Err(Code::Form {
            failures: vec![Failure {
                field: Field::Village,
                rule: Rule::UnknownVillage
            }]
        })
    );
}

#[tokio::test]
async fn a_signed_entry_is_corrected_by_a_new_one_and_never_rewritten() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.sign(entry, 1).await.unwrap();
    let changes = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: Some(entry),
    };
    assert_eq!(device.ask(changes).await, Err(Code::AlreadySigned));
    let form = Form {
        matter: "改口".to_owned(),
        ..visit()
    };
    assert_eq!(
        device.ask(c::SaveEntry { draft: entry, form }).await,
        Err(Code::AlreadySigned)
    );
    // The same form again is the double tap that was answered already.
    assert!(
        device
            .ask(c::SaveEntry {
                draft: entry,
                form: visit()
            })
            .await
            .is_ok()
    );

    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = device.ask(start).await.unwrap();
    assert_eq!(
        (draft.form.corrects, draft.form.matter.as_str()),
        (Some(entry), "宅基地边界")
    );
    let form = Form {
        matter: "宅基地边界与通道".to_owned(),
        ..draft.form
    };
    device
        .ask(c::SaveEntry {
            draft: draft.draft,
            form,
        })
        .await
        .unwrap();
    let old = device.entry(entry).await;
    assert_eq!(
        (old.corrected_by, old.entry.matter.as_str()),
        (vec![draft.draft], "宅基地边界")
    );
}

#[tokio::test]
async fn a_corrected_visit_counts_by_its_correction_alone_and_again_when_that_is_void() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    device.sign(entry, 1).await.unwrap();
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = device.ask(start).await.unwrap();
    let form = Form {
        start: "18:00:00".parse().ok(),
        end: "18:30:00".parse().ok(),
        ..draft.form
    };
    let draft = draft.draft;
    let counted = async || {
        let home = device.ask(c::Home {}).await.unwrap();
        home.villages[0].tally.counted_minutes
    };
    let before = counted().await;
    assert!(before > 30);
    device.ask(c::SaveEntry { draft, form }).await.unwrap();
    assert_eq!(counted().await, 0, "what is not signed yet does not count");
    device.sign(draft, 2).await.unwrap();
    assert_eq!(counted().await, 30);
    let void = c::VoidEntry {
        entry: draft,
        reason: "记错了村".to_owned(),
    };
    device.ask(void).await.unwrap();
    assert_eq!(counted().await, before);
}

#[tokio::test]
async fn an_unsigned_entry_cannot_be_corrected_and_another_village_corrects_nothing() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    assert_eq!(device.ask(start).await, Err(Code::NotNow));
    device.sign(entry, 1).await.unwrap();
    let form = Form {
        corrects: Some(entry),
        village: Some(other_village()),
        ..visit()
    };
    let draft = device.draft().await;
    assert_eq!(device.ask(c::SaveEntry { draft, form }).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn voiding_needs_a_reason_and_is_said_once() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    let void = |reason: &str| c::VoidEntry {
        entry,
        reason: reason.to_owned(),
    };
    assert_eq!(device.ask(void("  ")).await, Err(Code::ReasonMissing));
    for (typed, unfit) in unfit() {
        assert_eq!(device.ask(void(&typed)).await, Err(unfit));
    }
    let voided = device.ask(void("重复记录")).await.unwrap();
    assert_eq!(
        (voided.life.stage, &voided.life.reasons),
        (Stage::Voided, &vec!["重复记录".to_owned()])
    );
    assert!(!voided.may_void && !voided.may_change && !voided.may_sign && !voided.may_correct);
    assert_eq!(device.ask(void("又一次")).await.unwrap().acts.len(), 1);
}
