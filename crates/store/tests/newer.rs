//! What a newer program wrote to an entry: kept to the byte, shown as far as it can be read, read whole once the program can.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::entry::{FieldMap, to_fields};
use cunfa_evidence::batch::Batch;

/// A change as a newer program would make it.
fn newer(tablet: &mut Tablet, number: u8, change: impl FnOnce(&mut FieldMap)) {
    let record = tablet.store.open_entry(id(number)).unwrap().unwrap();
    let mut fields = record.current_fields;
    change(&mut fields);
    let mut doc = record.doc;
    let bytes = doc.edit(&fields, tablet.actor()).unwrap().unwrap();
    tablet
        .append(id(number), &record.current.village, &[bytes], &[])
        .unwrap();
}

/// An entry of one device, with what a newer program wrote to it, on another.
fn pair(change: impl FnOnce(&mut FieldMap)) -> (Tablet, Tablet, Server) {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    writer.write(id(1), &entry("01-0001", "甲")).unwrap();
    writer.sync(&mut server);
    reader.sync(&mut server);
    newer(&mut writer, 1, change);
    writer.sync(&mut server);
    reader.sync(&mut server);
    (writer, reader, server)
}

#[test]
fn an_entry_whose_kind_only_a_newer_program_knows_stays_in_the_list_as_it_was_and_is_marked() {
    let (_, reader, _) = pair(|fields| {
        fields.insert("kind".to_owned(), "arbitration_2031".to_owned());
        fields.insert("matter".to_owned(), "乙".to_owned());
    });
    let record = reader.store.open_entry(id(1)).unwrap().unwrap();
    assert!(record.newer && record.row.newer);
    assert_eq!(
        (record.current.matter.as_str(), record.row.matter.as_str()),
        ("甲", "甲")
    );
    assert_eq!(record.doc.fields()["kind"], "arbitration_2031", "kept as it came");
    assert_eq!(
        (
            reader.store.is_newer(id(1)).unwrap(),
            reader.store.count_newer().unwrap()
        ),
        (true, 1)
    );
}

#[test]
fn an_entry_with_a_field_that_only_a_newer_program_knows_shows_the_rest_and_is_marked() {
    let (_, reader, _) = pair(|fields| {
        fields.insert("interpreter".to_owned(), "韦某".to_owned());
        fields.insert("matter".to_owned(), "乙".to_owned());
    });
    let record = reader.store.open_entry(id(1)).unwrap().unwrap();
    assert!(record.newer);
    assert_eq!(record.row.matter, "乙");
    assert_eq!(record.doc.fields()["interpreter"], "韦某");
}

#[test]
fn a_signature_over_what_this_program_cannot_read_whole_is_not_judged() {
    let (mut writer, mut reader, mut server) = pair(|fields| {
        fields.insert("interpreter".to_owned(), "韦某".to_owned());
    });
    let act = writer.made(id(1), Who::Cadre, sign_off());
    let village = entry("01-0001", "甲").village;
    assert!(
        writer.append(id(1), &village, &[], std::slice::from_ref(&act)).is_err(),
        "nobody signs it here"
    );
    let inner = server.log[0].open().unwrap();
    let signed = Batch {
        changes: Vec::new(),
        acts: vec![act.bytes().to_vec()],
        ..inner
    };
    server.store(&signed.seal(&key(101)).unwrap());
    reader.sync(&mut server);
    let record = reader.store.open_entry(id(1)).unwrap().unwrap();
    assert_eq!(record.acts.len(), 1);
    assert_eq!((record.acts[0].content, record.acts[0].holds), (None, false));
}

#[test]
fn what_was_written_by_a_newer_program_equals_its_rebuild_goes_on_with_what_comes_and_goes_to_others() {
    let (mut writer, mut reader, mut server) = pair(|fields| {
        fields.insert("kind".to_owned(), "arbitration_2031".to_owned());
    });
    let before = derived(&reader, false);
    assert_eq!(reader.store.audit().unwrap(), []);
    reader.store.rebuild().unwrap();
    assert_eq!(derived(&reader, false), before);
    assert_eq!(reader.store.count_newer().unwrap(), 1);
    let mut fields = to_fields(&entry("01-0001", "丙"));
    let mut doc = writer.store.document(id(1)).unwrap().unwrap();
    fields.insert("kind".to_owned(), "consultation".to_owned());
    let bytes = doc.edit(&fields, writer.actor()).unwrap().unwrap();
    writer
        .append(id(1), &entry("01-0001", "丙").village, &[bytes], &[])
        .unwrap();
    writer.sync(&mut server);
    reader.sync(&mut server);
    let record = reader.store.open_entry(id(1)).unwrap().unwrap();
    assert!(!record.newer);
    assert_eq!(
        (record.row.matter.as_str(), reader.store.count_newer().unwrap()),
        ("丙", 0)
    );
}

#[test]
fn once_the_program_can_read_it_the_next_opening_shows_it_whole() {
    let mut reader = Tablet::new(2);
    reader.write(id(1), &entry("01-0001", "甲")).unwrap();
    reader
        .raw()
        .execute_batch("UPDATE entries SET newer = 1, matter = '旧'; INSERT INTO newer SELECT entry FROM entries")
        .unwrap();
    assert_eq!(reader.store.count_newer().unwrap(), 1);
    reader.reopen();
    let record = reader.store.open_entry(id(1)).unwrap().unwrap();
    assert!(!record.newer);
    assert_eq!(
        (record.row.matter.as_str(), reader.store.count_newer().unwrap()),
        ("甲", 0)
    );
    assert_eq!(reader.store.audit().unwrap(), []);
}
