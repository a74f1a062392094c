//! Signed roots over a county's acts: one a day, at the first need, and one at each export.

use cunfa_core::{Area, Digest};
use cunfa_evidence::receipt::Receipt;
use cunfa_evidence::root::{Root, civil_day};
use cunfa_protocol::wire::{Blob, HeldRoot, Refusal, RootNews, Short};

use crate::db::{DbResult, LogBatch, Renewal, RootNeed, Shard, StoredRoot};
use crate::server::{Server, Trouble};

/// What a device that holds this root is told: the newest one and that it extends the device's; nothing when it is the newest.
///
/// A device that knows more than there is gets the newest root all the same, and refuses it.
pub(crate) fn news(
    server: &Server,
    shard: &Shard,
    held: Option<HeldRoot>,
    now_ms: i64,
) -> Result<Option<RootNews>, Trouble> {
    let newest = server.root_of_day(&shard.county, now_ms)?;
    let root = &newest.root;
    if root.epoch != shard.epoch {
        // The log began anew while this was answered.
        return Err(Refusal::Busy.into());
    }
    let consistency = match held.filter(|held| held.epoch == root.epoch) {
        None => Vec::new(),
        Some(held) if (held.size, held.name) == (root.size, Short::of(root.name())) => return Ok(None),
        Some(held) if held.size <= root.size => server.db().consistency(&shard.county, held.size, root.size)?,
        Some(_) => {
            tracing::error!("a device holds a root over more acts than there are: was a backup restored?");
            Vec::new()
        }
    };
    Ok(Some(RootNews {
        root: Blob(newest.bytes),
        consistency,
    }))
}

impl Server {
    /// The root of the civil day, made when nobody needed it yet.
    ///
    /// # Errors
    /// The database's.
    pub fn root_of_day(&self, county: &Area, now_ms: i64) -> DbResult<StoredRoot> {
        self.root(county, RootNeed::OfDay { day: civil_day(now_ms) }, now_ms)
    }

    /// A new root over everything the log holds now, for an export.
    ///
    /// # Errors
    /// The database's.
    pub fn new_root(&self, county: &Area, now_ms: i64) -> DbResult<StoredRoot> {
        self.root(county, RootNeed::New { day: civil_day(now_ms) }, now_ms)
    }

    fn root(&self, county: &Area, need: RootNeed, now_ms: i64) -> DbResult<StoredRoot> {
        let issue = |root: &Root| root.issue(&self.key);
        self.db().root(county, need, now_ms, &issue)
    }

    /// The database came from a backup: every log gets a new epoch, receipts of that epoch, and a new tree over what it holds.
    ///
    /// # Errors
    /// The database's; then nothing was changed.
    pub fn begin_anew(&self, now_ms: i64) -> DbResult<()> {
        let issue = |county: &Area, epoch: u64, batch: &LogBatch| {
            Receipt {
                batch: batch.sealed.id(),
                shard: county.clone(),
                epoch,
                sequence: batch.sequence,
                received_at_ms: batch.received_ms,
            }
            .issue(&self.key)
        };
        self.db().renew_epochs(&Renewal {
            epoch: u64::try_from(now_ms).unwrap_or(1),
            issue: &issue,
            acts: &acts_of,
        })
    }
}

/// SM3 of each act of a batch. One that does not open any more gives none; the disk failed.
pub(crate) fn acts_of(batch: &LogBatch) -> Vec<Digest> {
    let Ok(opened) = batch.sealed.open() else {
        tracing::error!(sequence = batch.sequence, "a batch of the log does not open");
        return Vec::new();
    };
    opened.acts.iter().map(|act| cunfa_evidence::hash(act)).collect()
}
