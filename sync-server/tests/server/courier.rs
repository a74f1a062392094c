//! A courier's file: what is taken, what is answered, and what is not taken at all.

use std::io::Cursor;

use cunfa_core::Role;
use cunfa_core::register::Column;
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::courier::{CourierError, CourierKey, Frame, Kind, Opened, PublishedKey, Sealing};
use cunfa_protocol::courier::{AnswerHead, CHUNKS, COURIER_PATH, HEAD, Head, REFUSED, REGISTERS, SYNC};
use cunfa_protocol::registers::{RegistersRequest, RegistersResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{
    BatchAnswer, Blob, BlobAnswer, ChunksRequest, ChunksResponse, ENROL_PATH, EnrolResponse, Items, Refusal, VERSION,
    WireBatch, decode, encode,
};
use cunfa_server::Limits;
use cunfa_server::courier::{ImportError, Imported};
use cunfa_server::db::Db;
use cunfa_server::db::sqlite::SqliteDb;

use crate::support::photos::{chunks_of, id, photo, request, sequence, want};
use crate::support::registers::{self, Card, Word, allocation, ask, but, filing, firm, hand_in};
use crate::support::wire::post;
use crate::support::{
    Answered, Asked, House, Ledger, NOW_MS, Program, TestDevice, VILLAGE, enrolment, founding, key, receipt,
};

/// A file as a device writes it: these frames after its head.
fn file_of(device: &TestDevice, frames: &[(u8, Vec<u8>)]) -> Vec<u8> {
    sealed_by(&device.device_key, device, "county", frames)
}

fn reply_key() -> CourierKey {
    CourierKey::from_secret([77; 32]).unwrap()
}

fn sealed_by(
    signer: &cunfa_evidence::keys::SigningKey,
    device: &TestDevice,
    county: &str,
    frames: &[(u8, Vec<u8>)],
) -> Vec<u8> {
    let reader = CourierKey::of_county(&key(county)).unwrap().recipient();
    let mut out = Sealing::new(Cursor::new(Vec::new()), Kind::ToCounty, reader, [5; 32]).unwrap();
    let head = Head {
        version: VERSION,
        device: device.id,
        reply_key: Blob(reply_key().recipient().0.to_vec()),
    };
    out.frame(HEAD, &encode(&head).unwrap()).unwrap();
    for (kind, bytes) in frames {
        out.frame(*kind, bytes).unwrap();
    }
    out.finish(signer).unwrap().into_inner()
}

fn sync_frame(request: &Asked) -> (u8, Vec<u8>) {
    (SYNC, request.body().unwrap())
}

fn pushing(device: &TestDevice, batches: &[SealedBatch]) -> (u8, Vec<u8>) {
    sync_frame(&device.request(batches))
}

fn import(house: &House, file: &[u8]) -> Result<(Imported, Vec<u8>), ImportError> {
    let mut out = Cursor::new(Vec::new());
    let imported = house.server.import(Cursor::new(file), &mut out, NOW_MS)?;
    Ok((imported, out.into_inner()))
}

/// The answers of a sealed reply, which the county signed.
fn answers(reply: &[u8], device: &TestDevice) -> Vec<Frame> {
    let mut opened = Opened::open(Cursor::new(reply), Kind::ToDevice, |reader| {
        (reader == reply_key().recipient().id()).then(reply_key)
    })
    .unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = opened.next().unwrap() {
        frames.push(frame);
    }
    opened.is_signed_by(key("county").public()).unwrap();
    let head: AnswerHead = decode(&frames.remove(0).bytes).unwrap();
    assert_eq!(head.device, device.id);
    frames
}

fn sync_answers(reply: &[u8], device: &TestDevice) -> Vec<Answered> {
    let frames = answers(reply, device).into_iter();
    frames
        .filter(|frame| frame.kind == SYNC)
        .map(|frame| Answered::read(&frame.bytes).unwrap())
        .collect()
}

fn taken(house: &House, device: &TestDevice, file: &[u8]) -> Vec<Answered> {
    sync_answers(&import(house, file).unwrap().1, device)
}

/// A request about the registers, by a device that holds none.
fn registering(words: &[&Word]) -> (u8, Vec<u8>) {
    let wire = |word: &&Word| WireBatch {
        bytes: Blob(word.sealed.on_the_way()),
        signature: Blob(word.sealed.signature.clone()),
    };
    let request = RegistersRequest {
        version: VERSION,
        epoch: 7,
        after: 0,
        batches: words.iter().map(wire).collect(),
        whole: false,
    };
    (REGISTERS, encode(&request).unwrap())
}

fn registers_answers(reply: &[u8], device: &TestDevice) -> Vec<RegistersResponse> {
    let frames = answers(reply, device).into_iter();
    frames
        .filter(|frame| frame.kind == REGISTERS)
        .map(|frame| decode(&frame.bytes).unwrap())
        .collect()
}

fn last(house: &House) -> u64 {
    house
        .server
        .db()
        .shard(&"450102".parse().unwrap())
        .unwrap()
        .unwrap()
        .last_sequence
}

fn batch(house: &House, device: &TestDevice) -> SealedBatch {
    Ledger::new(house, device, VILLAGE).first(device)
}

#[test]
fn what_a_file_carries_is_stored_with_the_receipt_the_network_would_give() {
    let house = House::new();
    let counsel = house.counsel("a");
    let batch = batch(&house, &counsel);
    let answer = &taken(
        &house,
        &counsel,
        &file_of(&counsel, &[pushing(&counsel, std::slice::from_ref(&batch))]),
    )[0];
    let BatchAnswer::Stored(stored) = &answer.answers[0] else {
        panic!("not stored: {:?}", answer.answers);
    };
    receipt(stored, batch.id(), answer.epoch);
    assert!(answer.root.is_some() && answer.time_token.is_some());
    let again = house.sync(&counsel.token, &counsel.request(&[batch])).unwrap();
    assert_eq!(again.answers, answer.answers);
    assert_eq!(last(&house), 1);
}

#[test]
fn the_same_file_twice_gives_the_same_state_and_an_equal_answer_sealed_anew() {
    let house = House::new();
    let (counsel, mut other) = (house.counsel("a"), house.counsel("b"));
    let waiting = batch(&house, &other);
    other.push(&house, &waiting);
    let file = file_of(&counsel, &[pushing(&counsel, &[batch(&house, &counsel)])]);
    let (first, reply) = import(&house, &file).unwrap();
    assert_eq!((first.stored, first.given, first.revoked), (1, 1, false));
    let (second, again) = import(&house, &file).unwrap();
    assert_eq!(first, second);
    assert_ne!(reply, again);
    let without_token = |reply| {
        let mut answers = sync_answers(reply, &counsel);
        answers.iter_mut().for_each(|answer| answer.time_token = None);
        answers
    };
    assert_eq!(without_token(&reply), without_token(&again));
    assert_eq!(last(&house), 2);
}

#[test]
fn what_came_by_the_network_before_or_after_is_one() {
    let house = House::new();
    let mut counsel = house.counsel("a");
    let batches = [batch(&house, &counsel), batch(&house, &counsel)];
    let file = file_of(&counsel, &[pushing(&counsel, &batches)]);
    counsel.push(&house, &batches[0]);
    let answers = &taken(&house, &counsel, &file)[0].answers;
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, BatchAnswer::Stored { .. }))
    );
    counsel.push(&house, &batches[1]);
    assert_eq!(last(&house), 2);
}

