//! The main job without its window: write with no network, sign on the tablet, sync, approve one and return the other.

use cunfa_core::act::Decision;
use cunfa_core::{Life, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::Fault;
use cunfa_tests::harness::forms::{consultation, lecture};

use super::{scene, village};

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
