//! Writers that share a commit: one transaction carries the work of several threads, each behind a savepoint of its own, and
//! nobody is answered before the commit that makes the work last.
//!
//! Each thread does its own work while it holds the engine, then leaves the transaction open if another writer stands in line
//! or was announced. Whoever finds nobody behind commits for all. So a lone writer commits at once, and a crowd shares.
//!
//! Invariants: work that fails is undone alone and takes nobody down with it; the outcome of the commit is every member's
//! outcome; a group waits no longer than [`PATIENCE`] for a writer that is still on the way, a few times as long for a crowd, and is
//! open for [`OPEN_MAX`] at most, for a crowd twice as long.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::{DbError, DbResult};

/// How long a group waits for the next writer that is on the way.
const PATIENCE: Duration = Duration::from_millis(20);
/// So many writers on the way are worth once more of [`PATIENCE`]: on a busy machine each of them is late, and all of them come.
const CROWD: usize = 8;
/// Most of it, as a multiple.
const PATIENCE_MAX: u32 = 5;
/// How long a group of so many waits for writers that are not announced yet, and one that follows such a group: those who were
/// answered a moment ago write again.
const LULL: Duration = Duration::from_millis(10);
/// How long a group is open, however many come; and while a [`CROWD`] is still on the way.
const OPEN_MAX: Duration = Duration::from_millis(250);
const OPEN_MAX_CROWDED: Duration = Duration::from_millis(500);
/// A group with so much work in it is committed.
const WORK_MAX: usize = 256;
/// A group with so many members is committed: each is a savepoint. Half of those that are answered at the same time, so that a
/// group that waits does not take the places of those it waits for.
const MEMBERS_MAX: usize = 128;

/// A connection that several writers take turns on.
pub(super) trait Engine {
    /// What work is done on.
    type Tx: ?Sized;
    /// Begins a transaction.
    fn begin(&mut self) -> DbResult<()>;
    /// Marks the place to come back to when the next work fails.
    fn mark(&mut self) -> DbResult<()>;
    /// Undoes everything since the mark. Fails when the transaction itself is lost.
    fn undo(&mut self) -> DbResult<()>;
    /// Keeps what was done since the mark. Fails when the transaction itself is lost.
    fn keep(&mut self) -> DbResult<()>;
    /// Makes everything last.
    fn commit(&mut self) -> DbResult<()>;
    /// Undoes everything.
    fn abandon(&mut self);
    /// The open transaction.
    fn tx(&self) -> DbResult<&Self::Tx>;
}

/// How much went through how many commits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Commits {
    /// Transactions that were committed.
    pub commits: u64,
    /// Members of them whose work was kept.
    pub members: u64,
}

/// An engine and those who stand before it.
pub(super) struct Group<E> {
    engine: Mutex<E>,
    line: Arc<Line>,
    shares: bool,
}

#[derive(Default)]
struct Line {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Standing before the engine.
    waiting: usize,
    /// Announced, whether waiting, a member, or still on the way.
    announced: usize,
    open: Option<Open>,
    /// When a group of a [`CROWD`] was committed last.
    crowded: Option<Instant>,
    counted: Commits,
}

/// A transaction that was begun.
struct Open {
    outcome: Arc<Outcome>,
    begun: Instant,
    joined: Instant,
    work: usize,
    members: usize,
    kept: u64,
}

/// Of a commit, in the engine's words when it failed.
type Outcome = OnceLock<Result<(), String>>;

/// Says that a write is on the way; dropped when it is done or will not come.
#[must_use]
pub struct Expected(Option<Arc<Line>>);

impl Expected {
    /// Of a database that shares no commits.
    pub fn nothing() -> Expected {
        Expected(None)
    }
}

impl std::fmt::Debug for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expected")
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        if let Some(line) = self.0.take() {
            let mut state = lock(&line.state);
            state.announced = state.announced.saturating_sub(1);
            if state.nobody_comes() {
                line.changed.notify_all();
            }
        }
    }
}

/// What stands behind a lock is whole even when its last holder panicked: work is undone before its panic goes on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a group waits for the next of so many writers that are on the way.
fn patience(on_the_way: usize) -> Duration {
    let more = u32::try_from(on_the_way / CROWD).unwrap_or(PATIENCE_MAX);
    PATIENCE * more.saturating_add(1).min(PATIENCE_MAX)
}

impl State {
    fn nobody_comes(&self) -> bool {
        let members = self.open.as_ref().map_or(0, |open| open.members);
        self.waiting == 0 && self.announced <= members
    }

    fn is_due(&self) -> bool {
        let Some(open) = &self.open else { return true };
        let on_the_way = self.announced.saturating_sub(open.members);
        let open_max = if on_the_way < CROWD { OPEN_MAX } else { OPEN_MAX_CROWDED };
        let full = open.work >= WORK_MAX || open.members >= MEMBERS_MAX || open.begun.elapsed() >= open_max;
        let patience = match on_the_way {
            0 if self.is_crowded(open) => LULL,
            0 => Duration::ZERO,
            many => patience(many),
        };
        full || (self.waiting == 0 && open.joined.elapsed() >= patience)
    }

    fn is_crowded(&self, open: &Open) -> bool {
        open.members >= CROWD || self.crowded.is_some_and(|last| last.elapsed() < OPEN_MAX)
    }

