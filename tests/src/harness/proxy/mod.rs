//! A bad line on loopback that needs no root: TCP to one port, with a rate and a delay for each direction, with cuts, and with
//! every byte counted. What stands on both ends is real: a real client, a real server, a real protocol.
//!
//! The line is one for all its connections, as a village's is: they share the rate. Bytes go through it as through a pipe: they
//! follow each other at the rate and each arrives half a round trip later, so that many are on their way at once. Setting up a
//! connection costs one round trip. What is counted is the payload of TCP; heads of packets and TCP's slow start are not there.

mod counts;
mod lane;
mod pump;

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

pub use counts::Counts;
use counts::Ledger;
pub use lane::Lane;
use pump::Ends;

/// How often somebody who looks on looks.
const LOOK: Duration = Duration::from_millis(5);

/// Rate and delay of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// Bits per second from the client to the server; none: as fast as it goes.
    pub up_bits_per_s: Option<u32>,
    /// Bits per second from the server to the client.
    pub down_bits_per_s: Option<u32>,
    /// The round trip, half of it each way.
    pub round_trip: Duration,
}

impl Shape {
    /// No limit and no delay.
    pub const OPEN: Shape = Shape {
        up_bits_per_s: None,
        down_bits_per_s: None,
        round_trip: Duration::ZERO,
    };
    /// A village with a signal: 100 kbit/s each way, 600 ms.
    pub const VILLAGE: Shape = Shape::even(100_000, 600);
    /// A village with hardly any: 30 kbit/s each way, 600 ms.
    pub const VALLEY: Shape = Shape::even(30_000, 600);

    /// The same rate both ways.
    #[must_use]
    pub const fn even(bits_per_s: u32, round_trip_ms: u64) -> Shape {
        Shape {
            up_bits_per_s: Some(bits_per_s),
            down_bits_per_s: Some(bits_per_s),
            round_trip: Duration::from_millis(round_trip_ms),
        }
    }
}

/// A way through the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    Up,
    /// From the server to the client.
    Down,
}

/// How a line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Every connection ends; new ones are taken.
    Closed,
    /// Every connection stays open and nothing passes any more, in either direction, until the line breaks as closed; new ones are taken.
    Silent,
}

/// What happens to a new connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Welcome {
    /// It is carried to the server.
    #[default]
    Carry,
    /// It is accepted and never answered.
    Silence,
    /// It is closed at once.
    Refuse,
}

/// A cut that waits for its byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Waiting {
    direction: Direction,
    bytes_left: u64,
    how: Break,
}

/// What the proxy and its connections share.
struct Line {
    to_port: u16,
    state: Mutex<State>,
    /// The number of the last break, and how it broke.
    broken: watch::Sender<(u64, Break)>,
    stop: watch::Sender<bool>,
    moved: Notify,
}

struct State {
    shape: Shape,
    welcome: Welcome,
    up: Lane,
    down: Lane,
    waiting: VecDeque<Waiting>,
    /// A cut is on its way to its end: nothing more is put on in this direction.
    falling: Option<Direction>,
    every: Option<(Duration, Break)>,
    ledger: Ledger,
}

