//! What an office says to enrolments: taken once, answered the same again, and refused by name when it is not its to say.

use cunfa_core::{Person, Role, Standing};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::chain::{Chain, Holder};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::refusal::Refusal;
use cunfa_protocol::view::{DecisionFault, ParkedReason};
use cunfa_protocol::wire::{Blob, Decision, DecisionAnswer, MAX_DECISIONS, Refusal as Refused};

use crate::support::{Answered, House, NOW_MS, OTHER_VILLAGE, Stage, TestDevice, VILLAGE, key, stage};

/// The office's word that the key on this device is this person's.
fn confirmation(of: &TestDevice, person: &Person, by: &SigningKey) -> Decision {
    let certificate = Certificate {
        public_key: of.person_key.public().to_vec(),
        subject: Subject::Person {
            person: person.clone(),
            device: of.id,
        },
        from_ms: NOW_MS,
        from_sequence: 0,
        issuer: by.id(),
        standing: Standing::Confirmed,
    };
    Decision::Confirm(Blob(certificate.issue(by)))
}

fn refusal(of: &TestDevice, by: &SigningKey) -> Decision {
    let refusal = Refusal {
        issuer: by.id(),
        key: of.person_key.id(),
        at_ms: NOW_MS,
    };
    Decision::Refuse(Blob(refusal.issue(by)))
}

fn said(house: &House, office: &mut TestDevice, decisions: Vec<Decision>) -> Answered {
    let mut request = office.request(&[]);
    request.decisions = decisions;
    house.sync(&office.token, &request).unwrap()
}

fn answer(house: &House, office: &mut TestDevice, decision: Decision) -> DecisionAnswer {
    said(house, office, vec![decision]).decisions.remove(0)
}

fn not_taken(house: &House, office: &mut TestDevice, decision: Decision) -> DecisionFault {
    match answer(house, office, decision) {
        DecisionAnswer::NotTaken(fault) => fault,
        DecisionAnswer::Taken => panic!("taken"),
    }
}

/// What the directory says of a device's person.
fn holder(house: &House, reader: &TestDevice, of: &TestDevice) -> Option<Holder> {
    let mut request = reader.request(&[]);
    request.directory = 0;
    let directory = house.sync(&reader.token, &request).unwrap().head.directory.unwrap();
    let chain = Chain::new(
        key("county").public(),
        directory.certificates.iter().map(|one| one.0.as_slice()),
        directory.revocations.iter().map(|one| one.0.as_slice()),
    );
    assert_eq!(chain.faults(), []);
    chain.holder(of.person_key.id()).cloned()
}

#[test]
fn a_cadre_is_provisional_until_the_office_confirms_and_then_everybody_knows() {
    let Stage {
        house,
        counsel,
        cadre,
        mut office,
        ..
    } = stage();
    assert_eq!(
        holder(&house, &counsel, &cadre).unwrap().standing,
        Standing::Provisional
    );
    assert_eq!(holder(&house, &counsel, &office).unwrap().standing, Standing::Confirmed);
    let word = confirmation(&cadre, &cadre.person, &office.person_key);
    let response = said(&house, &mut office, vec![word.clone()]);
    assert_eq!(response.decisions, [DecisionAnswer::Taken]);
    assert!(
        response
            .head
            .directory
            .is_some_and(|directory| directory.version > office.directory)
    );
    let version = |house: &House| {
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .directory
    };
    let grown = version(&house);
    assert_eq!(answer(&house, &mut office, word), DecisionAnswer::Taken);
    assert_eq!(version(&house), grown, "said twice is said once");
    let known = holder(&house, &counsel, &cadre).unwrap();
    assert_eq!(
        (known.standing, known.issuer),
        (Standing::Confirmed, office.person_key.id())
    );
}

#[test]
fn a_refused_enrolment_signs_no_more_and_what_it_signed_before_stays() {
    let mut stage = stage();
    stage.signed();
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut office,
        ledger,
    } = stage;
    let word = refusal(&cadre, &office.person_key);
    assert_eq!(answer(&house, &mut office, word.clone()), DecisionAnswer::Taken);
    assert_eq!(answer(&house, &mut office, word.clone()), DecisionAnswer::Taken);
    let revoked = holder(&house, &counsel, &cadre).unwrap().revoked.unwrap();
    assert_eq!(revoked.from_sequence, 3, "the entry and the sign-off lie before");
    let stored = house.server.db().revocation_of(cadre.person_key.id()).unwrap().unwrap();
    let Decision::Refuse(authority) = word else { panic!() };
    assert_eq!(stored.authority, Some(authority.0));
    let late = confirmation(&cadre, &cadre.person, &office.person_key);
    assert_eq!(not_taken(&house, &mut office, late), DecisionFault::DecidedOtherwise);
    let again = ledger.sign_off(&house, &cadre);
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&again])),
        ParkedReason::OutOfScope,
        "nobody is left on that device"
    );
    assert_eq!(counsel.pull(&house).0.len(), 1, "the sign-off is still given out");
}

