//! Sync as the store sees it: nothing green without a verified receipt, nothing lost, nothing twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::{EntryId, Stage};
use cunfa_store::{Delivery, ItemState, ParkedReason, Step, StoreError};

fn delivery(tablet: &Tablet, number: u8) -> Delivery {
    tablet.store.open_entry(id(number)).unwrap().unwrap().row.delivery
}

fn stage(tablet: &Tablet, number: u8) -> Stage {
    tablet.store.open_entry(id(number)).unwrap().unwrap().row.stage
}

fn signed(tablet: &mut Tablet, number: u8) {
    tablet
        .write(id(number), &entry(&format!("01-{number:04}"), "宅基地"))
        .unwrap();
    tablet.act(id(number), Who::Cadre, sign_off());
}

#[test]
fn one_save_and_one_signature_go_up_in_one_batch_and_turn_green_by_the_receipt_only() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    assert_eq!(stage(&tablet, 1), Stage::Signed);
    assert_eq!(tablet.seal(), 1);
    assert_eq!(tablet.seal(), 0);
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    assert_eq!(batches.len(), 1);
    tablet.store.mark_sending(&ids(&batches)).unwrap();
    assert!(tablet.store.next_batches(usize::MAX, 10).unwrap().is_empty());
    assert_eq!(tablet.store.unsent_items(10).unwrap()[0].state, ItemState::Sending);
    assert_eq!(delivery(&tablet, 1), Delivery::Here);
    assert!(!tablet.store.has_delivered().unwrap());
    let answer = server.answer(&tablet.store, &batches);
    let stored = tablet.store.store_answers(&answer).unwrap();
    assert!(tablet.store.has_delivered().unwrap());
    assert_eq!((stored.accepted, stored.entries.as_slice()), (1, [id(1)].as_slice()));
    assert_eq!(
        (delivery(&tablet, 1), stage(&tablet, 1)),
        (Delivery::Delivered, Stage::InReview)
    );
    assert_eq!(tablet.store.unsent().unwrap(), cunfa_store::Unsent::default());
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn a_receipt_that_is_not_the_countys_word_for_exactly_this_batch_counts_as_none() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    tablet.seal();
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    let good = server.answer(&tablet.store, &batches);
    let mut flipped = good.clone();
    flipped.stored[0].1[20] ^= 1;
    let mut other_batch = good.clone();
    other_batch.stored[0].1 = server.receipt(cunfa_core::BatchId([1; 32]), 1);
    let mut other_epoch = good.clone();
    server.epoch += 1;
    other_epoch.stored[0].1 = server.receipt(batches[0].id, 1);
    let mut empty = good.clone();
    empty.stored[0].1.clear();
    for bad in [flipped, other_batch, other_epoch, empty] {
        let stored = tablet.store.store_answers(&bad).unwrap();
        assert_eq!((stored.accepted, stored.unverified), (0, 1));
        assert_eq!(delivery(&tablet, 1), Delivery::Here);
        assert_eq!(tablet.store.unsent().unwrap().entries, 1);
    }
    assert_eq!(tablet.store.store_answers(&good).unwrap().accepted, 1);
}

#[test]
fn an_answer_given_twice_changes_nothing_the_second_time() {
    let mut tablet = Tablet::new(1);
    let mut other = Tablet::new(2);
    let mut server = Server::new();
    signed(&mut other, 2);
    other.sync(&mut server);
    signed(&mut tablet, 1);
    tablet.seal();
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    let answer = server.answer(&tablet.store, &batches);
    tablet.store.store_answers(&answer).unwrap();
    let after = (
        counts(&tablet),
        derived(&tablet, true),
        tablet.store.position().unwrap(),
    );
    tablet.store.store_answers(&answer).unwrap();
    assert_eq!(
        (
            counts(&tablet),
            derived(&tablet, true),
            tablet.store.position().unwrap()
        ),
        after
    );
}

#[test]
fn a_lost_answer_costs_nothing_the_same_batch_goes_again_and_a_pull_of_it_is_proof_too() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    tablet.seal();
    let first = tablet.store.next_batches(usize::MAX, 10).unwrap();
    tablet.store.mark_sending(&ids(&first)).unwrap();
    server.answer(&tablet.store, &first);
    tablet.reopen();
    tablet.store.reset_sending().unwrap();
    let again = tablet.store.next_batches(usize::MAX, 10).unwrap();
    assert_eq!(first, again);
    let pulled = server.answer(&tablet.store, &[]);
    assert_eq!(pulled.pulled.len(), 1);
    tablet.store.store_answers(&pulled).unwrap();
    assert_eq!(delivery(&tablet, 1), Delivery::Delivered);
    assert!(tablet.store.next_batches(usize::MAX, 10).unwrap().is_empty());
    assert_eq!(counts(&tablet)[0], 1);
}

