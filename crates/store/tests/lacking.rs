//! A log that began anew: what others wrote and it lacks is handed in as it came, and what was written here over it does not wait for ever.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_store::{ParkedReason, PassResult, Stored};

/// A writer whose entry and its signature a reader pulled.
fn pulled() -> (Tablet, Server) {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    writer.write(id(1), &entry("01-0001", "甲")).unwrap();
    writer.sync(&mut server);
    writer.edit(id(1), |entry| entry.matter = "乙".into()).unwrap();
    writer.act(id(1), Who::Cadre, sign_off());
    writer.sync(&mut server);
    assert_eq!(reader.sync(&mut server).pulled, 2);
    (reader, server)
}

/// The same county's log, begun anew from a backup that lacks everything.
fn anew(server: &Server) -> Server {
    Server {
        epoch: server.epoch + 1,
        log: Vec::new(),
    }
}

fn lacking(reader: &Tablet) -> Vec<SealedBatch> {
    let lacking = reader.store.lacking(usize::MAX, 10).unwrap();
    lacking.into_iter().map(|batch| batch.sealed).collect()
}

#[test]
fn what_the_new_log_lacks_is_handed_in_byte_for_byte_with_the_receipt_of_the_log_before() {
    let (mut reader, server) = pulled();
    assert_eq!(reader.store.lacking(usize::MAX, 10).unwrap(), []);
    let mut anew = anew(&server);
    assert!(reader.sync(&mut anew).new_epoch);
    reader.reopen();
    let all = reader.store.lacking(usize::MAX, 10).unwrap();
    let sealed: Vec<&SealedBatch> = all.iter().map(|batch| &batch.sealed).collect();
    assert_eq!(sealed, server.log.iter().collect::<Vec<_>>());
    for (batch, sequence) in all.iter().zip(1..) {
        assert_eq!(batch.receipt, server.receipt(batch.id, sequence));
    }
    assert_eq!(reader.store.lacking(1, 10).unwrap().len(), 1);
    assert_eq!(reader.store.lacking(usize::MAX, 1).unwrap().len(), 1);
    anew.store(&server.log[0]);
    reader.sync(&mut anew);
    assert_eq!(lacking(&reader), server.log[1..]);
    anew.store(&server.log[1]);
    reader.sync(&mut anew);
    assert_eq!(lacking(&reader), []);
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn a_batch_of_which_something_came_in_another_one_before_is_kept_and_handed_in_as_well() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    writer.write(id(1), &entry("01-0001", "甲")).unwrap();
    writer.sync(&mut server);
    writer.edit(id(1), |entry| entry.matter = "乙".into()).unwrap();
    writer.sync(&mut server);
    let items: Vec<Batch> = server.log.iter().map(|sealed| sealed.open().unwrap()).collect();
    let both = Batch {
        changes: items.iter().flat_map(|batch| batch.changes.clone()).collect(),
        ..items[0].clone()
    };
    server.store(&both.seal(&key(101)).unwrap());
    assert_eq!(reader.sync(&mut server).pulled, 3);
    // The log is read once more from its beginning, and nothing of that is forgotten.
    let again: Vec<_> = (1..)
        .zip(&server.log)
        .map(|(at, sealed)| server.pulled(at, sealed))
        .collect();
    reader.store.store_wanted(server.epoch, &again).unwrap();
    reader.sync(&mut anew(&server));
    assert_eq!(lacking(&reader), server.log);
}

#[test]
fn what_was_answered_is_not_handed_in_again_in_the_same_pass_but_in_the_next_one() {
    let (mut reader, server) = pulled();
    reader.sync(&mut anew(&server));
    let [text, signed] = [server.log[0].id(), server.log[1].id()];
    reader.store.note_lacking(&[(text, None), (signed, None)]).unwrap();
    assert_eq!(lacking(&reader), []);
    reader.store.reset_sending().unwrap();
    assert_eq!(lacking(&reader).len(), 2);
    // What waits behind a refused one would be answered the same until something changes.
    let refused = Some(ParkedReason::OutOfScope);
    reader.store.note_lacking(&[(text, refused), (signed, None)]).unwrap();
    reader.store.reset_sending().unwrap();
    assert_eq!(lacking(&reader), []);
}

fn put_off(reader: &mut Tablet, epoch: u64) -> Stored {
    let batches = reader.store.next_batches(usize::MAX, 10).unwrap();
    assert_eq!(batches.len(), 1);
    let answer = PassResult {
        epoch,
        later: ids(&batches),
        ..PassResult::default()
    };
    reader.store.store_answers(&answer).unwrap()
}

#[test]
fn what_builds_on_something_the_server_does_not_take_is_parked_and_offered_again_when_that_may_have_changed() {
    let (mut reader, server) = pulled();
    reader.edit(id(1), |entry| entry.result = "已办".into()).unwrap();
    reader.seal();
    let mut anew = anew(&server);
    assert_eq!(put_off(&mut reader, anew.epoch).put_off, 1);
    let refused = [
        (server.log[0].id(), Some(ParkedReason::OutOfScope)),
        (server.log[1].id(), None),
    ];
    let parked = reader.store.note_lacking(&refused).unwrap();
    assert_eq!(parked.into_iter().collect::<Vec<_>>(), [id(1)]);
    assert_eq!(reader.store.unsent().unwrap().parked, 1);

    let told = PassResult {
        epoch: anew.epoch,
        directory: Some(directory(2)),
        ..PassResult::default()
    };
    assert_eq!(reader.store.store_answers(&told).unwrap().offered, 1);
    assert_eq!(lacking(&reader), server.log);
    reader.store.note_lacking(&refused).unwrap();
    let stored = put_off(&mut reader, anew.epoch);
    assert_eq!((stored.put_off, stored.parked), (0, 1), "it is known by now");

    // It came by another road.
    anew.store(&server.log[0]);
    let came = PassResult {
        epoch: anew.epoch,
        cursor: 1,
        pulled: vec![anew.pulled(1, &server.log[0])],
        ..PassResult::default()
    };
    reader.store.store_answers(&came).unwrap();
    assert_eq!(reader.store.unsent().unwrap().parked, 0);
    assert_eq!(reader.store.next_batches(usize::MAX, 10).unwrap().len(), 1);
}
