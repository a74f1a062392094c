//! An entry to which a newer program wrote something, on devices of this one, through the real server.

use cunfa_core::Stage;
use cunfa_protocol::view::SyncOutcome;
use cunfa_protocol::{Code, command as c};
use cunfa_store::Append;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Who, raw};

use super::{scene, village};

#[tokio::test]
async fn what_a_newer_program_wrote_is_carried_shown_as_far_as_it_is_known_and_written_to_by_nobody_here() {
    let mut scene = scene();
    let newer = scene.device_of(&[Who::Counsel]).await.unwrap();
    let tablet = scene.device_of(&[Who::Counsel]).await.unwrap();
    let written = newer.write(consultation(&village(), "宅基地界址")).await.unwrap();
    let entry = written.row.entry;
    for device in [&newer, &tablet] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    assert!(tablet.entry(entry).await.unwrap().may_change);
    let mut store = raw::store(newer.folder()).unwrap();
    let mut doc = store.document(entry).unwrap().unwrap();
    let mut fields = doc.fields();
    fields.insert("interpreter".to_owned(), "韦某".to_owned());
    let change = doc.edit(&fields, [7; 16]).unwrap().unwrap();
    let append = Append {
        entry,
        village: &village(),
        changes: &[change],
        acts: &[],
        draft_done: None,
        now_ms: 1,
    };
    store.append(&append).unwrap();
    drop(store);
    for device in [&newer, &tablet] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    let there = raw::store(tablet.folder()).unwrap().document(entry).unwrap().unwrap();
    assert_eq!(there.fields()["interpreter"], "韦某");
    let view = tablet.entry(entry).await.unwrap();
    assert_eq!((view.row.newer, view.life.stage), (true, Stage::Unsigned));
    assert!(!view.may_change && !view.may_void && !view.may_sign && !view.may_attach);
    let status = tablet.ask(c::SyncStatus {}).await.unwrap();
    assert_eq!((status.newer, status.unsent), (1, 0));
    let void = c::VoidEntry {
        entry,
        reason: "写错了".to_owned(),
    };
    assert_eq!(tablet.ask(void).await.unwrap_err(), Code::WrittenByNewer);
    let changed = tablet.change(entry, |form| form.matter = "别的".to_owned()).await;
    assert!(changed.is_err());
    assert_eq!(tablet.entry(entry).await.unwrap().entry.matter, "宅基地界址");
}
