//! Entries and photos over real connections: the app's own link, the server's own HTTP, and between them a line that breaks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use cunfa_client::{Answering, Clock, Heard, HttpLink, Link, LinkError};
use cunfa_protocol::view::SyncOutcome;
use cunfa_protocol::wire::{CHUNKS_PATH, SYNC_PATH};
use cunfa_server::config::{Config, Database, Tls};
use cunfa_server::http::{now_ms, serve};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Dice, Scene, TestDevice, TestFolder, photos, raw};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::{scene, village};

/// A certificate for nobody and its key, of the server's own tests; good from 2026-11-25 to 2126-11-01.
const CERTIFICATE: &str = include_str!("../../../sync-server/tests/server/support/tls/cert.pem");
const KEY: &str = include_str!("../../../sync-server/tests/server/support/tls/key.pem");

/// Four chunks.
const FOUR: usize = 32 * 1024;

/// A real link: photos go another way than everything else.
struct TwoWays {
    link: HttpLink,
    good: String,
    photos: String,
    asked: AtomicUsize,
}

impl TwoWays {
    fn way(&self, path: &str) -> &str {
        if path == CHUNKS_PATH {
            self.asked.fetch_add(1, Ordering::SeqCst);
            &self.photos
        } else {
            &self.good
        }
    }
}

impl Link for TwoWays {
    fn post<'a>(&'a self, _: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        self.link.post(self.way(path), path, token, body)
    }

    fn post_for_pieces<'a>(
        &'a self,
        _: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        self.link.post_for_pieces(self.way(path), path, token, body, pieces)
    }
}

/// The server of a stage behind HTTP on this machine.
async fn served(scene: &Scene, tls: Option<Tls>) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = Config {
        listen: address,
        database: Database::Sqlite("unused".into()),
        database_ca: None,
        key_file: None,
        public_url: None,
        blobs: None,
        door: None,
        public: None,
        tls,
        operator: Default::default(),
        limits: cunfa_server::config::LimitsSection::default(),
        log: "error".to_owned(),
    };
    let server = scene.server.running().unwrap();
    tokio::spawn(async move { serve(server, &config, std::future::pending()).await });
    while TcpStream::connect(address).await.is_err() {
        tokio::task::yield_now().await;
    }
    address
}

/// A line to the server that breaks after so many bytes, up and down together.
async fn line(server: SocketAddr, bytes: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((device, _)) = listener.accept().await {
            let server = TcpStream::connect(server).await.unwrap();
            tokio::spawn(carry(device, server, bytes));
        }
    });
    address
}

async fn carry(mut device: TcpStream, mut server: TcpStream, mut bytes: usize) {
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    while bytes > 0 {
        let (read, to_server) = tokio::select! {
            read = device.read(&mut up) => (read, true),
            read = server.read(&mut down) => (read, false),
        };
        let Ok(read @ 1..) = read else { return };
        let passed = read.min(bytes);
        bytes -= passed;
        let written = if to_server {
            server.write_all(&up[..passed]).await
        } else {
            device.write_all(&down[..passed]).await
        };
        if written.is_err() {
            return;
        }
    }
    // What came so far is delivered before the line is dead.
    let _ = server.shutdown().await;
    let _ = device.shutdown().await;
}

/// The same clock on this machine and in the server's tests.
fn stage() -> Scene {
    let scene = scene();
    scene.server.clock.advance(now_ms() - scene.server.clock.ms());
    scene
}

async fn over(device: &mut TestDevice, good: SocketAddr, photos: SocketAddr) -> Arc<TwoWays> {
    let link = Arc::new(TwoWays {
        link: HttpLink::new().unwrap(),
        good: format!("http://{good}"),
        photos: format!("http://{photos}"),
        asked: AtomicUsize::new(0),
    });
    device.restart_over(Arc::clone(&link) as _).unwrap();
    device.unlock(0).await.unwrap();
    link
}

