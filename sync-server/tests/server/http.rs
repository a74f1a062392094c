//! Over loopback HTTP, against the real process: what is answered, and how it stops.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use cunfa_protocol::index::{INDEX_PATH, IndexRequest};
use cunfa_protocol::wire::{BatchAnswer, ENROL_PATH, MAX_REQUEST_BYTES, Refusal, SYNC_PATH, VERSION};
use cunfa_protocol::wire::{EnrolResponse, decode, encode};

use crate::support::wire::{answer, ask, post};
use crate::support::{Answered, House, Ledger, Program, TestDevice, VILLAGE, enrolment};

/// Enrols; gives what was answered.
pub fn post_enrolment(port: u16, body: &[u8]) -> Vec<u8> {
    let got = post(port, ENROL_PATH, None, body);
    assert_eq!(got.status, 200);
    got.body
}

fn enrolled(program: &Program, port: u16, name: &str) -> TestDevice {
    let person = program.add_person("counsel", VILLAGE);
    let request = enrolment(name, &program.invite(&person), name);
    let got = post(port, ENROL_PATH, None, &encode(&request).unwrap());
    assert_eq!(got.status, 200);
    TestDevice::enrolled(name, &decode::<EnrolResponse>(&got.body).unwrap())
}

#[test]
fn it_answers_health_and_refuses_in_its_own_words_and_never_with_html() {
    let program = Program::founded();
    let served = program.serve();
    let health = ask(served.port, "GET /v1/health HTTP/1.1", b"");
    assert_eq!(
        (health.status, health.body.as_slice()),
        (200, br#"{"status":"ok"}"#.as_slice())
    );
    let refusals = [
        (post(served.port, SYNC_PATH, None, b""), (401, Refusal::SignInAgain)),
        (
            post(served.port, SYNC_PATH, Some("wrong"), b"x"),
            (401, Refusal::SignInAgain),
        ),
        (post(served.port, ENROL_PATH, None, b"x"), (400, Refusal::Unreadable)),
        (post(served.port, "/", None, b""), (404, Refusal::Unreadable)),
        (
            ask(served.port, "GET /v1/sync HTTP/1.1", b""),
            (404, Refusal::Unreadable),
        ),
        (
            ask(served.port, "GET /index.html HTTP/1.1", b""),
            (404, Refusal::Unreadable),
        ),
    ];
    for (got, expected) in refusals {
        assert_eq!(got.refusal(), expected);
        assert!(!got.head.contains("html"));
    }
}

#[test]
fn a_body_over_the_limit_is_refused_before_it_is_sent() {
    let program = Program::founded();
    let served = program.serve();
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        MAX_REQUEST_BYTES + 1
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(answer(stream).refusal(), (413, Refusal::TooLarge));
}

#[test]
fn a_device_enrols_pushes_and_finds_its_entry_after_the_server_was_stopped_and_started() {
    let program = Program::founded();
    let mut served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let house = House::new();
    let ledger = Ledger::new(&house, &device, VILLAGE);
    let request = device.request(&[ledger.first(&device)]).body().unwrap();
    let first = Answered::read(&post(served.port, SYNC_PATH, Some(&device.token), &request).body).unwrap();
    assert!(matches!(first.answers[..], [BatchAnswer::Stored { .. }]));
    assert!(served.stop().success());
    let served = program.serve();
    let again = Answered::read(&post(served.port, SYNC_PATH, Some(&device.token), &request).body).unwrap();
    assert_eq!(again.answers, first.answers);
}

#[test]
fn the_head_of_an_answer_says_what_it_is_and_how_long_and_nothing_else() {
    let program = Program::founded();
    let served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let got = post(
        served.port,
        SYNC_PATH,
        Some(&device.token),
        &device.request(&[]).body().unwrap(),
    );
    let mut names: Vec<&str> = got
        .head
        .lines()
        .skip(1)
        .filter_map(|line| line.split(':').next())
        .collect();
    names.sort_unstable();
    // The request asked for the connection to be closed.
    assert_eq!(names, ["connection", "content-length", "content-type"], "{}", got.head);
}

#[test]
fn every_answer_but_that_of_a_sync_says_that_nobody_is_to_keep_it() {
    let program = Program::founded();
    let served = program.serve();
    let person = program.add_person("counsel", VILLAGE);
    let enrolment = encode(&enrolment("a", &program.invite(&person), "a")).unwrap();
    let enrolled = post(served.port, ENROL_PATH, None, &enrolment);
    let device = TestDevice::enrolled("a", &decode::<EnrolResponse>(&enrolled.body).unwrap());
    let index = IndexRequest {
        version: VERSION,
        after: None,
    };
    let index = post(served.port, INDEX_PATH, Some(&device.token), &encode(&index).unwrap());
    let refusal = post(served.port, "/", None, b"");
    for (got, status) in [(enrolled, 200), (index, 200), (refusal, 404)] {
        assert_eq!(got.status, status);
        assert!(
            got.head.to_lowercase().contains("cache-control: no-store"),
            "{}",
            got.head
        );
    }
}

#[test]
fn a_running_request_is_finished_before_the_server_stops() {
    let program = Program::founded();
    let mut served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let body = device.request(&[]).body().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    let head = format!(
        "POST {SYNC_PATH} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        device.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server says "continue" when it has begun to read the body: the request is running now.
    let mut line = [0; 25];
    stream.read_exact(&mut line).unwrap();
    assert!(line.starts_with(b"HTTP/1.1 100"));
    served.tell_to_stop();
    served.wait_for_log("stopping");
    stream.write_all(&body).unwrap();
    let got = answer(stream);
    assert_eq!(got.status, 200);
    assert!(Answered::read(&got.body).is_ok());
    assert!(served.wait().success());
    assert!(!program.folder().join("server.db-wal").exists());
}

#[test]
fn killed_without_warning_it_still_holds_what_it_gave_receipts_for() {
    let program = Program::founded();
    let mut served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let house = House::new();
    let batches: Vec<_> = (0..5)
        .map(|_| Ledger::new(&house, &device, VILLAGE).first(&device))
        .collect();
    let request = device.request(&batches).body().unwrap();
    let first = Answered::read(&post(served.port, SYNC_PATH, Some(&device.token), &request).body).unwrap();
    served.kill();
    let served = program.serve();
    let again = Answered::read(&post(served.port, SYNC_PATH, Some(&device.token), &request).body).unwrap();
    assert_eq!((first.answers.len(), &first.answers), (5, &again.answers));
}

#[test]
fn over_tls_it_answers_and_a_plain_request_gets_no_answer_of_ours() {
    let program = Program::founded();
    program.write_tls();
    let served = program.serve_tls();
    let mut plain = connected(served.port);
    plain.write_all(HEALTH).unwrap();
    let mut bytes = Vec::new();
    let _ = plain.read_to_end(&mut bytes);
    assert!(!bytes.starts_with(b"HTTP/"));
    let mut secret = rustls::StreamOwned::new(tls_client(&[]), connected(served.port));
    secret.write_all(HEALTH).unwrap();
    let mut bytes = Vec::new();
    let _ = secret.read_to_end(&mut bytes);
    assert!(
        bytes.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}

/// How long a body may stand still in these tests. A first request has the same time, the next ones four times that.
const IDLE: &str = "[limits]\nidle_s = 2\n";

/// A connection on which waiting is not for ever.
fn connected(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Whether the other side ends it. What still comes before is passed over.
fn is_closed(stream: &mut impl Read) -> bool {
    match stream.read_to_end(&mut Vec::new()) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

#[test]
fn a_connection_that_says_nothing_or_only_half_a_head_is_closed() {
    let program = Program::founded();
    program.configure("127.0.0.1:0", IDLE);
    let served = program.serve();
    for said in [
        "",
        "P",
        "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Le",
        "PRI * HTTP/2.0\r\n",
    ] {
        let mut stream = connected(served.port);
        stream.write_all(said.as_bytes()).unwrap();
        assert!(is_closed(&mut stream), "held by {said:?}");
    }
    let mut kept = connected(served.port);
    for _ in 0..2 {
        kept.write_all(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(br#"{"status":"ok"}"#) {
            let mut piece = [0; 256];
            let read = kept.read(&mut piece).unwrap();
            assert!(read > 0, "the connection is kept for the next request");
            bytes.extend_from_slice(&piece[..read]);
        }
        std::thread::park_timeout(Duration::from_secs(3));
    }
    assert!(is_closed(&mut kept), "not for ever");
}

#[test]
fn over_tls_silence_holds_no_connection_either_and_no_http_2_is_offered_that_would() {
    let program = Program::founded();
    program.write_tls();
    program.configure(
        "127.0.0.1:0",
        &format!("[tls]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n{IDLE}"),
    );
    let served = program.serve();
    assert!(is_closed(&mut connected(served.port)), "before the handshake");
    let mut secret = rustls::StreamOwned::new(tls_client(&[b"h2", b"http/1.1"]), connected(served.port));
    secret.conn.complete_io(&mut secret.sock).unwrap();
    assert_eq!(secret.conn.alpn_protocol(), Some(b"http/1.1".as_slice()));
    secret.write_all(b"POST /v1/sync HT").unwrap();
    assert!(is_closed(&mut secret), "after it");
}

#[test]
fn a_body_that_comes_slowly_but_comes_is_taken_to_its_end() {
    let program = Program::founded();
    program.configure("127.0.0.1:0", IDLE);
    let served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let house = House::new();
    let body = device
        .request(&[Ledger::new(&house, &device, VILLAGE).first(&device)])
        .body()
        .unwrap();
    let mut stream = connected(served.port);
    let head = format!(
        "POST {SYNC_PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        device.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Together more than twice as long as it may stand still.
    for piece in body.chunks(body.len().div_ceil(12)) {
        std::thread::park_timeout(Duration::from_millis(400));
        stream.write_all(piece).unwrap();
    }
    let got = Answered::read(&answer(stream).body).unwrap();
    assert!(matches!(got.answers[..], [BatchAnswer::Stored { .. }]));
}

const HEALTH: &[u8] = b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// One that would speak these protocols.
fn tls_client(speaks: &[&[u8]]) -> rustls::ClientConnection {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(include_bytes!("support/tls/cert.pem")).unwrap())
        .unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = speaks.iter().map(|name| name.to_vec()).collect();
    rustls::ClientConnection::new(std::sync::Arc::new(config), "localhost".try_into().unwrap()).unwrap()
}

#[test]
fn the_log_names_no_person_no_token_and_no_text() {
    let program = Program::founded();
    let mut served = program.serve();
    let device = enrolled(&program, served.port, "a");
    let house = House::new();
    let ledger = Ledger::new(&house, &device, VILLAGE);
    let mut bad = ledger.first(&device);
    bad.signature[0] ^= 1;
    let request = device.request(&[ledger.first(&device), bad]).body().unwrap();
    assert_eq!(post(served.port, SYNC_PATH, Some(&device.token), &request).status, 200);
    served.stop();
    let log = served.log();
    assert!(log.contains("answered") && log.contains("refused"));
    for secret in [device.person.name.as_str(), device.token.as_str(), "承包地边界", "梁某"] {
        assert!(!log.contains(secret));
    }
}

#[test]
fn with_a_door_in_its_configuration_it_serves_browsers_beside_devices() {
    let program = Program::founded();
    std::fs::create_dir(program.folder().join("interface")).unwrap();
    std::fs::write(program.folder().join("interface/index.html"), "<!doctype html>").unwrap();
    let door =
        |listen: &str| format!("[door]\nlisten = \"{listen}\"\ninterface = \"interface\"\ndevices = \"browsers\"\n");
    program.configure("127.0.0.1:0", &door("0.0.0.0:0"));
    assert!(!program.run(&["serve"]).success, "in the clear, for everybody");
    program.configure("127.0.0.1:0", &door("127.0.0.1:0"));
    let mut served = program.serve();
    let line = served.wait_for_log("open for browsers");
    let port = line
        .rsplit(':')
        .next()
        .and_then(|port| port.trim().parse().ok())
        .unwrap();
    let page = ask(port, "GET / HTTP/1.1", b"");
    assert_eq!(
        (page.status, page.body.as_slice()),
        (200, b"<!doctype html>".as_slice())
    );
    assert_eq!(ask(port, "GET /v1/health HTTP/1.1", b"").status, 404);
    assert_eq!(ask(served.port, "GET /v1/health HTTP/1.1", b"").status, 200);
    assert!(served.stop().success());
}
