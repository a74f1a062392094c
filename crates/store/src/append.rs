//! Writing to the log. One transaction: changes, acts, outbox, projection, search, finished draft; or nothing.

mod need;
mod project;
mod remote;

use cunfa_core::{Body, EntryId, VillageCode};
use cunfa_document::ChangeInfo;
use cunfa_evidence::act::SignedAct;
use rusqlite::Transaction;

use crate::fault::Plan;
use crate::state::{EntryState, Verifier};
use crate::table::outbox::{Item, Kind};
use crate::table::{acts, changes, drafts, outbox, returns};
use crate::{EntryRecord, Step, Store, StoreError};

pub(crate) use project::{project, project_after_directory, project_all};
pub(crate) use remote::{Taken, append_remote};

/// What one action of a person here writes.
#[derive(Debug, Clone, Copy)]
pub struct Append<'a> {
    /// The entry.
    pub entry: EntryId,
    /// Its village, for the server's scope.
    pub village: &'a VillageCode,
    /// Raw changes, in causal order.
    pub changes: &'a [Vec<u8>],
    /// Signed acts, in order.
    pub acts: &'a [SignedAct],
    /// The draft that is finished by this.
    pub draft_done: Option<EntryId>,
    /// Device clock, ms since 1970.
    pub now_ms: i64,
}

const UNREADABLE: StoreError = StoreError::Refused("not readable as an entry");

/// What was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appended {
    /// Changes that were not stored before.
    pub changes: usize,
    /// Acts that were not stored before.
    pub acts: usize,
}

impl Store {
    /// Appends what was written here; gives what was new, and the entry as it is then. What is stored already is skipped, so that
    /// saying it twice is saying it once.
    ///
    /// # Errors
    /// [`StoreError::Document`] and [`StoreError::Refused`] when it does not fit the entry, [`StoreError::DiskFull`];
    /// nothing is stored then.
    pub fn append(&mut self, append: &Append<'_>) -> Result<(Appended, EntryRecord), StoreError> {
        self.write(|transaction, plan| append_local(transaction, plan, append))
    }
}

fn append_local(
    transaction: &Transaction<'_>,
    plan: &Plan,
    append: &Append<'_>,
) -> Result<(Appended, EntryRecord), StoreError> {
    let infos = append.changes.iter().map(|bytes| ChangeInfo::read(bytes));
    let infos: Vec<ChangeInfo> = infos.collect::<Result<_, _>>()?;
    let appended = Appended {
        changes: store_changes(transaction, plan, append, &infos)?,
        acts: store_acts(transaction, plan, append)?,
    };
    if let Some(draft) = append.draft_done {
        plan.reach(Step::Draft)?;
        drafts::done(transaction, draft)?;
    }
    let verifier = Verifier::new(transaction)?;
    let state =
        EntryState::load(transaction, &verifier, append.entry)?.ok_or(StoreError::Refused("nothing to write"))?;
    check(&state, append, &infos)?;
    project(transaction, plan, append.entry, Some(&state))?;
    let record = state.into_record(transaction)?.ok_or(UNREADABLE)?;
    Ok((appended, record))
}

fn store_changes(
    transaction: &Transaction<'_>,
    plan: &Plan,
    append: &Append<'_>,
    infos: &[ChangeInfo],
) -> Result<usize, StoreError> {
    let mut new = 0;
    for (bytes, info) in append.changes.iter().zip(infos) {
        plan.reach(Step::Change)?;
        if changes::insert(transaction, append.entry, info.hash, bytes, None)? {
            enqueue(
                transaction,
                plan,
                append,
                info.hash.as_bytes(),
                Kind::Change,
                bytes.len(),
            )?;
            new += 1;
        }
    }
    Ok(new)
}

fn store_acts(transaction: &Transaction<'_>, plan: &Plan, append: &Append<'_>) -> Result<usize, StoreError> {
    let mut new = 0;
    for act in append.acts {
        if act.entry() != append.entry {
            return Err(StoreError::Refused("an act about another entry"));
        }
        plan.reach(Step::Act)?;
        if acts::insert(transaction, act, None)? {
            acts::made_here(transaction)?;
            if matches!(act.statement().act.body, Body::Review(_)) {
                returns::done(transaction, act.statement().act.person, append.entry)?;
            }
            enqueue(
                transaction,
                plan,
                append,
                act.id().as_bytes(),
                Kind::Act,
                act.bytes().len(),
            )?;
            new += 1;
        }
    }
    Ok(new)
}

fn enqueue(
    transaction: &Transaction<'_>,
    plan: &Plan,
    append: &Append<'_>,
    id: &[u8],
    kind: Kind,
    size_bytes: usize,
) -> Result<(), StoreError> {
    plan.reach(Step::Outbox)?;
    let item = Item {
        id,
        kind,
        entry: append.entry,
        village: append.village,
        size_bytes,
        created_ms: append.now_ms,
    };
    outbox::insert(transaction, &item)
}

/// What is written here must be readable here: every parent and every signed text is in the log.
fn check(state: &EntryState, append: &Append<'_>, infos: &[ChangeInfo]) -> Result<(), StoreError> {
    let readable = state.readable.as_ref().ok_or(UNREADABLE)?;
    if !infos.iter().all(|info| state.doc.holds(&info.hash)) {
        return Err(StoreError::Refused("a change without its parent"));
    }
    for act in append.acts {
        if !state
            .acts
            .iter()
            .any(|known| known.act.id == act.id() && known.content.is_some())
        {
            return Err(StoreError::Refused("an act over a text that is not here"));
        }
    }
    let villages = [&readable.current.entry.village, &readable.official.entry.village];
    if villages.contains(&append.village) {
        Ok(())
    } else {
        Err(StoreError::Refused("another village"))
    }
}
