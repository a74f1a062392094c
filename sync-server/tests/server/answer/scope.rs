//! Scopes that become smaller and wider: who may do what from when on, what a device is told, and what it gets.

use cunfa_core::{Area, Role};
use cunfa_evidence::certificate::Certificate;
use cunfa_protocol::index::{INDEX_PATH, IndexRequest};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BlobAnswer, CHUNKS_PATH, ChunksRequest, Short, VERSION, encode};
use cunfa_server::register::PersonError;

use crate::support::photos::{chunks_of, id, read_answer, request, sequence};
use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, enrolment, key, stage};

fn rescope(house: &House, device: &TestDevice, codes: &[&str]) {
    let scope: Vec<Area> = codes.iter().map(|code| code.parse().unwrap()).collect();
    house.server.rescope(device.person.id, scope).unwrap();
}

fn codes(forget: &[cunfa_core::VillageCode]) -> Vec<&str> {
    forget.iter().map(cunfa_core::VillageCode::as_str).collect()
}

/// Whether the device is told that the server has the photo.
fn is_held(house: &House, device: &TestDevice, photo: &[u8]) -> bool {
    let asked = ChunksRequest {
        ask: vec![id(photo)],
        ..request(0)
    };
    let answer = house.post(CHUNKS_PATH, Some(&device.token), &sequence(&asked, &[]));
    let (blobs, _) = read_answer(answer.status, &answer.body).unwrap();
    matches!(blobs[..], [BlobAnswer::Held { .. }])
}

#[test]
fn from_then_on_nothing_of_the_lost_village_comes_and_the_device_is_told_to_forget_it() {
    let house = House::new();
    let (mut counsel, mut office) = (house.counsel("a"), house.office("c"));
    for village in [VILLAGE, OTHER_VILLAGE] {
        let ledger = Ledger::new(&house, &counsel, village);
        counsel.push(&house, &ledger.first(&counsel));
    }
    assert_eq!(office.pull(&house).0.len(), 2);
    rescope(&house, &office, &[OTHER_VILLAGE]);
    for village in [VILLAGE, OTHER_VILLAGE] {
        let ledger = Ledger::new(&house, &counsel, village);
        counsel.push(&house, &ledger.first(&counsel));
    }
    let lost = house.sync(&office.token, &office.request(&[])).unwrap();
    let response = office.sync(&house, &[]);
    assert_eq!(
        lost.head.forget, response.head.forget,
        "an answer that was lost is given again"
    );
    let told = codes(&response.head.forget);
    assert!(told.contains(&VILLAGE) && !told.contains(&OTHER_VILLAGE));
    assert_eq!(response.pulled.len(), 1);
    assert_eq!(response.head.after, 2, "the rest is not read again");
    let directory = response.head.directory.unwrap();
    assert_eq!(directory.villages.len(), 1);
    assert_eq!(directory.people[0].scope.len(), 1);
    assert_eq!(office.sync(&house, &[]).head.forget, []);
}

#[test]
fn nothing_is_to_be_forgotten_that_was_not_lost() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let (_cadre, _office) = (house.cadre("b"), house.office("c"));
    let response = counsel.sync(&house, &[]);
    assert!(response.head.directory.is_some());
    assert_eq!(response.head.forget, []);
    rescope(&house, &counsel, &["450102101"]);
    assert_eq!(counsel.sync(&house, &[]).head.forget, []);
}