#[test]
fn several_requests_are_answered_as_if_each_answer_had_been_stored() {
    let db = SqliteDb::in_memory().unwrap();
    db.found(&founding()).unwrap();
    let house = House::on(
        Box::new(db),
        Limits {
            pull_bytes_max: 1,
            ..Limits::default()
        },
    );
    let (counsel, mut other) = (house.counsel("a"), house.counsel("b"));
    for _ in 0..5 {
        let one = batch(&house, &other);
        other.push(&house, &one);
    }
    let frames: Vec<_> = (0..2)
        .map(|_| {
            let mut asked = counsel.request(&[batch(&house, &counsel)]);
            asked.directory = 0;
            sync_frame(&asked)
        })
        .collect();
    let answers = taken(&house, &counsel, &file_of(&counsel, &frames));
    assert!(answers.len() > frames.len(), "what waits beyond an answer follows");
    let pulled: Vec<u64> = answers
        .iter()
        .flat_map(|answer| &answer.pulled)
        .map(|one| one.sequence)
        .collect();
    // Its own second one was not there yet when the first was answered, and is not given back with itself.
    assert_eq!(pulled[..5], [1, 2, 3, 4, 5]);
    assert!(pulled.windows(2).all(|pair| pair[0] < pair[1]), "{pulled:?}");
    assert!(!answers.last().unwrap().more);
    assert_eq!(answers.last().unwrap().cursor, last(&house));
    let directories = answers.iter().filter(|answer| answer.directory.is_some()).count();
    assert_eq!(directories, 1, "the directory comes once");
    assert_eq!(
        answers.iter().filter(|answer| answer.root.is_some()).count(),
        1,
        "and so does the root"
    );
}

