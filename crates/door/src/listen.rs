//! Serving at an address that was taken, for everything that this process serves: with TLS or without, until told to stop. Whoever says nothing
//! holds no connection: the TLS handshake, the first request's head and every later one have their time, so no connection lasts on silence.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};

/// The one protocol that all these times hold for.
const HTTP1: &[u8] = b"http/1.1";

/// What a listener bears.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// How long a new connection may take for its TLS handshake, and from then on until the head of its first request is here.
    pub first: Duration,
    /// How long a connection is kept for the head of its next request, from when the answer before was given out.
    pub next: Duration,
    /// How long requests may take to end once the listener was told to stop.
    pub grace: Duration,
    /// Whether HTTP/2 is spoken as well. There `next` does not hold: between two requests a connection may stay as long as it likes.
    pub http2: bool,
    /// Whether answers say the date.
    pub date: bool,
}

impl Manners {
    fn of<A>(&self, server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
        let mut server = if self.http2 { server } else { server.http1_only() };
        server
            .http_builder()
            .http1()
            .header_read_timeout(self.next)
            .auto_date_header(self.date);
        server.first_request_timeout(self.first)
    }

    /// The same certificate, with which nobody is offered what is not spoken.
    fn offered(&self, tls: RustlsConfig) -> RustlsConfig {
        if self.http2 {
            return tls;
        }
        let mut config = (*tls.get_inner()).clone();
        config.alpn_protocols = vec![HTTP1.to_vec()];
        RustlsConfig::from_config(Arc::new(config))
    }
}

/// Serves until told to stop. Every request carries where it came from (`ConnectInfo<SocketAddr>`).
///
/// # Errors
/// The system's, when the address cannot be served at.
pub async fn serve_at(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    routes: Router,
    manners: Manners,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.await;
        stopping.graceful_shutdown(Some(manners.grace));
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let plain = axum_server::from_tcp(listener)?.handle(handle);
    match tls {
        None => manners.of(plain).serve(service).await,
        Some(tls) => {
            let acceptor = RustlsAcceptor::new(manners.offered(tls)).handshake_timeout(manners.first);
            manners.of(plain.acceptor(acceptor)).serve(service).await
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    async fn serving(http2: bool) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let manners = Manners {
            first: Duration::from_millis(300),
            next: Duration::from_secs(600),
            grace: Duration::ZERO,
            http2,
            date: false,
        };
        let routes = Router::new().route("/", get(|| async { "hier" }));
        tokio::spawn(serve_at(listener, None, routes, manners, std::future::pending()));
        address
    }

    #[tokio::test]
    async fn who_connects_and_says_nothing_or_no_whole_head_is_closed_whatever_is_spoken() {
        for http2 in [false, true] {
            let address = serving(http2).await;
            for said in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n", "PRI * HTTP/2.0\r\n"] {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(said.as_bytes()).await.unwrap();
                let mut bytes = Vec::new();
                let ended = timeout(SOON, stream.read_to_end(&mut bytes)).await;
                assert!(ended.is_ok(), "{said:?} holds it, HTTP/2: {http2}");
            }
        }
    }

    #[tokio::test]
    async fn a_whole_request_is_answered_and_the_connection_kept_for_the_next() {
        for http2 in [false, true] {
            let mut stream = TcpStream::connect(serving(http2).await).await.unwrap();
            for turn in 0..2 {
                stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
                let mut bytes = Vec::new();
                while !bytes.ends_with(b"hier") {
                    let read = timeout(SOON, stream.read_buf(&mut bytes)).await.unwrap().unwrap();
                    assert!(read > 0, "closed before the end of answer {turn}");
                }
                // Longer than a first request may take.
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}
