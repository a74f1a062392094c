//! `POST /v1/invite`.

use cunfa_core::{DeviceId, PersonId, Role};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::wire::{Blob, INVITE_PATH, InviteRequest, InviteResponse, Refusal, VERSION, Whom, encode};

use crate::support::{House, TestDevice, VILLAGE, enrolment, key, read};

fn request(office: &TestDevice, nonce: u8, person: Option<PersonId>, device: Option<DeviceId>) -> InviteRequest {
    let whom = person.map(|person| Whom { person, device });
    let nonce = vec![nonce; 16];
    let parts: [&[u8]; 5] = [
        office.id.as_bytes(),
        office.person.id.as_bytes(),
        &nonce,
        person.as_ref().map_or(&[][..], |id| id.as_bytes()),
        device.as_ref().map_or(&[][..], |id| id.as_bytes()),
    ];
    let message = tagged_hash("cunfa/invite", &parts);
    InviteRequest {
        version: VERSION,
        by: office.person.id,
        key: office.person_key.id(),
        nonce: Blob(nonce),
        whom,
        signature: Blob(office.person_key.sign(message.as_bytes()).to_vec()),
    }
}

fn ask(house: &House, office: &TestDevice, request: &InviteRequest) -> Result<InviteResponse, Refusal> {
    read(&house.post(INVITE_PATH, Some(&office.token), &encode(request).unwrap()))
}

#[test]
fn an_office_gives_a_cadre_of_its_township_a_code_that_enrols() {
    let house = House::new();
    let (office, cadre) = (house.office("o"), house.person(Role::Cadre, &[VILLAGE]));
    let request = request(&office, 1, Some(cadre.id), None);
    let first = ask(&house, &office, &request).unwrap();
    let code = first.issued.clone().unwrap().code;
    assert_eq!(
        ask(&house, &office, &request).unwrap(),
        first,
        "the same request, the same code"
    );
    let response = house.enrol(None, &enrolment("c", &code, "c")).unwrap();
    assert_eq!(response.person, cadre);
    assert_eq!(ask(&house, &office, &request), Err(Refusal::InvitationUsed));
    let another = self::request(&office, 2, Some(cadre.id), Some(response.device));
    let another = ask(&house, &office, &another).unwrap().issued.unwrap().code;
    assert_ne!(another, code);
    let by = house
        .server
        .db()
        .invitation(&cunfa_server::invitation::hash_code(&another));
    let offer = by.unwrap().unwrap().offer;
    assert_eq!(
        (offer.by, offer.device),
        (Some(office.person.id), Some(response.device))
    );
}

#[test]
fn the_list_holds_whom_the_office_may_give_a_code_and_nobody_else() {
    let house = House::new();
    let office = house.office("o");
    let counsel = house.counsel("c");
    house.person(Role::Counsel, &["450102"]);
    house.person(Role::Cadre, &["450102001003"]);
    house.person(Role::Office, &["450102101"]);
    let answer = ask(&house, &office, &request(&office, 1, None, None)).unwrap();
    assert_eq!(answer.issued, None);
    let listed: Vec<_> = answer
        .people
        .iter()
        .map(|one| (one.person.id, one.devices.clone()))
        .collect();
    assert_eq!(listed, [(counsel.person.id, vec![(counsel.id, "c".to_owned())])]);
    house.server.revoke(counsel.id, crate::support::NOW_MS).unwrap();
    let answer = ask(&house, &office, &request(&office, 1, None, None)).unwrap();
    assert!(answer.people[0].devices.is_empty(), "a revoked device gets no new PIN");
}

#[test]
fn others_and_other_words_than_those_that_were_signed_get_no_code() {
    let house = House::new();
    let (office, counsel) = (house.office("o"), house.counsel("c"));
    let colleague = house.person(Role::Office, &["450102101"]);
    let whom = Some(counsel.person.id);
    assert_eq!(
        ask(&house, &counsel, &request(&counsel, 1, whom, None)),
        Err(Refusal::NotAllowed)
    );
    assert_eq!(
        ask(&house, &office, &request(&office, 1, Some(colleague.id), None)),
        Err(Refusal::NotAllowed)
    );
    assert_eq!(
        ask(&house, &office, &request(&office, 1, whom, Some(office.id))),
        Err(Refusal::NotAllowed)
    );
    let good = request(&office, 1, whom, None);
    assert_eq!(
        ask(&house, &counsel, &good),
        Err(Refusal::BadProof),
        "on another device"
    );
    let changed = InviteRequest {
        nonce: Blob(vec![2; 16]),
        ..good.clone()
    };
    assert_eq!(ask(&house, &office, &changed), Err(Refusal::BadProof));
    let forged = InviteRequest {
        key: key("o/device").id(),
        ..good.clone()
    };
    assert_eq!(ask(&house, &office, &forged), Err(Refusal::BadProof));
    let short = InviteRequest {
        nonce: Blob(vec![1; 3]),
        ..good.clone()
    };
    assert_eq!(ask(&house, &office, &short), Err(Refusal::Unreadable));
    assert_eq!(house.post(INVITE_PATH, None, &encode(&good).unwrap()).status, 401);
    house.server.revoke(office.id, crate::support::NOW_MS).unwrap();
    assert_eq!(ask(&house, &office, &good), Err(Refusal::DeviceRevoked));
}
