//! The tree over a county's acts and its roots.

use std::collections::BTreeSet;

use cunfa_core::{Area, Digest};
use cunfa_evidence::hash;
use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{Tree, empty, leaf, verify_consistency, verify_inclusion};
use cunfa_server::db::{Db, DbError, NewBatch, RootNeed, StoredRoot};

use super::{Make, append, batch, county, founded, issue, project, renew, renewal};
use crate::support::VILLAGE;

pub fn all(make: Make<'_>) {
    every_act_is_a_leaf_and_every_proof_holds(make);
    a_failed_append_leaves_no_leaf(make);
    a_batch_that_is_there_adds_no_leaf(make);
    appending_from_many_threads_keeps_the_order_of_the_log(make);
    a_county_has_one_root_a_day_and_one_more_when_asked_for(make);
    roots_asked_for_at_once_are_one(make);
    a_clock_put_back_dates_no_root_before_the_last(make);
    a_new_epoch_begins_a_new_tree_over_what_the_log_holds(make);
}

fn carrying(number: u8, acts: u8) -> NewBatch {
    NewBatch {
        acts: (0..acts).map(|act| hash(&[number, act])).collect(),
        ..batch(number, number, VILLAGE)
    }
}

/// Some fifty batches with none, one, two or three acts each; gives their leaves.
fn grown(db: &dyn Db) -> Tree {
    let mut tree = Tree::default();
    for number in 1..=50u8 {
        let batch = carrying(number, number % 4);
        batch.acts.iter().for_each(|act| tree.push(leaf(number.into(), *act)));
        append(db, &[batch], 1);
    }
    tree
}

fn size(db: &dyn Db) -> u64 {
    db.shard(&county()).unwrap().unwrap().size
}

fn signed(root: &Root) -> Vec<u8> {
    format!("{root:?}").into_bytes()
}

fn root(db: &dyn Db, need: RootNeed, now_ms: i64) -> StoredRoot {
    db.root(&county(), need, now_ms, &signed).unwrap()
}

fn every_act_is_a_leaf_and_every_proof_holds(make: Make<'_>) {
    let db = founded(make);
    let tree = grown(&*db);
    let whole = tree.size();
    assert_eq!((whole, size(&*db)), (75, 75));
    let made = root(&*db, RootNeed::OfDay { day: 3 }, 9).root;
    assert_eq!((made.epoch, made.batches, made.size, made.at_ms), (5, 50, whole, 9));
    assert_eq!(made.hash, tree.root(whole).unwrap());
    assert_eq!(db.leaves(&county(), 4).unwrap(), []);
    let mut index = 0;
    for sequence in 1..=50u64 {
        for found in db.leaves(&county(), sequence).unwrap() {
            assert_eq!(found.index, index);
            let path = db.inclusion(&county(), index, whole).unwrap();
            verify_inclusion(leaf(sequence, found.act), index, whole, &path, made.hash).unwrap();
            index += 1;
        }
    }
    assert_eq!(index, whole);
    for old in 0..=whole {
        let path = db.consistency(&county(), old, whole).unwrap();
        verify_consistency(old, tree.root(old).unwrap(), whole, made.hash, &path).unwrap();
    }
    assert!(matches!(db.inclusion(&county(), whole, whole), Err(DbError::NoSuch(_))));
    assert!(matches!(db.inclusion(&county(), 0, whole + 1), Err(DbError::NoSuch(_))));
    assert!(matches!(db.consistency(&county(), 2, 1), Err(DbError::NoSuch(_))));
    let other: Area = "450103".parse().unwrap();
    assert_eq!(db.leaves(&other, 1).unwrap(), []);
    let of_other = db.root(&other, RootNeed::OfDay { day: 3 }, 9, &signed).unwrap();
    assert_eq!((of_other.root.size, of_other.root.hash), (0, empty()));
}

fn a_failed_append_leaves_no_leaf(make: Make<'_>) {
    let db = founded(make);
    let fault = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let broken = |_: cunfa_core::EntryId, _: &[cunfa_server::db::LogBatch]| panic!("a fault while projecting");
        db.append(&county(), &[carrying(1, 3)], 1, &issue, &broken)
    }));
    assert!(fault.is_err());
    assert_eq!((size(&*db), db.leaves(&county(), 1).unwrap()), (0, vec![]));
    db.append(&county(), &[carrying(2, 2)], 1, &issue, &project).unwrap();
    assert_eq!((size(&*db), db.leaves(&county(), 1).unwrap().len()), (2, 2));
}

