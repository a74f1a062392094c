//! Many at once: no gap in a county's numbers for anybody to see, and of things that exclude each other only one happens.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use cunfa_core::{Area, BatchId, DeviceId, Digest, EntryId, KeyId, PersonId, Standing, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use cunfa_server::db::{Appended, Db, Enrolled, Enrolment, LogBatch, NewBatch, Pull, StoredCertificate};

use super::enrolment::{certificate, enrol, further, new_device, one_device, prepared, revocation};
use super::{Make, append, batch, county, founded, issue, project};
use crate::support::VILLAGE;

pub fn all(make: Make<'_>) {
    writers_and_readers_of_several_counties_find_no_gap(make);
    a_batch_sent_fifty_times_at_once_is_one(make);
    bad_appends_take_no_good_one_down(make);
    an_invitation_used_by_many_at_once_is_used_once(make);
    a_person_joining_twice_at_once_joins_once(make);
    an_invitation_claimed_by_many_keys_at_once_is_claimed_by_one(make);
    a_key_confirmed_and_revoked_at_once_ends_in_one_of_two_ways(make);
    a_key_claimed_by_many_at_once_has_one_certificate(make);
    quarantine_keeps_to_its_share_when_filled_from_all_sides(make);
    a_database_is_founded_once_however_many_try(make);
}

