//! Where backups can be put and found, and what earlier ones brought.

use std::sync::Arc;

use cunfa_protocol::Code;
use cunfa_protocol::view::{Backup, BackupFile, BackupPlace, Restored};
use tokio::task::spawn_blocking;

use super::EXTENSION;
use crate::app::Shared;
use crate::courier::places;
use crate::desk::code_of;

/// The state.
pub(crate) async fn status(shared: &Arc<Shared>) -> Result<Backup, Code> {
    let restored = shared
        .at_desk(|desk| {
            desk.session()?;
            desk.store()?.restored().map_err(code_of)
        })
        .await?;
    let sticks = Arc::clone(&shared.config.sticks);
    let looked = spawn_blocking(move || {
        let places = sticks.places().into_iter().filter(|place| place.folder.is_dir());
        let places = places.filter_map(|place| {
            let files = places::files(&place.folder, EXTENSION).into_iter();
            let files = files.filter_map(|(path, bytes)| {
                Some(BackupFile {
                    path: path.to_str()?.to_owned(),
                    name: path.file_name()?.to_str()?.to_owned(),
                    bytes,
                })
            });
            Some(BackupPlace {
                path: place.folder.to_str()?.to_owned(),
                name: place.name,
                is_stick: place.is_stick,
                files: files.collect(),
            })
        });
        places.collect::<Vec<_>>()
    });
    Ok(Backup {
        places: looked.await.unwrap_or_default(),
        restored: restored.iter().map(view).collect(),
    })
}

/// As it is shown.
pub(super) fn view(restored: &cunfa_store::Restored) -> Restored {
    Restored {
        made_ms: restored.made_ms,
        entries: restored.entries,
        parked: restored.parked,
        photos: restored.photos,
        quarantined: restored.quarantined,
    }
}
