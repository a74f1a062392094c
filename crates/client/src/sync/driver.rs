//! Performs what the engine says: request, link, answer, store. Nothing counts before the transaction that stores it.
//!
//! Concurrent passes are one. A pass that is dropped in the middle leaves batches noted as on their way; the next pass takes
//! them up again, and the server answers a repeated batch with the receipt it gave before.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use cunfa_core::BatchId;
use cunfa_protocol::Code;
use cunfa_protocol::view::{SyncOutcome, Topic};

use crate::above;
use crate::app::Shared;
use crate::backup::hand_in::{self, Parked};
use crate::desk::{Desk, code_of};
use crate::registers;
use crate::sync::compare;
use crate::sync::engine::{Effect, Input, Remaining, Trouble};
use crate::sync::incoming::{self, Carried};
use crate::sync::index::{self, Asked, Push};
use crate::sync::lacking::{self, HandedIn};
use crate::sync::moving::{self, Moving};
use crate::sync::note::Note;
use crate::sync::round::{self, Index, Left, Pulling};

/// One pass, or the end of the one under way with one more round; after it, if it went through, what backups brought is handed in.
pub(crate) async fn pass(shared: &Arc<Shared>) -> SyncOutcome {
    pass_with(shared, Parked::Waits).await
}

/// The same, asked for by a person: what the server did not take of a backup is offered again.
pub(crate) async fn pass_asked_for(shared: &Arc<Shared>) -> SyncOutcome {
    pass_with(shared, Parked::Again).await
}

async fn pass_with(shared: &Arc<Shared>, parked: Parked) -> SyncOutcome {
    let outcome = one(shared).await;
    if outcome == SyncOutcome::Done {
        registers::ask::go_on(shared).await;
        above::ask::go_on(shared).await;
        hand_in::go_on(shared, parked).await;
    }
    outcome
}

/// The same, of this device alone.
pub(crate) async fn one(shared: &Arc<Shared>) -> SyncOutcome {
    let before = shared.passes.load(Ordering::SeqCst);
    let joined = shared.engine(|engine| engine.once_more());
    let _one = shared.pass.lock().await;
    if joined && shared.passes.load(Ordering::SeqCst) != before {
        return shared.engine(|engine| engine.outcome());
    }
    match shared.at_desk(|desk| Ok(desk.store.is_some())).await {
        Ok(true) => whole(shared).await,
        Ok(false) | Err(_) => shared.engine(|engine| engine.outcome()),
    }
}

/// How long a photo is kept that nothing names.
const UNNAMED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What one pass counts.
struct Pass {
    left: Left,
    moving: Moving,
    index: Index,
    push: Push,
    /// What others wrote can be handed in, as far as is known.
    lacking: bool,
    bytes_up: u64,
    bytes_down: u64,
}

async fn whole(shared: &Arc<Shared>) -> SyncOutcome {
    let unfinished = Unfinished { shared, done: false };
    let mut pass = Pass {
        left: Left::Again,
        moving: Moving::default(),
        index: if shared.config.hands_in {
            Index::Unavailable
        } else {
            Index::Possible
        },
        push: Push::Waits,
        lacking: true,
        bytes_up: 0,
        bytes_down: 0,
    };
    if let Ok(Some(heard)) = shared.at_desk(|desk| desk.heard()).await {
        shared.config.link.hear(heard);
    }
    let mut effect = shared.feed(Input::Asked);
    shared.tell_topics(&[Topic::Sync]);
    shared.traffic.begin();
    shared.rate.begin();
    loop {
        effect = match effect {
            Effect::Send { budget_bytes } => one_round(shared, budget_bytes, &mut pass).await,
            Effect::Move { chunks } => moving::one_request(shared, chunks, &mut pass.moving).await,
            Effect::Wait | Effect::ParkSent => break,
        };
    }
    pass.bytes_up += pass.moving.bytes_up;
    pass.bytes_down += pass.moving.bytes_down;
    unfinished.finish();
    let outcome = shared.engine(|engine| engine.outcome());
    let kept = shared.at_desk(move |desk| keep_note(desk, outcome, &pass)).await;
    if kept.is_err() {
        tracing::warn!("the end of a pass could not be noted");
    }
    shared.tell_topics(&[Topic::Sync]);
    outcome
}

