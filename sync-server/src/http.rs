//! HTTP over the server: routes that read a body, call [`Server::answer`] on a thread that may block, and write the answer.
//!
//! Requests for chunks are read and answered piece by piece ([`chunks`]); the index is answered so ([`index`]).
//!
//! No rule lives here. Every answer of ours carries the protocol's media type, or plain JSON for the health path; never HTML.

mod chunks;
mod courier;
mod index;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum_server::tls_rustls::RustlsConfig;
use cunfa_door::listen::{Manners, serve_at};
use cunfa_protocol::courier::COURIER_PATH;
use cunfa_protocol::devices::DEVICES_PATH;
use cunfa_protocol::figures::{FIGURES_PATH, OPENING_PATH};
use cunfa_protocol::firms::FIRMS_PATH;
use cunfa_protocol::index::INDEX_PATH;
use cunfa_protocol::inquiries::INQUIRIES_PATH;
use cunfa_protocol::lacking::LACKING_PATH;
use cunfa_protocol::registers::REGISTERS_PATH;
use cunfa_protocol::wire::{
    CHUNKS_PATH, ENROL_PATH, INVITE_PATH, MAX_REQUEST_BYTES, MEDIA_TYPE, RECOVER_PATH, Refusal, SYNC_PATH,
};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::chunks::Transfers;
use crate::config::{Config, Tls};
use crate::server::{Answer, Server, refuse};

/// Where a watchman asks whether the server is well.
pub const HEALTH_PATH: &str = "/v1/health";
/// Memory for bodies of requests, in KiB.
const BODIES_KIB: usize = 64 * 1024;
/// Couriers' files that may be open together; each lies on the disk while it comes, and in memory never.
const COURIERS: usize = 8;
/// How many times as long as a body may stand still a connection is kept for its next request: an answer is sent as soon as the system has
/// taken it over, and a bad line carries it for a minute after that.
const KEPT: u32 = 4;
/// How long requests may take to finish once the server was told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Certificate or key.
    #[error("TLS 证书或私钥（{path}）读不出：{error}")]
    Tls {
        /// The certificate's file.
        path: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// Address in use, or not this machine's.
    #[error("不能监听 {listen}：{error}")]
    Listen {
        /// Where.
        listen: SocketAddr,
        /// The system's words.
        error: std::io::Error,
    },
}

#[derive(Clone)]
struct Doors {
    server: Arc<Server>,
    /// KiB that bodies on their way may take together. A slow one takes nothing else.
    bodies: Arc<Semaphore>,
    /// Answers that are made at the same time.
    transfers: Transfers,
    places: Arc<Semaphore>,
    /// Couriers' files that may be open together.
    couriers: Arc<Semaphore>,
    idle: Duration,
}

/// The current time, ms since 1970 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Serves until told to stop, then lets the running requests finish.
///
/// # Errors
/// As [`ServeError`].
pub async fn serve(
    server: Arc<Server>,
    config: &Config,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_on(listener(config.listen).await?, server, config, tls(config).await?, stop).await
}

/// Takes an address for serving.
///
/// # Errors
/// [`ServeError::Listen`].
pub async fn listener(listen: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = tokio::net::TcpListener::bind(listen).await;
    bound
        .and_then(tokio::net::TcpListener::into_std)
        .map_err(|error| ServeError::Listen { listen, error })
}

/// Serves at an address that was taken, with TLS or without.
///
/// # Errors
/// As [`ServeError`].
pub async fn serve_on(
    listener: TcpListener,
    server: Arc<Server>,
    config: &Config,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let doors = Doors {
        server,
        bodies: Arc::new(Semaphore::new(BODIES_KIB)),
        transfers: Transfers::new(&config.limits),
        places: Arc::new(Semaphore::new(config.limits.requests_max)),
        couriers: Arc::new(Semaphore::new(COURIERS)),
        idle: Duration::from_secs(config.limits.idle_s),
    };
    // HTTP/1.1 only: a connection of HTTP/2 has no time between two requests, and no device asks for it. No answer says the date: what time it is
    // here a signed token tells, and the line is spared the bytes.
    let manners = Manners {
        first: doors.idle,
        next: doors.idle * KEPT,
        grace: GRACE,
        http2: false,
        date: false,
    };
    let failed = |error| ServeError::Listen {
        listen: config.listen,
        error,
    };
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!(%address, "listening");
    let stop = async move {
        stop.await;
        tracing::info!("stopping: running requests are finished first");
    };
    serve_at(listener, tls, routes(doors), manners, stop)
        .await
        .map_err(failed)
}

/// Certificate and key of the configuration.
///
/// # Errors
/// [`ServeError::Tls`].
pub async fn tls(config: &Config) -> Result<Option<RustlsConfig>, ServeError> {
    match &config.tls {
        Some(tls) => load(tls).await.map(Some),
        None => Ok(None),
    }
}

