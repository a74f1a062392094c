//! 登记: a key is shown as 待登记 until an office confirms it; a refused one signs no more. Whatever the wire does.

use cunfa_core::{Body, EntryId, Role, Standing};
use cunfa_protocol::view::{DecisionState, EnrolmentDecision, WaitingEnrolment};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Fault, TestDevice};

use super::{scene, village};

async fn waiting(desk: &TestDevice) -> Vec<WaitingEnrolment> {
    desk.ask(c::Enrolments {}).await.unwrap().waiting
}

async fn of_role(desk: &TestDevice, role: Role) -> WaitingEnrolment {
    let all = waiting(desk).await;
    all.into_iter().find(|one| one.role == role).unwrap()
}

async fn decide(desk: &TestDevice, role: Role, decision: EnrolmentDecision) {
    let key = of_role(desk, role).await.key;
    let decide = c::DecideEnrolment {
        key,
        decision,
        pin: PIN.to_owned(),
    };
    desk.ask(decide).await.unwrap();
}

/// Standing of the sign-off of an entry, and whether it holds.
async fn sign_off(device: &TestDevice, entry: EntryId) -> (Option<Standing>, bool) {
    let view = device.entry(entry).await.unwrap();
    let act = view
        .acts
        .iter()
        .find(|act| matches!(act.act.body, Body::SignOff(_)))
        .unwrap();
    (act.standing, act.holds)
}

async fn written_and_signed(tablet: &TestDevice, ink: u64) -> EntryId {
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, ink).await.unwrap();
    entry
}

#[tokio::test]
async fn a_sign_off_is_shown_as_waiting_until_the_office_confirms_the_cadre() {
    let mut scene = scene();
    let (tablet, desk) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let entry = written_and_signed(&tablet, 1).await;
    assert_eq!(sign_off(&tablet, entry).await, (Some(Standing::Provisional), true));
    tablet.sync().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(sign_off(&desk, entry).await, (Some(Standing::Provisional), true));
    let cadre = of_role(&desk, Role::Cadre).await;
    assert_eq!((cadre.name.as_str(), cadre.post.as_str()), ("韦桂花", "村委会副主任"));
    assert_eq!(
        (cadre.places, cadre.beside),
        (vec!["那况村委会".to_owned()], vec!["覃明远".to_owned()])
    );
    assert_eq!(waiting(&desk).await.len(), 2, "the counsel waits too");
    desk.link.always(Fault::DropAnswer);
    decide(&desk, Role::Cadre, EnrolmentDecision::Confirm).await;
    let on_its_way = Some(DecisionState::OnItsWay(EnrolmentDecision::Confirm));
    assert_eq!(of_role(&desk, Role::Cadre).await.decided, on_its_way);
    desk.sync().await.unwrap();
    assert_eq!(
        of_role(&desk, Role::Cadre).await.decided,
        on_its_way,
        "the answer was lost"
    );
    desk.link.always(Fault::Twice);
    desk.sync().await.unwrap();
    let left: Vec<Role> = waiting(&desk).await.iter().map(|one| one.role).collect();
    assert_eq!(left, [Role::Counsel]);
    tablet.sync().await.unwrap();
    for device in [&tablet, &desk] {
        assert_eq!(sign_off(device, entry).await, (Some(Standing::Confirmed), true));
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_decision_survives_the_end_of_the_program() {
    let mut scene = scene();
    let (tablet, mut desk) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    desk.link.always(Fault::DropRequest);
    desk.sync().await.unwrap();
    decide(&desk, Role::Cadre, EnrolmentDecision::Confirm).await;
    desk.pull_the_plug().unwrap();
    desk.unlock(0).await.unwrap();
    desk.link.always(Fault::None);
    desk.sync().await.unwrap();
    assert_eq!(waiting(&desk).await.len(), 1);
    let entry = written_and_signed(&tablet, 2).await;
    tablet.sync().await.unwrap();
    assert_eq!(sign_off(&tablet, entry).await.0, Some(Standing::Confirmed));
}

#[tokio::test]
async fn a_refused_cadre_keeps_what_was_signed_before_and_signs_nothing_after() {
    let mut scene = scene();
    let (tablet, desk) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let before = written_and_signed(&tablet, 3).await;
    tablet.sync().await.unwrap();
    desk.sync().await.unwrap();
    decide(&desk, Role::Cadre, EnrolmentDecision::Refuse).await;
    desk.sync().await.unwrap();
    assert_eq!(waiting(&desk).await.len(), 1);
    let after = written_and_signed(&tablet, 4).await;
    tablet.sync().await.unwrap();
    assert_eq!(sign_off(&tablet, before).await, (Some(Standing::Provisional), true));
    assert!(!sign_off(&tablet, after).await.1);
    let parked = tablet.sync_status().await.unwrap();
    assert_eq!(parked.parked, 1);
    assert!(
        scene.server.fields_of(after).is_ok(),
        "what the counsel wrote is there without the sign-off"
    );
    assert!(sign_off(&desk, before).await.1);
    assert_eq!(tablet.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn only_the_office_decides_and_only_with_its_pin() {
    let mut scene = scene();
    let (tablet, desk) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    assert_eq!(tablet.ask(c::Enrolments {}).await.unwrap_err(), Code::NotAllowed);
    desk.sync().await.unwrap();
    let key = of_role(&desk, Role::Cadre).await.key;
    let with = |pin: &str| c::DecideEnrolment {
        key,
        decision: EnrolmentDecision::Confirm,
        pin: pin.to_owned(),
    };
    assert!(matches!(
        desk.ask(with("852031")).await.unwrap_err(),
        Code::WrongPin { .. }
    ));
    assert_eq!(
        waiting(&desk).await.iter().filter(|one| one.decided.is_some()).count(),
        0
    );
    assert_eq!(tablet.ask(with(PIN)).await.unwrap_err(), Code::NotAllowed);
    desk.ask(with(PIN)).await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(desk.ask(with(PIN)).await.unwrap_err(), Code::ChangedMeanwhile);
}