#[test]
fn a_refused_batch_is_parked_with_its_reason_and_the_rest_goes_on() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    signed(&mut tablet, 2);
    tablet.seal();
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    let mut answer = server.answer(&tablet.store, &batches[1..]);
    answer.refused.push((batches[0].id, ParkedReason::NotAllowed));
    let stored = tablet.store.store_answers(&answer).unwrap();
    assert_eq!((stored.accepted, stored.parked), (1, 1));
    assert_eq!(delivery(&tablet, 1), Delivery::Parked(ParkedReason::NotAllowed));
    assert_eq!(delivery(&tablet, 2), Delivery::Delivered);
    let unsent = tablet.store.unsent().unwrap();
    assert_eq!((unsent.entries, unsent.parked), (1, 1));
    assert!(unsent.bytes > 0 && unsent.since_ms == Some(1_000));
    let items = tablet.store.unsent_items(10).unwrap();
    let parked = ItemState::Parked {
        batch: batches[0].id,
        reason: ParkedReason::NotAllowed,
    };
    assert_eq!((items.len(), items[0].state), (1, parked));
    tablet.store.reset_sending().unwrap();
    assert!(tablet.store.next_batches(usize::MAX, 10).unwrap().is_empty());
    assert!(tablet.store.retry_parked(batches[0].id).unwrap());
    assert!(!tablet.store.retry_parked(batches[1].id).unwrap());
    assert_eq!(
        ids(&tablet.store.next_batches(usize::MAX, 10).unwrap()),
        [batches[0].id]
    );
    tablet.sync(&mut server);
    assert_eq!(delivery(&tablet, 1), Delivery::Delivered);
}

#[test]
fn what_is_put_off_waits_for_the_next_pass() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    tablet.seal();
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    let mut answer = server.answer(&tablet.store, &[]);
    answer.later.push(batches[0].id);
    assert_eq!(tablet.store.store_answers(&answer).unwrap().put_off, 1);
    assert_eq!(tablet.store.unsent_items(10).unwrap()[0].state, ItemState::Waits);
    assert!(tablet.store.next_batches(usize::MAX, 10).unwrap().is_empty());
    tablet.store.reset_sending().unwrap();
    assert_eq!(tablet.store.next_batches(usize::MAX, 10).unwrap(), batches);
}

#[test]
fn batches_come_oldest_first_within_the_budget_and_at_least_one() {
    let mut tablet = Tablet::new(1);
    for number in 1..=4 {
        signed(&mut tablet, number);
    }
    assert_eq!(tablet.seal(), 4);
    let all = tablet.store.next_batches(usize::MAX, 10).unwrap();
    assert_eq!(
        all.iter().map(|batch| batch.entry).collect::<Vec<_>>(),
        [id(1), id(2), id(3), id(4)]
    );
    assert_eq!(tablet.store.next_batches(1, 10).unwrap(), all[..1]);
    assert_eq!(tablet.store.next_batches(usize::MAX, 3).unwrap(), all[..3]);
    let two: usize = all[..2]
        .iter()
        .map(|batch| batch.sealed.bytes.len() + batch.sealed.signature.len())
        .sum();
    assert_eq!(tablet.store.next_batches(two, 10).unwrap(), all[..2]);
}

#[test]
fn a_pass_broken_at_any_step_stores_nothing_and_the_next_one_completes() {
    for step in [
        Step::Receipts,
        Step::Pulled,
        Step::Cursor,
        Step::Projection,
        Step::Search,
        Step::Commit,
    ] {
        let mut tablet = Tablet::new(1);
        let mut other = Tablet::new(2);
        let mut server = Server::new();
        signed(&mut other, 2);
        other.sync(&mut server);
        signed(&mut tablet, 1);
        tablet.seal();
        let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
        let answer = server.answer(&tablet.store, &batches);
        let before = (
            counts(&tablet),
            derived(&tablet, true),
            tablet.store.position().unwrap(),
        );
        tablet.store.fail_next(step);
        assert!(matches!(tablet.store.store_answers(&answer), Err(StoreError::Interrupted(broken)) if broken == step));
        assert_eq!(
            (
                counts(&tablet),
                derived(&tablet, true),
                tablet.store.position().unwrap()
            ),
            before,
            "{step:?}"
        );
        tablet.sync(&mut server);
        assert_eq!(derived(&tablet, false), {
            other.sync(&mut server);
            derived(&other, false)
        });
        assert_eq!(tablet.store.audit().unwrap(), []);
    }
}