async fn one_round(shared: &Arc<Shared>, budget_bytes: usize, pass: &mut Pass) -> Effect {
    if std::mem::replace(&mut pass.left, Left::Behind) == Left::Again
        && let Err(code) = shared.at_desk(round::again).await
    {
        return shared.feed(Input::Failed(trouble(&code)));
    }
    if pass.index == Index::Possible {
        match index::ask_if_wanted(shared, pass.push, &mut pass.bytes_down).await {
            Asked::Settled => {}
            Asked::Broken => return shared.feed(Input::Failed(Trouble::NoNetwork)),
            Asked::Unavailable => pass.index = Index::Unavailable,
        }
    }
    // From here on: what is written before the request is made goes with it.
    let changes = shared.changes.subscribe();
    let began_ms = shared.config.clock.now_ms();
    let pulling = Pulling {
        index: pass.index,
        filling_bytes: shared.rate.bytes_of_a_round(),
    };
    let round = match shared
        .at_desk(move |desk| round::prepare(desk, budget_bytes, pulling))
        .await
    {
        Ok(round) => round,
        Err(code) => return shared.feed(Input::Failed(trouble(&code))),
    };
    pass.push = Push::Went;
    let (batches, is_measured) = (round.sent.batches.clone(), round.is_measured);
    let mut carried = Carried::default();
    let exchanged = incoming::exchange(shared, round, changes, &mut carried).await;
    pass.bytes_up += carried.up;
    pass.bytes_down += carried.down;
    let took_ms = shared.config.clock.now_ms().saturating_sub(began_ms);
    if is_measured {
        shared.rate.took(carried.batches, took_ms);
    }
    match exchanged {
        Ok(remaining) => match rest(shared, remaining, pass).await {
            Ok(remaining) => shared.feed(Input::Stored(remaining)),
            Err(trouble) => shared.feed(Input::Failed(trouble)),
        },
        Err(trouble @ (Trouble::DiskFull | Trouble::RecordsDiffer)) => shared.feed(Input::Failed(trouble)),
        Err(trouble) => failed(shared, trouble, batches, pass).await,
    }
}

/// What follows when an answer is stored.
async fn rest(shared: &Arc<Shared>, remaining: Remaining, pass: &mut Pass) -> Result<Remaining, Trouble> {
    let remaining = compare::compare(shared, remaining).await?;
    with_lacking(shared, remaining, pass).await
}

/// When nothing else is left, what the log lacks of others is handed in; then there is more to fetch.
async fn with_lacking(shared: &Arc<Shared>, remaining: Remaining, pass: &mut Pass) -> Result<Remaining, Trouble> {
    if remaining == Remaining::More || !pass.lacking {
        return Ok(remaining);
    }
    match lacking::hand_in(shared, &mut pass.bytes_up).await? {
        HandedIn::Some => Ok(Remaining::More),
        HandedIn::Nothing => Ok(remaining),
        HandedIn::Unavailable => {
            pass.lacking = false;
            Ok(remaining)
        }
    }
}

async fn failed(shared: &Arc<Shared>, trouble: Trouble, sent: Vec<BatchId>, pass: &mut Pass) -> Effect {
    if trouble == Trouble::Revoked {
        // What was sent lies in quarantine now. It is left behind, and the rest follows, also what the log would not take: who decides
        // about it now is an office.
        let sent_any = !sent.is_empty();
        let more = shared
            .at_desk(move |desk| Ok(round::offer_parked(desk)? || (sent_any && round::is_waiting(desk.store()?)?)))
            .await;
        match more {
            Ok(true) => return shared.feed(Input::HandedIn),
            Ok(false) => {}
            Err(code) => return shared.feed(Input::Failed(self::trouble(&code))),
        }
    }
    // A request made again, smaller or without one batch, needs the others back.
    pass.left = Left::Again;
    match shared.feed(Input::Failed(trouble)) {
        Effect::ParkSent => match shared.at_desk(move |desk| round::park_too_large(desk, &sent)).await {
            Ok(()) => shared.feed(Input::Parked),
            Err(code) => shared.feed(Input::Failed(self::trouble(&code))),
        },
        effect @ (Effect::Wait | Effect::Send { .. } | Effect::Move { .. }) => effect,
    }
}

/// What hinders on this side ends a pass as a disk that takes nothing.
fn trouble(_: &Code) -> Trouble {
    Trouble::DiskFull
}

fn keep_note(desk: &mut Desk, outcome: SyncOutcome, pass: &Pass) -> Result<(), Code> {
    let now_ms = desk.now_ms();
    let store = desk.store_mut()?;
    if outcome == SyncOutcome::Done {
        store.sweep_blobs(now_ms, UNNAMED_MS).map_err(code_of)?;
    }
    let before = Note::read(&store.pass_note().map_err(code_of)?);
    let last_done_ms = if outcome == SyncOutcome::Done {
        Some(now_ms)
    } else {
        before.last_done_ms
    };
    let note = Note {
        outcome,
        last_done_ms,
        bytes_up: pass.bytes_up,
        bytes_down: pass.bytes_down,
    };
    if note == before {
        Ok(())
    } else {
        store.set_pass_note(&note.write()).map_err(code_of)
    }
}

/// A pass whose future was dropped is no pass under way any more.
struct Unfinished<'s> {
    shared: &'s Arc<Shared>,
    done: bool,
}

impl Unfinished<'_> {
    fn finish(mut self) {
        self.done = true;
        self.shared.passes.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.done {
            let now_ms = self.shared.config.clock.now_ms();
            self.shared.engine(|engine| engine.dropped(now_ms));
        }
    }
}
