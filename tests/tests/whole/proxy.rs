//! The bad line of the harness: what it costs is what it says, and it breaks where it is told to.

use std::time::{Duration, Instant};

use cunfa_tests::harness::Proxy;
use cunfa_tests::harness::proxy::{Break, Direction, Shape, Welcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How much later than by arithmetic a busy machine may be.
const LATE: f64 = 1.25;
/// Long enough for anything on an open line.
const SOON: Duration = Duration::from_secs(10);

/// A server whose connections each do something.
async fn serve<F: Future<Output = ()> + Send>(each: impl Fn(TcpStream) -> F + Send + Sync + Copy + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move { each(stream).await });
        }
    });
    port
}

async fn echo(stream: TcpStream) {
    let (mut read, mut write) = stream.into_split();
    let _ = tokio::io::copy(&mut read, &mut write).await;
}

/// Takes everything, then says how much that was, in 8 bytes.
async fn count(mut stream: TcpStream) {
    let taken = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.unwrap_or(0);
    let _ = stream.write_all(&taken.to_be_bytes()).await;
}

/// Sends 20,000 bytes.
async fn give(mut stream: TcpStream) {
    let _ = stream.write_all(&[7; 20_000]).await;
    let _ = stream.shutdown().await;
    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
}

async fn connect(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap()
}

/// Sends so many bytes up and gives how many the server counted.
async fn send(proxy: &Proxy, bytes: usize) -> u64 {
    let mut stream = connect(proxy).await;
    stream.write_all(&vec![1; bytes]).await.unwrap();
    stream.shutdown().await.unwrap();
    stream.read_u64().await.unwrap()
}

async fn ask(stream: &mut TcpStream, word: &[u8]) {
    stream.write_all(word).await.unwrap();
    let mut answer = vec![0; word.len()];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, word);
}

/// Reads until the end, however it comes.
async fn rest(stream: &mut TcpStream) -> usize {
    let mut all = Vec::new();
    let _ = tokio::time::timeout(SOON, stream.read_to_end(&mut all))
        .await
        .expect("the line ended");
    all.len()
}

/// It never takes less than by arithmetic; and no more than [`LATE`], unless the machine was busy each of so many times.
async fn takes(wanted_s: f64, attempt: impl AsyncFn()) {
    let mut ratios = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        attempt().await;
        let ratio = began.elapsed().as_secs_f64() / wanted_s;
        assert!(ratio > 0.995, "{ratio:.3} of {wanted_s} s");
        if ratio < LATE {
            return;
        }
        ratios.push(ratio);
    }
    panic!("of {wanted_s} s: {ratios:.3?}");
}

#[tokio::test]
async fn a_transfer_takes_its_bits_at_the_rate_in_either_direction() {
    let shape = |up, down| Shape {
        up_bits_per_s: up,
        down_bits_per_s: down,
        round_trip: Duration::ZERO,
    };
    let proxy = Proxy::start(serve(count).await, shape(Some(400_000), None)).unwrap();
    takes(0.5, async || assert_eq!(send(&proxy, 25_000).await, 25_000)).await;

    let proxy = Proxy::start(serve(give).await, shape(None, Some(400_000))).unwrap();
    takes(0.4, async || assert_eq!(rest(&mut connect(&proxy).await).await, 20_000)).await;
}

#[tokio::test]
async fn connections_share_the_rate() {
    let proxy = Proxy::start(serve(count).await, Shape::even(400_000, 0)).unwrap();
    takes(0.5, async || {
        tokio::join!(send(&proxy, 10_000), send(&proxy, 10_000), send(&proxy, 5_000));
    })
    .await;
}

