//! An S3-compatible store. Key and secret come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`), never from
//! the configuration file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cunfa_core::BlobId;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStoreExt as _, PutPayload, RetryConfig};
use tokio::runtime::{Builder, Runtime};

use super::{Blobs, BlobsError, MARK, name};

/// How long one call may be tried again, before the device is told to come later.
const PATIENCE: Duration = Duration::from_secs(20);

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
    /// Whether this process has put the mark.
    marked: AtomicBool,
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
    /// Sets it up with key and secret of the environment; nothing is asked of the store yet.
    ///
    /// # Errors
    /// [`BlobsError::Bucket`] for a configuration that cannot be, [`BlobsError::Folder`] for a system without threads.
    pub fn new(bucket: &Bucket) -> Result<BucketBlobs, BlobsError> {
        BucketBlobs::set_up(bucket, AmazonS3Builder::from_env())
    }

    /// The same with this key and secret.
    ///
    /// # Errors
    /// As [`BucketBlobs::new`].
    pub fn with_keys(bucket: &Bucket, key_id: &str, secret: &str) -> Result<BucketBlobs, BlobsError> {
        let keys = AmazonS3Builder::new()
            .with_access_key_id(key_id)
            .with_secret_access_key(secret);
        BucketBlobs::set_up(bucket, keys)
    }

    fn set_up(bucket: &Bucket, keys: AmazonS3Builder) -> Result<BucketBlobs, BlobsError> {
        // A provider that is installed already is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let endpoint = bucket.endpoint.clone().unwrap_or_default();
        let mut builder = keys
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
            marked: AtomicBool::new(false),
            runtime: Some(Builder::new_multi_thread().worker_threads(1).enable_all().build()?),
        })
    }

    fn key(&self, names: &[&str]) -> Path {
        let prefix = self.prefix.split('/').filter(|part| !part.is_empty());
        Path::from_iter(prefix.chain(names.iter().copied()))
    }

    fn key_of(&self, blob: BlobId) -> Path {
        let (first, whole) = name(blob);
        self.key(&[&first, &whole])
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
            if !self.marked.load(Ordering::Relaxed) {
                self.store.put(&self.key(&[MARK]), PutPayload::new()).await?;
                self.marked.store(true, Ordering::Relaxed);
            }
            self.store.put(&self.key_of(blob), bytes.to_vec().into()).await?;
            Ok(())
        })
    }

    fn get(&self, blob: BlobId) -> Result<Option<Vec<u8>>, BlobsError> {
        self.wait(async {
            match self.store.get(&self.key_of(blob)).await {
                Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
                Err(object_store::Error::NotFound { .. }) => {
                    self.store.head(&self.key(&[MARK])).await?;
                    Ok(None)
                }
                Err(error) => Err(error.into()),
            }
        })
    }
}