#[test]
fn nothing_of_a_file_that_is_not_whole_and_signed_is_taken() {
    let house = House::new();
    let (counsel, other) = (house.counsel("a"), house.counsel("b"));
    let frames = [pushing(&counsel, &[batch(&house, &counsel)])];
    let file = file_of(&counsel, &frames);
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let stranger = TestDevice {
        id: cunfa_core::DeviceId([9; 16]),
        ..house.counsel("c")
    };
    let reply = import(&house, &file_of(&counsel, &[])).unwrap().1;
    let cases: [(&str, Vec<u8>, Refusal); 9] = [
        ("cut", file[..file.len() - 1].to_vec(), Refusal::Unreadable),
        ("damaged", damaged, Refusal::Unreadable),
        ("nothing", Vec::new(), Refusal::Unreadable),
        ("a photo", vec![0xFF; 4000], Refusal::Unreadable),
        ("an answer", reply, Refusal::Unreadable),
        (
            "another county",
            sealed_by(&counsel.device_key, &counsel, "other", &frames),
            Refusal::NotAllowed,
        ),
        (
            "another signer",
            sealed_by(&other.device_key, &counsel, "county", &frames),
            Refusal::BadProof,
        ),
        ("unknown device", file_of(&stranger, &frames), Refusal::BadProof),
        (
            "an unknown frame",
            file_of(&counsel, &[frames[0].clone(), (9, Vec::new())]),
            Refusal::Unreadable,
        ),
    ];
    for (what, bytes, refusal) in cases {
        let error = import(&house, &bytes).unwrap_err();
        assert_eq!(error.refusal(), refusal, "{what}: {error}");
    }
    assert!(matches!(
        import(&house, &file[..50]),
        Err(ImportError::File(CourierError::Cut))
    ));
    assert_eq!(last(&house), 0);
}

#[test]
fn a_request_that_does_not_read_is_refused_in_its_place_and_the_others_count() {
    let house = House::new();
    let counsel = house.counsel("a");
    let frames = [
        (SYNC, vec![0xFF]),
        pushing(&counsel, &[batch(&house, &counsel)]),
        (CHUNKS, vec![0xFF]),
    ];
    let reply = import(&house, &file_of(&counsel, &frames)).unwrap().1;
    let kinds: Vec<u8> = answers(&reply, &counsel).iter().map(|frame| frame.kind).collect();
    assert_eq!(kinds, [REFUSED, SYNC, REFUSED]);
    assert_eq!(last(&house), 1);
}

