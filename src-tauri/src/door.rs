//! The one command a page can call. It passes a `Command` on and maps nothing.

use std::path::PathBuf;
use std::sync::Arc;

use cunfa_client::{App, AppConfig};
use cunfa_protocol::{Code, Command, FailureReply, Reply};
use tauri::State;

/// What stands behind the command.
pub enum Door {
    /// The client, with its file open.
    Open(Arc<App>),
    /// The device's file could not be opened and was left as it is; every command is answered with the reason.
    Shut(FailureReply),
}

/// Opens the device's data. Shown as a demo where `CUNFA_DEMO` is set.
pub fn open(data_dir: PathBuf) -> Door {
    let opened = AppConfig::real(data_dir)
        .map_err(|error| internal(&error))
        .and_then(|mut config| {
            config.demo = std::env::var_os("CUNFA_DEMO").is_some();
            App::open(config)
        });
    match opened {
        Ok(app) => Door::Open(Arc::new(app)),
        Err(failure) => {
            tracing::error!(code = ?failure.code, "the device's file was not opened");
            Door::Shut(failure)
        }
    }
}

/// Passes one command to the client.
#[tauri::command]
pub async fn handle(door: State<'_, Door>, command: Command) -> Result<Reply, FailureReply> {
    match door.inner() {
        Door::Open(app) => app.handle(command).await,
        Door::Shut(failure) => Err(failure.clone()),
    }
}

fn internal(error: &impl std::fmt::Display) -> FailureReply {
    Code::Internal {
        attempted: error.to_string(),
    }
    .into()
}
