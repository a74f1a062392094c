//! `serve`: opens, listens, and on SIGTERM or Ctrl-C finishes what runs and settles the file. With a `[door]` in the configuration browsers are
//! served beside devices; what they do reaches the server over loopback, as any device does. With a `[public]` anybody is served the public
//! page, at an address of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use cunfa_door::{Door, DoorConfig, Loopback};
use futures_util::FutureExt;
use tokio::runtime::Builder;
use tokio::signal;
use tracing_subscriber::EnvFilter;

use super::{CliError, open};
use crate::config::{Config, DoorSection};
use crate::day;
use crate::db::Commits;
use crate::http::{self, now_ms};
use crate::public;
use crate::server::Server;

pub(super) fn run(config: &Config, trust_clock: bool) -> Result<(), CliError> {
    start_log(&config.log)?;
    let server = Arc::new(open::server(config)?);
    server.look_at_clock(now_ms(), trust_clock)?;
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
    let following = tokio::spawn(follow_daily(server.clone()));
    let forgetting = tokio::spawn(forget_hourly(server.clone()));
    let served = served(server, config).await;
    following.abort();
    forgetting.abort();
    served
}

/// Lets the server's tables follow the registers: when it begins, and from then on a moment after each midnight in China; what failed is tried again,
/// and so is what waits for a clock that is right.
async fn follow_daily(server: Arc<Server>) {
    loop {
        let today = server.clone();
        let followed = tokio::task::spawn_blocking(move || today.follow_all(now_ms())).await;
        let is_done = matches!(followed, Ok(Ok(true)));
        match followed {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the server's tables do not follow the registers yet"),
            Err(_) => tracing::error!("following the registers ended in a fault of the program"),
        }
        let rest_ms = u64::try_from(day::rest_ms(now_ms())).unwrap_or_default();
        let until_midnight = Duration::from_millis(rest_ms) + AFTER_MIDNIGHT;
        tokio::time::sleep(if is_done {
            until_midnight
        } else {
            until_midnight.min(AGAIN)
        })
        .await;
    }
}

/// Forgets the questions of the public page that were kept long enough, and sessions of firms that ended: when the server begins, and then every
/// hour. Also where the page is served no more: what it took in may still be here.
async fn forget_hourly(server: Arc<Server>) {
    loop {
        let now = server.clone();
        let swept = tokio::task::spawn_blocking(move || {
            now.sweep_inquiries(now_ms())?;
            now.sweep_firm_sessions(now_ms())
        })
        .await;
        match swept {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "what was kept long enough could not be forgotten"),
            Err(_) => tracing::error!("forgetting what was kept long enough ended in a fault of the program"),
        }
        tokio::time::sleep(SWEEP).await;
    }
}

async fn served(server: &Arc<Server>, config: &Config) -> Result<(), CliError> {
    let (stop, tls) = (told_to_stop()?.shared(), http::tls(config).await?);
    let listener = http::listener(config.listen).await?;
    let devices = http::serve_on(listener, server.clone(), config, tls.clone(), stop.clone());
    let devices = async { devices.await.map_err(CliError::Serve) };
    let door = beside(server, config, tls.clone(), stop.clone());
    let public = public_page(server, config, tls, stop);
    tokio::try_join!(devices, door, public).map(|_| ())
}

/// The browser door, if there is one, and what it asks.
async fn beside(
    server: &Arc<Server>,
    config: &Config,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Clone + Send + 'static,
) -> Result<(), CliError> {
    let Some(section) = &config.door else {
        return Ok(());
    };
    let inside = http::listener(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let port = inside.local_addr().map_err(CliError::Start)?.port();
    let loopback = http::serve_on(inside, server.clone(), config, None, stop.clone());
    let loopback = async { loopback.await.map_err(CliError::Serve) };
    tokio::try_join!(loopback, browsers(section, port, tls, stop)).map(|_| ())
}

/// The public page, if there is one, at its own address.
async fn public_page(
    server: &Arc<Server>,
    config: &Config,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CliError> {
    let Some(section) = &config.public else {
        return Ok(());
    };
    let listener = http::listener(section.listen).await?;
    let address = listener.local_addr().map_err(CliError::Start)?;
    tracing::info!(%address, "open for the public");
    let pages = public::Pages::new(server.clone(), section);
    Ok(public::serve(listener, pages, section.listen, tls, stop).await?)
}

/// The browser door, which asks the server at this port of loopback.
async fn browsers(
    section: &DoorSection,
    port: u16,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CliError> {
    let link = Loopback::to(port).map_err(|error| CliError::Start(std::io::Error::other(error)))?;
    let (interface, devices) = (section.interface.clone(), section.devices.clone());
    let config = DoorConfig::new(interface, devices, Arc::new(link), tls.is_some());
    let opened = tokio::task::spawn_blocking(move || Door::open(config)).await;
    let door = opened.map_err(|error| CliError::Start(error.into()))??;
    let listener = http::listener(section.listen).await?;
    let address = listener.local_addr().map_err(CliError::Start)?;
    tracing::info!(%address, "open for browsers");
    door.serve(listener, tls, stop).await.map_err(CliError::Door)
}

/// How long after midnight the day's changes follow: clocks are set back by a little now and then.
const AFTER_MIDNIGHT: Duration = Duration::from_secs(60);
/// How often what was kept long enough is looked for.
const SWEEP: Duration = Duration::from_secs(60 * 60);
/// Until what failed is tried again.
const AGAIN: Duration = Duration::from_secs(600);
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
