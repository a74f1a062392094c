//! Of which kind a document is: told by its first change, and by nothing that comes later.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT, ScalarValue};
use cunfa_core::EntryId;
use cunfa_core::entry::FieldMap;
use cunfa_document::{ChangeInfo, DocumentError, DocumentKind, EntryDoc};

const ID: EntryId = EntryId([7; 16]);

fn fields(pairs: &[(&str, &str)]) -> FieldMap {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// A raw change of whatever automerge allows.
fn raw(write: impl FnOnce(&mut AutoCommit)) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1u8; 16]));
    write(&mut doc);
    doc.get_changes(&[])[0].raw_bytes().to_vec()
}

#[test]
fn the_first_change_says_of_which_kind_the_document_is() {
    let (entry, of_entry) = EntryDoc::create(ID, &fields(&[("matter", "甲")]), [1; 16]).unwrap();
    let (need, of_need) = EntryDoc::create_need(ID, &fields(&[("matter", "甲")]), [1; 16]).unwrap();
    assert_eq!(entry.kind(), Some(DocumentKind::Entry));
    assert_eq!(need.kind(), Some(DocumentKind::Need));
    assert_eq!(
        ChangeInfo::read(&of_need).unwrap().names,
        Some((DocumentKind::Need, ID))
    );
    assert_eq!(
        ChangeInfo::read(&of_entry).unwrap().names,
        Some((DocumentKind::Entry, ID))
    );
    let loaded = EntryDoc::load(ID, [of_need.as_slice()]).unwrap();
    assert_eq!(loaded.kind(), Some(DocumentKind::Need));
    assert_eq!(loaded.fields(), fields(&[("matter", "甲")]));
    assert_eq!(EntryDoc::empty(ID).kind(), None);
}

#[test]
fn a_document_is_never_of_two_kinds_in_whichever_order_its_changes_come() {
    let (_, entry) = EntryDoc::create(ID, &fields(&[("matter", "甲")]), [1; 16]).unwrap();
    let (mut doc, need) = EntryDoc::create_need(ID, &fields(&[("matter", "乙")]), [2; 16]).unwrap();
    for changes in [[&entry, &need], [&need, &entry]] {
        let loaded = EntryDoc::load(ID, changes.into_iter().map(Vec::as_slice));
        assert_eq!(loaded.unwrap_err(), DocumentError::OtherKind);
    }
    let before = (doc.heads(), doc.fields(), doc.kind());
    assert_eq!(doc.apply([entry.as_slice()]), Err(DocumentError::OtherKind));
    assert_eq!((doc.heads(), doc.fields(), doc.kind()), before);
}

#[test]
fn a_change_that_names_two_kinds_or_names_one_by_a_text_is_refused() {
    let both = raw(|doc| {
        doc.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
        doc.put(ROOT, "need", ScalarValue::Bytes(vec![7; 16])).unwrap();
    });
    let text = raw(|doc| {
        doc.put(ROOT, "entry", ScalarValue::Bytes(vec![7; 16])).unwrap();
        doc.put(ROOT, "need", "x").unwrap();
    });
    let short = raw(|doc| doc.put(ROOT, "need", ScalarValue::Bytes(vec![7; 15])).unwrap());
    for bytes in [both, text, short] {
        assert!(matches!(ChangeInfo::read(&bytes), Err(DocumentError::Shape(_))));
    }
}

#[test]
fn what_a_need_is_closed_with_can_be_taken_back_and_keys_of_a_newer_program_stay() {
    let asked = fields(&[("matter", "甲"), ("closed", "withdrawn"), ("of_a_newer_program", "x")]);
    let (mut doc, _) = EntryDoc::create_need(ID, &asked, [1; 16]).unwrap();
    doc.edit(&fields(&[("matter", "甲")]), [1; 16]).unwrap().unwrap();
    assert_eq!(doc.fields(), fields(&[("matter", "甲"), ("of_a_newer_program", "x")]));
}