#[test]
fn registrations_in_a_file_are_judged_and_receipted_as_over_the_network_and_twice_is_once() {
    let house = House::new();
    let county = registers::county(&house, "c");
    let card = Card::new(&house, firm("南湖律师事务所"));
    let first = card.word(&house, &county);
    let over = card.next(&first, but(&card.said, &[(Column::Phone, "0771-1")]));
    let late = card.next(&first, but(&card.said, &[(Column::Phone, "0771-2")]));
    let (over, late) = (over.word(&house, &county), late.word(&house, &county));
    let file = file_of(&county, &[pushing(&county, &[]), registering(&[&first, &over, &late])]);
    let (imported, reply) = import(&house, &file).unwrap();
    assert_eq!((imported.stored, imported.refused, imported.given), (2, 1, 0));
    let answer = registers_answers(&reply, &county).remove(0);
    let BatchAnswer::Stored(stored) = &answer.answers[0] else {
        panic!("not stored: {:?}", answer.answers);
    };
    receipt(stored, first.sealed.id(), answer.epoch);
    assert_eq!(
        answer.answers[2],
        BatchAnswer::Refused {
            batch: late.sealed.id(),
            reason: ParkedReason::RecordChanged
        }
    );
    let acts: Vec<&[u8]> = answer.acts.iter().map(|act| act.act.0.as_slice()).collect();
    assert_eq!(acts, [first.act.bytes(), over.act.bytes()]);
    let (again, second) = import(&house, &file).unwrap();
    assert_eq!(again, imported);
    assert_eq!(registers_answers(&second, &county), std::slice::from_ref(&answer));
    assert_eq!(hand_in(&house, &county, &[&first, &over, &late]), answer.answers);
    assert_eq!(last(&house), 2);
    let standing = house.server.registers(&"450102".parse().unwrap()).unwrap();
    assert_eq!(standing.record(card.record).unwrap().act, over.act.id());
}

#[test]
fn of_the_registers_a_file_brings_back_what_its_people_may_read_and_each_act_once() {
    let house = House::new();
    let (desk, counsel) = (registers::county(&house, "c"), house.counsel("a"));
    registers::listed(&house, &desk, &counsel);
    registers::register(
        &house,
        &desk,
        registers::appointment(VILLAGE, counsel.person.id, "2026-11-01", ""),
    );
    // Of somebody else, and so much of it that it fills more than one answer.
    let note = "本县律师不足，".repeat(280);
    let said = but(&allocation(VILLAGE), &[(Column::Note, &note)]);
    for _ in 0..6 {
        let words: Vec<Word> = (0..60)
            .map(|_| Card::new(&house, said.clone()).word(&house, &desk))
            .collect();
        hand_in(&house, &desk, &words.iter().collect::<Vec<_>>());
    }
    let filed = [1, 2].map(|_| Card::new(&house, filing(VILLAGE, counsel.person.id)).word(&house, &counsel));
    let frames: Vec<_> = filed.iter().map(|word| registering(&[word])).collect();
    let (imported, reply) = import(&house, &file_of(&counsel, &frames)).unwrap();
    assert_eq!(
        (imported.stored, imported.given),
        (2, 2),
        "the counsel's record and the appointment"
    );
    let came = registers_answers(&reply, &counsel);
    let sequences: Vec<u64> = came.iter().flat_map(|one| &one.acts).map(|act| act.sequence).collect();
    assert!(sequences.windows(2).all(|pair| pair[0] < pair[1]), "{sequences:?}");
    assert_eq!(sequences.len(), 4);
    let whole = registers_answers(&import(&house, &file_of(&desk, &[registering(&[])])).unwrap().1, &desk);
    assert!(whole.len() > 1, "what does not fit into one answer follows");
    let acts: usize = whole.iter().map(|one| one.acts.len()).sum();
    assert_eq!((acts, whole.last().unwrap().more), (2 + 360 + 2, false));
    let asked = ask(&house, &desk, (7, 0), &[]).unwrap();
    assert_eq!(whole[0], asked, "as the network answers it");
}

#[test]
fn registers_stand_between_entries_and_photos_and_a_revoked_device_is_refused_in_that_place() {
    let house = House::new();
    let (county, counsel) = (registers::county(&house, "c"), house.counsel("a"));
    let card = Card::new(&house, firm("南湖律师事务所"));
    let word = card.word(&house, &county);
    let before = file_of(&county, &[registering(&[&word]), pushing(&county, &[])]);
    assert!(matches!(import(&house, &before), Err(ImportError::Unreadable)));
    assert_eq!(last(&house), 0);
    let batch = batch(&house, &counsel);
    let frames = [pushing(&counsel, &[batch]), registering(&[&word])];
    let (imported, reply) = import(&house, &file_of(&counsel, &frames)).unwrap();
    assert_eq!((imported.stored, imported.refused), (1, 1), "another device's batch");
    let kinds: Vec<u8> = answers(&reply, &counsel).iter().map(|frame| frame.kind).collect();
    assert_eq!(kinds, [SYNC, REGISTERS]);
    house.server.revoke(county.id, NOW_MS).unwrap();
    let reply = import(&house, &file_of(&county, &[registering(&[&word])])).unwrap().1;
    let frames = answers(&reply, &county);
    assert_eq!(
        (frames[0].kind, decode(&frames[0].bytes)),
        (REFUSED, Ok(Refusal::DeviceRevoked))
    );
    assert_eq!(last(&house), 1);
}

