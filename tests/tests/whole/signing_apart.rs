//! Signing in two places that do not know of each other: both sign-offs stay, and no handwriting stands twice.

use cunfa_core::entry::Field;
use cunfa_core::{EntryId, Stage};
use cunfa_protocol::view::{Delivery, ParkedReason, SignedText};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::consultation;

use super::{scene, village};

async fn written(device: &TestDevice, matter: &str) -> EntryId {
    device.write(consultation(&village(), matter)).await.unwrap().row.entry
}

async fn sync_all(devices: &[&TestDevice]) {
    for _ in 0..2 {
        for device in devices {
            device.sync().await.unwrap();
        }
    }
}

#[tokio::test]
async fn two_sign_offs_over_different_content_are_both_kept_and_flagged_everywhere() {
    let mut scene = scene();
    let (one, two, office) = (
        scene.tablet().await.unwrap(),
        scene.tablet().await.unwrap(),
        scene.office().await.unwrap(),
    );
    let entry = written(&one, "宅基地界址").await;
    sync_all(&[&one, &two]).await;
    two.change(entry, |form| form.matter = "宅基地界址及通行".to_owned())
        .await
        .unwrap();
    let signed = one.sign(entry, 1, 1).await.unwrap();
    let root = super::sign_off_of(&signed).evidence.root.unwrap();
    assert!(
        root.made_at_ms.is_some(),
        "the root it had accepted bounds the time from below"
    );
    two.sign(entry, 1, 2).await.unwrap();
    sync_all(&[&one, &two, &office]).await;
    for device in [&one, &two, &office] {
        let view = device.entry(entry).await.unwrap();
        assert!(view.life.sign_offs_differ);
        assert_eq!(view.acts.len(), 4, "each submitted and signed");
        assert!(view.acts.iter().all(|act| act.holds && act.delivered));
        let others: Vec<_> = view
            .acts
            .iter()
            .filter_map(|act| match &act.evidence.text {
                SignedText::Other(text) => Some(text.as_ref()),
                SignedText::Present | SignedText::NotHere => None,
            })
            .collect();
        assert_eq!(
            others.len(),
            2,
            "one submission and sign-off cover the text now, one of each does not"
        );
        assert_eq!(
            (others[0].entry.matter.as_str(), &others[0].fields[..]),
            ("宅基地界址", &[Field::Matter][..])
        );
        assert!(view.acts.iter().all(|act| act.evidence.received_at_ms.is_some()));
    }
}

#[tokio::test]
async fn handwriting_copied_on_another_device_is_refused_by_the_server_and_nothing_else_is() {
    let mut scene = scene();
    let (one, two) = (scene.tablet().await.unwrap(), scene.tablet().await.unwrap());
    let (first, copy, own) = (
        written(&one, "宅基地界址").await,
        written(&two, "土地流转").await,
        written(&two, "相邻通行").await,
    );
    one.sign(first, 1, 1).await.unwrap();
    two.sign(copy, 1, 1).await.unwrap();
    two.sign(own, 1, 2).await.unwrap();
    sync_all(&[&one, &two]).await;
    let delivery = async |device: &TestDevice, entry| device.entry(entry).await.unwrap().row.delivery;
    assert_eq!(delivery(&one, first).await, Delivery::Delivered);
    assert_eq!(delivery(&two, copy).await, Delivery::Parked(ParkedReason::Content));
    assert_eq!(delivery(&two, own).await, Delivery::Delivered);
    assert_eq!(two.entry(copy).await.unwrap().life.stage, Stage::Signed);
}
