//! Certificates, receipts and time tokens: the county key's signed words.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{CADRE, DEVICE, damages, key};
use cunfa_core::{BatchId, Person, Role, Standing};
use cunfa_evidence::certificate::{Certificate, CertificateError, Subject};
use cunfa_evidence::receipt::{Receipt, ReceiptError, TimeToken};
use cunfa_evidence::refusal::{Refusal, RefusalError};
use cunfa_evidence::revocation::{Revocation, RevocationError, RevocationReason};
use cunfa_evidence::ruling::{Ruling, RulingError, Verdict, is_reason};
use cunfa_evidence::suite::SuiteError;
use proptest::prelude::*;

fn of_a_person() -> Certificate {
    let scope = vec!["450102001003".parse().unwrap(), "450102001".parse().unwrap()];
    let person = Person {
        id: CADRE,
        name: "黄\u{2CB4E}".into(),
        role: Role::Cadre,
        post: "村委会主任".into(),
        scope,
    };
    Certificate {
        public_key: key(2).public().to_vec(),
        subject: Subject::Person { person, device: DEVICE },
        from_ms: 1_795_428_300_000,
        from_sequence: 0,
        issuer: key(1).id(),
        standing: Standing::Provisional,
    }
}

fn of_a_device() -> Certificate {
    Certificate {
        subject: Subject::Device(DEVICE),
        standing: Standing::Confirmed,
        ..of_a_person()
    }
}

fn receipt() -> Receipt {
    Receipt {
        batch: BatchId([0xBA; 32]),
        shard: "450102".parse().unwrap(),
        epoch: 3,
        sequence: 70_000,
        received_at_ms: 1_795_428_300_000,
    }
}

fn revocation() -> Revocation {
    Revocation {
        issuer: key(1).id(),
        key: key(2).id(),
        reason: RevocationReason::Refused,
        from_sequence: 70_001,
        at_ms: 1_795_428_300_000,
    }
}

fn token() -> TimeToken {
    TimeToken {
        server_time_ms: 1_795_428_300_000,
        nonce: [0x4E; 16],
    }
}

#[test]
fn what_the_county_key_signed_reads_back() {
    for certificate in [of_a_person(), of_a_device()] {
        let bytes = certificate.issue(&key(1));
        assert_eq!(Certificate::read(&bytes, key(1).public()), Ok(certificate));
    }
    assert_eq!(Receipt::read(&receipt().issue(&key(1)), key(1).public()), Ok(receipt()));
    assert_eq!(TimeToken::read(&token().issue(&key(1)), key(1).public()), Ok(token()));
    assert_eq!(
        Revocation::read(&revocation().issue(&key(1)), key(1).public()),
        Ok(revocation())
    );
}

#[test]
fn a_revocation_for_an_unknown_reason_revokes_all_the_same() {
    let newer = Revocation {
        reason: RevocationReason::Unknown(9),
        ..revocation()
    };
    assert_eq!(Revocation::read(&newer.issue(&key(1)), key(1).public()), Ok(newer));
}

#[test]
fn a_word_that_names_another_issuer_than_the_key_that_signed_it_is_refused() {
    let certificate = Certificate {
        issuer: key(2).id(),
        ..of_a_person()
    };
    assert_eq!(
        Certificate::read(&certificate.issue(&key(1)), key(1).public()),
        Err(CertificateError::OtherIssuer)
    );
    assert_eq!(
        Certificate::claimed_issuer(&certificate.issue(&key(1))),
        Ok(key(2).id())
    );
    let revocation = Revocation {
        issuer: key(2).id(),
        ..revocation()
    };
    assert_eq!(
        Revocation::read(&revocation.issue(&key(1)), key(1).public()),
        Err(RevocationError::OtherIssuer)
    );
}

#[test]
fn an_offices_refusal_reads_back_with_its_own_key_only() {
    let refusal = Refusal {
        issuer: key(5).id(),
        key: key(2).id(),
        at_ms: -1,
    };
    let bytes = refusal.issue(&key(5));
    assert_eq!(Refusal::claimed_issuer(&bytes), Ok(key(5).id()));
    assert_eq!(Refusal::read(&bytes, key(5).public()), Ok(refusal.clone()));
    let stolen = refusal.issue(&key(6));
    assert_eq!(Refusal::read(&stolen, key(6).public()), Err(RefusalError::OtherIssuer));
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        assert!(Refusal::read(&damaged, key(5).public()).is_err(), "{place}");
    }
    assert!(Refusal::claimed_issuer(&[0; 2_000]).is_err());
}

