//! What stands behind an act, as screens are shown it: key, text, times, each as far as this device knows it.

use cunfa_core::entry::Field;
use cunfa_core::{Body, Decision, Form, Role};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{ActView, Clock, EntryView, Evidence, Issuer, SignedText};

use crate::support::*;

const DAY_MS: i64 = 86_400_000;

/// The sign-offs and reviews of an entry.
fn decided(view: &EntryView) -> Vec<&ActView> {
    let decided = |act: &&ActView| !matches!(act.act.body, Body::Submission(_));
    view.acts.iter().filter(decided).collect()
}

fn of(view: &EntryView, place: usize) -> &Evidence {
    &decided(view)[place].evidence
}

#[tokio::test]
async fn a_signature_names_its_key_its_text_and_what_is_known_of_the_time() {
    let county = County::new();
    let device = Device::field(&county).await;
    device.app.sync_pass().await;
    let entry = device.write(visit()).await;
    let signed = device.sign(entry, 1).await.unwrap();
    let evidence = of(&signed, 0);
    let certified = evidence.certified.as_ref().unwrap();
    assert_eq!(
        (certified.person.name.as_str(), certified.person.role, &certified.issuer),
        ("韦玉兰", Role::Cadre, &Issuer::County)
    );
    assert_eq!((&evidence.text, evidence.clock), (&SignedText::Present, Clock::Checked));
    assert_eq!(evidence.received_at_ms, None);
    device.app.sync_pass().await;
    let delivered = device.entry(entry).await;
    assert!(of(&delivered, 0).received_at_ms.is_some());
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let (there, here) = (office.entry(entry).await, of(&delivered, 0));
    let there = of(&there, 0);
    assert_eq!((&there.certified, &there.text), (&here.certified, &here.text));
    assert_eq!((there.clock, there.received_at_ms), (here.clock, here.received_at_ms));
}

#[tokio::test]
async fn a_clock_that_was_long_not_compared_is_said_to_be_so() {
    let county = County::new();
    let device = Device::field(&county).await;
    device.app.sync_pass().await;
    device.clock.pass_ms(9 * DAY_MS);
    let entry = device.write(visit()).await;
    let signed = device.sign(entry, 1).await.unwrap();
    assert_eq!(of(&signed, 0).clock, Clock::Unchecked);
}

#[tokio::test]
async fn a_text_that_changed_after_signing_is_kept_beside_the_signature_with_the_fields_that_differ() {
    let county = County::new();
    let tablet = Device::field(&county).await;
    let laptop = Device::enrolled(&county, Invited::Counsel).await;
    let entry = laptop.write(visit()).await;
    laptop.app.sync_pass().await;
    tablet.app.sync_pass().await;
    let form = Form {
        advice: "建议申请调解。".to_owned(),
        ..visit()
    };
    laptop.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    tablet.sign(entry, 1).await.unwrap();
    for device in [&laptop, &tablet, &laptop] {
        device.app.sync_pass().await;
    }
    for device in [&tablet, &laptop] {
        let view = device.entry(entry).await;
        let SignedText::Other(text) = &of(&view, 0).text else {
            panic!("{:?}", of(&view, 0))
        };
        assert_eq!(text.entry, view.entry);
        assert_eq!(text.fields, [Field::Advice]);
    }
    let again = tablet.sign(entry, 2).await.unwrap();
    let texts = [0, 1].map(|place| matches!(of(&again, place).text, SignedText::Present));
    assert_eq!(texts, [false, true]);
}

#[tokio::test]
async fn a_review_has_its_own_evidence() {
    let county = County::new();
    let field = Device::field(&county).await;
    let entry = field.write(visit()).await;
    field.sign(entry, 1).await.unwrap();
    field.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let sign_off = office.entry(entry).await.life.official.unwrap();
    let decision = Decision::Approve;
    let view = office
        .ask(c::Review {
            entry,
            sign_off,
            decision,
        })
        .await
        .unwrap();
    let review = of(&view, 1).certified.as_ref().unwrap();
    assert_eq!(
        (review.person.role, review.person.name.as_str()),
        (Role::Office, decided(&view)[1].person_name.as_str())
    );
}
