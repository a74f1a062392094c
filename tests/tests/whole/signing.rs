//! Signing: exactly what was shown, and what becomes of a change that comes from elsewhere.

use cunfa_core::{Ink, Stroke};
use cunfa_core::{InkFault, Opinion, Stage};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::{consultation, ink};

use super::{scene, village};

/// What a test changes about a good signature.
type Spoil<'a> = &'a dyn Fn(&mut c::Sign);

async fn sign(device: &TestDevice, entry: cunfa_core::EntryId, spoil: Spoil<'_>) -> Result<(), Code> {
    let shown = device.ask(c::OpenSigning { entry }).await?;
    let slot = device.slot(1).await?;
    let mut sign = c::Sign {
        entry,
        content: shown.content,
        slot,
        pin: PIN.to_owned(),
        opinion: Opinion::True,
        remark: String::new(),
        ink: ink(3),
        confirmations: Vec::new(),
    };
    spoil(&mut sign);
    let signed = device.ask(sign).await.map(|_| ());
    device.take_back().await?;
    signed
}

// G3
#[tokio::test]
async fn a_cadre_signs_while_the_counsel_edits_elsewhere() {
    let mut scene = scene();
    let (tablet, laptop) = (scene.tablet().await.unwrap(), scene.counsel().await.unwrap());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    laptop
        .change(entry, |form| form.matter = "宅基地界址及通行".to_owned())
        .await
        .unwrap();
    let signed = tablet.sign(entry, 1, 1).await.unwrap();
    for device in [&laptop, &tablet, &laptop] {
        device.sync().await.unwrap();
    }
    for device in [&tablet, &laptop] {
        let view = device.entry(entry).await.unwrap();
        assert_eq!(view.entry, signed.entry, "the official text is what was signed");
        assert!(view.life.changed_after_signing && view.row.changed_after_signing);
        assert_eq!(view.amendment.as_ref().unwrap().entry.matter, "宅基地界址及通行");
        let signed = super::sign_off_of(&view);
        assert!(signed.holds && !signed.covers_current);
    }
    assert!(
        tablet.entry(entry).await.unwrap().may_sign,
        "signing again is asked for"
    );
    let again = tablet.sign(entry, 1, 2).await.unwrap();
    assert!(again.acts.iter().any(|act| act.holds && act.covers_current));
}

#[tokio::test]
async fn blank_dotted_and_copied_ink_is_refused_and_nothing_is_signed() {
    let tablet = scene().tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let other = tablet
        .write(consultation(&village(), "另一件事"))
        .await
        .unwrap()
        .row
        .entry;
    let refused = |fault| {
        Err(Code::Signing {
            refusal: Refusal::Ink(fault),
        })
    };
    let dot = Stroke(ink(3).strokes[0].0[..1].to_vec());
    assert_eq!(
        sign(&tablet, entry, &|sign| sign.ink.strokes.clear()).await,
        refused(InkFault::Blank)
    );
    assert_eq!(
        sign(&tablet, entry, &|sign| sign.ink.strokes = vec![dot.clone()]).await,
        refused(InkFault::Dot)
    );
    sign(&tablet, other, &|_| {}).await.unwrap();
    assert_eq!(sign(&tablet, entry, &|_| {}).await, refused(InkFault::Copy));
    let moved = |ink: &mut Ink| {
        ink.strokes
            .iter_mut()
            .flat_map(|stroke| &mut stroke.0)
            .for_each(|point| point.y += 7)
    };
    assert_eq!(
        sign(&tablet, entry, &|sign| moved(&mut sign.ink)).await,
        refused(InkFault::Copy),
        "moved is still a copy"
    );
    assert_eq!(tablet.entry(entry).await.unwrap().life.stage, Stage::Unsigned);
}

#[tokio::test]
async fn another_pin_another_text_or_a_missing_remark_signs_nothing() {
    let tablet = scene().tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let wrong_pin = sign(&tablet, entry, &|sign| sign.pin = "970531".to_owned()).await;
    assert!(matches!(wrong_pin, Err(Code::WrongPin { .. })), "{wrong_pin:?}");
    let other_text = sign(&tablet, entry, &|sign| sign.content = cunfa_core::Digest([0; 32])).await;
    assert_eq!(other_text, Err(Code::ChangedMeanwhile));
    let no_remark = sign(&tablet, entry, &|sign| sign.opinion = Opinion::Differs).await;
    assert_eq!(
        no_remark,
        Err(Code::Signing {
            refusal: Refusal::RemarkMissing
        })
    );
    let submitted = tablet.entry(entry).await.unwrap();
    assert_eq!(
        (submitted.life.official, submitted.acts.len()),
        (None, 1),
        "submitted, never signed"
    );
    sign(&tablet, entry, &|_| {}).await.unwrap();
}

#[tokio::test]
async fn a_signed_entry_is_not_rewritten_but_corrected_by_a_new_one() {
    let tablet = scene().tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    assert_eq!(tablet.change(entry, |_| {}).await.unwrap_err(), Code::AlreadySigned);
    let mut form = consultation(&village(), "宅基地界址（更正）");
    form.corrects = Some(entry);
    let corrected = tablet.write(form).await.unwrap();
    assert_eq!(corrected.entry.corrects, Some(entry));
    assert_eq!(tablet.entry(entry).await.unwrap().corrected_by, [corrected.row.entry]);
}

#[tokio::test]
async fn two_values_of_one_field_are_shown_block_signing_and_are_settled_by_a_person() {
    let mut scene = scene();
    let (tablet, laptop) = (scene.tablet().await.unwrap(), scene.counsel().await.unwrap());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    tablet
        .change(entry, |form| form.matter = "甲说".to_owned())
        .await
        .unwrap();
    laptop
        .change(entry, |form| form.matter = "乙说".to_owned())
        .await
        .unwrap();
    for device in [&laptop, &tablet, &laptop] {
        device.sync().await.unwrap();
    }
    let seen = tablet.entry(entry).await.unwrap().conflicts;
    assert_eq!(seen, laptop.entry(entry).await.unwrap().conflicts);
    let values: std::collections::BTreeSet<&str> = seen[0].values.iter().map(String::as_str).collect();
    assert_eq!(
        (seen.len(), seen[0].key.as_str(), values),
        (1, "matter", ["甲说", "乙说"].into())
    );
    assert_eq!(
        tablet.sign(entry, 1, 1).await.unwrap_err(),
        Code::Signing {
            refusal: Refusal::Conflict
        }
    );
    let settle = c::Settle {
        entry,
        key: "matter".to_owned(),
        value: "乙说".to_owned(),
    };
    assert!(tablet.ask(settle).await.unwrap().conflicts.is_empty());
    tablet.sign(entry, 1, 1).await.unwrap();
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    let view = laptop.entry(entry).await.unwrap();
    assert_eq!((view.entry.matter.as_str(), view.conflicts.len()), ("乙说", 0));
}
