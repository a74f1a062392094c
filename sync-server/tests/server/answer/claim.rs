//! Enrolments made on the spot: taken once and in the same pass as what was signed with them; refused by name, one by one.

use cunfa_core::{Person, Role, Standing};
use cunfa_evidence::chain::Chain;
use cunfa_evidence::claim::Claim;
use cunfa_evidence::revocation::RevocationReason;
use cunfa_protocol::view::{ClaimFault, ParkedReason};
use cunfa_protocol::wire::{BatchAnswer, Blob, ClaimAnswer, MAX_CLAIMS, Refusal};

use crate::support::{Answered, House, Ledger, NOW_MS, OTHER_VILLAGE, Stage, TestDevice, VILLAGE, key, stage};

fn claim_by(tablet: &TestDevice, person: &Person, name: &str) -> Blob {
    let claim = Claim {
        public_key: key(name).public().to_vec(),
        person: person.id,
        device: tablet.id,
        made_at_ms: NOW_MS,
    };
    Blob(claim.issue(&key(name), &tablet.device_key))
}

fn claim(house: &House, tablet: &TestDevice, claims: Vec<Blob>) -> Answered {
    let mut request = tablet.request(&[]);
    request.claims = claims;
    house.sync(&tablet.token, &request).unwrap()
}

fn answer(house: &House, tablet: &TestDevice, blob: Blob) -> ClaimAnswer {
    without_share(claim(house, tablet, vec![blob]).claims.remove(0))
}

fn taken() -> ClaimAnswer {
    ClaimAnswer::Taken {
        share: Blob(Vec::new()),
    }
}

fn without_share(answer: ClaimAnswer) -> ClaimAnswer {
    match answer {
        ClaimAnswer::Taken { .. } => taken(),
        ClaimAnswer::NotTaken(fault) => ClaimAnswer::NotTaken(fault),
    }
}

fn standing(response: &Answered, name: &str) -> Option<Standing> {
    let directory = response.directory.as_ref()?;
    let certificates = directory.certificates.iter().map(|one| one.0.as_slice());
    let chain = Chain::new(key("county").public(), certificates, []);
    chain.holder(key(name).id()).map(|holder| holder.standing)
}

#[test]
fn a_cadre_of_the_roster_is_enrolled_and_what_they_signed_is_taken_in_the_same_pass() {
    let house = House::new();
    let cadre = house.person(Role::Cadre, &[VILLAGE]);
    let tablet = house.counsel("a");
    let ledger = Ledger::new(&house, &tablet, VILLAGE);
    let of_cadre = TestDevice {
        id: tablet.id,
        token: tablet.token.clone(),
        device_key: key("a/device"),
        person_key: key("spot"),
        person: cadre.clone(),
        ..tablet
    };
    let act = ledger.sign_off(&house, &of_cadre);
    let mut request = of_cadre.request(&[ledger.first(&of_cadre), ledger.sealed(&of_cadre, &[], &[&act])]);
    request.claims = vec![claim_by(&of_cadre, &cadre, "spot")];
    let response = house.sync(&of_cadre.token, &request).unwrap();
    assert!(matches!(response.claims[..], [ClaimAnswer::Taken { ref share }] if share.0.len() == 32));
    assert!(
        response
            .answers
            .iter()
            .all(|answer| matches!(answer, BatchAnswer::Stored { .. }))
    );
    assert_eq!(standing(&response, "spot"), Some(Standing::Provisional));
    let directory = response.directory.as_ref().unwrap();
    assert_eq!(directory.people.len(), 2);
    let again = house.sync(&of_cadre.token, &request).unwrap();
    assert_eq!((&again.claims, &again.answers), (&response.claims, &response.answers));
    assert_eq!(
        again.head.directory.unwrap().version,
        directory.version,
        "said twice is said once"
    );
}

#[test]
fn the_roster_names_the_cadres_of_the_counsels_villages_and_nobody_else() {
    let house = House::new();
    let near = house.person(Role::Cadre, &[VILLAGE]);
    house.person(Role::Cadre, &[VILLAGE, "450102101204"]);
    house.person(Role::Cadre, &["450102101204"]);
    house.person(Role::Counsel, &[VILLAGE]);
    let roster = |device: &TestDevice| {
        let mut request = device.request(&[]);
        request.directory = 0;
        house
            .sync(&device.token, &request)
            .unwrap()
            .head
            .directory
            .unwrap()
            .roster
    };
    assert_eq!(roster(&house.counsel("a")), [near]);
    assert_eq!(roster(&house.office("c")), []);
    assert_eq!(roster(&house.cadre("b")), []);
}

