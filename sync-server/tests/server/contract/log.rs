//! The log, the projection, quarantine.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{ActId, Area, BatchId, DeviceId, Digest, EntryId, VillageCode};
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Appended, Ask, Db, EntryRow, Held, KeptDigest, KnownRow, NewBatch, Pull, Pulled, StoredInk};

use super::register::person;
use super::{Make, append, batch, county, founded, ink, issue, project, renew, village};
use crate::support::{OFFICE, OTHER_VILLAGE, OwnDatabase, VILLAGE};

pub fn all(make: Make<'_>) {
    sequences_count_up_and_receipts_are_kept(make);
    a_batch_that_is_there_is_answered_with_its_own_receipt(make);
    an_entry_stays_in_its_village(make);
    appending_from_many_threads_gives_every_number_once(make);
    a_failed_append_leaves_nothing(make);
    handwriting_belongs_to_the_act_that_came_first(make);
    pulling_keeps_to_scope_budget_and_order(make);
    a_pull_ends_where_the_log_ended_for_whoever_asks(make);
    what_lies_at_the_countys_seat_comes_to_who_asks_for_the_seat_alone(make);
    what_was_judged_by_less_of_its_village_than_the_log_holds_is_not_appended(make);
    what_batches_are_judged_by_is_given_at_once(make);
    of_several_batches_of_an_entry_that_come_together_the_last_row_stands(make);
    every_row_is_made_of_all_its_batches(make);
    the_queue_is_by_area_and_the_longest_waiting_comes_first(make);
    a_rebuild_comes_out_equal(make);
    quarantine_keeps_each_batch_once_within_its_share(make);
    the_digest_of_a_village_is_that_of_all_its_batches_whatever_their_order(make);
    what_was_said_to_a_batch_in_quarantine_stays(make);
}

fn stored(sequence: u64, number: u8) -> Appended {
    Appended::Stored(issue(5, sequence, BatchId([number; 32])))
}

fn sequences_count_up_and_receipts_are_kept(make: Make<'_>) {
    let db = founded(make);
    let answers = append(&*db, &[batch(1, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE)], 10);
    assert_eq!(answers, [stored(1, 1), stored(2, 2)]);
    assert_eq!(append(&*db, &[batch(3, 1, VILLAGE)], 11), [stored(3, 3)]);
    assert_eq!(
        db.receipt(BatchId([3; 32])).unwrap(),
        Some(issue(5, 3, BatchId([3; 32])))
    );
    assert_eq!(db.receipt(BatchId([4; 32])).unwrap(), None);
    let log = db.entry_log(EntryId([1; 16])).unwrap();
    assert_eq!(
        log.iter()
            .map(|batch| (batch.sequence, batch.received_ms))
            .collect::<Vec<_>>(),
        [(1, 10), (3, 11)]
    );
    assert_eq!(log[0].sealed, batch(1, 1, VILLAGE).sealed);
    assert_eq!(db.shard(&county()).unwrap().unwrap().last_sequence, 3);
}

fn a_batch_that_is_there_is_answered_with_its_own_receipt(make: Make<'_>) {
    let db = founded(make);
    let one = batch(1, 1, VILLAGE);
    assert_eq!(
        append(&*db, &[one.clone(), one.clone()], 10),
        [stored(1, 1), stored(1, 1)]
    );
    renew(&*db, 9);
    let anew = Appended::Stored(issue(9, 1, BatchId([1; 32])));
    assert_eq!(append(&*db, &[one, batch(2, 2, VILLAGE)], 12)[0], anew);
    assert_eq!(
        db.receipt(BatchId([2; 32])).unwrap(),
        Some(issue(9, 2, BatchId([2; 32])))
    );
}

fn an_entry_stays_in_its_village(make: Make<'_>) {
    let db = founded(make);
    let answers = append(
        &*db,
        &[batch(1, 1, VILLAGE), batch(2, 1, OTHER_VILLAGE), batch(3, 1, VILLAGE)],
        10,
    );
    assert_eq!(answers, [stored(1, 1), Appended::OtherVillage, stored(2, 3)]);
}