/// Runs `work` with each number at the same time; gives the results by number.
fn at_once<T: Send>(count: u8, work: impl Fn(u8) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count.into());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (barrier, work) = (&barrier, &work);
                scope.spawn(move || {
                    barrier.wait();
                    work(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn other_county() -> Area {
    "450103".parse().unwrap()
}

/// A batch that no other call of these numbers gives.
fn of(writer: u8, round: u8, village: &str) -> NewBatch {
    let mut id = [writer; 32];
    id[1] = round;
    NewBatch {
        id: BatchId(id),
        village: village.parse::<VillageCode>().unwrap(),
        entry: EntryId([writer; 16]),
        device: DeviceId([1; 16]),
        acts: vec![Digest(id)],
        inks: Vec::new(),
        attachments: Vec::new(),
        packed: vec![round; 50],
        row: None,
        directory: None,
        judged_upto: None,
        grows_directory: false,
        sealed: SealedBatch {
            bytes: vec![round; 50],
            signature: vec![writer; 64],
        },
        ruling: None,
    }
}

fn sequences(db: &dyn Db, county: &Area) -> Vec<u64> {
    let pull = Pull {
        county,
        after: 0,
        head: db.shard(county).unwrap().unwrap().last_sequence,
        scope: std::slice::from_ref(county),
        without: &BTreeSet::new(),
        bytes_max: u64::MAX,
    };
    let pulled = db.pull(&pull).unwrap();
    let sequences: Vec<u64> = pulled.batches.iter().map(|batch| batch.sequence).collect();
    assert_eq!(pulled.cursor, sequences.last().copied().unwrap_or(0));
    sequences
}

fn writers_and_readers_of_several_counties_find_no_gap(make: Make<'_>) {
    const WRITERS: usize = 8;
    let db = founded(make);
    let writing = AtomicUsize::new(WRITERS);
    at_once(12, |thread| {
        let (place, village) = match thread % 2 {
            0 => (county(), VILLAGE),
            _ => (other_county(), "450103001001"),
        };
        if usize::from(thread) < WRITERS {
            for round in 0..12 {
                let expected = db.expect(&place);
                let batches = [of(thread, 2 * round, village), of(thread, 2 * round + 1, village)];
                let answers = db.append(&place, &batches, 1, &issue, &project).unwrap();
                drop(expected);
                for (batch, answer) in batches.iter().zip(answers) {
                    let receipt = db.receipt(batch.id).unwrap();
                    assert_eq!(Some(answer), receipt.map(Appended::Stored), "answered and not kept");
                }
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        } else {
            let mut seen = 0;
            while writing.load(Ordering::SeqCst) > 0 {
                let found = sequences(&*db, &place);
                assert_eq!(found, (1..=found.len() as u64).collect::<Vec<_>>(), "a gap");
                assert!(found.len() >= seen, "something went away");
                seen = found.len();
            }
        }
    });
    for place in [county(), other_county()] {
        assert_eq!(sequences(&*db, &place), (1..=96).collect::<Vec<_>>());
        assert_eq!(db.shard(&place).unwrap().unwrap().size, 96);
    }
}

fn a_batch_sent_fifty_times_at_once_is_one(make: Make<'_>) {
    let db = founded(make);
    let answers = at_once(50, |_| append(&*db, &[batch(1, 1, VILLAGE)], 10));
    let first = Appended::Stored(issue(5, 1, BatchId([1; 32])));
    assert!(answers.iter().flatten().all(|answer| *answer == first));
    assert_eq!(sequences(&*db, &county()), [1]);
}

fn bad_appends_take_no_good_one_down(make: Make<'_>) {
    let db = founded(make);
    let broken = |_: EntryId, _: &[LogBatch]| panic!("a fault while projecting");
    let stored = at_once(24, |number| {
        let batches = [of(number, 0, VILLAGE)];
        // Each waits for the others, so that good and bad share a transaction where transactions are shared.
        let _expected = db.expect(&county());
        if number % 3 > 0 {
            return db.append(&county(), &batches, 1, &issue, &project).is_ok();
        }
        let bad = AssertUnwindSafe(|| db.append(&county(), &batches, 1, &issue, &broken));
        assert!(catch_unwind(bad).is_err());
        assert_eq!(db.receipt(batches[0].id).unwrap(), None);
        false
    });
    assert_eq!(stored.iter().filter(|stored| **stored).count(), 16);
    assert_eq!(sequences(&*db, &county()), (1..=16).collect::<Vec<_>>());
}

fn is_done(enrolled: &Enrolled) -> bool {
    matches!(enrolled, Enrolled::Done(_))
}

fn an_invitation_used_by_many_at_once_is_used_once(make: Make<'_>) {
    let db = prepared(make);
    let first = new_device(&*db, 50, 1);
    let enrolled = at_once(10, |number| {
        let device = number + 10;
        let own = |key: u8, person: Option<u8>| StoredCertificate {
            device: DeviceId([device; 16]),
            ..certificate(key, device, person)
        };
        let other = Enrolment {
            device: DeviceId([device; 16]),
            device_key: vec![device + 100; 65],
            token_hash: Some(Digest([device; 32])),
            new_device: first.new_device.clone().map(|new| cunfa_server::db::NewDevice {
                key: vec![device + 100; 65],
                ..new
            }),
            certificates: vec![own(device + 100, None), own(device, Some(1))],
            ..first.clone()
        };
        enrol(&*db, &other).unwrap()
    });
    assert_eq!(enrolled.iter().filter(|one| is_done(one)).count(), 1);
    assert!(enrolled.iter().all(|one| is_done(one) || *one == Enrolled::Overtaken));
    assert_eq!(db.devices().unwrap().len(), 1);
    assert_eq!(db.certificates(&county()).unwrap().len(), 2);
}

fn a_person_joining_twice_at_once_joins_once(make: Make<'_>) {
    let db = prepared(make);
    enrol(&*db, &new_device(&*db, 50, 1)).unwrap();
    let joins: Vec<Enrolment> = (0..6)
        .map(|number| Enrolment {
            certificates: vec![certificate(70 + number, 1, Some(2))],
            ..further(&*db, 60 + number, 2, 1)
        })
        .collect();
    let enrolled = at_once(6, |number| enrol(&*db, &joins[usize::from(number)]).unwrap());
    assert_eq!(enrolled.iter().filter(|one| is_done(one)).count(), 1);
    assert!(enrolled.iter().all(|one| is_done(one) || *one == Enrolled::PersonThere));
    assert_eq!(db.people_on(DeviceId([1; 16])).unwrap().len(), 2);
}

fn an_invitation_claimed_by_many_keys_at_once_is_claimed_by_one(make: Make<'_>) {
    let db = prepared(make);
    let code = new_device(&*db, 50, 1).code_hash;
    let claimed = at_once(10, |number| db.claim_invitation(&code, &[number; 65]).unwrap());
    assert_eq!(claimed.iter().filter(|claimed| **claimed).count(), 1);
    let by = claimed.iter().position(|claimed| *claimed).unwrap();
    let kept = db.invitation(&code).unwrap().unwrap().claimed;
    assert_eq!(kept, Some(vec![u8::try_from(by).unwrap(); 65]));
}

fn a_key_confirmed_and_revoked_at_once_ends_in_one_of_two_ways(make: Make<'_>) {
    for _ in 0..3 {
        let db = prepared(make);
        let mut enrolment = new_device(&*db, 50, 1);
        enrolment.certificates[1].standing = Standing::Provisional;
        enrol(&*db, &enrolment).unwrap();
        let key = KeyId([1; KeyId::LEN]);
        let confirmed = at_once(8, |number| {
            if number == 3 {
                db.revoke_key(key, None, &revocation).unwrap();
                return None;
            }
            let confirmation = StoredCertificate {
                bytes: vec![number],
                ..certificate(1, 1, Some(1))
            };
            Some(db.confirm(&confirmation).unwrap())
        });
        let stored = db.certificates_of(key).unwrap();
        let said = confirmed.into_iter().flatten().any(|confirmed| confirmed);
        assert_eq!(
            stored.len(),
            if said { 2 } else { 1 },
            "what was said is what is stored"
        );
        assert!(db.revocation_of(key).unwrap().is_some());
    }
}

fn a_key_claimed_by_many_at_once_has_one_certificate(make: Make<'_>) {
    let db = prepared(make);
    one_device(&*db);
    let claims = at_once(8, |number| {
        let claim = StoredCertificate {
            standing: Standing::Provisional,
            ..certificate(70 + number, 1, Some(2))
        };
        db.claim(&claim, &[number]).unwrap()
    });
    assert_eq!(claims.iter().filter(|claimed| **claimed).count(), 1);
    let people: Vec<PersonId> = db
        .people_on(DeviceId([1; 16]))
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(people, [PersonId([1; 16]), PersonId([2; 16])]);
    assert_eq!(db.certificates(&county()).unwrap().len(), 3);
}

fn quarantine_keeps_to_its_share_when_filled_from_all_sides(make: Make<'_>) {
    let db = prepared(make);
    one_device(&*db);
    let device = DeviceId([1; 16]);
    let kept = at_once(10, |number| {
        let sealed = [(BatchId([number + 1; 32]), batch(number + 1, 1, VILLAGE).sealed)];
        db.quarantine(device, &sealed, 5, 560).unwrap()
    });
    assert_eq!(kept.into_iter().sum::<usize>(), 3, "three of some 175 bytes");
    assert_eq!(db.quarantined().unwrap(), 3);
}

fn a_database_is_founded_once_however_many_try(make: Make<'_>) {
    let db = make();
    let founded = at_once(6, |_| db.found(&super::small()).is_ok());
    assert_eq!(founded.iter().filter(|founded| **founded).count(), 1);
    assert_eq!(db.rules().unwrap().len(), 2);
}
