//! `POST /v1/recover`, and the enrolment of the new key that follows.

use cunfa_core::{DeviceId, KeyId, Role};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{
    Blob, EnrolRequest, RECOVER_PATH, RecoverRequest, RecoverResponse, Refusal, VERSION, encode,
};

use cunfa_server::refusal::version;

use crate::support::{House, Ledger, TestDevice, VILLAGE, enrolment, key, read};

/// The person of device `a` asks with the new key `new`.
fn request(code: &str, device: DeviceId, lost: KeyId, new: &str) -> RecoverRequest {
    let person_key = key(&format!("{new}/person"));
    let parts: [&[u8]; 4] = [code.as_bytes(), device.as_bytes(), lost.as_bytes(), person_key.public()];
    let message = tagged_hash("cunfa/recover", &parts);
    RecoverRequest {
        version: VERSION,
        code: code.to_owned(),
        device,
        lost_key: lost,
        person_key: Blob(person_key.public().to_vec()),
        proof: Blob(person_key.sign(message.as_bytes()).to_vec()),
    }
}

fn recover(house: &House, request: &RecoverRequest) -> Result<RecoverResponse, Refusal> {
    read(&house.post(RECOVER_PATH, None, &encode(request).unwrap()))
}

fn renewal(code: &str, device: DeviceId, new: &str) -> EnrolRequest {
    EnrolRequest {
        device: Some(device),
        ..enrolment("a", code, new)
    }
}

#[test]
fn the_share_of_the_enrolment_is_given_again_to_one_new_key() {
    let house = House::new();
    let person = house.person(Role::Counsel, &[VILLAGE]);
    let enrolled = house.enrol(None, &enrolment("a", &house.invite(&person), "a")).unwrap();
    let (device, lost) = (enrolled.device, key("a/person").id());
    let code = house.reset_code(&person, device);
    for _ in 0..2 {
        assert_eq!(
            recover(&house, &request(&code, device, lost, "new")).unwrap().share,
            enrolled.share
        );
    }
    let other = request(&code, device, lost, "other");
    assert_eq!(recover(&house, &other), Err(Refusal::InvitationUsed));
    let token = enrolled.token.as_deref();
    assert_eq!(
        house.enrol(token, &renewal(&code, device, "other")),
        Err(Refusal::InvitationUsed)
    );
    let renewed = house.enrol(token, &renewal(&code, device, "new")).unwrap();
    assert_ne!(renewed.share, enrolled.share);
    assert_eq!(
        house.enrol(token, &renewal(&code, device, "new")).unwrap().share,
        renewed.share
    );
    assert_eq!(
        recover(&house, &request(&code, device, lost, "new")).unwrap().share,
        enrolled.share
    );
}

#[test]
fn a_new_key_revokes_the_lost_one_and_nobody_is_there_twice() {
    let house = House::new();
    let mut device = house.counsel("a");
    let ledger = Ledger::new(&house, &device, VILLAGE);
    device.push(&house, &ledger.first(&device));
    let code = house.reset_code(&device.person, device.id);
    recover(&house, &request(&code, device.id, key("a/person").id(), "new")).unwrap();
    house
        .enrol(Some(&device.token), &renewal(&code, device.id, "new"))
        .unwrap();
    let revoked = |name: &str| house.server.db().revocation_of(key(name).id()).unwrap().is_some();
    assert!(revoked("a/person") && !revoked("new/person") && !revoked("a/device"));
    assert_eq!(house.server.db().people_on(device.id).unwrap(), [device.person.clone()]);
    let void = cunfa_core::Body::Void(cunfa_core::act::Void {
        reason: "写错".to_owned(),
    });
    let by_lost = ledger.act(&house, &device, void.clone());
    let batch = ledger.sealed(&device, &[], &[&by_lost]);
    assert_eq!(device.refusal(&house, &batch), ParkedReason::NotEnrolled);
    let renewed = TestDevice {
        person_key: key("new/person"),
        ..TestDevice::enrolled(
            "a",
            &house
                .enrol(Some(&device.token), &renewal(&code, device.id, "new"))
                .unwrap(),
        )
    };
    let by_new = ledger.act(&house, &renewed, void);
    let batch = ledger.sealed(&device, &[], &[&by_new]);
    device.push(&house, &batch);
}

#[test]
fn nothing_but_a_code_for_that_person_and_device_gives_the_share() {
    let house = House::new();
    let (a, b) = (house.counsel("a"), house.cadre("b"));
    let (lost, others) = (key("a/person").id(), key("b/person").id());
    let refused = |request: &RecoverRequest| recover(&house, request).unwrap_err();
    let code = house.reset_code(&a.person, a.id);
    assert_eq!(
        refused(&request("NOSUCHCODE", a.id, lost, "n")),
        Refusal::InvitationUnknown
    );
    assert_eq!(
        refused(&request(&house.invite(&a.person), a.id, lost, "n")),
        Refusal::InvitationElsewhere
    );
    assert_eq!(refused(&request(&code, b.id, lost, "n")), Refusal::InvitationElsewhere);
    assert_eq!(
        refused(&request(&code, a.id, others, "n")),
        Refusal::InvitationElsewhere
    );
    assert_eq!(
        refused(&request(&code, a.id, key("a/device").id(), "n")),
        Refusal::InvitationElsewhere
    );
    let mut stolen = request(&code, a.id, lost, "n");
    stolen.person_key = Blob(key("m/person").public().to_vec());
    assert_eq!(refused(&stolen), Refusal::BadProof);
    let mut late = request(&code, a.id, lost, "n");
    late.version = VERSION + 1;
    assert_eq!(refused(&late), version());
    assert!(
        recover(&house, &request(&code, a.id, lost, "n")).is_ok(),
        "the code stayed good"
    );
    assert_eq!(
        house.enrol(None, &enrolment("c", &house.reset_code(&a.person, a.id), "c")),
        Err(Refusal::InvitationElsewhere)
    );
    house.server.revoke(a.id, crate::support::NOW_MS).unwrap();
    let code = house.reset_code(&a.person, a.id);
    assert_eq!(refused(&request(&code, a.id, lost, "n")), Refusal::DeviceRevoked);
}
