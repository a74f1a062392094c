//! The answer of a sync as it comes: unpacked while it arrives, its head checked and stored first, then the batches in groups. A cut
//! costs what was not readable yet, and what is here counts whatever follows.
//!
//! A long answer keeps nothing waiting: when something is written here, or wanted before all else, while an answer comes that nothing was
//! sent for, it is left where it is, and the rest is asked for behind what is urgent.

use std::sync::Arc;

use cunfa_evidence::frame::{self, Dictionary, Unpacking};
use cunfa_protocol::Code;
use cunfa_protocol::wire::{self, Fit, Items, PulledBatch, Refusal, Spoken, SyncResponse};
use tokio::sync::{mpsc, watch};

use crate::app::Shared;
use crate::link::{Answer, LinkError};
use crate::sync::answer::{self, NoMessage};
use crate::sync::engine::{Input, Remaining, Trouble};
use crate::sync::round::{self, Round, Sent, Taken};

/// Pieces of an answer that may wait to be taken in.
const PIECES: usize = 4;
/// Most batches that are stored together. Fewer when no more of them is here: who waits for the line has time to store.
const GROUP: usize = 64;

/// What an exchange took on the way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Carried {
    /// Bytes of the request's body, as far as a connection took it.
    pub(crate) up: u64,
    /// Bytes of the answer's body.
    pub(crate) down: u64,
    /// Bytes of the batches that were stored, with signatures and receipts.
    pub(crate) batches: u64,
}

/// Sends a request and takes its answer in. What is stored when it fails stays stored. `changes` tells of what became urgent since the
/// request was prepared.
pub(crate) async fn exchange(
    shared: &Arc<Shared>,
    round: Round,
    changes: watch::Receiver<()>,
    carried: &mut Carried,
) -> Result<Remaining, Trouble> {
    let Round {
        server,
        token,
        sent,
        body,
        dictionary,
        is_measured: _,
    } = round;
    let bytes_up = body.len() as u64;
    let count = sent.batches.len();
    let (sender, receiver) = mpsc::channel(PIECES);
    let urgent = Urgent {
        changes,
        may_wait: !sent.is_empty(),
    };
    let mut incoming = Incoming::new(shared, Arc::new(sent), dictionary).map_err(|_| Trouble::DiskFull)?;
    let (answer, taken) = {
        let asking = shared
            .link
            .ask_for_pieces(&server, wire::SYNC_PATH, Some(&token), body, sender);
        let taken = incoming.all(receiver, urgent);
        tokio::pin!(asking, taken);
        tokio::select! {
            biased;
            answer = &mut asking => (answer, taken.await),
            taken = &mut taken => match taken {
                Ok(Ended::Whole) => (asking.await, Ok(Ended::Whole)),
                // What cannot be stored, or is in the way, need not come.
                left => (Err(LinkError::Cut), left),
            },
        }
    };
    // What no connection took was not sent.
    let unsent = matches!(
        answer,
        Err(LinkError::Cut | LinkError::Unreachable | LinkError::Address(_))
    );
    if !unsent || incoming.bytes > 0 {
        carried.up += bytes_up;
    }
    carried.down += incoming.bytes;
    carried.batches += incoming.taken.as_ref().map_or(0, Taken::bytes);
    if incoming.taken.as_ref().is_some_and(Taken::is_forward) {
        shared.feed(Input::Came);
    }
    let ended = taken.map_err(|not| match not {
        NotTaken::Here => Trouble::DiskFull,
        NotTaken::NotOurs => Trouble::NotOurServer,
        NotTaken::RecordsDiffer => Trouble::RecordsDiffer,
    })?;
    if ended == Ended::Left {
        return Ok(Remaining::More);
    }
    match answer {
        Ok(answer) if answer.is_message() => match incoming.end() {
            Some((taken, sent)) => {
                let ended = shared.at_desk(move |desk| round::end(desk, &sent, taken)).await;
                ended.map_err(|_| Trouble::DiskFull)
            }
            None => Err(NoMessage::Link(LinkError::Unreachable).trouble(count)),
        },
        other => match refused(other) {
            NoMessage::Refused(Refusal::Version(spoken)) if is_older(shared, dictionary, &spoken).await => {
                Err(Trouble::OtherDictionary)
            }
            no => Err(no.trouble(count)),
        },
    }
}

/// Whether there is an older dictionary that the server holds; it is used from now on. Only an older one: this comes to an end.
async fn is_older(shared: &Arc<Shared>, used: Dictionary, spoken: &Spoken) -> bool {
    if spoken.fit(wire::VERSION) != Fit::Fits {
        return false;
    }
    let Some(older) = used.older_of(&spoken.dictionaries) else {
        return false;
    };
    let taken = shared.at_desk(move |desk| {
        desk.dictionary = older;
        Ok(())
    });
    taken.await.is_ok()
}

