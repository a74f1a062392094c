//! Blobs on their way, and where the log names them.

use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{Area, Attachment, AttachmentKind, BlobId, DeviceId};
use cunfa_server::db::{BlobFacts, Db, Kept, LogBatch, NewBatch, NewChunk, Parts, Share};

use super::{Make, append, batch, county, founded, project, renew, village};
use crate::support::{OTHER_VILLAGE, VILLAGE};

pub fn all(make: Make<'_>) {
    a_blob_nobody_knows_has_no_facts(make);
    the_log_tells_where_a_blob_is_named_and_by_whom_first(make);
    where_a_blob_is_named_comes_out_of_a_rebuild_equal(make);
    chunks_are_kept_once_in_any_order_and_joined(make);
    devices_do_not_meet_in_the_same_blob(make);
    a_chunk_of_another_length_is_not_kept(make);
    what_is_held_is_held_for_all_and_put_by_one(make);
    lost_ends_with_the_bytes(make);
    what_no_entry_in_reach_names_stays_within_the_share(make);
    small_blobs_count_as_a_chunk_each(make);
    the_last_chunk_from_many_threads_makes_it_complete(make);
}

const A: DeviceId = DeviceId([1; 16]);
const B: DeviceId = DeviceId([2; 16]);

fn id(number: u8) -> BlobId {
    BlobId([number; 32])
}

fn naming(number: u8, place: &str, device: DeviceId, blobs: &[u8]) -> NewBatch {
    let attachment = |blob: &u8| Attachment {
        row: format!("{blob:02}-3fa2"),
        kind: AttachmentKind::Photo,
        blob: id(*blob),
        length: 70_000,
    };
    NewBatch {
        device,
        attachments: blobs.iter().map(attachment).collect(),
        ..batch(number, number, place)
    }
}

/// A chunk of a blob of two and a bit.
fn put(db: &dyn Db, device: DeviceId, blob: u8, index: u32) -> Kept {
    put_within(db, device, blob, index, &["450102"], 1_000_000)
}

fn put_within(db: &dyn Db, device: DeviceId, blob: u8, index: u32, scope: &[&str], bytes_max: u64) -> Kept {
    let length = 2 * CHUNK_BYTES + 3;
    let size = if index == 2 { 3 } else { CHUNK_BYTES };
    let bytes = vec![u8::try_from(index).unwrap(); usize::try_from(size).unwrap()];
    let scope: Vec<Area> = scope.iter().map(|code| code.parse().unwrap()).collect();
    db.keep_chunk(
        &NewChunk {
            device,
            blob: id(blob),
            length,
            index,
            bytes: &bytes,
        },
        &Share {
            county: &county(),
            scope: &scope,
            bytes_max,
        },
    )
    .unwrap()
}

fn a_blob_nobody_knows_has_no_facts(make: Make<'_>) {
    let db = founded(make);
    assert_eq!(db.blob(&county(), id(1)).unwrap(), BlobFacts::default());
    assert_eq!(db.parts(A, id(1)).unwrap(), None);
    assert_eq!(db.joined(A, id(1)).unwrap(), None);
    db.drop_parts(A, id(1)).unwrap();
    db.unhold_blob(id(1)).unwrap();
    assert_eq!(db.blob(&county(), id(1)).unwrap(), BlobFacts::default());
}

fn the_log_tells_where_a_blob_is_named_and_by_whom_first(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[
            naming(1, OTHER_VILLAGE, B, &[7, 7]),
            naming(2, VILLAGE, A, &[7, 8]),
            naming(3, VILLAGE, A, &[7]),
        ],
        1,
    );
    let facts = db.blob(&county(), id(7)).unwrap();
    assert_eq!(facts.named_first, Some(B));
    assert_eq!(facts.villages, [village(VILLAGE), village(OTHER_VILLAGE)]);
    assert_eq!((facts.held, facts.lost), (None, false));
    assert_eq!(db.blob(&county(), id(8)).unwrap().named_first, Some(A));
    let elsewhere: Area = "450103".parse().unwrap();
    assert_eq!(db.blob(&elsewhere, id(7)).unwrap(), BlobFacts::default());
    renew(&*db, 9);
    assert_eq!(db.blob(&county(), id(7)).unwrap(), facts, "a new epoch forgets nothing");
}

