//! The last root accepted, and what is told about roots: with the answer or not at all, and over restarts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::Digest;
use cunfa_evidence::root::Root;
use cunfa_store::{PassResult, RootNotice, Step, StoreError};

fn root(size: u64) -> Root {
    Root {
        county: shard(),
        epoch: EPOCH,
        batches: size,
        size,
        hash: Digest([7; 32]),
        at_ms: 6_000,
    }
}

fn answer(tablet: &Tablet, size: u64) -> PassResult {
    PassResult {
        root: Some(root(size).issue(&county_key())),
        ..Server::new().answer(&tablet.store, &[])
    }
}

fn refused() -> Option<RootNotice> {
    Some(RootNotice::Refused {
        code: "not_extended".to_owned(),
    })
}

#[test]
fn a_root_is_kept_with_its_answer_or_not_at_all() {
    let mut tablet = Tablet::new(1);
    assert_eq!(tablet.store.accepted_root().unwrap(), None);
    tablet.store.store_answers(&answer(&tablet, 4)).unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.accepted_root().unwrap(), Some(root(4)));
    let later = answer(&tablet, 9);
    tablet.store.fail_next(Step::Commit);
    assert!(tablet.store.store_answers(&later).is_err());
    assert_eq!(tablet.store.accepted_root().unwrap(), Some(root(4)));
    tablet.store.store_answers(&later).unwrap();
    assert_eq!(tablet.store.accepted_root().unwrap(), Some(root(9)));
    tablet
        .store
        .store_answers(&PassResult {
            root: None,
            ..later.clone()
        })
        .unwrap();
    assert_eq!(
        tablet.store.accepted_root().unwrap(),
        Some(root(9)),
        "an answer without one"
    );
}

#[test]
fn what_the_county_did_not_sign_is_never_kept_as_a_root() {
    let mut tablet = Tablet::new(1);
    let mut forged = answer(&tablet, 4);
    forged.root = Some(root(4).issue(&key(66)));
    tablet.store.store_answers(&forged).unwrap();
    assert_eq!(tablet.store.accepted_root().unwrap(), None);
    tablet.store.store_answers(&answer(&tablet, 4)).unwrap();
    tablet
        .raw()
        .execute("UPDATE sync SET root = substr(root, 2)", [])
        .unwrap();
    assert!(matches!(tablet.store.accepted_root(), Err(StoreError::Shape(_))));
}

#[test]
fn a_refusal_stays_told_until_a_root_is_accepted() {
    let mut tablet = Tablet::new(1);
    assert_eq!(tablet.store.root_notice().unwrap(), None);
    tablet.store.note_root_refused("not_extended").unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.root_notice().unwrap(), refused());
    tablet.store.root_notice_read().unwrap();
    let without = Server::new().answer(&tablet.store, &[]);
    tablet.store.store_answers(&without).unwrap();
    assert_eq!(tablet.store.root_notice().unwrap(), refused());
    tablet.store.store_answers(&answer(&tablet, 4)).unwrap();
    assert_eq!(tablet.store.root_notice().unwrap(), None);
}

#[test]
fn a_log_that_began_anew_stays_told_until_somebody_read_it() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    server.epoch += 1;
    assert!(tablet.sync(&mut server).new_epoch);
    tablet.store.note_root_refused("not_extended").unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.root_notice().unwrap(), refused(), "the worse one first");
    tablet.store.store_answers(&answer(&tablet, 4)).unwrap();
    assert_eq!(tablet.store.root_notice().unwrap(), Some(RootNotice::BeganAnew));
    tablet.store.root_notice_read().unwrap();
    assert_eq!(tablet.store.root_notice().unwrap(), None);
}
