//! A file that appears under its name only when it is whole and on the disk. Until then it is called otherwise, and a failed one is
//! removed; one that a crash left is removed by the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use cunfa_protocol::Code;

use super::fault::of_place;

/// What an unfinished file's name ends with.
const ENDING: &str = ".part";

/// An unfinished file. Dropped without [`Part::finish`], it is removed.
pub(crate) struct Part {
    unfinished: PathBuf,
    whole: PathBuf,
    done: bool,
}

impl Part {
    /// Begins a file that will be called `whole`, and removes what was left unfinished beside it by `prefix`.
    pub(crate) fn create(whole: PathBuf, prefix: &str) -> Result<(Part, File), Code> {
        if let Some(folder) = whole.parent() {
            sweep(folder, prefix);
        }
        let mut name = whole.as_os_str().to_owned();
        name.push(ENDING);
        let unfinished = PathBuf::from(name);
        let file = File::create(&unfinished).map_err(|error| of_place(&error))?;
        let part = Part {
            unfinished,
            whole,
            done: false,
        };
        Ok((part, file))
    }

    /// Waits until every byte is on the disk.
    pub(crate) fn settle(file: &File) -> Result<(), Code> {
        file.sync_all().map_err(|error| of_place(&error))
    }

    /// Lets it appear.
    pub(crate) fn finish(mut self) -> Result<(), Code> {
        fs::rename(&self.unfinished, &self.whole).map_err(|error| of_place(&error))?;
        self.done = true;
        // A file system that cannot flush a folder has flushed it with the file.
        if let Some(folder) = self.whole.parent()
            && let Ok(folder) = File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

fn sweep(folder: &Path, prefix: &str) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(ENDING) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
