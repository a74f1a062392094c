//! Photos on their way, the driver's part: one request, its answer taken in as it comes, every chunk kept on arrival. A cut costs the
//! chunk that was under way and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_protocol::Code;
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{self, Chunk, ChunksResponse, Items};
use cunfa_store::KeptChunk;
use tokio::sync::mpsc;

use crate::app::Shared;
use crate::link::{Answer, LinkError};
use crate::sync::answer::{self, NoMessage};
use crate::sync::chunks::{self, Asked, Request, Settled};
use crate::sync::engine::{Effect, Input, Moved, Trouble};

/// Pieces of an answer that may wait to be taken in.
const PIECES: usize = 4;

/// Bytes of chunks that went in the pass under way, or in the last one.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    /// Sent, and answered.
    pub(crate) up: AtomicU64,
    /// Received, and kept.
    pub(crate) down: AtomicU64,
}

impl Traffic {
    /// A pass begins.
    pub(crate) fn begin(&self) {
        self.up.store(0, Ordering::Relaxed);
        self.down.store(0, Ordering::Relaxed);
    }
}

/// What one pass knows about photos.
#[derive(Default)]
pub(crate) struct Moving {
    settled: Settled,
    /// Bytes of bodies sent.
    pub(crate) bytes_up: u64,
    /// Bytes of bodies received.
    pub(crate) bytes_down: u64,
}

/// One request for chunks, or none when nothing is left.
pub(crate) async fn one_request(shared: &Arc<Shared>, most: u16, moving: &mut Moving) -> Effect {
    let began_ms = shared.config.clock.now_ms();
    let settled = moving.settled.clone();
    let prepared = shared.at_desk(move |desk| chunks::prepare(desk, most, &settled)).await;
    let request = match prepared {
        Ok(Some(request)) => request,
        Ok(None) => return shared.feed(Input::Moved(nothing())),
        Err(_) => return shared.feed(Input::Failed(Trouble::DiskFull)),
    };
    shared.tell_topics(&[Topic::Sync]);
    let taken = exchange(shared, request, moving).await;
    shared.tell_topics(&[Topic::Sync]);
    match taken {
        Ok(chunks) => {
            let took_ms = shared.config.clock.now_ms().saturating_sub(began_ms);
            shared.feed(Input::Moved(Moved {
                more: true,
                chunks,
                took_ms,
            }))
        }
        Err(trouble) => shared.feed(Input::Failed(trouble)),
    }
}

fn nothing() -> Moved {
    Moved {
        more: false,
        chunks: 0,
        took_ms: 0,
    }
}

/// Sends a request and takes its answer in; gives how many chunks went up and down.
async fn exchange(shared: &Arc<Shared>, request: Request, moving: &mut Moving) -> Result<u16, Trouble> {
    let Request {
        server,
        token,
        body,
        asked,
    } = request;
    let (bytes_up, asked) = (body.len() as u64, Arc::new(asked));
    let (sender, receiver) = mpsc::channel(PIECES);
    let mut taking = Taking {
        shared,
        asked: &asked,
        items: Items::default(),
        head: None,
        kept: 0,
        came: 0,
        settled: std::mem::take(&mut moving.settled),
        bytes: 0,
    };
    let (answer, taken) = {
        let asking = shared
            .link
            .ask_for_pieces(&server, wire::CHUNKS_PATH, Some(&token), body, sender);
        let taken = taking.all(receiver);
        tokio::pin!(asking, taken);
        tokio::select! {
            biased;
            answer = &mut asking => (answer, taken.await),
            taken = &mut taken => match taken {
                Ok(()) => (asking.await, Ok(())),
                // What cannot be kept need not come.
                Err(not) => (Err(LinkError::Cut), Err(not)),
            },
        }
    };
    if !matches!(
        answer,
        Err(LinkError::Cut | LinkError::Unreachable | LinkError::Address(_))
    ) {
        moving.bytes_up += bytes_up;
    }
    moving.bytes_down += taking.bytes;
    if taking.head.is_some() {
        shared.traffic.up.fetch_add(asked.chunk_bytes, Ordering::Relaxed);
    }
    if taking.kept > 0 {
        shared.feed(Input::Came);
    } else if taking.is_complete() {
        taking.settled.nothing_came(&asked);
    }
    let chunks = asked.chunks.saturating_add(taking.kept);
    let is_complete = taking.is_complete();
    moving.settled = std::mem::take(&mut taking.settled);
    taken.map_err(|not| match not {
        NotTaken::Here => Trouble::DiskFull,
        NotTaken::NotOurs => Trouble::NotOurServer,
    })?;
    match answer {
        Ok(answer) if answer.is_message() && is_complete => Ok(chunks),
        Ok(answer) if answer.is_message() => Err(NoMessage::Link(LinkError::Unreachable).trouble(0)),
        other => Err(refused(other).trouble(usize::from(asked.chunks))),
    }
}

/// Why there is no message.
fn refused(answer: Result<Answer, LinkError>) -> NoMessage {
    match answer::read::<ChunksResponse>(answer) {
        Ok(_) => NoMessage::NotOurs,
        Err(no) => no,
    }
}

/// Why taking in an answer ended before the answer did.
enum NotTaken {
    /// It cannot be kept here.
    Here,
    /// It is no answer of ours.
    NotOurs,
}

impl From<Code> for NotTaken {
    fn from(_: Code) -> NotTaken {
        NotTaken::Here
    }
}

/// An answer as it comes.
struct Taking<'s> {
    shared: &'s Arc<Shared>,
    asked: &'s Arc<Asked>,
    items: Items,
    /// How many chunks were announced, once that came.
    head: Option<u16>,
    came: u16,
    kept: u16,
    settled: Settled,
    bytes: u64,
}

impl Taking<'_> {
    async fn all(&mut self, mut pieces: mpsc::Receiver<Vec<u8>>) -> Result<(), NotTaken> {
        while let Some(piece) = pieces.recv().await {
            self.bytes += piece.len() as u64;
            self.items.push(&piece);
            while let Some(item) = self.items.take().map_err(|_| NotTaken::NotOurs)? {
                match self.head {
                    None => self.head(&item).await?,
                    Some(_) => self.chunk(&item).await?,
                }
            }
        }
        Ok(())
    }

    async fn head(&mut self, item: &[u8]) -> Result<(), NotTaken> {
        let response: ChunksResponse = wire::decode(item).map_err(|_| NotTaken::NotOurs)?;
        let chunks = response.chunks;
        let (asked, settled) = (Arc::clone(self.asked), self.settled.clone());
        let noted = self
            .shared
            .at_desk(move |desk| chunks::note(desk, &asked, settled, response));
        self.settled = noted.await?;
        self.head = Some(chunks);
        Ok(())
    }

    async fn chunk(&mut self, item: &[u8]) -> Result<(), NotTaken> {
        let chunk: Chunk = wire::decode(item).map_err(|_| NotTaken::NotOurs)?;
        let (blob, length) = (chunk.blob, chunk.bytes.0.len() as u64);
        self.came = self.came.saturating_add(1);
        let asked = Arc::clone(self.asked);
        let kept = self.shared.at_desk(move |desk| chunks::keep(desk, &asked, &chunk));
        match kept.await? {
            KeptChunk::Wrong => self.settled.wrong(blob),
            KeptChunk::Partial | KeptChunk::Whole => {
                self.kept = self.kept.saturating_add(1);
                self.shared.traffic.down.fetch_add(length, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Whether all came that was announced.
    fn is_complete(&self) -> bool {
        self.head == Some(self.came) && self.items.is_empty()
    }
}
