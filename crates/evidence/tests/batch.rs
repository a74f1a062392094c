//! Batches: sealed once, opened within limits.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{DEVICE, ENTRY, damages, handwriting, key, sign_off, statement};
use cunfa_core::Digest;
use cunfa_evidence::act::sign;
use cunfa_evidence::batch::{Batch, BatchError, MAX_BATCH_BYTES, MAX_ITEMS, MAX_PLAIN_BYTES, SealedBatch};
use cunfa_evidence::suite::SuiteError;
use proptest::prelude::*;

fn batch(changes: Vec<Vec<u8>>, acts: Vec<Vec<u8>>) -> Batch {
    Batch {
        village: common::samples::village(),
        entry: ENTRY,
        device: DEVICE,
        changes,
        acts,
    }
}

fn sealed(bytes: Vec<u8>) -> SealedBatch {
    SealedBatch {
        bytes,
        signature: vec![0; 64],
    }
}

fn compressed(plain: &[u8]) -> SealedBatch {
    sealed(zstd::bulk::compress(plain, 1).unwrap())
}

/// Bytes that do not compress, always the same.
fn noise(len: usize) -> Vec<u8> {
    let next = |state: &u64| {
        Some(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        )
    };
    std::iter::successors(Some(7u64), next)
        .map(|state| state.to_be_bytes()[0])
        .take(len)
        .collect()
}

#[test]
fn a_batch_opens_to_what_was_sealed_and_its_signature_holds() {
    let batch = batch(vec![vec![1, 2, 3], vec![]], vec![vec![9; 40]]);
    let sealed = batch.seal(&key(1)).unwrap();
    assert_eq!(sealed.open(), Ok(batch));
    assert_eq!(sealed.verify(key(1).public()), Ok(()));
    assert_eq!(
        sealed.verify(key(2).public()),
        Err(BatchError::Suite(SuiteError::Signature))
    );
    assert_eq!(sealed.id().0, cunfa_evidence::hash(&sealed.bytes).0);
}

#[test]
fn one_sign_off_with_an_ordinary_signature_is_a_small_batch() {
    let act = sign(statement(sign_off(handwriting())), Digest([0xC0; 32]), &key(1));
    let sealed = batch(vec![], vec![act.bytes().to_vec()]).seal(&key(1)).unwrap();
    assert!(sealed.bytes.len() < 800, "{} bytes", sealed.bytes.len());
}

#[test]
fn what_is_over_a_limit_is_not_sealed() {
    let refused = |batch: &Batch| batch.seal(&key(1)).unwrap_err();
    assert_eq!(
        refused(&batch(vec![vec![]; MAX_ITEMS], vec![vec![]])),
        BatchError::Limit("items")
    );
    assert_eq!(
        refused(&batch(vec![vec![0; MAX_PLAIN_BYTES]], vec![])),
        BatchError::Limit("plain bytes")
    );
    assert_eq!(
        refused(&batch(vec![noise(MAX_BATCH_BYTES)], vec![])),
        BatchError::Limit("bytes")
    );
    assert!(batch(vec![vec![]; MAX_ITEMS], vec![]).seal(&key(1)).is_ok());
}

#[test]
fn a_frame_that_grows_beyond_the_limit_is_refused_with_or_without_saying_so() {
    let bomb = vec![0; MAX_PLAIN_BYTES + 1];
    let honest = compressed(&bomb);
    assert!(honest.bytes.len() < 10_000);
    assert!(matches!(
        honest.open(),
        Err(BatchError::Limit("plain bytes") | BatchError::Shape(_))
    ));
    let silent = zstd::stream::encode_all(&bomb[..], 1).unwrap();
    assert_eq!(sealed(silent).open(), Err(BatchError::Limit("plain bytes")));
    assert_eq!(
        sealed(vec![0; MAX_BATCH_BYTES + 1]).open(),
        Err(BatchError::Limit("bytes"))
    );
}

#[test]
fn more_items_than_the_limit_are_refused_before_they_are_kept() {
    let good = batch(vec![], vec![]).seal(&key(1)).unwrap();
    let mut plain = common::plain(&good);
    assert_eq!(plain[plain.len() - 2..], [0x80, 0x80]);
    plain.truncate(plain.len() - 2);
    let claim = [&plain[..], &[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]].concat();
    assert_eq!(compressed(&claim).open(), Err(BatchError::Limit("items")));
    let items = [&plain[..], &[0x99, 0x10, 0x00], &[0x40; 4_096], &[0x81, 0x40]].concat();
    assert_eq!(compressed(&items).open(), Err(BatchError::Limit("items")));
}

#[test]
fn two_frames_trailing_bytes_a_cut_frame_or_no_frame_are_refused() {
    let good = batch(vec![vec![1]], vec![]).seal(&key(1)).unwrap().bytes;
    let twice = [&good[..], &good].concat();
    let trailing = [&good[..], &[0]].concat();
    let skippable = [&good[..], &[0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]].concat();
    let before = [&[0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0][..], &good].concat();
    let cut = good[..good.len() - 1].to_vec();
    for wrong in [twice, trailing, skippable, before, cut, vec![], b"<html>".to_vec()] {
        assert!(matches!(sealed(wrong).open(), Err(BatchError::Shape(_))));
    }
}

#[test]
fn a_newer_version_is_named_and_another_encoding_refused() {
    let good = batch(vec![vec![1]], vec![]).seal(&key(1)).unwrap();
    let plain = common::plain(&good);
    let mut newer = plain.clone();
    newer[1 + 1 + "cunfa/batch".len()] = 2;
    assert_eq!(compressed(&newer).open(), Err(BatchError::Version(2)));
    let trailing = [&plain[..], &[0]].concat();
    let long = [&[0x98, 7][..], &plain[1..]].concat();
    for wrong in [trailing, long] {
        assert_eq!(compressed(&wrong).open(), Err(BatchError::Shape("not canonical")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_batch_opens_to_what_was_sealed(changes: Vec<Vec<u8>>, acts: BTreeSet<Vec<u8>>) {
        let batch = batch(changes, acts.into_iter().collect());
        prop_assert_eq!(batch.seal(&key(1)).unwrap().open(), Ok(batch));
    }

    #[test]
    fn a_damaged_batch_never_verifies_and_never_panics(damage in damages(), place: usize, items: Vec<Vec<u8>>) {
        let good = batch(items, vec![]).seal(&key(1)).unwrap();
        let damaged = SealedBatch { bytes: damage.done_to(&good.bytes, place), ..good.clone() };
        prop_assume!(damaged.bytes != good.bytes);
        let _ = damaged.open();
        prop_assert!(damaged.verify(key(1).public()).is_err());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        prop_assert!(sealed(bytes.clone()).open().is_err());
        prop_assert!(compressed(&bytes).open().is_err());
    }
}