fn appending_from_many_threads_gives_every_number_once(make: Make<'_>) {
    let db = founded(make);
    let answers: BTreeSet<Vec<u8>> = std::thread::scope(|scope| {
        let db = &*db;
        let writers: Vec<_> = (101..=120u8)
            .map(|number| scope.spawn(move || append(db, &[batch(number, number, VILLAGE)], 1)))
            .collect();
        let answers = writers.into_iter().flat_map(|writer| writer.join().unwrap());
        answers
            .filter_map(|answer| {
                if let Appended::Stored(receipt) = answer {
                    Some(receipt)
                } else {
                    None
                }
            })
            .collect()
    });
    assert_eq!(answers.len(), 20);
    let pulled = pull(&*db, 0, &["450102"], u64::MAX);
    assert_eq!(sequences(&pulled), (1..=20).collect::<Vec<_>>());
}

fn a_failed_append_leaves_nothing(make: Make<'_>) {
    let db = founded(make);
    let nowhere: Area = "999999".parse().unwrap();
    assert!(
        db.append(&nowhere, &[batch(1, 1, VILLAGE)], 1, &issue, &project)
            .is_err()
    );
    let fault = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let broken = |_: EntryId, _: &[cunfa_server::db::LogBatch]| panic!("a fault while projecting");
        db.append(&county(), &[batch(1, 1, VILLAGE)], 1, &issue, &broken)
    }));
    assert!(fault.is_err());
    assert_eq!(db.receipt(BatchId([1; 32])).unwrap(), None);
    assert_eq!(append(&*db, &[batch(2, 1, VILLAGE)], 1), [stored(1, 2)]);
}

fn handwriting_belongs_to_the_act_that_came_first(make: Make<'_>) {
    let db = founded(make);
    assert_eq!(db.ink(&Digest([1; 32])).unwrap(), None);
    append(&*db, &[batch(1, 1, VILLAGE)], 1);
    let copy = NewBatch {
        inks: vec![StoredInk {
            act: ActId([9; 16]),
            ..ink(1)
        }],
        ..batch(2, 2, VILLAGE)
    };
    append(&*db, &[copy], 2);
    assert_eq!(db.ink(&Digest([1; 32])).unwrap(), Some(ActId([1; 16])));
    assert_eq!(db.ink(&Digest([2; 32])).unwrap(), None);
}

fn pull(db: &dyn Db, after: u64, scope: &[&str], bytes_max: u64) -> Pulled {
    let head = db.shard(&county()).unwrap().unwrap().last_sequence;
    pull_to(db, (after, head), scope, bytes_max)
}

fn pull_to(db: &dyn Db, (after, head): (u64, u64), scope: &[&str], bytes_max: u64) -> Pulled {
    let scope: Vec<Area> = scope.iter().map(|code| code.parse().unwrap()).collect();
    let without = BTreeSet::from([BatchId([7; 32])]);
    db.pull(&Pull {
        county: &county(),
        after,
        head,
        scope: &scope,
        without: &without,
        bytes_max,
    })
    .unwrap()
}

fn sequences(pulled: &Pulled) -> Vec<u64> {
    pulled.batches.iter().map(|batch| batch.sequence).collect()
}

fn pulling_keeps_to_scope_budget_and_order(make: Make<'_>) {
    let db = founded(make);
    let places = [
        VILLAGE,
        OTHER_VILLAGE,
        VILLAGE,
        "450102102201",
        VILLAGE,
        VILLAGE,
        VILLAGE,
        OTHER_VILLAGE,
    ];
    let batches: Vec<_> = (1u8..)
        .zip(places)
        .map(|(number, place)| batch(number, number, place))
        .collect();
    append(&*db, &batches, 1);
    let all = pull(&*db, 0, &["450102"], u64::MAX);
    assert_eq!(
        (sequences(&all), all.cursor, all.more),
        (vec![1, 2, 3, 4, 5, 6, 8], 8, false)
    );
    assert_eq!(all.batches[0].receipt, issue(5, 1, BatchId([1; 32])));
    let village = pull(&*db, 1, &[VILLAGE], u64::MAX);
    assert_eq!(
        (sequences(&village), village.cursor, village.more),
        (vec![3, 5, 6], 8, false)
    );
    let one = pull(&*db, 0, &[OTHER_VILLAGE], 0);
    assert_eq!((sequences(&one), one.cursor, one.more), (vec![2], 7, true));
    let none = pull(&*db, 0, &["450103"], u64::MAX);
    assert_eq!((sequences(&none), none.cursor, none.more), (vec![], 8, false));
    let two = pull(&*db, 0, &[VILLAGE, OTHER_VILLAGE], 500);
    assert!(two.more && two.batches.len() >= 2 && two.batches.len() < 7);
    assert_eq!(pull(&*db, 8, &["450102"], u64::MAX).cursor, 8);
}