fn where_a_blob_is_named_comes_out_of_a_rebuild_equal(make: Make<'_>) {
    let db = founded(make);
    let all = [
        naming(1, OTHER_VILLAGE, B, &[7, 7]),
        naming(2, VILLAGE, A, &[7, 8]),
        naming(3, VILLAGE, A, &[]),
    ];
    append(&*db, &all, 1);
    let facts = || [7, 8, 9].map(|blob| db.blob(&county(), id(blob)).unwrap());
    let before = facts();
    db.rebuild(&project, &|_| None).unwrap();
    assert_eq!(
        facts(),
        [7, 8, 9].map(|_| BlobFacts::default()),
        "nothing of before is left"
    );
    let named = |logged: &LogBatch| {
        let batch = all
            .iter()
            .find(|batch| batch.sealed.signature == logged.sealed.signature)?;
        Some((batch.device, batch.attachments.clone()))
    };
    for _ in 0..2 {
        db.rebuild(&project, &named).unwrap();
        assert_eq!(facts(), before);
    }
}

fn chunks_are_kept_once_in_any_order_and_joined(make: Make<'_>) {
    let db = founded(make);
    assert_eq!(put(&*db, A, 7, 2), Kept::Partial);
    assert_eq!(put(&*db, A, 7, 0), Kept::Partial);
    assert_eq!(put(&*db, A, 7, 0), Kept::Partial);
    let parts = Parts {
        length: 2 * CHUNK_BYTES + 3,
        here: vec![0, 2],
        whole: false,
    };
    assert_eq!(db.parts(A, id(7)).unwrap(), Some(parts));
    assert_eq!(db.joined(A, id(7)).unwrap(), None);
    assert_eq!(put(&*db, A, 7, 1), Kept::Complete);
    assert_eq!(put(&*db, A, 7, 1), Kept::Complete, "also told again");
    let joined = db.joined(A, id(7)).unwrap().unwrap();
    let size = usize::try_from(CHUNK_BYTES).unwrap();
    assert_eq!(joined.len(), 2 * size + 3);
    assert_eq!((joined[0], joined[size], joined[2 * size]), (0, 1, 2));
    db.drop_parts(A, id(7)).unwrap();
    assert_eq!(db.parts(A, id(7)).unwrap(), None);
    assert_eq!(db.joined(A, id(7)).unwrap(), None);
}

fn devices_do_not_meet_in_the_same_blob(make: Make<'_>) {
    let db = founded(make);
    put(&*db, A, 7, 0);
    put(&*db, A, 7, 1);
    assert_eq!(db.parts(B, id(7)).unwrap(), None);
    assert_eq!(put(&*db, B, 7, 2), Kept::Partial);
    assert_eq!(db.parts(B, id(7)).unwrap().unwrap().here, [2]);
    db.drop_parts(B, id(7)).unwrap();
    assert_eq!(db.parts(A, id(7)).unwrap().unwrap().here, [0, 1]);
}

fn a_chunk_of_another_length_is_not_kept(make: Make<'_>) {
    let db = founded(make);
    put(&*db, A, 7, 0);
    let scope = ["450102".parse().unwrap()];
    let other = NewChunk {
        device: A,
        blob: id(7),
        length: 3,
        index: 0,
        bytes: &[1, 2, 3],
    };
    let share = Share {
        county: &county(),
        scope: &scope,
        bytes_max: u64::MAX,
    };
    assert_eq!(db.keep_chunk(&other, &share).unwrap(), Kept::OtherLength);
    assert_eq!(db.parts(A, id(7)).unwrap().unwrap().here, [0]);
}

