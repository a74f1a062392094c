//! `POST /v1/sync`, the pull half: everything in scope once, nothing outside it, from the right place.

use cunfa_core::Role;
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::receipt::TimeToken;
use cunfa_evidence::revocation::Revocation;
use cunfa_protocol::wire::VillageDigest;

use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, VILLAGE, enrolment, key};

#[test]
fn a_device_pulls_what_is_in_its_scope_and_its_cursor_passes_the_rest() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    for village in [OTHER_VILLAGE, VILLAGE, OTHER_VILLAGE, OTHER_VILLAGE] {
        let ledger = Ledger::new(&house, &counsel, village);
        counsel.push(&house, &ledger.first(&counsel));
    }
    let response = cadre.sync(&house, &[]);
    let sequences: Vec<u64> = response.pulled.iter().map(|pulled| pulled.sequence).collect();
    assert_eq!((sequences, response.cursor, response.more), (vec![2], 4, false));
}

#[test]
fn the_county_gets_places_and_keys_but_no_text_of_entries() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    let mut county = house.device("county", &house.person(Role::County, &["450102"]));
    let response = county.sync(&house, &[]);
    assert_eq!((response.pulled.len(), response.cursor), (0, 1));
    assert!(county.directory > 0);
}

#[test]
fn what_a_request_pushed_does_not_come_back_and_the_cursor_passes_it() {
    let house = House::new();
    let (mut counsel, mut office) = (house.counsel("a"), house.office("c"));
    office.sync(&house, &[]);
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let response = counsel.sync(&house, &[ledger.first(&counsel)]);
    assert_eq!((response.pulled.len(), response.cursor), (0, 1));
    assert_eq!(counsel.sync(&house, &[]).pulled.len(), 0);
    assert_eq!(office.sync(&house, &[]).pulled.len(), 1);
}

#[test]
fn a_small_budget_still_brings_one_batch_at_a_time() {
    let house = House::new();
    let (mut counsel, office) = (house.counsel("a"), house.office("c"));
    for _ in 0..5 {
        let ledger = Ledger::new(&house, &counsel, VILLAGE);
        counsel.push(&house, &ledger.first(&counsel));
    }
    let mut request = office.request(&[]);
    request.pull_bytes_max = 0;
    for sequence in 1..=5 {
        let response = house.sync(&office.token, &request).unwrap();
        assert_eq!(response.pulled.len(), 1);
        assert_eq!((response.cursor, response.more), (sequence, sequence < 5));
        request.cursor = response.cursor;
    }
    assert_eq!(house.sync(&office.token, &request).unwrap().pulled.len(), 0);
}

#[test]
fn another_epoch_voids_the_cursor() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let receipt = counsel.push(&house, &ledger.first(&counsel));
    assert_eq!((receipt.epoch, receipt.sequence), (7, 1));
    house.server.begin_anew(3).unwrap();
    let response = counsel.sync(&house, &[]);
    assert_eq!((response.epoch, response.pulled.len(), response.cursor), (8, 1, 1));
    assert_eq!(counsel.sync(&house, &[]).pulled.len(), 0);
}

