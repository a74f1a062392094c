//! The routes: the interface's files, `POST /door/ask` for one command, `GET /door/events` for what changes. Extract, call, map; no rule
//! lives here.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::map_response;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_server::tls_rustls::RustlsConfig;
use cunfa_client::App;
use cunfa_protocol::command::Enrol;
use cunfa_protocol::view::{Display, Event, MAX_PICTURE_BYTES, Session, SessionStage, Topic};
use cunfa_protocol::{Code, Command, FailureReply, Reply};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::{Semaphore, broadcast};

use crate::guard;
use crate::half::Half;
use crate::listen::{Manners, serve_at};
use crate::pages::Pages;
use crate::rooms::{Joined, Rooms};
use crate::tries::Tries;
use crate::{DoorConfig, DoorError, admit};

/// Most bytes of a command of an enrolled browser: the largest picture in base64, and room for the rest.
const MAX_COMMAND_BYTES: usize = MAX_PICTURE_BYTES / 3 * 4 + 64 * 1024;
/// Of any other.
const MAX_STRANGER_BYTES: usize = 16 * 1024;
/// How long a command may take to arrive, by who sends it.
const ARRIVES: Duration = Duration::from_secs(15 * 60);
const STRANGER_ARRIVES: Duration = Duration::from_secs(20);
/// Commands carried out at the same time; more wait.
const PLACES: usize = 16;
/// Enrolments from one address.
const ENROLMENTS: (u32, Duration) = (10, Duration::from_secs(10 * 60));
/// Commands of one device.
const COMMANDS: (u32, Duration) = (600, Duration::from_secs(10));
/// A page that belongs to no device yet listens again after so long.
const AGAIN: Duration = Duration::from_secs(4);
/// How often somebody looks what is to be locked.
const LOOK: Duration = Duration::from_secs(30);
/// How long the head of a request may take, and a connection may say nothing. Pages that listen never end by themselves, so that stopping waits for none.
/// HTTP/2 stays: a page listens all the time, and by HTTP/1.1 that is one of the six connections that a browser opens for all its pages.
const MANNERS: Manners = Manners {
    first: Duration::from_secs(30),
    next: Duration::from_secs(30),
    grace: Duration::from_secs(3),
    http2: true,
    date: true,
};
/// What stands behind a browser's device in the office's list.
const BROWSER: &str = "（浏览器）";
/// Characters of a device's name before that.
const NAME_CHARS: usize = 34;

/// Said with every answer.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), camera=()"),
];

/// A door that was opened: the interface is read, the devices' folder is there.
#[derive(Clone)]
pub struct Door(Arc<Inside>);

struct Inside {
    tls: bool,
    pages: Pages,
    rooms: Rooms,
    places: Semaphore,
    enrolments: Tries<IpAddr>,
    commands: Tries<String>,
}

/// What a command came to.
struct Carried {
    result: Result<Reply, FailureReply>,
    cookie: Option<String>,
}

impl Carried {
    fn refused(code: Code) -> Carried {
        Carried::from(Err(code.into()))
    }
}

impl From<Result<Reply, FailureReply>> for Carried {
    fn from(result: Result<Reply, FailureReply>) -> Carried {
        Carried { result, cookie: None }
    }
}

impl Door {
    /// Reads the interface and packs it, which takes some seconds the first time.
    ///
    /// # Errors
    /// As [`DoorError`].
    pub fn open(config: DoorConfig) -> Result<Door, DoorError> {
        let (tls, rooms) = (config.tls, Rooms::new(config.clone())?);
        Ok(Door(Arc::new(Inside {
            tls,
            pages: Pages::read(&config.interface, &config.devices)?,
            rooms,
            places: Semaphore::new(PLACES),
            enrolments: Tries::new(ENROLMENTS.0, ENROLMENTS.1),
            commands: Tries::new(COMMANDS.0, COMMANDS.1),
        })))
    }

    /// Locks and closes what nobody uses at that time.
    pub async fn tidy(&self, now: Instant) {
        self.0.rooms.tidy(now).await;
    }

    /// Serves browsers until told to stop.
    ///
    /// # Errors
    /// [`DoorError::Serve`].
    pub async fn serve(
        self,
        listener: TcpListener,
        tls: Option<RustlsConfig>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), DoorError> {
        let looking = self.clone();
        let look = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                looking.tidy(Instant::now()).await;
            }
        });
        let served = serve_at(listener, tls, routes(self), MANNERS, stop).await;
        look.abort();
        served.map_err(DoorError::Serve)
    }
}

fn routes(door: Door) -> Router {
    Router::new()
        .route("/door/ask", post(ask))
        .route("/door/events", get(events))
        .fallback(get(page))
        .layer(map_response(guarded))
        .with_state(door)
}

/// What every answer says, and that nobody keeps one unless it says otherwise itself.
async fn guarded(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    answer
}

async fn page(State(door): State<Door>, uri: Uri, headers: HeaderMap) -> Response {
    door.0.pages.answer(uri.path(), &headers)
}

