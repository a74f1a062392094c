//! After the first signature there is only 更正 or 作废, for everybody and in every stage; and agreements that nobody signs here.

use cunfa_core::entry::MediationForm;
use cunfa_core::{Decision, EntryId, Form, Ink, InkFault, Kind, Stage};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

fn changed() -> Form {
    Form {
        matter: "另一件事".to_owned(),
        ..visit()
    }
}

fn changing(entry: EntryId) -> c::StartDraft {
    c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: Some(entry),
    }
}

/// Everything that would rewrite the entry is refused to the counsel who wrote it.
async fn rewrites_nothing(device: &Device, entry: EntryId, stage: Stage) {
    let before = device.entry(entry).await;
    assert_eq!((before.life.stage, before.may_change), (stage, false));
    let voided = stage == Stage::Voided;
    assert_eq!((before.may_correct, before.may_void), (!voided, !voided), "{stage:?}");
    assert_eq!(device.ask(changing(entry)).await, Err(Code::AlreadySigned), "{stage:?}");
    let save = c::SaveEntry {
        draft: entry,
        form: changed(),
    };
    assert_eq!(device.ask(save).await, Err(Code::AlreadySigned), "{stage:?}");
    let settle = c::Settle {
        entry,
        key: "matter".to_owned(),
        value: "另一件事".to_owned(),
    };
    let settled = if voided { Code::NotNow } else { Code::AlreadySigned };
    assert_eq!(device.ask(settle).await, Err(settled), "{stage:?}");
    let after = device.entry(entry).await;
    assert_eq!((after.entry, after.content), (before.entry, before.content));
}

#[tokio::test]
async fn a_signed_entry_is_never_rewritten_whatever_became_of_it() {
    let county = County::new();
    let field = Device::field(&county).await;
    let office = Device::enrolled(&county, Invited::Office).await;
    let mut entries = Vec::new();
    for seed in 1..=3 {
        let entry = field.write(visit()).await;
        field.sign(entry, seed).await.unwrap();
        rewrites_nothing(&field, entry, Stage::Signed).await;
        entries.push(entry);
    }
    for device in [&field, &office] {
        device.app.sync_pass().await;
    }
    let reasons = vec!["缺结果".to_owned()];
    for (entry, decision) in entries.iter().zip([Decision::Approve, Decision::Return { reasons }]) {
        rewrites_nothing(&field, *entry, Stage::InReview).await;
        let sign_off = office.entry(*entry).await.life.official.unwrap();
        let review = c::Review {
            entry: *entry,
            sign_off,
            decision,
        };
        let view = office.ask(review).await.unwrap();
        assert!(!view.may_change && !view.may_void && !view.may_correct);
    }
    for device in [&office, &field] {
        device.app.sync_pass().await;
    }
    rewrites_nothing(&field, entries[0], Stage::Approved).await;
    rewrites_nothing(&field, entries[1], Stage::Returned).await;
    let reason = "重复记录".to_owned();
    let entry = entries[2];
    field.ask(c::VoidEntry { entry, reason }).await.unwrap();
    rewrites_nothing(&field, entry, Stage::Voided).await;
}

#[tokio::test]
async fn the_cadre_and_the_office_are_offered_nothing_that_writes() {
    let county = County::new();
    let field = Device::field(&county).await;
    let entry = field.write(visit()).await;
    field.sign(entry, 1).await.unwrap();
    field.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    field.unlock(2, CADRE_PIN).await.unwrap();
    for device in [&field, &office] {
        let view = device.entry(entry).await;
        assert!(!view.may_change && !view.may_void && !view.may_correct);
        assert_eq!(device.ask(changing(entry)).await, Err(Code::NotAllowed));
        let form = changed();
        assert_eq!(
            device.ask(c::SaveEntry { draft: entry, form }).await,
            Err(Code::NotAllowed)
        );
        let settle = c::Settle {
            entry,
            key: "matter".to_owned(),
            value: "另一件事".to_owned(),
        };
        assert_eq!(device.ask(settle).await, Err(Code::NotAllowed));
        let reason = "错".to_owned();
        assert_eq!(device.ask(c::VoidEntry { entry, reason }).await, Err(Code::NotAllowed));
    }
}

fn mediation(dispute: &str, agreed: bool) -> Form {
    Form {
        kind: Some(Kind::Mediation),
        mediation: MediationForm {
            parties: "甲、乙".to_owned(),
            dispute: dispute.to_owned(),
            agreed: Some(agreed),
        },
        ..visit()
    }
}

#[tokio::test]
async fn an_agreement_over_marriage_adoption_or_succession_is_shown_for_paper_and_not_signed() {
    let county = County::new();
    let device = Device::field(&county).await;
    for (seed, dispute) in (1..).zip(["离婚", "收养", "继承"]) {
        let entry = device.write(mediation(dispute, true)).await;
        let shown = device.shown(entry).await;
        assert!(shown.for_paper, "{dispute}");
        let wrong_pin = c::Sign {
            pin: "111222".to_owned(),
            ..signing(entry, shown.content, seed)
        };
        let refusal = Refusal::ForPaper;
        assert_eq!(device.ask(wrong_pin).await, Err(Code::Signing { refusal }), "{dispute}");
        assert!(device.entry(entry).await.acts.is_empty());
    }
    let open = device.write(mediation("离婚", false)).await;
    assert!(!device.shown(open).await.for_paper);
    device.sign(open, 9).await.unwrap();
}

#[tokio::test]
async fn ink_off_the_pad_is_refused() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    let off = Ink { width: 100, ..ink(1) };
    let sign = c::Sign {
        ink: off,
        ..signing(entry, content, 1)
    };
    let refusal = Refusal::Ink(InkFault::OffPad);
    assert_eq!(device.ask(sign).await, Err(Code::Signing { refusal }));
}
