//! Enrolments made here on the spot, and decisions of an office, on their way to the server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::{KeyId, PersonId, Standing};
use cunfa_evidence::chain::Place;
use cunfa_evidence::claim::Claim;
use cunfa_evidence::pin::Cost;
use cunfa_store::{ClaimFault, DecisionFault, DecisionKind, PassResult, Renewed, StoredDecision, StoredPerson};

/// Enrols the cadre on the tablet, with a key that no certificate names.
fn claimed(tablet: &mut Tablet) -> KeyId {
    let device = tablet.store.device().unwrap().unwrap();
    let device_key = cunfa_evidence::keys::SigningKey::from_secret(*device.secret).unwrap();
    let claim = Claim {
        public_key: key(77).public().to_vec(),
        person: Who::Cadre.person().id,
        device: device.id,
        made_at_ms: 5,
    };
    let person = StoredPerson {
        slot: 99,
        public_key: key(77).public().to_vec(),
        ..enrolment(1, Who::Cadre).person
    };
    let bytes = claim.issue(&key(77), &device_key);
    tablet.store.add_claimed(&person, key(77).id(), &bytes).unwrap();
    key(77).id()
}

fn answer(tablet: &mut Tablet, key: KeyId, fault: Option<ClaimFault>) {
    let result = PassResult {
        epoch: EPOCH,
        claimed: vec![(key, fault)],
        ..PassResult::default()
    };
    assert_eq!(tablet.store.store_answers(&result).unwrap().claimed, 1);
}

fn waits(tablet: &Tablet) -> Vec<bool> {
    tablet.store.claims().unwrap().iter().map(|claim| claim.waits).collect()
}

#[test]
fn a_key_made_here_is_its_persons_until_the_server_refuses_it() {
    let mut tablet = Tablet::new(1);
    let key = claimed(&mut tablet);
    let holder = tablet.store.holder(key).unwrap().unwrap();
    assert_eq!(holder.standing, Standing::Provisional);
    assert_eq!(holder.subject.person().unwrap().id, Who::Cadre.person().id);
    assert!(holder.signs_at(Place::NotYet));
    answer(&mut tablet, key, Some(ClaimFault::NotOnRoster));
    assert_eq!(tablet.store.holder(key).unwrap(), None);
    assert_eq!(waits(&tablet), [false]);
    answer(&mut tablet, key, None);
    assert!(tablet.store.holder(key).unwrap().is_some());
}

#[test]
fn a_refused_enrolment_is_offered_again_with_a_new_directory_and_all_when_the_log_begins_anew() {
    let mut tablet = Tablet::new(1);
    let key = claimed(&mut tablet);
    answer(&mut tablet, key, Some(ClaimFault::OutOfScope));
    tablet.store.replace_directory(&directory(5)).unwrap();
    assert_eq!(waits(&tablet), [true]);
    assert_eq!(tablet.store.claims().unwrap()[0].fault, Some(ClaimFault::OutOfScope));
    answer(&mut tablet, key, None);
    assert_eq!(waits(&tablet), [false]);
    let anew = PassResult {
        epoch: EPOCH + 1,
        ..PassResult::default()
    };
    assert!(tablet.store.store_answers(&anew).unwrap().new_epoch);
    assert_eq!(waits(&tablet), [true]);
}

#[test]
fn the_roster_holds_cadres_only_and_is_replaced_whole() {
    let mut tablet = Tablet::new(1);
    let mut with = directory(2);
    with.roster = vec![Who::Cadre.person(), Who::Office.person()];
    tablet.store.replace_directory(&with).unwrap();
    assert_eq!(tablet.store.roster().unwrap(), [Who::Cadre.person()]);
    tablet.store.replace_directory(&directory(3)).unwrap();
    assert_eq!(tablet.store.roster().unwrap(), []);
}

#[test]
fn a_decision_stays_until_the_server_answers_exactly_that_word() {
    let mut tablet = Tablet::new(1);
    let decision = |byte: u8| StoredDecision {
        key: key(12).id(),
        kind: DecisionKind::Confirm,
        bytes: vec![byte],
        fault: None,
    };
    tablet.store.put_decision(&decision(1)).unwrap();
    tablet.store.put_decision(&decision(2)).unwrap();
    let answered = |tablet: &mut Tablet, bytes: u8, fault| {
        let result = PassResult {
            epoch: EPOCH,
            decided: vec![(key(12).id(), vec![bytes], fault)],
            ..PassResult::default()
        };
        tablet.store.store_answers(&result).unwrap();
        tablet.store.decisions().unwrap()
    };
    assert_eq!(answered(&mut tablet, 1, None), [decision(2)], "an older word");
    let left = answered(&mut tablet, 2, Some(DecisionFault::NotAllowed));
    assert_eq!(left[0].fault, Some(DecisionFault::NotAllowed));
    tablet.store.put_decision(&decision(3)).unwrap();
    assert_eq!(answered(&mut tablet, 3, None), []);
    assert!(
        tablet
            .store
            .claims()
            .unwrap()
            .iter()
            .all(|claim| claim.person != PersonId([0; 16]))
    );
}

#[test]
fn an_enrolment_made_here_outlives_a_new_wrapping_of_its_key_and_not_a_new_key() {
    let mut tablet = Tablet::new(1);
    let made = claimed(&mut tablet);
    let wrapped_anew = Renewed {
        slot: 99,
        public_key: key(77).public().to_vec(),
        sealed_key: vec![5; 72],
        salt: [5; 16],
        cost: Cost::TEST,
    };
    tablet.store.renew_key(&wrapped_anew, None).unwrap();
    assert_eq!(waits(&tablet), [true]);
    assert!(tablet.store.holder(made).unwrap().is_some());
    let stored = tablet.store.people().unwrap();
    assert_eq!(stored.last().unwrap().sealed_key, wrapped_anew.sealed_key);
    let another = Renewed {
        public_key: key(78).public().to_vec(),
        ..wrapped_anew
    };
    tablet.store.renew_key(&another, None).unwrap();
    assert_eq!(waits(&tablet), [false; 0]);
}
