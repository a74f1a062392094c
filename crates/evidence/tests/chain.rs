//! The chain of authority: who may issue what, what each refusal is called, and that order decides nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{CADRE, DEVICE, damages, hex, key};
use cunfa_core::{DeviceId, KeyId, Person, PersonId, Role, Standing};
use cunfa_evidence::certificate::{Certificate, CertificateError, Subject};
use cunfa_evidence::chain::{Chain, ChainFault, Place, may_confirm};
use cunfa_evidence::revocation::{Revocation, RevocationError, RevocationReason};
use cunfa_evidence::suite::SuiteError;
use proptest::prelude::*;
use serde_json::{Value, json};

const COUNTY: u8 = 4;
const OFFICE: u8 = 5;
const OTHER_OFFICE: u8 = 6;
const CADRE_KEY: u8 = 2;

fn person(number: u8, role: Role, scope: &[&str]) -> Person {
    Person {
        id: PersonId([number; 16]),
        name: "韦\u{21336}".into(),
        role,
        post: "村委会主任".into(),
        scope: scope.iter().map(|area| area.parse().unwrap()).collect(),
    }
}

fn cadre() -> Person {
    Person {
        id: CADRE,
        ..person(0, Role::Cadre, &["450102001003"])
    }
}

/// A certificate of the key of this number, signed by the issuer's.
#[derive(Clone)]
struct Given {
    of: u8,
    by: u8,
    subject: Subject,
    standing: Standing,
    from_ms: i64,
    from_sequence: u64,
}

fn given(of: u8, by: u8, person: Person, standing: Standing) -> Given {
    Given {
        of,
        by,
        subject: Subject::Person { person, device: DEVICE },
        standing,
        from_ms: 1_795_428_300_000,
        from_sequence: 0,
    }
}

impl Given {
    fn bytes(&self) -> Vec<u8> {
        let certificate = Certificate {
            public_key: key(self.of).public().to_vec(),
            subject: self.subject.clone(),
            from_ms: self.from_ms,
            from_sequence: self.from_sequence,
            issuer: key(self.by).id(),
            standing: self.standing,
        };
        certificate.issue(&key(self.by))
    }
}

fn office() -> Given {
    let office = person(5, Role::Office, &["450102001", "450102002"]);
    given(OFFICE, COUNTY, office, Standing::Confirmed)
}

fn enrolled() -> Given {
    given(CADRE_KEY, COUNTY, cadre(), Standing::Provisional)
}

fn confirmed() -> Given {
    given(CADRE_KEY, OFFICE, cadre(), Standing::Confirmed)
}

fn revoked(number: u8, from_sequence: u64, at_ms: i64) -> Vec<u8> {
    let revocation = Revocation {
        issuer: key(COUNTY).id(),
        key: key(number).id(),
        reason: RevocationReason::Device,
        from_sequence,
        at_ms,
    };
    revocation.issue(&key(COUNTY))
}

fn chain(certificates: &[Given], revocations: &[Vec<u8>]) -> Chain {
    let certificates: Vec<Vec<u8>> = certificates.iter().map(Given::bytes).collect();
    of(&certificates, revocations)
}

fn of(certificates: &[Vec<u8>], revocations: &[Vec<u8>]) -> Chain {
    Chain::new(
        key(COUNTY).public(),
        certificates.iter().map(Vec::as_slice),
        revocations.iter().map(Vec::as_slice),
    )
}

fn faults(chain: &Chain) -> Vec<ChainFault> {
    chain.faults().iter().map(|(_, fault)| fault.clone()).collect()
}

fn standing(chain: &Chain, number: u8) -> Option<Standing> {
    chain.holder(key(number).id()).map(|holder| holder.standing)
}

#[test]
fn a_key_is_provisional_by_the_countys_word_and_confirmed_by_an_offices() {
    let before = chain(&[office(), enrolled()], &[]);
    assert_eq!(standing(&before, CADRE_KEY), Some(Standing::Provisional));
    assert_eq!(standing(&before, OFFICE), Some(Standing::Confirmed));
    let after = chain(&[confirmed(), enrolled(), office()], &[]);
    let holder = after.holder(key(CADRE_KEY).id()).unwrap();
    assert_eq!(
        (holder.standing, holder.issuer, holder.public_key.as_slice()),
        (Standing::Confirmed, key(OFFICE).id(), &key(CADRE_KEY).public()[..])
    );
    assert_eq!(holder.subject.person(), Some(&cadre()));
    assert_eq!(holder.subject.device(), DEVICE);
    assert_eq!(faults(&after), []);
    let alone = chain(&[confirmed(), office()], &[]);
    assert_eq!(standing(&alone, CADRE_KEY), Some(Standing::Confirmed));
}

