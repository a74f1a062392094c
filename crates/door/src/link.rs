//! The way from a browser's app to the sync server: over loopback, whatever address the device was enrolled under.

use cunfa_client::{Answering, HttpLink, Link, LinkError};
use tokio::sync::mpsc;

/// The link.
pub struct Loopback {
    http: HttpLink,
    server: String,
}

impl Loopback {
    /// To the sync server's port on this machine.
    ///
    /// # Errors
    /// As [`HttpLink::new`].
    pub fn to(port: u16) -> Result<Loopback, LinkError> {
        Ok(Loopback {
            http: HttpLink::new()?,
            server: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Link for Loopback {
    fn post<'a>(&'a self, _: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a> {
        self.http.post(&self.server, path, token, body)
    }

    fn post_for_pieces<'a>(
        &'a self,
        _: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        self.http.post_for_pieces(&self.server, path, token, body, pieces)
    }
}
