//! `POST /v1/chunks`: what is kept, who learns of what, and what is given.

use cunfa_core::attachment::MAX_ATTACHMENT_BYTES;
use cunfa_core::{BlobId, Role};
use cunfa_protocol::wire::{
    BlobAnswer, BlobFault, CHUNKS_PATH, Chunk, ChunksRequest, MAX_ASKED, MAX_CHUNKS_BYTES, Refusal, Span, VERSION,
    Want, encode,
};
use cunfa_server::db::Db;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::{Limits, Server};

use crate::support::photos::{all, all_but, chunks_of, id, nothing, photo, read_answer, request, sequence, want};
use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, founding};
use cunfa_server::refusal::version;

/// What came back: the answers, and the chunks.
type Got = (Vec<BlobAnswer>, Vec<Chunk>);

fn ask(house: &House, device: &TestDevice, request: &ChunksRequest, chunks: &[Chunk]) -> Result<Got, Refusal> {
    let answer = house.post(CHUNKS_PATH, Some(&device.token), &sequence(request, chunks));
    read_answer(answer.status, &answer.body)
}

fn put(house: &House, device: &TestDevice, chunks: &[Chunk]) -> Vec<BlobAnswer> {
    ask(house, device, &request(chunks.len()), chunks).unwrap().0
}

fn asked(house: &House, device: &TestDevice, bytes: &[u8]) -> BlobAnswer {
    let ask_one = ChunksRequest {
        ask: vec![id(bytes)],
        ..request(0)
    };
    let mut answers = ask(house, device, &ask_one, &[]).unwrap().0;
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}

fn wanted(house: &House, device: &TestDevice, wants: Vec<Want>, bytes_max: u32) -> Got {
    let want = ChunksRequest {
        want: wants,
        bytes_max,
        ..request(0)
    };
    ask(house, device, &want, &[]).unwrap()
}

fn held(bytes: &[u8]) -> BlobAnswer {
    BlobAnswer::Held { blob: id(bytes) }
}

fn refused(bytes: &[u8], reason: BlobFault) -> BlobAnswer {
    BlobAnswer::Refused {
        blob: id(bytes),
        reason,
    }
}

/// An entry of the counsel that names these; on the server.
fn named(house: &House, counsel: &mut TestDevice, village: &str, photos: &[&[u8]]) -> Ledger {
    let ledger = Ledger::with_photos(house, counsel, village, photos);
    counsel.push(house, &ledger.first(counsel));
    ledger
}

#[test]
fn photos_in_any_order_before_or_after_their_entry_end_whole_and_each_once() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let photos: Vec<Vec<u8>> = (0..4).map(|number| photo(number, 17_500)).collect();
    let every: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    let mut chunks: Vec<Chunk> = photos.iter().flat_map(|bytes| chunks_of(bytes)).collect();
    chunks.reverse();
    chunks.swap(1, 6);
    let (before, after) = chunks.split_at(5);
    put(&house, &counsel, before);
    named(&house, &mut counsel, VILLAGE, &every);
    put(&house, &counsel, after);
    for bytes in &photos {
        assert_eq!(asked(&house, &counsel, bytes), held(bytes));
    }
    let entries = house
        .server
        .db()
        .entries(&VILLAGE.parse::<cunfa_core::VillageCode>().unwrap().area());
    assert_eq!(entries.unwrap().len(), 1);
}

