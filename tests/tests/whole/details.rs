//! The details of a kind on two devices and the server: they merge one by one, conflict one by one, and are part of what is signed.

use cunfa_core::{Detail, DetailText, Entry, Field, Stage};
use cunfa_protocol::view::{Delivery, SignedText};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::litigation;

use super::{scene, sign_off_of, village};

async fn sync_all(devices: &[&TestDevice]) {
    for _ in 0..2 {
        for device in devices {
            device.sync().await.unwrap();
        }
    }
}

fn said(entry: &Entry, of: Detail) -> &str {
    let given = entry.details.iter().find(|given| given.of == of);
    given.map_or("", |given| given.text.as_str())
}

#[tokio::test]
async fn two_devices_write_two_details_of_one_entry_and_the_same_one_twice_is_a_conflict_nobody_signs_over() {
    let mut scene = scene();
    let (tablet, laptop) = (scene.tablet().await.unwrap(), scene.counsel().await.unwrap());
    let written = tablet.write(litigation(&village(), "欠薪")).await.unwrap();
    let entry = written.row.entry;
    sync_all(&[&tablet, &laptop]).await;
    let set = |of, text: &'static str| move |form: &mut cunfa_core::Form| form.set_detail(of, text.to_owned());
    tablet.change(entry, set(Detail::Stage, "一审")).await.unwrap();
    laptop
        .change(entry, set(Detail::Body, "南宁市仲裁委员会"))
        .await
        .unwrap();
    sync_all(&[&tablet, &laptop]).await;
    for device in [&tablet, &laptop] {
        let view = device.entry(entry).await.unwrap();
        assert_eq!(said(&view.entry, Detail::Stage), "一审");
        assert_eq!(said(&view.entry, Detail::Body), "南宁市仲裁委员会");
        assert_eq!(said(&view.entry, Detail::CaseNumber), "（2026）桂0102民初17号");
        assert!(view.conflicts.is_empty());
    }
    tablet.change(entry, set(Detail::Stage, "二审")).await.unwrap();
    laptop.change(entry, set(Detail::Stage, "执行")).await.unwrap();
    sync_all(&[&tablet, &laptop]).await;
    let view = tablet.entry(entry).await.unwrap();
    let conflict = view.conflicts.first().unwrap();
    assert_eq!(
        (conflict.field.clone(), conflict.values.len()),
        (Field::Detail(Detail::Stage), 2)
    );
    assert!(!view.may_sign);
    assert!(tablet.sign(entry, 1, 1).await.is_err());
    let settle = c::Settle {
        entry,
        key: conflict.key.clone(),
        value: "二审".to_owned(),
    };
    let settled = tablet.ask(settle).await.unwrap();
    assert!(settled.may_sign && settled.conflicts.is_empty());
    assert_eq!(said(&settled.entry, Detail::Stage), "二审");
}

#[tokio::test]
async fn a_detail_that_is_changed_after_signing_stands_beside_what_was_signed_and_the_server_takes_both() {
    let mut scene = scene();
    let (tablet, laptop, office) = (
        scene.tablet().await.unwrap(),
        scene.counsel().await.unwrap(),
        scene.office().await.unwrap(),
    );
    let entry = tablet.write(litigation(&village(), "欠薪")).await.unwrap().row.entry;
    sync_all(&[&tablet, &laptop]).await;
    let number = "（2026）桂0102民初71号";
    laptop
        .change(entry, |form| form.set_detail(Detail::CaseNumber, number.to_owned()))
        .await
        .unwrap();
    tablet.sign(entry, 1, 1).await.unwrap();
    sync_all(&[&laptop, &tablet, &office]).await;
    for device in [&tablet, &laptop, &office] {
        let view = device.entry(entry).await.unwrap();
        assert_eq!(said(&view.entry, Detail::CaseNumber), "（2026）桂0102民初17号");
        assert!(view.life.changed_after_signing && view.row.changed_after_signing);
        let amendment = view.amendment.as_ref().unwrap();
        assert_eq!(said(&amendment.entry, Detail::CaseNumber), number);
        assert_eq!(amendment.fields, [Field::Detail(Detail::CaseNumber)]);
        let signed = sign_off_of(&view);
        assert!(signed.holds && !signed.covers_current);
        assert!(matches!(signed.evidence.text, SignedText::Other(_)));
        assert_eq!(
            view.row.delivery,
            Delivery::Delivered,
            "the server derived the same content"
        );
    }
}

#[tokio::test]
async fn a_correction_takes_the_details_over_and_the_office_sees_which_one_changed() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let entry = tablet.write(litigation(&village(), "欠薪")).await.unwrap().row.entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    assert_eq!(tablet.entry(entry).await.unwrap().life.stage, Stage::Signed);
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = tablet.ask(start).await.unwrap();
    let mut form = draft.form;
    assert_eq!(form.detail(Detail::CaseNumber), "（2026）桂0102民初17号");
    form.set_detail(Detail::CaseNumber, "（2026）桂0102民初71号".to_owned());
    let draft = draft.draft;
    let correction = tablet.ask(c::SaveEntry { draft, form }).await.unwrap().row.entry;
    tablet.sign(correction, 1, 2).await.unwrap();
    sync_all(&[&tablet, &office]).await;
    let since = office.ask(c::Since { entry: correction }).await.unwrap().unwrap();
    let found = cunfa_core::entry::compare(&since.before, &since.now);
    assert_eq!(found.changed, [cunfa_core::entry::Part::Details]);
    let detail = |of, text: &str| DetailText {
        of,
        text: text.to_owned(),
    };
    let expected = [
        detail(Detail::Body, "兴宁区人民法院"),
        detail(Detail::CaseNumber, "（2026）桂0102民初71号"),
    ];
    assert_eq!(since.now.details, expected);
    let found = office.find("民初71").await.unwrap();
    assert_eq!((found.total, found.rows[0].entry), (1, correction));
}

#[tokio::test]
async fn a_detail_that_is_too_long_is_refused_at_its_field() {
    let tablet = scene().counsel().await.unwrap();
    let mut form = litigation(&village(), "欠薪");
    form.set_detail(Detail::Body, "院".repeat(61));
    let Err(Code::Form { failures }) = tablet.write(form).await else {
        panic!("it was taken")
    };
    assert_eq!(failures[0].field, Field::Detail(Detail::Body));
}
