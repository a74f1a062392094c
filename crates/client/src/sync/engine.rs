//! When to sync and what an ending means: events in, effects out. No I/O, no clock, no randomness: they are arguments.
//!
//! A pass is batches until none is left, then chunks of photos; what is written meanwhile goes before further chunks. Trouble with
//! chunks keeps only chunks waiting.
//!
//! Nothing is ever given up: after every ending a next attempt is set. Waits are measured from when they were set, so that a
//! clock put back by years does not put the next attempt off by years.

use cunfa_protocol::view::SyncOutcome;

use super::pace::Pace;

/// After the device was opened: its first screens are asked for and drawn before a pass takes the file and the processor.
pub const OPENED_MS: i64 = 1_000;
/// After something was written here, to let one visit's writes go up together.
pub const SOON_MS: i64 = 2_000;
/// Without anything to send.
pub const EVERY_MS: i64 = 5 * 60_000;
/// First wait after a failure; doubles.
pub const BACKOFF_FIRST_MS: i64 = 5_000;
/// Longest wait of our own.
pub const BACKOFF_MOST_MS: i64 = 10 * 60_000;
/// Longest wait a server may ask for.
pub const ASKED_MOST_MS: i64 = 60 * 60_000;
/// Body budget of a request at first.
pub const BUDGET_BYTES: usize = 1024 * 1024;
/// Below this the budget is not halved any more; one batch goes alone.
pub const BUDGET_LEAST_BYTES: usize = 4 * 1024;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The device was opened.
    Opened,
    /// The network came back.
    Online,
    /// Something was stored here that the server lacks.
    Changed,
    /// A person (or a test) asks for a pass now.
    Asked,
    /// Time went on.
    Tick,
    /// An answer was stored.
    Stored(Remaining),
    /// A request for chunks was answered, and what it brought is kept.
    Moved(Moved),
    /// Something of an answer was kept, however the request ended.
    Came,
    /// A round failed.
    Failed(Trouble),
    /// The oversized batch was parked.
    Parked,
    /// A revoked device handed batches in, and there are more.
    HandedIn,
}

/// What is left after a stored answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// Nothing: the pass is complete.
    Nothing,
    /// More to push or to pull, and this round brought something forward.
    More,
    /// Only what the server put off.
    PutOff,
}

/// What a request for chunks did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Whether there is more to ask for or to move in this pass.
    pub more: bool,
    /// Chunks that went, up and down.
    pub chunks: u16,
    /// How long it took, by the device's clock.
    pub took_ms: i64,
}

