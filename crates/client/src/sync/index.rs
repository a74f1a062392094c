//! The server's index: asked for before anything else when nothing is here, and when there is more in the log than comes at once; taken in as it comes, each block kept on arrival.
//! It is a comfort: trouble with it keeps nothing else waiting, except a network that is gone.

use std::sync::Arc;

use cunfa_evidence::frame::Unpacking;
use cunfa_protocol::Code;
use cunfa_protocol::index::{
    INDEX_PATH, IndexBlock, IndexHead, IndexPlace, IndexRequest, IndexRow, IndexTables, MAX_INDEX_BYTES,
};
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{self, Items, Short};
use cunfa_store::{FillingState, IndexedRow};
use tokio::sync::mpsc;

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::link::LinkError;
use crate::sync::engine::Input;

/// Pieces of an answer that may wait to be taken in.
const PIECES: usize = 4;

/// What became of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is here, or it is not wanted now.
    Settled,
    /// The connection broke; what came is kept.
    Broken,
    /// It cannot be had now. The log comes without it.
    Unavailable,
}

/// A request, ready to be sent.
struct Request {
    server: String,
    token: String,
    body: Vec<u8>,
}

/// Why an answer is not taken in any more.
struct NotTaken;

impl From<Code> for NotTaken {
    fn from(_: Code) -> NotTaken {
        NotTaken
    }
}

/// Whether what is written here went ahead in this pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Push {
    /// Not yet: it goes first.
    Waits,
    /// As far as a round carries it. What the server puts off keeps the index waiting no longer.
    Went,
}

/// Asks for the index if it is wanted and what waits to be sent went first; adds the bytes that came to `bytes_down`.
pub(crate) async fn ask_if_wanted(shared: &Arc<Shared>, push: Push, bytes_down: &mut u64) -> Asked {
    let request = match shared.at_desk(move |desk| prepare(desk, push)).await {
        Ok(Some(request)) => request,
        Ok(None) => return Asked::Settled,
        Err(_) => return Asked::Unavailable,
    };
    let Request { server, token, body } = request;
    let Ok(frame) = Unpacking::flushed(MAX_INDEX_BYTES) else {
        return Asked::Unavailable;
    };
    let (sender, receiver) = mpsc::channel(PIECES);
    let mut taking = Taking {
        shared,
        frame,
        items: Items::default(),
        tables: IndexTables::default(),
        left: None,
        kept: 0,
        bytes: 0,
    };
    let (answer, taken) = {
        let asking = shared
            .link
            .ask_for_pieces(&server, INDEX_PATH, Some(&token), body, sender);
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
    *bytes_down += taking.bytes;
    if taking.kept > 0 {
        shared.feed(Input::Came);
    }
    let is_whole = taking.left == Some(0) && taking.frame.is_whole();
    match (answer, taken) {
        (_, Err(NotTaken)) => Asked::Unavailable,
        (Ok(answer), Ok(())) if answer.is_message() && is_whole => match shared.at_desk(end).await {
            Ok(()) => Asked::Settled,
            Err(_) => Asked::Unavailable,
        },
        (Ok(answer), Ok(())) if answer.is_message() => Asked::Broken,
        (Err(LinkError::Unreachable | LinkError::Stalled | LinkError::Cut), Ok(())) => Asked::Broken,
        (Ok(_) | Err(LinkError::TooLarge | LinkError::NotValidNow | LinkError::Address(_)), Ok(())) => {
            Asked::Unavailable
        }
    }
}

fn prepare(desk: &mut Desk, push: Push) -> Result<Option<Request>, Code> {
    let device = desk.device()?;
    let store = desk.store()?;
    let filling = store.filling().map_err(code_of)?;
    let position = store.position().map_err(code_of)?;
    match filling.state {
        FillingState::Index => {}
        // The enrolment told the epoch; what there is of the log nobody knows.
        FillingState::Due if position.epoch > 0 && position.cursor == 0 => {}
        FillingState::Due | FillingState::Log | FillingState::Done => return Ok(None),
    }
    let waits = !store.next_batches(1, 1).map_err(code_of)?.is_empty() || store.has_unsealed().map_err(code_of)?;
    if waits && push == Push::Waits {
        return Ok(None);
    }
    let after = filling.after.map(|place| IndexPlace {
        date: place.date,
        entry: Short(place.short),
    });
    let request = IndexRequest {
        version: wire::VERSION,
        after,
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for the index".to_owned(),
    })?;
    desk.store_mut()?.want_index().map_err(code_of)?;
    Ok(Some(Request {
        server: device.server,
        token: device.token,
        body,
    }))
}