#[test]
fn a_body_cut_at_any_byte_keeps_every_chunk_before_the_cut() {
    let bytes = photo(1, 25_000);
    let chunks = chunks_of(&bytes);
    let whole = sequence(&request(chunks.len()), &chunks);
    let head = sequence(&request(chunks.len()), &[]).len();
    let ends: Vec<usize> = (1..=chunks.len())
        .map(|count| sequence(&request(chunks.len()), &chunks[..count]).len())
        .collect();
    let cuts = [
        0,
        1,
        head - 1,
        head,
        head + 1,
        ends[0] - 1,
        ends[0],
        ends[0] + 9,
        ends[2] - 1,
        ends[2],
        ends[3] - 1,
    ];
    for cut in cuts {
        let house = House::new();
        let counsel = house.counsel("a");
        let answer = house.post(CHUNKS_PATH, Some(&counsel.token), &whole[..cut]);
        assert_eq!(
            read_answer(answer.status, &answer.body),
            Err(Refusal::Unreadable),
            "at {cut}"
        );
        let kept = u32::try_from(ends.iter().filter(|end| **end <= cut).count()).unwrap();
        let expected = if kept == 0 {
            nothing(&bytes)
        } else {
            all_but(&bytes, kept, 4)
        };
        assert_eq!(asked(&house, &counsel, &bytes), expected, "at {cut}");
        assert_eq!(put(&house, &counsel, &chunks), [held(&bytes)], "at {cut}");
    }
}

#[test]
fn a_whole_with_another_hash_is_dropped_and_named_and_comes_right_the_next_time() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    let mut chunks = chunks_of(&bytes);
    chunks[1].bytes.0[7] ^= 1;
    assert_eq!(put(&house, &counsel, &chunks), [refused(&bytes, BlobFault::Damaged)]);
    assert_eq!(asked(&house, &counsel, &bytes), nothing(&bytes));
    let good = photo(2, 10);
    let both = [chunks, chunks_of(&good)].concat();
    assert_eq!(
        put(&house, &counsel, &both),
        [refused(&bytes, BlobFault::Damaged), held(&good)],
        "the other one is not touched"
    );
    assert_eq!(put(&house, &counsel, &chunks_of(&bytes)), [held(&bytes)]);
}

#[test]
fn chunks_that_do_not_fit_are_damaged_and_too_large_ones_are_too_large() {
    let house = House::new();
    let counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    let chunk = chunks_of(&bytes).remove(1);
    let mut short = chunk.clone();
    short.bytes.0.pop();
    let behind = Chunk {
        index: 3,
        ..chunk.clone()
    };
    let far = Chunk {
        index: u32::MAX,
        ..chunk.clone()
    };
    for bad in [short, behind, far] {
        assert_eq!(
            put(&house, &counsel, &[chunk.clone(), bad]),
            [refused(&bytes, BlobFault::Damaged)]
        );
        assert_eq!(asked(&house, &counsel, &bytes), nothing(&bytes));
    }
    let longer = Chunk {
        length: 70_001,
        ..chunk.clone()
    };
    assert_eq!(
        put(&house, &counsel, &[chunk.clone(), longer]),
        [refused(&bytes, BlobFault::Damaged)]
    );
    for length in [0, MAX_ATTACHMENT_BYTES + 1] {
        let bad = Chunk {
            length,
            ..chunk.clone()
        };
        assert_eq!(put(&house, &counsel, &[bad]), [refused(&bytes, BlobFault::TooLarge)]);
    }
    let largest = photo(2, usize::try_from(MAX_ATTACHMENT_BYTES).unwrap());
    for some in chunks_of(&largest).chunks(64) {
        put(&house, &counsel, some);
    }
    assert_eq!(asked(&house, &counsel, &largest), held(&largest));
}

#[test]
fn only_who_may_read_an_entry_that_names_a_photo_gets_it() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    put(&house, &counsel, &chunks_of(&bytes));
    let (cadre, office) = (house.cadre("b"), house.office("c"));
    let other_cadre = house.device("d", &house.person(Role::Cadre, &[OTHER_VILLAGE]));
    let other_counsel = house.device("e", &house.person(Role::Counsel, &[OTHER_VILLAGE]));
    let county = house.device("f", &house.person(Role::County, &["450102"]));
    let want_all = || vec![want(&bytes, 0, 3)];
    for device in [&cadre, &office, &other_cadre, &counsel] {
        assert_eq!(wanted(&house, device, want_all(), u32::MAX).1, [], "no entry names it");
    }
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    for device in [&counsel, &cadre, &office] {
        assert_eq!(
            wanted(&house, device, want_all(), u32::MAX),
            (vec![], chunks_of(&bytes))
        );
        assert_eq!(asked(&house, device, &bytes), held(&bytes));
    }
    for device in [&other_cadre, &other_counsel, &county] {
        assert_eq!(
            wanted(&house, device, want_all(), u32::MAX),
            (vec![nothing(&bytes)], vec![])
        );
        assert_eq!(asked(&house, device, &bytes), nothing(&bytes));
    }
}

