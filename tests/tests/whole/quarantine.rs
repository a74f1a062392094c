//! S14 and S15: what a revoked device still delivers is kept, read and taken or left by the office; and who holds unsent work.

use cunfa_core::Stage;
use cunfa_protocol::view::{ItemState, ParkedReason, SyncOutcome, WouldStand};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::Fault;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{SECOND, Who};

use super::{scene, too_long, village};

#[tokio::test]
async fn work_of_a_revoked_tablet_reaches_the_office_which_takes_its_text_and_not_its_signatures() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    tablet.take_back().await.unwrap();
    let seen = office.ask(c::Devices {}).await.unwrap();
    let id = seen.devices.iter().find(|row| row.people.len() == 2).unwrap().device;
    scene.server.revoke(id).unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Revoked);

    let seen = office.ask(c::Devices {}).await.unwrap();
    let row = &seen.waiting[0];
    assert_eq!(
        (row.entry.as_ref().unwrap().matter.as_str(), row.would),
        ("宅基地界址", WouldStand::Yes)
    );
    assert!(row.acts > 0, "the signature came along");
    assert!(
        seen.devices
            .iter()
            .any(|row| row.device == id && row.revoked_ms.is_some())
    );
    let rule = |take: bool, reason: &str| c::Rule {
        batch: row.batch,
        take,
        reason: reason.to_owned(),
    };
    assert_eq!(office.ask(rule(true, "  ")).await, Err(Code::ReasonMissing));
    let long = office.ask(rule(true, &"长".repeat(201))).await;
    assert_eq!(long, Err(too_long(201, 200)));
    let marked = office.ask(rule(true, &"x\u{301}".repeat(150))).await;
    assert_eq!(marked, Err(too_long(300, 200)), "the ruling counts characters");
    assert_eq!(tablet.ask(c::Devices {}).await, Err(Code::NotAllowed));
    office.link.always(Fault::DropRequest);
    assert_eq!(office.ask(rule(true, "电话问过本人")).await, Err(Code::NoNetwork));
    office.link.always(Fault::None);
    let seen = office.ask(rule(true, "电话问过本人")).await.unwrap();
    assert!(seen.waiting.is_empty() && seen.fault.is_none());
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let view = office.entry(entry).await.unwrap();
    assert_eq!(
        (view.row.stage, view.entry.matter.as_str()),
        (Stage::Unsigned, "宅基地界址")
    );
    assert!(
        view.acts.iter().all(|act| !act.holds),
        "signed by a key that was revoked by then"
    );
    assert_eq!(
        tablet.entry(entry).await.unwrap().entry.matter,
        "宅基地界址",
        "nothing is deleted"
    );
}

#[tokio::test]
async fn what_a_tablet_had_parked_before_it_was_revoked_reaches_the_office_too() {
    let mut scene = scene();
    let (office, counsel) = (scene.office().await.unwrap(), scene.counsel().await.unwrap());
    let entry = counsel.write(consultation(&village(), "宅基地界址")).await.unwrap();
    let entry = entry.row.entry;
    let person = Who::Counsel.person();
    scene.server.rescope(person.id, vec![SECOND.parse().unwrap()]).unwrap();
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    let parked = counsel.sync_status().await.unwrap().items;
    let reason = ParkedReason::OutOfScope;
    assert!(
        matches!(parked[..], [ref item] if matches!(item.state, ItemState::Parked { reason: found, .. } if found == reason)),
        "{parked:?}"
    );

    scene.server.rescope(person.id, person.scope).unwrap();
    let seen = office.ask(c::Devices {}).await.unwrap();
    let id = seen.devices.iter().find(|row| row.people == ["覃明远"]).unwrap().device;
    scene.server.revoke(id).unwrap();
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Revoked);
    let seen = office.ask(c::Devices {}).await.unwrap();
    let [row] = &seen.waiting[..] else { panic!("{seen:?}") };
    assert_eq!(row.would, WouldStand::Yes);
    // A further pass brings nothing twice.
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Revoked);
    assert_eq!(office.ask(c::Devices {}).await.unwrap().waiting.len(), 1);
    let take = c::Rule {
        batch: row.batch,
        take: true,
        reason: "电话问过本人".to_owned(),
    };
    assert!(office.ask(take).await.unwrap().waiting.is_empty());
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.entry(entry).await.unwrap().entry.matter, "宅基地界址");
}

#[tokio::test]
async fn what_the_office_leaves_is_listed_no_more_and_reaches_nobody() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let entry = tablet.write(consultation(&village(), "不是本人写的")).await.unwrap();
    let seen = office.ask(c::Devices {}).await.unwrap();
    let id = seen.devices.iter().find(|row| row.people.len() == 2).unwrap().device;
    scene.server.revoke(id).unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Revoked);
    let seen = office.ask(c::Devices {}).await.unwrap();
    let leave = c::Rule {
        batch: seen.waiting[0].batch,
        take: false,
        reason: "本人说没有写过".to_owned(),
    };
    let seen = office.ask(leave).await.unwrap();
    assert!(seen.waiting.is_empty() && seen.fault.is_none());
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Revoked, "brought again");
    assert!(office.ask(c::Devices {}).await.unwrap().waiting.is_empty());
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert!(office.entry(entry.row.entry).await.is_err(), "it is not in the log");
    assert!(scene.server.log().unwrap().iter().all(|one| one.ruling.is_none()));
}

#[tokio::test]
async fn the_office_sees_who_still_holds_unsent_work() {
    let mut scene = scene();
    let (office, counsel) = (scene.office().await.unwrap(), scene.counsel().await.unwrap());
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    let seen = office.ask(c::Devices {}).await.unwrap();
    let row = seen.devices.iter().find(|row| row.people == ["覃明远"]).unwrap();
    assert!(row.full_sync_ms.is_some() && row.unsent == 0);
    for number in 0..70 {
        counsel
            .write(consultation(&village(), &format!("第{number}件")))
            .await
            .unwrap();
    }
    let mut fates = [Fault::None].into_iter();
    counsel
        .link
        .fate(Box::new(move || fates.next().unwrap_or(Fault::DropRequest)));
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::NoNetwork);
    let seen = office.ask(c::Devices {}).await.unwrap();
    let row = seen.devices.iter().find(|row| row.people == ["覃明远"]).unwrap();
    let left = counsel.sync_status().await.unwrap().unsent;
    assert!(left > 0 && left < 70, "{left}");
    assert_eq!(row.unsent, left);
    counsel.link.always(Fault::None);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    let seen = office.ask(c::Devices {}).await.unwrap();
    assert!(seen.devices.iter().all(|row| row.unsent == 0));
}
