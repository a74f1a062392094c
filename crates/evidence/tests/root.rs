//! Roots: read back, refused when damaged, and compared with the one before.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{damages, key};
use cunfa_core::Digest;
use cunfa_evidence::hash;
use cunfa_evidence::receipt::{Receipt, TimeToken};
use cunfa_evidence::root::{MAX_PATH, NotExtended, Root, RootError, civil_day};
use cunfa_evidence::suite::SuiteError;
use cunfa_evidence::tree::{ProofError, Tree, leaf};
use proptest::prelude::*;

fn tree() -> Tree {
    let leaves: Vec<Digest> = (0u8..20).map(|byte| leaf(byte.into(), hash(&[byte]))).collect();
    Tree::of(&leaves)
}

fn root(size: u64) -> Root {
    Root {
        county: "450102".parse().unwrap(),
        epoch: 2,
        batches: 10 + size,
        size,
        hash: tree().root(size).unwrap(),
        at_ms: 1_795_428_300_000,
    }
}

#[test]
fn a_root_reads_back_and_no_other_word_is_taken_for_one() {
    let county = key(1);
    assert_eq!(Root::read(&root(5).issue(&county), county.public()), Ok(root(5)));
    let refused = Err(RootError::Suite(SuiteError::Signature));
    assert_eq!(Root::read(&root(5).issue(&key(2)), county.public()), refused);
    let token = TimeToken {
        server_time_ms: 0,
        nonce: [0; 16],
    };
    let other = Err(RootError::Shape("another domain tag"));
    assert_eq!(Root::read(&token.issue(&county), county.public()), other);
    assert!(Receipt::read(&root(5).issue(&county), county.public()).is_err());
}

#[test]
fn a_later_root_extends_an_earlier_one_only_with_its_path() {
    let path = tree().consistency(6, 13).unwrap();
    assert_eq!(root(13).extends(&root(6), &path), Ok(()));
    assert_eq!(root(6).extends(&root(6), &[]), Ok(()));
    assert_eq!(
        root(13).extends(&root(6), &path[1..]),
        Err(NotExtended::Proof(ProofError::Length)),
        "a path without its first element"
    );
    assert!(root(13).extends(&root(7), &path).is_err());
    assert_eq!(root(0).extends(&root(0), &[]), Ok(()));
    assert_eq!(root(9).extends(&root(0), &[]), Ok(()));
}

#[test]
fn what_goes_back_is_no_extension() {
    let path = tree().consistency(6, 13).unwrap();
    let refused = |later: Root| later.extends(&root(6), &path).unwrap_err();
    let county = "450103".parse().unwrap();
    assert_eq!(refused(Root { county, ..root(13) }), NotExtended::OtherCounty);
    assert_eq!(refused(Root { epoch: 3, ..root(13) }), NotExtended::OtherEpoch);
    assert_eq!(refused(root(5)), NotExtended::Shrunk);
    assert_eq!(
        refused(Root {
            batches: 15,
            ..root(13)
        }),
        NotExtended::Shrunk
    );
    assert_eq!(
        refused(Root {
            batches: 16,
            ..root(13)
        }),
        NotExtended::Shrunk,
        "more acts in the same batches"
    );
    let at_ms = root(6).at_ms - 1;
    assert_eq!(refused(Root { at_ms, ..root(13) }), NotExtended::Earlier);
    let hash = Digest([7; 32]);
    assert_eq!(refused(Root { hash, ..root(13) }), NotExtended::Proof(ProofError::Root));
}

#[test]
fn a_civil_day_begins_at_midnight_in_shanghai() {
    // 2026-11-24T16:00Z is midnight there.
    let midnight_ms = 1_795_536_000_000;
    assert_eq!(civil_day(midnight_ms), civil_day(midnight_ms - 1) + 1);
    assert_eq!(
        civil_day(midnight_ms),
        civil_day(midnight_ms + 24 * 60 * 60 * 1_000 - 1)
    );
    assert_eq!((civil_day(0), civil_day(-8 * 60 * 60 * 1_000 - 1)), (0, -1));
    assert!(civil_day(i64::MAX) > civil_day(i64::MIN));
}

#[test]
fn an_act_is_shown_to_be_under_a_root() {
    let path = tree().inclusion(4, 13).unwrap();
    assert!(path.len() <= MAX_PATH);
    let act = leaf(4, hash(&[4]));
    assert_eq!(root(13).includes(act, 4, &path), Ok(()));
    assert_eq!(root(13).includes(leaf(5, hash(&[4])), 4, &path), Err(ProofError::Root));
    assert_eq!(root(12).includes(act, 4, &path), Err(ProofError::Root));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_root_is_refused(damage in damages(), place: usize) {
        let county = key(1);
        let good = root(5).issue(&county);
        let bytes = damage.done_to(&good, place);
        if bytes != good {
            prop_assert!(Root::read(&bytes, county.public()).is_err());
        }
    }

    #[test]
    fn arbitrary_bodies_signed_by_the_county_never_panic(body: Vec<u8>) {
        let county = key(1);
        prop_assert!(Root::read(&[&body[..], &county.sign(&body)].concat(), county.public()).is_err());
    }
}