#[test]
fn a_full_disk_in_the_middle_of_an_answer_stores_none_of_it() {
    let mut tablet = Tablet::new(1);
    let mut other = Tablet::new(2);
    let mut server = Server::new();
    for number in 2..20 {
        other
            .write(id(number), &entry("02-0001", &"承包地互换".repeat(200)))
            .unwrap();
    }
    other.sync(&mut server);
    let before = (counts(&tablet), tablet.store.position().unwrap());
    let answer = server.answer(&tablet.store, &[]);
    tablet.store.limit_growth(10).unwrap();
    assert!(matches!(tablet.store.store_answers(&answer), Err(StoreError::DiskFull)));
    assert_eq!((counts(&tablet), tablet.store.position().unwrap()), before);
    tablet.store.limit_growth(100_000).unwrap();
    assert_eq!(tablet.store.store_answers(&answer).unwrap().pulled, 18);
}

#[test]
fn when_the_servers_log_begins_anew_everything_own_is_offered_again_and_nothing_is_deleted() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut tablet, 1);
    tablet.sync(&mut server);
    signed(&mut tablet, 2);
    tablet.sync(&mut server);
    assert_eq!(stage(&tablet, 1), Stage::InReview);
    let mut restored = Server::new();
    restored.epoch = EPOCH + 1;
    let stored = tablet.sync(&mut restored);
    assert!(stored.new_epoch);
    let position = tablet.store.position().unwrap();
    assert_eq!((position.epoch, position.cursor), (EPOCH + 1, 0));
    assert_eq!(
        (delivery(&tablet, 1), stage(&tablet, 1)),
        (Delivery::Here, Stage::Signed)
    );
    assert_eq!(tablet.store.unsent().unwrap().entries, 2);
    let stored = tablet.sync(&mut restored);
    assert_eq!((stored.accepted, stored.new_epoch), (2, false));
    assert_eq!(
        (delivery(&tablet, 1), stage(&tablet, 1)),
        (Delivery::Delivered, Stage::InReview)
    );
    assert_eq!(restored.log.len(), 2);
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn when_the_servers_log_begins_anew_what_others_wrote_waits_until_that_log_holds_it() {
    let mut writer = Tablet::new(2);
    let mut reader = Tablet::new(1);
    let mut server = Server::new();
    signed(&mut writer, 1);
    writer.sync(&mut server);
    let mut restored = Server::new();
    restored.epoch = EPOCH + 1;
    restored.log.clone_from(&server.log);
    signed(&mut writer, 2);
    writer.sync(&mut server);
    reader.sync(&mut server);
    for number in [1, 2] {
        let there = (delivery(&reader, number), stage(&reader, number));
        assert_eq!(there, (Delivery::Delivered, Stage::InReview));
    }
    let mut cut = restored.answer(&reader.store, &[]);
    cut.pulled.clear();
    cut.cursor = 0;
    assert!(reader.store.store_answers(&cut).unwrap().new_epoch);
    for number in [1, 2] {
        let unknown = (delivery(&reader, number), stage(&reader, number));
        assert_eq!(unknown, (Delivery::Here, Stage::Signed), "nothing of the log came yet");
    }
    for _ in 0..2 {
        reader.sync(&mut restored);
        assert_eq!(
            (delivery(&reader, 1), stage(&reader, 1)),
            (Delivery::Delivered, Stage::InReview)
        );
        let lacking = reader.store.open_entry(id(2)).unwrap().unwrap();
        assert_eq!(
            (lacking.row.delivery, lacking.row.stage),
            (Delivery::Here, Stage::Signed)
        );
        assert!(lacking.acts.iter().all(|act| act.holds && !act.delivered));
        assert_eq!(
            reader.store.unsent().unwrap().entries,
            0,
            "it is not this device's to send"
        );
        assert_eq!(reader.store.audit().unwrap(), []);
        reader.reopen();
    }
    for _ in 0..2 {
        writer.sync(&mut restored);
    }
    reader.sync(&mut restored);
    assert_eq!(
        (delivery(&reader, 2), stage(&reader, 2)),
        (Delivery::Delivered, Stage::InReview)
    );
    assert_eq!(derived(&reader, false), derived(&writer, false));
    let left: i64 = reader
        .raw()
        .query_row("SELECT count(*) FROM uncovered", [], |row| row.get(0))
        .unwrap();
    assert_eq!((left, reader.store.audit().unwrap()), (0, vec![]));
}