#[test]
fn a_ruling_reads_back_with_the_key_of_whoever_gave_it_only() {
    let ruling = Ruling {
        issuer: key(5).id(),
        batch: BatchId([0xBA; 32]),
        verdict: Verdict::Taken,
        reason: "平板找回，核对过内容".into(),
        at_ms: -1,
    };
    let bytes = ruling.issue(&key(5));
    assert_eq!(Ruling::claimed(&bytes), Ok(ruling.clone()));
    assert_eq!(Ruling::read(&bytes, key(5).public()), Ok(ruling.clone()));
    let stolen = ruling.issue(&key(6));
    assert_eq!(Ruling::read(&stolen, key(6).public()), Err(RulingError::OtherIssuer));
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        assert!(Ruling::read(&damaged, key(5).public()).is_err(), "{place}");
    }
    assert!(Ruling::claimed(&[0; 5_000]).is_err());
    let left = Ruling {
        verdict: Verdict::Left,
        ..ruling
    };
    assert_eq!(Ruling::read(&left.issue(&key(5)), key(5).public()), Ok(left));
}

#[test]
fn a_reason_says_something_and_hides_nothing() {
    assert!(is_reason("核对过"));
    assert!(is_reason(&"长".repeat(200)));
    for text in ["", " \n", "左\u{202E}右", "零\0"] {
        assert!(!is_reason(text), "{text:?}");
    }
    assert!(!is_reason(&"长".repeat(201)));
}

#[test]
fn another_key_is_refused() {
    let refused = Err(CertificateError::Suite(SuiteError::Signature));
    assert_eq!(
        Certificate::read(&of_a_person().issue(&key(2)), key(1).public()),
        refused
    );
    let refused = Err(ReceiptError::Suite(SuiteError::Signature));
    assert_eq!(Receipt::read(&receipt().issue(&key(2)), key(1).public()), refused);
    assert!(TimeToken::read(&token().issue(&key(2)), key(1).public()).is_err());
}

#[test]
fn one_word_is_never_taken_for_another() {
    let county = key(1);
    assert!(Receipt::read(&token().issue(&county), county.public()).is_err());
    assert!(TimeToken::read(&receipt().issue(&county), county.public()).is_err());
    assert!(Certificate::read(&receipt().issue(&county), county.public()).is_err());
    assert!(Certificate::read(&revocation().issue(&county), county.public()).is_err());
    assert!(Revocation::read(&of_a_device().issue(&county), county.public()).is_err());
}

#[test]
fn a_certificate_of_a_key_that_is_none_is_refused() {
    let certificate = Certificate {
        public_key: vec![4; 65],
        ..of_a_person()
    };
    let refused = Err(CertificateError::Shape("not canonical"));
    assert_eq!(Certificate::read(&certificate.issue(&key(1)), key(1).public()), refused);
}

#[test]
fn too_short_too_long_or_newer_words_are_refused() {
    let county = key(1);
    for wrong in [vec![], vec![0; 64], vec![0; 70_000]] {
        assert!(Receipt::read(&wrong, county.public()).is_err());
        assert!(Certificate::read(&wrong, county.public()).is_err());
    }
    let mut body = receipt().issue(&county);
    body.truncate(body.len() - 64);
    let resigned = |body: &[u8]| [body, &county.sign(body)].concat();
    assert_eq!(Receipt::read(&resigned(&body), county.public()), Ok(receipt()));
    let trailing = [&body[..], &[0]].concat();
    assert!(matches!(
        Receipt::read(&resigned(&trailing), county.public()),
        Err(ReceiptError::Shape("not canonical"))
    ));
    body[1 + 1 + "cunfa/receipt".len()] = 2;
    assert_eq!(
        Receipt::read(&resigned(&body), county.public()),
        Err(ReceiptError::Shape("unknown version"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_word_is_refused(damage in damages(), place: usize) {
        let county = key(1);
        for good in [
            of_a_person().issue(&county),
            receipt().issue(&county),
            token().issue(&county),
            revocation().issue(&county),
        ] {
            let bytes = damage.done_to(&good, place);
            if bytes != good {
                prop_assert!(Certificate::read(&bytes, county.public()).is_err());
                prop_assert!(Receipt::read(&bytes, county.public()).is_err());
                prop_assert!(Revocation::read(&bytes, county.public()).is_err());
                prop_assert!(TimeToken::read(&bytes, county.public()).is_err());
            }
        }
    }

    #[test]
    fn arbitrary_bodies_signed_by_the_county_never_panic(body: Vec<u8>) {
        let county = key(1);
        let bytes = [&body[..], &county.sign(&body)].concat();
        prop_assert!(Certificate::read(&bytes, county.public()).is_err());
        prop_assert!(Receipt::read(&bytes, county.public()).is_err());
        prop_assert!(Revocation::read(&bytes, county.public()).is_err());
        prop_assert!(TimeToken::read(&bytes, county.public()).is_err());
    }
}