/// Every refusal of a certificate, with its name.
fn refused() -> Vec<(&'static str, Vec<Given>, ChainFault)> {
    let by_office = |person| given(CADRE_KEY, OFFICE, person, Standing::Confirmed);
    let wide = |scope: &[&str]| person(3, Role::Counsel, scope);
    let of_device = Given {
        subject: Subject::Device(DEVICE),
        ..confirmed()
    };
    let by_provisional = Given {
        standing: Standing::Provisional,
        ..office()
    };
    let by_cadre = given(CADRE_KEY, 7, cadre(), Standing::Confirmed);
    let cadre_of_7 = given(7, COUNTY, cadre(), Standing::Confirmed);
    let by_office_of_office = given(
        OTHER_OFFICE,
        OFFICE,
        person(6, Role::Office, &["450102001"]),
        Standing::Confirmed,
    );
    let elsewhere = Given {
        subject: Subject::Person {
            person: cadre(),
            device: DeviceId([0xD2; 16]),
        },
        ..confirmed()
    };
    let of_county = Given {
        by: OTHER_OFFICE,
        ..confirmed()
    };
    vec![
        ("nobody knows the issuer", vec![confirmed()], ChainFault::UnknownIssuer),
        (
            "the issuer is a cadre",
            vec![cadre_of_7, by_cadre],
            ChainFault::IssuerNotOffice,
        ),
        (
            "the office is not confirmed",
            vec![by_provisional, confirmed()],
            ChainFault::IssuerProvisional,
        ),
        (
            "an office's certificate gives no authority further down",
            vec![office(), of_county],
            ChainFault::UnknownIssuer,
        ),
        (
            "an office makes no office",
            vec![office(), by_office_of_office],
            ChainFault::OfficeRole,
        ),
        (
            "an office only confirms",
            vec![
                office(),
                Given {
                    standing: Standing::Provisional,
                    ..confirmed()
                },
            ],
            ChainFault::OfficeProvisional,
        ),
        (
            "an office certifies no device",
            vec![office(), of_device],
            ChainFault::OfficeDevice,
        ),
        (
            "one area lies outside",
            vec![office(), by_office(wide(&["450102001", "450102003"]))],
            ChainFault::OfficeScope,
        ),
        (
            "an area is wider than the office's",
            vec![office(), by_office(wide(&["450102"]))],
            ChainFault::OfficeScope,
        ),
        (
            "there is no area",
            vec![office(), by_office(wide(&[]))],
            ChainFault::OfficeScope,
        ),
        (
            "the county gave the key to somebody else",
            vec![office(), enrolled(), by_office(wide(&["450102001"]))],
            ChainFault::Contradiction,
        ),
        (
            "the county gave the key to another device",
            vec![office(), enrolled(), elsewhere],
            ChainFault::Contradiction,
        ),
    ]
}

#[test]
fn each_refusal_is_named_and_gives_nothing() {
    for (why, certificates, fault) in refused() {
        let chain = chain(&certificates, &[]);
        assert_eq!(faults(&chain), [fault], "{why}");
        assert_ne!(standing(&chain, CADRE_KEY), Some(Standing::Confirmed), "{why}");
        assert_eq!(standing(&chain, OTHER_OFFICE), None, "{why}");
    }
}

#[test]
fn a_key_that_the_county_gave_to_two_belongs_to_nobody_and_issues_nothing() {
    let second = given(
        OFFICE,
        COUNTY,
        person(9, Role::Office, &["450102"]),
        Standing::Confirmed,
    );
    let chain = chain(&[office(), second, confirmed()], &[]);
    assert_eq!(standing(&chain, OFFICE), None);
    assert_eq!(standing(&chain, CADRE_KEY), None);
    let mut names: Vec<String> = faults(&chain).iter().map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    assert_eq!(chain.faults().len(), 3);
    assert_eq!(names.len(), 2);
}

#[test]
fn bytes_that_are_no_certificate_or_not_signed_by_whom_they_name_are_refused() {
    let mut forged = confirmed().bytes();
    *forged.last_mut().unwrap() ^= 1;
    let found = of(&[office().bytes(), forged, vec![0; 10], vec![]], &[vec![1; 70]]);
    let mut found: Vec<ChainFault> = faults(&found);
    found.sort_by_key(ToString::to_string);
    assert!(found.contains(&ChainFault::Certificate(CertificateError::Suite(SuiteError::Signature))));
    assert!(found.contains(&ChainFault::Revocation(RevocationError::Suite(SuiteError::Signature))));
    assert_eq!(found.len(), 4);
    let by_office = Revocation {
        issuer: key(OFFICE).id(),
        key: key(CADRE_KEY).id(),
        reason: RevocationReason::Refused,
        from_sequence: 1,
        at_ms: 0,
    };
    let by_office = of(
        &[office().bytes(), enrolled().bytes()],
        &[by_office.issue(&key(OFFICE))],
    );
    assert_eq!(by_office.faults().len(), 1);
    assert_eq!(by_office.holder(key(CADRE_KEY).id()).unwrap().revoked, None);
}

