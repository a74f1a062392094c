//! Prepared keys against the plain path: the same verdict on valid, changed and hostile signatures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{key, unhex};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::prepared::{PreparedKey, Verify};
use cunfa_evidence::suite::{SM2_SM3, SuiteError, verify};
use proptest::prelude::*;

const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

fn both(key: &PreparedKey, public: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
    let plain = verify(SM2_SM3, public, message, signature);
    assert_eq!(key.verify(message, signature), plain);
    assert_eq!(public.verify(message, signature), plain);
    plain
}

/// `order` less a number below 256, or plus it.
fn near_order(by: i16) -> [u8; 32] {
    let mut bytes: [u8; 32] = unhex(ORDER).try_into().unwrap();
    bytes[31] = u8::try_from(i16::from(bytes[31]) + by).unwrap();
    bytes
}

fn small(number: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[31] = number;
    bytes
}

#[test]
fn a_prepared_key_has_the_id_of_its_key_and_verifies_what_it_signs_and_nothing_else() {
    let (mine, other) = (key(1), key(2));
    let prepared = PreparedKey::new(mine.public()).unwrap();
    assert_eq!(prepared.id(), mine.id());
    for message in [&b""[..], b"m", "村法台账".as_bytes(), &[7; 4096]] {
        assert_eq!(both(&prepared, mine.public(), message, &mine.sign(message)), Ok(()));
        let wrong = both(&prepared, mine.public(), message, &other.sign(message));
        assert_eq!(wrong, Err(SuiteError::Signature));
    }
}

#[test]
fn every_flipped_bit_of_a_signature_is_refused_by_both_paths() {
    let prepared = PreparedKey::new(key(1).public()).unwrap();
    let signature = key(1).sign(b"m");
    for bit in 0..512 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        let verdict = both(&prepared, key(1).public(), b"m", &changed);
        assert_eq!(verdict, Err(SuiteError::Signature), "bit {bit}");
    }
}

#[test]
fn values_at_the_edges_get_the_same_verdict_from_both_paths() {
    let public = *key(1).public();
    let prepared = PreparedKey::new(&public).unwrap();
    let edges = [
        small(0),
        small(1),
        small(2),
        near_order(-2),
        near_order(-1),
        near_order(0),
        near_order(1),
        [0xFF; 32],
    ];
    for r in edges {
        for s in edges {
            // With r = n - s, t is 0.
            assert!(both(&prepared, &public, b"m", &[r, s].concat()).is_err());
        }
    }
    let signature = key(1).sign(b"m");
    for edge in edges {
        assert!(both(&prepared, &public, b"m", &[&edge[..], &signature[32..]].concat()).is_err());
        assert!(both(&prepared, &public, b"m", &[&signature[..32], &edge[..]].concat()).is_err());
    }
}

#[test]
fn signatures_of_another_length_and_unreadable_keys_are_refused() {
    let prepared = PreparedKey::new(key(1).public()).unwrap();
    let signature = key(1).sign(b"m");
    for wrong in [&[][..], &signature[..63], &[&signature[..], &[0]].concat()] {
        let verdict = both(&prepared, key(1).public(), b"m", wrong);
        assert_eq!(verdict, Err(SuiteError::SignatureRange));
    }
    for wrong in [&[][..], &[4; 65], &key(1).public()[..64]] {
        assert_eq!(PreparedKey::new(wrong).map(|_| ()), Err(SuiteError::PublicKey));
    }
}

#[test]
fn the_keys_of_the_smallest_and_largest_secrets_work() {
    for secret in [small(1), small(2), near_order(-3), near_order(-2)] {
        let key = SigningKey::from_secret(secret).unwrap();
        let prepared = PreparedKey::new(key.public()).unwrap();
        assert_eq!(both(&prepared, key.public(), b"m", &key.sign(b"m")), Ok(()));
        assert!(both(&prepared, key.public(), b"n", &key.sign(b"m")).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_paths_agree_on_any_key_message_and_signature(secret: [u8; 32], message: Vec<u8>, r: [u8; 32], s: [u8; 32]) {
        let Ok(key) = SigningKey::from_secret(secret) else { return Ok(()) };
        let prepared = PreparedKey::new(key.public()).unwrap();
        prop_assert_eq!(both(&prepared, key.public(), &message, &key.sign(&message)), Ok(()));
        prop_assert!(both(&prepared, key.public(), &message, &[r, s].concat()).is_err());
    }
}