async fn ask(State(door): State<Door>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Some(origin) = guard::asks(&head, door.0.tls) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let half = Half::of(&head.headers);
    let app = match door.0.find(half.as_ref()) {
        Ok(app) => app,
        Err(failure) => return written(Carried::from(Err(failure))),
    };
    let (limit, arrives) = match app {
        Some(_) => (MAX_COMMAND_BYTES, ARRIVES),
        None => (MAX_STRANGER_BYTES, STRANGER_ARRIVES),
    };
    let Ok(Ok(body)) = tokio::time::timeout(arrives, to_bytes(body, limit)).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(command) = serde_json::from_slice::<Command>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    drop(body);
    written(match (command, half.zip(app)) {
        (Command::Enrol(with), known) => {
            let half = known.map(|(half, _)| half);
            door.0.enrol(half, peer.ip(), Enrol { server: origin, ..with }).await
        }
        (command, Some((half, app))) => door.0.carry_out(&half, &app, command).await,
        (command, None) => Carried::from(stranger(command)),
    })
}

impl Inside {
    fn find(&self, half: Option<&Half>) -> Result<Option<Arc<App>>, FailureReply> {
        half.map_or(Ok(None), |half| self.rooms.find(half, Instant::now()))
    }

    async fn enrol(&self, half: Option<Half>, from: IpAddr, with: Enrol) -> Carried {
        let now = Instant::now();
        if !self.enrolments.may(from, now) {
            tracing::warn!("too many enrolments from one address");
            return Carried::refused(Code::NoNetwork);
        }
        let name: String = with.device_name.trim().chars().take(NAME_CHARS).collect();
        let with = Enrol {
            device_name: name + BROWSER,
            ..with
        };
        let Joined { result, half } = self.rooms.join(half, with, now).await;
        Carried {
            result,
            cookie: half.map(|half| half.cookie()),
        }
    }

    async fn carry_out(&self, half: &Half, app: &App, command: Command) -> Carried {
        let now = Instant::now();
        if !self.commands.may(half.folder(), now) {
            return Carried::refused(Code::NoNetwork);
        }
        if !admit::may_ask(&command) {
            return Carried::refused(Code::NotNow);
        }
        let enters = matches!(command, Command::Unlock(_) | Command::ResetPin(_));
        let place = self.places.acquire().await;
        let result = app.handle(command).await;
        drop(place);
        let entered = enters && result.is_ok();
        if entered {
            self.rooms.entered(half, now);
        }
        Carried {
            result,
            cookie: entered.then(|| half.cookie()),
        }
    }
}

/// A browser that has no device here learns only that, and may choose how the screen looks.
fn stranger(command: Command) -> Result<Reply, FailureReply> {
    let fresh = |display| Session {
        stage: SessionStage::Fresh,
        display,
        slots: Vec::new(),
        demo: None,
    };
    match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(fresh(Display::default()))),
        Command::SetDisplay(with) => Ok(Reply::SetDisplay(fresh(with.display))),
        _ => Err(Code::NotNow.into()),
    }
}

/// `{"ok": reply}` or `{"failure": …}`.
fn written(carried: Carried) -> Response {
    let text = match carried.result {
        Ok(reply) => serde_json::json!({ "ok": reply }),
        Err(failure) => serde_json::json!({ "failure": failure }),
    };
    let mut answer = Response::new(Body::from(text.to_string()));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(cookie) = carried.cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        headers.insert(SET_COOKIE, cookie);
    }
    answer
}

async fn events(State(door): State<Door>, head: Parts) -> Response {
    if !guard::listens(&head) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let app = door.0.find(Half::of(&head.headers).as_ref()).ok().flatten();
    let heard: BoxStream<'static, Result<SseEvent, Infallible>> = match app {
        Some(app) => {
            let changes = stream::unfold(app.subscribe(), next_event);
            stream::iter([Ok(said(&everything()))]).chain(changes).boxed()
        }
        None => stream::iter([Ok(SseEvent::default().retry(AGAIN))]).boxed(),
    };
    Sse::new(heard).keep_alive(KeepAlive::default()).into_response()
}

type Receiver = broadcast::Receiver<Event>;

async fn next_event(mut receiver: Receiver) -> Option<(Result<SseEvent, Infallible>, Receiver)> {
    let event = match receiver.recv().await {
        Ok(event) => event,
        Err(broadcast::error::RecvError::Lagged(_)) => everything(),
        Err(broadcast::error::RecvError::Closed) => return None,
    };
    Some((Ok(said(&event)), receiver))
}

/// Nothing in particular is known of what changed, so screens ask for all: a page may listen again after its app was closed.
fn everything() -> Event {
    Event {
        topics: vec![Topic::Drafts, Topic::Entries, Topic::Sync, Topic::Session],
        entries: Vec::new(),
    }
}

fn said(event: &Event) -> SseEvent {
    SseEvent::default().data(serde_json::to_string(event).unwrap_or_default())
}
