//! Photos on real files: whole or not at all, kept chunk by chunk, gone only when nothing can miss them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeSet;

use common::*;
use cunfa_core::attachment::{CHUNK_BYTES, MAX_ATTACHMENT_BYTES};
use cunfa_core::{Attachment, AttachmentKind, BlobId};
use cunfa_store::{
    BlobState, BlobTotals, Draft, FaultKind, KeptChunk, Left, ServerHas, Span, Step, Store, StoreError, Wanted,
};

const CHUNK: usize = CHUNK_BYTES as usize;

fn none() -> BTreeSet<BlobId> {
    BTreeSet::new()
}

/// Bytes of three chunks, the last one short; another seed, other bytes.
fn photo(seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..2 * CHUNK + 1_000).map(|_| next()).collect()
}

fn named(bytes: &[u8]) -> Attachment {
    Attachment {
        row: "01-3fa2".into(),
        kind: AttachmentKind::Photo,
        blob: BlobId(cunfa_evidence::hash(bytes).0),
        length: u32::try_from(bytes.len()).unwrap(),
    }
}

/// Writes an entry that names a photo.
fn write_with(tablet: &mut Tablet, number: u8, bytes: &[u8]) -> BlobId {
    let mut entry = entry(&format!("01-{number:04}"), "宅基地");
    entry.attachments.push(named(bytes));
    tablet.write(id(number), &entry).unwrap();
    named(bytes).blob
}

