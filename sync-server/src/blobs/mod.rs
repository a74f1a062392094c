//! Where whole blobs lie: a folder, an S3-compatible store, or memory. Content-addressed: a name never holds other bytes.
//!
//! Only what was hashed goes in, and what comes out is hashed again by whoever reads it ([`Server`](crate::Server) does).

mod bucket;
mod folder;
mod memory;

use cunfa_core::BlobId;

pub use bucket::{Bucket, BucketBlobs};
pub use folder::FolderBlobs;
pub use memory::MemoryBlobs;

/// Why blobs cannot be stored or read now. Never tells what is in them.
#[derive(Debug, thiserror::Error)]
pub enum BlobsError {
    /// The folder.
    #[error("storing blobs: {0}")]
    Folder(#[from] std::io::Error),
    /// The S3-compatible store, in its own words.
    #[error("storing blobs: {0}")]
    Bucket(#[from] object_store::Error),
}

/// A place for whole blobs. Calls block.
pub trait Blobs: Send + Sync {
    /// Stores it, durable when this returns; over what is there, which is the same unless it was damaged.
    ///
    /// # Errors
    /// [`BlobsError`]; then nothing is there, or what was there before.
    fn put(&self, blob: BlobId, bytes: &[u8]) -> Result<(), BlobsError>;
    /// The bytes as they lie there; `None` when there are none.
    ///
    /// # Errors
    /// [`BlobsError`].
    fn get(&self, blob: BlobId) -> Result<Option<Vec<u8>>, BlobsError>;
}

/// The name of a blob below the place: the first byte of its hash as a folder, then the whole hash, in hex.
fn name(blob: BlobId) -> (String, String) {
    let whole = blob.to_string();
    (whole.chars().take(2).collect(), whole)
}
