//! Villages that nobody here may read any more: exactly what the server named goes, once everything written here is receipted, and its
//! bytes with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};

use common::*;
use cunfa_core::attachment::CHUNK_BYTES;
use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId, VillageCode};
use cunfa_store::{
    Directory, Draft, FillingState, Forgotten, IndexPlace, IndexedRow, ItemState, KeptChunk, ParkedReason, PassResult,
    RowQuery, ServerHas, Step, Stored,
};

/// The directory with a scope of only these villages.
fn within(version: u64, villages: &[u32]) -> Directory {
    let mut smaller = directory(version);
    smaller.people[0].scope = villages.iter().map(|number| village(*number).area()).collect();
    let covers = |code: &VillageCode| villages.iter().any(|number| village(*number) == *code);
    smaller.villages.retain(|place| covers(&place.code));
    smaller
}

/// An answer with a directory in which the villages are these, and others are to be forgotten.
fn shrink(tablet: &mut Tablet, version: u64, villages: &[u32], forget: &[u32]) -> Stored {
    let answer = told(tablet, version, villages, forget);
    tablet.store.store_answers(&answer).unwrap()
}

fn told(tablet: &Tablet, version: u64, villages: &[u32], forget: &[u32]) -> PassResult {
    PassResult {
        epoch: EPOCH,
        cursor: tablet.store.position().unwrap().cursor,
        directory: Some(within(version, villages)),
        forget: forget.iter().map(|number| village(*number)).collect(),
        ..PassResult::default()
    }
}

fn write_in(tablet: &mut Tablet, number: u8, place: u32, matter: &str) {
    let entry = cunfa_core::Entry {
        village: village(place),
        ..entry(&format!("{:02}-{number:04}", tablet.number), matter)
    };
    tablet.write(id(number), &entry).unwrap();
}

fn rows(tablet: &Tablet) -> Vec<EntryId> {
    let query = RowQuery {
        scope: vec!["450102".parse().unwrap()],
        limit: 50,
        ..RowQuery::default()
    };
    let page = tablet.store.rows(&query).unwrap();
    page.rows.into_iter().map(|row| row.entry).collect()
}

fn found(tablet: &Tablet, text: &str) -> usize {
    let query = RowQuery {
        scope: vec!["450102".parse().unwrap()],
        search: text.to_owned(),
        limit: 50,
        ..RowQuery::default()
    };
    tablet.store.rows(&query).unwrap().rows.len()
}

