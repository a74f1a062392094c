//! HTTP of the public page: reads what comes, within limits, and writes what is shown, with the headers that keep a browser from doing anything
//! else with it.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body as Stream;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum_server::tls_rustls::RustlsConfig;
use cunfa_core::Village;
use cunfa_door::listen::{Manners, serve_at};
use futures_util::StreamExt;
use tokio::sync::Semaphore;

use super::answer::{Asked, Body, Cookie, Sent, Shown, Way};
use super::limits::Limit;
use crate::config::PublicSection;
use crate::http::{ServeError, now_ms};
use crate::server::Server;

/// Most bytes of a form: a thousand characters, nine bytes each, and room for the rest.
const MOST_BYTES: usize = 24 * 1024;
/// A longer one is read to its end and forgotten, so that whoever sent it reads why; up to so many bytes.
const MOST_READ: usize = 4 * 1024 * 1024;
/// How long a form may take to arrive.
const ARRIVES: Duration = Duration::from_secs(20);
/// Forms that arrive at the same time; more are told to come again. They take no place of those who only read.
const READING: usize = 128;
/// Requests that are answered at the same time; more are told to come again.
const PLACES: usize = 256;
/// Pages from one address, and questions.
const VISITS: (u32, Duration) = (600, Duration::from_secs(60));
const QUESTIONS: (u32, Duration) = (20, Duration::from_secs(60 * 60));
/// Codes and passphrases of firms that are tried from one address.
const ENTRIES: (u32, Duration) = (20, Duration::from_secs(10 * 60));
/// Firms that wait to be let in, one derivation at a time.
const ENTERING: usize = 16;
/// How long the head of a request may take, and a connection may say nothing, before its first request or between two.
const MANNERS: Manners = Manners {
    first: Duration::from_secs(30),
    next: Duration::from_secs(30),
    grace: Duration::from_secs(10),
    http2: false,
    date: true,
};

/// What a browser says of where a request comes from.
const SITE: &str = "sec-fetch-site";
/// Who came to a proxy; it adds the last one.
const FORWARDED: &str = "x-forwarded-for";
/// How long a browser may keep the stylesheet.
const STYLE_KEPT: &str = "max-age=3600";
const STYLE: &str = include_str!("style.css");
/// The cookie of a firm's session: this host's alone, by TLS alone, for no script and for no other site.
const SESSION: &str = "__Host-ls";
const GUARDS: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// Said with every answer.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    // Not no-referrer: a browser would then hide the origin of our own forms as well.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), camera=()"),
];

/// The public pages of a server.
#[derive(Clone)]
pub struct Pages(Arc<Inside>);

/// What every page is made by.
pub(super) struct Inside {
    pub(super) server: Arc<Server>,
    /// Where the pages are for everybody: no path, no slash at the end.
    pub(super) url: String,
    behind_proxy: bool,
    pub(super) visits: Limit,
    pub(super) questions: Limit,
    pub(super) entries: Limit,
    pub(super) entering: Semaphore,
    reading: Semaphore,
    places: Arc<Semaphore>,
    /// All villages, and when they were read.
    pub(super) register: Mutex<Option<(Instant, Arc<Vec<Village>>)>>,
}

impl Pages {
    /// The pages of a server as they are configured.
    #[must_use]
    pub fn new(server: Arc<Server>, section: &PublicSection) -> Pages {
        Pages(Arc::new(Inside {
            server,
            url: section.url.clone(),
            behind_proxy: section.behind_proxy,
            visits: Limit::new(VISITS.0, VISITS.1),
            questions: Limit::new(QUESTIONS.0, QUESTIONS.1),
            entries: Limit::new(ENTRIES.0, ENTRIES.1),
            entering: Semaphore::new(ENTERING),
            reading: Semaphore::new(READING),
            places: Arc::new(Semaphore::new(PLACES)),
            register: Mutex::default(),
        }))
    }
}

/// Serves them at an address that was taken, with TLS or without, until told to stop.
///
/// # Errors
/// [`ServeError::Listen`].
pub async fn serve(
    listener: TcpListener,
    pages: Pages,
    listen: SocketAddr,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let served = serve_at(listener, tls, routes(pages), MANNERS, stop).await;
    served.map_err(|error| ServeError::Listen { listen, error })
}

fn routes(pages: Pages) -> Router {
    Router::new().fallback(any).with_state(pages)
}

async fn any(State(pages): State<Pages>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let began = Instant::now();
    let shown = look(&pages.0, peer.ip(), request).await;
    tracing::info!(
        status = shown.status,
        took_ms = began.elapsed().as_millis(),
        "shown to the public"
    );
    written(shown)
}

/// Counted before anything of the body is read; read without a place among those who are answered; and a place is held until the answer is made,
/// also when whoever asked has gone.
async fn look(inside: &Arc<Inside>, peer: IpAddr, request: Request) -> Shown {
    let (head, body) = request.into_parts();
    let from = came_from(peer, &head.headers, inside.behind_proxy);
    if !inside.visits.may(from, Instant::now()) {
        return Shown::crowded(inside.operator());
    }
    let way = match head.method {
        Method::GET | Method::HEAD => Way::Get,
        Method::POST => Way::Post,
        _ => Way::Other,
    };
    let sent = match way {
        Way::Post => {
            let Ok(_reading) = inside.reading.try_acquire() else {
                return Shown::busy(inside.operator());
            };
            tokio::time::timeout(ARRIVES, read(body)).await.unwrap_or(Sent::Broken)
        }
        Way::Get | Way::Other => Sent::Form(Vec::new()),
    };
    let Ok(place) = Arc::clone(&inside.places).try_acquire_owned() else {
        return Shown::busy(inside.operator());
    };
    let asked = Asked {
        way,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        from,
        is_ours: is_ours(&head, &inside.url),
        is_said: head.headers.contains_key(SITE) || head.headers.contains_key(ORIGIN),
        token: token(&head.headers),
        sent,
    };
    let answering = Arc::clone(inside);
    let answered = tokio::task::spawn_blocking(move || {
        let shown = answering.answer(&asked, now_ms(), Instant::now());
        drop(place);
        shown
    });
    answered.await.unwrap_or_else(|_| {
        tracing::error!("a public page ended in a fault of the program");
        Shown::busy(inside.operator())
    })
}

