//! Repairing the log of one entry: first from the batches kept here, then by asking the server again. Nothing that is intact
//! is touched.

use std::collections::BTreeMap;

use cunfa_core::{ActId, BatchId, Digest, EntryId};
use cunfa_document::ChangeInfo;
use rusqlite::Connection;

use super::Repair;
use crate::append::project_all;
use crate::blob::mend;
use crate::table::{acts, attachments, batches, changes, pulled, sync};
use crate::{Store, StoreError};

impl Store {
    /// Repairs what is damaged of an entry; what must be fetched again comes with the next pass.
    ///
    /// # Errors
    /// As every write.
    pub fn repair(&mut self, entry: EntryId) -> Result<Repair, StoreError> {
        let repair = self.write(|transaction, plan| {
            let mut work = Work {
                connection: transaction,
                kept: Kept::of(transaction, entry)?,
                repair: Repair::default(),
                from: None,
            };
            work.changes(entry)?;
            work.acts(entry)?;
            work.lower_cursor()?;
            let mut repair = work.repair;
            if repair.to_fetch == 0 && repair.lost == 0 {
                project_all(transaction, plan, [entry])?;
            }
            for blob in attachments::of_entry(transaction, entry)?.keys() {
                repair.to_fetch += mend::mend(transaction, *blob)? as usize;
            }
            Ok(repair)
        })?;
        self.faults = super::check_log(&self.connection)?;
        Ok(repair)
    }
}

/// What the batches kept here hold of the entry, by hash.
struct Kept {
    changes: BTreeMap<Digest, Vec<u8>>,
    acts: BTreeMap<ActId, Vec<u8>>,
}

impl Kept {
    fn of(connection: &Connection, entry: EntryId) -> Result<Kept, StoreError> {
        let mut kept = Kept {
            changes: BTreeMap::new(),
            acts: BTreeMap::new(),
        };
        for batch in batches::of_entry(connection, entry)?
            .iter()
            .filter_map(|sealed| sealed.open().ok())
        {
            for bytes in batch.changes {
                if let Ok(info) = ChangeInfo::read(&bytes) {
                    kept.changes.insert(info.hash, bytes);
                }
            }
            kept.acts.extend(
                batch
                    .acts
                    .into_iter()
                    .map(|bytes| (cunfa_evidence::act::id_of(&bytes), bytes)),
            );
        }
        Ok(kept)
    }
}

struct Work<'c> {
    connection: &'c Connection,
    kept: Kept,
    repair: Repair,
    from: Option<u64>,
}

impl Work<'_> {
    fn changes(&mut self, entry: EntryId) -> Result<(), StoreError> {
        for change in changes::of_entry(self.connection, entry)?
            .iter()
            .filter(|change| !change.is_intact())
        {
            if let Some(bytes) = self.kept.changes.get(&change.hash) {
                changes::restore(self.connection, entry, change.hash, bytes)?;
                self.repair.restored += 1;
            } else if self.ask_again(change.batch)? {
                changes::forget(self.connection, entry, change.hash)?;
            }
        }
        Ok(())
    }

    fn acts(&mut self, entry: EntryId) -> Result<(), StoreError> {
        for act in acts::of_entry(self.connection, entry)?
            .iter()
            .filter(|act| !act.is_intact())
        {
            if let Some(bytes) = self.kept.acts.get(&act.id) {
                acts::restore(self.connection, act.id, bytes)?;
                self.repair.restored += 1;
            } else if self.ask_again(act.batch)? {
                acts::forget(self.connection, act.id)?;
            }
        }
        Ok(())
    }

    /// Whether the server can be asked for it again.
    fn ask_again(&mut self, batch: Option<BatchId>) -> Result<bool, StoreError> {
        let sequence = match batch {
            Some(batch) => pulled::sequence(self.connection, batch)?,
            None => None,
        };
        let Some(sequence) = sequence else {
            self.repair.lost += 1;
            return Ok(false);
        };
        self.from = Some(self.from.map_or(sequence, |from| from.min(sequence)));
        self.repair.to_fetch += 1;
        Ok(true)
    }

    fn lower_cursor(&self) -> Result<(), StoreError> {
        let Some(from) = self.from else { return Ok(()) };
        let before = from.saturating_sub(1);
        if before < sync::position(self.connection)?.cursor {
            sync::set_cursor(self.connection, before)?;
        }
        Ok(())
    }
}