#[test]
fn a_revoked_key_signs_what_lies_before_and_nothing_after() {
    let id = key(CADRE_KEY).id();
    let certificates = [office(), enrolled(), confirmed()];
    let chain = chain(&certificates, &[revoked(CADRE_KEY, 70, 9), revoked(CADRE_KEY, 71, 1)]);
    assert_eq!(chain.holder(id).unwrap().revoked.unwrap().from_sequence, 70);
    let signs = |place| chain.holder_at(id, place).is_some();
    assert!(signs(Place::Sequence(69)));
    assert!(!signs(Place::Sequence(70)) && !signs(Place::Sequence(u64::MAX)) && !signs(Place::NotYet));
    assert!(chain.holder_at(key(OFFICE).id(), Place::NotYet).is_some());
    assert!(chain.holder_at(KeyId([7; KeyId::LEN]), Place::NotYet).is_none());
}

#[test]
fn what_a_revoked_office_confirmed_before_stays_confirmed() {
    let chain = chain(&[office(), enrolled(), confirmed()], &[revoked(OFFICE, 1, 1)]);
    assert_eq!(standing(&chain, CADRE_KEY), Some(Standing::Confirmed));
    assert!(chain.holder_at(key(OFFICE).id(), Place::NotYet).is_none());
}

#[test]
fn an_office_may_confirm_counsel_and_cadres_of_its_scope_and_nobody_else() {
    let office = person(5, Role::Office, &["450102001"]);
    let table = [
        (Role::Cadre, "450102001003", Ok(())),
        (Role::Counsel, "450102001", Ok(())),
        (Role::Counsel, "450102", Err(ChainFault::OfficeScope)),
        (Role::Cadre, "450102002001", Err(ChainFault::OfficeScope)),
        (Role::Office, "450102001", Err(ChainFault::OfficeRole)),
        (Role::County, "450102001", Err(ChainFault::OfficeRole)),
        (Role::City, "450102001", Err(ChainFault::OfficeRole)),
    ];
    for (role, area, answer) in table {
        assert_eq!(
            may_confirm(&office, &person(1, role, &[area])),
            answer,
            "{role:?} {area}"
        );
    }
    let county = person(6, Role::County, &["450102"]);
    assert_eq!(may_confirm(&county, &cadre()), Err(ChainFault::IssuerNotOffice));
}

/// The cadre's key with another scope from this place of the log on.
fn rescoped(from_sequence: u64, standing: Standing, scope: &[&str]) -> Given {
    let person = Person {
        scope: scope.iter().map(|area| area.parse().unwrap()).collect(),
        ..cadre()
    };
    Given {
        from_sequence,
        ..given(CADRE_KEY, COUNTY, person, standing)
    }
}

#[test]
fn an_act_is_judged_by_the_scope_that_held_at_its_place_in_the_log() {
    let (lost, kept) = ("450102001003", "450102001004");
    let words = [
        office(),
        enrolled(),
        confirmed(),
        rescoped(50, Standing::Confirmed, &[kept]),
        rescoped(80, Standing::Confirmed, &[lost, kept]),
    ];
    let chain = chain(&words, &[]);
    assert_eq!(faults(&chain), []);
    let holder = chain.holder(key(CADRE_KEY).id()).unwrap();
    let covers = |village: &str, place| holder.covers_at(&village.parse().unwrap(), place);
    let of = |village: &str| [1, 49, 50, 79, 80, u64::MAX].map(|at| covers(village, Place::Sequence(at)));
    assert_eq!(of(lost), [true, true, false, false, true, true]);
    assert_eq!(of(kept), [false, false, true, true, true, true]);
    assert!(covers(lost, Place::NotYet) && covers(kept, Place::NotYet));
    assert_eq!((holder.from_sequence, holder.standing), (80, Standing::Confirmed));
    assert_eq!(holder.subject.person().unwrap().scope.len(), 2);
}

#[test]
fn a_confirmation_of_an_earlier_scope_does_not_bring_it_back() {
    let smaller = rescoped(50, Standing::Provisional, &["450102001004"]);
    let chain = chain(&[office(), enrolled(), smaller, confirmed()], &[]);
    let holder = chain.holder(key(CADRE_KEY).id()).unwrap();
    let lost = "450102001003".parse().unwrap();
    assert!(!holder.covers_at(&lost, Place::Sequence(50)) && !holder.covers_at(&lost, Place::NotYet));
    assert!(holder.covers_at(&lost, Place::Sequence(49)));
    assert_eq!(holder.standing, Standing::Provisional);
}

