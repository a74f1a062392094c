//! The link to a server: one request, one answer. What the bytes mean is decided by `sync` and `session`, not here.
//! No link follows a redirect, and none sends anything in the clear except to this very machine.

mod address;
mod http;
mod switch;

use std::future::Future;
use std::pin::Pin;

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

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No connection, or it broke.
    #[error("reaching the server: no connection")]
    Unreachable,
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
}
