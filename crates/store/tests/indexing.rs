//! The first filling: what the server's index tells stands in the lists until the entries are here, and is evidence of nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::{EntryId, Kind, Mode, Stage};
use cunfa_store::{Delivery, FillingState, IndexPlace, IndexedRow, PassResult, RowQuery, Store};

fn short(number: u8) -> [u8; 6] {
    [number; 6]
}

/// The id a row of the index is shown with.
fn shown(number: u8) -> EntryId {
    let mut id = [0; 16];
    id[..6].copy_from_slice(&short(number));
    EntryId(id)
}

fn row(number: u8) -> IndexedRow {
    IndexedRow {
        short: short(number),
        village: village(1),
        date: "2026-11-23".parse().unwrap(),
        number: format!("01-{number:04}"),
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        minutes: 90,
        start: Some(570),
        name: "韦小妹".to_owned(),
        more_names: false,
        matter: format!("宅基地{number}"),
        counsel_name: "某律师".to_owned(),
        major: false,
        stage: Stage::Approved,
        changed: false,
        corrected: false,
    }
}

fn place(number: u8) -> IndexPlace {
    IndexPlace {
        date: "2026-11-23".parse().unwrap(),
        short: short(number),
    }
}

fn query() -> RowQuery {
    RowQuery {
        scope: vec![shard()],
        limit: 100,
        ..RowQuery::default()
    }
}

fn numbers(store: &Store, query: &RowQuery) -> Vec<(String, Delivery)> {
    let page = store.rows(query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| (row.number, row.delivery)).collect()
}

/// A server with entries 1 to `many`, and a tablet that knows of their index.
fn indexed(many: u8) -> (Tablet, Server) {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    for number in 1..=many {
        writer
            .write(
                id(number),
                &entry(&format!("01-{number:04}"), &format!("宅基地{number}")),
            )
            .unwrap();
        writer.sync(&mut server);
    }
    let nothing = PassResult {
        epoch: EPOCH,
        more: true,
        ..PassResult::default()
    };
    reader.store.store_answers(&nothing).unwrap();
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Index);
    reader.store.begin_index(u32::from(many), 5_000).unwrap();
    let rows: Vec<IndexedRow> = (1..=many).rev().map(row).collect();
    reader.store.keep_index(&rows, place(1)).unwrap();
    reader.store.end_index().unwrap();
    (reader, server)
}

#[test]
fn a_row_of_the_index_stands_in_the_list_until_its_entry_is_here() {
    let (mut reader, mut server) = indexed(3);
    let at = |number: u8, delivery: Delivery| (format!("01-{number:04}"), delivery);
    let not_here = [3, 2, 1].map(|number| at(number, Delivery::NotHere));
    assert_eq!(numbers(&reader.store, &query()), not_here);
    let answer = server.answer(&reader.store, &[]);
    let one = PassResult {
        cursor: 2,
        more: true,
        pulled: answer.pulled[..2].to_vec(),
        ..answer.clone()
    };
    reader.store.store_answers(&one).unwrap();
    assert_eq!(
        numbers(&reader.store, &query()),
        [
            at(3, Delivery::NotHere),
            at(2, Delivery::Delivered),
            at(1, Delivery::Delivered)
        ]
    );
    let filling = reader.store.filling().unwrap();
    assert_eq!((filling.entries, filling.entries_left), (3, 1));
    assert!(filling.bytes_here > 0);
    assert_eq!(reader.store.audit().unwrap(), []);
    reader.store.store_answers(&answer).unwrap();
    reader.store.end_filling().unwrap();
    let filling = reader.store.filling().unwrap();
    assert_eq!((filling.state, filling.entries_left), (FillingState::Done, 0));
    assert_eq!(reader.store.rows(&query()).unwrap().total, 3);
}

#[test]
fn the_lists_counts_and_searches_take_rows_of_the_index_in() {
    let (mut reader, _) = indexed(3);
    let returned = IndexedRow {
        stage: Stage::Returned,
        ..row(4)
    };
    let corrected = IndexedRow {
        corrected: true,
        ..IndexedRow {
            short: short(5),
            ..returned.clone()
        }
    };
    let unsigned = IndexedRow {
        stage: Stage::Unsigned,
        more_names: true,
        ..row(6)
    };
    reader
        .store
        .keep_index(&[unsigned, corrected, returned], place(4))
        .unwrap();
    let scope = query().scope;
    let counts = reader.store.counts(&scope).unwrap();
    assert_eq!((counts.unsigned, counts.returned, counts.unsent), (1, 1, 0));
    assert!(counts.unsigned_by_village.is_empty());
    let search = |text: &str| {
        let query = RowQuery {
            search: text.to_owned(),
            ..query()
        };
        reader.store.rows(&query).unwrap().total
    };
    assert_eq!(
        [
            search("韦小妹"),
            search("宅基地 小"),
            search("基地2"),
            search("土"),
            search("０１-0003"),
            search("wxm"),
            search("zjd")
        ],
        [6, 6, 1, 0, 1, 6, 0]
    );
    let of = |query: RowQuery| reader.store.rows(&query).unwrap().total;
    assert_eq!(
        of(RowQuery {
            stages: vec![Stage::Unsigned],
            ..query()
        }),
        1
    );
    assert_eq!(
        of(RowQuery {
            year: Some(2025),
            ..query()
        }),
        0
    );
    assert_eq!(
        of(RowQuery {
            unsent: true,
            ..query()
        }),
        0
    );
    assert_eq!(
        of(RowQuery {
            scope: Vec::new(),
            ..query()
        }),
        0
    );
    assert_eq!(reader.store.last_visits(&scope).unwrap().len(), 1);
    let november = reader
        .store
        .services_in(&scope, &span("2026-11-01", "2026-12-01"))
        .unwrap();
    assert_eq!(november.values().flatten().count(), 6);
    assert!(reader.store.queue_waiting(&scope).unwrap().is_empty());
}

