//! Documents as two people write them: merged in any order, conflicts seen on both sides, nothing said twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use cunfa_core::entry::FieldMap;
use cunfa_core::{Digest, EntryId};
use cunfa_document::{ChangeInfo, DocumentError, DocumentKind, EntryDoc, MAX_CHANGE_BYTES};

const ENTRY: EntryId = EntryId([7; 16]);

fn fields(pairs: &[(&str, &str)]) -> FieldMap {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn start() -> (EntryDoc, Vec<u8>) {
    EntryDoc::create(
        ENTRY,
        &fields(&[("matter", "宅基地"), ("advice", "调解"), ("phone", "1")]),
        [1; 16],
    )
    .unwrap()
}

fn load(changes: &[Vec<u8>]) -> EntryDoc {
    EntryDoc::load(ENTRY, changes.iter().map(Vec::as_slice)).unwrap()
}

#[test]
fn edits_of_different_fields_merge_and_edits_of_the_same_field_are_a_conflict_on_both_sides() {
    let (base, genesis) = start();
    let (mut mine, mut yours) = (base.clone(), base);
    let a = mine
        .edit(
            &fields(&[("matter", "宅基地边界"), ("advice", "调解"), ("phone", "2")]),
            [2; 16],
        )
        .unwrap()
        .unwrap();
    let b = yours
        .edit(
            &fields(&[("matter", "宅基地"), ("advice", "诉讼"), ("phone", "3")]),
            [3; 16],
        )
        .unwrap()
        .unwrap();
    mine.apply([b.as_slice()]).unwrap();
    yours.apply([a.as_slice()]).unwrap();
    for doc in [&mine, &yours, &load(&[b.clone(), a.clone(), genesis])] {
        assert_eq!(doc.fields()["matter"], "宅基地边界");
        assert_eq!(doc.fields()["advice"], "诉讼");
        assert_eq!(doc.conflicts().len(), 1);
        assert_eq!(doc.conflicts()["phone"], ["2", "3"]);
        assert_eq!(doc.heads(), mine.heads());
        assert_eq!(doc.fields(), mine.fields());
    }
}

#[test]
fn the_same_value_written_twice_is_no_conflict() {
    let (base, _) = start();
    let (mut mine, mut yours) = (base.clone(), base);
    mine.edit(
        &fields(&[("matter", "甲"), ("advice", "调解"), ("phone", "1")]),
        [2; 16],
    )
    .unwrap();
    let b = yours
        .edit(
            &fields(&[("matter", "甲"), ("advice", "调解"), ("phone", "1")]),
            [3; 16],
        )
        .unwrap()
        .unwrap();
    mine.apply([b.as_slice()]).unwrap();
    assert!(mine.conflicts().is_empty());
}

#[test]
fn a_settled_conflict_is_settled_everywhere_for_each_of_its_values() {
    for chosen in ["2", "3"] {
        let (base, _) = start();
        let (mut mine, mut yours) = (base.clone(), base);
        mine.edit(
            &fields(&[("matter", "宅基地"), ("advice", "调解"), ("phone", "2")]),
            [2; 16],
        )
        .unwrap();
        let b = yours
            .edit(
                &fields(&[("matter", "宅基地"), ("advice", "调解"), ("phone", "3")]),
                [3; 16],
            )
            .unwrap()
            .unwrap();
        mine.apply([b.as_slice()]).unwrap();
        assert_eq!(mine.settle("phone", "4", [4; 16]), Err(DocumentError::NoSuchValue));
        assert_eq!(
            mine.settle("matter", "宅基地", [4; 16]),
            Err(DocumentError::NoSuchValue)
        );
        mine.settle("phone", chosen, [4; 16]).unwrap();
        assert!(mine.conflicts().is_empty());
        assert_eq!(mine.fields()["phone"], chosen);
    }
}

#[test]
fn an_edit_says_only_what_differs_and_nothing_when_nothing_differs() {
    let long = "调解".repeat(200);
    let (mut doc, genesis) = EntryDoc::create(ENTRY, &fields(&[("matter", "旧"), ("advice", &long)]), [1; 16]).unwrap();
    assert_eq!(doc.edit(&doc.fields(), [2; 16]).unwrap(), None);
    let mut wanted = doc.fields();
    wanted.insert("matter".into(), "新".into());
    let change = doc.edit(&wanted, [2; 16]).unwrap().unwrap();
    assert!(
        change.len() < genesis.len() - long.len() + 100,
        "the untouched field was said again"
    );
    assert_eq!(doc.fields(), wanted);
}

#[test]
fn known_keys_can_be_taken_back_and_keys_of_a_newer_program_stay() {
    let (mut doc, _) = EntryDoc::create(
        ENTRY,
        &fields(&[("matter", "甲"), ("paid", "1"), ("newer", "x")]),
        [1; 16],
    )
    .unwrap();
    doc.edit(&fields(&[("matter", "甲")]), [2; 16]).unwrap().unwrap();
    assert_eq!(doc.fields(), fields(&[("matter", "甲"), ("newer", "x")]));
}

#[test]
fn the_text_at_a_signature_can_be_read_again_after_later_edits() {
    let (mut doc, _) = start();
    let (signed, heads) = (doc.fields(), doc.heads());
    doc.edit(&fields(&[("matter", "改")]), [2; 16]).unwrap();
    assert_eq!(doc.fields_at(&heads), Some(signed));
    assert_ne!(doc.fields_at(&doc.heads()), doc.fields_at(&heads));
    assert_eq!(doc.fields_at(&[]), None);
    assert_eq!(doc.fields_at(&[Digest([9; 32])]), None);
    assert_eq!(doc.conflicts_at(&heads), Some(std::collections::BTreeMap::new()));
}

#[test]
fn a_change_without_its_parent_waits_and_names_the_parent() {
    let (mut doc, genesis) = start();
    let first = doc.edit(&fields(&[("matter", "二")]), [2; 16]).unwrap().unwrap();
    let second = doc.edit(&fields(&[("matter", "三")]), [2; 16]).unwrap().unwrap();
    let mut other = EntryDoc::empty(ENTRY);
    let outcome = other.apply([second.as_slice(), genesis.as_slice()]).unwrap();
    assert_eq!(outcome.waiting, [ChangeInfo::read(&second).unwrap().hash]);
    assert_eq!(outcome.missing, [ChangeInfo::read(&first).unwrap().hash]);
    assert_eq!(other.heads(), [ChangeInfo::read(&genesis).unwrap().hash]);
    let outcome = other.apply([second.as_slice(), first.as_slice()]).unwrap();
    assert_eq!(outcome.applied.len(), 2);
    assert_eq!(other.fields(), doc.fields());
}

#[test]
fn changes_given_twice_count_once() {
    let (doc, genesis) = start();
    let mut other = load(&[genesis.clone(), genesis.clone()]);
    assert!(other.apply([genesis.as_slice()]).unwrap().applied.is_empty());
    assert_eq!(other.heads(), doc.heads());
}

#[test]
fn a_change_of_another_entry_is_refused() {
    let (_, genesis) = start();
    let mut other = EntryDoc::empty(EntryId([8; 16]));
    assert_eq!(other.apply([genesis.as_slice()]), Err(DocumentError::OtherEntry));
    let names = ChangeInfo::read(&genesis).unwrap().names;
    assert_eq!(names, Some((DocumentKind::Entry, ENTRY)));
}

#[test]
fn an_actor_used_by_two_copies_is_noticed_and_leaves_the_document_as_it_was() {
    let (base, _) = start();
    let (mut mine, mut copy) = (base.clone(), base);
    mine.edit(&fields(&[("matter", "甲")]), [2; 16]).unwrap();
    let b = copy.edit(&fields(&[("matter", "乙")]), [2; 16]).unwrap().unwrap();
    let before = (mine.heads(), mine.fields());
    assert_eq!(mine.apply([b.as_slice()]), Err(DocumentError::ActorReused));
    assert_eq!((mine.heads(), mine.fields()), before);
}

#[test]
fn copies_that_take_fresh_actors_converge() {
    let (base, _) = start();
    let (mut mine, mut copy) = (base.clone(), base);
    let a = mine.edit(&fields(&[("matter", "甲")]), [2; 16]).unwrap().unwrap();
    let b = copy.edit(&fields(&[("matter", "乙")]), [3; 16]).unwrap().unwrap();
    mine.apply([b.as_slice()]).unwrap();
    copy.apply([a.as_slice()]).unwrap();
    assert_eq!(
        (mine.heads(), mine.fields(), mine.conflicts()),
        (copy.heads(), copy.fields(), copy.conflicts())
    );
}

#[test]
fn a_text_over_the_limit_is_refused_and_the_document_stays() {
    let (mut doc, _) = start();
    let before = doc.heads();
    let long: String = (0..MAX_CHANGE_BYTES as u32 / 3 + 10)
        .map(|n| char::from_u32(0x4e00 + n % 20_000).unwrap())
        .collect();
    assert_eq!(
        doc.edit(&fields(&[("matter", &long)]), [2; 16]),
        Err(DocumentError::Limit("bytes"))
    );
    assert_eq!(doc.heads(), before);
    assert_eq!(
        EntryDoc::create(ENTRY, &fields(&[("matter", &long)]), [2; 16]).err(),
        Some(DocumentError::Limit("bytes"))
    );
}

#[test]
fn equal_writing_gives_equal_bytes_whatever_the_clock_says() {
    assert_eq!(start().1, start().1);
}

#[test]
fn a_change_names_its_attachments_also_those_that_a_later_one_takes_away() {
    let page = cunfa_core::Attachment {
        row: "01-3fa2".to_owned(),
        kind: cunfa_core::AttachmentKind::Photo,
        blob: cunfa_core::BlobId([7; 32]),
        length: 70_000,
    };
    let without = FieldMap::from([("matter".to_owned(), "attachment.x".to_owned())]);
    let mut with = without.clone();
    with.insert("attachment.01-3fa2".to_owned(), page.to_text());
    with.insert("attachment.02-3fa2".to_owned(), "a film".to_owned());
    let (mut doc, genesis) = EntryDoc::create(EntryId([1; 16]), &with, [9; 16]).unwrap();
    let removal = doc.edit(&without, [8; 16]).unwrap().unwrap();
    assert_eq!(cunfa_document::attachments_named(&genesis), [page]);
    assert_eq!(cunfa_document::attachments_named(&removal), []);
    assert_eq!(cunfa_document::attachments_named(b"attachment.01-3fa2"), []);
}
