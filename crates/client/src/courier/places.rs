//! The places as commands name them. A command's path counts only when it leads to a place, or into one: no page writes or reads
//! anywhere else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cunfa_protocol::Code;
use cunfa_protocol::failure::CourierFault;

use super::fault::code;
use crate::app::Shared;

/// Most files shown of a place.
const MOST_FILES: usize = 50;

/// The folder of a place that a command names.
pub(crate) fn folder(shared: &Arc<Shared>, path: &str) -> Result<PathBuf, Code> {
    let places = shared.config.sticks.places();
    let found = places.into_iter().find(|place| place.folder == Path::new(path));
    found.map(|place| place.folder).ok_or(code(CourierFault::PlaceGone))
}

/// The file of this kind that a command names; none when no place has it.
pub(crate) fn file(shared: &Arc<Shared>, path: &str, extension: &str) -> Option<PathBuf> {
    let path = PathBuf::from(path);
    let places = shared.config.sticks.places();
    let known = places.iter().any(|place| path.parent() == Some(place.folder.as_path()));
    (known && is_named_like(&path, extension)).then_some(path)
}

/// The files of a kind in a place, newest first, with their bytes.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| is_named_like(path, extension))
        .filter_map(|path| {
            let about = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len(), path))
        })
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    let files = found.into_iter().take(MOST_FILES);
    files.map(|(_, bytes, path)| (path, bytes)).collect()
}

fn is_named_like(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