#[test]
fn a_device_covers_no_village() {
    let device = Given {
        subject: Subject::Device(DEVICE),
        ..enrolled()
    };
    let chain = chain(&[device], &[]);
    let holder = chain.holder(key(CADRE_KEY).id()).unwrap();
    assert!(!holder.covers_at(&"450102001003".parse().unwrap(), Place::NotYet));
}

/// What a chain says, comparably.
fn said(chain: &Chain) -> (Vec<String>, Vec<String>) {
    let holders = chain
        .holders()
        .map(|(key, holder)| format!("{key} {holder:?}"))
        .collect();
    let faults = chain
        .faults()
        .iter()
        .map(|(bytes, fault)| format!("{} {fault}", hex(bytes)))
        .collect();
    (holders, faults)
}

fn everything() -> Vec<Vec<u8>> {
    let renamed = Given {
        subject: Subject::Person {
            person: Person {
                name: "韦新名".into(),
                ..cadre()
            },
            device: DEVICE,
        },
        ..enrolled()
    };
    let smaller = rescoped(50, Standing::Provisional, &["450102001004"]);
    let wider = rescoped(50, Standing::Confirmed, &["450102001"]);
    let mut all = vec![office(), enrolled(), renamed, confirmed(), smaller, wider];
    all.extend(refused().into_iter().flat_map(|(_, certificates, _)| certificates));
    all.iter().map(Given::bytes).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_order_in_which_words_come_decides_nothing(
        certificates in Just(everything()).prop_shuffle(),
        revocations in Just(vec![revoked(CADRE_KEY, 9, 1), revoked(CADRE_KEY, 9, 0), revoked(OFFICE, 3, 1)]).prop_shuffle(),
    ) {
        let sorted = of(&everything(), &[revoked(OFFICE, 3, 1), revoked(CADRE_KEY, 9, 0), revoked(CADRE_KEY, 9, 1)]);
        prop_assert_eq!(said(&of(&certificates, &revocations)), said(&sorted));
    }

    #[test]
    fn a_damaged_word_confirms_nobody(damage in damages(), place: usize) {
        let good = confirmed().bytes();
        let bytes = damage.done_to(&good, place);
        if bytes != good {
            let chain = of(&[office().bytes(), enrolled().bytes(), bytes], &[]);
            prop_assert_eq!(standing(&chain, CADRE_KEY), Some(Standing::Provisional));
            prop_assert_eq!(chain.faults().len(), 1);
        }
    }
}

/// Certificates and revocations with what they come to. Written anew by `UPDATE_VECTORS=1` while version 1 is being made.
#[test]
fn chains_come_to_these_answers() {
    let good = vec![office(), enrolled(), confirmed()];
    let revocations = vec![revoked(CADRE_KEY, 70, 1_795_428_400_000)];
    let mut rescope = good.clone();
    rescope.push(rescoped(50, Standing::Confirmed, &["450102001004"]));
    let case = |why: &str, certificates: Vec<Given>, revocations: Vec<Vec<u8>>| {
        let chain = chain(&certificates, &revocations);
        let holders: Vec<Value> = chain
            .holders()
            .map(|(key, holder)| {
                json!({
                    "key": key, "person": holder.subject.person().map(|person| person.id), "standing": holder.standing,
                    "issuer": holder.issuer, "from_sequence": holder.from_sequence,
                    "revoked_from_sequence": holder.revoked.map(|revoked| revoked.from_sequence),
                })
            })
            .collect();
        let faults = chain.faults().iter();
        json!({
            "what": why,
            "certificates": certificates.iter().map(|one| hex(one.bytes())).collect::<Vec<_>>(),
            "revocations": revocations.iter().map(hex).collect::<Vec<_>>(),
            "holders": holders,
            "faults": faults.map(|(bytes, fault)| json!([hex(bytes), fault.to_string()])).collect::<Vec<_>>(),
        })
    };
    let mut cases = vec![
        case("an office confirmed a cadre", good.clone(), Vec::new()),
        case("and the cadre's key was revoked", good.clone(), revocations),
        case("and the cadre got another village", rescope, Vec::new()),
    ];
    let refused = refused().into_iter();
    cases.extend(refused.map(|(why, certificates, _)| case(why, certificates, Vec::new())));
    let made = json!({ "county_public_key": hex(key(COUNTY).public()), "cases": cases });
    let file = "tests/vectors/chain.json";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(file, format!("{made:#}\n")).unwrap();
    }
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(stored, made);
}