#[test]
fn a_cursor_beyond_the_log_starts_it_again() {
    let house = House::new();
    let (mut counsel, mut office) = (house.counsel("a"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    office.cursor = u64::MAX;
    let response = office.sync(&house, &[]);
    assert_eq!((response.pulled.len(), response.cursor), (1, 1));
}

#[test]
fn a_device_whose_scope_grows_gets_what_it_had_passed_even_when_answers_are_lost() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let mut cadre = house.cadre("b");
    let ledger = Ledger::new(&house, &counsel, OTHER_VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    assert_eq!(cadre.pull(&house).0.len(), 0);
    let second = house.person(Role::Cadre, &[OTHER_VILLAGE]);
    let mut request = enrolment("b", &house.invite(&second), "second cadre");
    request.device = Some(cadre.id);
    let response = house.enrol(Some(&cadre.token), &request).unwrap();
    cadre.directory = response.directory.version;
    let lost = house.sync(&cadre.token, &cadre.request(&[])).unwrap();
    assert_eq!(lost.pulled.len(), 1);
    let response = cadre.sync(&house, &[]);
    assert_eq!(response.pulled.len(), 1);
    assert_eq!(response.head.directory.unwrap().people.len(), 2);
    assert_eq!(cadre.sync(&house, &[]).pulled.len(), 0);
}

#[test]
fn the_directory_comes_when_it_changed_and_only_then() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    assert!(counsel.sync(&house, &[]).directory.is_none());
    let cadre = house.cadre("b");
    let directory = counsel.sync(&house, &[]).head.directory.unwrap();
    let keys: Vec<Vec<u8>> = directory
        .certificates
        .iter()
        .map(|one| Certificate::read(&one.0, key("county").public()).unwrap().public_key)
        .collect();
    assert!(keys.contains(&cadre.person_key.public().to_vec()));
    assert!(keys.contains(&cadre.device_key.public().to_vec()));
    assert!(counsel.sync(&house, &[]).directory.is_none());
}

#[test]
fn the_directory_holds_no_place_and_no_key_of_elsewhere() {
    let house = House::new();
    let mut cadre = house.cadre("b");
    let stranger = house.device("x", &house.person(Role::Counsel, &[OTHER_VILLAGE]));
    let directory = cadre.sync(&house, &[]).head.directory.unwrap();
    let strangers = |bytes: &[u8]| bytes.windows(65).any(|window| window == stranger.person_key.public());
    assert!(!directory.certificates.iter().any(|one| strangers(&one.0)));
    assert_eq!(directory.villages.len(), 1);
}

#[test]
fn a_revocation_travels_beside_the_certificates() {
    let house = House::new();
    let (mut counsel, cadre) = (house.counsel("a"), house.cadre("b"));
    counsel.sync(&house, &[]);
    house.server.revoke(cadre.id, NOW_MS + 5).unwrap();
    house.server.revoke(cadre.id, NOW_MS + 9).unwrap();
    let directory = counsel.sync(&house, &[]).head.directory.unwrap();
    assert_eq!(directory.certificates.len(), 4);
    let revoked: Vec<Revocation> = directory
        .revocations
        .iter()
        .map(|one| Revocation::read(&one.0, key("county").public()).unwrap())
        .collect();
    let mut keys: Vec<_> = revoked.iter().map(|one| one.key).collect();
    keys.sort();
    let mut expected = [cadre.person_key.id(), cadre.device_key.id()];
    expected.sort();
    assert_eq!(keys, expected);
    assert!(
        revoked
            .iter()
            .all(|one| (one.from_sequence, one.at_ms) == (1, NOW_MS + 5))
    );
}

#[test]
fn who_asks_for_it_is_told_what_time_it_is_with_a_nonce_of_its_own() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let tokens: Vec<TimeToken> = (0..2)
        .map(|_| counsel.sync(&house, &[]).head.time_token.unwrap())
        .map(|token| TimeToken::read(&token.0, key("county").public()).unwrap())
        .collect();
    assert_eq!(tokens[0].server_time_ms, NOW_MS);
    assert_ne!(tokens[0].nonce, tokens[1].nonce);
    let mut request = counsel.request(&[]);
    request.time = false;
    assert_eq!(house.sync(&counsel.token, &request).unwrap().time_token, None);
}

#[test]
fn digests_are_told_to_who_asks_of_the_villages_in_scope_and_when_nothing_lies_after_the_cursor() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let mut ids = Vec::new();
    for village in [OTHER_VILLAGE, VILLAGE, VILLAGE] {
        let ledger = Ledger::new(&house, &counsel, village);
        let batch = ledger.first(&counsel);
        ids.push(batch.id());
        counsel.push(&house, &batch);
    }
    let mut request = cadre.request(&[]);
    assert_eq!(house.sync(&cadre.token, &request).unwrap().digests, []);
    request.compare = true;
    let told = VillageDigest {
        village: VILLAGE.parse().unwrap(),
        digest: ids[1].word() ^ ids[2].word(),
    };
    assert_eq!(house.sync(&cadre.token, &request).unwrap().digests, [told]);
    request.pull_bytes_max = 0;
    let first = house.sync(&cadre.token, &request).unwrap();
    assert!(first.more && first.digests.is_empty());
    // The county reads no entries, and is told nothing of what they come to.
    let mut county = house.device("county", &house.person(Role::County, &["450102"]));
    county.sync(&house, &[]);
    let mut request = county.request(&[]);
    request.compare = true;
    assert_eq!(house.sync(&county.token, &request).unwrap().digests, []);
    cadre.sync(&house, &[]);
}
