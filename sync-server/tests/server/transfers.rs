//! Attachments over loopback HTTP, against the real process: cut, killed, crowded, restarted.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use cunfa_protocol::wire::{
    BlobAnswer, BlobFault, CHUNKS_PATH, Chunk, ChunksRequest, ENROL_PATH, EnrolResponse, MAX_CHUNKS_BYTES, Refusal,
    SYNC_PATH, decode, encode,
};

use crate::support::photos::{all_but, chunks_of, id, nothing, photo, read_answer, request, sequence, want};
use crate::support::s3::s3_server;
use crate::support::wire::{Got, answer, post};
use crate::support::{Answered, House, Ledger, Program, TestDevice, VILLAGE, enrolment};

fn enrolled(program: &Program, port: u16, name: &str, role: &str) -> TestDevice {
    let person = program.add_person(role, VILLAGE);
    let request = enrolment(name, &program.invite(&person), name);
    let got = post(port, ENROL_PATH, None, &encode(&request).unwrap());
    TestDevice::enrolled(name, &decode::<EnrolResponse>(&got.body).unwrap())
}

fn ask(port: u16, device: &TestDevice, request: &ChunksRequest, chunks: &[Chunk]) -> (Vec<BlobAnswer>, Vec<Chunk>) {
    let got = post(port, CHUNKS_PATH, Some(&device.token), &sequence(request, chunks));
    read_answer(got.status, &got.body).unwrap()
}

fn asked(port: u16, device: &TestDevice, bytes: &[u8]) -> BlobAnswer {
    let ask_one = ChunksRequest {
        ask: vec![id(bytes)],
        ..request(0)
    };
    ask(port, device, &ask_one, &[]).0.remove(0)
}

/// An entry that names these; pushed.
fn named(port: u16, counsel: &TestDevice, photos: &[&[u8]]) -> Ledger {
    let ledger = Ledger::with_photos(&House::new(), counsel, VILLAGE, photos);
    let body = counsel.request(&[ledger.first(counsel)]).body().unwrap();
    let got = Answered::read(&post(port, SYNC_PATH, Some(&counsel.token), &body).body).unwrap();
    assert_eq!(got.answers.len(), 1);
    ledger
}

