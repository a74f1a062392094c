//! The places as commands name them. A command's path counts only when it leads to a place, or into one: no page writes or reads
//! anywhere else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunfa_protocol::Code;
use cunfa_protocol::courier::EXTENSION;
use cunfa_protocol::failure::CourierFault;

use super::fault::code;
use crate::app::Shared;

/// The folder of a place that a command names.
pub(super) fn folder(shared: &Arc<Shared>, path: &str) -> Result<PathBuf, Code> {
    let places = shared.config.sticks.places();
    let found = places.into_iter().find(|place| place.folder == Path::new(path));
    found.map(|place| place.folder).ok_or(code(CourierFault::PlaceGone))
}

/// The file that a command names.
pub(super) fn file(shared: &Arc<Shared>, path: &str) -> Result<PathBuf, Code> {
    let path = PathBuf::from(path);
    let places = shared.config.sticks.places();
    let known = places.iter().any(|place| path.parent() == Some(place.folder.as_path()));
    if known && is_named_like_one(&path) {
        Ok(path)
    } else {
        Err(code(CourierFault::NoFile))
    }
}

/// Whether a file is named as a courier's.
pub(super) fn is_named_like_one(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}