#[test]
fn outside_the_scope_a_photo_that_is_there_and_one_that_is_not_are_taken_alike_to_the_last_chunk() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let (there, not_there) = (photo(1, 17_500), photo(2, 17_500));
    named(&house, &mut counsel, VILLAGE, &[&there]);
    put(&house, &counsel, &chunks_of(&there));
    let stranger = house.device("b", &house.person(Role::Cadre, &[OTHER_VILLAGE]));
    let seen = |bytes: &[u8]| {
        let mut seen = vec![asked(&house, &stranger, bytes)];
        for chunk in chunks_of(bytes) {
            let other = ChunksRequest {
                lost: vec![id(bytes)],
                want: vec![want(bytes, 0, 3)],
                ..request(1)
            };
            let (answers, chunks) = ask(&house, &stranger, &other, &[chunk]).unwrap();
            assert_eq!(chunks, []);
            seen.extend(answers);
        }
        // The hash is the one thing that may differ.
        format!("{seen:?}").replace(&id(bytes).to_string(), "")
    };
    assert_eq!(seen(&there), seen(&not_there));
    assert!(seen(&there).contains("Held"), "what it put itself, it may know");
    assert_eq!(
        wanted(&house, &stranger, vec![want(&there, 0, 3)], 1).1,
        [],
        "and yet not get"
    );
    assert_eq!(asked(&house, &counsel, &there), held(&there));
}

#[test]
fn nobody_spoils_what_another_device_is_putting() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let cadre = house.cadre("b");
    let bytes = photo(1, 17_500);
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    let chunks = chunks_of(&bytes);
    put(&house, &counsel, &chunks[..2]);
    let mut wrong = chunks.clone();
    wrong[0].bytes.0[0] ^= 1;
    assert_eq!(put(&house, &cadre, &wrong), [refused(&bytes, BlobFault::Damaged)]);
    assert_eq!(asked(&house, &counsel, &bytes), all_but(&bytes, 2, 3));
    assert_eq!(put(&house, &counsel, &chunks[2..]), [held(&bytes)]);
}

#[test]
fn a_photo_comes_in_as_many_requests_as_the_device_likes() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let (first, second) = (photo(1, 25_000), photo(2, 10_000));
    named(&house, &mut counsel, VILLAGE, &[&first, &second]);
    put(&house, &counsel, &[chunks_of(&first), chunks_of(&second)].concat());
    let cadre = house.cadre("b");
    let want_some = || {
        let missing = vec![Span { from: 1, to: 2 }, Span { from: 3, to: 9 }];
        vec![
            Want {
                blob: id(&first),
                missing,
            },
            want(&second, 0, 512),
        ]
    };
    let places = |bytes_max| {
        let (answers, chunks) = wanted(&house, &cadre, want_some(), bytes_max);
        assert_eq!(answers, []);
        chunks
            .iter()
            .map(|chunk| (chunk.blob == id(&first), chunk.index))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(0), [(true, 1)], "one at least");
    assert_eq!(places(16_384), [(true, 1), (true, 3)]);
    assert_eq!(places(u32::MAX), [(true, 1), (true, 3), (false, 0), (false, 1)]);
}