#[test]
fn a_page_of_both_kinds_is_cut_as_one_list() {
    let (mut reader, mut server) = indexed(5);
    let answer = server.answer(&reader.store, &[]);
    let some = PassResult {
        cursor: 4,
        more: true,
        pulled: vec![answer.pulled[1].clone(), answer.pulled[3].clone()],
        ..answer
    };
    reader.store.store_answers(&some).unwrap();
    let page = |offset: u32| {
        let page = reader
            .store
            .rows(&RowQuery {
                offset,
                limit: 2,
                ..query()
            })
            .unwrap();
        assert_eq!(page.total, 5);
        page.rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(page(0), ["01-0005", "01-0004"]);
    assert_eq!(page(2), ["01-0003", "01-0002"]);
    assert_eq!(page(4), ["01-0001"]);
}

#[test]
fn what_only_the_index_tells_of_cannot_be_opened_and_is_found_by_its_row_when_it_came() {
    let (mut reader, mut server) = indexed(2);
    assert!(reader.store.open_entry(shown(1)).unwrap().is_none());
    assert!(reader.store.open_entry(id(1)).unwrap().is_none());
    let told = reader.store.indexed(shown(1)).unwrap().unwrap();
    assert_eq!((told.number.as_str(), told.delivery), ("01-0001", Delivery::NotHere));
    assert_eq!(reader.store.entry_beginning(shown(1)).unwrap(), None);
    reader.sync(&mut server);
    assert!(reader.store.indexed(shown(1)).unwrap().is_none());
    assert_eq!(reader.store.entry_beginning(shown(1)).unwrap(), Some(id(1)));
    assert_eq!(reader.store.entry_beginning(id(1)).unwrap(), None);
}

#[test]
fn an_entry_that_is_here_gets_no_row_of_the_index() {
    let (mut reader, mut server) = indexed(2);
    reader.sync(&mut server);
    reader.store.keep_index(&[row(2), row(1)], place(1)).unwrap();
    let delivered = |number: &str| (number.to_owned(), Delivery::Delivered);
    assert_eq!(
        numbers(&reader.store, &query()),
        [delivered("01-0002"), delivered("01-0001")]
    );
}

#[test]
fn a_row_that_comes_twice_stands_once_and_the_place_is_kept_over_a_restart() {
    let (mut reader, _) = indexed(2);
    let nothing = PassResult {
        epoch: EPOCH,
        cursor: 0,
        more: true,
        ..PassResult::default()
    };
    reader.store.keep_index(&[row(2)], place(2)).unwrap();
    reader.store.keep_index(&[row(2), row(1)], place(1)).unwrap();
    assert_eq!(numbers(&reader.store, &query()).len(), 2);
    reader.reopen();
    assert_eq!(reader.store.filling().unwrap().after, Some(place(1)));
    reader.store.store_answers(&nothing).unwrap();
    assert_eq!(numbers(&reader.store, &query()).len(), 2);
}

#[test]
fn a_log_that_begins_anew_forgets_what_the_index_told() {
    let (mut reader, mut server) = indexed(2);
    server.epoch += 1;
    let anew = PassResult {
        cursor: 0,
        more: true,
        pulled: Vec::new(),
        ..server.answer(&reader.store, &[])
    };
    assert!(reader.store.store_answers(&anew).unwrap().new_epoch);
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Due);
    assert_eq!(numbers(&reader.store, &query()), []);
    reader.store.store_answers(&anew).unwrap();
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Index);
}

#[test]
fn a_log_that_comes_at_once_wants_no_index_and_one_that_is_read_again_does() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    for number in 1..=3 {
        writer.write(id(number), &entry("01-0001", "甲")).unwrap();
    }
    writer.sync(&mut server);
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Due);
    reader.sync(&mut server);
    reader.store.end_filling().unwrap();
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Done);
    let more = PassResult {
        cursor: 3,
        more: true,
        ..server.answer(&reader.store, &[])
    };
    reader.store.store_answers(&more).unwrap();
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Done);
    // The scope grew: the server reads its log from the beginning.
    let again = PassResult {
        after: Some(0),
        cursor: 1,
        ..more
    };
    reader.store.store_answers(&again).unwrap();
    assert_eq!(reader.store.filling().unwrap().state, FillingState::Index);
}

#[test]
fn a_rebuild_keeps_what_the_index_tells_of_others() {
    let (mut reader, mut server) = indexed(3);
    let answer = server.answer(&reader.store, &[]);
    let one = PassResult {
        cursor: 1,
        more: true,
        pulled: answer.pulled[..1].to_vec(),
        ..answer
    };
    reader.store.store_answers(&one).unwrap();
    let before = numbers(&reader.store, &query());
    reader.store.rebuild().unwrap();
    assert_eq!(numbers(&reader.store, &query()), before);
    assert_eq!(before.len(), 3);
}
