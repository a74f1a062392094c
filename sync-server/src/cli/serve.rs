//! `serve`: opens, listens, and on SIGTERM or Ctrl-C finishes what runs and settles the file.

use std::sync::Arc;

use tokio::runtime::Builder;
use tokio::signal;
use tracing_subscriber::EnvFilter;

use super::{CliError, open};
use crate::config::Config;
use crate::db::Commits;
use crate::http;
use crate::server::Server;

pub(super) fn run(config: &Config) -> Result<(), CliError> {
    start_log(&config.log)?;
    let server = Arc::new(open::server(config)?);
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::Start)?;
    runtime.block_on(until_told(&server, config))?;
    drop(runtime);
    server.db().settle()?;
    let Commits { commits, members } = server.db().commits();
    tracing::info!(commits, writes = members, "stopped");
    Ok(())
}

async fn until_told(server: &Arc<Server>, config: &Config) -> Result<(), CliError> {
    Ok(http::serve(server.clone(), config, told_to_stop()?).await?)
}

/// Of every column of every change automerge would tell, which is of no use in a log and costs more than reading the change.
const QUIET: &str = "automerge=error";

fn start_log(filter: &str) -> Result<(), CliError> {
    let unknown = || CliError::Log(filter.to_owned());
    let read = filter.parse::<EnvFilter>().map_err(|_| unknown())?;
    let filter = if filter.contains("automerge") {
        read
    } else {
        read.add_directive(QUIET.parse().map_err(|_| unknown())?)
    };
    // Only the first caller in a process sets it.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
    Ok(())
}

/// Ends when the process is told to stop. The handlers are in place when this returns.
#[cfg(unix)]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    use signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::Start)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::Start)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    Ok(async {
        let _ = signal::ctrl_c().await;
    })
}
