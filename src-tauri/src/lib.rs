//! The window: one command that passes a `Command` to the client, one event that passes changes back, nothing else.
//!
//! No rule, no SQL, no HTTP. A file that cannot be opened is a reason given to every command; a folder that cannot be used is
//! shown on a page of its own ([`notice`]).

mod bridge;
mod door;
mod notice;
mod place;
mod window;

use std::process::ExitCode;

use tauri::{App, Manager};

use door::Door;

/// Starts the app and returns when its window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn start() {
    let _ = run();
}

/// Starts the app; the code says whether it ended well.
pub fn run() -> ExitCode {
    log();
    #[cfg(target_os = "linux")]
    window::prepare();
    let ended = tauri::Builder::default()
        .register_uri_scheme_protocol(notice::SCHEME, |context, _| notice::page(context.app_handle()))
        .invoke_handler(tauri::generate_handler![door::handle])
        .setup(|app| Ok(open(app)?))
        .run(tauri::generate_context!());
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window did not open");
            ExitCode::FAILURE
        }
    }
}

/// Opens the window, and the device's file beside it.
fn open(app: &mut App) -> tauri::Result<()> {
    match place::data_dir(app.handle()) {
        Ok(data_dir) => {
            app.manage(Door::new(data_dir.clone()));
            bridge::start(app.handle());
            window::main(app, &data_dir)
        }
        Err(message) => {
            app.manage(notice::Message(message));
            window::notice(app)
        }
    }
}

fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CUNFA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