#[test]
fn a_revoked_key_on_a_shared_device_is_refused_and_the_others_go_on() {
    let Stage {
        house,
        counsel: mut tablet,
        office,
        mut ledger,
        ..
    } = stage();
    let cadre = house.person(Role::Cadre, &[VILLAGE]);
    let code = house.invite(&cadre);
    let mut request = crate::support::enrolment("a", &code, "a2");
    request.device = Some(tablet.id);
    house.enrol(Some(&tablet.token), &request).unwrap();
    let mut of_cadre = TestDevice {
        person_key: key("a2/person"),
        person: cadre,
        token: tablet.token.clone(),
        device_key: key("a/device"),
        ..tablet
    };
    house
        .server
        .revoke_key(
            of_cadre.person_key.id(),
            cunfa_evidence::revocation::RevocationReason::Replaced,
            NOW_MS,
        )
        .unwrap();
    let act = ledger.sign_off(&house, &of_cadre);
    assert_eq!(
        of_cadre.refusal(&house, &ledger.sealed(&of_cadre, &[], &[&act])),
        ParkedReason::NotEnrolled
    );
    let change = ledger.edit(&house, "matter", "改后");
    tablet = TestDevice {
        person_key: key("a/person"),
        ..of_cadre
    };
    tablet.push(&house, &ledger.sealed(&tablet, &[&change], &[]));
    drop(office);
}

#[test]
fn a_decision_that_is_not_the_offices_to_make_is_named_and_changes_nothing() {
    let Stage {
        house,
        mut counsel,
        cadre,
        mut office,
        ..
    } = stage();
    let elsewhere = house.person(Role::Office, &["450102102"]);
    let mut elsewhere = house.device("d", &elsewhere);
    let stranger = key("stranger");
    let wider = Person {
        scope: vec![VILLAGE.parse().unwrap(), OTHER_VILLAGE.parse().unwrap()],
        ..cadre.person.clone()
    };
    let mut own = |decision| not_taken(&house, &mut office, decision);
    let office_key = key("c/person");
    assert_eq!(own(confirmation(&cadre, &wider, &office_key)), DecisionFault::Changed);
    assert_eq!(
        own(confirmation(&cadre, &cadre.person, &stranger)),
        DecisionFault::NotAllowed
    );
    assert_eq!(
        own(confirmation(&cadre, &cadre.person, &counsel.person_key)),
        DecisionFault::NotAllowed
    );
    assert_eq!(own(Decision::Confirm(Blob(vec![1; 90]))), DecisionFault::Damaged);
    assert_eq!(own(Decision::Refuse(Blob(Vec::new()))), DecisionFault::Damaged);
    let Decision::Confirm(Blob(mut forged)) = confirmation(&cadre, &cadre.person, &office_key) else {
        panic!()
    };
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(own(Decision::Confirm(Blob(forged))), DecisionFault::Damaged);
    let word = confirmation(&cadre, &cadre.person, &elsewhere.person_key);
    assert_eq!(not_taken(&house, &mut elsewhere, word), DecisionFault::NotAllowed);
    let word = refusal(&cadre, &elsewhere.person_key);
    assert_eq!(not_taken(&house, &mut elsewhere, word), DecisionFault::NotAllowed);
    let word = confirmation(&cadre, &cadre.person, &office_key);
    assert_eq!(
        not_taken(&house, &mut counsel, word),
        DecisionFault::NotAllowed,
        "the office's key is on another device"
    );
    assert_eq!(
        holder(&house, &counsel, &cadre).unwrap().standing,
        Standing::Provisional
    );
    assert_eq!(holder(&house, &counsel, &cadre).unwrap().revoked, None);
}

#[test]
fn a_confirmed_enrolment_is_not_refused_afterwards_and_too_many_words_are_too_large() {
    let Stage {
        house,
        cadre,
        mut office,
        ..
    } = stage();
    let yes = confirmation(&cadre, &cadre.person, &office.person_key);
    let no = refusal(&cadre, &office.person_key);
    let answers = said(&house, &mut office, vec![yes.clone(), no]).head.decisions;
    assert_eq!(
        answers,
        [
            DecisionAnswer::Taken,
            DecisionAnswer::NotTaken(DecisionFault::DecidedOtherwise)
        ]
    );
    let mut request = office.request(&[]);
    request.decisions = vec![yes; MAX_DECISIONS + 1];
    assert_eq!(house.sync(&office.token, &request), Err(Refused::TooLarge));
}

#[test]
fn the_county_confirms_those_whose_scope_no_office_covers() {
    let house = House::new();
    let wide = house.person(Role::Counsel, &["450102"]);
    let (one, two) = (house.device("a", &wide), house.device("b", &wide));
    assert_eq!(house.server.confirm(wide.id).unwrap(), 2);
    assert_eq!(house.server.confirm(wide.id).unwrap(), 0);
    for of in [&one, &two] {
        assert_eq!(holder(&house, &one, of).unwrap().standing, Standing::Confirmed);
    }
}
