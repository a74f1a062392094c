//! Invitations, devices, certificates.

use cunfa_core::{DeviceId, Digest, KeyId, PersonId, Role, Standing};
use cunfa_server::db::{
    Asker, Db, DbError, DbResult, Device, Enrolled, Enrolment, NewDevice, Offer, Seen, StoredCertificate, Who,
};

use super::register::person;
use super::{Make, append, batch, county, founded};
use crate::support::VILLAGE;

pub fn all(make: Make<'_>) {
    an_invitation_is_used_once(make);
    device_numbers_count_up_within_a_county(make);
    a_further_person_joins_a_device_and_its_log_starts_again(make);
    the_same_person_does_not_join_twice(make);
    signing_in_again_replaces_the_token_only(make);
    an_unused_invitation_is_claimed_by_one_key(make);
    a_new_key_takes_the_place_of_a_lost_one_in_one_transaction(make);
    a_device_is_revoked_once_with_its_keys(make);
    a_revoked_key_makes_room_for_another_of_the_same_person(make);
    a_key_is_confirmed_once_and_not_after_it_was_revoked(make);
    a_failed_enrolment_leaves_nothing(make);
}

pub(super) fn prepared(make: Make<'_>) -> Box<dyn Db> {
    let db = founded(make);
    for number in 1..=3 {
        db.add_person(&person(number, Role::Cadre, &[VILLAGE]), 1).unwrap();
    }
    db
}

pub(super) fn offer(db: &dyn Db, code: u8, person: u8) -> Digest {
    let code_hash = Digest([code; 32]);
    db.add_invitation(&Offer {
        code_hash,
        person: PersonId([person; 16]),
        device: None,
        by: None,
        created_ms: 10,
        expires_ms: 20,
    })
    .unwrap();
    code_hash
}

pub(super) fn certificate(key: u8, device: u8, person: Option<u8>) -> StoredCertificate {
    StoredCertificate {
        key: KeyId([key; KeyId::LEN]),
        county: county(),
        device: DeviceId([device; 16]),
        person: person.map(|person| PersonId([person; 16])),
        standing: Standing::Confirmed,
        from_sequence: 0,
        bytes: vec![key; 10],
    }
}

/// Person and device of the same number, on a new device.
pub(super) fn new_device(db: &dyn Db, code: u8, number: u8) -> Enrolment {
    Enrolment {
        code_hash: offer(db, code, number),
        county: county(),
        person: PersonId([number; 16]),
        person_key: vec![number; 65],
        device_key: vec![number + 100; 65],
        device: DeviceId([number; 16]),
        new_device: Some(NewDevice {
            name: "平板".to_owned(),
            key: vec![number + 100; 65],
            number: None,
        }),
        token_hash: Some(Digest([number; 32])),
        certificates: vec![
            certificate(number + 100, number, None),
            certificate(number, number, Some(number)),
        ],
        lost: Vec::new(),
        had: Vec::new(),
        now_ms: 15,
    }
}

pub(super) fn enrol(db: &dyn Db, enrolment: &Enrolment) -> DbResult<Enrolled> {
    db.enrol(enrolment, &revocation)
}

fn done(enrolled: Enrolled) -> Device {
    match enrolled {
        Enrolled::Done(device) => device,
        other => panic!("{other:?}"),
    }
}

