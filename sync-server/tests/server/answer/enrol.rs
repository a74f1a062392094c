//! `POST /v1/enrol`.

use std::sync::{Arc, Mutex};

use cunfa_core::{Area, DeviceId, Person, PersonId, Role};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::receipt::TimeToken;
use cunfa_protocol::wire::{AskedFor, Blob, ENROL_PATH, EnrolRequest, Refusal, Returning, encode};
use cunfa_server::Limits;
use cunfa_server::db::Db;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::random::{NoRandomness, Random};

use crate::support::{House, NOW_MS, OFFICE, OTHER_VILLAGE, Seeded, TestDevice, VILLAGE, enrolment, founding, key};

#[test]
fn an_invitation_makes_a_device_whose_keys_the_county_certifies() {
    let house = House::new();
    let person = house.person(Role::Counsel, &[VILLAGE, OTHER_VILLAGE]);
    let code = house.invite(&person);
    let response = house.enrol(None, &enrolment("a", &code, "a")).unwrap();
    assert_eq!((response.device_number, response.person.clone()), (1, person.clone()));
    assert_eq!((response.shard.as_str(), response.epoch), ("450102", 7));
    assert!(response.token.as_ref().is_some_and(|token| token.len() == 22));
    let county = key("county");
    assert_eq!(response.county_key.0, county.public());
    assert_eq!(
        TimeToken::read(&response.time_token.0, county.public())
            .unwrap()
            .server_time_ms,
        NOW_MS
    );
    let certificates: Vec<Certificate> = response
        .directory
        .certificates
        .iter()
        .map(|one| Certificate::read(&one.0, county.public()).unwrap())
        .collect();
    let device = certificates
        .iter()
        .find(|one| one.subject == Subject::Device(response.device))
        .unwrap();
    assert_eq!(device.public_key, key("a/device").public());
    let subject = Subject::Person {
        person: person.clone(),
        device: response.device,
    };
    let of_person = certificates.iter().find(|one| one.subject == subject).unwrap();
    assert_eq!(
        (of_person.public_key.as_slice(), of_person.from_ms),
        (&key("a/person").public()[..], NOW_MS)
    );
    let villages: Vec<&str> = response
        .directory
        .villages
        .iter()
        .map(|village| village.code.as_str())
        .collect();
    assert_eq!(villages, [VILLAGE, OTHER_VILLAGE]);
    assert_eq!(response.directory.people, [person]);
    assert_eq!(response.directory.rules.len(), 1);
}

#[test]
fn a_lost_answer_is_answered_the_same_once_more() {
    let house = House::new();
    let request = enrolment("a", &house.invite(&house.person(Role::Counsel, &[VILLAGE])), "a");
    let first = house.enrol(None, &request).unwrap();
    for _ in 0..3 {
        let again = house.enrol(None, &request).unwrap();
        assert_eq!((again.device, again.device_number), (first.device, first.device_number));
        assert_eq!(again.token, first.token);
    }
    assert_eq!(house.server.db().devices().unwrap().len(), 1);
    let mut device = TestDevice::enrolled("a", &first);
    assert!(device.pull(&house).0.is_empty());
}

#[test]
fn a_used_invitation_is_refused_to_any_other_key() {
    let house = House::new();
    let code = house.invite(&house.person(Role::Counsel, &[VILLAGE]));
    house.enrol(None, &enrolment("a", &code, "a")).unwrap();
    assert_eq!(
        house.enrol(None, &enrolment("b", &code, "b")),
        Err(Refusal::InvitationUsed)
    );
    assert_eq!(
        house.enrol(None, &enrolment("a", &code, "b")),
        Err(Refusal::InvitationUsed)
    );
}

#[test]
fn a_code_for_somebody_who_was_not_asked_for_is_refused_and_stays_unused() {
    let house = House::new();
    let [of_a_county, of_a_city] =
        [Role::County, Role::City].map(|role| house.invite(&house.person(role, &["450102"])));
    let ask = |name: &str, code: &str, taken: &str| {
        let mut request = enrolment(name, code, name);
        request.asked_for = Some(AskedFor {
            role: Role::City,
            taken: vec![taken.parse().unwrap()],
        });
        house.enrol(None, &request).map(|response| response.person.role)
    };
    assert_eq!(ask("a", &of_a_county, "450103"), Err(Refusal::NotAllowed));
    assert_eq!(ask("a", &of_a_city, "450102"), Err(Refusal::PersonAlreadyHere));
    assert!(house.server.db().devices().unwrap().is_empty());
    assert_eq!(ask("b", &of_a_city, "450103"), Ok(Role::City));
    let county = house.enrol(None, &enrolment("c", &of_a_county, "c")).unwrap();
    assert_eq!(county.person.role, Role::County);
}

