//! The HTTP bridge for browser tests: one app behind the paths of the browser door (`crates/door`), over loopback, with the interface beside it.
//!
//! Never part of a release: it has no authentication of its own, so it listens on 127.0.0.1 only and answers only requests that name it as
//! their host and come from its own pages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use axum::response::sse::{Event as SseEvent, Sse};
use axum::routing::{get, post};
use cunfa_client::Counties;
use cunfa_protocol::Command;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

/// Most bytes of a command: the largest picture in base64, and room for the rest.
const MAX_COMMAND_BYTES: usize = cunfa_protocol::view::MAX_PICTURE_BYTES / 3 * 4 + 64 * 1024;

/// A bridge that listens already.
pub struct Bridge {
    listener: TcpListener,
    door: Arc<Door>,
}

struct Door {
    app: Arc<Counties>,
    ui: PathBuf,
    host: String,
    now_ms: Option<i64>,
}

type Shared = State<Arc<Door>>;

impl Bridge {
    /// Listens on a port of loopback (0: any) for an app and the bundle of its interface. `now_ms`: where the page's clock stands,
    /// instead of going with the machine's.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn listen(app: Arc<Counties>, ui: PathBuf, port: u16, now_ms: Option<i64>) -> Result<Bridge, String> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))
            .await
            .map_err(|error| format!("listening: {error}"))?;
        let host = listener.local_addr().map_err(|error| error.to_string())?.to_string();
        let door = Arc::new(Door { app, ui, host, now_ms });
        Ok(Bridge { listener, door })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.door.host)
    }

    /// Answers until the program ends.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self) -> Result<(), String> {
        let routes = Router::new()
            .route("/door/ask", post(command))
            .route("/door/events", get(events))
            .fallback(get(asset))
            // A photo goes through it in base64.
            .layer(DefaultBodyLimit::max(MAX_COMMAND_BYTES))
            .with_state(self.door);
        axum::serve(self.listener, routes)
            .await
            .map_err(|error| format!("serving: {error}"))
    }
}

/// Makes a page's clock stand.
fn standing(now_ms: i64) -> String {
    format!(
        "<head><script>{{ const Real = Date; window.Date = class extends Real {{ \
         constructor(...at) {{ super(...(at.length ? at : [{now_ms}])); }} static now() {{ return {now_ms}; }} }} }}</script>"
    )
}

fn ours(door: &Door, headers: &HeaderMap) -> bool {
    let is = |name: header::HeaderName, wanted: &str| {
        headers
            .get(name)
            .is_none_or(|value| value.to_str().is_ok_and(|text| text == wanted))
    };
    is(header::HOST, &door.host) && is(header::ORIGIN, &format!("http://{}", door.host))
}

async fn command(State(door): Shared, headers: HeaderMap, body: String) -> (StatusCode, String) {
    if !ours(&door, &headers) {
        return (StatusCode::FORBIDDEN, String::new());
    }
    let command: Command = match serde_json::from_str(&body) {
        Ok(command) => command,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()),
    };
    let answer = match door.app.handle(command).await {
        Ok(reply) => serde_json::json!({ "ok": reply }),
        Err(failure) => serde_json::json!({ "failure": failure }),
    };
    (StatusCode::OK, answer.to_string())
}

async fn events(
    State(door): Shared,
) -> Sse<impl futures_util::Stream<Item = Result<SseEvent, std::convert::Infallible>>> {
    let receiver = door.app.subscribe();
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

async fn asset(State(door): Shared, uri: Uri) -> Response<Body> {
    let asked = uri.path().trim_start_matches('/');
    let safe = !asked.split('/').any(|part| part == "..");
    let direct = door.ui.join(asked);
    let file = if safe && !asked.is_empty() && direct.is_file() {
        direct
    } else {
        door.ui.join("index.html")
    };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            let page = file.extension().is_some_and(|ending| ending == "html");
            let bytes = match (page, door.now_ms) {
                (true, Some(now_ms)) => String::from_utf8_lossy(&bytes)
                    .replacen("<head>", &standing(now_ms), 1)
                    .into_bytes(),
                _ => bytes,
            };
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