/// Begins a request whose body has this length and sends its first bytes.
fn begun(port: u16, device: &TestDevice, length: usize, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST {CHUNKS_PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\r\n",
        device.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    stream
}

/// Whether anything, or the end, came back.
fn is_answered(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let answered = stream.peek(&mut [0]).is_ok();
    stream.set_nonblocking(false).unwrap();
    answered
}

/// Asks until so many chunks are kept. What a request that is still running kept is seen at once.
fn until_kept(port: u16, device: &TestDevice, bytes: &[u8], kept: u32, of: u32) {
    let expected = all_but(bytes, kept, of);
    for _ in 0..2_000 {
        if asked(port, device, bytes) == expected {
            return;
        }
    }
    panic!("never {kept} chunks");
}

#[test]
fn a_connection_cut_in_the_middle_of_a_chunk_keeps_every_chunk_before_it() {
    let program = Program::founded();
    let served = program.serve();
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let bytes = photo(1, 50_000);
    let chunks = chunks_of(&bytes);
    let whole = sequence(&request(7), &chunks);
    let third = sequence(&request(7), &chunks[..3]).len();
    let mut cut = begun(served.port, &counsel, whole.len(), &whole[..third + 5_000]);
    until_kept(served.port, &counsel, &bytes, 3, 7);
    cut.write_all(&whole[third + 5_000..third + 5_100]).unwrap();
    drop(cut);
    assert_eq!(asked(served.port, &counsel, &bytes), all_but(&bytes, 3, 7));
    let rest = ask(served.port, &counsel, &request(4), &chunks[3..]).0;
    assert_eq!(rest, [BlobAnswer::Held { blob: id(&bytes) }]);
}

#[test]
fn killed_between_chunks_and_started_again_the_server_goes_on_where_it_was() {
    let program = Program::founded();
    let mut served = program.serve();
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let bytes = photo(1, 50_000);
    named(served.port, &counsel, &[&bytes]);
    let chunks = chunks_of(&bytes);
    let whole = sequence(&request(7), &chunks);
    for kept in 1..7u32 {
        // One chunk more than before, then a piece of the next, then the end of the process.
        let from = usize::try_from(kept - 1).unwrap();
        let body = sequence(&request(7), &chunks[from..=from]);
        let _cut = begun(served.port, &counsel, whole.len(), &[body, vec![0xa4; 9]].concat());
        until_kept(served.port, &counsel, &bytes, kept, 7);
        served.kill();
        served = program.serve();
        assert_eq!(asked(served.port, &counsel, &bytes), all_but(&bytes, kept, 7));
    }
    let (last, got) = ask(served.port, &counsel, &request(1), &chunks[6..]);
    assert_eq!((last, got.len()), (vec![BlobAnswer::Held { blob: id(&bytes) }], 0));
    served.kill();
    let served = program.serve();
    let cadre = enrolled(&program, served.port, "b", "cadre");
    let wanted = ChunksRequest {
        want: vec![want(&bytes, 0, 7)],
        bytes_max: u32::MAX,
        ..request(0)
    };
    assert_eq!(ask(served.port, &cadre, &wanted, &[]).1, chunks);
}

fn files_below(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found.sort();
    found
}

#[test]
fn a_server_keeps_its_photos_in_a_bucket_gives_them_after_a_restart_and_never_takes_a_bucket_that_is_away_for_an_empty_one()
 {
    let store = tempfile::tempdir().unwrap();
    std::fs::create_dir(store.path().join("county")).unwrap();
    let endpoint = s3_server(store.path());
    let program = Program::founded();
    let on = |endpoint: &str| {
        let blobs =
            format!("[blobs]\nurl = \"s3://county/photos\"\nendpoint = \"{endpoint}\"\nregion = \"cn-south-1\"\n");
        program.configure("127.0.0.1:0", &blobs);
        program.serve()
    };
    let served = on(&endpoint);
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let cadre = enrolled(&program, served.port, "b", "cadre");
    let bytes = photo(1, 50_000);
    named(served.port, &counsel, &[&bytes]);
    let chunks = chunks_of(&bytes);
    let held = [BlobAnswer::Held { blob: id(&bytes) }];
    assert_eq!(ask(served.port, &counsel, &request(7), &chunks).0, held);
    assert!(files_below(&store.path().join("county/photos")).contains(&id(&bytes).to_string()));
    assert!(!program.folder().join("blobs").exists(), "nothing beside the bucket");
    drop(served);
    let wanted = ChunksRequest {
        want: vec![want(&bytes, 0, 7)],
        bytes_max: u32::MAX,
        ..request(0)
    };
    let away = on("http://127.0.0.1:9");
    let got = post(away.port, CHUNKS_PATH, Some(&cadre.token), &sequence(&wanted, &[]));
    let nothing = read_answer(got.status, &got.body).map_or(Vec::new(), |(_, chunks)| chunks);
    assert!(got.status == 503 || nothing.is_empty());
    assert_eq!(asked(away.port, &counsel, &bytes), held[0], "it is there all the same");
    drop(away);
    let again = on(&endpoint);
    assert_eq!(ask(again.port, &cadre, &wanted, &[]).1, chunks);
}

#[test]
fn ten_uploads_of_the_same_photo_at_once_make_one() {
    let program = Program::founded();
    program.configure("127.0.0.1:0", "[limits]\ntransfers_of_device_max = 10\n");
    let served = program.serve();
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let bytes = photo(1, 50_000);
    named(served.port, &counsel, &[&bytes]);
    let chunks = chunks_of(&bytes);
    std::thread::scope(|scope| {
        for turn in 0..10 {
            let (counsel, mut chunks, bytes, port) = (&counsel, chunks.clone(), &bytes, served.port);
            chunks.rotate_left(turn % 7);
            scope.spawn(move || {
                let got = ask(port, counsel, &request(7), &chunks).0;
                assert_eq!(got, [BlobAnswer::Held { blob: id(bytes) }]);
            });
        }
    });
    let files = files_below(&program.folder().join("blobs"));
    let mut expected = vec![id(&bytes).to_string(), "cunfa-blobs".to_owned()];
    expected.sort();
    assert_eq!(files, expected);
}

#[test]
fn too_much_is_413_too_many_of_one_device_429_and_too_many_of_all_503() {
    let program = Program::founded();
    program.configure(
        "127.0.0.1:0",
        "[limits]\ntransfers_max = 3\ntransfers_of_device_max = 2\n",
    );
    let served = program.serve();
    let (a, b) = (
        enrolled(&program, served.port, "a", "counsel"),
        enrolled(&program, served.port, "b", "counsel"),
    );
    let refused = |got: Got| (got.refusal(), got.head.contains("retry-after: "));
    let large = answer(begun(served.port, &a, MAX_CHUNKS_BYTES + 1, b""));
    assert_eq!(refused(large), ((413, Refusal::TooLarge), false));
    // A request whose chunks never come keeps its place.
    let question = sequence(&request(0), &[]);
    let hang = |device: &TestDevice| begun(served.port, device, 80_000, &question);
    let ask_of = |device: &TestDevice| post(served.port, CHUNKS_PATH, Some(&device.token), &question);
    // A place is given back a moment after its answer: whoever of these was refused for that asks again.
    let until = |held: &mut Vec<(&TestDevice, TcpStream)>, status: u16| {
        for _ in 0..2_000 {
            for (device, stream) in held.iter_mut() {
                if is_answered(stream) {
                    *stream = hang(device);
                }
            }
            let got = ask_of(&a);
            if got.status == status {
                return got;
            }
        }
        panic!("never {status}");
    };
    let mut held = vec![(&a, hang(&a)), (&a, hang(&a))];
    assert_eq!(refused(until(&mut held, 429)), ((429, Refusal::Busy), true));
    assert_eq!(
        ask(served.port, &b, &request(0), &[]),
        (vec![], vec![]),
        "another device is not touched"
    );
    held.push((&b, hang(&b)));
    assert_eq!(refused(until(&mut held, 503)), ((503, Refusal::Busy), true));
    let sync = a.request(&[]).body().unwrap();
    assert_eq!(
        post(served.port, SYNC_PATH, Some(&a.token), &sync).status,
        200,
        "entries are not held up"
    );
    held.remove(1);
    assert_eq!(until(&mut held, 200).status, 200);
}

#[test]
fn a_damaged_photo_is_named_and_a_stranger_learns_nothing_by_its_hash() {
    let program = Program::founded();
    let served = program.serve();
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let bytes = photo(1, 17_500);
    named(served.port, &counsel, &[&bytes]);
    let mut chunks = chunks_of(&bytes);
    chunks[2].bytes.0[0] ^= 1;
    let damaged = BlobAnswer::Refused {
        blob: id(&bytes),
        reason: BlobFault::Damaged,
    };
    assert_eq!(ask(served.port, &counsel, &request(3), &chunks).0, [damaged]);
    let held = BlobAnswer::Held { blob: id(&bytes) };
    assert_eq!(ask(served.port, &counsel, &request(3), &chunks_of(&bytes)).0, [held]);
    let person = program.add_person("cadre", "450102101203");
    let enrol = enrolment("b", &program.invite(&person), "b");
    let got = post(served.port, ENROL_PATH, None, &encode(&enrol).unwrap());
    let stranger = TestDevice::enrolled("b", &decode::<EnrolResponse>(&got.body).unwrap());
    let wanted = |bytes: &[u8]| ChunksRequest {
        want: vec![want(bytes, 0, 3)],
        bytes_max: u32::MAX,
        ..request(0)
    };
    let unknown = photo(2, 17_500);
    for bytes in [&bytes, &unknown] {
        assert_eq!(
            ask(served.port, &stranger, &wanted(bytes), &[]),
            (vec![nothing(bytes)], vec![])
        );
        assert_eq!(asked(served.port, &stranger, bytes), nothing(bytes));
    }
}

#[test]
fn an_answer_comes_piece_by_piece_and_a_cut_leaves_whole_chunks() {
    let program = Program::founded();
    let served = program.serve();
    let counsel = enrolled(&program, served.port, "a", "counsel");
    let bytes = photo(1, 3_000_000);
    named(served.port, &counsel, &[&bytes]);
    let chunks = chunks_of(&bytes);
    ask(served.port, &counsel, &request(chunks.len()), &chunks);
    let wanted = ChunksRequest {
        want: vec![want(&bytes, 0, 512)],
        bytes_max: u32::MAX,
        ..request(0)
    };
    let body = sequence(&wanted, &[]);
    let mut stream = begun(served.port, &counsel, body.len(), &body);
    let mut some = vec![0; 300_000];
    stream.read_exact(&mut some).unwrap();
    drop(stream);
    let text = String::from_utf8_lossy(&some[..400]).to_lowercase();
    assert!(text.contains("transfer-encoding: chunked"), "{text}");
    assert_eq!(ask(served.port, &counsel, &wanted, &[]).1, chunks);
}