async fn read(body: Stream) -> Sent {
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut count) = (Vec::new(), 0_usize);
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else {
            return Sent::Broken;
        };
        count = count.saturating_add(piece.len());
        if count > MOST_READ {
            return Sent::TooLarge;
        }
        if count <= MOST_BYTES {
            bytes.extend_from_slice(&piece);
        }
    }
    if count <= MOST_BYTES {
        Sent::Form(bytes)
    } else {
        Sent::TooLarge
    }
}

/// Whose limits a request counts against. Only a proxy on this machine is believed when it names somebody.
fn came_from(peer: IpAddr, headers: &HeaderMap, behind_proxy: bool) -> IpAddr {
    let named = || {
        let last = headers.get_all(FORWARDED).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    if behind_proxy && peer.is_loopback() {
        named().unwrap_or(peer)
    } else {
        peer
    }
}

/// Whether a form comes from a page of ours. A browser that says nothing of where from is an old one, and is believed where nobody is signed in:
/// the limits hold for all.
fn is_ours(head: &Parts, url: &str) -> bool {
    if let Some(site) = head.headers.get(SITE) {
        return site == "same-origin";
    }
    let Some(origin) = head.headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().unwrap_or_default();
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let of_host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    origin == url || of_host.is_some_and(|of| Some(of) == host)
}

/// The token of a firm's session among the cookies that came.
fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).map(str::trim);
    let token = pairs.find_map(|pair| pair.strip_prefix(SESSION)?.strip_prefix('='));
    token.map(str::to_owned)
}

/// What a browser is told of the cookie. It ends with the browser, and with the session at the latest.
fn set_cookie(cookie: &Cookie) -> Option<HeaderValue> {
    let text = match cookie {
        Cookie::Left => return None,
        Cookie::Given(token) => format!("{SESSION}={token}; {GUARDS}"),
        Cookie::Taken => format!("{SESSION}=; Max-Age=0; {GUARDS}"),
    };
    HeaderValue::from_str(&text).ok()
}

fn written(shown: Shown) -> Response {
    let cookie = set_cookie(&shown.cookie);
    let (media, kept, body, location) = match shown.body {
        Body::Page(page) => {
            // What is well is kept for going back, so that a form that was filled in is still there.
            let kept = if shown.status == 200 { "no-cache" } else { "no-store" };
            ("text/html; charset=utf-8", kept, Stream::from(page), None)
        }
        Body::Own(page) => ("text/html; charset=utf-8", "no-store", Stream::from(page), None),
        Body::Style => ("text/css; charset=utf-8", STYLE_KEPT, Stream::from(STYLE), None),
        Body::At(path) => ("text/html; charset=utf-8", "no-store", Stream::empty(), Some(path)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(shown.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Some(location) = location.and_then(|path| HeaderValue::from_str(&path).ok()) {
        headers.insert(LOCATION, location);
    }
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, cookie);
    }
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn head(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::post("/gs/450102101202/wen");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Stream::empty()).unwrap().into_parts().0
    }

    #[test]
    fn a_form_of_another_site_is_told_from_ours_and_an_old_browser_is_believed() {
        let ours = |headers: &[(&str, &str)]| is_ours(&head(headers), "https://gs.example");
        let host = ("host", "127.0.0.1:8090");
        assert!(ours(&[host]));
        assert!(ours(&[host, ("origin", "http://127.0.0.1:8090")]));
        assert!(ours(&[host, ("origin", "https://gs.example")]));
        assert!(ours(&[host, ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        for origin in ["https://other.example", "null", "https://gs.example.other.example", ""] {
            assert!(!ours(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!ours(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }

    #[test]
    fn a_session_is_read_among_other_cookies_and_given_to_this_host_alone() {
        let of = |cookie: &str| token(&head(&[("cookie", cookie)]).headers);
        assert_eq!(of("a=b; __Host-ls=TOKEN; c=d").as_deref(), Some("TOKEN"));
        for other in ["", "ls=TOKEN", "__Host-lsx=TOKEN", "x__Host-ls=TOKEN"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(set_cookie(&Cookie::Left), None);
        let given = set_cookie(&Cookie::Given("TOKEN".to_owned())).unwrap();
        assert_eq!(given, "__Host-ls=TOKEN; Path=/; Secure; HttpOnly; SameSite=Strict");
        let taken = set_cookie(&Cookie::Taken).unwrap();
        assert!(taken.to_str().unwrap().starts_with("__Host-ls=; Max-Age=0; "));
    }

    #[test]
    fn only_a_proxy_on_this_machine_names_who_came_and_only_the_last_it_names_counts() {
        let (here, there): (IpAddr, IpAddr) = ("127.0.0.1".parse().unwrap(), "203.0.113.9".parse().unwrap());
        let head = head(&[("x-forwarded-for", "10.0.0.1, 198.51.100.7")]);
        let named: IpAddr = "198.51.100.7".parse().unwrap();
        assert_eq!(came_from(here, &head.headers, true), named);
        assert_eq!(came_from(here, &head.headers, false), here);
        assert_eq!(came_from(there, &head.headers, true), there);
        assert_eq!(came_from(here, &HeaderMap::new(), true), here);
    }
}