#[test]
fn new_work_in_the_lost_village_is_refused_by_name_and_what_was_signed_before_stands() {
    let mut stage = stage();
    let (house, village) = (&stage.house, VILLAGE);
    let before = stage.ledger.sign_off(house, &stage.cadre);
    let sealed = stage.ledger.sealed(&stage.cadre, &[], &[&before]);
    let receipt = stage.cadre.push(house, &sealed);
    rescope(house, &stage.cadre, &[OTHER_VILLAGE]);
    let after = stage.ledger.sign_off(house, &stage.cadre);
    let refused = stage.ledger.sealed(&stage.cadre, &[], &[&after]);
    assert_eq!(stage.cadre.refusal(house, &refused), ParkedReason::OutOfScope);
    assert_eq!(
        stage.cadre.push(house, &sealed),
        receipt,
        "and said again it has its receipt"
    );
    rescope(house, &stage.counsel, &[OTHER_VILLAGE]);
    let ledger = Ledger::new(house, &stage.counsel, village);
    assert_eq!(
        stage.counsel.refusal(house, &ledger.first(&stage.counsel)),
        ParkedReason::OutOfScope
    );
    let ledger = Ledger::new(house, &stage.counsel, OTHER_VILLAGE);
    stage.counsel.push(house, &ledger.first(&stage.counsel));
    // The volume holds with the scope of then.
    let exported = house.server.export(
        &village.parse().unwrap(),
        &(2026..=2026),
        cunfa_server::export::Attachments::Carried,
        NOW_MS,
    );
    let report = cunfa_volume::verify::verify(&exported.unwrap().bytes, key("county").public()).unwrap();
    assert!(report.holds(), "{report:?}");
}

#[test]
fn another_counsel_on_the_same_device_does_not_write_for_who_lost_the_village() {
    let house = House::new();
    let mut first = house.counsel("a");
    let second = house.person(Role::Counsel, &[VILLAGE]);
    let mut request = enrolment("a", &house.invite(&second), "second");
    request.device = Some(first.id);
    house.enrol(Some(&first.token), &request).unwrap();
    rescope(&house, &first, &[OTHER_VILLAGE]);
    let theirs = Ledger::of(&house, &second, VILLAGE);
    first.push(&house, &theirs.first(&first));
    let not_theirs = Ledger::new(&house, &first, VILLAGE);
    assert_eq!(
        first.refusal(&house, &not_theirs.first(&first)),
        ParkedReason::OutOfScope
    );
    assert_eq!(
        first.sync(&house, &[]).head.forget,
        [],
        "the second one reads the village still"
    );
}

#[test]
fn a_village_that_comes_back_comes_from_its_beginning() {
    let mut stage = stage();
    stage.signed();
    let (house, cadre) = (&stage.house, &mut stage.cadre);
    rescope(house, cadre, &[OTHER_VILLAGE]);
    assert_eq!(codes(&cadre.sync(house, &[]).head.forget), [VILLAGE]);
    rescope(house, cadre, &[VILLAGE, OTHER_VILLAGE]);
    let response = cadre.sync(house, &[]);
    assert_eq!((response.head.after, response.pulled.len()), (0, 2));
    assert_eq!(response.head.forget, []);
    // Lost and got back before the device heard of it: nothing is forgotten.
    rescope(house, cadre, &[OTHER_VILLAGE]);
    rescope(house, cadre, &[VILLAGE]);
    let response = cadre.sync(house, &[]);
    assert_eq!(codes(&response.head.forget), [OTHER_VILLAGE]);
    assert_eq!(response.pulled.len(), 2);
}

#[test]
fn everybody_else_goes_on_being_shown_who_signed_there() {
    let mut stage = stage();
    stage.signed();
    rescope(&stage.house, &stage.cadre, &[OTHER_VILLAGE]);
    let house = &stage.house;
    let single = house.device("d", &house.person(Role::Cadre, &[VILLAGE]));
    let mut request = single.request(&[]);
    request.head.directory = 0;
    let directory = house.sync(&single.token, &request).unwrap().head.directory.unwrap();
    let of_cadre = directory.certificates.iter().filter_map(|one| {
        let certificate = Certificate::read(&one.0, key("county").public()).unwrap();
        (certificate.public_key == stage.cadre.person_key.public()).then_some(certificate.from_sequence)
    });
    assert_eq!(of_cadre.collect::<Vec<_>>(), [0, 3]);
}

