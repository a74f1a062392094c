//! Signing: exactly what was shown, by the cadre's own PIN, in ink that is ink; and edits that arrive afterwards.

use cunfa_core::{Decision, Form, Ink, InkFault, Opinion, Stage, Stroke};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

fn refusal<T>(refusal: Refusal) -> Result<T, Code> {
    Err(Code::Signing { refusal })
}

#[tokio::test]
async fn the_signature_holds_for_exactly_what_was_shown() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let shown = device.shown(entry).await;
    assert_eq!(
        (shown.village_name.as_str(), shown.township.as_str()),
        ("天堂村", "长塘镇")
    );
    assert_eq!(
        shown
            .signers
            .iter()
            .map(|signer| signer.name.as_str())
            .collect::<Vec<_>>(),
        ["韦玉兰"]
    );
    let view = device.ask(signing(entry, shown.content, 1)).await.unwrap();
    assert_eq!((view.content, &view.entry), (shown.content, &shown.entry));
    let act = sign_off_of(&view);
    assert!(act.holds && act.covers_current && !act.delivered && act.ink_path.as_ref().unwrap().starts_with('M'));
    assert_eq!((view.life.stage, view.life.official), (Stage::Signed, Some(act.act.id)));
}

#[tokio::test]
async fn blank_ink_a_dot_and_a_copy_of_earlier_ink_are_refused_without_costing_a_try() {
    let county = County::new();
    let device = Device::field(&county).await;
    let first = device.write(visit()).await;
    device.sign(first, 1).await.unwrap();
    let entry = device
        .write(Form {
            village: Some(village()),
            ..lecture()
        })
        .await;
    let content = device.shown(entry).await.content;
    let blank = Ink {
        strokes: Vec::new(),
        ..ink(2)
    };
    let dot = Ink {
        strokes: vec![Stroke(ink(2).strokes[0].0[..1].to_vec())],
        ..ink(2)
    };
    let mut moved = ink(1);
    moved.strokes[0].0.iter_mut().for_each(|point| point.x += 15);
    for (ink, fault) in [(blank, InkFault::Blank), (dot, InkFault::Dot), (moved, InkFault::Copy)] {
        let sign = c::Sign {
            ink,
            pin: "000001".to_owned(),
            ..signing(entry, content, 0)
        };
        assert_eq!(device.ask(sign).await, refusal(Refusal::Ink(fault)));
    }
    assert_eq!(
        device.unlock(2, "000001").await,
        Err(Code::WrongPin {
            wait_ms: 0,
            tries_left: 9
        })
    );
}

#[tokio::test]
async fn a_wrong_pin_signs_nothing() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    let sign = c::Sign {
        pin: PIN.to_owned(),
        ..signing(entry, content, 1)
    };
    assert_eq!(
        device.ask(sign).await,
        Err(Code::WrongPin {
            wait_ms: 0,
            tries_left: 9
        })
    );
    assert_eq!(device.entry(entry).await.life.stage, Stage::Unsigned);
}

#[tokio::test]
async fn what_changed_since_it_was_shown_is_not_signed() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    device
        .ask(c::SaveEntry {
            draft: entry,
            form: Form {
                matter: "另一件事".to_owned(),
                ..visit()
            },
        })
        .await
        .unwrap();
    assert_eq!(
        device.ask(signing(entry, content, 1)).await,
        Err(Code::ChangedMeanwhile)
    );
}

#[tokio::test]
async fn only_a_cadre_of_the_village_signs_and_only_once_for_the_same_text() {
    let county = County::new();
    let device = Device::field(&county).await;
    let code = county.invite(Invited::OtherVillageCadre);
    device
        .ask(c::AddPerson {
            code,
            pin: "640713".to_owned(),
        })
        .await
        .unwrap();
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    for (slot, pin) in [(1, PIN), (3, "640713")] {
        let sign = c::Sign {
            slot,
            pin: pin.to_owned(),
            ..signing(entry, content, 1)
        };
        assert_eq!(device.ask(sign).await, refusal(Refusal::NotThisVillage));
    }
    device.sign(entry, 1).await.unwrap();
    assert_eq!(device.sign(entry, 2).await, refusal(Refusal::SignedAlready));
}

