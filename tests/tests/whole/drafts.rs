//! Forms that stay open while something comes from elsewhere.

use cunfa_core::EntryId;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Draft, EntryView, SyncOutcome};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Scene, TestDevice, Who};

use super::{scene, village};

/// Two devices of one counsel, and an entry on both.
async fn two(scene: &mut Scene) -> (TestDevice, TestDevice, EntryId) {
    let tablet = scene.device_of(&[Who::Counsel]).await.unwrap();
    let laptop = scene.device_of(&[Who::Counsel]).await.unwrap();
    let written = tablet.write(consultation(&village(), "原来的事由")).await.unwrap();
    meet(&[&tablet, &laptop]).await;
    (tablet, laptop, written.row.entry)
}

async fn meet(devices: &[&TestDevice]) {
    for device in devices {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
}

async fn begin(device: &TestDevice, entry: EntryId) -> Draft {
    let (kind, village, corrects, changes) = (None, None, None, Some(entry));
    device
        .ask(c::StartDraft {
            kind,
            village,
            corrects,
            changes,
        })
        .await
        .unwrap()
}

/// The laptop has the form open while the tablet's change arrives; gives what both show afterwards.
async fn open_meanwhile(keep: bool, laptops: impl FnOnce(&mut cunfa_core::Form)) -> (EntryView, EntryView) {
    let mut scene = scene();
    let (tablet, laptop, entry) = two(&mut scene).await;
    let Draft { draft, mut form, .. } = begin(&laptop, entry).await;
    tablet
        .change(entry, |form| form.matter = "平板改的事由".to_owned())
        .await
        .unwrap();
    meet(&[&tablet, &laptop]).await;
    laptops(&mut form);
    if keep {
        let form = form.clone();
        laptop.ask(c::SaveDraft { draft, form }).await.unwrap();
        form_again(&laptop, entry).await;
    }
    let here = laptop.ask(c::SaveEntry { draft, form }).await.unwrap();
    meet(&[&laptop, &tablet]).await;
    (here, tablet.entry(entry).await.unwrap())
}

/// The program ends and the form is opened again.
async fn form_again(laptop: &TestDevice, entry: EntryId) {
    assert_eq!(begin(laptop, entry).await.form.advice, "笔记本改的内容");
}

#[tokio::test]
async fn saving_a_form_that_was_open_takes_nothing_back_that_came_meanwhile() {
    for keep in [false, true] {
        let (here, there) = open_meanwhile(keep, |form| form.advice = "笔记本改的内容".to_owned()).await;
        for view in [&here, &there] {
            assert_eq!(view.entry.matter, "平板改的事由");
            assert_eq!(view.entry.advice, "笔记本改的内容");
            assert_eq!(view.conflicts, []);
        }
    }
}

#[tokio::test]
async fn a_field_that_both_wrote_is_shown_with_both_values() {
    let (here, there) = open_meanwhile(false, |form| form.matter = "笔记本改的事由".to_owned()).await;
    for view in [&here, &there] {
        let [conflict] = view.conflicts.as_slice() else {
            panic!("{:?}", view.conflicts)
        };
        assert_eq!(conflict.key, "matter");
        assert_eq!(conflict.values.len(), 2);
    }
}

#[tokio::test]
async fn a_form_that_was_not_touched_changes_nothing() {
    let (here, there) = open_meanwhile(false, |_| ()).await;
    assert_eq!(here.entry.matter, "平板改的事由");
    assert_eq!(there.entry, here.entry);
}
