//! In memory, for tests and simulations.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use cunfa_core::BlobId;

use super::{Blobs, BlobsError};

/// Blobs that last as long as this value.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<BTreeMap<BlobId, Vec<u8>>>);

impl Blobs for MemoryBlobs {
    fn put(&self, blob: BlobId, bytes: &[u8]) -> Result<(), BlobsError> {
        let mut blobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blobs.insert(blob, bytes.to_vec());
        Ok(())
    }

    fn get(&self, blob: BlobId) -> Result<Option<Vec<u8>>, BlobsError> {
        let blobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(blobs.get(&blob).cloned())
    }
}
