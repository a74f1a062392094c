//! `POST /v1/index`: what a list shows of every entry in the reading scope, in pieces that each can be read.

use cunfa_core::{Role, Stage};
use cunfa_evidence::frame::Unpacking;
use cunfa_protocol::index::{
    INDEX_PATH, IndexBlock, IndexHead, IndexPlace, IndexRequest, IndexRow, IndexTables, MAX_INDEX_BYTES,
};
use cunfa_protocol::wire::{Items, Refusal, VERSION, decode, encode};

use cunfa_server::refusal::version;

use crate::support::{House, Ledger, OFFICE, OTHER_VILLAGE, TestDevice, VILLAGE, enrolment};

fn request(after: Option<IndexPlace>) -> Vec<u8> {
    encode(&IndexRequest {
        version: VERSION,
        after,
    })
    .unwrap()
}

fn refusal(house: &House, token: Option<&str>, body: &[u8]) -> (u16, Refusal) {
    let answer = house.post(INDEX_PATH, token, body);
    (answer.status, decode(&answer.body).unwrap())
}

/// What can be read of the first so many bytes of an answer.
fn read(bytes: &[u8]) -> (Option<IndexHead>, Vec<IndexRow>, bool) {
    let mut frame = Unpacking::flushed(MAX_INDEX_BYTES).unwrap();
    let mut items = Items::default();
    items.push(&frame.push(bytes).unwrap());
    let (mut head, mut rows, mut tables) = (None, Vec::new(), IndexTables::default());
    while let Some(item) = items.take().unwrap() {
        if head.is_none() {
            head = Some(decode::<IndexHead>(&item).unwrap());
        } else {
            let block: IndexBlock = decode(&item).unwrap();
            rows.extend(tables.rows(&block).unwrap().into_iter().flatten());
        }
    }
    (head, rows, frame.is_whole())
}

fn asked(house: &House, device: &TestDevice, after: Option<IndexPlace>) -> (IndexHead, Vec<IndexRow>) {
    let answer = house.post(INDEX_PATH, Some(&device.token), &request(after));
    assert_eq!(answer.status, 200);
    let (head, rows, is_whole) = read(&answer.body);
    assert!(is_whole);
    (head.unwrap(), rows)
}

fn written(house: &House, counsel: &mut TestDevice, villages: &[&str]) -> Vec<Ledger> {
    let ledgers: Vec<Ledger> = villages
        .iter()
        .map(|village| Ledger::new(house, counsel, village))
        .collect();
    for ledger in &ledgers {
        let first = ledger.first(counsel);
        counsel.push(house, &first);
    }
    ledgers
}

#[test]
fn a_row_tells_of_each_entry_in_scope_what_its_batches_would() {
    let house = House::new();
    let (mut counsel, cadre) = (house.counsel("a"), house.cadre("b"));
    let ledgers = written(&house, &mut counsel, &[OTHER_VILLAGE, VILLAGE]);
    let (head, rows) = asked(&house, &cadre, None);
    assert_eq!((head.epoch, head.head, head.rows, head.all), (7, 2, 1, 1));
    let bytes: usize = house
        .server
        .db()
        .entry_log(ledgers[1].id)
        .unwrap()
        .iter()
        .map(|batch| batch.sealed.bytes.len() + batch.sealed.signature.len() + batch.receipt.len())
        .sum();
    assert_eq!(head.bytes, bytes as u64);
    let row = &rows[0];
    assert_eq!(row.entry, IndexRow::short(ledgers[1].id));
    assert_eq!(
        (row.village.as_str(), row.number.as_str(), row.minutes),
        (VILLAGE, "01-0001", 90)
    );
    assert_eq!(
        (row.start, row.name.as_str(), row.matter.as_str()),
        (Some(540), "梁某", "承包地边界")
    );
    assert_eq!(
        (row.stage, row.counsel_name.as_str()),
        (Stage::Unsigned, counsel.person.name.as_str())
    );
}

#[test]
fn a_long_matter_is_shortened_and_says_so() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let mut fields = Ledger::fields(&counsel, VILLAGE);
    fields.insert("matter".to_owned(), "𡌶地承包合同到期之后的续签与补偿问题".to_owned());
    let ledger = Ledger::with_fields(&house, VILLAGE, &fields);
    let first = ledger.first(&counsel);
    counsel.push(&house, &first);
    assert_eq!(asked(&house, &counsel, None).1[0].matter, "𡌶地承包合同到期…");
}

