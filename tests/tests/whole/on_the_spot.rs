//! 添加村干部 without a signal: signs at once, shown as 待登记, taken with the next pass whatever the wire does; a refused
//! enrolment parks only what that person signed.

use std::fs;

use cunfa_core::{Body, EntryId, Stage, Standing};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{ClaimFault, Delivery, ItemState, ParkedReason, RosterRow, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::Who;
use cunfa_tests::harness::{Fault, TestClock, TestDevice};

use super::{scene, village};

async fn roster(tablet: &TestDevice) -> Vec<RosterRow> {
    tablet.ask(c::Roster { village: None }).await.unwrap().cadres
}

fn enrol(who: Who, pin: &str) -> c::EnrolCadre {
    c::EnrolCadre {
        person: who.person().id,
        pin: pin.to_owned(),
    }
}

async fn standing(device: &TestDevice, entry: EntryId) -> (Option<Standing>, bool) {
    let view = device.entry(entry).await.unwrap();
    let act = view
        .acts
        .iter()
        .find(|act| matches!(act.act.body, Body::SignOff(_)))
        .unwrap();
    (act.standing, act.holds)
}

async fn written(tablet: &TestDevice, matter: &str) -> EntryId {
    tablet.write(consultation(&village(), matter)).await.unwrap().row.entry
}

#[tokio::test]
async fn a_cadre_is_enrolled_without_a_signal_signs_and_everything_goes_up_in_one_pass() {
    let mut scene = scene();
    let (mut tablet, desk) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    tablet.link.always(Fault::DropRequest);
    let names: Vec<(String, bool)> = roster(&tablet)
        .await
        .into_iter()
        .map(|row| (row.name, row.here))
        .collect();
    assert_eq!(names, [("陆建国".to_owned(), false), ("韦桂花".to_owned(), false)]);
    let of_village = c::Roster {
        village: Some(village()),
    };
    assert_eq!(tablet.ask(of_village).await.unwrap().cadres.len(), 1);
    let session = tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap();
    assert_eq!(session.slots.len(), 2);
    assert_eq!(
        tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap_err(),
        Code::PersonAlreadyHere
    );
    let entry = written(&tablet, "宅基地界址").await;
    let signers = tablet.ask(c::OpenSigning { entry }).await.unwrap().signers;
    assert_eq!(signers[0].standing, Standing::Provisional);
    assert_eq!(
        tablet.ask(enrol(Who::SecondCadre, PIN)).await.unwrap_err(),
        Code::Locked
    );
    tablet.unlock(0).await.unwrap();
    tablet.sign(entry, 1, 1).await.unwrap();
    assert_eq!(standing(&tablet, entry).await, (Some(Standing::Provisional), true));
    assert_eq!(tablet.entry(entry).await.unwrap().life.stage, Stage::Signed);
    tablet.sync().await.unwrap();
    tablet.pull_the_plug().unwrap();
    tablet.unlock(0).await.unwrap();
    for fault in [
        Fault::DropRequest,
        Fault::DropAnswer,
        Fault::CutAnswer(200),
        Fault::Html,
    ] {
        tablet.link.always(fault);
        tablet.sync().await.unwrap();
        assert_eq!(standing(&tablet, entry).await, (Some(Standing::Provisional), true));
    }
    tablet.link.always(Fault::Twice);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let view = tablet.entry(entry).await.unwrap();
    assert_eq!(
        (view.row.delivery, view.life.stage),
        (Delivery::Delivered, Stage::InReview)
    );
    desk.sync().await.unwrap();
    assert_eq!(standing(&desk, entry).await, (Some(Standing::Provisional), true));
    let waiting = desk.ask(c::Enrolments {}).await.unwrap().waiting;
    let cadres: Vec<_> = waiting.iter().filter(|one| one.name == "韦桂花").collect();
    assert_eq!(cadres.len(), 1, "however often it was said");
    assert_eq!(cadres[0].beside, ["覃明远"]);
    for device in [&tablet, &desk] {
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_refused_enrolment_parks_only_what_that_person_signed_and_says_why() {
    let scene = &mut scene();
    let original = scene.counsel().await.unwrap();
    let disk = original.copy_of_disk().unwrap();
    let copy = TestDevice::on_folder(&scene.server, 99, TestClock::default(), disk).unwrap();
    copy.unlock(0).await.unwrap();
    original.ask(enrol(Who::Cadre, PIN)).await.unwrap();
    original.sync().await.unwrap();
    copy.ask(enrol(Who::Cadre, PIN)).await.unwrap();
    let signed = written(&copy, "只有本机知道的签字").await;
    copy.sign(signed, 1, 5).await.unwrap();
    let other = written(&copy, "另一条").await;
    copy.sync().await.unwrap();
    let reason = ParkedReason::NotEnrolled;
    assert_eq!(copy.entry(signed).await.unwrap().row.delivery, Delivery::Parked(reason));
    assert_eq!(copy.entry(other).await.unwrap().row.delivery, Delivery::Delivered);
    let parked: Vec<_> = copy.sync_status().await.unwrap().items;
    assert!(
        matches!(parked[..], [ref item] if matches!(item.state, ItemState::Parked { reason: found, .. } if found == reason))
    );
    assert_eq!(scene.server.fields_of(signed).unwrap()["matter"], "只有本机知道的签字");
    assert_eq!(standing(&copy, signed).await, (None, false), "it counts for nothing");
    let row = roster(&copy).await.into_iter().find(|row| row.here).unwrap();
    assert_eq!(row.fault, Some(ClaimFault::AlreadyHere));
    assert_eq!(copy.ask(c::OpenSigning { entry: other }).await.unwrap().signers, []);
    copy.unlock(0).await.unwrap();
    let refusal = Code::Signing {
        refusal: Refusal::NotEnrolled,
    };
    assert_eq!(copy.sign(other, 1, 6).await.unwrap_err(), refusal);
    assert_eq!(copy.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_enrolment_that_failed_or_was_ended_half_way_is_finished_with_the_same_pin() {
    let mut scene = scene();
    let mut tablet = scene.counsel().await.unwrap();
    tablet.break_at(Step::Commit).await.unwrap();
    tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap_err();
    assert_eq!(tablet.ask(c::SessionStatus {}).await.unwrap().slots.len(), 1);
    // The key file cannot be written: the person is stored, the way in is not.
    let hindrance = tablet.folder().path().join("device.json.new");
    fs::create_dir(&hindrance).unwrap();
    tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap_err();
    fs::remove_dir(&hindrance).unwrap();
    tablet.restart().unwrap();
    tablet.unlock(0).await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(
        tablet.ask(enrol(Who::Cadre, "852031")).await.unwrap_err(),
        Code::OtherNewPin
    );
    assert_eq!(tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap().slots.len(), 2);
    let entry = written(&tablet, "接着办完").await;
    tablet.sign(entry, 1, 7).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(tablet.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
}

#[tokio::test]
async fn only_a_counsel_enrols_on_the_spot_and_only_cadres_of_the_roster_with_a_sound_pin() {
    let mut scene = scene();
    let (tablet, desk) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    assert_eq!(desk.ask(enrol(Who::Cadre, PIN)).await.unwrap_err(), Code::NotAllowed);
    assert_eq!(
        desk.ask(c::Roster { village: None }).await.unwrap_err(),
        Code::NotAllowed
    );
    assert_eq!(
        tablet.ask(enrol(Who::SecondCadre, "123456")).await.unwrap_err(),
        Code::WeakPin
    );
    assert_eq!(
        tablet.ask(enrol(Who::Office, PIN)).await.unwrap_err(),
        Code::ChangedMeanwhile
    );
    let rows = roster(&tablet).await;
    assert_eq!(rows.iter().filter(|row| row.here).count(), 1);
    tablet.ask(enrol(Who::SecondCadre, PIN)).await.unwrap();
    tablet.unlock(1).await.unwrap();
    assert_eq!(
        tablet.ask(enrol(Who::SecondCadre, PIN)).await.unwrap_err(),
        Code::NotAllowed
    );
}

#[tokio::test]
async fn a_cadre_enrolled_on_the_spot_sets_a_lost_pin_anew_once_the_server_knows_them() {
    let mut scene = scene();
    let mut tablet = scene.counsel().await.unwrap();
    tablet.ask(enrol(Who::Cadre, PIN)).await.unwrap();
    let first = written(&tablet, "丢了密码以前").await;
    tablet.sign(first, 1, 11).await.unwrap();
    tablet.link.always(Fault::DropAnswer);
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::None);
    tablet.sync().await.unwrap();
    tablet.restart().unwrap();
    let device = scene.server.devices().unwrap()[0];
    let code = scene.server.reset_code(Who::Cadre.person().id, device).unwrap();
    let slot = tablet.slot(1).await.unwrap();
    let pin = "640713".to_owned();
    tablet
        .ask(c::ResetPin {
            slot,
            code,
            pin: pin.clone(),
        })
        .await
        .unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    tablet.ask(c::Unlock { slot, pin }).await.unwrap();
    assert_eq!(standing(&tablet, first).await, (Some(Standing::Provisional), true));
    assert_eq!(tablet.audit().unwrap(), Vec::<String>::new());
}