#[test]
fn an_unknown_code_is_unknown_and_an_old_one_has_run_out() {
    let house = House::new();
    assert_eq!(
        house.enrol(None, &enrolment("a", "ABCDEFGHJK", "a")),
        Err(Refusal::InvitationUnknown)
    );
    let request = enrolment("a", &house.invite(&house.person(Role::Counsel, &[VILLAGE])), "a");
    let late = NOW_MS + 7 * 24 * 60 * 60 * 1000;
    let answer = house.server.answer(ENROL_PATH, None, &encode(&request).unwrap(), late);
    assert_eq!(
        (answer.status, answer.body),
        (410, encode(&Refusal::InvitationExpired).unwrap())
    );
    assert!(house.enrol(None, &request).is_ok());
}

#[test]
fn a_proof_that_does_not_fit_the_key_is_refused() {
    let house = House::new();
    let code = house.invite(&house.person(Role::Counsel, &[VILLAGE]));
    let good = enrolment("a", &code, "a");
    let mut other_code = enrolment("a", "ABCDEFGHJK", "a");
    other_code.code.clone_from(&code);
    let mut no_key = good.clone();
    no_key.device_key = Blob(vec![4; 65]);
    let mut short = good.clone();
    short.person_key = Blob(vec![]);
    let mut one_key = good.clone();
    one_key.device_key = one_key.person_key.clone();
    for bad in [other_code, no_key, short, one_key] {
        assert_eq!(house.enrol(None, &bad), Err(Refusal::BadProof));
    }
    assert!(house.enrol(None, &good).is_ok());
}

#[test]
fn a_further_person_needs_the_devices_token_and_gets_none() {
    let house = House::new();
    let counsel = house.counsel("a");
    let cadre = house.person(Role::Cadre, &[VILLAGE]);
    let mut request = enrolment("a", &house.invite(&cadre), "cadre");
    request.device = Some(counsel.id);
    assert_eq!(house.enrol(None, &request), Err(Refusal::SignInAgain));
    assert_eq!(house.enrol(Some("wrong"), &request), Err(Refusal::SignInAgain));
    let response = house.enrol(Some(&counsel.token), &request).unwrap();
    assert_eq!(
        (response.device, response.token, response.device_number),
        (counsel.id, None, 1)
    );
    assert_eq!(response.directory.people, [counsel.person.clone(), cadre]);
    let again = house.enrol(Some(&counsel.token), &request).unwrap();
    assert_eq!(again.token, None);
}

#[test]
fn a_token_of_one_device_adds_nobody_to_another() {
    let house = House::new();
    let (first, second) = (house.counsel("a"), house.counsel("b"));
    let mut request = enrolment("a", &house.invite(&house.person(Role::Cadre, &[VILLAGE])), "cadre");
    request.device = Some(first.id);
    assert_eq!(house.enrol(Some(&second.token), &request), Err(Refusal::SignInAgain));
    request.device = Some(DeviceId([9; 16]));
    assert_eq!(house.enrol(Some(&first.token), &request), Err(Refusal::SignInAgain));
}

#[test]
fn knowing_a_devices_public_key_is_not_being_it() {
    let house = House::new();
    let victim = house.counsel("a");
    let code = house.invite(&house.person(Role::Counsel, &[VILLAGE]));
    assert_eq!(
        house.enrol(None, &enrolment("a", &code, "thief")),
        Err(Refusal::SignInAgain)
    );
    assert!(house.sync(&victim.token, &victim.request(&[])).is_ok());
}