// S13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_photos_pass_a_line_that_breaks_every_75_000_bytes_both_ways() {
    let mut scene = stage();
    let server = served(&scene, None).await;
    let line = line(server, 75_000).await;
    let mut dice = Dice::new(3);
    let photos: Vec<Vec<u8>> = (0..10).map(|_| photos::bytes(&mut dice, 2 * FOUR + 500)).collect();
    let mut tablet = scene.tablet().await.unwrap();
    let mut desk = scene.office().await.unwrap();
    let entry = tablet.write(consultation(&village(), "宅基地界址")).await.unwrap();
    tablet.attach(entry.row.entry, photos.clone(), [9; 16]).await.unwrap();
    for device in [&mut tablet, &mut desk] {
        let link = over(device, server, line).await;
        let (mut passes, mut breaks) = (0, 0);
        while !all_there(device, &photos).await {
            assert!(passes < 100);
            passes += 1;
            breaks += usize::from(device.sync().await.unwrap() == SyncOutcome::NoNetwork);
        }
        assert!(breaks > 5, "{breaks} breaks");
        let asked = link.asked.load(Ordering::SeqCst);
        println!("{passes} passes, {asked} requests for chunks, {breaks} breaks");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_photo_passes_a_good_line_in_a_few_requests() {
    let mut scene = stage();
    let server = served(&scene, None).await;
    let mut dice = Dice::new(4);
    let photo = vec![photos::bytes(&mut dice, 4 * 1024 * 1024)];
    let mut tablet = scene.tablet().await.unwrap();
    let mut desk = scene.office().await.unwrap();
    let entry = tablet.write(consultation(&village(), "宅基地界址")).await.unwrap();
    tablet.attach(entry.row.entry, photo.clone(), [9; 16]).await.unwrap();
    for device in [&mut tablet, &mut desk] {
        let link = over(device, server, server).await;
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
        assert!(all_there(device, &photo).await);
        let asked = link.asked.load(Ordering::SeqCst);
        assert!(asked <= 6, "{asked} requests");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_pass_a_line_that_breaks_every_40_000_bytes_and_each_pass_brings_some() {
    let (mut scene, texts) = (stage(), 100);
    let server = served(&scene, None).await;
    let line = line(server, 40_000).await;
    let mut dice = Dice::new(5);
    let tablet = scene.tablet().await.unwrap();
    for _ in 0..texts {
        let mut form = consultation(&village(), "宅基地界址");
        let characters = std::iter::repeat_with(|| char::from_u32(0x4E00 + dice.below(0x2000) as u32).unwrap());
        form.advice = characters.take(400).collect();
        tablet.write(form).await.unwrap();
    }
    tablet.sync().await.unwrap();
    let mut desk = scene.office().await.unwrap();
    over(&mut desk, line, server).await;
    let here = |desk: &TestDevice| raw::items(desk.folder()).unwrap().len();
    let mut breaks = 0;
    while desk.sync().await.unwrap() == SyncOutcome::NoNetwork {
        breaks += 1;
        assert!(
            here(&desk) > 0 && breaks < 8,
            "{} entries after {breaks} breaks",
            here(&desk)
        );
    }
    assert!(breaks > 1, "{breaks} breaks");
    assert_eq!(here(&desk), texts);
    assert_eq!(desk.audit().unwrap(), Vec::<String>::new());
}

async fn all_there(device: &TestDevice, photos: &[Vec<u8>]) -> bool {
    let blobs = photos.iter().map(|bytes| photos::id(bytes)).collect();
    let seen = device.photos(blobs).await.unwrap();
    seen.values().all(|photo| photo.sound && photo.state.on_server)
}

/// A clock that stands.
struct Stopped(i64);

impl Clock for Stopped {
    fn now_ms(&self) -> i64 {
        self.0
    }

    fn local(&self) -> NaiveDateTime {
        DateTime::from_timestamp_millis(self.0).unwrap().naive_utc()
    }
}

#[tokio::test]
async fn over_tls_a_device_in_1970_or_2130_is_told_so_and_reaches_its_server_by_the_last_word_of_its_clock() {
    let scene = stage();
    let folder = TestFolder::new().unwrap();
    let tls = Tls {
        cert: folder.join("cert.pem"),
        key: folder.join("key.pem"),
    };
    std::fs::write(&tls.cert, CERTIFICATE).unwrap();
    std::fs::write(&tls.key, KEY).unwrap();
    let address = served(&scene, Some(tls)).await;
    let server = format!("https://{address}");
    let (then, now) = (day("2026-11-26"), day("2026-12-01"));
    let heard = |device_ms| Heard {
        server_ms: then,
        device_ms,
    };
    for (clock, off) in [
        (day("1970-01-01"), heard(then)),
        (day("1970-01-01"), heard(0)),
        (day("2130-01-02"), heard(day("2130-01-01"))),
    ] {
        let link = link(clock);
        let asked = link.post(&server, SYNC_PATH, None, Vec::new()).await;
        assert_eq!(asked, Err(LinkError::NotValidNow));
        link.hear(off);
        let asked = link.post(&server, SYNC_PATH, None, Vec::new()).await;
        assert_eq!(asked.map(|answer| answer.status), Ok(401));
    }
    let asked = link(now).post(&server, SYNC_PATH, None, Vec::new()).await;
    assert_eq!(
        asked.map(|answer| answer.status),
        Ok(401),
        "and so does one that is right"
    );
    let stranger = HttpLink::new().unwrap();
    let asked = stranger.post(&server, SYNC_PATH, None, Vec::new()).await;
    assert_eq!(asked, Err(LinkError::Unreachable), "nobody trusts the certificate");
}

fn day(text: &str) -> i64 {
    let day: NaiveDate = text.parse().unwrap();
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

fn link(clock_ms: i64) -> HttpLink {
    let root = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let trusted = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), ring)
        .build()
        .unwrap();
    HttpLink::with(Duration::from_secs(30), Arc::new(Stopped(clock_ms)), trusted).unwrap()
}