/// Why there is no message.
fn refused(answer: Result<Answer, LinkError>) -> NoMessage {
    match answer::read::<SyncResponse>(answer) {
        Ok(_) => NoMessage::NotOurs,
        Err(no) => no,
    }
}

/// What may interrupt an answer.
struct Urgent {
    changes: watch::Receiver<()>,
    /// The answer is about something that was sent, and is taken to its end.
    may_wait: bool,
}

impl Urgent {
    /// Ends when something is.
    async fn comes(&mut self) {
        if self.may_wait || self.changes.changed().await.is_err() {
            std::future::pending().await
        }
    }
}

/// How the taking in of an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// With the answer.
    Whole,
    /// Before it, for something urgent; what came is stored.
    Left,
}

/// Why taking in an answer ended before the answer did.
enum NotTaken {
    /// It cannot be stored here.
    Here,
    /// It is no answer of ours.
    NotOurs,
    /// Its root does not fit the one held here.
    RecordsDiffer,
}

impl From<Code> for NotTaken {
    fn from(_: Code) -> NotTaken {
        NotTaken::Here
    }
}

struct Incoming<'s> {
    shared: &'s Arc<Shared>,
    sent: Arc<Sent>,
    unpacking: Unpacking,
    items: Items,
    /// Once the head was stored.
    taken: Option<Taken>,
    /// Not stored yet.
    waiting: Vec<PulledBatch>,
    bytes: u64,
}

impl Incoming<'_> {
    fn new(shared: &Arc<Shared>, sent: Arc<Sent>, dictionary: Dictionary) -> Result<Incoming<'_>, frame::FrameError> {
        Ok(Incoming {
            shared,
            sent,
            unpacking: Unpacking::new(dictionary, wire::MAX_PLAIN_ANSWER_BYTES)?,
            items: Items::up_to(wire::MAX_SYNC_ITEM_BYTES),
            taken: None,
            waiting: Vec::new(),
            bytes: 0,
        })
    }

    async fn all(&mut self, mut pieces: mpsc::Receiver<Vec<u8>>, mut urgent: Urgent) -> Result<Ended, NotTaken> {
        loop {
            // Before its head an answer is not left: it would only be asked for again.
            let piece = tokio::select! {
                biased;
                piece = pieces.recv() => piece,
                () = urgent.comes(), if self.taken.is_some() => {
                    self.store().await?;
                    return Ok(Ended::Left);
                }
            };
            let Some(piece) = piece else { break };
            let before = self.waiting.len();
            let read = self.read(&piece).await;
            if read.is_err() || pieces.is_empty() || self.waiting.len() == before {
                self.store().await?;
            }
            read?;
        }
        self.store().await?;
        Ok(Ended::Whole)
    }

    async fn read(&mut self, piece: &[u8]) -> Result<(), NotTaken> {
        self.bytes += piece.len() as u64;
        let plain = self.unpacking.push(piece).map_err(|_| NotTaken::NotOurs)?;
        self.items.push(&plain);
        while let Some(item) = self.items.take().map_err(|_| NotTaken::NotOurs)? {
            if self.taken.is_none() {
                self.begin(&item).await?;
                continue;
            }
            self.waiting.push(wire::decode(&item).map_err(|_| NotTaken::NotOurs)?);
            if self.waiting.len() >= GROUP {
                self.store().await?;
            }
        }
        Ok(())
    }

    async fn begin(&mut self, item: &[u8]) -> Result<(), NotTaken> {
        let response: SyncResponse = wire::decode(item).map_err(|_| NotTaken::NotOurs)?;
        let sent = Arc::clone(&self.sent);
        let begun = self.shared.at_desk(move |desk| round::begin(desk, &sent, response));
        self.taken = Some(begun.await?.ok_or(NotTaken::RecordsDiffer)?);
        Ok(())
    }

    async fn store(&mut self) -> Result<(), NotTaken> {
        let batches = std::mem::take(&mut self.waiting);
        let Some(taken) = self.taken.take_if(|_| !batches.is_empty()) else {
            return Ok(());
        };
        let stored = self.shared.at_desk(move |desk| round::take(desk, taken, &batches));
        self.taken = Some(stored.await?);
        Ok(())
    }

    /// What was stored, if all of it came.
    fn end(self) -> Option<(Taken, Arc<Sent>)> {
        let is_whole = self.unpacking.is_whole() && self.items.is_empty();
        let sent = self.sent;
        self.taken.filter(|_| is_whole).map(|taken| (taken, sent))
    }
}