#[tokio::test]
async fn a_differing_opinion_needs_its_words() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    let sign = c::Sign {
        opinion: Opinion::Differs,
        remark: " ".to_owned(),
        ..signing(entry, content, 1)
    };
    assert_eq!(device.ask(sign.clone()).await, refusal(Refusal::RemarkMissing));
    for opinion in Opinion::ALL {
        let said = |remark: String| c::Sign {
            opinion,
            remark,
            ..sign.clone()
        };
        let long = Refusal::RemarkTooLong { given: 501, max: 500 };
        assert_eq!(device.ask(said("长".repeat(501))).await, refusal(long));
        let hidden = said("时间\u{202E}不符".to_owned());
        assert_eq!(device.ask(hidden).await, refusal(Refusal::HiddenCharacters));
    }
    device
        .ask(c::Sign {
            remark: "时间不符".to_owned(),
            ..sign
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_voided_entry_is_not_signed() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    device
        .ask(c::VoidEntry {
            entry,
            reason: "写错村".to_owned(),
        })
        .await
        .unwrap();
    assert_eq!(device.ask(c::OpenSigning { entry }).await, refusal(Refusal::Voided));
    assert_eq!(device.ask(signing(entry, content, 1)).await, refusal(Refusal::Voided));
}

/// Two devices of one counsel with the same unsigned entry.
async fn two_devices(county: &std::sync::Arc<County>) -> (Device, Device, cunfa_core::EntryId) {
    let tablet = Device::field(county).await;
    let laptop = Device::enrolled(county, Invited::Counsel).await;
    let entry = laptop.write(visit()).await;
    laptop.app.sync_pass().await;
    tablet.app.sync_pass().await;
    (tablet, laptop, entry)
}

#[tokio::test]
async fn an_edit_made_elsewhere_while_the_cadre_signed_leaves_the_signed_text_official_and_asks_to_sign_again() {
    let county = County::new();
    let (tablet, laptop, entry) = two_devices(&county).await;
    let edited = Form {
        advice: "建议申请调解。".to_owned(),
        ..visit()
    };
    laptop
        .ask(c::SaveEntry {
            draft: entry,
            form: edited,
        })
        .await
        .unwrap();
    tablet.sign(entry, 1).await.unwrap();
    for device in [&laptop, &tablet, &laptop] {
        device.app.sync_pass().await;
    }
    for device in [&tablet, &laptop] {
        let view = device.entry(entry).await;
        assert_eq!(view.entry.advice, "建议先由村委会现场勘界。");
        assert!(view.life.changed_after_signing && view.row.changed_after_signing);
        let amendment = view.amendment.as_ref().unwrap();
        assert_eq!(amendment.entry.advice, "建议申请调解。");
        assert_eq!(amendment.fields, [cunfa_core::entry::Field::Advice]);
        assert!(sign_off_of(&view).holds && !sign_off_of(&view).covers_current);
    }
    assert!(tablet.entry(entry).await.may_sign);
    let again = tablet.sign(entry, 2).await.unwrap();
    assert!(again.acts.iter().all(|act| act.holds) && again.acts.len() == 4);
    assert!(again.life.sign_offs_differ);
}

#[tokio::test]
async fn a_text_signed_again_after_a_return_and_a_late_edit_waits_at_the_desk_and_is_decided_by_what_is_shown() {
    let county = County::new();
    let (tablet, laptop, entry) = two_devices(&county).await;
    let edited = Form {
        result: "已引导到镇调解委员会。".to_owned(),
        ..visit()
    };
    laptop
        .ask(c::SaveEntry {
            draft: entry,
            form: edited,
        })
        .await
        .unwrap();
    tablet.sign(entry, 1).await.unwrap();
    tablet.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let decide = |sign_off, decision| c::Review {
        entry,
        sign_off,
        decision,
    };
    let reasons = vec!["缺结果".to_owned()];
    let first = office.entry(entry).await.life.official.unwrap();
    office.ask(decide(first, Decision::Return { reasons })).await.unwrap();
    for device in [&office, &laptop, &tablet] {
        device.app.sync_pass().await;
    }
    let again = tablet.sign(entry, 2).await.unwrap();
    assert_eq!(
        (again.life.stage, again.entry.result.as_str()),
        (Stage::Signed, "已引导到镇调解委员会。")
    );
    for device in [&tablet, &office] {
        device.app.sync_pass().await;
    }
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    let waiting: Vec<_> = queue.waiting.iter().map(|item| item.row.entry).collect();
    assert_eq!(waiting, [entry]);
    let view = office.entry(entry).await;
    let shown = view.life.official.unwrap();
    assert_eq!(
        (view.may_review, view.entry.result.as_str()),
        (true, "已引导到镇调解委员会。")
    );
    assert_ne!(shown, first);
    let decided = office.ask(decide(shown, Decision::Approve)).await.unwrap();
    assert_eq!(decided.life.stage, Stage::Approved);
}

#[tokio::test]
async fn fields_with_two_values_are_shown_to_a_person_and_not_signed_before_one_is_chosen() {
    let county = County::new();
    let (tablet, laptop, entry) = two_devices(&county).await;
    for (device, matter) in [(&tablet, "甲"), (&laptop, "乙")] {
        let form = Form {
            matter: matter.to_owned(),
            ..visit()
        };
        device.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    }
    for device in [&laptop, &tablet, &laptop] {
        device.app.sync_pass().await;
    }
    let view = tablet.entry(entry).await;
    assert_eq!(view.conflicts, laptop.entry(entry).await.conflicts);
    assert_eq!(
        (view.conflicts[0].key.as_str(), view.conflicts[0].values.len()),
        ("matter", 2)
    );
    assert!(!view.may_sign);
    assert_eq!(tablet.ask(c::OpenSigning { entry }).await, refusal(Refusal::Conflict));
    let settle = |value: &str| c::Settle {
        entry,
        key: "matter".to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(tablet.ask(settle("丙")).await, Err(Code::ChangedMeanwhile));
    let settled = tablet.ask(settle("甲")).await.unwrap();
    assert_eq!((settled.conflicts, settled.entry.matter.as_str()), (Vec::new(), "甲"));
    tablet.sign(entry, 1).await.unwrap();
}