fn a_batch_that_is_there_adds_no_leaf(make: Make<'_>) {
    let db = founded(make);
    append(&*db, &[carrying(1, 2), carrying(1, 2)], 1);
    append(&*db, &[carrying(1, 2), carrying(2, 1)], 1);
    assert_eq!(size(&*db), 3);
}

fn appending_from_many_threads_keeps_the_order_of_the_log(make: Make<'_>) {
    let db = founded(make);
    std::thread::scope(|scope| {
        for number in 1..=20u8 {
            let db = &*db;
            scope.spawn(move || append(db, &[carrying(number, 2)], 1));
        }
    });
    let leaves: Vec<_> = (1..=20)
        .flat_map(|sequence| db.leaves(&county(), sequence).unwrap())
        .collect();
    assert!((0u64..).zip(&leaves).all(|(index, leaf)| leaf.index == index));
    assert_eq!(leaves.iter().map(|leaf| leaf.act).collect::<BTreeSet<_>>().len(), 40);
}

fn a_county_has_one_root_a_day_and_one_more_when_asked_for(make: Make<'_>) {
    let db = founded(make);
    let first = root(&*db, RootNeed::OfDay { day: 10 }, 100);
    append(&*db, &[carrying(1, 2)], 1);
    assert_eq!(root(&*db, RootNeed::OfDay { day: 10 }, 101), first);
    let asked = root(&*db, RootNeed::New { day: 10 }, 102);
    assert_eq!((asked.root.size, asked.root.at_ms), (2, 102));
    assert_eq!(
        root(&*db, RootNeed::OfDay { day: 10 }, 103),
        asked,
        "the newest of the day"
    );
    let next = root(&*db, RootNeed::OfDay { day: 11 }, 104);
    assert_eq!((next.root.size, next.root.at_ms), (2, 104));
    assert_eq!(db.roots(&county()).unwrap(), [first, asked, next]);
    assert_eq!(db.roots(&"450103".parse().unwrap()).unwrap(), []);
    let nowhere = "999999".parse().unwrap();
    let missing = db.root(&nowhere, RootNeed::OfDay { day: 1 }, 1, &signed);
    assert!(matches!(missing, Err(DbError::NoSuch(_))));
}

fn roots_asked_for_at_once_are_one(make: Make<'_>) {
    let db = founded(make);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| root(&*db, RootNeed::OfDay { day: 10 }, 100));
        }
    });
    assert_eq!(db.roots(&county()).unwrap().len(), 1);
}

fn a_clock_put_back_dates_no_root_before_the_last(make: Make<'_>) {
    let db = founded(make);
    for (day, now_ms) in [(10, 1_000), (9, 900), (11, 1_100), (9, 901)] {
        root(&*db, RootNeed::OfDay { day }, now_ms);
    }
    let dates: Vec<i64> = db
        .roots(&county())
        .unwrap()
        .iter()
        .map(|root| root.root.at_ms)
        .collect();
    assert_eq!(dates, [1_000, 1_000, 1_100]);
}

fn a_new_epoch_begins_a_new_tree_over_what_the_log_holds(make: Make<'_>) {
    let db = founded(make);
    append(&*db, &[carrying(1, 2), carrying(2, 0)], 1);
    let before = root(&*db, RootNeed::OfDay { day: 10 }, 1_000);
    // What the log is read as now: two acts of the first batch, one of the second.
    let acts = |batch: &cunfa_server::db::LogBatch| match batch.sequence {
        1 => vec![hash(b"a"), hash(b"b")],
        _ => vec![hash(b"c")],
    };
    db.renew_epochs(&renewal(9, &acts)).unwrap();
    assert_eq!(size(&*db), 3);
    let after = root(&*db, RootNeed::OfDay { day: 10 }, 900).root;
    let leaves: Vec<Digest> = [(1, b"a"), (1, b"b"), (2, b"c")]
        .into_iter()
        .map(|(sequence, act)| leaf(sequence, hash(act)))
        .collect();
    assert_eq!(after.hash, Tree::of(&leaves).root(3).unwrap());
    assert_eq!((after.epoch, after.batches, after.at_ms), (9, 2, 900));
    append(&*db, &[carrying(3, 1)], 1);
    assert_eq!(db.leaves(&county(), 3).unwrap()[0].index, 3);
    assert_eq!(db.roots(&county()).unwrap()[0], before);
    renew(&*db, 1);
    assert_eq!(
        root(&*db, RootNeed::OfDay { day: 10 }, 1).root.size,
        0,
        "these bytes carry no act"
    );
}
