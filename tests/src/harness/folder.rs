//! Folders of tests: in memory where the system has such a place, gone afterwards.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A folder that is removed when it is dropped.
#[derive(Debug)]
pub struct TestFolder(TempDir);

impl TestFolder {
    /// Makes one.
    ///
    /// # Errors
    /// When no folder can be made.
    pub fn new() -> std::io::Result<TestFolder> {
        let memory = Path::new("/dev/shm");
        let in_memory = tempfile::Builder::new().prefix("cunfa-").tempdir_in(memory);
        in_memory
            .or_else(|_| tempfile::Builder::new().prefix("cunfa-").tempdir())
            .map(TestFolder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A place in it.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Copies all files of this folder (not its sub-folders) into a new one, as a program killed at this instant leaves them.
    ///
    /// # Errors
    /// When a file cannot be copied.
    pub fn copy(&self) -> std::io::Result<TestFolder> {
        let copy = TestFolder::new()?;
        for item in std::fs::read_dir(self.path())? {
            let item = item?;
            if item.file_type()?.is_file() {
                std::fs::copy(item.path(), copy.path().join(item.file_name()))?;
            }
        }
        Ok(copy)
    }
}
