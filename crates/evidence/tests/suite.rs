//! Suite 1 against the standard's published values and against the `openssl` program, both ways.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{hex, key, unhex};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::suite::{SM2_SM3, SuiteError, hash, key_id, tagged_hash, verify};
use proptest::prelude::*;

const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

#[test]
fn sm3_gives_the_values_of_the_standard() {
    let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(hash(b"abc").to_string(), abc);
    let abcd = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(hash("abcd".repeat(16).as_bytes()).to_string(), abcd);
}

#[test]
fn a_tagged_hash_is_the_hash_of_length_prefixed_parts() {
    let plain = [
        &7u64.to_be_bytes()[..],
        b"cunfa/x",
        &0u64.to_be_bytes(),
        &2u64.to_be_bytes(),
        b"ab",
    ]
    .concat();
    assert_eq!(tagged_hash("cunfa/x", &[b"", b"ab"]), hash(&plain));
    assert_ne!(
        tagged_hash("cunfa/x", &[b"a", b"b"]),
        tagged_hash("cunfa/x", &[b"ab", b""])
    );
}

#[test]
fn a_signature_is_the_same_every_time_and_holds_only_for_its_message_and_key() {
    let message = "村法台账".as_bytes();
    let signature = key(1).sign(message);
    assert_eq!(signature, key(1).sign(message));
    assert_ne!(signature, key(1).sign(b"another"));
    assert_eq!(verify(SM2_SM3, key(1).public(), message, &signature), Ok(()));
    assert_eq!(
        verify(SM2_SM3, key(1).public(), b"another", &signature),
        Err(SuiteError::Signature)
    );
    assert_eq!(
        verify(SM2_SM3, key(2).public(), message, &signature),
        Err(SuiteError::Signature)
    );
    assert_eq!(key(1).id(), key_id(key(1).public()));
}

#[test]
fn r_or_s_that_is_zero_or_not_below_the_order_is_refused() {
    let signature = key(1).sign(b"m");
    let order = unhex(ORDER);
    for bad in [vec![0; 32], order, vec![0xFF; 32]] {
        let bad_r = [&bad[..], &signature[32..]].concat();
        let bad_s = [&signature[..32], &bad[..]].concat();
        assert_eq!(
            verify(SM2_SM3, key(1).public(), b"m", &bad_r),
            Err(SuiteError::SignatureRange)
        );
        assert_eq!(
            verify(SM2_SM3, key(1).public(), b"m", &bad_s),
            Err(SuiteError::SignatureRange)
        );
    }
}

#[test]
fn a_signature_of_another_length_is_refused() {
    let signature = key(1).sign(b"m");
    let long = [&signature[..], &[0]].concat();
    for wrong in [&[][..], &signature[..63], &long, &der(&signature)] {
        assert_eq!(
            verify(SM2_SM3, key(1).public(), b"m", wrong),
            Err(SuiteError::SignatureRange)
        );
    }
}

#[test]
fn an_unknown_suite_is_refused_before_anything_else() {
    assert_eq!(verify(2, b"", b"", b""), Err(SuiteError::UnknownSuite(2)));
}

#[test]
fn only_an_uncompressed_point_of_the_curve_is_a_public_key() {
    let signature = key(1).sign(b"m");
    let public = key(1).public().to_vec();
    let mut off_curve = public.clone();
    off_curve[64] ^= 1;
    let compressed = [&[2 + (public[64] & 1)][..], &public[1..33]].concat();
    let mut hybrid = public.clone();
    hybrid[0] = 6 + (public[64] & 1);
    for wrong in [
        vec![],
        vec![0],
        off_curve,
        compressed,
        hybrid,
        public[..64].to_vec(),
        vec![4; 65],
    ] {
        assert_eq!(
            verify(SM2_SM3, &wrong, b"m", &signature),
            Err(SuiteError::PublicKey),
            "{}",
            hex(&wrong)
        );
    }
}

#[test]
fn a_secret_is_a_scalar_from_one_to_the_order_less_two() {
    let order = unhex(ORDER);
    let less = |by: u8| {
        let mut bytes: [u8; 32] = order.clone().try_into().unwrap();
        bytes[31] -= by;
        bytes
    };
    for bad in [[0; 32], [0xFF; 32], less(0), less(1)] {
        assert_eq!(SigningKey::from_secret(bad).map(|_| ()), Err(SuiteError::SecretKey));
    }
    let last = SigningKey::from_secret(less(2)).unwrap();
    assert_eq!(verify(SM2_SM3, last.public(), b"m", &last.sign(b"m")), Ok(()));
}

#[test]
fn a_key_never_shows_its_secret_when_printed() {
    let secret = [0xA5; 32];
    let printed = format!("{:?}", SigningKey::from_secret(secret).unwrap());
    assert!(!printed.contains(&hex(secret)) && printed.starts_with("SigningKey("));
}

