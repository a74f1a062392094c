//! The main job without its window: write with no network, sign on the tablet, sync, approve one and return the other.

use cunfa_core::act::Decision;
use cunfa_core::entry::Form;
use cunfa_core::{Life, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::Fault;
use cunfa_tests::harness::forms::{YESTERDAY, consultation, lecture};

use super::{at_the_office, scene, village};

#[tokio::test]
async fn a_visit_and_a_lecture_go_from_the_village_to_the_office_and_back() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    tablet.link.always(Fault::DropRequest);
    let visit = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    let talk = tablet.write(lecture(&village(), "民法典进村")).await.unwrap().row.entry;
    let signed = [
        tablet.sign(visit, 1, 1).await.unwrap(),
        tablet.sign(talk, 1, 2).await.unwrap(),
    ];
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::NoNetwork);
    for view in signed {
        assert_eq!((view.life.stage, view.row.delivery), (Stage::Signed, Delivery::Here));
    }
    tablet.link.always(Fault::None);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.entry(visit).await.unwrap().life.stage, Stage::InReview);

    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!(queue.waiting.len(), 2);
    for (entry, decision) in [
        (visit, Decision::Approve),
        (
            talk,
            Decision::Return {
                reasons: vec!["缺讲座地点".to_owned()],
            },
        ),
    ] {
        let shown = office.entry(entry).await.unwrap();
        assert!(shown.may_review && shown.acts.iter().all(|act| act.holds));
        let sign_off = shown.life.official.unwrap();
        office
            .ask(c::Review {
                entry,
                sign_off,
                decision,
            })
            .await
            .unwrap();
    }
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);

    let (approved, returned) = (tablet.entry(visit).await.unwrap(), tablet.entry(talk).await.unwrap());
    assert_eq!(approved.life.stage, Stage::Approved);
    let Life { stage, reasons, .. } = returned.life;
    assert_eq!((stage, reasons), (Stage::Returned, vec!["缺讲座地点".to_owned()]));
    assert_eq!(tablet.ask(c::Home {}).await.unwrap().returned, 1);
}

#[tokio::test]
async fn a_normal_push_with_its_sign_off_takes_one_round_trip() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    let before = tablet.link.tally().requests;
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.link.tally().requests - before, 1);
    assert_eq!(tablet.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
}

#[tokio::test]
async fn a_review_of_an_entry_corrected_meanwhile_covers_what_was_signed_and_the_correction_alone_counts_and_waits() {
    let (tablet, office) = at_the_office("宅基地界址").await;
    let entry = tablet.find("宅基地").await.unwrap().rows[0].entry;
    let shown = office.entry(entry).await.unwrap();
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = tablet.ask(start).await.unwrap();
    let longer = Form {
        end: chrono::NaiveTime::from_hms_opt(11, 0, 0),
        ..draft.form
    };
    let save = c::SaveEntry {
        draft: draft.draft,
        form: longer,
    };
    let correction = tablet.ask(save).await.unwrap().row.entry;
    tablet.sign(correction, 1, 7).await.unwrap();
    for device in [&tablet, &office] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    let review = c::Review {
        entry,
        sign_off: shown.life.official.unwrap(),
        decision: Decision::Approve,
    };
    let decided = office.ask(review).await.unwrap();
    assert_eq!(decided.corrected_by, [correction]);
    assert_eq!(decided.entry, shown.entry, "the text that was signed and looked at");
    let month = YESTERDAY.unwrap();
    let grid = office.ask(c::MonthGrid { month }).await.unwrap();
    let counted: u32 = grid.cells.iter().map(|cell| cell.tally.counted_minutes).sum();
    assert_eq!(
        counted, 120,
        "the correction, from nine to eleven, and not the 90 minutes of before"
    );
    let waiting = office.ask(c::ReviewQueue { village: None }).await.unwrap().waiting;
    let waiting: Vec<_> = waiting.iter().map(|item| item.row.entry).collect();
    assert_eq!(waiting, [correction]);
}