fn an_invitation_is_used_once(make: Make<'_>) {
    let db = prepared(make);
    let enrolment = new_device(&*db, 50, 1);
    let invitation = db.invitation(&enrolment.code_hash).unwrap().unwrap();
    assert_eq!(
        (invitation.offer.person, invitation.offer.expires_ms, invitation.used),
        (PersonId([1; 16]), 20, None)
    );
    assert_eq!(db.invitation(&Digest([51; 32])).unwrap(), None);
    let device = done(enrol(&*db, &enrolment).unwrap());
    assert_eq!(
        (device.number, device.name.as_str(), device.enrolled_ms),
        (1, "平板", 15)
    );
    assert_eq!(
        (device.revoked_ms, device.last_sync_ms, device.scope_since),
        (None, None, 0)
    );
    let used = db.invitation(&enrolment.code_hash).unwrap().unwrap().used.unwrap();
    assert_eq!((used.device, used.gave_token), (device.id, true));
    assert_eq!((used.person_key, used.device_key), (vec![1; 65], vec![101; 65]));
    assert_eq!(enrol(&*db, &enrolment).unwrap(), Enrolled::Overtaken);
    assert_eq!(db.device(device.id).unwrap(), Some(device.clone()));
    assert_eq!(db.device_by_token(&Digest([1; 32])).unwrap(), Some(device.clone()));
    assert_eq!(db.device_by_key(&[101; 65]).unwrap(), Some(device.clone()));
    assert_eq!(db.device_by_token(&Digest([2; 32])).unwrap(), None);
    let asker = Asker {
        device: device.clone(),
        shard: db.shard(&county()).unwrap().unwrap(),
        people: db.people_on(device.id).unwrap(),
        registers: 0,
    };
    assert_eq!(asker.people, [person(1, Role::Cadre, &[VILLAGE])]);
    assert_eq!(db.asker(Who::Token(&Digest([1; 32]))).unwrap(), Some(asker.clone()));
    assert_eq!(db.asker(Who::Device(device.id)).unwrap(), Some(asker.clone()));
    let registered = [batch(7, 7, VILLAGE), batch(8, 8, "450102000000"), batch(9, 9, VILLAGE)];
    append(&*db, &registered, 16);
    for who in [Who::Token(&Digest([1; 32])), Who::Device(device.id)] {
        let stands = db.asker(who).unwrap().unwrap();
        assert_eq!((stands.registers, stands.shard.last_sequence), (2, 3));
    }
    assert_eq!(db.asker(Who::Token(&Digest([2; 32]))).unwrap(), None);
    assert_eq!(db.certificates(&county()).unwrap(), enrolment.certificates);
    assert_eq!(
        db.certificates_of(KeyId([1; KeyId::LEN])).unwrap(),
        [certificate(1, 1, Some(1))]
    );
}

