//! The main job, end to end at the client's door: counsel, cadre, signal, office, counsel.

use cunfa_core::{Decision, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, SyncOutcome};

use crate::support::*;

#[tokio::test]
async fn a_visit_and_a_lecture_are_written_signed_sent_reviewed_and_seen() {
    let county = County::new();
    let field = Device::field(&county).await;
    field.link.always(Fate::Lost);
    let visit_id = field.write(visit()).await;
    let lecture_id = field.write(lecture()).await;
    let view = field.sign(visit_id, 1).await.unwrap();
    assert_eq!((view.life.stage, &view.row.delivery), (Stage::Signed, &Delivery::Here));
    field.sign(lecture_id, 2).await.unwrap();
    assert_eq!(field.app.sync_pass().await, SyncOutcome::NoNetwork);
    assert_eq!(field.status().await.unsent, 2);

    field.link.always(Fate::Arrive);
    assert_eq!(field.app.sync_pass().await, SyncOutcome::Done);
    let sent = field.entry(visit_id).await;
    assert_eq!(
        (sent.life.stage, sent.row.delivery),
        (Stage::InReview, Delivery::Delivered)
    );
    assert_eq!(field.status().await.unsent, 0);

    let office = Device::enrolled(&county, Invited::Office).await;
    assert_eq!(office.app.sync_pass().await, SyncOutcome::Done);
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!(queue.waiting.len(), 2);
    for (entry, decision) in [
        (visit_id, Decision::Approve),
        (
            lecture_id,
            Decision::Return {
                reasons: vec!["签到表缺页".to_owned()],
            },
        ),
    ] {
        let shown = office.entry(entry).await;
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
    assert_eq!(office.app.sync_pass().await, SyncOutcome::Done);

    field.app.sync_pass().await;
    assert_eq!(field.entry(visit_id).await.life.stage, Stage::Approved);
    let returned = field.entry(lecture_id).await;
    assert_eq!(
        (returned.life.stage, returned.life.reasons),
        (Stage::Returned, vec!["签到表缺页".to_owned()])
    );
    let home = field.ask(c::Home {}).await.unwrap();
    assert_eq!((home.returned, home.unsigned, home.unsent), (1, 0, 0));
    let heaven = home
        .villages
        .iter()
        .find(|month| month.village.code == village())
        .unwrap();
    assert_eq!((heaven.tally.counted_minutes, heaven.tally.owed_minutes), (90, 300));
}

#[tokio::test]
async fn one_entry_with_its_sign_off_goes_up_in_one_round_trip() {
    let county = County::new();
    let field = Device::field(&county).await;
    field.app.sync_pass().await;
    let entry = field.write(visit()).await;
    field.sign(entry, 1).await.unwrap();
    let before = field.link.count();
    assert_eq!(field.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(field.link.count() - before, 1);
    assert_eq!(field.entry(entry).await.life.stage, Stage::InReview);
}
