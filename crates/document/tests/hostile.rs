//! Bytes from elsewhere: a flipped byte is always noticed, a bomb costs nothing, nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT, ScalarValue};
use cunfa_core::EntryId;
use cunfa_core::entry::FieldMap;
use cunfa_document::{ChangeInfo, DocumentError, EntryDoc, MAX_CHANGE_BYTES};
use proptest::prelude::*;

const ENTRY: EntryId = EntryId([7; 16]);

fn genesis() -> Vec<u8> {
    let fields = FieldMap::from([
        ("matter".to_owned(), "韦𡌶𬭎𫖯 土地".to_owned()),
        ("kind".to_owned(), "visit".to_owned()),
    ]);
    EntryDoc::create(ENTRY, &fields, [1; 16]).unwrap().1
}

/// A raw change of whatever automerge allows.
fn raw(write: impl FnOnce(&mut AutoCommit)) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1u8; 16]));
    doc.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
    write(&mut doc);
    doc.get_changes(&[])[0].raw_bytes().to_vec()
}

#[test]
fn every_flipped_bit_of_a_change_is_refused() {
    let bytes = genesis();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(ChangeInfo::read(&flipped).is_err(), "byte {at} bit {bit} went through");
            assert!(EntryDoc::load(ENTRY, [flipped.as_slice()]).is_err());
        }
    }
}

#[test]
fn every_cut_and_every_added_byte_is_refused() {
    let bytes = genesis();
    for end in 0..bytes.len() {
        assert!(ChangeInfo::read(&bytes[..end]).is_err());
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(ChangeInfo::read(&longer).is_err());
}

#[test]
fn changes_that_are_not_flat_texts_are_refused() {
    let nested = raw(|doc| drop(doc.put_object(ROOT, "matter", ObjType::Map).unwrap()));
    let text = raw(|doc| drop(doc.put_object(ROOT, "matter", ObjType::Text).unwrap()));
    let counter = raw(|doc| doc.put(ROOT, "matter", ScalarValue::counter(1)).unwrap());
    let number = raw(|doc| doc.put(ROOT, "matter", 5).unwrap());
    let long_key = raw(|doc| doc.put(ROOT, "k".repeat(65), "x").unwrap());
    for bytes in [nested, text, counter, number, long_key] {
        assert!(ChangeInfo::read(&bytes).is_err());
    }
    assert!(ChangeInfo::read(&raw(|doc| doc.put(ROOT, "matter", "x").unwrap())).is_ok());
}

#[test]
fn a_first_change_must_name_its_entry_and_no_other_may() {
    let mut nameless = AutoCommit::new().with_actor(ActorId::from([1u8; 16]));
    nameless.put(ROOT, "matter", "x").unwrap();
    assert!(ChangeInfo::read(nameless.get_changes(&[])[0].raw_bytes()).is_err());
    let mut renaming = AutoCommit::new().with_actor(ActorId::from([1u8; 16]));
    renaming.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
    renaming.commit();
    renaming.put(ROOT, "entry", ScalarValue::Bytes(vec![8; 16])).unwrap();
    assert!(ChangeInfo::read(renaming.get_changes(&[])[1].raw_bytes()).is_err());
}

#[test]
fn an_actor_of_another_length_is_refused() {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(vec![1u8; 20]));
    doc.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
    assert!(ChangeInfo::read(doc.get_changes(&[])[0].raw_bytes()).is_err());
}

#[test]
fn a_deflated_change_and_a_whole_document_are_refused() {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1u8; 16]));
    doc.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
    doc.put(ROOT, "matter", "土".repeat(4_000)).unwrap();
    let mut change = doc.get_changes(&[])[0].clone();
    assert!(ChangeInfo::read(change.raw_bytes()).is_ok());
    assert!(change.bytes().len() < change.raw_bytes().len());
    assert_eq!(
        ChangeInfo::read(&change.bytes()),
        Err(DocumentError::Shape("not a raw change"))
    );
    assert!(ChangeInfo::read(&doc.save()).is_err());
}

#[test]
fn too_many_bytes_are_refused_before_anything_is_read() {
    assert_eq!(
        ChangeInfo::read(&vec![0; MAX_CHANGE_BYTES + 1]),
        Err(DocumentError::Limit("bytes"))
    );
}

/// A change whose action column claims 2^60 operations in a few bytes.
#[test]
fn a_run_length_bomb_is_refused_at_once() {
    let bytes = genesis();
    let plain = &bytes[8..];
    let mut body = vec![0, 16];
    body.extend([1; 16]);
    body.extend([1, 1, 0, 0, 0]); // number, first operation, time, message, other actors
    body.extend([1, 0x42, 10]); // one column: actions, 10 bytes
    body.extend([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0x01]);
    let mut bomb = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1, u8::try_from(body.len()).unwrap()];
    bomb.extend(&body);
    assert_eq!(ChangeInfo::read(&bomb), Err(DocumentError::Limit("operations")));
    assert!(!plain.is_empty());
}

proptest! {
    #[test]
    fn noise_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..300) {
        let _ = ChangeInfo::read(&noise);
        let mut bytes = genesis();
        let at = at.min(bytes.len());
        bytes.splice(at..at, noise.iter().copied());
        if !noise.is_empty() {
            prop_assert!(ChangeInfo::read(&bytes).is_err());
        }
    }
}