#[test]
fn a_revoked_device_delivers_into_quarantine_and_receives_nothing() {
    let house = House::new();
    let counsel = house.counsel("a");
    let batch = batch(&house, &counsel);
    house.server.revoke(counsel.id, NOW_MS).unwrap();
    let (imported, reply) = import(&house, &file_of(&counsel, &[pushing(&counsel, &[batch])])).unwrap();
    assert!(imported.revoked);
    let frames = answers(&reply, &counsel);
    assert_eq!(frames.len(), 1);
    assert_eq!(
        (frames[0].kind, decode(&frames[0].bytes)),
        (REFUSED, Ok(Refusal::DeviceRevoked))
    );
    assert_eq!((house.server.db().quarantined().unwrap(), last(&house)), (1, 0));
}

#[test]
fn photos_travel_both_ways() {
    let house = House::new();
    let (counsel, mut other) = (house.counsel("a"), house.counsel("b"));
    let (mine, theirs) = (photo(1, 17_500), photo(2, 10_000));
    let ledger = Ledger::with_photos(&house, &other, VILLAGE, &[&theirs]);
    let first = ledger.first(&other);
    other.push(&house, &first);
    house.post(
        cunfa_protocol::wire::CHUNKS_PATH,
        Some(&other.token),
        &sequence(&request(2), &chunks_of(&theirs)),
    );
    let named = Ledger::with_photos(&house, &counsel, VILLAGE, &[&mine]).first(&counsel);
    let asking = ChunksRequest {
        want: vec![want(&theirs, 0, 2)],
        bytes_max: 1_000_000,
        ..request(3)
    };
    let frames = [
        pushing(&counsel, &[named]),
        (CHUNKS, sequence(&asking, &chunks_of(&mine))),
    ];
    let (imported, reply) = import(&house, &file_of(&counsel, &frames)).unwrap();
    assert_eq!(imported.photos, 1);
    let answers = answers(&reply, &counsel);
    let mut items = Items::default();
    items.push(&answers[1].bytes);
    let head: ChunksResponse = decode(&items.take().unwrap().unwrap()).unwrap();
    assert_eq!(head.blobs, [BlobAnswer::Held { blob: id(&mine) }]);
    assert_eq!(head.chunks, 2);
}

#[test]
fn anybody_enrolled_may_hand_a_file_in_and_nobody_else() {
    let house = House::new();
    let (counsel, office) = (
        house.counsel("a"),
        house.device("o", &house.person(Role::Office, &["450102101"])),
    );
    let file = file_of(&counsel, &[pushing(&counsel, &[batch(&house, &counsel)])]);
    assert_eq!(house.post(COURIER_PATH, None, &file).status, 401);
    assert_eq!(house.post(COURIER_PATH, Some("unknown"), &file).status, 401);
    let answer = house.post(COURIER_PATH, Some(&office.token), &file);
    assert_eq!(answer.status, 200);
    assert_eq!(sync_answers(&answer.body, &counsel)[0].answers.len(), 1);
    assert_eq!(house.post(COURIER_PATH, Some(&office.token), &file[1..]).status, 400);
    house.server.revoke(office.id, NOW_MS).unwrap();
    assert_eq!(house.post(COURIER_PATH, Some(&office.token), &file).status, 403);
}

#[test]
fn a_devices_directory_brings_the_countys_courier_key() {
    let house = House::new();
    let counsel = house.counsel("a");
    let mut request = counsel.request(&[]);
    request.directory = 0;
    let directory = house.sync(&counsel.token, &request).unwrap().directory.clone().unwrap();
    let published = PublishedKey::read(&directory.courier_key.0, key("county").public()).unwrap();
    assert_eq!(published.0, CourierKey::of_county(&key("county")).unwrap().recipient());
}

