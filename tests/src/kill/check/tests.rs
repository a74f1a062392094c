//! Every promise is watched: an honest run has no fault, and each planted fault is found.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

const A: EntryId = EntryId([1; 16]);
const B: EntryId = EntryId([2; 16]);
const DRAFT: EntryId = EntryId([3; 16]);
const SIGNED: ActId = ActId([7; 16]);
const BATCH: BatchId = BatchId([5; 32]);

fn seen(entry: EntryId, matter: Mark, advice: Mark, acts: &[ActId]) -> Seen {
    Seen {
        entry,
        matter: Some(matter),
        advice: Some(advice),
        acts: acts.iter().copied().collect(),
        voided: entry == B,
        delivered: true,
    }
}

fn of(by_owner: bool, version: u32) -> Mark {
    Mark { by_owner, version }
}

/// Device 0 makes A, changes it and is killed during the next change, signs; device 1 makes B and voids it, throws away a draft.
fn honest() -> Observed {
    let last_of_a = seen(A, of(true, 2), of(false, 1), &[SIGNED]);
    let last_of_b = seen(B, of(false, 1), of(true, 2), &[]);
    let first = vec![
        Event::Started,
        Event::Invoked(Op::Make { entry: A, version: 1 }),
        Event::Done,
        Event::Invoked(Op::Change { entry: A, version: 2 }),
        Event::Done,
        Event::Showed(vec![seen(A, of(true, 2), of(false, 1), &[])]),
        Event::Invoked(Op::Change { entry: A, version: 3 }),
        Event::Started,
        Event::Showed(vec![seen(A, of(true, 2), of(false, 1), &[])]),
        Event::Invoked(Op::Sign { entry: A }),
        Event::Done,
        Event::Showed(vec![last_of_a.clone()]),
    ];
    let second = vec![
        Event::Started,
        Event::Invoked(Op::Make { entry: B, version: 1 }),
        Event::Done,
        Event::Invoked(Op::Change { entry: B, version: 2 }),
        Event::Done,
        Event::Invoked(Op::Void { entry: B }),
        Event::Done,
        Event::Showed(vec![last_of_b.clone()]),
        Event::Invoked(Op::Discard { draft: DRAFT }),
        Event::Done,
        Event::Drafts(vec![]),
    ];
    let whole = [(A, "A".to_owned()), (B, "B".to_owned())];
    let last = Last {
        seen: [(A, last_of_a), (B, last_of_b)].into(),
        whole: whole.into(),
        receipts: vec![(BATCH, vec![1])],
        ..Last::default()
    };
    let marks = [
        (A, (Some(of(true, 2)), Some(of(false, 1)))),
        (B, (Some(of(false, 1)), Some(of(true, 2)))),
    ];
    Observed {
        histories: vec![first, second],
        devices: vec![last.clone(), last],
        log: Log {
            batches: vec![(1, BATCH, vec![1]), (2, BatchId([6; 32]), vec![2])],
            acts: [(SIGNED, A)].into(),
            marks: marks.into(),
            damage: Vec::new(),
        },
    }
}

fn found(plant: impl FnOnce(&mut Observed), word: &str) {
    let mut seen = honest();
    plant(&mut seen);
    let faults = faults(&seen);
    assert!(faults.iter().any(|fault| fault.contains(word)), "{word}: {faults:?}");
}

fn shown(observed: &mut Observed, device: usize, entry: EntryId) -> &mut Seen {
    observed.devices[device].seen.get_mut(&entry).unwrap()
}

#[test]
fn an_honest_run_keeps_every_promise() {
    assert_eq!(faults(&honest()), Vec::<String>::new());
    let first = counts(&honest().histories[0]);
    assert_eq!((first.asked, first.acknowledged, first.unanswered), (4, 3, 1));
}

#[test]
fn what_was_asked_and_not_answered_may_have_happened() {
    let mut seen = honest();
    for device in 0..2 {
        shown(&mut seen, device, A).matter = Some(of(true, 3));
    }
    seen.log.marks.insert(A, (Some(of(true, 3)), Some(of(false, 1))));
    assert_eq!(faults(&seen), Vec::<String>::new());
}

#[test]
fn a_device_that_forgets_its_own_write_is_found() {
    let older = Event::Showed(vec![seen(A, of(false, 1), of(false, 1), &[])]);
    found(|seen| seen.histories[0][8] = older, "showed");
    found(|seen| seen.histories[0][8] = Event::Missing(A), "there is no");
    let without = Event::Showed(vec![seen(A, of(true, 2), of(false, 1), &[])]);
    found(|seen| seen.histories[0].push(without), "act");
}

#[test]
fn an_unanswered_write_that_was_shown_and_went_away_is_found() {
    let newer = Event::Showed(vec![seen(A, of(true, 3), of(false, 1), &[])]);
    found(|seen| seen.histories[0][8] = newer, "showed");
}

#[test]
fn a_write_that_is_lost_in_the_end_is_found() {
    found(
        |seen| shown(seen, 1, A).matter = Some(of(false, 1)),
        "on device 1 without",
    );
    found(
        |seen| {
            let _ = seen.devices[1].seen.remove(&A);
        },
        "is not on device 1",
    );
    found(
        |seen| {
            let _ = seen.log.marks.remove(&A);
        },
        "the server has",
    );
    found(
        |seen| {
            seen.log.acts.clear();
        },
        "lacks",
    );
    found(
        |seen| {
            let _ = seen.log.acts.insert(SIGNED, B);
        },
        "lacks",
    );
}

#[test]
fn what_was_voided_or_thrown_away_and_comes_back_is_found() {
    found(|seen| shown(seen, 0, B).voided = false, "voided");
    found(|seen| seen.histories[1].push(Event::Drafts(vec![DRAFT])), "thrown away");
    found(
        |seen| {
            let _ = seen.devices[1].drafts.insert(DRAFT);
        },
        "thrown away",
    );
    found(
        |seen| {
            let _ = seen.log.marks.insert(DRAFT, (None, None));
        },
        "on the server",
    );
}

#[test]
fn what_nobody_wrote_is_found() {
    found(|seen| shown(seen, 0, A).matter = Some(of(true, 9)), "nobody wrote");
    let phantom = EntryId([9; 16]);
    found(
        |seen| {
            drop(
                seen.devices[0]
                    .seen
                    .insert(phantom, super::tests::seen(phantom, of(true, 1), of(true, 1), &[])),
            )
        },
        "nobody wrote",
    );
}

#[test]
fn a_batch_that_is_lost_or_stands_twice_is_found() {
    found(
        |seen| {
            let _ = seen.log.batches.remove(0);
        },
        "that the log has not",
    );
    found(|seen| seen.log.batches[0].2 = vec![9], "that the log has not");
    found(|seen| seen.log.batches.push((3, BATCH, vec![1])), "2 times");
    found(|seen| seen.log.batches[1].0 = 3, "at place 2");
}

#[test]
fn devices_that_differ_wait_or_are_damaged_are_found() {
    found(
        |seen| {
            let _ = seen.devices[1].whole.insert(A, "another".to_owned());
        },
        "another",
    );
    found(
        |seen| {
            let _ = seen.devices[1].whole.insert(DRAFT, String::new());
        },
        "shows 3 entries",
    );
    found(|seen| seen.devices[1].waiting = (1, 0), "unsent");
    found(|seen| seen.devices[0].damage.push("a page".to_owned()), "a page");
    found(|seen| seen.log.damage.push("a page".to_owned()), "the server: a page");
}