#[tokio::test]
async fn a_connection_costs_a_round_trip_and_so_does_each_question() {
    let proxy = Proxy::start(
        serve(echo).await,
        Shape {
            round_trip: Duration::from_millis(200),
            ..Shape::OPEN
        },
    )
    .unwrap();
    takes(0.4, async || ask(&mut connect(&proxy).await, b"first").await).await;
    takes(0.8, async || {
        let mut stream = connect(&proxy).await;
        for word in [&b"first"[..], b"second", b"third"] {
            ask(&mut stream, word).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_delay_is_a_pipe_and_not_a_wait_for_each_piece() {
    let round_trip = Duration::from_millis(300);
    let proxy = Proxy::start(
        serve(count).await,
        Shape {
            round_trip,
            ..Shape::OPEN
        },
    )
    .unwrap();
    takes(0.6, async || assert_eq!(send(&proxy, 300_000).await, 300_000)).await;
}

#[tokio::test]
async fn what_is_counted_is_what_was_sent() {
    let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
    let mut stream = connect(&proxy).await;
    for word in [&b"one"[..], b"two!!", b"three"] {
        ask(&mut stream, word).await;
    }
    let mut other = connect(&proxy).await;
    ask(&mut other, &[0; 5_000]).await;
    let counts = proxy.take();
    assert_eq!((counts.up, counts.down), (5_013, 5_013));
    assert_eq!((counts.turns, counts.connections, counts.cuts), (4, 2, 0));
    ask(&mut stream, b"!").await;
    assert_eq!((proxy.take().bytes(), proxy.counts().bytes()), (2, 10_028));
}

#[tokio::test]
async fn a_cut_comes_at_exactly_its_byte_down() {
    for bytes in [0, 1, 1_399, 1_400, 1_401, 9_999, 20_000] {
        let proxy = Proxy::start(serve(give).await, Shape::OPEN).unwrap();
        proxy.cut_after(Direction::Down, bytes, Break::Closed);
        let mut stream = connect(&proxy).await;
        assert_eq!(rest(&mut stream).await as u64, bytes);
        assert_eq!((proxy.counts().down, proxy.counts().cuts), (bytes, 1));
    }
}

#[tokio::test]
async fn a_cut_comes_at_exactly_its_byte_up_and_the_next_connection_is_whole() {
    for bytes in [0, 1, 1_400, 3_333, 4_999] {
        let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
        let mut stream = connect(&proxy).await;
        ask(&mut stream, b"before").await;
        proxy.cut_after(Direction::Up, bytes, Break::Closed);
        let _ = stream.write_all(&[1; 5_000]).await;
        rest(&mut stream).await;
        assert_eq!(proxy.counts().up, 6 + bytes);
        assert_eq!(proxy.counts().cuts, 1);
        ask(&mut connect(&proxy).await, b"after").await;
    }
}

#[tokio::test]
async fn a_cut_ends_every_connection_and_the_server_hears_of_it() {
    let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
    let (mut one, mut two) = (connect(&proxy).await, connect(&proxy).await);
    ask(&mut one, b"one").await;
    ask(&mut two, b"two").await;
    proxy.cut(Break::Closed);
    assert_eq!((rest(&mut one).await, rest(&mut two).await), (0, 0));
}

#[tokio::test]
async fn a_line_is_cut_again_and_again_until_it_is_told_not_to() {
    let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
    proxy.cut_every(Duration::from_millis(50), Break::Closed);
    tokio::time::timeout(SOON, proxy.broken(3)).await.unwrap();
    proxy.cut_no_more();
    let cuts = proxy.counts().cuts;
    let mut stream = connect(&proxy).await;
    ask(&mut stream, b"whole").await;
    assert_eq!(proxy.counts().cuts, cuts);
}

#[tokio::test]
async fn a_silent_line_stays_open_and_never_answers_until_it_is_closed() {
    let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
    let mut broken = connect(&proxy).await;
    ask(&mut broken, b"before").await;
    proxy.cut(Break::Silent);
    proxy.welcome(Welcome::Silence);
    let mut fresh = connect(&proxy).await;
    for stream in [&mut broken, &mut fresh] {
        stream.write_all(b"anybody there").await.unwrap();
        let answer = tokio::time::timeout(Duration::from_millis(100), stream.read_u8()).await;
        assert!(answer.is_err(), "{answer:?}");
    }
    assert_eq!(proxy.counts().up, 6);
    proxy.cut(Break::Closed);
    assert_eq!(rest(&mut broken).await, 0);
}

#[tokio::test]
async fn a_line_that_refuses_closes_at_once() {
    let proxy = Proxy::start(serve(echo).await, Shape::OPEN).unwrap();
    proxy.welcome(Welcome::Refuse);
    assert_eq!(rest(&mut connect(&proxy).await).await, 0);
}

#[tokio::test]
async fn cuts_that_wait_come_one_after_the_other_each_counted_from_the_last() {
    let proxy = Proxy::start(serve(give).await, Shape::OPEN).unwrap();
    for bytes in [100, 2_000, 3] {
        proxy.cut_after(Direction::Down, bytes, Break::Closed);
    }
    for bytes in [100, 2_000, 3, 20_000] {
        assert_eq!(rest(&mut connect(&proxy).await).await, bytes);
    }
}
