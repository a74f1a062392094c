//! HTTP by reqwest over rustls. No total time limit: a body that still moves is left to move; one on which nothing moves for
//! the patience is given up. No redirects, no proxies of the environment, no cookies.

use std::error::Error;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use cunfa_protocol::wire::MEDIA_TYPE;
use reqwest::header;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig};
use rustls_platform_verifier::Verifier;
use tokio::sync::mpsc;

use crate::clock::{Clock, Heard, SystemClock};

use super::{Answer, Answering, Link, LinkError, MAX_ANSWER_BYTES, normalise};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long nothing may move.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes handed to the connection at once; each hand-over is progress.
const PIECE_BYTES: usize = 16 * 1024;

/// The real link.
pub struct HttpLink {
    client: reqwest::Client,
    patience: Duration,
    time: Arc<Time>,
}

/// What time certificates are judged by: a device whose battery ran out says 1970, and would never hear from its server again.
struct Time {
    clock: Arc<dyn Clock>,
    heard: Mutex<Option<Heard>>,
}

impl std::fmt::Debug for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Time")
    }
}

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let (now_ms, heard) = (
            self.clock.now_ms(),
            *self.heard.lock().unwrap_or_else(PoisonError::into_inner),
        );
        let likely_ms = heard.map_or(now_ms, |heard| heard.likely_ms(now_ms));
        u64::try_from(likely_ms)
            .ok()
            .map(|ms| UnixTime::since_unix_epoch(Duration::from_millis(ms)))
    }
}

/// TLS to whom is trusted, at the time it is here.
fn tls(time: &Arc<Time>, trusted: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, rustls::Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let time: Arc<dyn TimeProvider> = Arc::clone(time) as Arc<dyn TimeProvider>;
    let config = ClientConfig::builder_with_details(ring, time)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(trusted);
    Ok(config.with_no_client_auth())
}

impl HttpLink {
    /// With the usual patience of 30 s.
    ///
    /// # Errors
    /// [`LinkError::Unreachable`] when the system's TLS cannot be set up.
    pub fn new() -> Result<HttpLink, LinkError> {
        HttpLink::with_patience(PATIENCE)
    }

    /// With another patience.
    ///
    /// # Errors
    /// As [`HttpLink::new`].
    pub fn with_patience(patience: Duration) -> Result<HttpLink, LinkError> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let trusted = Verifier::new(ring).map_err(|_| LinkError::Unreachable)?;
        HttpLink::with(patience, Arc::new(SystemClock), Arc::new(trusted))
    }

    /// With another patience, another clock, and another judge of servers than the system.
    ///
    /// # Errors
    /// As [`HttpLink::new`].
    pub fn with(
        patience: Duration,
        clock: Arc<dyn Clock>,
        trusted: Arc<dyn ServerCertVerifier>,
    ) -> Result<HttpLink, LinkError> {
        let time = Arc::new(Time {
            clock,
            heard: Mutex::new(None),
        });
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(tls(&time, trusted).map_err(|_| LinkError::Unreachable)?)
            .build()
            .map_err(|_| LinkError::Unreachable)?;
        Ok(HttpLink { client, patience, time })
    }

    /// One exchange, given up when nothing moves.
    async fn watched(
        &self,
        server: &str,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
        pieces: Option<mpsc::Sender<Vec<u8>>>,
    ) -> Result<Answer, LinkError> {
        let moved = Arc::new(AtomicU64::new(0));
        tokio::select! {
            answer = self.exchange(server, path, token, body, Arc::clone(&moved), pieces) => answer,
            () = stalled(&moved, self.patience) => Err(LinkError::Stalled),
        }
    }

    async fn exchange(
        &self,
        server: &str,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
        moved: Arc<AtomicU64>,
        pieces: Option<mpsc::Sender<Vec<u8>>>,
    ) -> Result<Answer, LinkError> {
        let server = normalise(server)?;
        let mut request = self
            .client
            .post(format!("{server}{path}"))
            .header(header::CONTENT_TYPE, MEDIA_TYPE)
            .header(header::CONTENT_LENGTH, body.len());
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let upload = Upload {
            pieces: body.chunks(PIECE_BYTES).map(<[u8]>::to_vec).collect(),
            moved: Arc::clone(&moved),
        };
        let response = request
            .body(reqwest::Body::wrap_stream(upload))
            .send()
            .await
            .map_err(|error| why(&error))?;
        moved.fetch_add(1, Ordering::Relaxed);
        read(response, &moved, pieces).await
    }
}

/// Why nothing could be sent.
fn why(error: &reqwest::Error) -> LinkError {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        )) = error.downcast_ref()
        {
            return LinkError::NotValidNow;
        }
        // What an error of the system holds is itself, not its source.
        let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = held.map_or_else(|| error.source(), |held| Some(held));
    }
    LinkError::Unreachable
}

impl Link for HttpLink {
    fn hear(&self, heard: Heard) {
        *self.time.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
    }

    fn post<'a>(&'a self, server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        Box::pin(self.watched(server, path, token, body, None))
    }

    fn post_for_pieces<'a>(
        &'a self,
        server: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        Box::pin(self.watched(server, path, token, body, Some(pieces)))
    }
}

/// Ends when nothing moved for the patience, to a third of it.
async fn stalled(moved: &AtomicU64, patience: Duration) {
    let mut seen = moved.load(Ordering::Relaxed);
    let mut silent = 0;
    while silent < 3 {
        tokio::time::sleep(patience / 3).await;
        let now = moved.load(Ordering::Relaxed);
        silent = if now == seen { silent + 1 } else { 0 };
        seen = now;
    }
}

async fn read(
    mut response: reqwest::Response,
    moved: &AtomicU64,
    pieces: Option<mpsc::Sender<Vec<u8>>>,
) -> Result<Answer, LinkError> {
    let mut answer = head(&response);
    let pieces = pieces.filter(|_| answer.is_message());
    let mut taken = 0;
    while let Some(piece) = response.chunk().await.map_err(|_| LinkError::Unreachable)? {
        moved.fetch_add(1, Ordering::Relaxed);
        taken += piece.len();
        if taken > MAX_ANSWER_BYTES {
            return Err(LinkError::TooLarge);
        }
        match &pieces {
            Some(pieces) => {
                // Whoever takes them may be slow, which is no silence of the line.
                pieces.send(piece.to_vec()).await.map_err(|_| LinkError::Cut)?;
                moved.fetch_add(1, Ordering::Relaxed);
            }
            None => answer.body.extend_from_slice(&piece),
        }
    }
    Ok(answer)
}

/// The answer before its body.
fn head(response: &reqwest::Response) -> Answer {
    let text = |name: header::HeaderName| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let content_type = text(header::CONTENT_TYPE);
    Answer {
        status: response.status().as_u16(),
        media_type: content_type.split(';').next().unwrap_or_default().trim().to_owned(),
        retry_after_s: text(header::RETRY_AFTER).parse().ok(),
        body: Vec::new(),
    }
}

/// A body in pieces, each of which counts as progress when the connection takes it.
struct Upload {
    pieces: std::collections::VecDeque<Vec<u8>>,
    moved: Arc<AtomicU64>,
}

impl futures_core::Stream for Upload {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.moved.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.pieces.pop_front().map(Ok))
    }
}