#[test]
fn lost_is_the_word_of_who_named_it_first_and_ends_when_anybody_puts_the_bytes() {
    let house = House::new();
    let (mut counsel, mut second) = (house.counsel("a"), house.counsel("b"));
    let cadre = house.cadre("c");
    let bytes = photo(1, 17_500);
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    named(&house, &mut second, VILLAGE, &[&bytes]);
    let lost = ChunksRequest {
        lost: vec![id(&bytes)],
        ..request(0)
    };
    put(&house, &counsel, &chunks_of(&bytes)[..1]);
    assert_eq!(
        ask(&house, &second, &lost, &[]).unwrap().0,
        [nothing(&bytes)],
        "not the first"
    );
    let is_lost = BlobAnswer::Lost { blob: id(&bytes) };
    assert_eq!(
        ask(&house, &counsel, &lost, &[]).unwrap().0,
        std::slice::from_ref(&is_lost)
    );
    assert_eq!(wanted(&house, &cadre, vec![want(&bytes, 0, 3)], 9).0, [is_lost]);
    let stranger = house.device("d", &house.person(Role::Cadre, &[OTHER_VILLAGE]));
    assert_eq!(asked(&house, &stranger, &bytes), nothing(&bytes));
    assert_eq!(put(&house, &second, &chunks_of(&bytes)), [held(&bytes)]);
    assert_eq!(asked(&house, &counsel, &bytes), held(&bytes));
    assert_eq!(
        ask(&house, &counsel, &lost, &[]).unwrap().0,
        [held(&bytes)],
        "what is here is not lost"
    );
}

#[test]
fn an_office_puts_only_what_an_entry_names_and_a_revoked_device_neither_puts_nor_gets() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let office = house.office("b");
    let bytes = photo(1, 17_500);
    assert_eq!(
        put(&house, &office, &chunks_of(&bytes)),
        [refused(&bytes, BlobFault::NotAllowed)]
    );
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    let far = house.device("d", &house.person(Role::Office, &["450102102"]));
    assert_eq!(
        put(&house, &far, &chunks_of(&bytes)),
        [refused(&bytes, BlobFault::NotAllowed)]
    );
    assert_eq!(put(&house, &office, &chunks_of(&bytes)), [held(&bytes)]);
    house.server.revoke(counsel.id, NOW_MS).unwrap();
    let chunks = chunks_of(&bytes);
    let told = ask(&house, &counsel, &request(chunks.len()), &chunks);
    assert_eq!(told, Err(Refusal::DeviceRevoked));
    assert_eq!(house.server.db().parts(counsel.id, id(&bytes)).unwrap(), None);
}

#[test]
fn what_no_entry_names_ends_at_the_devices_share_and_a_named_photo_still_comes() {
    let db = SqliteDb::in_memory().unwrap();
    db.found(&founding()).unwrap();
    let limits = Limits {
        unnamed_bytes_max: 25_000,
        ..Limits::default()
    };
    let house = House::on(Box::new(db), limits);
    let mut counsel = house.counsel("a");
    let photos: Vec<Vec<u8>> = (0..4).map(|number| photo(number, 10_000)).collect();
    assert_eq!(put(&house, &counsel, &chunks_of(&photos[0])), [held(&photos[0])]);
    assert_eq!(put(&house, &counsel, &chunks_of(&photos[1])), [held(&photos[1])]);
    assert_eq!(
        put(&house, &counsel, &chunks_of(&photos[2])),
        [refused(&photos[2], BlobFault::Quota)]
    );
    named(&house, &mut counsel, VILLAGE, &[&photos[3]]);
    assert_eq!(put(&house, &counsel, &chunks_of(&photos[3])), [held(&photos[3])]);
    named(&house, &mut counsel, VILLAGE, &[&photos[0]]);
    assert_eq!(put(&house, &counsel, &chunks_of(&photos[2])), [held(&photos[2])]);
}

#[test]
fn a_photo_that_was_taken_out_of_the_entry_again_still_belongs_to_it() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    let mut ledger = named(&house, &mut counsel, VILLAGE, &[&bytes]);
    let removal = ledger.without_photos(&house);
    counsel.push(&house, &ledger.sealed(&counsel, &[&removal], &[]));
    assert!(ledger.entry().attachments.is_empty());
    put(&house, &counsel, &chunks_of(&bytes));
    let cadre = house.cadre("b");
    assert_eq!(
        wanted(&house, &cadre, vec![want(&bytes, 0, 3)], u32::MAX).1,
        chunks_of(&bytes)
    );
}