    /// Whether this group is open and this member its newest.
    fn is_newest(&self, outcome: &Arc<Outcome>, member: usize) -> bool {
        let newest = |open: &Open| Arc::ptr_eq(&open.outcome, outcome) && open.members == member;
        self.open.as_ref().is_some_and(newest)
    }
}

impl<E: Engine> Group<E> {
    /// `shares`: whether writers share commits at all; not where readers use the same connection.
    pub(super) fn new(engine: E, shares: bool) -> Group<E> {
        Group {
            engine: Mutex::new(engine),
            line: Arc::default(),
            shares,
        }
    }

    /// Others wait a moment for a write that is expected.
    pub(super) fn expect(&self) -> Expected {
        lock(&self.line.state).announced += 1;
        Expected(Some(Arc::clone(&self.line)))
    }

    pub(super) fn counted(&self) -> Commits {
        lock(&self.line.state).counted
    }

    /// The engine outside any transaction.
    pub(super) fn alone<T>(&self, work: impl FnOnce(&mut E) -> T) -> T {
        let mut engine = lock(&self.engine);
        self.close(&mut engine);
        work(&mut engine)
    }

    /// Does `job` in a transaction that others may share, and returns when it is committed or undone. `work` says how much it
    /// is beside others'.
    pub(super) fn write<T>(&self, work: usize, job: impl FnOnce(&E::Tx) -> DbResult<T>) -> DbResult<T> {
        let mut engine = self.turn();
        let outcome = self.begin(&mut engine)?;
        if let Err(error) = engine.mark() {
            self.lose(&mut engine, &error);
            return Err(error);
        }
        let done = catch_unwind(AssertUnwindSafe(|| job(engine.tx()?)));
        let kept = matches!(done, Ok(Ok(_)));
        let settled = if kept { engine.keep() } else { engine.undo() };
        match settled {
            Ok(()) => self.close_or_wait(engine, work, kept, &outcome),
            Err(error) => self.lose(&mut engine, &error),
        }
        let value = done.unwrap_or_else(|panic| resume_unwind(panic))?;
        match outcome.get() {
            Some(Ok(())) => Ok(value),
            Some(Err(words)) => Err(DbError::Engine(words.clone())),
            None => Err(DbError::Engine("the transaction was not ended".to_owned())),
        }
    }

    fn turn(&self) -> MutexGuard<'_, E> {
        lock(&self.line.state).waiting += 1;
        let engine = lock(&self.engine);
        lock(&self.line.state).waiting -= 1;
        engine
    }

    /// Joins the open transaction or begins one.
    fn begin(&self, engine: &mut E) -> DbResult<Arc<Outcome>> {
        if let Some(open) = &lock(&self.line.state).open {
            return Ok(Arc::clone(&open.outcome));
        }
        engine.begin()?;
        let outcome = Arc::<Outcome>::default();
        let now = Instant::now();
        lock(&self.line.state).open = Some(Open {
            outcome: Arc::clone(&outcome),
            begun: now,
            joined: now,
            work: 0,
            members: 0,
            kept: 0,
        });
        Ok(outcome)
    }

    fn close_or_wait(&self, mut engine: MutexGuard<'_, E>, work: usize, kept: bool, outcome: &Arc<Outcome>) {
        let mut state = lock(&self.line.state);
        let Some(open) = &mut state.open else { return };
        open.work += work;
        open.members += 1;
        open.joined = Instant::now();
        open.kept += u64::from(kept);
        let member = open.members;
        let close = !self.shares || state.is_due();
        drop(state);
        if close {
            self.close(&mut engine);
        } else {
            drop(engine);
            self.wait(member, outcome);
        }
    }

    /// The newest member watches for the end of the group; the others wait for it.
    fn wait(&self, member: usize, outcome: &Arc<Outcome>) {
        let mut state = lock(&self.line.state);
        while outcome.get().is_none() {
            if !state.is_newest(outcome, member) {
                state = self.line.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else if state.is_due() {
                drop(state);
                let mut engine = lock(&self.engine);
                if outcome.get().is_none() {
                    self.close(&mut engine);
                }
                return;
            } else {
                let woken = self.line.changed.wait_timeout(state, LULL);
                state = woken.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// Commits what is open.
    fn close(&self, engine: &mut E) {
        let Some(kept) = lock(&self.line.state).open.as_ref().map(|open| open.kept) else {
            return;
        };
        let committed = if kept > 0 {
            engine.commit()
        } else {
            engine.abandon();
            Ok(())
        };
        if committed.is_err() {
            engine.abandon();
        }
        self.tell(committed.as_ref().err());
    }

    /// The transaction is lost, and with it the work of every member.
    fn lose(&self, engine: &mut E, error: &DbError) {
        engine.abandon();
        self.tell(Some(error));
    }

    fn tell(&self, error: Option<&DbError>) {
        let mut state = lock(&self.line.state);
        let Some(open) = state.open.take() else { return };
        if open.members >= CROWD {
            state.crowded = Some(Instant::now());
        }
        if error.is_none() && open.kept > 0 {
            state.counted.commits += 1;
            state.counted.members += open.kept;
        }
        // The first word stands.
        let _ = open.outcome.set(error.map_or(Ok(()), |error| Err(words(error))));
        drop(state);
        self.line.changed.notify_all();
    }
}

fn words(error: &DbError) -> String {
    match error {
        DbError::Engine(words) => words.clone(),
        other => other.to_string(),
    }
}