fn device_numbers_count_up_within_a_county(make: Make<'_>) {
    let db = prepared(make);
    let numbers: Vec<u32> = (1..=3)
        .map(|number| done(enrol(&*db, &new_device(&*db, number, number)).unwrap()).number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(
        db.devices()
            .unwrap()
            .iter()
            .map(|device| device.number)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    db.seen(
        DeviceId([2; 16]),
        &Seen {
            now_ms: 99,
            unsent: 0,
            is_full: true,
        },
    )
    .unwrap();
    let seen = db.device(DeviceId([2; 16])).unwrap().unwrap();
    assert_eq!(
        (seen.last_sync_ms, seen.full_sync_ms, seen.unsent),
        (Some(99), Some(99), 0)
    );
    let later = Seen {
        now_ms: 120,
        unsent: 3,
        is_full: false,
    };
    db.seen(DeviceId([2; 16]), &later).unwrap();
    let seen = db.device(DeviceId([2; 16])).unwrap().unwrap();
    assert_eq!(
        (seen.last_sync_ms, seen.full_sync_ms, seen.unsent),
        (Some(120), Some(99), 3)
    );
}

/// Person `person` on the device of number `device`.
pub(super) fn further(db: &dyn Db, code: u8, person: u8, device: u8) -> Enrolment {
    Enrolment {
        new_device: None,
        token_hash: None,
        device: DeviceId([device; 16]),
        device_key: vec![device + 100; 65],
        certificates: vec![certificate(person, device, Some(person))],
        ..new_device(db, code, person)
    }
}

fn a_further_person_joins_a_device_and_its_log_starts_again(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let device = done(enrol(&*db, &further(&*db, 51, 2, 1)).unwrap());
    let directory = db.shard(&county()).unwrap().unwrap().directory;
    assert_eq!((device.scope_since, device.token_hash), (directory, Digest([1; 32])));
    let people: Vec<PersonId> = db
        .people_on(device.id)
        .unwrap()
        .iter()
        .map(|person| person.id)
        .collect();
    assert_eq!(people, [PersonId([1; 16]), PersonId([2; 16])]);
}

fn the_same_person_does_not_join_twice(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let again = Enrolment {
        certificates: vec![certificate(77, 1, Some(1))],
        ..further(&*db, 51, 1, 1)
    };
    assert_eq!(enrol(&*db, &again).unwrap(), Enrolled::PersonThere);
    assert_eq!(db.invitation(&again.code_hash).unwrap().unwrap().used, None);
    assert_eq!(db.certificates_of(KeyId([77; KeyId::LEN])).unwrap(), []);
}

fn signing_in_again_replaces_the_token_only(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let before = db.shard(&county()).unwrap().unwrap().directory;
    let again = Enrolment {
        certificates: Vec::new(),
        token_hash: Some(Digest([70; 32])),
        ..further(&*db, 51, 1, 1)
    };
    let device = done(enrol(&*db, &again).unwrap());
    assert_eq!((device.token_hash, device.scope_since), (Digest([70; 32]), 0));
    assert_eq!(db.device_by_token(&Digest([1; 32])).unwrap(), None);
    assert_eq!(db.shard(&county()).unwrap().unwrap().directory, before);
}

/// A revocation as the database sees it: the key's first byte and the place.
pub(super) fn revocation(key: KeyId, from_sequence: u64) -> Vec<u8> {
    vec![key.as_bytes()[0], u8::try_from(from_sequence).unwrap()]
}

fn an_unused_invitation_is_claimed_by_one_key(make: Make<'_>) {
    let db = prepared(make);
    let enrolment = new_device(&*db, 50, 1);
    assert!(!db.claim_invitation(&Digest([51; 32]), &[1; 65]).unwrap());
    assert!(db.claim_invitation(&enrolment.code_hash, &[1; 65]).unwrap());
    assert!(db.claim_invitation(&enrolment.code_hash, &[1; 65]).unwrap());
    assert!(!db.claim_invitation(&enrolment.code_hash, &[2; 65]).unwrap());
    let invitation = db.invitation(&enrolment.code_hash).unwrap().unwrap();
    assert_eq!((invitation.claimed, invitation.offer.device), (Some(vec![1; 65]), None));
    enrol(&*db, &enrolment).unwrap();
    assert!(!db.claim_invitation(&enrolment.code_hash, &[1; 65]).unwrap());
}

fn a_new_key_takes_the_place_of_a_lost_one_in_one_transaction(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let before = db.shard(&county()).unwrap().unwrap().directory;
    let lost = KeyId([1; KeyId::LEN]);
    let renewal = Enrolment {
        certificates: vec![certificate(77, 1, Some(1))],
        lost: vec![lost],
        had: Vec::new(),
        ..further(&*db, 51, 1, 1)
    };
    let device = done(enrol(&*db, &renewal).unwrap());
    assert_eq!(
        (device.token_hash, device.scope_since),
        (Digest([1; 32]), 0),
        "the log goes on"
    );
    assert_eq!(db.shard(&county()).unwrap().unwrap().directory, before + 1);
    assert_eq!(db.revocation_of(lost).unwrap().unwrap().bytes, [1, 1]);
    assert_eq!(db.certificates_of(KeyId([77; KeyId::LEN])).unwrap().len(), 1);
    assert_eq!(db.people_on(device.id).unwrap().len(), 1);
    let clash = Enrolment {
        certificates: vec![certificate(101, 1, Some(1))],
        lost: vec![KeyId([77; KeyId::LEN])],
        had: Vec::new(),
        ..further(&*db, 52, 1, 1)
    };
    assert!(enrol(&*db, &clash).is_err());
    assert_eq!(
        db.invitation(&clash.code_hash).unwrap().unwrap().used,
        None,
        "nothing of it is stored"
    );
}

fn a_device_is_revoked_once_with_its_keys(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    enrol(&*db, &further(&*db, 51, 2, 1)).unwrap();
    db.revoke_key(KeyId([2; KeyId::LEN]), Some(&[8]), &|_, _| vec![9])
        .unwrap();
    let before = db.shard(&county()).unwrap().unwrap();
    let from = u8::try_from(before.last_sequence + 1).unwrap();
    db.revoke_device(DeviceId([1; 16]), 30, &revocation).unwrap();
    db.revoke_device(DeviceId([1; 16]), 40, &|_, _| Vec::new()).unwrap();
    assert_eq!(db.device(DeviceId([1; 16])).unwrap().unwrap().revoked_ms, Some(30));
    let revoked = db.revocations(&county()).unwrap();
    let bytes: Vec<&[u8]> = revoked.iter().map(|one| one.bytes.as_slice()).collect();
    assert_eq!(bytes, [&[9][..], &[1, from], &[101, from]]);
    let authorities: Vec<Option<&[u8]>> = revoked.iter().map(|one| one.authority.as_deref()).collect();
    assert_eq!(authorities, [Some(&[8][..]), None, None]);
    assert_eq!(
        db.revocation_of(KeyId([1; KeyId::LEN])).unwrap(),
        Some(revoked[1].clone())
    );
    assert_eq!(db.shard(&county()).unwrap().unwrap().directory, before.directory + 1);
    let people: Vec<PersonId> = db
        .people_on(DeviceId([1; 16]))
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(people, [PersonId([1; 16]), PersonId([2; 16])], "who was on it");
    assert!(matches!(
        db.revoke_device(DeviceId([2; 16]), 40, &revocation),
        Err(DbError::NoSuch("device"))
    ));
    assert!(matches!(
        db.revoke_key(KeyId([3; KeyId::LEN]), None, &revocation),
        Err(DbError::NoSuch("certificate"))
    ));
}

fn a_revoked_key_makes_room_for_another_of_the_same_person(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    enrol(&*db, &further(&*db, 51, 2, 1)).unwrap();
    db.revoke_key(KeyId([2; KeyId::LEN]), None, &revocation).unwrap();
    db.revoke_key(KeyId([2; KeyId::LEN]), None, &|_, _| Vec::new()).unwrap();
    let on = || -> Vec<PersonId> {
        db.people_on(DeviceId([1; 16]))
            .unwrap()
            .iter()
            .map(|one| one.id)
            .collect()
    };
    assert_eq!(on(), [PersonId([1; 16])]);
    assert_eq!(db.revocations(&county()).unwrap().len(), 1);
    let again = Enrolment {
        certificates: vec![certificate(77, 1, Some(2))],
        ..further(&*db, 52, 2, 1)
    };
    done(enrol(&*db, &again).unwrap());
    assert_eq!(on(), [PersonId([1; 16]), PersonId([2; 16])]);
}

fn a_key_is_confirmed_once_and_not_after_it_was_revoked(make: Make<'_>) {
    let db = prepared(make);
    let mut enrolment = new_device(&*db, 50, 1);
    enrolment.certificates[1].standing = Standing::Provisional;
    enrol(&*db, &enrolment).unwrap();
    enrol(&*db, &new_device(&*db, 51, 2)).unwrap();
    let before = db.shard(&county()).unwrap().unwrap().directory;
    let confirmation = |bytes: u8| StoredCertificate {
        bytes: vec![bytes],
        ..certificate(1, 1, Some(1))
    };
    assert!(db.confirm(&confirmation(3)).unwrap());
    assert!(db.confirm(&confirmation(4)).unwrap());
    let held = db.certificates_of(KeyId([1; KeyId::LEN])).unwrap();
    let standings: Vec<_> = held.iter().map(|one| (one.standing, one.bytes.len())).collect();
    assert_eq!(standings, [(Standing::Provisional, 10), (Standing::Confirmed, 1)]);
    assert_eq!(held[1].bytes, [3]);
    assert_eq!(db.shard(&county()).unwrap().unwrap().directory, before + 1);
    assert_eq!(db.people_on(DeviceId([1; 16])).unwrap().len(), 1);
    db.revoke_key(KeyId([2; KeyId::LEN]), None, &revocation).unwrap();
    let late = StoredCertificate {
        bytes: vec![5],
        ..certificate(2, 2, Some(2))
    };
    assert!(!db.confirm(&late).unwrap());
    assert_eq!(db.certificates_of(KeyId([2; KeyId::LEN])).unwrap().len(), 1);
}

fn a_failed_enrolment_leaves_nothing(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let clash = Enrolment {
        certificates: vec![certificate(1, 2, Some(2))],
        ..new_device(&*db, 51, 2)
    };
    assert!(enrol(&*db, &clash).is_err());
    assert_eq!(db.devices().unwrap().len(), 1);
    assert_eq!(db.invitation(&clash.code_hash).unwrap().unwrap().used, None);
    assert_eq!(done(enrol(&*db, &new_device(&*db, 52, 3)).unwrap()).number, 2);
}

/// Person 1 on device 1.
pub fn one_device(db: &dyn Db) {
    enrol(db, &new_device(db, 50, 1)).unwrap();
}
