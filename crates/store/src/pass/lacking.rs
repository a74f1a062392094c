//! What others wrote, is here, and is not in the log since it began anew: it is handed in with the receipt of the log before, and counts
//! only when it comes from the log again.

use std::collections::BTreeSet;

use cunfa_core::{BatchId, EntryId};
use cunfa_evidence::batch::SealedBatch;

use super::ParkedReason;
use crate::table::{batches, pulled};
use crate::{Store, StoreError};

/// A batch of another device that the log was not seen to hold since it began anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LackingBatch {
    /// Identity.
    pub id: BatchId,
    /// Bytes and signature, as they came.
    pub sealed: SealedBatch,
    /// The receipt of the log before.
    pub receipt: Vec<u8>,
}

impl Store {
    /// What is to be handed in: of each entry in the order of the log before, within the budget, at least one if there is any.
    ///
    /// # Errors
    /// As every read.
    pub fn lacking(&self, bytes_max: usize, count_max: usize) -> Result<Vec<LackingBatch>, StoreError> {
        pulled::due(&self.connection, bytes_max, count_max)
    }

    /// Notes what the server said of batches that were handed in: why it does not take one, or nothing of the kind. What was written here
    /// and was put off is parked for the same reason, when it is of such an entry. Gives the entries.
    ///
    /// # Errors
    /// As every write.
    pub fn note_lacking(
        &mut self,
        answered: &[(BatchId, Option<ParkedReason>)],
    ) -> Result<BTreeSet<EntryId>, StoreError> {
        self.write(|transaction, _| {
            let mut parked = BTreeSet::new();
            for (batch, refused) in answered {
                let entry = pulled::answered(transaction, *batch, *refused)?;
                if let (Some(entry), Some(reason)) = (entry, refused)
                    && batches::park_put_off(transaction, entry, *reason)?
                {
                    parked.insert(entry);
                }
            }
            Ok(parked)
        })
    }
}
