//! Batches: sealed once, opened within limits.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{DEVICE, ENTRY, damages, handwriting, key, sign_off, statement};
use cunfa_core::Digest;
use cunfa_evidence::act::sign;
use cunfa_evidence::batch::{Batch, BatchError, MAX_BATCH_BYTES, MAX_ITEMS, SealedBatch};
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
    let packed = sealed.packed();
    assert!(packed.len() < 800, "{} bytes", packed.len());
}

#[test]
fn what_is_over_a_limit_is_not_sealed() {
    let refused = |batch: &Batch| batch.seal(&key(1)).unwrap_err();
    assert_eq!(
        refused(&batch(vec![vec![]; MAX_ITEMS], vec![vec![]])),
        BatchError::Limit("items")
    );
    assert_eq!(
        refused(&batch(vec![vec![0; MAX_BATCH_BYTES]], vec![])),
        BatchError::Limit("bytes")
    );
    assert!(batch(vec![vec![]; MAX_ITEMS], vec![]).seal(&key(1)).is_ok());
}

#[test]
fn a_batch_over_the_limit_is_refused_before_it_is_read() {
    assert_eq!(
        sealed(vec![0; MAX_BATCH_BYTES + 1]).open(),
        Err(BatchError::Limit("bytes"))
    );
}

#[test]
fn more_items_than_the_limit_are_refused_before_they_are_kept() {
    let good = batch(vec![], vec![]).seal(&key(1)).unwrap();
    let mut plain = good.bytes;
    assert_eq!(plain[plain.len() - 2..], [0x80, 0x80]);
    plain.truncate(plain.len() - 2);
    let claim = [&plain[..], &[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]].concat();
    assert_eq!(sealed(claim).open(), Err(BatchError::Limit("items")));
    let items = [&plain[..], &[0x99, 0x10, 0x00], &[0x40; 4_096], &[0x81, 0x40]].concat();
    assert_eq!(sealed(items).open(), Err(BatchError::Limit("items")));
}

#[test]
fn the_same_batch_has_the_same_id_in_any_frame() {
    let batch = batch(vec![vec![7; 400]], vec![vec![9; 40]]).seal(&key(1)).unwrap();
    let packed = batch.packed();
    assert!(packed.len() < batch.bytes.len());
    for kept in [
        packed,
        zstd::bulk::compress(&batch.bytes, 1).unwrap(),
        batch.bytes.clone(),
    ] {
        let back = SealedBatch::unpack(kept, batch.signature.clone());
        assert_eq!((back.id(), &back), (batch.id(), &batch));
    }
    let damaged = SealedBatch::unpack(vec![0x28, 0xB5, 0x2F, 0xFD, 1], batch.signature.clone());
    assert!(damaged.open().is_err() && damaged.verify(key(1).public()).is_err());
}

#[test]
fn a_newer_version_is_named_and_another_encoding_refused() {
    let good = batch(vec![vec![1]], vec![]).seal(&key(1)).unwrap();
    let plain = good.bytes;
    let mut newer = plain.clone();
    newer[1 + 1 + "cunfa/batch".len()] = 2;
    assert_eq!(sealed(newer).open(), Err(BatchError::Version(2)));
    let trailing = [&plain[..], &[0]].concat();
    let long = [&[0x98, 7][..], &plain[1..]].concat();
    for wrong in [trailing, long] {
        assert_eq!(sealed(wrong).open(), Err(BatchError::Shape("not canonical")));
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
        prop_assert!(sealed(bytes).open().is_err());
    }
}