#[test]
fn a_stored_photo_that_is_damaged_is_missing_until_it_is_put_again() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    put(&house, &counsel, &chunks_of(&bytes));
    house.server.blobs().put(id(&bytes), b"damaged").unwrap();
    let cadre = house.cadre("b");
    assert_eq!(
        wanted(&house, &cadre, vec![want(&bytes, 0, 3)], u32::MAX),
        (vec![nothing(&bytes)], vec![])
    );
    assert_eq!(asked(&house, &counsel, &bytes), nothing(&bytes));
    assert_eq!(put(&house, &counsel, &chunks_of(&bytes)), [held(&bytes)]);
    assert_eq!(
        wanted(&house, &cadre, vec![want(&bytes, 0, 3)], u32::MAX).1,
        chunks_of(&bytes)
    );
}

#[test]
fn the_last_chunk_before_a_crash_is_finished_by_the_next_question() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let bytes = photo(1, 17_500);
    named(&house, &mut counsel, VILLAGE, &[&bytes]);
    // All chunks are committed, and the program ended before it compared the hash.
    keep_without_finishing(&house.server, &counsel, &bytes);
    assert_eq!(asked(&house, &counsel, &bytes), held(&bytes));
    let cadre = house.cadre("b");
    assert_eq!(
        wanted(&house, &cadre, vec![want(&bytes, 0, 3)], u32::MAX).1,
        chunks_of(&bytes)
    );
}

fn keep_without_finishing(server: &Server, device: &TestDevice, bytes: &[u8]) {
    let county = "450102".parse().unwrap();
    for chunk in chunks_of(bytes) {
        let new = cunfa_server::db::NewChunk {
            device: device.id,
            blob: chunk.blob,
            length: chunk.length,
            index: chunk.index,
            bytes: &chunk.bytes.0,
        };
        let share = cunfa_server::db::Share {
            county: &county,
            scope: &[],
            bytes_max: u64::MAX,
        };
        server.db().keep_chunk(&new, &share).unwrap();
    }
}

#[test]
fn what_is_no_request_is_refused_in_the_usual_words() {
    let house = House::new();
    let counsel = house.counsel("a");
    let post = |token: Option<&str>, body: &[u8]| {
        let answer = house.post(CHUNKS_PATH, token, body);
        read_answer(answer.status, &answer.body).unwrap_err()
    };
    let token = Some(counsel.token.as_str());
    let good = encode(&request(0)).unwrap();
    assert_eq!(post(None, &good), Refusal::SignInAgain);
    assert_eq!(post(Some("wrong"), &good), Refusal::SignInAgain);
    assert_eq!(post(token, b""), Refusal::Unreadable);
    assert_eq!(post(token, &[0xff]), Refusal::Unreadable);
    assert_eq!(post(token, &vec![0; MAX_CHUNKS_BYTES + 1]), Refusal::TooLarge);
    let newer = ChunksRequest {
        version: VERSION + 1,
        ..request(0)
    };
    assert_eq!(post(token, &encode(&newer).unwrap()), version());
    let chunk = chunks_of(&photo(1, 10));
    assert_eq!(
        post(token, &sequence(&request(0), &chunk)),
        Refusal::Unreadable,
        "one more than said"
    );
    assert_eq!(
        post(token, &sequence(&request(2), &chunk)),
        Refusal::Unreadable,
        "one less"
    );
    assert_eq!(
        post(token, &[good.clone(), good].concat()),
        Refusal::Unreadable,
        "no chunk"
    );
    let ids: Vec<BlobId> = vec![BlobId([1; 32]); MAX_ASKED + 1];
    let wants: Vec<Want> = ids
        .iter()
        .map(|blob| Want {
            blob: *blob,
            missing: vec![],
        })
        .collect();
    for many in [
        ChunksRequest {
            ask: ids.clone(),
            ..request(0)
        },
        ChunksRequest {
            lost: ids.clone(),
            ..request(0)
        },
        ChunksRequest {
            want: wants,
            ..request(0)
        },
    ] {
        assert_eq!(post(token, &encode(&many).unwrap()), Refusal::TooLarge);
    }
    assert_eq!(all(&[1]), vec![Span { from: 0, to: 1 }]);
}
