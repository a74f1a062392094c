//! Runs the client's own work and tells the page what changed. Events carry ids only; screens ask again.

use cunfa_protocol::view::{Event, Topic};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

use crate::door::Door;

/// The name under which a page hears of changes.
const CHANGED: &str = "cunfa://changed";

/// Opens the device's data, starts the client's timers, and passes every change to the window until the client is gone.
pub fn start(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(app) = handle.state::<Door>().opened().await.clone() else {
            return;
        };
        app.run();
        let mut changes = app.subscribe();
        drop(app);
        loop {
            match changes.recv().await {
                Ok(event) => emit(&handle, &event),
                Err(RecvError::Lagged(_)) => emit(&handle, &everything()),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// Changes came faster than the window took them: nothing in particular is known, so screens ask for all.
fn everything() -> Event {
    Event {
        topics: vec![Topic::Drafts, Topic::Entries, Topic::Sync, Topic::Session],
        entries: Vec::new(),
    }
}

fn emit(handle: &AppHandle, event: &Event) {
    if let Err(error) = handle.emit(CHANGED, event) {
        tracing::warn!(%error, "a change did not reach the window");
    }
}