#[test]
fn the_index_wanted_entries_and_photos_keep_to_the_smaller_scope_at_once() {
    let house = House::new();
    let (mut counsel, mut office) = (house.counsel("a"), house.office("c"));
    let photo = b"a photo".as_slice();
    let ledger = Ledger::with_photos(&house, &counsel, VILLAGE, &[photo]);
    counsel.push(&house, &ledger.first(&counsel));
    let body = sequence(&request(1), &chunks_of(photo));
    assert_eq!(house.post(CHUNKS_PATH, Some(&counsel.token), &body).status, 200);
    assert!(is_held(&house, &office, photo));
    let index = |office: &TestDevice| {
        let asked = IndexRequest {
            version: VERSION,
            after: None,
        };
        house
            .post(INDEX_PATH, Some(&office.token), &encode(&asked).unwrap())
            .body
            .len()
    };
    let before = index(&office);
    rescope(&house, &office, &[OTHER_VILLAGE]);
    assert!(index(&office) < before);
    assert!(!is_held(&house, &office, photo));
    let mut request = office.request(&[]);
    request.head.want = vec![Short(ledger.id.0[..6].try_into().unwrap())];
    request.head.cursor = 0;
    let response = house.sync(&office.token, &request).unwrap();
    assert_eq!((response.head.wanted, response.pulled.len()), (0, 0));
    office.sync(&house, &[]);
}

#[test]
fn a_new_pin_in_between_does_not_hide_what_is_to_be_forgotten() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    rescope(&house, &counsel, &[OTHER_VILLAGE]);
    let mut request = enrolment("a", &house.reset_code(&counsel.person, counsel.id), "renewed");
    request.device = Some(counsel.id);
    let response = house.enrol(Some(&counsel.token), &request).unwrap();
    counsel.directory = response.directory.version;
    assert_eq!(codes(&counsel.sync(&house, &[]).head.forget), [VILLAGE]);
}

#[test]
fn an_office_decides_over_nobody_outside_its_smaller_scope_and_what_it_confirmed_stands() {
    let mut stage = stage();
    let confirmed = stage.signed();
    rescope(&stage.house, &stage.office, &[OTHER_VILLAGE]);
    let review = stage.ledger.approve(&stage.house, &stage.office, confirmed.id());
    let sealed = stage.ledger.sealed(&stage.office, &[], &[&review]);
    assert_eq!(stage.office.refusal(&stage.house, &sealed), ParkedReason::OutOfScope);
}

#[test]
fn a_log_that_began_anew_says_what_is_to_be_forgotten_whatever_the_versions_are() {
    let house = House::new();
    let mut office = house.office("c");
    rescope(&house, &office, &[OTHER_VILLAGE]);
    office.directory = house
        .server
        .db()
        .shard(&"450102".parse().unwrap())
        .unwrap()
        .unwrap()
        .directory;
    assert!(office.sync(&house, &[]).head.directory.is_none());
    house.server.begin_anew(3).unwrap();
    let head = office.sync(&house, &[]).head;
    assert!(head.directory.is_some() && codes(&head.forget).contains(&VILLAGE));
}

#[test]
fn a_scope_that_nobody_may_have_is_refused_and_changes_nothing() {
    let house = House::new();
    let cadre = house.cadre("b");
    let give = |codes: &[&str]| {
        let scope = codes.iter().map(|code| code.parse().unwrap()).collect();
        house.server.rescope(cadre.person.id, scope)
    };
    assert!(matches!(give(&[]), Err(PersonError::NoScope)));
    assert!(matches!(give(&["450102101999"]), Err(PersonError::NoVillage(_))));
    assert!(matches!(give(&["450102101"]), Err(PersonError::NotAVillage(_))));
    let elsewhere = house.server.db().villages(&["450103".parse().unwrap()]).unwrap();
    let elsewhere = elsewhere.first().unwrap().code.as_str().to_owned();
    assert!(matches!(give(&[&elsewhere]), Err(PersonError::OtherCounty(_))));
    assert_eq!(give(&[VILLAGE]).unwrap(), [], "the same again is no change");
    assert_eq!(house.server.db().person(cadre.person.id).unwrap(), Some(cadre.person));
}