fn a_pull_ends_where_the_log_ended_for_whoever_asks(make: Make<'_>) {
    let db = founded(make);
    let places = [VILLAGE, OTHER_VILLAGE, VILLAGE, OTHER_VILLAGE];
    let batches: Vec<_> = (1u8..)
        .zip(places)
        .map(|(number, place)| batch(number, number, place))
        .collect();
    append(&*db, &batches, 1);
    for scope in [
        &["450102"][..],
        &[VILLAGE, OTHER_VILLAGE],
        &["450102101", "450102102201"],
        &[OFFICE],
    ] {
        let pulled = pull_to(&*db, (0, 3), scope, u64::MAX);
        assert_eq!(
            (sequences(&pulled), pulled.cursor, pulled.more),
            (vec![1, 2, 3], 3, false)
        );
    }
    let none = pull_to(&*db, (3, 3), &["450102"], u64::MAX);
    assert_eq!((sequences(&none), none.cursor, none.more), (vec![], 3, false));
}

/// No register has a village at the seat of a county.
const SEAT: &str = "450102000000";

fn what_lies_at_the_countys_seat_comes_to_who_asks_for_the_seat_alone(make: Make<'_>) {
    let db = founded(make);
    let places = [VILLAGE, SEAT, OTHER_VILLAGE, SEAT];
    let batches: Vec<_> = (1u8..)
        .zip(places)
        .map(|(number, place)| batch(number, number, place))
        .collect();
    append(&*db, &batches, 1);
    let many: Vec<String> = (100..140).map(|place| format!("450102{place}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for scope in [
        &["450102"][..],
        &["4501"],
        &[VILLAGE, OTHER_VILLAGE],
        &["450102000", OFFICE],
        &many[..],
    ] {
        let pulled = pull(&*db, 0, scope, u64::MAX);
        assert_eq!((sequences(&pulled), pulled.cursor), (vec![1, 3], 4), "{scope:?}");
    }
    let seat = pull(&*db, 0, &[SEAT], u64::MAX);
    assert_eq!((sequences(&seat), seat.cursor, seat.more), (vec![2, 4], 4, false));
    assert_eq!(seat.batches[0].received_ms, 1);
    assert_eq!(sequences(&pull(&*db, 2, &[SEAT], u64::MAX)), [4]);
    let first = pull(&*db, 0, &[SEAT], 0);
    assert_eq!((sequences(&first), first.cursor, first.more), (vec![2], 3, true));
    assert_eq!(sequences(&pull(&*db, 0, &[SEAT, VILLAGE], u64::MAX)), [1, 2, 4]);
}

fn what_was_judged_by_less_of_its_village_than_the_log_holds_is_not_appended(make: Make<'_>) {
    let db = founded(make);
    let judged = |number: u8, place: &str, upto: u64| NewBatch {
        judged_upto: Some(upto),
        ..batch(number, number, place)
    };
    append(&*db, &[batch(1, 1, VILLAGE)], 1);
    let both = [judged(2, SEAT, 1), judged(3, SEAT, 1)];
    assert_eq!(
        append(&*db, &both, 2),
        [stored(2, 2), stored(3, 3)],
        "what is appended together was judged together"
    );
    let late = [judged(4, SEAT, 2), judged(5, VILLAGE, 1), judged(6, SEAT, 3)];
    assert_eq!(
        append(&*db, &late, 3),
        [Appended::Overtaken, stored(4, 5), stored(5, 6)],
        "what came of other villages is nothing to it"
    );
    assert_eq!(append(&*db, &both, 4), [stored(2, 2), stored(3, 3)], "the same again");
    assert_eq!(
        append(&*db, &[judged(4, SEAT, 6)], 5),
        [stored(6, 4)],
        "judged again, by everything"
    );
}

fn what_batches_are_judged_by_is_given_at_once(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[batch(1, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE), batch(3, 1, VILLAGE)],
        10,
    );
    let [one, two, nobodys] = [1, 2, 9].map(|number| EntryId([number; 16]));
    let held = db
        .held(&Ask {
            batches: vec![BatchId([3; 32]), BatchId([9; 32])],
            entries: vec![one, nobodys, two],
            villages: vec![village(VILLAGE), village("450102109999")],
        })
        .unwrap();
    let receipt = issue(5, 3, BatchId([3; 32]));
    assert_eq!(held.receipts, BTreeMap::from([(BatchId([3; 32]), receipt)]));
    let logs = [one, two].map(|entry| (entry, db.entry_log(entry).unwrap()));
    assert_eq!(held.logs[&one].len(), 2);
    assert_eq!(held.logs, BTreeMap::from(logs));
    assert_eq!(held.villages, BTreeSet::from([village(VILLAGE)]));
    assert_eq!(db.held(&Ask::default()).unwrap(), Held::default());
}