fn what_is_held_is_held_for_all_and_put_by_one(make: Make<'_>) {
    let db = founded(make);
    (0..3).for_each(|index| {
        put(&*db, A, 7, index);
    });
    put(&*db, B, 7, 0);
    db.hold_blob(A, id(7), 70_000, 5).unwrap();
    db.hold_blob(A, id(7), 70_000, 6).unwrap();
    assert_eq!(db.blob(&county(), id(7)).unwrap().held, Some(70_000));
    let whole = Parts {
        length: 70_000,
        here: vec![],
        whole: true,
    };
    assert_eq!(db.parts(A, id(7)).unwrap(), Some(whole));
    assert_eq!(db.joined(A, id(7)).unwrap(), None, "the chunks are gone");
    assert_eq!(db.parts(B, id(7)).unwrap().unwrap().here, [0], "another's are not");
    assert_eq!(put(&*db, A, 7, 1), Kept::Whole);
    db.unhold_blob(id(7)).unwrap();
    assert_eq!(db.blob(&county(), id(7)).unwrap().held, None);
    assert_eq!(db.parts(A, id(7)).unwrap(), None, "it can be put again");
    assert_eq!(put(&*db, A, 7, 1), Kept::Partial);
}

fn lost_ends_with_the_bytes(make: Make<'_>) {
    let db = founded(make);
    db.lose_blob(&county(), id(7), 1).unwrap();
    db.lose_blob(&county(), id(7), 2).unwrap();
    assert!(db.blob(&county(), id(7)).unwrap().lost);
    assert!(!db.blob(&"450103".parse().unwrap(), id(7)).unwrap().lost);
    db.hold_blob(B, id(7), 3, 5).unwrap();
    assert!(!db.blob(&county(), id(7)).unwrap().lost);
}

fn what_no_entry_in_reach_names_stays_within_the_share(make: Make<'_>) {
    let db = founded(make);
    let length = u64::from(2 * CHUNK_BYTES + 3);
    let put = |device, blob, scope: &[&str]| put_within(&*db, device, blob, 0, scope, 2 * length);
    assert_eq!(put(A, 1, &[VILLAGE]), Kept::Partial);
    assert_eq!(put(A, 2, &[VILLAGE]), Kept::Partial);
    assert_eq!(put(A, 3, &[VILLAGE]), Kept::NoRoom);
    assert_eq!(db.parts(A, id(3)).unwrap(), None);
    assert_eq!(put(A, 2, &[VILLAGE]), Kept::Partial, "what is begun goes on");
    assert_eq!(put(B, 3, &[VILLAGE]), Kept::Partial, "another's share is another's");
    db.hold_blob(A, id(2), 2 * CHUNK_BYTES + 3, 1).unwrap();
    assert_eq!(put(A, 3, &[VILLAGE]), Kept::NoRoom, "whole ones count");
    append(&*db, &[naming(1, VILLAGE, A, &[1, 4])], 1);
    assert_eq!(put(A, 4, &[VILLAGE]), Kept::Partial, "a named one does not");
    assert_eq!(put(A, 3, &[VILLAGE]), Kept::Partial, "nor one that was named since");
    assert_eq!(put(A, 5, &[OTHER_VILLAGE]), Kept::NoRoom, "out of reach is not named");
    assert_eq!(put(A, 5, &[]), Kept::NoRoom);
}

fn small_blobs_count_as_a_chunk_each(make: Make<'_>) {
    let db = founded(make);
    let put = |blob| {
        let chunk = NewChunk {
            device: A,
            blob: id(blob),
            length: 1,
            index: 0,
            bytes: &[1],
        };
        let share = Share {
            county: &county(),
            scope: &[],
            bytes_max: 2 * u64::from(CHUNK_BYTES),
        };
        db.keep_chunk(&chunk, &share).unwrap()
    };
    assert_eq!([put(1), put(2), put(3)], [Kept::Complete, Kept::Complete, Kept::NoRoom]);
}

fn the_last_chunk_from_many_threads_makes_it_complete(make: Make<'_>) {
    let db = founded(make);
    let db = &*db;
    let answers: Vec<Kept> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..12)
            .map(|number| scope.spawn(move || put(db, A, 7, number % 3)))
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    assert!(answers.contains(&Kept::Complete));
    assert_eq!(db.parts(A, id(7)).unwrap().unwrap().here, [0, 1, 2]);
}