#[test]
fn each_claim_that_is_not_taken_is_named_and_the_others_go_on() {
    let Stage {
        house,
        counsel: tablet,
        cadre,
        office,
        ..
    } = stage();
    let elsewhere = house.person(Role::Cadre, &["450102101204"]);
    let partly = house.person(Role::Cadre, &[VILLAGE, "450102101204"]);
    let counsel = house.person(Role::Counsel, &[VILLAGE]);
    let good = house.person(Role::Cadre, &[OTHER_VILLAGE]);
    let stranger = Person {
        id: cunfa_core::PersonId([9; 16]),
        ..good.clone()
    };
    let not_taken = |fault| ClaimAnswer::NotTaken(fault);
    let claims = vec![
        claim_by(&tablet, &stranger, "k1"),
        claim_by(&tablet, &counsel, "k2"),
        claim_by(&tablet, &elsewhere, "k3"),
        claim_by(&tablet, &partly, "k4"),
        Blob(vec![1; 300]),
        claim_by(&office, &good, "k5"),
        claim_by(&tablet, &good, "a/person"),
        claim_by(&tablet, &good, "k6"),
        claim_by(&tablet, &good, "k7"),
    ];
    assert_eq!(
        claim(&house, &tablet, claims)
            .head
            .claims
            .into_iter()
            .map(without_share)
            .collect::<Vec<_>>(),
        [
            not_taken(ClaimFault::NotOnRoster),
            not_taken(ClaimFault::NotOnRoster),
            not_taken(ClaimFault::OutOfScope),
            not_taken(ClaimFault::OutOfScope),
            not_taken(ClaimFault::Damaged),
            not_taken(ClaimFault::Damaged),
            not_taken(ClaimFault::Damaged),
            taken(),
            not_taken(ClaimFault::AlreadyHere),
        ]
    );
    for (device, name) in [(&office, "k8"), (&cadre, "k9")] {
        let blob = claim_by(device, &good, name);
        assert_eq!(
            answer(&house, device, blob),
            not_taken(ClaimFault::OutOfScope),
            "only a counsel's device enrols on the spot"
        );
    }
    let many = vec![claim_by(&tablet, &good, "k6"); MAX_CLAIMS + 1];
    let mut request = tablet.request(&[]);
    request.claims = many;
    assert_eq!(house.sync(&tablet.token, &request), Err(Refusal::TooLarge));
}

#[test]
fn a_claim_whose_key_was_refused_meanwhile_stays_refused_and_another_key_is_welcome() {
    let house = House::new();
    let cadre = house.person(Role::Cadre, &[VILLAGE]);
    let tablet = house.counsel("a");
    assert_eq!(answer(&house, &tablet, claim_by(&tablet, &cadre, "k1")), taken());
    house
        .server
        .revoke_key(key("k1").id(), RevocationReason::Refused, NOW_MS)
        .unwrap();
    assert_eq!(
        answer(&house, &tablet, claim_by(&tablet, &cadre, "k1")),
        ClaimAnswer::NotTaken(ClaimFault::Refused)
    );
    assert_eq!(answer(&house, &tablet, claim_by(&tablet, &cadre, "k2")), taken());
}

#[test]
fn without_a_claim_the_same_acts_are_refused_and_nothing_else_of_the_request_is() {
    let house = House::new();
    let cadre = house.person(Role::Cadre, &[VILLAGE]);
    let mut tablet = house.counsel("a");
    let ledger = Ledger::new(&house, &tablet, VILLAGE);
    tablet.push(&house, &ledger.first(&tablet));
    let mut of_cadre = TestDevice {
        person_key: key("spot"),
        person: cadre,
        ..tablet
    };
    let act = ledger.sign_off(&house, &of_cadre);
    let other = Ledger::new(&house, &house.counsel("z"), VILLAGE);
    drop(other);
    assert_eq!(
        of_cadre.refusal(&house, &ledger.sealed(&of_cadre, &[], &[&act])),
        ParkedReason::NotEnrolled
    );
}