/// Each is judged after the one before it, and none of them is in the log yet.
fn of_several_batches_of_an_entry_that_come_together_the_last_row_stands(make: Make<'_>) {
    let rows = |db: &dyn Db| db.entries(&OFFICE.parse().unwrap()).unwrap();
    let other = founded(&|| Box::new(SqliteDb::in_memory().unwrap()));
    append(&*other, &[batch(1, 1, VILLAGE)], 1);
    let row = rows(&*other).remove(0);
    let judged = |number: u8, after: usize| NewBatch {
        row: Some(KnownRow {
            after,
            row: Some(EntryRow {
                minutes: 100 + u16::from(number),
                ..row.clone()
            }),
        }),
        ..batch(number, 1, VILLAGE)
    };
    let db = founded(make);
    append(&*db, &[judged(1, 0), judged(2, 1)], 10);
    append(&*db, &[judged(3, 2), judged(4, 3)], 11);
    assert_eq!(rows(&*db).iter().map(|row| row.minutes).collect::<Vec<_>>(), [104]);
    // Judged when the log held less: the row is made anew, of all six.
    append(&*db, &[judged(5, 4), judged(6, 2)], 12);
    assert_eq!(rows(&*db).iter().map(|row| row.minutes).collect::<Vec<_>>(), [6]);
}

fn every_row_is_made_of_all_its_batches(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[batch(1, 1, VILLAGE), batch(2, 99, VILLAGE), batch(3, 1, VILLAGE)],
        10,
    );
    let rows = db.entries(&OFFICE.parse().unwrap()).unwrap();
    let expected = project(EntryId([1; 16]), &db.entry_log(EntryId([1; 16])).unwrap()).unwrap();
    assert_eq!(rows, [expected]);
    assert_eq!(db.entries(&"450103".parse().unwrap()).unwrap(), []);
}

