//! An S3-compatible store. Key and secret come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`), never from
//! the configuration file.

use std::time::Duration;

use cunfa_core::BlobId;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStoreExt as _, RetryConfig};
use tokio::runtime::{Builder, Runtime};

use super::{Blobs, BlobsError, name};

/// How long one call may be tried again, before the device is told to come later.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a store says that not the blob but the whole bucket is not there: that must not look like a lost blob.
const NO_BUCKET: &str = "NoSuchBucket";

/// Which store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The bucket.
    pub name: String,
    /// Before every name; empty for none.
    pub prefix: String,
    /// `https://…`; plain HTTP on this machine only. `None`: Amazon's own.
    pub endpoint: Option<String>,
    /// The region; many stores take any.
    pub region: String,
}

/// Blobs in a bucket.
pub struct BucketBlobs {
    store: AmazonS3,
    prefix: String,
    /// Calls block their own thread; the requests run here. Always there until the drop.
    runtime: Option<Runtime>,
}

impl std::fmt::Debug for BucketBlobs {
    /// Without keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BucketBlobs({})", self.prefix)
    }
}

impl BucketBlobs {
    /// Sets it up; nothing is asked of the store yet.
    ///
    /// # Errors
    /// [`BlobsError::Bucket`] for a configuration that cannot be, [`BlobsError::Folder`] for a system without threads.
    pub fn new(bucket: &Bucket) -> Result<BucketBlobs, BlobsError> {
        // A provider that is installed already is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let endpoint = bucket.endpoint.clone().unwrap_or_default();
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_allow_http(endpoint.starts_with("http://"))
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: 4,
                retry_timeout: PATIENCE,
            });
        if !endpoint.is_empty() {
            builder = builder.with_endpoint(endpoint);
        }
        Ok(BucketBlobs {
            store: builder.build()?,
            prefix: bucket.prefix.clone(),
            runtime: Some(Builder::new_multi_thread().worker_threads(1).enable_all().build()?),
        })
    }

    fn key(&self, blob: BlobId) -> Path {
        let (first, whole) = name(blob);
        Path::from_iter(
            [self.prefix.as_str(), &first, &whole]
                .into_iter()
                .filter(|part| !part.is_empty()),
        )
    }

    fn wait<T>(&self, done: impl Future<Output = Result<T, BlobsError>>) -> Result<T, BlobsError> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(done),
            None => Err(std::io::Error::other("the store is closed").into()),
        }
    }
}

impl Drop for BucketBlobs {
    /// Also where waiting is not allowed.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Blobs for BucketBlobs {
    fn put(&self, blob: BlobId, bytes: &[u8]) -> Result<(), BlobsError> {
        self.wait(async {
            self.store.put(&self.key(blob), bytes.to_vec().into()).await?;
            Ok(())
        })
    }

    fn get(&self, blob: BlobId) -> Result<Option<Vec<u8>>, BlobsError> {
        self.wait(async {
            match self.store.get(&self.key(blob)).await {
                Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
                Err(object_store::Error::NotFound { source, .. }) if !source.to_string().contains(NO_BUCKET) => {
                    Ok(None)
                }
                Err(error) => Err(error.into()),
            }
        })
    }
}