#[test]
fn nobody_gets_a_row_that_a_pull_would_not_give_the_batches_of() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    written(&house, &mut counsel, &[VILLAGE, OTHER_VILLAGE]);
    for (name, role, scope, many) in [
        ("county", Role::County, "450102", 0),
        ("office", Role::Office, OFFICE, 2),
        ("other office", Role::Office, "450102102", 0),
        ("cadre", Role::Cadre, OTHER_VILLAGE, 1),
    ] {
        let mut device = house.device(name, &house.person(role, &[scope]));
        let (head, rows) = asked(&house, &device, None);
        assert_eq!((head.rows, rows.len()), (many, many as usize), "{name}");
        let pulled = device.pull(&house).0;
        assert_eq!(pulled.len(), many as usize, "{name}");
        assert_eq!(head.bytes > 0, many > 0);
    }
}

#[test]
fn a_further_person_on_a_device_lets_its_index_grow() {
    let house = House::new();
    let (mut counsel, cadre) = (house.counsel("a"), house.cadre("b"));
    written(&house, &mut counsel, &[VILLAGE, OTHER_VILLAGE]);
    assert_eq!(asked(&house, &cadre, None).1.len(), 1);
    let second = house.person(Role::Cadre, &[OTHER_VILLAGE]);
    let mut request = enrolment("b", &house.invite(&second), "second cadre");
    request.device = Some(cadre.id);
    house.enrol(Some(&cadre.token), &request).unwrap();
    assert_eq!(asked(&house, &cadre, None).1.len(), 2);
}

#[test]
fn an_answer_that_was_cut_anywhere_is_continued_after_its_last_row() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    // More than a block.
    let villages: Vec<&str> = (0..1_100)
        .map(|number| if number % 3 == 0 { OTHER_VILLAGE } else { VILLAGE })
        .collect();
    written(&house, &mut counsel, &villages);
    let whole = house.post(INDEX_PATH, Some(&counsel.token), &request(None)).body;
    let (_, all, _) = read(&whole);
    assert_eq!(all.len(), 1_100);
    let mut cuts = std::collections::BTreeSet::new();
    for cut in (0..whole.len()).step_by(61).chain([whole.len() - 1]) {
        let (_, held, is_whole) = read(&whole[..cut]);
        assert!(!is_whole);
        if !cuts.insert(held.len()) {
            continue;
        }
        let (head, rest) = asked(&house, &counsel, held.last().map(IndexRow::place));
        assert_eq!((head.all, head.rows as usize), (1_100, 1_100 - held.len()));
        assert_eq!([held, rest].concat(), all);
    }
    assert_eq!(cuts.into_iter().collect::<Vec<_>>(), [0, 1_024, 1_100]);
}

#[test]
fn an_index_is_for_devices_that_are_signed_in_and_not_revoked() {
    let house = House::new();
    let counsel = house.counsel("a");
    assert_eq!(refusal(&house, None, &request(None)), (401, Refusal::SignInAgain));
    assert_eq!(refusal(&house, Some("x"), &request(None)), (401, Refusal::SignInAgain));
    let token = Some(counsel.token.as_str());
    assert_eq!(refusal(&house, token, b"<html>"), (400, Refusal::Unreadable));
    let other = encode(&IndexRequest {
        version: 9,
        after: None,
    })
    .unwrap();
    assert_eq!(refusal(&house, token, &other), (426, version()));
    house.server.revoke(counsel.id, crate::support::NOW_MS).unwrap();
    assert_eq!(refusal(&house, token, &request(None)), (403, Refusal::DeviceRevoked));
}

#[test]
fn wanted_entries_come_before_all_others_and_only_what_may_be_read() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let ledgers = written(&house, &mut counsel, &[VILLAGE, OTHER_VILLAGE, VILLAGE, VILLAGE]);
    let mut request = cadre.request(&[]);
    request.head.pull_bytes_max = 0;
    request.head.want = [3, 1].map(|place: usize| IndexRow::short(ledgers[place].id)).to_vec();
    let response = house.sync(&cadre.token, &request).unwrap();
    let sequences: Vec<u64> = response.pulled.iter().map(|batch| batch.sequence).collect();
    assert_eq!((response.wanted, sequences), (1, vec![4, 1]));
    assert_eq!((response.cursor, response.more), (2, true));
    // Each once, and no further one when what is asked for is there.
    request.head.want = [3, 3, 0]
        .map(|place: usize| IndexRow::short(ledgers[place].id))
        .to_vec();
    assert_eq!(house.sync(&cadre.token, &request).unwrap().wanted, 1);
    request.head.pull_bytes_max = 1024 * 1024;
    assert_eq!(house.sync(&cadre.token, &request).unwrap().wanted, 2);
    request.head.want = vec![IndexRow::short(ledgers[0].id); 17];
    assert_eq!(house.sync(&cadre.token, &request), Err(Refusal::TooLarge));
    assert_eq!(cadre.sync(&house, &[]).wanted, 0);
}
