//! Acts: what is signed, what is transmitted, what is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{damages, handwriting, key, sign_off, small_ink, statement, statements};
use cunfa_core::ink::{Ink, MAX_POINTS, Point, Stroke};
use cunfa_core::{Body, Digest, Void};
use cunfa_evidence::act::{ActError, MAX_ACT_BYTES, SignedAct, sign};
use cunfa_evidence::suite::{SM2_SM3, SuiteError, verify};
use proptest::prelude::*;

const CONTENT: Digest = Digest([0xC0; 32]);

#[test]
fn an_act_holds_for_the_content_it_was_signed_over_and_for_no_other() {
    let act = sign(statement(sign_off(small_ink())), CONTENT, &key(1));
    assert_eq!(act.verify(CONTENT, key(1).public()), Ok(()));
    let other = Err(ActError::Suite(SuiteError::Signature));
    assert_eq!(act.verify(Digest([0xC1; 32]), key(1).public()), other);
    assert_eq!(act.verify(CONTENT, key(2).public()), Err(ActError::OtherKey));
}

#[test]
fn the_signed_bytes_are_tag_and_content_digest_and_the_transmitted_statement() {
    let act = sign(statement(sign_off(small_ink())), CONTENT, &key(1));
    let transmitted = &act.bytes()[..act.bytes().len() - 64];
    let by_hand = [&b"\x83\x69cunfa/act\x58\x20"[..], &CONTENT.0, transmitted].concat();
    assert_eq!(act.signing_input(CONTENT), by_hand);
    assert_eq!(verify(SM2_SM3, key(1).public(), &by_hand, act.signature()), Ok(()));
    assert_eq!(act.bytes()[act.bytes().len() - 64..], act.signature()[..]);
}

#[test]
fn the_content_digest_is_not_transmitted() {
    let act = sign(statement(sign_off(small_ink())), CONTENT, &key(1));
    assert!(!act.bytes().windows(32).any(|window| window == CONTENT.0));
}

#[test]
fn signing_sets_key_and_id_and_sorts_the_heads() {
    let mut given = statement(sign_off(small_ink()));
    given.act.heads = vec![Digest([3; 32]), Digest([1; 32]), Digest([3; 32])];
    let act = sign(given, CONTENT, &key(1));
    assert_eq!(act.statement().act.heads, [Digest([1; 32]), Digest([3; 32])]);
    assert_eq!(act.statement().act.key, key(1).id());
    assert_eq!(act.statement().act.id, act.id());
    assert_eq!(act.id().0, cunfa_evidence::hash(act.bytes()).0[..16]);
}

#[test]
fn an_act_with_an_ordinary_signature_is_small() {
    let act = sign(statement(sign_off(handwriting())), CONTENT, &key(1));
    assert!(act.bytes().len() < 1_400, "{} bytes", act.bytes().len());
}

#[test]
fn a_newer_version_and_another_suite_are_named() {
    let bytes = sign(statement(sign_off(small_ink())), CONTENT, &key(1))
        .bytes()
        .to_vec();
    assert_eq!(bytes[..3], [0x8D, 1, 1]);
    let with = |at: usize, value: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = value;
        SignedAct::read(&bytes)
    };
    assert_eq!(with(1, 2), Err(ActError::Version(2)));
    assert_eq!(with(2, 2), Err(ActError::Suite(SuiteError::UnknownSuite(2))));
    assert_eq!(with(3, 23), Err(ActError::Shape("unknown kind")));
}

#[test]
fn another_encoding_or_unsorted_heads_are_refused() {
    let mut given = statement(sign_off(small_ink()));
    given.act.heads = vec![Digest([1; 32]), Digest([3; 32])];
    let bytes = sign(given, CONTENT, &key(1)).bytes().to_vec();
    let heads = bytes.windows(32).position(|window| window == [1; 32]).unwrap();
    let mut unsorted = bytes.clone();
    unsorted[heads..heads + 32].copy_from_slice(&[3; 32]);
    unsorted[heads + 34..heads + 66].copy_from_slice(&[1; 32]);
    let mut twice = bytes.clone();
    twice[heads + 34..heads + 66].copy_from_slice(&[1; 32]);
    for wrong in [unsorted, twice] {
        assert_eq!(SignedAct::read(&wrong), Err(ActError::Shape("heads not sorted")));
    }
    let trailing = [&bytes[..], &[0]].concat();
    let long = [&[0x98, 13][..], &bytes[1..]].concat();
    for wrong in [trailing, long] {
        assert_eq!(SignedAct::read(&wrong), Err(ActError::NotCanonical));
    }
}

#[test]
fn too_many_points_or_bytes_are_refused() {
    let point = Point {
        x: 1,
        y: 1,
        t_ms: 0,
        pressure: None,
    };
    let many = |count| Ink {
        width: 9,
        height: 9,
        strokes: vec![Stroke(vec![point; count])],
    };
    let read = |body| SignedAct::read(sign(statement(body), CONTENT, &key(1)).bytes()).map(|_| ());
    assert_eq!(read(sign_off(many(MAX_POINTS))), Ok(()));
    assert_eq!(
        read(sign_off(many(MAX_POINTS + 1))),
        Err(ActError::Shape("too many points"))
    );
    let long = Body::Void(Void {
        reason: "长".repeat(MAX_ACT_BYTES / 3),
    });
    assert_eq!(read(long), Err(ActError::TooLarge));
}

#[test]
fn the_largest_ink_a_pad_records_fits_an_act() {
    let wild = |index: usize| Point {
        x: if index.is_multiple_of(2) { 0 } else { 4_000 },
        y: if index.is_multiple_of(2) { 4_000 } else { 0 },
        t_ms: u32::try_from(index).unwrap() * 300,
        pressure: Some(if index.is_multiple_of(2) { 1 } else { 1_000 }),
    };
    let ink = Ink {
        width: 4_000,
        height: 4_000,
        strokes: vec![Stroke((0..MAX_POINTS).map(wild).collect())],
    };
    let act = sign(statement(sign_off(ink)), CONTENT, &key(1));
    assert_eq!(SignedAct::read(act.bytes()), Ok(act));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_act_reads_back_and_verifies(statement in statements(), content: [u8; 32]) {
        let act = sign(statement, Digest(content), &key(1));
        let read = SignedAct::read(act.bytes());
        prop_assert_eq!(read.as_ref(), Ok(&act));
        prop_assert_eq!(act.verify(Digest(content), key(1).public()), Ok(()));
    }

    #[test]
    fn a_damaged_act_is_refused_or_does_not_verify(statement in statements(), damage in damages(), place: usize) {
        let act = sign(statement, CONTENT, &key(1));
        let bytes = damage.done_to(act.bytes(), place);
        prop_assume!(bytes != act.bytes());
        if let Ok(read) = SignedAct::read(&bytes) {
            prop_assert_eq!(read.bytes(), &bytes[..]);
            prop_assert!(read.verify(CONTENT, key(1).public()).is_err());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        prop_assert!(SignedAct::read(&bytes).is_err());
    }
}
