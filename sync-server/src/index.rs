//! Requests for the index, for any transport: one that gives out what is made at once ([`Server::begin_index`]), and one that wants
//! all of it ([`Server::answer`]).

use cunfa_core::DeviceId;

use crate::answer::index;
use crate::server::{Answer, Server, troubled};

/// An index that goes out.
pub struct Indexing(index::Indexing);

impl Indexing {
    /// Which device asks.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.0.device().id
    }
}

impl Server {
    /// Takes in a request for the index; gives the answer with its first bytes.
    ///
    /// # Errors
    /// The refusal of the request.
    pub fn begin_index(&self, token: Option<&str>, body: &[u8]) -> Result<(Indexing, Vec<u8>), Answer> {
        match index::begin(self, token, body) {
            Ok((indexing, first)) => Ok((Indexing(indexing), first)),
            Err(trouble) => Err(troubled(&trouble)),
        }
    }

    /// The next bytes of the answer, with which everything up to them can be read; `None` at its end.
    ///
    /// # Errors
    /// Something failed after the first bytes were sent: the connection is to be cut.
    pub fn next_index(&self, indexing: &mut Indexing) -> Result<Option<Vec<u8>>, Answer> {
        index::next(self, &mut indexing.0).map_err(|trouble| troubled(&trouble))
    }

    pub(crate) fn answer_index(&self, token: Option<&str>, body: &[u8]) -> Result<Vec<u8>, Answer> {
        let (mut indexing, mut out) = self.begin_index(token, body)?;
        while let Some(bytes) = self.next_index(&mut indexing)? {
            out.extend(bytes);
        }
        Ok(out)
    }
}
