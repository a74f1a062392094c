//! What comes from the server: in any order, of any program, never more than a receipt vouches for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_store::PassResult;

fn signed(tablet: &mut Tablet, number: u8) {
    tablet
        .write(id(number), &entry(&format!("01-{number:04}"), "宅基地"))
        .unwrap();
    tablet.act(id(number), Who::Cadre, sign_off());
}

#[test]
fn a_change_that_comes_before_its_parent_waits_and_is_read_when_the_parent_comes() {
    let mut writer = Tablet::new(1);
    let mut reader = Tablet::new(2);
    let mut server = Server::new();
    writer.write(id(1), &entry("01-0001", "甲")).unwrap();
    writer.sync(&mut server);
    writer.edit(id(1), |entry| entry.matter = "乙".into()).unwrap();
    writer.sync(&mut server);
    let late = PassResult {
        epoch: EPOCH,
        cursor: 2,
        pulled: vec![server.pulled(2, &server.log[1])],
        ..PassResult::default()
    };
    assert_eq!(reader.store.store_answers(&late).unwrap().pulled, 1);
    assert!(reader.store.open_entry(id(1)).unwrap().is_none());
    assert_eq!(counts(&reader)[5], 0);
    assert_eq!(reader.store.audit().unwrap(), []);
    let early = PassResult {
        pulled: vec![server.pulled(1, &server.log[0])],
        ..late
    };
    reader.store.store_answers(&early).unwrap();
    assert_eq!(reader.store.open_entry(id(1)).unwrap().unwrap().current.matter, "乙");
    assert_eq!(derived(&reader, false), derived(&writer, false));
}

#[test]
fn a_pulled_batch_without_a_true_receipt_is_not_stored_and_the_cursor_stays_before_it() {
    let mut writer = Tablet::new(1);
    let mut reader = Tablet::new(2);
    let mut server = Server::new();
    for number in 1..=3 {
        signed(&mut writer, number);
        writer.sync(&mut server);
    }
    let mut answer = server.answer(&reader.store, &[]);
    answer.pulled[1].receipt[30] ^= 1;
    let stored = reader.store.store_answers(&answer).unwrap();
    assert_eq!((stored.pulled, stored.unverified), (1, 1));
    assert_eq!(reader.store.position().unwrap().cursor, 1);
    reader.sync(&mut server);
    assert_eq!(reader.store.position().unwrap().cursor, 3);
    assert_eq!(derived(&reader, false), derived(&writer, false));
}

#[test]
fn a_batch_this_program_cannot_read_is_kept_and_blocks_nothing() {
    let mut reader = Tablet::new(2);
    let mut server = Server::new();
    let strange = SealedBatch {
        bytes: b"of a newer program".to_vec(),
        signature: vec![0; 64],
    };
    server.store(&strange);
    let mut writer = Tablet::new(1);
    signed(&mut writer, 1);
    writer.sync(&mut server);
    let stored = reader.sync(&mut server);
    assert_eq!((stored.pulled, stored.unread), (1, 1));
    assert_eq!(reader.store.position().unwrap().cursor, 2);
    let kept: Vec<u8> = reader
        .raw()
        .query_row("SELECT bytes FROM pulled WHERE bytes IS NOT NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(SealedBatch::unpack(kept, strange.signature.clone()), strange);
    reader.reopen();
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn what_was_kept_unread_is_read_when_this_program_can() {
    let mut writer = Tablet::new(1);
    let mut reader = Tablet::new(2);
    let mut server = Server::new();
    signed(&mut writer, 1);
    writer.sync(&mut server);
    reader.sync(&mut server);
    let raw = reader.raw();
    let sealed = &server.log[0];
    raw.execute(
        "UPDATE pulled SET bytes = ?1, signature = ?2, unread = 1",
        (&sealed.bytes, &sealed.signature),
    )
    .unwrap();
    raw.execute_batch(
        "DELETE FROM changes; DELETE FROM acts; DELETE FROM entries; INSERT INTO search (search) VALUES ('delete-all')",
    )
    .unwrap();
    drop(raw);
    reader.reopen();
    assert_eq!(derived(&reader, false), derived(&writer, false));
    assert_eq!(
        reader
            .raw()
            .query_row("SELECT count(*) FROM pulled WHERE bytes IS NOT NULL", [], |row| row
                .get::<_, i64>(0))
            .unwrap(),
        0
    );
}

#[test]
fn a_hostile_batch_with_a_foreign_change_is_not_mixed_into_the_log() {
    let mut reader = Tablet::new(2);
    let mut server = Server::new();
    let mut writer = Tablet::new(1);
    writer.write(id(1), &entry("01-0001", "甲")).unwrap();
    writer.sync(&mut server);
    let inner = server.log[0].open().unwrap();
    let hostile = Batch { entry: id(5), ..inner };
    server.store(&hostile.seal(&key(101)).unwrap());
    let stored = reader.sync(&mut server);
    assert_eq!((stored.pulled, stored.unread), (1, 1));
    assert_eq!(counts(&reader)[0], 1);
    assert!(reader.store.open_entry(id(5)).unwrap().is_none());
}