#[test]
fn a_person_already_on_the_device_is_said_so_and_their_own_key_signs_it_in_again() {
    let house = House::new();
    let counsel = house.counsel("a");
    let mut request = enrolment("a", &house.invite(&counsel.person), "another key");
    request.device = Some(counsel.id);
    assert_eq!(
        house.enrol(Some(&counsel.token), &request),
        Err(Refusal::PersonAlreadyHere)
    );
    let again = house
        .enrol(None, &enrolment("a", &house.invite(&counsel.person), "a"))
        .unwrap();
    let token = again.token.unwrap();
    assert_eq!(again.device, counsel.id);
    assert_eq!(
        house.sync(&counsel.token, &counsel.request(&[])),
        Err(Refusal::SignInAgain)
    );
    assert!(house.sync(&token, &counsel.request(&[])).is_ok());
}

#[test]
fn one_person_may_have_two_devices_with_a_key_on_each() {
    let house = House::new();
    let person = house.person(Role::Counsel, &[VILLAGE]);
    let (first, second) = (house.device("a", &person), house.device("b", &person));
    assert_ne!(first.id, second.id);
    let request = enrolment("c", &house.invite(&person), "a");
    assert_eq!(house.enrol(None, &request), Err(Refusal::BadProof));
}

#[test]
fn a_person_whose_scope_is_in_several_counties_is_not_enrolled() {
    let house = House::new();
    let mut person = house.person(Role::City, &["450102"]);
    person.id = PersonId([77; 16]);
    person.scope = vec!["4501".parse().unwrap()];
    house.server.db().add_person(&person, 1).unwrap();
    let request = enrolment("a", &house.invite(&person), "a");
    assert_eq!(house.enrol(None, &request), Err(Refusal::InvitationUnknown));
}

#[test]
fn a_further_person_of_another_county_is_not_taken_onto_the_device() {
    let house = House::new();
    let office = house.office("a");
    let elsewhere = house.server.db().villages(&["450103".parse().unwrap()]).unwrap();
    let person = house.person(Role::Cadre, &[elsewhere[0].code.as_str()]);
    let mut request = enrolment("a", &house.invite(&person), "b");
    request.device = Some(office.id);
    assert_eq!(
        house.enrol(Some(&office.token), &request),
        Err(Refusal::InvitationUnknown)
    );
    let own = house.enrol(None, &enrolment("b", &house.invite(&person), "c")).unwrap();
    assert_eq!((own.shard.as_str(), own.device_number), ("450103", 1));
}

#[test]
fn a_device_name_of_sixty_one_characters_is_refused() {
    let house = House::new();
    let code = house.invite(&house.person(Role::Office, &[OFFICE]));
    let mut request = enrolment("a", &code, "a");
    request.device_name = "𡌶".repeat(61);
    assert_eq!(house.enrol(None, &request), Err(Refusal::Unreadable));
    request.device_name = "𡌶".repeat(60);
    assert!(house.enrol(None, &request).is_ok());
}

#[test]
fn the_same_enrolment_from_many_threads_makes_one_device() {
    let house = House::new();
    let request = enrolment("a", &house.invite(&house.person(Role::Counsel, &[VILLAGE])), "a");
    let tokens: Vec<_> = std::thread::scope(|scope| {
        let asks: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| house.enrol(None, &request).unwrap().token))
            .collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(house.server.db().devices().unwrap().len(), 1);
}

/// Random bytes that let somebody else do something first, once.
struct Overtaken {
    bytes: Seeded,
    first: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Random for Overtaken {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        if let Some(first) = self.first.lock().unwrap().take() {
            first();
        }
        self.bytes.fill(bytes)
    }
}

#[test]
fn an_enrolment_that_its_own_copy_overtakes_halfway_is_answered_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cunfa.db");
    let db = SqliteDb::create(&file).unwrap();
    db.found(&founding()).unwrap();
    let faster = House::on(Box::new(db), Limits::default());
    let request = enrolment("a", &faster.invite(&faster.person(Role::Counsel, &[VILLAGE])), "a");
    let given = Arc::new(Mutex::new(None));
    let (copy, token) = (request.clone(), Arc::clone(&given));
    let first = move || *token.lock().unwrap() = faster.enrol(None, &copy).unwrap().token;
    let random = Overtaken {
        bytes: Seeded::new(3),
        first: Mutex::new(Some(Box::new(first))),
    };
    let db = SqliteDb::open(&file).unwrap();
    let slower = House::drawing(Box::new(random), Box::new(db), Limits::default());
    let answered = slower.enrol(None, &request).unwrap();
    assert!(answered.token.is_some());
    assert_eq!(answered.token, *given.lock().unwrap());
    assert_eq!(slower.server.db().devices().unwrap().len(), 1);
}

