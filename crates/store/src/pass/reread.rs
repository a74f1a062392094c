//! Reading again what an older program could only keep.

use cunfa_evidence::receipt::Receipt;

use crate::append::{Taken, append_remote, project_all};
use crate::table::{device, newer, pulled};
use crate::{Store, StoreError};

impl Store {
    /// Tries the batches that were kept unread, and the entries that a newer program wrote to; gives how many of the batches this program could read. Called at opening.
    pub(crate) fn reread(&mut self) -> Result<usize, StoreError> {
        let newer = newer::all(&self.connection)?;
        if newer.is_empty() && pulled::unread(&self.connection)?.is_empty() {
            return Ok(0);
        }
        self.write(|transaction, plan| {
            project_all(transaction, plan, newer)?;
            let county_key = device::needed(transaction)?.county_key;
            let mut touched = Vec::new();
            for (sealed, bytes) in pulled::unread(transaction)? {
                let Ok(receipt) = Receipt::read(&bytes, &county_key) else {
                    continue;
                };
                if let Taken::Stored(entry) = append_remote(transaction, &sealed, &receipt, &bytes)? {
                    touched.push(entry);
                }
            }
            project_all(transaction, plan, touched.iter().copied())?;
            Ok(touched.len())
        })
    }
}
