//! What a courier carries, and the keys of its answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_store::{Courier, ParkedReason};
use zeroize::Zeroizing;

fn courier(number: u8) -> Courier {
    Courier {
        reader: [number; 16],
        secret: Zeroizing::new([number; 32]),
        made_ms: i64::from(number),
        cursor: u64::MAX,
        root: vec![1, 2],
        sent: vec![3, 4],
        entries: 5,
        photos: 6,
        taken_ms: None,
    }
}

#[test]
fn every_open_batch_is_carried_whatever_the_network_does_with_it_and_no_parked_one() {
    let mut tablet = Tablet::new(1);
    for number in 1..=4 {
        tablet
            .write(id(number), &entry(&format!("01-{number:04}"), "宅基地"))
            .unwrap();
    }
    tablet.seal();
    let all = tablet.store.next_batches(usize::MAX, 10).unwrap();
    tablet.store.mark_sending(&[all[0].id]).unwrap();
    tablet.store.park(all[1].id, ParkedReason::Content).unwrap();
    let (first, last) = tablet.store.open_batches(0, usize::MAX, 2).unwrap();
    let (second, end) = tablet.store.open_batches(last, usize::MAX, 2).unwrap();
    assert_eq!(ids(&[first, second].concat()), [all[0].id, all[2].id, all[3].id]);
    assert!(tablet.store.open_batches(end, usize::MAX, 2).unwrap().0.is_empty());
    assert_eq!(tablet.store.open_batches(0, 1, 9).unwrap().0.len(), 1, "at least one");
    assert_eq!(
        tablet.store.next_batches(usize::MAX, 10).unwrap().len(),
        2,
        "and nothing changed"
    );
}

#[test]
fn an_answers_key_is_kept_until_the_answer_was_taken_in_and_gone_then() {
    let mut tablet = Tablet::new(1);
    assert_eq!(tablet.store.last_courier().unwrap(), None);
    tablet.store.keep_courier(&courier(1)).unwrap();
    tablet.store.keep_courier(&courier(2)).unwrap();
    assert_eq!(tablet.store.courier([1; 16]).unwrap(), Some(courier(1)));
    assert_eq!(tablet.store.last_courier().unwrap(), Some(courier(2)));
    tablet.store.courier_taken([1; 16], 99).unwrap();
    let taken = tablet.store.courier([1; 16]).unwrap().unwrap();
    assert_eq!(
        (taken.taken_ms, *taken.secret, taken.sent.len()),
        (Some(99), [0; 32], 0)
    );
    tablet.store.drop_courier([2; 16]).unwrap();
    assert_eq!(tablet.store.courier([2; 16]).unwrap(), None);
}

#[test]
fn the_newest_thirty_two_are_kept() {
    let mut tablet = Tablet::new(1);
    for number in 1..=40 {
        tablet.store.keep_courier(&courier(number)).unwrap();
    }
    assert_eq!(tablet.store.courier([8; 16]).unwrap(), None);
    assert!(tablet.store.courier([9; 16]).unwrap().is_some());
}

#[test]
fn only_the_countys_word_on_its_courier_key_is_kept() {
    let mut tablet = Tablet::new(1);
    let good = tablet.store.courier_key().unwrap();
    assert!(!good.is_empty());
    let mut forged = directory(9);
    forged.courier_key[20] ^= 1;
    tablet.store.replace_directory(&forged).unwrap();
    assert_eq!(tablet.store.courier_key().unwrap(), good);
}
