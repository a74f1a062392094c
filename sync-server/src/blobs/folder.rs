//! A folder of content-addressed files: `ab/abcd…`. A file appears under its name whole and on the disk, or not at all.
//!
//! A mark in the folder tells "this blob is not here" from "this is not the folder", as when a disk is not mounted: the first makes
//! devices send it again, the second must not.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cunfa_core::BlobId;

use super::{Blobs, BlobsError, name};

/// The mark.
const MARK: &str = "cunfa-blobs";

/// Blobs in a folder.
#[derive(Debug)]
pub struct FolderBlobs {
    folder: PathBuf,
    /// One writer at a time: two of the same blob would share a file that is not finished.
    writing: Mutex<()>,
}

impl FolderBlobs {
    /// In this folder, which is made when the first blob comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> FolderBlobs {
        FolderBlobs {
            folder,
            writing: Mutex::new(()),
        }
    }

    fn place(&self, blob: BlobId) -> (PathBuf, PathBuf) {
        let (first, whole) = name(blob);
        let folder = self.folder.join(first);
        let file = folder.join(whole);
        (folder, file)
    }
}

impl Blobs for FolderBlobs {
    fn put(&self, blob: BlobId, bytes: &[u8]) -> Result<(), BlobsError> {
        let (folder, file) = self.place(blob);
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        make_folder(&self.folder)?;
        make_folder(&folder)?;
        let mark = self.folder.join(MARK);
        if !mark.exists() {
            write(&mark, b"")?;
            sync_folder(&self.folder)?;
        }
        // Another program on the same folder has another number.
        let unfinished = file.with_extension(format!("{}.part", std::process::id()));
        let written = write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &file));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written?;
        sync_folder(&folder)?;
        Ok(())
    }

    fn get(&self, blob: BlobId) -> Result<Option<Vec<u8>>, BlobsError> {
        match fs::read(self.place(blob).1) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound && self.folder.join(MARK).exists() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Makes it, for the server's user only, and its name in the folder above durable.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    folder.parent().map_or(Ok(()), sync_folder)
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let here = folder.as_os_str().is_empty();
    File::open(if here { Path::new(".") } else { folder })?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
