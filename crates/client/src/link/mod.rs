//! The link to a server: one request, one answer. What the bytes mean is decided by `sync` and `session`, not here.
//! No link follows a redirect, and none sends anything in the clear except to this very machine.

mod address;
mod http;
mod switch;

use std::future::Future;
use std::pin::Pin;

use cunfa_protocol::wire::MEDIA_TYPE;
use tokio::sync::mpsc;

use crate::clock::Heard;

pub use address::{AddressError, normalise};
pub use http::HttpLink;
pub(crate) use switch::SwitchedLink;

/// Most bytes of an answer that are taken in.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// What came back, whatever sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Media type without parameters, lower case; empty when none was given.
    pub media_type: String,
    /// `Retry-After` in seconds, when given as a number.
    pub retry_after_s: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether it is a message of ours with something in it, and no refusal.
    #[must_use]
    pub fn is_message(&self) -> bool {
        self.status == 200 && self.media_type == MEDIA_TYPE
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No connection, or it broke.
    #[error("reaching the server: no connection")]
    Unreachable,
    /// The server's certificate is not valid at the time it is here: the clock is off, or the certificate ran out.
    #[error("reaching the server: its certificate is not valid now")]
    NotValidNow,
    /// Nothing moved for too long.
    #[error("reaching the server: nothing moved")]
    Stalled,
    /// The answer is larger than [`MAX_ANSWER_BYTES`].
    #[error("reaching the server: the answer is too large")]
    TooLarge,
    /// The address cannot be used.
    #[error("reaching the server: {0}")]
    Address(#[from] AddressError),
    /// The demo's switch cut the network.
    #[error("reaching the server: the network is cut")]
    Cut,
}

/// The answer to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answer, LinkError>> + Send + 'a>>;

/// One request to a server.
pub trait Link: Send + Sync {
    /// Posts `body` to `path` of `server` (as [`normalise`] gave it), with the device's bearer token when there is one.
    ///
    /// Dropping the future gives the request up; the server may have carried it out all the same.
    fn post<'a>(&'a self, server: &'a str, path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Answering<'a>;

    /// Takes a word of the server's clock, by which a device's clock that is off is put right for whatever asks what time it is.
    fn hear(&self, _: Heard) {}

    /// The same as [`Link::post`], but the bytes of an answer that [is a message](Answer::is_message) go to `pieces` as they come, also those before
    /// the connection broke; the body of what is answered here is empty then. When nobody takes them any more the request is given up
    /// as [`LinkError::Cut`].
    fn post_for_pieces<'a>(
        &'a self,
        server: &'a str,
        path: &'a str,
        token: Option<&'a str>,
        body: Vec<u8>,
        pieces: mpsc::Sender<Vec<u8>>,
    ) -> Answering<'a> {
        Box::pin(async move {
            let mut answer = self.post(server, path, token, body).await?;
            if answer.is_message() {
                let body = std::mem::take(&mut answer.body);
                pieces.send(body).await.map_err(|_| LinkError::Cut)?;
            }
            Ok(answer)
        })
    }
}