/// Certificate and key of two files.
///
/// # Errors
/// [`ServeError::Tls`].
pub async fn load(tls: &Tls) -> Result<RustlsConfig, ServeError> {
    // A provider that is installed already is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(&tls.cert, &tls.key)
        .await
        .map_err(|error| ServeError::Tls {
            path: tls.cert.display().to_string(),
            error,
        })
}

fn routes(doors: Doors) -> Router {
    Router::new()
        .route(SYNC_PATH, post(message))
        .route(ENROL_PATH, post(message))
        .route(RECOVER_PATH, post(message))
        .route(INVITE_PATH, post(message))
        .route(DEVICES_PATH, post(message))
        .route(INQUIRIES_PATH, post(message))
        .route(FIRMS_PATH, post(message))
        .route(FIGURES_PATH, post(message))
        .route(OPENING_PATH, post(message))
        .route(LACKING_PATH, post(message))
        .route(REGISTERS_PATH, post(message))
        .route(CHUNKS_PATH, post(chunks::chunks))
        .route(COURIER_PATH, post(courier::courier))
        .route(INDEX_PATH, post(index::index))
        .route(HEALTH_PATH, get(health))
        .fallback(nothing_here)
        .method_not_allowed_fallback(nothing_here)
        .with_state(doors)
}

async fn nothing_here() -> Response {
    write(Answer {
        status: 404,
        ..refuse(&Refusal::Unreadable)
    })
}

async fn health(State(doors): State<Doors>) -> Response {
    let well = tokio::task::spawn_blocking(move || doors.server.db().health().is_ok())
        .await
        .unwrap_or(false);
    let (status, text) = if well {
        (StatusCode::OK, r#"{"status":"ok"}"#)
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"down"}"#)
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn message(State(doors): State<Doors>, request: Request) -> Response {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let answer = take_in(&doors, &path, &head.headers, body)
        .await
        .unwrap_or_else(|refusal| refuse(&refusal));
    tracing::info!(%path, status = answer.status, took_ms = began.elapsed().as_millis(), "answered");
    let mut response = write(answer);
    if path == SYNC_PATH {
        // On the line that every entry goes over each byte counts, and no cache keeps the answer to a POST that says nothing of how
        // long it is fresh (RFC 9110, 9.3.3).
        response.headers_mut().remove(CACHE_CONTROL);
    }
    response
}

/// Room for the body, the body, a place to be answered at, the answer. Who waits too long for one of them comes again.
async fn take_in(doors: &Doors, path: &str, headers: &HeaderMap, body: Body) -> Result<Answer, Refusal> {
    let announced = announced(headers)?;
    let kib = u32::try_from(announced.unwrap_or(MAX_REQUEST_BYTES).div_ceil(1024)).unwrap_or(u32::MAX);
    let room = within(doors.idle, doors.bodies.clone().acquire_many_owned(kib.max(1))).await?;
    let body = read(announced, body, doors.idle).await?;
    let place = within(doors.idle, doors.places.clone().acquire_owned()).await?;
    let size = body.len();
    let answer = answer(doors, path, bearer(headers), body).await;
    drop((place, room));
    tracing::debug!(bytes_up = size, bytes_down = answer.body.len(), "message");
    Ok(answer)
}

async fn within<E>(
    idle: Duration,
    permit: impl Future<Output = Result<OwnedSemaphorePermit, E>>,
) -> Result<OwnedSemaphorePermit, Refusal> {
    match tokio::time::timeout(idle, permit).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Refusal::Busy),
    }
}

/// How long the body says it is, within the limit.
fn announced(headers: &HeaderMap) -> Result<Option<usize>, Refusal> {
    let announced = headers
        .get("content-length")
        .and_then(|text| text.to_str().ok()?.parse::<usize>().ok());
    match announced {
        Some(bytes) if bytes > MAX_REQUEST_BYTES => Err(Refusal::TooLarge),
        announced => Ok(announced),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
        .map(str::to_owned)
}

/// Reads a body within the limit. There is no total time, only one for standing still.
async fn read(announced: Option<usize>, body: Body, idle: Duration) -> Result<Vec<u8>, Refusal> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(64 * 1024));
    loop {
        match tokio::time::timeout(idle, chunks.next()).await {
            Ok(Some(Ok(chunk))) if bytes.len() + chunk.len() > MAX_REQUEST_BYTES => return Err(Refusal::TooLarge),
            Ok(Some(Ok(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) | Err(_) => return Err(Refusal::Unreadable),
        }
    }
}

async fn answer(doors: &Doors, path: &str, token: Option<String>, body: Vec<u8>) -> Answer {
    let (server, path) = (doors.server.clone(), path.to_owned());
    let answered = tokio::task::spawn_blocking(move || server.answer(&path, token.as_deref(), &body, now_ms())).await;
    answered.unwrap_or_else(|_| {
        tracing::error!("a request ended in a fault of the program");
        refuse(&Refusal::Busy)
    })
}

fn write(answer: Answer) -> Response {
    let mut response = ours(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = answer.retry_after_s {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An answer of ours, for nobody to keep.
fn ours(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