/// r ‖ s as the ASN.1 SEQUENCE of two INTEGERs that openssl writes and reads.
fn der(signature: &[u8; 64]) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let mut body = bytes[zeros..].to_vec();
        if body.first().is_none_or(|first| first & 0x80 != 0) {
            body.insert(0, 0);
        }
        [&[2, u8::try_from(body.len()).unwrap()][..], &body].concat()
    };
    let body = [integer(&signature[..32]), integer(&signature[32..])].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat()
}

fn raw(der: &[u8]) -> [u8; 64] {
    assert_eq!((der[0], usize::from(der[1])), (0x30, der.len() - 2));
    let mut out = [0; 64];
    let mut rest = &der[2..];
    for half in [32, 64] {
        assert_eq!(rest[0], 2);
        let (integer, after) = rest[2..].split_at(usize::from(rest[1]));
        let integer = integer.strip_prefix(&[0]).unwrap_or(integer);
        out[half - integer.len()..half].copy_from_slice(integer);
        rest = after;
    }
    assert!(rest.is_empty());
    out
}

/// SubjectPublicKeyInfo: what docs/evidence.md says to put before the 65 bytes.
fn public_der(key: &SigningKey) -> Vec<u8> {
    let head = unhex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
    [&head[..], key.public()].concat()
}

/// RFC 5915 private key on the SM2 curve.
fn private_der(key: &SigningKey) -> Vec<u8> {
    let (head, curve) = (unhex("30770201010420"), unhex("a00a06082a811ccf5501822da144034200"));
    [&head[..], key.secret(), &curve, key.public()].concat()
}

fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.expect("the openssl program is needed for this test");
    let words = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&words).into_owned())
}

fn verified_by_openssl(key: &SigningKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.der"), public_der(key)).unwrap();
    std::fs::write(folder.path().join("message"), message).unwrap();
    std::fs::write(folder.path().join("signature"), der(signature)).unwrap();
    let words = "pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -digest sm3 -in message -sigfile signature \
                 -pkeyopt distid:1234567812345678";
    let (good, said) = openssl(folder.path(), &words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(good, said.contains("Verified Successfully"), "{said}");
    good
}

fn signed_by_openssl(key: &SigningKey, message: &[u8]) -> [u8; 64] {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.der"), private_der(key)).unwrap();
    std::fs::write(folder.path().join("message"), message).unwrap();
    let words = "pkeyutl -sign -keyform DER -inkey key.der -rawin -digest sm3 -in message -out signature \
                 -pkeyopt distid:1234567812345678";
    let (good, said) = openssl(folder.path(), &words.split_whitespace().collect::<Vec<_>>());
    assert!(good, "{said}");
    raw(&std::fs::read(folder.path().join("signature")).unwrap())
}

const MESSAGES: [&[u8]; 3] = [b"x", "村法台账".as_bytes(), &[0; 4096]];

#[test]
fn openssl_verifies_what_we_sign_and_refuses_it_for_another_message() {
    for (number, message) in (1..).zip(MESSAGES) {
        let signature = key(number).sign(message);
        assert!(verified_by_openssl(&key(number), message, &signature));
        assert!(!verified_by_openssl(&key(number), b"another", &signature));
    }
}

#[test]
fn we_verify_what_openssl_signs_and_refuse_it_for_another_message() {
    for (number, message) in (1..).zip(MESSAGES) {
        let signature = signed_by_openssl(&key(number), message);
        assert_eq!(verify(SM2_SM3, key(number).public(), message, &signature), Ok(()));
        assert_eq!(
            verify(SM2_SM3, key(number).public(), b"another", &signature),
            Err(SuiteError::Signature)
        );
    }
}

#[test]
fn openssl_gives_the_same_sm3() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("message"), "村法台账").unwrap();
    let (good, said) = openssl(folder.path(), &["dgst", "-sm3", "message"]);
    assert!(
        good && said.trim().ends_with(&hash("村法台账".as_bytes()).to_string()),
        "{said}"
    );
}

proptest! {
    #[test]
    fn arbitrary_keys_and_signatures_never_panic(
        public in proptest::collection::vec(any::<u8>(), 0..70),
        signature in proptest::collection::vec(any::<u8>(), 0..70),
        message: Vec<u8>,
    ) {
        prop_assert!(verify(SM2_SM3, &public, &message, &signature).is_err());
        prop_assert!(verify(SM2_SM3, key(1).public(), &message, &signature).is_err());
    }

    #[test]
    fn every_key_verifies_what_it_signs(secret: [u8; 32], message: Vec<u8>) {
        let Ok(key) = SigningKey::from_secret(secret) else { return Ok(()) };
        prop_assert_eq!(verify(SM2_SM3, key.public(), &message, &key.sign(&message)), Ok(()));
    }
}