impl State {
    fn lane(&mut self, direction: Direction) -> (&mut Lane, Option<u32>) {
        match direction {
            Direction::Up => (&mut self.up, self.shape.up_bits_per_s),
            Direction::Down => (&mut self.down, self.shape.down_bits_per_s),
        }
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn break_now(&self, how: Break) {
        let mut state = self.state();
        state.ledger.total.cuts += 1;
        state.falling = None;
        drop(state);
        self.broken
            .send_modify(|(number, last)| (*number, *last) = (*number + 1, how));
    }
}

/// A running proxy. It ends when it is dropped, and with it every connection.
pub struct Proxy {
    port: u16,
    line: Arc<Line>,
}

impl Proxy {
    /// Listens on a free port of loopback and leads to `to_port` of loopback. It runs on a thread of its own, so that it serves
    /// any kind of test.
    ///
    /// # Errors
    /// When loopback has no free port.
    pub fn start(to_port: u16, shape: Shape) -> Result<Proxy, String> {
        let said = |error: std::io::Error| format!("starting a proxy: {error}");
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(said)?;
        listener.set_nonblocking(true).map_err(said)?;
        let port = listener.local_addr().map_err(said)?.port();
        let now = Instant::now();
        let line = Arc::new(Line {
            to_port,
            state: Mutex::new(State {
                shape,
                welcome: Welcome::Carry,
                up: Lane::idle(now),
                down: Lane::idle(now),
                waiting: VecDeque::new(),
                falling: None,
                every: None,
                ledger: Ledger::new(now),
            }),
            broken: watch::Sender::new((0, Break::Closed)),
            stop: watch::Sender::new(false),
            moved: Notify::new(),
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(said)?;
        let shared = Arc::clone(&line);
        std::thread::spawn(move || runtime.block_on(serve(listener, shared)));
        Ok(Proxy { port, line })
    }

    /// Where it listens on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it listens, for HTTP.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Another shape from the next piece on.
    pub fn shape(&self, shape: Shape) {
        self.line.state().shape = shape;
    }

    /// What happens to new connections from now on.
    pub fn welcome(&self, welcome: Welcome) {
        self.line.state().welcome = welcome;
    }

    /// Breaks the line behind the next so many bytes of a direction, whatever connections they belong to: exactly these still
    /// arrive. 0: before the next one. With a cut that waits already, the bytes are counted from that one on.
    pub fn cut_after(&self, direction: Direction, bytes: u64, how: Break) {
        self.line.state().waiting.push_back(Waiting {
            direction,
            bytes_left: bytes,
            how,
        });
    }

    /// Takes back the cuts that have not happened yet.
    pub fn cut_no_more(&self) {
        let mut state = self.line.state();
        state.waiting.clear();
        state.every = None;
        drop(state);
        self.line.moved.notify_waiters();
    }

    /// Breaks the line again and again, first so long from now.
    pub fn cut_every(&self, every: Duration, how: Break) {
        self.line.state().every = Some((every, how));
        self.line.moved.notify_waiters();
        self.line.moved.notify_one();
    }

    /// Breaks the line now.
    pub fn cut(&self, how: Break) {
        self.line.break_now(how);
    }

    /// What went through since the start.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.line.state().ledger.total
    }

    /// What went through since the last call.
    pub fn take(&self) -> Counts {
        self.line.state().ledger.take()
    }

    /// When the last byte arrived at its end.
    #[must_use]
    pub fn last_moved(&self) -> Instant {
        self.line.state().ledger.last_moved
    }

    /// Somebody who looks on while the proxy is used.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.line))
    }

    /// Waits until the line has broken so many times since the start.
    pub async fn broken(&self, times: u64) {
        self.watch().until(|counts| counts.cuts >= times).await;
    }

    /// Waits until no byte has arrived for so long.
    pub async fn quiet(&self, quiet_for: Duration) {
        loop {
            let since = self.last_moved().elapsed();
            if since >= quiet_for {
                return;
            }
            tokio::time::sleep(quiet_for - since).await;
        }
    }
}

/// Looks on at a line.
pub struct Watch(Arc<Line>);

impl Watch {
    /// Waits until the counts since the start are as asked.
    pub async fn until(&self, enough: impl Fn(&Counts) -> bool) {
        while !enough(&self.0.state().ledger.total) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.stop.send_replace(true);
    }
}

async fn serve(listener: std::net::TcpListener, line: Arc<Line>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let mut stop = line.stop.subscribe();
    let cuts = tokio::spawn(cut_again_and_again(Arc::clone(&line)));
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                tokio::spawn(connection(client, Arc::clone(&line)));
            },
        }
    }
    cuts.abort();
}

async fn cut_again_and_again(line: Arc<Line>) {
    loop {
        let every = line.state().every;
        match every {
            None => line.moved.notified().await,
            Some((every, how)) => tokio::select! {
                () = tokio::time::sleep(every) => line.break_now(how),
                () = line.moved.notified() => {}
            },
        }
    }
}

/// One connection from its beginning to its end.
async fn connection(client: TcpStream, line: Arc<Line>) {
    let mut broken = line.broken.subscribe();
    let mut stop = line.stop.subscribe();
    let (welcome, round_trip) = {
        let mut state = line.state();
        state.ledger.total.connections += 1;
        (state.welcome, state.shape.round_trip)
    };
    let carried = async {
        match welcome {
            Welcome::Refuse => {}
            Welcome::Silence => std::future::pending().await,
            Welcome::Carry => carry(client, &line, round_trip, &mut broken).await,
        }
    };
    tokio::select! {
        () = carried => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn carry(client: TcpStream, line: &Arc<Line>, round_trip: Duration, broken: &mut watch::Receiver<(u64, Break)>) {
    // The client hears that it is connected after a round trip; what it then says arrives half of one later.
    tokio::time::sleep(round_trip).await;
    let met = async {
        let began = Instant::now();
        let server = TcpStream::connect((Ipv4Addr::LOCALHOST, line.to_port)).await;
        (server, began)
    };
    if let (Ok(server), began) = met.await {
        // What a server says first leaves it when it has heard of the connection.
        let ends = Ends::new(client, server, began + round_trip / 2);
        pump::run(ends, line, broken).await;
    }
}