/// A device that made a photo, and another that has only the entry.
fn two(bytes: &[u8]) -> (Tablet, Tablet, Server, BlobId) {
    let (mut maker, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    let blob = maker.store.keep_blob(bytes).unwrap();
    assert_eq!(write_with(&mut maker, 1, bytes), blob);
    maker.sync(&mut server);
    reader.sync(&mut server);
    (maker, reader, server, blob)
}

fn keep(store: &mut Store, bytes: &[u8], number: u32) -> Result<KeptChunk, StoreError> {
    let attachment = named(bytes);
    let chunk = bytes.chunks(CHUNK).nth(number as usize).unwrap();
    store.keep_chunk(attachment.blob, attachment.length, number, chunk)
}

fn rows(tablet: &Tablet, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    tablet.raw().query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn flip(tablet: &Tablet, blob: BlobId, number: u32) {
    let connection = tablet.raw();
    let at = (blob.as_bytes(), number);
    let sql = "SELECT bytes FROM chunks WHERE blob = ?1 AND number = ?2";
    let mut bytes: Vec<u8> = connection.query_row(sql, at, |row| row.get(0)).unwrap();
    bytes[100] ^= 1;
    let sql = "UPDATE chunks SET bytes = ?3 WHERE blob = ?1 AND number = ?2";
    connection.execute(sql, (at.0, number, bytes)).unwrap();
}

fn span(from: u32, to: u32) -> Span {
    Span { from, to }
}

#[test]
fn a_photo_made_here_is_kept_whole_and_comes_back_byte_for_byte_after_a_power_cut() {
    let mut tablet = Tablet::new(1);
    let bytes = photo(1);
    let blob = tablet.store.keep_blob(&bytes).unwrap();
    assert_eq!(tablet.store.keep_blob(&bytes).unwrap(), blob);
    assert_eq!(rows(&tablet, "chunks"), 3);
    tablet.store.keep_thumb(blob, b"small").unwrap();
    let copy = tablet.crashed_copy();
    assert_eq!(copy.store.blob(blob).unwrap(), Some(bytes.clone()));
    assert_eq!(copy.store.thumb(blob).unwrap(), Some(b"small".to_vec()));
    assert_eq!(copy.store.chunk(blob, 2).unwrap().unwrap(), bytes[2 * CHUNK..]);
    assert_eq!(
        copy.store.blob_state(blob).unwrap(),
        BlobState {
            here: 3,
            of: 3,
            whole: true,
            ..BlobState::default()
        }
    );
}

#[test]
fn nothing_and_too_much_are_no_photo() {
    let mut tablet = Tablet::new(1);
    for length in [0, MAX_ATTACHMENT_BYTES as usize + 1] {
        let kept = tablet.store.keep_blob(&vec![0; length]);
        assert!(matches!(kept, Err(StoreError::Refused(_))));
    }
    let most = vec![7; MAX_ATTACHMENT_BYTES as usize];
    let blob = tablet.store.keep_blob(&most).unwrap();
    assert_eq!(tablet.store.blob(blob).unwrap(), Some(most));
}

#[test]
fn a_keeping_broken_at_any_step_leaves_nothing_and_works_when_said_again() {
    for step in [Step::Blob, Step::Chunk, Step::Whole, Step::Commit] {
        let mut tablet = Tablet::new(1);
        tablet.store.fail_next(step);
        let broken = tablet.store.keep_blob(&photo(1));
        assert!(
            matches!(broken, Err(StoreError::Interrupted(at)) if at == step),
            "{step:?}"
        );
        tablet.reopen();
        assert_eq!((rows(&tablet, "blobs"), rows(&tablet, "chunks")), (0, 0));
        let blob = tablet.store.keep_blob(&photo(1)).unwrap();
        assert_eq!(tablet.store.blob(blob).unwrap(), Some(photo(1)));
    }
}

#[test]
fn a_full_disk_takes_no_photo_and_still_takes_the_text() {
    let mut tablet = Tablet::new(1);
    tablet.store.limit_growth(20).unwrap();
    let large = vec![7; 9 * CHUNK];
    assert!(matches!(tablet.store.keep_blob(&large), Err(StoreError::DiskFull)));
    assert_eq!((rows(&tablet, "blobs"), rows(&tablet, "chunks")), (0, 0));
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    assert!(tablet.store.open_entry(id(1)).unwrap().is_some());
}

#[test]
fn a_photo_goes_up_only_when_a_receipt_covers_an_entry_that_names_it() {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    let blob = tablet.store.keep_blob(&photo(1)).unwrap();
    let uploads = |tablet: &Tablet| tablet.store.uploads(9, &none()).unwrap();
    tablet.sync(&mut server);
    assert_eq!(uploads(&tablet), []);
    write_with(&mut tablet, 1, &photo(1));
    assert_eq!(uploads(&tablet), []);
    let length = u32::try_from(photo(1).len()).unwrap();
    let up = Left {
        items: 1,
        bytes: length.into(),
    };
    assert_eq!(tablet.store.blob_totals().unwrap().up, up);
    tablet.sync(&mut server);
    assert_eq!(uploads(&tablet)[0].missing, Some(vec![span(0, 3)]));
    // A later edit that is not delivered takes nothing away.
    tablet.edit(id(1), |entry| entry.result = "已签".into()).unwrap();
    assert_eq!(uploads(&tablet).len(), 1);
    assert_eq!(tablet.store.uploads(9, &BTreeSet::from([blob])).unwrap(), []);
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn what_was_begun_is_asked_for_and_only_the_servers_word_makes_it_delivered() {
    let (mut maker, _, _, blob) = two(&photo(1));
    maker.store.begin_upload(&[blob]).unwrap();
    let mut copy = maker.crashed_copy();
    assert_eq!(copy.store.uploads(9, &none()).unwrap()[0].missing, None);
    assert!(!copy.store.blob_state(blob).unwrap().on_server);
    let missing = ServerHas::Missing(vec![span(1, 2)]);
    copy.store.note_server(&[(blob, missing)]).unwrap();
    assert_eq!(
        copy.store.uploads(9, &none()).unwrap()[0].missing,
        Some(vec![span(1, 2)])
    );
    assert_eq!(copy.store.blob_totals().unwrap().up.bytes, u64::from(CHUNK_BYTES));
    assert!(!copy.store.blob_state(blob).unwrap().on_server);
    let touched = copy.store.note_server(&[(blob, ServerHas::Held)]).unwrap();
    assert_eq!(touched, [id(1)]);
    assert_eq!(copy.store.note_server(&[(blob, ServerHas::Held)]).unwrap(), []);
    assert!(copy.store.blob_state(blob).unwrap().on_server);
    assert_eq!(copy.store.uploads(9, &none()).unwrap(), []);
    assert_eq!(copy.store.blob_totals().unwrap(), BlobTotals::default());
}

#[test]
fn spans_that_cannot_be_are_taken_for_all_of_it() {
    let (mut maker, _, _, blob) = two(&photo(1));
    for spans in [
        vec![],
        vec![span(2, 2)],
        vec![span(3, 9)],
        vec![span(0, 128)],
        vec![span(1, 3), span(0, 2)],
    ] {
        maker.store.note_server(&[(blob, ServerHas::Missing(spans))]).unwrap();
        assert_eq!(
            maker.store.uploads(9, &none()).unwrap()[0].missing,
            Some(vec![span(0, 3)])
        );
    }
}

#[test]
fn chunks_are_kept_when_they_come_and_what_is_here_is_not_wanted_again() {
    let bytes = photo(1);
    let (_, mut reader, _, blob) = two(&bytes);
    let wanted = |reader: &Tablet| reader.store.wants(9, &none()).unwrap();
    let length = named(&bytes).length;
    let want = |missing| Wanted { blob, length, missing };
    assert_eq!(wanted(&reader), [want(vec![span(0, 3)])]);
    assert_eq!(keep(&mut reader.store, &bytes, 1).unwrap(), KeptChunk::Partial);
    reader.reopen();
    assert_eq!(wanted(&reader), [want(vec![span(0, 1), span(2, 3)])]);
    assert_eq!(keep(&mut reader.store, &bytes, 1).unwrap(), KeptChunk::Partial);
    assert_eq!(keep(&mut reader.store, &bytes, 0).unwrap(), KeptChunk::Partial);
    assert_eq!(reader.store.blob(blob).unwrap(), None);
    assert_eq!(
        reader.store.blob_totals().unwrap().down,
        Left { items: 1, bytes: 1_000 }
    );
    assert_eq!(keep(&mut reader.store, &bytes, 2).unwrap(), KeptChunk::Whole);
    assert_eq!(keep(&mut reader.store, &bytes, 2).unwrap(), KeptChunk::Whole);
    assert_eq!(wanted(&reader), []);
    assert_eq!(reader.store.blob(blob).unwrap(), Some(bytes));
    assert!(reader.store.blob_state(blob).unwrap().on_server);
}

#[test]
fn a_chunk_broken_at_any_step_is_not_here_and_is_taken_when_it_comes_again() {
    let bytes = photo(1);
    for step in [Step::Blob, Step::Chunk, Step::Whole, Step::Commit] {
        let (_, mut reader, _, blob) = two(&bytes);
        for number in [0, 1] {
            keep(&mut reader.store, &bytes, number).unwrap();
        }
        reader.store.fail_next(step);
        assert!(keep(&mut reader.store, &bytes, 2).is_err(), "{step:?}");
        reader.reopen();
        let state = reader.store.blob_state(blob).unwrap();
        assert_eq!((state.here, state.of, state.whole), (2, 3, false));
        assert_eq!(keep(&mut reader.store, &bytes, 2).unwrap(), KeptChunk::Whole);
        assert_eq!(reader.store.blob(blob).unwrap().as_ref(), Some(&bytes));
    }
}

#[test]
fn a_full_disk_keeps_the_chunks_that_are_here() {
    let bytes = photo(1);
    let (_, mut reader, _, blob) = two(&bytes);
    keep(&mut reader.store, &bytes, 0).unwrap();
    reader.store.limit_growth(2).unwrap();
    assert!(matches!(keep(&mut reader.store, &bytes, 1), Err(StoreError::DiskFull)));
    reader.reopen();
    assert_eq!(reader.store.blob_state(blob).unwrap().here, 1);
    keep(&mut reader.store, &bytes, 1).unwrap();
    assert_eq!(keep(&mut reader.store, &bytes, 2).unwrap(), KeptChunk::Whole);
}

#[test]
fn chunks_of_nothing_named_of_another_size_or_of_another_whole_are_not_kept() {
    let bytes = photo(1);
    let (_, mut reader, _, blob) = two(&bytes);
    let length = named(&bytes).length;
    let mut wrong = |blob, length, number, chunk: &[u8]| {
        assert_eq!(
            reader.store.keep_chunk(blob, length, number, chunk).unwrap(),
            KeptChunk::Wrong
        );
    };
    wrong(BlobId([9; 32]), length, 0, &bytes[..CHUNK]);
    wrong(blob, length + 1, 0, &bytes[..CHUNK]);
    wrong(blob, length, 0, &bytes[..CHUNK - 1]);
    wrong(blob, length, 2, &bytes[..CHUNK]);
    wrong(blob, length, 3, &[]);
    wrong(blob, length, u32::MAX, &[]);
    assert_eq!(rows(&reader, "chunks"), 0);
    let other = photo(2);
    for (number, chunk) in (0u32..).zip(other.chunks(CHUNK)) {
        let kept = reader.store.keep_chunk(blob, length, number, chunk).unwrap();
        assert_eq!(kept == KeptChunk::Wrong, number == 2);
    }
    assert_eq!(rows(&reader, "chunks"), 0);
    for number in 0..3 {
        keep(&mut reader.store, &bytes, number).unwrap();
    }
    assert_eq!(reader.store.blob(blob).unwrap(), Some(bytes));
}

#[test]
fn a_damaged_chunk_is_found_and_fetched_again_alone() {
    let bytes = photo(1);
    let (_, mut reader, _, blob) = two(&bytes);
    for number in 0..3 {
        keep(&mut reader.store, &bytes, number).unwrap();
    }
    flip(&reader, blob, 1);
    assert_eq!(reader.store.blob(blob).unwrap(), None);
    assert_eq!(reader.store.chunk(blob, 1).unwrap(), None);
    let faults = reader.store.audit().unwrap();
    assert_eq!((faults[0].entry, &faults[0].kind), (id(1), &FaultKind::Blob(blob)));
    assert_eq!(reader.store.repair(id(1)).unwrap().to_fetch, 1);
    assert_eq!(reader.store.wants(9, &none()).unwrap()[0].missing, [span(1, 2)]);
    assert_eq!(keep(&mut reader.store, &bytes, 1).unwrap(), KeptChunk::Whole);
    assert_eq!(reader.store.blob(blob).unwrap(), Some(bytes));
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn damage_to_a_photo_made_here_comes_back_from_the_server_or_is_told_as_lost() {
    let bytes = photo(1);
    let (mut maker, _, _, blob) = two(&bytes);
    let mut delivered = maker.crashed_copy();
    delivered.store.note_server(&[(blob, ServerHas::Held)]).unwrap();
    flip(&delivered, blob, 0);
    assert_eq!(delivered.store.mend_blob(blob).unwrap(), 1);
    assert_eq!(delivered.store.mend_blob(blob).unwrap(), 0);
    assert_eq!(delivered.store.losses(9, &none()).unwrap(), []);
    assert_eq!(delivered.store.wants(9, &none()).unwrap()[0].missing, [span(0, 1)]);

    flip(&maker, blob, 0);
    maker.store.mend_blob(blob).unwrap();
    assert_eq!(maker.store.doubtful(9, &none()).unwrap(), [blob]);
    assert_eq!(maker.store.losses(9, &none()).unwrap(), []);
    let missing = ServerHas::Missing(vec![span(0, 3)]);
    maker.store.note_server(&[(blob, missing)]).unwrap();
    assert_eq!(maker.store.losses(9, &none()).unwrap(), [blob]);
    assert_eq!(maker.store.wants(9, &none()).unwrap(), []);
    assert!(maker.store.blob_state(blob).unwrap().lost);
    assert_eq!(maker.store.blob_totals().unwrap().lost, 1);
}

#[test]
fn what_the_server_calls_lost_is_not_wanted_until_somebody_brings_it() {
    let bytes = photo(1);
    let (mut maker, mut reader, _, blob) = two(&bytes);
    reader.store.note_lost(blob).unwrap();
    assert!(reader.store.blob_state(blob).unwrap().lost);
    assert_eq!(reader.store.wants(9, &none()).unwrap(), []);
    assert_eq!(reader.store.doubtful(9, &none()).unwrap(), [blob]);
    reader.store.note_server(&[(blob, ServerHas::Held)]).unwrap();
    assert_eq!(reader.store.wants(9, &none()).unwrap().len(), 1);
    // Whoever has the bytes brings them.
    maker.store.note_lost(blob).unwrap();
    assert!(!maker.store.blob_state(blob).unwrap().lost);
    assert_eq!(
        maker.store.uploads(9, &none()).unwrap()[0].missing,
        Some(vec![span(0, 3)])
    );
}

#[test]
fn a_log_that_began_anew_makes_nothing_delivered_and_everything_asked_for() {
    let (mut maker, _, mut server, blob) = two(&photo(1));
    maker.store.note_server(&[(blob, ServerHas::Held)]).unwrap();
    server = Server {
        epoch: server.epoch + 1,
        log: Vec::new(),
    };
    maker.sync(&mut server);
    assert!(!maker.store.blob_state(blob).unwrap().on_server);
    assert_eq!(maker.store.uploads(9, &none()).unwrap(), []);
    maker.sync(&mut server);
    assert_eq!(maker.store.uploads(9, &none()).unwrap()[0].missing, None);
}

#[test]
fn a_refused_photo_waits_for_another_directory() {
    let (mut maker, _, mut server, blob) = two(&photo(1));
    let refused = ServerHas::Refused("not_allowed".into());
    maker.store.note_server(&[(blob, refused)]).unwrap();
    assert_eq!(maker.store.uploads(9, &none()).unwrap(), []);
    assert_eq!(maker.store.blob_totals().unwrap().refused, 1);
    let mut answer = server.answer(&maker.store, &[]);
    answer.directory = Some(directory(2));
    maker.store.store_answers(&answer).unwrap();
    assert_eq!(maker.store.uploads(9, &none()).unwrap().len(), 1);
}

#[test]
fn a_photo_that_only_a_signed_text_names_is_named_still() {
    let bytes = photo(1);
    let (mut maker, _, _, blob) = two(&bytes);
    maker.act(id(1), Who::Cadre, sign_off());
    maker.edit(id(1), |entry| entry.attachments.clear()).unwrap();
    assert_eq!(maker.store.entries_of_blob(blob).unwrap(), [id(1)]);
    assert_eq!(maker.store.audit().unwrap(), []);
    maker.store.rebuild().unwrap();
    assert_eq!(maker.store.entries_of_blob(blob).unwrap(), [id(1)]);
    maker.raw().execute("DELETE FROM attachments", []).unwrap();
    assert_eq!(maker.store.audit().unwrap()[0].kind, FaultKind::Projection);
}

#[test]
fn what_nothing_names_goes_after_a_time_and_nothing_that_can_be_missed() {
    const DAY: i64 = 86_400_000;
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    let [loose, drafted, written, kept_up] = [1, 2, 3, 4].map(|seed| tablet.store.keep_blob(&photo(seed)).unwrap());
    tablet.store.put_draft(&draft(9)).unwrap();
    tablet.store.attach_to_draft(id(9), &named(&photo(2))).unwrap();
    for (number, seed) in [(3, 3), (4, 4)] {
        write_with(&mut tablet, number, &photo(seed));
        tablet.sync(&mut server);
        tablet.edit(id(number), |entry| entry.attachments.clear()).unwrap();
    }
    tablet.store.note_server(&[(kept_up, ServerHas::Held)]).unwrap();
    let mut sweep = |now_ms| tablet.store.sweep_blobs(now_ms, 30 * DAY).unwrap();
    assert_eq!(sweep(100 * DAY), 0);
    assert_eq!(sweep(129 * DAY), 0);
    assert_eq!(sweep(90 * DAY), 0, "a clock that was put back");
    assert_eq!(sweep(119 * DAY), 0);
    assert_eq!(sweep(121 * DAY), 2);
    let here = |blob| tablet.store.blob(blob).unwrap().is_some();
    assert_eq!([loose, drafted, written, kept_up].map(here), [false, true, true, false]);
    tablet.store.drop_draft(id(9)).unwrap();
    tablet.store.forget_dropped(Who::Counsel.person().id).unwrap();
    assert_eq!(tablet.store.sweep_blobs(200 * DAY, 30 * DAY).unwrap(), 0);
    assert_eq!(tablet.store.sweep_blobs(230 * DAY, 30 * DAY).unwrap(), 1);
    assert_eq!((rows(&tablet, "blobs"), rows(&tablet, "chunks")), (1, 3));
}

#[test]
fn photos_of_a_draft_can_be_dropped_and_taken_back_and_end_with_it() {
    let mut tablet = Tablet::new(1);
    let attachment = named(&photo(1));
    assert!(matches!(
        tablet.store.attach_to_draft(id(9), &attachment),
        Err(StoreError::Refused(_))
    ));
    tablet.store.put_draft(&draft(9)).unwrap();
    let second = Attachment {
        row: "00-aaaa".into(),
        ..attachment.clone()
    };
    for attachment in [&attachment, &second] {
        tablet.store.attach_to_draft(id(9), attachment).unwrap();
    }
    tablet.store.drop_from_draft(id(9), "01-3fa2").unwrap();
    let seen = |tablet: &Tablet| {
        let photos = tablet.store.draft_attachments(id(9)).unwrap();
        photos
            .into_iter()
            .map(|photo| (photo.attachment, photo.dropped))
            .collect::<Vec<_>>()
    };
    assert_eq!(seen(&tablet), [(attachment.clone(), true), (second.clone(), false)]);
    tablet.store.restore_to_draft(id(9), "01-3fa2").unwrap();
    tablet.reopen();
    assert_eq!(seen(&tablet), [(attachment, false), (second, false)]);
    tablet
        .store
        .append(&cunfa_store::Append {
            entry: id(9),
            village: &village(1),
            changes: &[change(&tablet)],
            acts: &[],
            draft_done: Some(id(9)),
            now_ms: 1,
        })
        .unwrap();
    assert_eq!(rows(&tablet, "draft_attachments"), 0);
}

fn change(tablet: &Tablet) -> Vec<u8> {
    let fields = cunfa_core::entry::to_fields(&entry("01-0009", "甲"));
    cunfa_document::EntryDoc::create(id(9), &fields, tablet.actor())
        .unwrap()
        .1
}

fn draft(number: u8) -> Draft {
    Draft {
        draft: id(number),
        owner: Who::Counsel.person().id,
        form: cunfa_core::Form::default(),
        changes: None,
        base: Vec::new(),
        saved_at_ms: Some(1),
    }
}