fn the_queue_is_by_area_and_the_longest_waiting_comes_first(make: Make<'_>) {
    let db = founded(make);
    for (number, entry, place, now_ms) in [
        (1, 1, VILLAGE, 1),
        (2, 2, OTHER_VILLAGE, 2),
        (3, 3, "450102102201", 3),
        (4, 2, OTHER_VILLAGE, 4),
        (5, 1, VILLAGE, 5),
        (6, 3, "450102102201", 6),
    ] {
        append(&*db, &[batch(number, entry, place)], now_ms);
    }
    let queue = |area: &str| {
        let rows = db.queue(&area.parse().unwrap()).unwrap();
        rows.iter().map(|row| row.entry.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(queue(OFFICE), [2, 1]);
    assert_eq!(queue("450102"), [2, 1, 3]);
    assert!(queue("450103").is_empty());
}

fn a_rebuild_comes_out_equal(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[
            batch(1, 1, VILLAGE),
            batch(2, 99, VILLAGE),
            batch(3, 2, OTHER_VILLAGE),
            batch(4, 1, VILLAGE),
        ],
        10,
    );
    let before = db.entries(&county()).unwrap();
    assert_eq!(db.rebuild(&project, &|_| None).unwrap(), 2);
    assert_eq!(db.entries(&county()).unwrap(), before);
    assert_eq!(db.rebuild(&|_, _| None, &|_| None).unwrap(), 0);
    assert_eq!(db.entries(&county()).unwrap(), []);
    assert_eq!(db.rebuild(&project, &|_| None).unwrap(), 2);
    assert_eq!(db.entries(&county()).unwrap(), before);
}

fn quarantine_keeps_each_batch_once_within_its_share(make: Make<'_>) {
    let db = founded(make);
    db.add_person(&person(1, cunfa_core::Role::Cadre, &[VILLAGE]), 1)
        .unwrap();
    super::enrolment::one_device(&*db);
    append(&*db, &[batch(1, 1, VILLAGE)], 1);
    let sealed = |number: u8| (BatchId([number; 32]), batch(number, number, VILLAGE).sealed);
    let device = DeviceId([1; 16]);
    assert_eq!(
        db.quarantine(device, &[sealed(1), sealed(2), sealed(3)], 5, 400)
            .unwrap(),
        3
    );
    assert_eq!(db.quarantined().unwrap(), 2);
    assert_eq!(db.quarantine(device, &[sealed(2), sealed(4)], 6, 400).unwrap(), 1);
    assert_eq!(db.quarantined().unwrap(), 2);
}

fn what_was_said_to_a_batch_in_quarantine_stays(make: Make<'_>) {
    let db = founded(make);
    db.add_person(&person(1, cunfa_core::Role::Cadre, &[VILLAGE]), 1)
        .unwrap();
    super::enrolment::one_device(&*db);
    let device = DeviceId([1; 16]);
    let sealed = |number: u8| (BatchId([number; 32]), batch(number, number, VILLAGE).sealed);
    db.quarantine(device, &[sealed(4), sealed(2)], 5, 1_000).unwrap();
    db.quarantine(device, &[sealed(3)], 6, 1_000).unwrap();
    let waiting = |all: bool, after: u64, most: u32| {
        let found = db.quarantined_of(device, all, after, most).unwrap();
        found.iter().map(|one| (one.place, one.id.0[0])).collect::<Vec<_>>()
    };
    assert_eq!(waiting(false, 0, 9), [(1, 4), (2, 2), (3, 3)], "in the order they came");
    assert_eq!(waiting(false, 1, 1), [(2, 2)]);
    assert_eq!(db.quarantined_of(DeviceId([9; 16]), true, 0, 9).unwrap(), []);
    assert!(db.leave(BatchId([2; 32]), b"left").unwrap());
    assert!(db.leave(BatchId([2; 32]), b"left again").unwrap());
    assert!(!db.leave(BatchId([9; 32]), b"left").unwrap(), "no such batch");
    assert_eq!(waiting(false, 0, 9), [(1, 4), (3, 3)]);
    let left = db.quarantined_one(BatchId([2; 32])).unwrap().unwrap();
    assert_eq!(
        (left.ruling.as_deref(), left.in_log),
        (Some(&b"left"[..]), false),
        "the first word stays"
    );
    assert_eq!((left.sealed, left.received_ms), (sealed(2).1, 5));
    let taken = NewBatch {
        ruling: Some(b"taken".to_vec()),
        ..batch(4, 4, VILLAGE)
    };
    append(&*db, &[taken], 7);
    assert_eq!(waiting(false, 0, 9), [(3, 3)]);
    assert_eq!(waiting(true, 0, 9), [(1, 4), (2, 2), (3, 3)]);
    let taken = db.quarantined_one(BatchId([4; 32])).unwrap().unwrap();
    assert_eq!((taken.ruling.as_deref(), taken.in_log), (Some(&b"taken"[..]), true));
    assert!(
        !db.leave(BatchId([4; 32]), b"left").unwrap(),
        "what is taken is not left"
    );
    let log = db.entry_log(EntryId([4; 16])).unwrap();
    assert_eq!(log[0].ruling.as_deref(), Some(&b"taken"[..]));
    assert_eq!(db.quarantined_one(BatchId([8; 32])).unwrap(), None);
}

fn the_digest_of_a_village_is_that_of_all_its_batches_whatever_their_order(make: Make<'_>) {
    let word = |numbers: &[u8]| {
        let words = numbers.iter().map(|number| BatchId([*number; 32]).word());
        words.fold(0, |all, word| all ^ word)
    };
    let kept = |code: &str, last: u64, numbers: &[u8]| KeptDigest {
        village: village(code),
        last,
        digest: word(numbers),
    };
    let db = founded(make);
    let areas = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<Area>>();
    assert_eq!(db.digests(&county(), &areas(&["450102"])).unwrap(), []);
    let seat = VillageCode::seat(&county()).unwrap();
    let first = [batch(200, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE), batch(3, 3, VILLAGE)];
    append(&*db, &first, 10);
    append(
        &*db,
        &[batch(4, 4, VILLAGE), batch(3, 3, VILLAGE), batch(5, 5, seat.as_str())],
        11,
    );
    let (one, other) = (kept(VILLAGE, 4, &[200, 3, 4]), kept(OTHER_VILLAGE, 2, &[2]));
    assert_eq!(
        db.digests(&county(), &areas(&[VILLAGE])).unwrap(),
        std::slice::from_ref(&one)
    );
    let mut both = vec![one, other];
    both.sort_by(|left, right| left.village.cmp(&right.village));
    assert_eq!(db.digests(&county(), &areas(&["450102", VILLAGE])).unwrap(), both);
    assert_eq!(db.digests(&"450103".parse().unwrap(), &areas(&["4501"])).unwrap(), []);
    // The other way round, and with a log that began anew.
    let db = founded(make);
    append(
        &*db,
        &[batch(4, 4, VILLAGE), batch(3, 3, VILLAGE), batch(200, 1, VILLAGE)],
        10,
    );
    renew(&*db, 9);
    let same = kept(VILLAGE, 3, &[200, 3, 4]);
    assert_eq!(db.digests(&county(), &areas(&[VILLAGE])).unwrap(), [same]);
}

#[test]
fn a_file_from_before_the_digests_gets_those_of_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let db = SqliteDb::create(&path).unwrap();
    db.found(&super::small()).unwrap();
    append(
        &db,
        &[batch(1, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE), batch(3, 1, VILLAGE)],
        10,
    );
    let scope: [Area; 1] = ["450102".parse().unwrap()];
    let before = db.digests(&county(), &scope).unwrap();
    assert_eq!(before.len(), 2);
    drop(db);
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch("DROP TABLE digests; ALTER TABLE entries DROP COLUMN parties; PRAGMA user_version = 3;")
        .unwrap();
    drop(file);
    let db = SqliteDb::open(&path).unwrap();
    assert_eq!(db.digests(&county(), &scope).unwrap(), before);
}

#[test]
fn a_postgresql_database_from_before_the_digests_gets_those_of_its_log() {
    let own = OwnDatabase::made();
    let db = own.open();
    db.found(&super::small()).unwrap();
    append(
        &db,
        &[batch(1, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE), batch(3, 1, VILLAGE)],
        10,
    );
    let scope: [Area; 1] = ["450102".parse().unwrap()];
    let before = db.digests(&county(), &scope).unwrap();
    assert_eq!(before.len(), 2);
    drop(db);
    own.run("DROP TABLE digests; ALTER TABLE entries DROP COLUMN parties; UPDATE schema_version SET version = 3;");
    assert_eq!(own.open().digests(&county(), &scope).unwrap(), before);
}
