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
use crate::registers;
use crate::sync::{driver, round};

/// What becomes of a file of which the server took all but what it refused for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parked {
    /// It stays closed.
    Waits,
    /// A person asks: it is offered once more.
    Again,
}

/// One attempt for each. What fails stays for the next time.
pub(crate) async fn go_on(shared: &Arc<Shared>, parked: Parked) {
    if shared.link.is_cut() {
        return;
    }
    let _one = shared.handing_in.lock().await;
    let known = shared.at_desk(|desk| match &desk.store {
        Some(store) => store.restored().map_err(code_of),
        None => Ok(Vec::new()),
    });
    let known = known.await.unwrap_or_default();
    let is_open = |known: &Restored| !known.quarantined && (!known.waits || parked == Parked::Again);
    for restored in known.into_iter().filter(is_open) {
        if let Err(code) = hand_in(shared, restored).await {
            tracing::warn!(?code, "what a backup brought could not be handed in");
        }
    }
}

async fn hand_in(shared: &Arc<Shared>, restored: Restored) -> Result<(), Code> {
    let (device, place) = (restored.device, folder_of(&shared.config, restored.device));
    let Left {
        lacks,
        quarantined,
        waits,
    } = as_that_device(shared, &restored).await?;
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
                    waits,
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

/// What the log lacks after a pass.
struct Left {
    lacks: Lacks,
    /// All of it lies in quarantine.
    quarantined: bool,
    /// All of it was refused for good.
    waits: bool,
}

/// One pass as that device, with what was refused before if it was tried here.
async fn as_that_device(shared: &Arc<Shared>, restored: &Restored) -> Result<Left, Code> {
    let config = AppConfig {
        data_dir: folder_of(&shared.config, restored.device),
        demo: false,
        hands_in: true,
        ..shared.config.clone()
    };
    let app = App::open(config).map_err(|failure| failure.code)?;
    let other = app.shared();
    let (key, again) = (restored.db_key.clone(), restored.waits);
    other.at_desk_at_once(move |desk| desk.open_store(&key)).await?;
    if again {
        other.at_desk(round::offer_parked).await?;
    }
    let outcome = driver::one(other).await;
    if outcome == SyncOutcome::Done {
        registers::ask::go_on(other).await;
    }
    other
        .at_desk(move |desk| {
            let store = desk.store()?;
            let (lacks, is_waiting) = (Lacks::of(store)?, round::is_waiting(store)?);
            Ok(Left {
                lacks,
                quarantined: outcome == SyncOutcome::Revoked && !is_waiting,
                waits: outcome == SyncOutcome::Done
                    && !is_waiting
                    && lacks.entries > 0
                    && lacks.entries == lacks.parked,
            })
        })
        .await
}