/// What a device shows that was enrolled here, of itself and of the person.
fn shown(house: &House, device: &str, person: &str) -> Returning {
    let of = |name: String| {
        let stored = house.server.db().certificates_of(key(&name).id()).unwrap();
        Blob(stored[0].bytes.clone())
    };
    Returning {
        device_number: 1,
        device: of(format!("{device}/device")),
        people: vec![of(format!("{person}/person"))],
    }
}

#[test]
fn a_device_that_shows_the_countys_certificates_is_taken_back_under_its_identity_and_number() {
    let (before, after) = (House::new(), House::new());
    let counsel = before.counsel("a");
    after.server.db().add_person(&counsel.person, NOW_MS).unwrap();
    let returning = |again: Returning| EnrolRequest {
        again: Some(again),
        ..enrolment("a", &after.invite(&counsel.person), "a")
    };
    let other = before.counsel("b");
    let mut swapped = shown(&before, "a", "a");
    swapped.device = shown(&before, "b", "b").device;
    let mut forged = shown(&before, "a", "a");
    forged.people[0].0[40] ^= 1;
    for bad in [swapped, forged, shown(&before, "b", "b")] {
        assert_eq!(after.enrol(None, &returning(bad)), Err(Refusal::SignInAgain));
    }
    let mut elsewhere = returning(shown(&before, "a", "a"));
    let stranger = after.person(Role::Counsel, &[VILLAGE]);
    elsewhere = EnrolRequest {
        again: elsewhere.again,
        ..enrolment("a", &after.invite(&stranger), "a")
    };
    assert_eq!(after.enrol(None, &elsewhere), Err(Refusal::InvitationElsewhere));
    let back = after.enrol(None, &returning(shown(&before, "a", "a"))).unwrap();
    assert_eq!((back.device, back.device_number), (counsel.id, 1));
    assert!(after.sync(&back.token.unwrap(), &counsel.request(&[])).is_ok());
    assert_eq!(
        after.server.db().certificates_of(key("a/person").id()).unwrap(),
        before.server.db().certificates_of(key("a/person").id()).unwrap()
    );
    // The number is taken by now: the next one.
    after.server.db().add_person(&other.person, NOW_MS).unwrap();
    let request = EnrolRequest {
        again: Some(shown(&before, "b", "b")),
        ..enrolment("b", &after.invite(&other.person), "b")
    };
    let second = after.enrol(None, &request).unwrap();
    assert_eq!((second.device, second.device_number), (other.id, 2));
}

#[test]
fn a_device_that_comes_back_has_the_scope_of_the_register_and_nothing_from_places_the_log_lost() {
    let (before, after) = (House::new(), House::new());
    let counsel = before.counsel("a");
    let only = |village: &str| -> Vec<Area> { vec![village.parse().unwrap()] };
    before.server.rescope(counsel.person.id, only(VILLAGE)).unwrap();
    let held = before.server.db().certificates_of(key("a/person").id()).unwrap();
    let all: Vec<Blob> = held.iter().map(|one| Blob(one.bytes.clone())).collect();
    let again = Returning {
        people: all,
        ..shown(&before, "a", "a")
    };
    // The log that was put back is as short as a log can be, and its register has the person elsewhere.
    let registered = Person {
        scope: only(OTHER_VILLAGE),
        ..counsel.person.clone()
    };
    after.server.db().add_person(&registered, NOW_MS).unwrap();
    let request = EnrolRequest {
        again: Some(again),
        ..enrolment("a", &after.invite(&registered), "a")
    };
    let back = after.enrol(None, &request).unwrap();
    assert_eq!(back.person, registered);
    let stated = after.server.db().certificates_of(key("a/person").id()).unwrap();
    let scopes: Vec<(u64, Vec<Area>)> = stated
        .iter()
        .map(|one| {
            let certificate = Certificate::stored(&one.bytes).unwrap();
            let person = certificate.subject.person().unwrap();
            (one.from_sequence, person.scope.clone())
        })
        .collect();
    assert_eq!(scopes, [(0, counsel.person.scope), (1, only(OTHER_VILLAGE))]);
}
