//! Batches: sealed once, opened within limits.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{DEVICE, ENTRY, change, damages, handwriting, key, sign_off, statement, visit};
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

fn times(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).filter(|window| *window == part).count()
}

#[test]
fn on_the_way_a_batch_leaves_out_what_follows_from_the_rest_and_comes_back_byte_for_byte() {
    let visit = visit(&key(1));
    let sealed = visit.seal(&key(1)).unwrap();
    let (change, hash) = change(b"a change");
    let short = sealed.on_the_way();
    for (part, before, after) in [
        (&change[..], 1, 0),
        (&change[8..], 1, 1),
        (hash.as_bytes(), 2, 0),
        (ENTRY.as_bytes(), 3, 1),
        (DEVICE.as_bytes(), 3, 1),
        (&cunfa_evidence::hash(&visit.acts[0]).0[..6], 1, 0),
    ] {
        assert_eq!(
            (times(&sealed.bytes, part), times(&short, part)),
            (before, after),
            "{part:?}"
        );
    }
    assert_eq!(SealedBatch::from_the_way(short, sealed.signature.clone()), sealed);
    assert_eq!(
        SealedBatch::from_the_way(sealed.bytes.clone(), sealed.signature.clone()),
        sealed,
        "a batch that was not shortened"
    );
}

#[test]
fn on_the_way_what_is_of_elsewhere_stays_as_it_is() {
    let signed = |statement| sign(statement, Digest([0xC0; 32]), &key(1)).bytes().to_vec();
    let ((first, one), (second, two)) = (change(b"one"), change(b"two"));
    let mut elsewhere = statement(sign_off(handwriting()));
    elsewhere.act.entry = cunfa_core::EntryId([0xE2; 16]);
    elsewhere.act.device = cunfa_core::DeviceId([0xD2; 16]);
    let mut several = statement(sign_off(common::small_ink()));
    several.act.heads = vec![one, two];
    let mut older = statement(sign_off(handwriting()));
    (older.act.heads, older.previous) = (vec![one], None);
    let deflated = [&first[..8], &[2], &first[9..]].concat();
    let damaged = [&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0], &first[8..]].concat();
    let batch = batch(
        vec![first, second, deflated, damaged, vec![1, 2], vec![]],
        vec![signed(elsewhere), signed(several), signed(older), vec![0x8D], vec![]],
    );
    let sealed = batch.seal(&key(1)).unwrap();
    let short = sealed.on_the_way();
    // A change that looks like a shortened one keeps the whole batch as it is.
    assert_eq!(short, sealed.bytes);
    let batch = Batch {
        changes: batch.changes[..4].to_vec(),
        ..batch
    };
    let sealed = batch.seal(&key(1)).unwrap();
    let short = sealed.on_the_way();
    assert!(short.len() < sealed.bytes.len());
    assert_eq!((times(&short, one.as_bytes()), times(&short, two.as_bytes())), (1, 1));
    assert_eq!(SealedBatch::from_the_way(short, sealed.signature.clone()), sealed);
}

/// The short form without its first act.
fn without_first_act(short: &[u8]) -> Vec<u8> {
    let mut from = minicbor::Decoder::new(short);
    from.array().unwrap();
    (0..4).for_each(|_| from.skip().unwrap());
    let front = &short[..from.position()];
    assert_eq!(from.array().unwrap(), Some(2));
    from.skip().unwrap();
    [front, &[0x81], &short[from.position()..]].concat()
}

#[test]
fn a_short_form_that_cannot_be_filled_is_no_batch() {
    let good = visit(&key(1)).seal(&key(1)).unwrap().on_the_way();
    let act = good.windows(2).position(|two| two == [0xF6, 0x00]).unwrap();
    // The one change is 0, and there is no other.
    let mut no_change = good.clone();
    no_change[act + 1] = 0x01;
    let trailing = [&good[..], &[0]].concat();
    let cut = good[..good.len() - 1].to_vec();
    for wrong in [no_change, without_first_act(&good), trailing, cut] {
        let taken = SealedBatch::from_the_way(wrong.clone(), vec![0; 64]);
        assert_eq!(taken.bytes, wrong);
        assert!(taken.open().is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_batch_comes_back_from_the_way_as_it_was(
        plain: Vec<Vec<u8>>,
        texts in proptest::collection::vec("[a-c]{0,9}", 0..4),
        acts: BTreeSet<Vec<u8>>,
        over in proptest::collection::vec(any::<(u8, bool)>(), 0..3),
    ) {
        let real: Vec<_> = texts.iter().map(|text| change(text.as_bytes())).collect();
        let changes = plain.into_iter().chain(real.iter().map(|(change, _)| change.clone())).collect();
        let mut all: Vec<Vec<u8>> = acts.into_iter().collect();
        for (place, after) in over {
            let mut statement = statement(sign_off(common::small_ink()));
            statement.act.heads.extend(real.get(usize::from(place)).map(|(_, hash)| *hash));
            statement.act.heads.truncate(if place % 2 == 0 { 1 } else { 2 });
            let before = all.last().map(|act| cunfa_evidence::act::id_of(act).short());
            statement.previous = before.filter(|_| after);
            let act = sign(statement, Digest([place; 32]), &key(1)).bytes().to_vec();
            if !all.contains(&act) {
                all.push(act);
            }
        }
        let sealed = batch(changes, all).seal(&key(1)).unwrap();
        let (back, opened) = SealedBatch::opened_from_the_way(sealed.on_the_way(), sealed.signature.clone());
        prop_assert_eq!(opened, sealed.open());
        prop_assert_eq!(back, sealed.clone());
        prop_assert_eq!(SealedBatch::from_the_way(sealed.on_the_way(), sealed.signature.clone()), sealed);
    }

    #[test]
    fn a_short_form_damaged_on_the_way_never_verifies_and_never_panics(damage in damages(), place: usize) {
        let good = visit(&key(1)).seal(&key(1)).unwrap();
        let damaged = SealedBatch::from_the_way(damage.done_to(&good.on_the_way(), place), good.signature.clone());
        let way = damage.done_to(&good.on_the_way(), place);
        let (same, opened) = SealedBatch::opened_from_the_way(way, good.signature.clone());
        prop_assert_eq!((&same, opened), (&damaged, damaged.open()));
        prop_assume!(damaged.bytes != good.bytes);
        prop_assert!(damaged.verify(key(1).public()).is_err());
    }

    #[test]
    fn bytes_that_are_nothing_stay_what_they_are_on_the_way(bytes: Vec<u8>) {
        let taken = SealedBatch::from_the_way(bytes.clone(), vec![0; 64]);
        prop_assert_eq!(&taken.bytes, &bytes);
        prop_assert_eq!(taken.on_the_way(), bytes);
    }

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
