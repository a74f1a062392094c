//! Where whole blobs lie: every place keeps the same promises, a folder survives damage and its disk's absence, and an S3-compatible
//! store is spoken to over real HTTP.

use std::path::{Path, PathBuf};

use cunfa_core::BlobId;
use cunfa_server::blobs::{Blobs, Bucket, BucketBlobs, FolderBlobs, MemoryBlobs};

use crate::support::photos::{id, photo};
use crate::support::s3::s3_server;

fn keeps_the_promises(blobs: &dyn Blobs) {
    let (one, other) = (photo(1, 100_000), photo(2, 3));
    blobs.put(id(&one), &one).unwrap();
    blobs.put(id(&one), &one).unwrap();
    assert_eq!(blobs.get(id(&one)).unwrap(), Some(one.clone()));
    assert_eq!(blobs.get(id(&other)).unwrap(), None);
    blobs.put(id(&other), b"damaged").unwrap();
    blobs.put(id(&other), &other).unwrap();
    assert_eq!(
        blobs.get(id(&other)).unwrap(),
        Some(other.clone()),
        "put again, it is whole again"
    );
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| blobs.put(id(&one), &one).unwrap());
        }
    });
    assert_eq!(blobs.get(id(&one)).unwrap(), Some(one));
}

#[test]
fn memory_keeps_the_promises() {
    keeps_the_promises(&MemoryBlobs::default());
}

#[test]
fn a_folder_keeps_the_promises_and_leaves_nothing_unfinished() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("blobs");
    keeps_the_promises(&FolderBlobs::new(place.clone()));
    let again = FolderBlobs::new(place.clone());
    assert_eq!(
        again.get(id(&photo(2, 3))).unwrap(),
        Some(photo(2, 3)),
        "it is there for the next process"
    );
    for below in std::fs::read_dir(&place).unwrap().map(Result::unwrap) {
        if below.file_type().unwrap().is_dir() {
            for file in std::fs::read_dir(below.path()).unwrap().map(Result::unwrap) {
                assert!(file.file_name().into_string().unwrap().parse::<BlobId>().is_ok());
            }
        }
    }
}

#[test]
fn a_folder_that_is_not_there_is_not_a_folder_without_blobs() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("blobs");
    let blobs = FolderBlobs::new(place.clone());
    blobs.put(id(b"1"), b"1").unwrap();
    assert_eq!(blobs.get(id(b"2")).unwrap(), None);
    std::fs::rename(&place, folder.path().join("away")).unwrap();
    assert!(blobs.get(id(b"1")).is_err(), "the disk is not mounted");
    std::fs::create_dir(&place).unwrap();
    assert!(blobs.get(id(b"1")).is_err(), "nor is an empty place where it should be");
    std::fs::remove_dir(&place).unwrap();
    std::fs::rename(folder.path().join("away"), &place).unwrap();
    assert_eq!(blobs.get(id(b"1")).unwrap(), Some(b"1".to_vec()));
}

/// Where a blob of this name lies.
fn below(place: &Path, name: &str) -> PathBuf {
    let first: String = name.chars().take(2).collect();
    place.join(first).join(name)
}

#[cfg(unix)]
#[test]
fn only_the_servers_user_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("blobs");
    FolderBlobs::new(place.clone()).put(id(b"1"), b"1").unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let name = id(b"1").to_string();
    assert_eq!(mode(&place), 0o700);
    assert_eq!(mode(&below(&place, &name)), 0o600);
}

fn bucket(endpoint: &str, name: &str, secret: &str) -> BucketBlobs {
    let bucket = Bucket {
        name: name.to_owned(),
        prefix: "cunfa/blobs".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".to_owned(),
    };
    BucketBlobs::with_keys(&bucket, "key", secret).unwrap()
}

#[test]
fn an_s3_compatible_store_keeps_the_promises_over_real_http() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("county")).unwrap();
    let endpoint = s3_server(folder.path());
    let blobs = bucket(&endpoint, "county", "secret");
    keeps_the_promises(&blobs);
    let name = id(&photo(2, 3)).to_string();
    let file = below(&folder.path().join("county/cunfa/blobs"), &name);
    assert_eq!(std::fs::read(file).unwrap(), photo(2, 3), "under the prefix, as it is");
    let stranger = bucket(&endpoint, "county", "wrong");
    assert!(stranger.get(id(&photo(2, 3))).is_err() && stranger.put(id(b"1"), b"1").is_err());
}

#[test]
fn a_bucket_that_is_not_there_is_not_a_bucket_without_blobs() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = s3_server(folder.path());
    let blobs = bucket(&endpoint, "county", "secret");
    assert!(blobs.get(id(b"1")).is_err());
    assert!(
        bucket("http://127.0.0.1:9", "county", "secret").get(id(b"1")).is_err(),
        "nobody listens"
    );
}