#[test]
fn what_another_copy_handed_in_is_offered_again_when_the_servers_log_begins_anew() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    let mut clone = tablet.crashed_copy();
    clone.sync(&mut server);
    let answer = server.answer(&tablet.store, &[]);
    tablet.store.store_answers(&answer).unwrap();
    assert_eq!((tablet.seal(), delivery(&tablet, 1)), (0, Delivery::Delivered));
    let mut restored = Server::new();
    restored.epoch = EPOCH + 1;
    assert!(tablet.sync(&mut restored).new_epoch);
    assert_eq!(delivery(&tablet, 1), Delivery::Here);
    assert_eq!(tablet.sync(&mut restored).accepted, 1);
    assert_eq!((restored.log.len(), delivery(&tablet, 1)), (1, Delivery::Delivered));
}

#[test]
fn the_oldest_entries_are_sealed_first_and_what_the_log_lost_keeps_nobody_waiting() {
    let mut tablet = Tablet::new(1);
    for number in 1..=4 {
        tablet
            .write(id(number), &entry(&format!("01-000{number}"), "甲"))
            .unwrap();
    }
    tablet.edit(id(2), |entry| entry.matter = "乙".into()).unwrap();
    let lost = "DELETE FROM changes WHERE arrival = 1";
    tablet.raw().execute_batch(lost).unwrap();
    assert_eq!(tablet.store.seal(&key(101), 2).unwrap(), 2);
    let sealed: Vec<EntryId> = tablet
        .store
        .next_batches(usize::MAX, 9)
        .unwrap()
        .iter()
        .map(|one| one.entry)
        .collect();
    assert_eq!(sealed, [id(2), id(3)]);
    assert!(tablet.store.has_unsealed().unwrap());
    assert_eq!(tablet.store.seal(&key(101), 2).unwrap(), 1);
    assert!(!tablet.store.has_unsealed().unwrap());
}

#[test]
fn two_copies_of_one_device_converge() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    tablet.sync(&mut server);
    let mut clone = tablet.crashed_copy();
    tablet.edit(id(1), |entry| entry.matter = "乙".into()).unwrap();
    clone.edit(id(1), |entry| entry.advice = "丙".into()).unwrap();
    clone.write(id(2), &entry("01-0002", "丁")).unwrap();
    for _ in 0..2 {
        tablet.sync(&mut server);
        clone.sync(&mut server);
    }
    assert_eq!(derived(&tablet, false), derived(&clone, false));
    let record = tablet.store.open_entry(id(1)).unwrap().unwrap();
    assert_eq!(
        (record.current.matter.as_str(), record.current.advice.as_str()),
        ("乙", "丙")
    );
    assert!(tablet.store.open_entry(id(2)).unwrap().is_some());
    for copy in [&mut tablet, &mut clone] {
        assert_eq!(copy.store.unsent().unwrap().entries, 0);
        assert_eq!(copy.store.audit().unwrap(), []);
    }
}

#[test]
fn too_much_for_one_batch_is_split_and_a_token_that_is_not_the_countys_is_left_out() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    let mut dice = 1u64;
    let mut noise = || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        char::from_u32(0x4e00 + u32::try_from(dice % 20_000).unwrap()).unwrap()
    };
    for _ in 0..8 {
        let text: String = (0..80_000).map(|_| noise()).collect();
        tablet.edit(id(1), |entry| entry.advice = text).unwrap();
    }
    let made = tablet.seal();
    assert!(made > 1);
    tablet.sync(&mut server);
    assert_eq!(delivery(&tablet, 1), Delivery::Delivered);
    let mut reader = Tablet::new(2);
    reader.sync(&mut server);
    assert_eq!(derived(&reader, false), derived(&tablet, false));
    let mut answer = server.answer(&tablet.store, &[]);
    answer.time_token[10] ^= 1;
    answer.now_ms = 99;
    tablet.store.store_answers(&answer).unwrap();
    assert_eq!(tablet.store.time_token().unwrap().unwrap().device_time_ms, 6_500);
}

#[test]
fn what_stays_unsent_is_what_is_not_on_its_way() {
    let mut tablet = Tablet::new(1);
    for number in 1..=3 {
        signed(&mut tablet, number);
    }
    assert_eq!(tablet.store.unsent_besides_sending().unwrap(), 3);
    tablet.seal();
    let batches = tablet.store.next_batches(usize::MAX, 10).unwrap();
    tablet.store.mark_sending(&ids(&batches[..2])).unwrap();
    assert_eq!(tablet.store.unsent_besides_sending().unwrap(), 1);
    // Signed once more while it is on its way: that much of it stays.
    tablet.act(id(1), Who::Cadre, sign_off());
    assert_eq!(tablet.store.unsent_besides_sending().unwrap(), 2);
    assert_eq!(tablet.store.unsent().unwrap().entries, 3);
}
