//! The HTTP bridge for browser tests: the same one door as the window, over loopback, with the interface beside it.
//!
//! A separate test binary, never part of a release: it has no authentication of its own, so it listens on 127.0.0.1 only
//! and answers only requests that name it as their host and come from its own pages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use axum::response::sse::{Event as SseEvent, Sse};
use axum::routing::{get, post};
use cunfa_client::{App, AppConfig};
use cunfa_protocol::Command;
use tokio::sync::broadcast;

/// Most bytes of a command: the largest picture in base64, and room for the rest.
const MAX_COMMAND_BYTES: usize = cunfa_protocol::view::MAX_PICTURE_BYTES / 3 * 4 + 64 * 1024;

struct Bridge {
    app: Arc<App>,
    ui: PathBuf,
    host: String,
}

type Shared = State<Arc<Bridge>>;

fn option(name: &str) -> Option<String> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name)?;
    words.next()
}

fn flag(name: &str) -> bool {
    std::env::args().skip(1).any(|word| word == name)
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let need = |name: &str| {
        option(name).ok_or(format!(
            "usage: cunfa-bridge --data DIR --ui DIR --port N [--cheap-pin]: {name} is missing"
        ))
    };
    let data = PathBuf::from(need("--data")?);
    let ui = PathBuf::from(need("--ui")?);
    let port: u16 = need("--port")?.parse().map_err(|_| "--port: not a port".to_owned())?;
    let mut config = AppConfig::real(data).map_err(|error| format!("setting up the link: {error}"))?;
    config.demo = true;
    if flag("--cheap-pin") {
        config.cost = Some(cunfa_evidence::pin::Cost::TEST);
    }
    let app = Arc::new(App::open(config).map_err(|error| format!("opening the app: {error:?}"))?);
    tokio::spawn(Arc::clone(&app).run());
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))
        .await
        .map_err(|error| format!("listening: {error}"))?;
    let host = listener.local_addr().map_err(|error| error.to_string())?.to_string();
    println!("http://{host}");
    let bridge = Arc::new(Bridge { app, ui, host });
    let routes = Router::new()
        .route("/bridge/command", post(command))
        .route("/bridge/events", get(events))
        .fallback(get(asset))
        // A photo goes through it in base64.
        .layer(DefaultBodyLimit::max(MAX_COMMAND_BYTES))
        .with_state(bridge);
    axum::serve(listener, routes)
        .await
        .map_err(|error| format!("serving: {error}"))
}

fn ours(bridge: &Bridge, headers: &HeaderMap) -> bool {
    let is = |name: header::HeaderName, wanted: &str| {
        headers
            .get(name)
            .is_none_or(|value| value.to_str().is_ok_and(|text| text == wanted))
    };
    is(header::HOST, &bridge.host) && is(header::ORIGIN, &format!("http://{}", bridge.host))
}

async fn command(State(bridge): Shared, headers: HeaderMap, body: String) -> (StatusCode, String) {
    if !ours(&bridge, &headers) {
        return (StatusCode::FORBIDDEN, String::new());
    }
    let command: Command = match serde_json::from_str(&body) {
        Ok(command) => command,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()),
    };
    let answer = match bridge.app.handle(command).await {
        Ok(reply) => serde_json::json!({ "ok": reply }),
        Err(failure) => serde_json::json!({ "failure": failure }),
    };
    (StatusCode::OK, answer.to_string())
}

async fn events(
    State(bridge): Shared,
) -> Sse<impl futures_util::Stream<Item = Result<SseEvent, std::convert::Infallible>>> {
    let receiver = bridge.app.subscribe();
    Sse::new(futures_util::stream::unfold(receiver, next_event))
}

type Receiver = broadcast::Receiver<cunfa_protocol::view::Event>;

async fn next_event(mut receiver: Receiver) -> Option<(Result<SseEvent, std::convert::Infallible>, Receiver)> {
    loop {
        match receiver.recv().await {
            Ok(event) => {
                let text = serde_json::to_string(&event).unwrap_or_default();
                return Some((Ok(SseEvent::default().data(text)), receiver));
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

async fn asset(State(bridge): Shared, uri: Uri) -> Response<Body> {
    let asked = uri.path().trim_start_matches('/');
    let safe = !asked.split('/').any(|part| part == "..");
    let direct = bridge.ui.join(asked);
    let file = if safe && !asked.is_empty() && direct.is_file() {
        direct
    } else {
        bridge.ui.join("index.html")
    };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            let mut answer = Response::new(Body::from(bytes));
            let headers = answer.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                header::HeaderValue::from_static(media_type(&file)),
            );
            headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            answer
        }
        Err(_) => {
            let mut answer = Response::new(Body::from("not built: run cargo xtask ui"));
            *answer.status_mut() = StatusCode::NOT_FOUND;
            answer
        }
    }
}
