//! The one command a page can call. It passes a `Command` on and maps nothing.

use std::path::PathBuf;
use std::sync::Arc;

use cunfa_client::{AppConfig, Counties};
use cunfa_protocol::{Code, Command, FailureReply, Reply};
use tauri::State;
use tokio::sync::OnceCell;

/// What stands behind the command: the client with its file open, or the reason why the file could not be opened and was
/// left as it is, which then answers every command.
type Opened = Result<Arc<Counties>, FailureReply>;

/// The device's data, opened beside the window while the page is loading. A command that comes earlier waits.
pub struct Door {
    data_dir: PathBuf,
    opened: OnceCell<Opened>,
}

impl Door {
    /// A door to the data in a folder. Nothing is opened yet.
    pub fn new(data_dir: PathBuf) -> Door {
        Door {
            data_dir,
            opened: OnceCell::new(),
        }
    }

    /// Opens the data, once; everybody who asks meanwhile waits for that one time.
    pub async fn opened(&self) -> &Opened {
        let open = || async {
            let data_dir = self.data_dir.clone();
            let opened = tauri::async_runtime::spawn_blocking(|| open(data_dir)).await;
            opened.unwrap_or_else(|error| Err(internal(&error)))
        };
        self.opened.get_or_init(open).await
    }
}

/// Opens the device's data. Shown as a demo where `CUNFA_DEMO` is set.
fn open(data_dir: PathBuf) -> Opened {
    let opened = AppConfig::real(data_dir)
        .map_err(|error| internal(&error))
        .and_then(|mut config| {
            config.demo = std::env::var_os("CUNFA_DEMO").is_some();
            Counties::open(config)
        });
    if let Err(failure) = &opened {
        tracing::error!(code = ?failure.code, "the device's file was not opened");
    }
    opened.map(Arc::new)
}

/// Passes one command to the client.
#[tauri::command]
pub async fn handle(door: State<'_, Door>, command: Command) -> Result<Reply, FailureReply> {
    match door.opened().await {
        Ok(app) => app.handle(command).await,
        Err(failure) => Err(failure.clone()),
    }
}

fn internal(error: &impl std::fmt::Display) -> FailureReply {
    Code::Internal {
        attempted: error.to_string(),
    }
    .into()
}
