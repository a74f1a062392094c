//! Codes (开通码) from the office's own device: whom it may give one, and that they work.

use cunfa_core::PersonId;
use cunfa_protocol::wire::{INVITE_PATH, InviteResponse, decode};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::Fault;
use cunfa_tests::harness::scene::Who;

use super::scene;

fn join(who: Who) -> c::Invite {
    c::Invite {
        person: who.person().id,
        device: None,
    }
}

#[tokio::test]
async fn an_office_sees_the_counsels_and_cadres_of_its_township_with_their_devices() {
    let mut scene = scene();
    let (office, _tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let people = office.ask(c::Invitees {}).await.unwrap();
    let names: Vec<(&str, usize)> = people
        .iter()
        .map(|invitee| (invitee.person.name.as_str(), invitee.devices.len()))
        .collect();
    assert_eq!(names, [("覃明远", 1), ("莫知秋", 0), ("韦桂花", 1), ("陆建国", 0)]);
}

#[tokio::test]
async fn a_code_from_the_desk_lets_a_cadre_join_and_later_set_a_new_pin() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.counsel().await.unwrap());
    let given = office.ask(join(Who::Cadre)).await.unwrap();
    assert_eq!((given.name.as_str(), given.device_name), ("韦桂花", None));
    assert_eq!((given.code.len(), given.code.chars().nth(5)), (11, Some('-')));
    tablet.add_person(&given.code).await.unwrap();
    let people = office.ask(c::Invitees {}).await.unwrap();
    let cadre = people.iter().find(|one| one.person.name == "韦桂花").unwrap();
    let device = cadre.devices[0].device;
    let person = cadre.person.id;
    let given = office
        .ask(c::Invite {
            person,
            device: Some(device),
        })
        .await
        .unwrap();
    assert_eq!(given.device_name.as_deref(), Some("测试设备"));
    let reset = c::ResetPin {
        slot: tablet.slot(1).await.unwrap(),
        code: given.code.to_lowercase(),
        pin: "640713".to_owned(),
    };
    tablet.ask(reset).await.unwrap();
}

#[tokio::test]
async fn nobody_else_gives_codes_and_no_office_to_whom_is_not_in_its_hand() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    assert_eq!(tablet.ask(join(Who::Cadre)).await, Err(Code::NotAllowed));
    assert_eq!(tablet.ask(c::Invitees {}).await, Err(Code::NotAllowed));
    assert_eq!(
        office.ask(join(Who::Office)).await,
        Err(Code::NotAllowed),
        "a colleague"
    );
    let nobody = c::Invite {
        person: PersonId([99; 16]),
        device: None,
    };
    assert_eq!(office.ask(nobody).await, Err(Code::NotAllowed));
    let elsewhere = c::Invite {
        person: Who::SecondCadre.person().id,
        device: Some(scene.server.devices().unwrap()[0]),
    };
    assert_eq!(
        office.ask(elsewhere).await,
        Err(Code::NotAllowed),
        "a device the person is not on"
    );
    let mut wider = Who::SecondCounsel.person();
    wider.id = PersonId([77; 16]);
    wider.scope = vec!["450102".parse().unwrap()];
    scene.server.add_person(&wider).unwrap();
    let wider = c::Invite {
        person: wider.id,
        device: None,
    };
    assert_eq!(
        office.ask(wider).await,
        Err(Code::NotAllowed),
        "works beyond the township"
    );
    office.ask(c::Lock {}).await.unwrap();
    assert_eq!(office.ask(join(Who::Cadre)).await, Err(Code::Locked));
}

#[tokio::test]
async fn the_same_request_gives_the_same_code_and_a_changed_one_none() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    office.link.remember();
    let given = office.ask(join(Who::Cadre)).await.unwrap();
    let remembered = office.link.remembered();
    let request = remembered.iter().find(|request| request.path == INVITE_PATH).unwrap();
    let token = request.token.as_deref();
    let again = scene.server.answer(INVITE_PATH, token, &request.body).unwrap();
    let again: InviteResponse = decode(&again.body).unwrap();
    assert_eq!(again.issued.unwrap().code, given.code.replace('-', ""));
    assert_eq!(
        scene.server.answer(INVITE_PATH, None, &request.body).unwrap().status,
        401
    );
    let (cadre, counsel) = (Who::Cadre.person().id, Who::Counsel.person().id);
    let at = request
        .body
        .windows(16)
        .rposition(|window| window == cadre.as_bytes())
        .unwrap();
    let mut changed = request.body.clone();
    changed[at..at + 16].copy_from_slice(counsel.as_bytes());
    assert_eq!(
        scene.server.answer(INVITE_PATH, token, &changed).unwrap().status,
        400,
        "another person"
    );
}

#[tokio::test]
async fn without_network_no_code_is_shown() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    for fault in [Fault::DropRequest, Fault::DropAnswer] {
        office.link.always(fault);
        assert_eq!(office.ask(join(Who::Cadre)).await, Err(Code::NoNetwork));
    }
    office.link.always(Fault::Html);
    assert_eq!(office.ask(c::Invitees {}).await, Err(Code::NotOurServer));
}
