//! One connection through a line: two directions, each a reader that puts pieces on the lane and a writer that hands them over
//! when they arrive.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, watch};

use super::{Break, Direction, Line};

/// Bytes put on a lane at once, about what a packet carries.
const PIECE_BYTES: usize = 1_400;
/// How long before a lane is free the next piece is taken, so that a late wake-up costs the line nothing.
const AHEAD: Duration = Duration::from_millis(30);
/// How long a broken connection may go on saying something into the void.
const VOID: Duration = Duration::from_secs(10);

/// A connection's two ends.
pub(super) struct Ends {
    client: (OwnedReadHalf, OwnedWriteHalf),
    server: (OwnedReadHalf, OwnedWriteHalf),
    server_speaks_from: Instant,
}

impl Ends {
    pub(super) fn new(client: TcpStream, server: TcpStream, server_speaks_from: Instant) -> Ends {
        // Packets are the proxy's business: without this the system would wait for more. It is not vital if it is refused.
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        Ends {
            client: client.into_split(),
            server: server.into_split(),
            server_speaks_from,
        }
    }
}

struct Piece {
    bytes: Vec<u8>,
    arrives_at: Instant,
    /// The line breaks behind it.
    then: Option<Break>,
}

/// Who spoke last on this connection.
type Spoke = Mutex<Option<Direction>>;

/// Carries until both sides have ended or the line breaks.
pub(super) async fn run(ends: Ends, line: &Arc<Line>, broken: &mut watch::Receiver<(u64, Break)>) {
    let (mut client, mut server) = (ends.client, ends.server);
    let spoke = Spoke::default();
    let how = {
        let up = one_way(line, Direction::Up, &spoke, &mut client.0, &mut server.1);
        let down = async {
            tokio::time::sleep_until(ends.server_speaks_from.into()).await;
            one_way(line, Direction::Down, &spoke, &mut server.0, &mut client.1).await
        };
        tokio::select! {
            biased;
            changed = broken.changed() => changed.map_or(Break::Closed, |()| broken.borrow_and_update().1),
            _ = async { tokio::try_join!(up, down) } => return,
        }
    };
    if how == Break::Silent {
        closed(broken).await;
    }
    let _ = (client.1.shutdown().await, server.1.shutdown().await);
    // Closing with something unread would also take back what has arrived.
    let void = async { tokio::join!(swallow(&mut client.0), swallow(&mut server.0)) };
    let _ = tokio::time::timeout(VOID, void).await;
}

/// Waits until the line closes what it let stand.
async fn closed(broken: &mut watch::Receiver<(u64, Break)>) {
    if broken.wait_for(|(_, how)| *how == Break::Closed).await.is_err() {
        std::future::pending().await
    }
}

async fn swallow(from: &mut OwnedReadHalf) {
    let _ = tokio::io::copy(from, &mut tokio::io::sink()).await;
}

/// An error ends the connection: one of its ends is gone.
async fn one_way(
    line: &Line,
    direction: Direction,
    spoke: &Spoke,
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
) -> std::io::Result<()> {
    let (on, off) = mpsc::unbounded_channel();
    tokio::try_join!(put(line, direction, spoke, from, on), hand_over(line, to, off)).map(|_| ())
}

async fn put(
    line: &Line,
    direction: Direction,
    spoke: &Spoke,
    from: &mut OwnedReadHalf,
    on: mpsc::UnboundedSender<Piece>,
) -> std::io::Result<()> {
    let mut buffer = [0; PIECE_BYTES];
    loop {
        let length = from.read(&mut buffer).await?;
        let bytes = buffer.get(..length).unwrap_or_default();
        let Some((piece, left_at)) = admit(line, direction, spoke, bytes) else {
            // The line is about to break.
            return std::future::pending().await;
        };
        let (end, broke) = (bytes.is_empty(), piece.then.is_some());
        if on.send(piece).is_err() || broke {
            return std::future::pending().await;
        }
        if end {
            return Ok(());
        }
        if let Some(until) = left_at.checked_sub(AHEAD) {
            tokio::time::sleep_until(until.into()).await;
        }
    }
}

/// Puts bytes on the lane, no more than a waiting cut lets through; none when the line breaks before them. No bytes: the end.
fn admit(line: &Line, direction: Direction, spoke: &Spoke, bytes: &[u8]) -> Option<(Piece, Instant)> {
    let mut state = line.state();
    if state.falling == Some(direction) {
        return None;
    }
    let mut bytes = bytes;
    let mut then = None;
    if let Some(waiting) = state
        .waiting
        .front_mut()
        .filter(|one| one.direction == direction && !bytes.is_empty())
    {
        let allowed = usize::try_from(waiting.bytes_left).unwrap_or(usize::MAX);
        if bytes.len() >= allowed {
            then = Some(waiting.how);
            bytes = bytes.get(..allowed).unwrap_or(bytes);
        } else {
            waiting.bytes_left -= bytes.len() as u64;
        }
    }
    if then.is_some() {
        state.waiting.pop_front();
        state.falling = Some(direction);
    }
    if !bytes.is_empty() {
        let mut spoke = spoke.lock().unwrap_or_else(PoisonError::into_inner);
        state.ledger.add(direction, bytes.len() as u64, &mut spoke);
    }
    let delay = state.shape.round_trip / 2;
    let (lane, rate) = state.lane(direction);
    let left_at = lane.put(Instant::now(), bytes.len(), rate);
    let piece = Piece {
        bytes: bytes.to_vec(),
        arrives_at: left_at + delay,
        then,
    };
    Some((piece, left_at))
}

async fn hand_over(
    line: &Line,
    to: &mut OwnedWriteHalf,
    mut off: mpsc::UnboundedReceiver<Piece>,
) -> std::io::Result<()> {
    while let Some(piece) = off.recv().await {
        tokio::time::sleep_until(piece.arrives_at.into()).await;
        if piece.bytes.is_empty() && piece.then.is_none() {
            return to.shutdown().await;
        }
        to.write_all(&piece.bytes).await?;
        line.state().ledger.last_moved = Instant::now();
        if let Some(how) = piece.then {
            line.break_now(how);
        }
    }
    Ok(())
}
