//! What goes out, and the states of batches on their way.

use std::collections::BTreeSet;

use cunfa_core::{BatchId, EntryId};

use super::{OutgoingBatch, ParkedReason};
use crate::table::{batches, outbox, pulled, sync};
use crate::{Store, StoreError};

impl Store {
    /// Begins a request: the oldest pending batches within the budget, at least one if any is pending.
    ///
    /// # Errors
    /// As every read.
    pub fn next_batches(&self, bytes_max: usize, count_max: usize) -> Result<Vec<OutgoingBatch>, StoreError> {
        self.asked.set(sync::position(&self.connection)?.cursor);
        batches::next(&self.connection, bytes_max, count_max)
    }

    /// Whether something open is in no batch yet.
    ///
    /// # Errors
    /// As every read.
    pub fn has_unsealed(&self) -> Result<bool, StoreError> {
        outbox::has_loose(&self.connection)
    }

    /// Notes that batches are on their way.
    ///
    /// # Errors
    /// As every write.
    pub fn mark_sending(&mut self, ids: &[BatchId]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            ids.iter()
                .try_for_each(|id| batches::set_state(transaction, *id, "sending"))
        })
    }

    /// At the start of a pass: what was on its way or put off waits for its turn again.
    ///
    /// # Errors
    /// As every write.
    pub fn reset_sending(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            batches::reset(transaction)?;
            pulled::again(transaction)
        })
    }

    /// Parks a batch that cannot be sent.
    ///
    /// # Errors
    /// As every write.
    pub fn park(&mut self, id: BatchId, reason: ParkedReason) -> Result<(), StoreError> {
        self.write(|transaction, _| batches::park(transaction, id, reason))
    }

    /// Puts a parked batch back; says whether it was one.
    ///
    /// # Errors
    /// As every write.
    pub fn retry_parked(&mut self, id: BatchId) -> Result<bool, StoreError> {
        self.write(|transaction, _| batches::unpark(transaction, id))
    }

    /// Puts every parked batch back, but for what is too large to travel; gives the entries.
    ///
    /// # Errors
    /// As every write.
    pub fn offer_parked(&mut self) -> Result<BTreeSet<EntryId>, StoreError> {
        self.write(|transaction, _| batches::unpark_every(transaction))
    }
}