/// How many rows of any table are about an entry.
fn traces(tablet: &Tablet, entry: EntryId) -> i64 {
    let tables = [
        "changes",
        "acts",
        "outbox",
        "batches",
        "pulled",
        "uncovered",
        "entries",
        "attachments",
    ];
    let count = |table: &&str| {
        let sql = format!("SELECT count(*) FROM {table} WHERE entry = ?1");
        tablet
            .raw()
            .query_row(&sql, [entry.as_bytes()], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    tables.iter().map(count).sum()
}

/// Two delivered entries, of the first village and of the second, and a reader that has both.
fn two() -> (Tablet, Tablet, Server) {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    write_in(&mut writer, 1, 1, "宅基地");
    writer.act(id(1), Who::Cadre, sign_off());
    write_in(&mut writer, 2, 2, "水渠");
    writer.sync(&mut server);
    reader.sync(&mut server);
    (writer, reader, server)
}

#[test]
fn exactly_the_named_village_goes_from_who_wrote_there_and_from_who_read_it() {
    let (writer, reader, _) = two();
    for mut tablet in [writer, reader] {
        let stored = shrink(&mut tablet, 2, &[2], &[1]);
        assert_eq!((stored.forgotten, stored.entries.contains(&id(1))), (1, true));
        assert_eq!(rows(&tablet), [id(2)]);
        assert_eq!((traces(&tablet, id(1)), found(&tablet, "宅基")), (0, 0));
        assert_eq!(found(&tablet, "水渠"), 1);
        assert!(tablet.store.open_entry(id(1)).unwrap().is_none());
        assert_eq!(tablet.store.audit().unwrap(), []);
        tablet.reopen();
        assert_eq!((rows(&tablet), tablet.store.audit().unwrap()), (vec![id(2)], vec![]));
    }
}

#[test]
fn nothing_is_forgotten_that_is_not_named_whatever_the_directory_says() {
    let (_, mut reader, _) = two();
    assert_eq!(shrink(&mut reader, 2, &[2], &[]).forgotten, 0);
    assert_eq!(shrink(&mut reader, 3, &[], &[3]).forgotten, 0);
    assert_eq!(rows(&reader).len(), 2);
}

#[test]
fn a_village_that_somebody_here_may_read_is_not_forgotten_although_it_is_named() {
    let (_, mut reader, _) = two();
    assert_eq!(shrink(&mut reader, 2, &[1, 2], &[1]).forgotten, 0);
    assert_eq!(rows(&reader).len(), 2);
    let mut answer = told(&reader, 3, &[2], &[1]);
    let mut other = Who::Cadre.person();
    other.scope = vec![village(1).area()];
    answer.directory.as_mut().unwrap().people.push(other);
    assert_eq!(reader.store.store_answers(&answer).unwrap().forgotten, 0);
    assert_eq!(rows(&reader).len(), 2);
}

#[test]
fn what_was_written_here_and_not_receipted_stays_until_it_is() {
    let (mut writer, _, mut server) = two();
    write_in(&mut writer, 3, 1, "祠堂");
    writer.edit(id(1), |entry| entry.result = "改".into()).unwrap();
    let stored = shrink(&mut writer, 2, &[2], &[1]);
    assert_eq!(stored.forgotten, 0, "one was changed, one is new");
    let kept = writer.store.forgotten().unwrap();
    assert_eq!((kept.len(), kept[0].kept, kept[0].name.as_str()), (1, 2, "第1村"));
    // Refused: parked, and kept as it is.
    writer.seal();
    let batches = writer.store.next_batches(usize::MAX, 9).unwrap();
    let refused = PassResult {
        epoch: EPOCH,
        cursor: 3,
        refused: vec![(batches[0].id, ParkedReason::OutOfScope)],
        stored: vec![(batches[1].id, server.store(&batches[1].sealed))],
        ..PassResult::default()
    };
    let stored = writer.store.store_answers(&refused).unwrap();
    assert_eq!((stored.parked, stored.accepted, stored.forgotten), (1, 1, 1));
    let items = writer.store.unsent_items(9).unwrap();
    assert_eq!((items.len(), items[0].entry), (1, batches[0].entry));
    assert!(matches!(
        items[0].state,
        ItemState::Parked {
            reason: ParkedReason::OutOfScope,
            ..
        }
    ));
    assert_eq!(traces(&writer, batches[1].entry), 0);
    assert!(writer.store.open_entry(batches[0].entry).unwrap().is_some(), "not lost");
    // The scope comes back: what was parked is offered again, and delivered.
    shrink(&mut writer, 3, &[1, 2], &[]);
    assert_eq!(writer.store.forgotten().unwrap(), []);
    let again = writer.store.next_batches(usize::MAX, 9).unwrap();
    assert_eq!(ids(&again), [batches[0].id]);
}

#[test]
fn a_village_that_comes_back_is_filled_again() {
    let (_, mut reader, mut server) = two();
    let before = derived(&reader, false);
    shrink(&mut reader, 2, &[2], &[1]);
    let mut answer = server.answer(&reader.store, &[]);
    answer.pulled = (1..)
        .zip(&server.log)
        .map(|(at, sealed)| server.pulled(at, sealed))
        .collect();
    answer.after = Some(0);
    answer.directory = Some(within(3, &[1, 2]));
    reader.store.store_answers(&answer).unwrap();
    assert_eq!(derived(&reader, false), before);
    assert_eq!(reader.store.forgotten().unwrap(), []);
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn what_still_comes_of_a_forgotten_village_is_passed_over_and_never_seen() {
    let (mut writer, mut reader, mut server) = two();
    shrink(&mut reader, 2, &[2], &[1]);
    write_in(&mut writer, 4, 1, "田埂");
    write_in(&mut writer, 5, 2, "鱼塘");
    writer.sync(&mut server);
    let stored = reader.sync(&mut server);
    assert_eq!((stored.pulled, stored.unverified), (1, 0));
    assert_eq!(reader.store.position().unwrap().cursor, 4);
    assert_eq!((found(&reader, "田埂"), traces(&reader, id(4))), (0, 0));
    let row = |number: u8, place: u32| IndexedRow {
        short: [number; 6],
        village: village(place),
        date: "2026-11-23".parse().unwrap(),
        number: "01-0009".into(),
        kind: cunfa_core::Kind::Consultation,
        mode: cunfa_core::Mode::OnSite,
        minutes: 30,
        start: None,
        name: "韦".into(),
        more_names: false,
        matter: "边界".into(),
        counsel_name: "覃律师".into(),
        major: false,
        stage: cunfa_core::Stage::Unsigned,
        changed: false,
        corrected: false,
    };
    let place = IndexPlace {
        date: "2026-11-23".parse().unwrap(),
        short: [9; 6],
    };
    reader.store.keep_index(&[row(8, 1), row(9, 2)], place).unwrap();
    assert!(!reader.store.is_indexed([8; 6]).unwrap() && reader.store.is_indexed([9; 6]).unwrap());
    // What the index had told before goes with the village.
    shrink(&mut reader, 3, &[], &[1, 2]);
    assert!(!reader.store.is_indexed([9; 6]).unwrap());
    assert_eq!(rows(&reader), []);
    assert_ne!(reader.store.filling().unwrap().state, FillingState::Index);
}

#[test]
fn an_own_batch_that_comes_back_of_a_forgotten_village_is_receipted_and_goes() {
    let (mut writer, _, mut server) = two();
    write_in(&mut writer, 3, 1, "祠堂");
    shrink(&mut writer, 2, &[2], &[1]);
    writer.seal();
    // The answer to the push was lost; what was pushed comes as anybody's.
    let batches = writer.store.next_batches(usize::MAX, 9).unwrap();
    server.store(&batches[0].sealed);
    let answer = server.answer(&writer.store, &[]);
    let stored = writer.store.store_answers(&answer).unwrap();
    assert_eq!((stored.forgotten, traces(&writer, id(3))), (1, 0));
    assert_eq!(writer.store.unsent().unwrap().entries, 0);
}

fn photo(seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..CHUNK_BYTES + 1_000).map(|_| next()).collect()
}

fn naming(bytes: &[u8]) -> Attachment {
    Attachment {
        row: "01-3fa2".into(),
        kind: AttachmentKind::Photo,
        blob: BlobId(cunfa_evidence::hash(bytes).0),
        length: u32::try_from(bytes.len()).unwrap(),
    }
}

fn blobs(tablet: &Tablet) -> (i64, i64) {
    let sql = "SELECT (SELECT count(*) FROM blobs), (SELECT count(*) FROM chunks)";
    tablet
        .raw()
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

#[test]
fn photos_that_only_the_forgotten_village_names_go_whole_or_in_part_and_shared_ones_stay() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    let (own, shared) = (photo(1), photo(2));
    for (number, place, photos) in [(1, 1, vec![&own, &shared]), (2, 2, vec![&shared])] {
        let mut entry = cunfa_core::Entry {
            village: village(place),
            ..entry(&format!("01-{number:04}"), "宅基地")
        };
        entry.attachments = photos.iter().map(|bytes| naming(bytes)).collect();
        entry.attachments[0].row = "01-0001".into();
        writer.write(id(number), &entry).unwrap();
    }
    writer.sync(&mut server);
    reader.sync(&mut server);
    for (bytes, chunks) in [(&own, 1), (&shared, 2)] {
        for (number, chunk) in (0..).zip(bytes.chunks(CHUNK_BYTES as usize)).take(chunks) {
            let named = naming(bytes);
            let kept = reader
                .store
                .keep_chunk(named.blob, named.length, number, chunk)
                .unwrap();
            assert_ne!(kept, KeptChunk::Wrong);
        }
    }
    assert_eq!(blobs(&reader), (2, 3));
    shrink(&mut reader, 2, &[2], &[1]);
    assert_eq!(blobs(&reader), (1, 2));
    assert!(
        reader
            .store
            .wants(9, &std::collections::BTreeSet::new())
            .unwrap()
            .is_empty()
    );
    // A chunk that was under way is of nothing any more.
    let named = naming(&own);
    let late = own.chunks(CHUNK_BYTES as usize).nth(1).unwrap();
    assert_eq!(
        reader.store.keep_chunk(named.blob, named.length, 1, late).unwrap(),
        KeptChunk::Wrong
    );
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn a_photo_taken_here_keeps_its_entry_until_the_server_holds_it() {
    let (mut writer, mut server) = (Tablet::new(1), Server::new());
    let bytes = photo(3);
    let blob = writer.store.keep_blob(&bytes).unwrap();
    let mut with = entry("01-0001", "宅基地");
    with.attachments.push(naming(&bytes));
    writer.write(id(1), &with).unwrap();
    writer.sync(&mut server);
    assert_eq!(shrink(&mut writer, 2, &[2], &[1]).forgotten, 0);
    writer
        .store
        .note_server(&[(blob, ServerHas::Refused("quota".into()))])
        .unwrap();
    assert_eq!(blobs(&writer), (1, 2));
    let touched = writer.store.note_server(&[(blob, ServerHas::Held)]).unwrap();
    assert!(touched.contains(&id(1)));
    assert_eq!((blobs(&writer), rows(&writer).len()), ((0, 0), 0));
}

#[test]
fn a_form_that_was_begun_stays() {
    let (mut writer, _, _) = two();
    let draft = Draft {
        draft: id(9),
        owner: Who::Counsel.person().id,
        form: cunfa_core::Form {
            village: Some(village(1)),
            ..cunfa_core::Form::default()
        },
        changes: None,
        base: Vec::new(),
        saved_at_ms: Some(1),
    };
    writer.store.put_draft(&draft).unwrap();
    shrink(&mut writer, 2, &[2], &[1]);
    assert_eq!(writer.store.drafts(draft.owner).unwrap(), [draft]);
}

#[test]
fn a_number_is_not_given_twice_and_acts_stay_chained_over_what_went() {
    let (mut writer, _, mut server) = two();
    write_in(&mut writer, 7, 1, "祠堂");
    let last = writer.act(id(7), Who::Cadre, sign_off());
    writer.sync(&mut server);
    let device = cunfa_core::DeviceId([1; 16]);
    assert_eq!(writer.store.next_number(&village(1), 2026).unwrap(), "01-0008");
    shrink(&mut writer, 2, &[2], &[1]);
    assert_eq!(writer.store.next_number(&village(1), 2026).unwrap(), "01-0008");
    assert_eq!(writer.store.last_act_of(device).unwrap(), Some(last));
    let next = writer.act(id(2), Who::Cadre, sign_off());
    assert_eq!(writer.store.last_act_of(device).unwrap(), Some(next));
}

#[test]
fn forgetting_is_done_wholly_or_not_at_all() {
    for step in [Step::Forget, Step::Commit] {
        let (_, mut reader, _) = two();
        let before = counts(&reader);
        reader.store.fail_next(step);
        let answer = told(&reader, 2, &[2], &[1]);
        assert!(reader.store.store_answers(&answer).is_err());
        assert_eq!(
            (counts(&reader), reader.store.directory_version().unwrap()),
            (before, 1)
        );
        assert_eq!(reader.store.store_answers(&answer).unwrap().forgotten, 1);
        assert_eq!(
            reader.store.store_answers(&answer).unwrap().forgotten,
            0,
            "said twice it is done once"
        );
    }
}

#[test]
fn what_went_is_told_until_somebody_read_it() {
    let (_, mut reader, _) = two();
    shrink(&mut reader, 2, &[2], &[1, 250]);
    let told = Forgotten {
        village: village(1),
        name: "第1村".into(),
        unread: true,
        kept: 0,
    };
    assert_eq!(
        reader.store.forgotten().unwrap(),
        std::slice::from_ref(&told),
        "what was never here is not told"
    );
    reader.reopen();
    reader.store.forgotten_read().unwrap();
    shrink(&mut reader, 3, &[2], &[1]);
    assert_eq!(reader.store.forgotten().unwrap(), [Forgotten { unread: false, ..told }]);
}

/// Every byte of a file of SQLCipher and of the log beside it, page by page, without the cipher.
fn decrypted(tablet: &Tablet) -> Vec<u8> {
    const PAGE: usize = 2048;
    let key: String = DB_KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut plain = Vec::new();
    let file = std::fs::read(tablet.path()).unwrap();
    let log = std::fs::read(tablet.folder.path().join("cunfa.db-wal")).unwrap_or_default();
    let frames = log
        .get(32..)
        .unwrap_or_default()
        .chunks(PAGE + 24)
        .map(|frame| &frame[24..]);
    for (number, page) in file.chunks(PAGE).chain(frames).enumerate() {
        // A salt stands before the first page; vector and seal stand behind every page.
        let from = if number == 0 { 16 } else { 0 };
        let (body, reserve) = page.split_at(PAGE - 48);
        let vector: String = reserve[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let mut openssl = Command::new("openssl")
            .args(["enc", "-d", "-aes-256-cbc", "-nopad", "-K", &key, "-iv", &vector])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        openssl.stdin.take().unwrap().write_all(&body[from..]).unwrap();
        plain.extend(openssl.wait_with_output().unwrap().stdout);
    }
    plain
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn no_page_of_the_file_nor_of_the_log_beside_it_holds_what_was_forgotten() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    let photo = photo(5);
    for number in 1..=6 {
        let place = u32::from(number % 2) + 1;
        let mut entry = cunfa_core::Entry {
            village: village(place),
            ..entry(
                &format!("01-{number:04}"),
                if place == 1 { "secretfield" } else { "openwater" },
            )
        };
        if number == 2 {
            entry.attachments.push(naming(&photo));
        }
        writer.write(id(number), &entry).unwrap();
    }
    writer.sync(&mut server);
    reader.sync(&mut server);
    // Rows that were written over leave something behind, too.
    writer
        .edit(id(2), |entry| entry.matter = "secretgarden".into())
        .unwrap();
    writer.sync(&mut server);
    reader.sync(&mut server);
    let named = naming(&photo);
    for (number, chunk) in (0..).zip(photo.chunks(CHUNK_BYTES as usize)) {
        reader
            .store
            .keep_chunk(named.blob, named.length, number, chunk)
            .unwrap();
    }
    // The words as rows and documents hold them, the folded word as search does, and the photo.
    let secrets: [&[u8]; 4] = [b"secretfield", b"secretgarden", b"secretg", &photo[100..200]];
    let before = decrypted(&reader);
    assert!(
        holds(&before, b"SQLite format") || holds(&before, b"CREATE TABLE"),
        "pages are read"
    );
    for secret in [secrets[1], secrets[3], b"openwater".as_slice()] {
        assert!(holds(&before, secret), "{:?}", String::from_utf8_lossy(secret));
    }
    shrink(&mut reader, 2, &[2], &[1]);
    let after = decrypted(&reader);
    assert!(holds(&after, b"openwater"));
    for secret in secrets {
        assert!(
            !holds(&after, secret),
            "{:?} is there still",
            String::from_utf8_lossy(secret)
        );
    }
}

#[test]
fn what_others_wrote_in_a_lost_village_is_not_handed_in_to_a_log_that_began_anew() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    write_in(&mut writer, 1, 1, "甲");
    writer.sync(&mut server);
    reader.sync(&mut server);
    // What is written here keeps the entry.
    reader.edit(id(1), |entry| entry.result = "已办".into()).unwrap();
    let anew = PassResult {
        epoch: EPOCH + 1,
        ..PassResult::default()
    };
    reader.store.store_answers(&anew).unwrap();
    assert_eq!(reader.store.lacking(usize::MAX, 10).unwrap().len(), 1);
    let lost = PassResult {
        epoch: EPOCH + 1,
        ..told(&reader, 2, &[2], &[1])
    };
    reader.store.store_answers(&lost).unwrap();
    assert!(traces(&reader, id(1)) > 0);
    assert_eq!(reader.store.lacking(usize::MAX, 10).unwrap(), []);
}