#[test]
fn the_program_says_what_is_wrong_with_a_file_and_writes_no_answer() {
    let program = Program::founded();
    let file = program.folder().join("photo.jpg");
    std::fs::write(&file, [0xFF; 2000]).unwrap();
    let said = program.run(&["courier", "import", file.to_str().unwrap()]);
    assert!(!said.success && said.err.contains("不是离线包"), "{}", said.err);
    let said = program.run(&["courier", "import", "nowhere.cunfa"]);
    assert!(!said.success && said.err.contains("nowhere.cunfa"), "{}", said.err);
    let left: Vec<_> = std::fs::read_dir(program.folder()).unwrap().flatten().collect();
    assert!(
        left.iter()
            .all(|one| !one.file_name().to_string_lossy().contains("回执"))
    );
}

/// A file to the county whose published key this is.
fn file_to(published: &[u8], county_key: &[u8], device: &TestDevice) -> Vec<u8> {
    let reader = PublishedKey::read(published, county_key).unwrap().0;
    let mut out = Sealing::new(Cursor::new(Vec::new()), Kind::ToCounty, reader, [6; 32]).unwrap();
    let head = Head {
        version: VERSION,
        device: device.id,
        reply_key: Blob(reply_key().recipient().0.to_vec()),
    };
    out.frame(HEAD, &encode(&head).unwrap()).unwrap();
    out.frame(SYNC, &device.request(&[]).body().unwrap()).unwrap();
    out.finish(&device.device_key).unwrap().into_inner()
}

#[test]
fn the_command_beside_a_running_server_and_the_server_itself_take_the_same_file() {
    let program = Program::founded();
    let served = program.serve();
    let person = program.add_person("counsel", VILLAGE);
    let request = encode(&enrolment("a", &program.invite(&person), "a")).unwrap();
    let response: EnrolResponse = decode(&post(served.port, ENROL_PATH, None, &request).body).unwrap();
    let device = TestDevice::enrolled("a", &response);
    let county_key = &response.county_key.0;
    let file = file_to(&response.directory.courier_key.0, county_key, &device);
    let place = program.folder().join("离线包-01.cunfa");
    std::fs::write(&place, &file).unwrap();
    let said = program.run(&["courier", "import", place.to_str().unwrap()]);
    assert!(
        said.success && said.out.contains("离线包-01-回执.cunfa"),
        "{}{}",
        said.out,
        said.err
    );
    let by_hand = std::fs::read(program.folder().join("离线包-01-回执.cunfa")).unwrap();
    let own = program.folder().join("own.cunfa");
    let words = [
        "courier",
        "import",
        place.to_str().unwrap(),
        "--reply",
        own.to_str().unwrap(),
    ];
    assert!(program.run(&words).success && own.exists());
    let carried = post(served.port, COURIER_PATH, Some(&device.token), &file);
    assert_eq!(carried.status, 200);
    for reply in [by_hand, std::fs::read(own).unwrap(), carried.body] {
        let mut opened = Opened::open(Cursor::new(reply), Kind::ToDevice, |_| Some(reply_key())).unwrap();
        let kinds: Vec<u8> = std::iter::from_fn(|| opened.next().unwrap())
            .map(|frame| frame.kind)
            .collect();
        assert_eq!(kinds, [HEAD, SYNC]);
        opened.is_signed_by(county_key).unwrap();
    }
    let cut = post(served.port, COURIER_PATH, Some(&device.token), &file[..file.len() - 1]);
    assert_eq!(cut.refusal(), (400, Refusal::Unreadable));
    assert_eq!(
        post(served.port, COURIER_PATH, None, &file).refusal(),
        (401, Refusal::SignInAgain)
    );
    let left: Vec<_> = std::fs::read_dir(program.folder()).unwrap().flatten().collect();
    assert!(
        left.iter()
            .all(|one| !one.file_name().to_string_lossy().ends_with(".part"))
    );
}