fn end(desk: &mut Desk) -> Result<(), Code> {
    desk.store_mut()?.end_index().map_err(code_of)?;
    desk.told().topic(Topic::Sync);
    Ok(())
}

/// An answer as it comes.
struct Taking<'s> {
    shared: &'s Arc<Shared>,
    frame: Unpacking,
    items: Items,
    tables: IndexTables,
    /// Rows that were announced and have not come; none before the head.
    left: Option<u32>,
    kept: usize,
    bytes: u64,
}

impl Taking<'_> {
    async fn all(&mut self, mut pieces: mpsc::Receiver<Vec<u8>>) -> Result<(), NotTaken> {
        while let Some(piece) = pieces.recv().await {
            self.bytes += piece.len() as u64;
            let plain = self.frame.push(&piece).map_err(|_| NotTaken)?;
            self.items.push(&plain);
            while let Some(item) = self.items.take().map_err(|_| NotTaken)? {
                match self.left {
                    None => self.head(&item).await?,
                    Some(left) => self.block(&item, left).await?,
                }
            }
        }
        Ok(())
    }

    async fn head(&mut self, item: &[u8]) -> Result<(), NotTaken> {
        let head: IndexHead = wire::decode(item).map_err(|_| NotTaken)?;
        self.left = Some(head.rows);
        let begun = self.shared.at_desk(move |desk| {
            // Another epoch is told by the next round, and everything begins anew with it.
            let fits = desk.store()?.position().map_err(code_of)?.epoch == head.epoch;
            if fits {
                let store = desk.store_mut()?;
                store.begin_index(head.all, head.bytes).map_err(code_of)?;
                desk.told().topic(Topic::Sync);
            }
            Ok(fits)
        });
        if begun.await? { Ok(()) } else { Err(NotTaken) }
    }

    async fn block(&mut self, item: &[u8], left: u32) -> Result<(), NotTaken> {
        let block: IndexBlock = wire::decode(item).map_err(|_| NotTaken)?;
        let rows = self.tables.rows(&block).map_err(|_| NotTaken)?;
        let came = u32::try_from(rows.len()).map_err(|_| NotTaken)?;
        let place = block.last().ok_or(NotTaken)?;
        self.left = Some(left.checked_sub(came).ok_or(NotTaken)?);
        let rows: Vec<IndexedRow> = rows.into_iter().flatten().map(indexed).collect();
        self.kept += rows.len();
        let kept = self.shared.at_desk(move |desk| {
            let place = cunfa_store::IndexPlace {
                date: place.date,
                short: place.entry.0,
            };
            desk.store_mut()?.keep_index(&rows, place).map_err(code_of)?;
            let told = desk.told();
            told.topic(Topic::Entries);
            told.topic(Topic::Sync);
            Ok(())
        });
        Ok(kept.await?)
    }
}

fn indexed(row: IndexRow) -> IndexedRow {
    IndexedRow {
        short: row.entry.0,
        village: row.village,
        date: row.date,
        number: row.number,
        kind: row.kind,
        mode: row.mode,
        minutes: row.minutes,
        start: row.start,
        name: row.name,
        more_names: row.flags.more_names,
        matter: row.matter,
        counsel_name: row.counsel_name,
        major: row.flags.major,
        stage: row.stage,
        changed: row.flags.changed,
        corrected: row.flags.corrected,
    }
}