/// Why a round failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No connection, no answer, or a broken one.
    NoNetwork,
    /// Not our server.
    NotOurServer,
    /// 426, and an older dictionary of those the server holds is used from now on.
    OtherDictionary,
    /// 426: the server reads only newer versions.
    AppTooOld,
    /// 426: the server reads only older versions.
    ServerTooOld,
    /// The server's certificate is not valid at this device's time.
    ClockOff,
    /// 429 or 503.
    Busy {
        /// `Retry-After`, in seconds.
        retry_after_s: Option<u64>,
    },
    /// 401.
    SignInAgain,
    /// 403.
    Revoked,
    /// 413 to a request of several batches, or chunks.
    TooLarge,
    /// 413 to a request of a single batch, or chunk.
    TooLargeAlone,
    /// The answer could not be stored.
    DiskFull,
    /// The answer's root does not fit the one held here.
    RecordsDiffer,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing now; ask again when [`Engine::wait_ms`] is over.
    Wait,
    /// Send a request with batches of at most so many bytes (at least one batch).
    Send {
        /// The budget.
        budget_bytes: usize,
    },
    /// Park the single batch that was sent: it is too large for the server.
    ParkSent,
    /// Ask for chunks and send chunks, so many at most of each.
    Move {
        /// How many, at least 1.
        chunks: u16,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Next {
    since_ms: i64,
    at_ms: i64,
}

impl Next {
    fn after(now_ms: i64, wait_ms: i64) -> Next {
        Next {
            since_ms: now_ms,
            at_ms: now_ms.saturating_add(wait_ms),
        }
    }

    fn is_due(self, now_ms: i64) -> bool {
        now_ms >= self.at_ms || now_ms < self.since_ms
    }
}

/// The state between passes and within one.
#[derive(Debug, Clone)]
pub struct Engine {
    running: bool,
    again: bool,
    failures: u32,
    budget_bytes: usize,
    next: Option<Next>,
    outcome: SyncOutcome,
    /// Within the chunks of a pass.
    moving: bool,
    /// Batches of this pass were put off.
    put_off: bool,
    pace: Pace,
    move_failures: u32,
    /// Until when chunks wait after trouble with them, and which.
    hold: Option<(Next, SyncOutcome)>,
}

impl Default for Engine {
    fn default() -> Engine {
        Engine {
            running: false,
            again: false,
            failures: 0,
            budget_bytes: BUDGET_BYTES,
            next: None,
            outcome: SyncOutcome::Never,
            moving: false,
            put_off: false,
            pace: Pace::default(),
            move_failures: 0,
            hold: None,
        }
    }
}

impl Engine {
    /// Takes an event in; `dice` is a random number for jitter.
    pub fn feed(&mut self, now_ms: i64, dice: u32, input: Input) -> Effect {
        match input {
            Input::Opened => self.at(now_ms, OPENED_MS),
            Input::Online => self.at(now_ms, 0),
            Input::Changed if self.running => self.again = true,
            Input::Changed => self.sooner(now_ms),
            Input::Asked if self.running => self.again = true,
            Input::Asked => {
                self.hold = None;
                return self.begin();
            }
            Input::Tick => {
                if !self.running && self.is_due(now_ms) {
                    return self.begin();
                }
            }
            Input::Stored(remaining) => return self.stored(now_ms, dice, remaining),
            Input::Moved(moved) => return self.moved(now_ms, dice, moved),
            Input::Came if self.moving => self.move_failures = 0,
            Input::Came => self.failures = 0,
            Input::Failed(trouble) if self.moving => return self.move_failed(now_ms, dice, trouble),
            Input::Failed(trouble) => return self.failed(now_ms, dice, trouble),
            Input::Parked | Input::HandedIn => return self.send(),
        }
        Effect::Wait
    }

    /// Makes the pass under way take one more round; says whether there is one.
    pub fn once_more(&mut self) -> bool {
        self.again = self.running;
        self.running
    }

    /// A pass was dropped in the middle (its task was ended): nothing is running any more, and the next attempt is due.
    pub fn dropped(&mut self, now_ms: i64) {
        self.running = false;
        self.moving = false;
        self.at(now_ms, 0);
    }

    /// Whether a pass is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// How the last pass ended.
    #[must_use]
    pub fn outcome(&self) -> SyncOutcome {
        self.outcome
    }

    /// When the next pass begins by itself, device clock.
    #[must_use]
    pub fn next_try_ms(&self) -> Option<i64> {
        self.next.map(|next| next.at_ms)
    }

    /// How long until then; `None` when nothing is set.
    #[must_use]
    pub fn wait_ms(&self, now_ms: i64) -> Option<u64> {
        let next = self.next?;
        if self.is_due(now_ms) {
            Some(0)
        } else {
            u64::try_from(next.at_ms - now_ms).ok()
        }
    }

    fn is_due(&self, now_ms: i64) -> bool {
        self.next.is_some_and(|next| next.is_due(now_ms))
    }

    fn begin(&mut self) -> Effect {
        self.running = true;
        self.again = false;
        self.moving = false;
        self.budget_bytes = self.budget_bytes.max(BUDGET_LEAST_BYTES);
        self.send()
    }

    fn send(&self) -> Effect {
        Effect::Send {
            budget_bytes: self.budget_bytes,
        }
    }

    fn stored(&mut self, now_ms: i64, dice: u32, remaining: Remaining) -> Effect {
        self.failures = if remaining == Remaining::PutOff {
            self.failures
        } else {
            0
        };
        match remaining {
            Remaining::More => return self.send(),
            Remaining::Nothing | Remaining::PutOff if self.again => {
                self.again = false;
                return self.send();
            }
            Remaining::Nothing | Remaining::PutOff => {}
        }
        self.put_off = remaining == Remaining::PutOff;
        match self.hold {
            Some((hold, outcome)) if !hold.is_due(now_ms) => self.close(now_ms, dice, Some((hold, outcome))),
            Some(_) | None => return self.move_on(),
        }
        Effect::Wait
    }

    fn move_on(&mut self) -> Effect {
        self.moving = true;
        Effect::Move {
            chunks: self.pace.chunks(),
        }
    }

    fn moved(&mut self, now_ms: i64, dice: u32, moved: Moved) -> Effect {
        self.pace.took(moved.chunks, moved.took_ms);
        self.move_failures = 0;
        self.hold = None;
        if self.again {
            self.again = false;
            self.moving = false;
            return self.send();
        }
        if moved.more {
            return self.move_on();
        }
        self.close(now_ms, dice, None);
        Effect::Wait
    }

    /// The end of a pass whose batches are through; chunks may be held back.
    fn close(&mut self, now_ms: i64, dice: u32, hold: Option<(Next, SyncOutcome)>) {
        self.moving = false;
        if self.put_off {
            self.back_off(now_ms, dice, SyncOutcome::PutOff, 0);
            return;
        }
        self.budget_bytes = (self.budget_bytes * 2).min(BUDGET_BYTES);
        let wait_ms = jittered(EVERY_MS, dice);
        match hold {
            None => {
                self.end(SyncOutcome::Done);
                self.at(now_ms, wait_ms);
            }
            Some((hold, outcome)) => {
                self.end(outcome);
                self.at(now_ms, wait_ms.min(hold.at_ms.saturating_sub(now_ms)));
            }
        }
    }

    /// Chunks wait; what is written does not.
    fn move_failed(&mut self, now_ms: i64, dice: u32, trouble: Trouble) -> Effect {
        if trouble == Trouble::TooLarge {
            self.pace.smaller();
            return self.move_on();
        }
        let written = self.again;
        self.moving = false;
        std::mem::swap(&mut self.failures, &mut self.move_failures);
        let effect = match trouble {
            Trouble::TooLargeAlone => self.failed(now_ms, dice, Trouble::NotOurServer),
            other => self.failed(now_ms, dice, other),
        };
        std::mem::swap(&mut self.failures, &mut self.move_failures);
        self.hold = self.next.map(|next| (next, self.outcome));
        if written {
            self.sooner(now_ms);
        }
        effect
    }

    fn failed(&mut self, now_ms: i64, dice: u32, trouble: Trouble) -> Effect {
        match trouble {
            Trouble::TooLarge => {
                let half = self.budget_bytes / 2;
                self.budget_bytes = if half < BUDGET_LEAST_BYTES { 1 } else { half };
                return self.send();
            }
            Trouble::TooLargeAlone => return Effect::ParkSent,
            Trouble::OtherDictionary => return self.send(),
            Trouble::AppTooOld => self.back_off(now_ms, dice, SyncOutcome::AppTooOld, BACKOFF_MOST_MS),
            Trouble::ServerTooOld => self.back_off(now_ms, dice, SyncOutcome::ServerTooOld, BACKOFF_MOST_MS),
            Trouble::ClockOff => self.back_off(now_ms, dice, SyncOutcome::ClockOff, 0),
            Trouble::NoNetwork => self.back_off(now_ms, dice, SyncOutcome::NoNetwork, 0),
            Trouble::NotOurServer => self.back_off(now_ms, dice, SyncOutcome::NotOurServer, 0),
            Trouble::Busy { retry_after_s } => {
                let asked_ms = i64::try_from(retry_after_s.unwrap_or(0))
                    .unwrap_or(i64::MAX)
                    .saturating_mul(1_000);
                self.back_off(now_ms, dice, SyncOutcome::Busy, asked_ms.min(ASKED_MOST_MS));
            }
            Trouble::SignInAgain => self.back_off(now_ms, dice, SyncOutcome::SignInAgain, BACKOFF_MOST_MS),
            Trouble::Revoked => self.back_off(now_ms, dice, SyncOutcome::Revoked, BACKOFF_MOST_MS),
            Trouble::RecordsDiffer => self.back_off(now_ms, dice, SyncOutcome::RecordsDiffer, BACKOFF_MOST_MS),
            Trouble::DiskFull => self.back_off(now_ms, dice, SyncOutcome::DiskFull, 0),
        }
        Effect::Wait
    }

    fn back_off(&mut self, now_ms: i64, dice: u32, outcome: SyncOutcome, least_ms: i64) {
        let own_ms = BACKOFF_FIRST_MS
            .saturating_mul(1 << self.failures.min(16))
            .min(BACKOFF_MOST_MS);
        self.failures = self.failures.saturating_add(1);
        self.end(outcome);
        // Own waits spread downwards from the cap; a wait the server asked for is never undercut.
        let wait_ms = jittered(own_ms, dice).max(least_ms + i64::from(dice) % (least_ms / 4 + 1));
        self.at(now_ms, wait_ms);
    }

    fn end(&mut self, outcome: SyncOutcome) {
        self.running = false;
        self.again = false;
        self.outcome = outcome;
    }

    fn at(&mut self, now_ms: i64, wait_ms: i64) {
        self.next = Some(Next::after(now_ms, wait_ms));
    }

    /// A write brings the next attempt nearer, unless attempts are failing: then only the back-off counts.
    fn sooner(&mut self, now_ms: i64) {
        let far = self.next.is_none_or(|next| next.at_ms > now_ms.saturating_add(SOON_MS));
        if self.failures == 0 && far {
            self.at(now_ms, SOON_MS);
        }
    }
}

/// Between half of the wait and the whole.
fn jittered(wait_ms: i64, dice: u32) -> i64 {
    let half = wait_ms / 2;
    half + i64::from(dice) % (half + 1)
}
