//! Handing in what backups brought: each device's file is opened as that device, says what it has to say over the network, and goes when
//! the server has everything. What it hands in comes to this device like anybody else's.

use std::fs;
use std::sync::Arc;

use cunfa_protocol::Code;
use cunfa_protocol::view::{SyncOutcome, Topic};
use cunfa_store::Restored;

use super::{Lacks, folder_of};
use crate::app::{App, Shared};
use crate::config::AppConfig;
use crate::desk::code_of;
use crate::sync::{driver, round};

/// One attempt for each. What fails stays for the next time.
pub(crate) async fn go_on(shared: &Arc<Shared>) {
    if shared.link.is_cut() {
        return;
    }
    let _one = shared.handing_in.lock().await;
    let known = shared.at_desk(|desk| match &desk.store {
        Some(store) => store.restored().map_err(code_of),
        None => Ok(Vec::new()),
    });
    let known = known.await.unwrap_or_default();
    for restored in known.into_iter().filter(|known| !known.quarantined) {
        if let Err(code) = hand_in(shared, restored).await {
            tracing::warn!(?code, "what a backup brought could not be handed in");
        }
    }
}

async fn hand_in(shared: &Arc<Shared>, restored: Restored) -> Result<(), Code> {
    let (device, place) = (restored.device, folder_of(&shared.config, restored.device));
    let (lacks, quarantined) = as_that_device(shared, &restored).await?;
    shared
        .at_desk(move |desk| {
            let store = desk.store_mut()?;
            if lacks.nothing() {
                store.drop_restored(device).map_err(code_of)?;
            } else {
                let now = Restored {
                    entries: lacks.entries,
                    parked: lacks.parked,
                    photos: lacks.photos,
                    quarantined,
                    ..restored
                };
                store.keep_restored(&now).map_err(code_of)?;
            }
            desk.told().topic(Topic::Sync);
            Ok(())
        })
        .await?;
    if lacks.nothing() {
        // Its key is gone from here: what stays of it, should this fail, nobody can read.
        let _ = fs::remove_dir_all(place);
    }
    Ok(())
}

/// One pass as that device; what the log lacks afterwards, and whether all of that lies in quarantine.
async fn as_that_device(shared: &Arc<Shared>, restored: &Restored) -> Result<(Lacks, bool), Code> {
    let config = AppConfig {
        data_dir: folder_of(&shared.config, restored.device),
        demo: false,
        ..shared.config.clone()
    };
    let app = App::open(config).map_err(|failure| failure.code)?;
    let other = app.shared();
    let key = restored.db_key.clone();
    other.at_desk_at_once(move |desk| desk.open_store(&key)).await?;
    let outcome = driver::one(other).await;
    other
        .at_desk(move |desk| {
            let store = desk.store()?;
            let quarantined = outcome == SyncOutcome::Revoked && !round::is_waiting(store)?;
            Ok((Lacks::of(store)?, quarantined))
        })
        .await
}
