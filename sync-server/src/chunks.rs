//! Requests for chunks, for any transport: one that hands in pieces as they arrive ([`Server::begin_chunks`]), and one that has all
//! bytes at once ([`Server::answer`]). Whole blobs are read here, and hashed before anybody gets them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use cunfa_core::{BlobId, DeviceId};
use cunfa_protocol::courier::{COURIER_PATH, MAX_FILE_BYTES};
use cunfa_protocol::wire::{self, Items, Refusal};

use crate::answer::chunks;
use crate::db::Device;
use crate::server::{Answer, Server, Trouble, troubled};

/// How many whole blobs are kept at hand: a device asks for one in several requests.
const AT_HAND: usize = 8;

/// The blobs that were read and hashed last.
#[derive(Debug, Default)]
pub(crate) struct AtHand(Mutex<VecDeque<(BlobId, Arc<Vec<u8>>)>>);

impl AtHand {
    fn get(&self, blob: BlobId) -> Option<Arc<Vec<u8>>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(id, _)| *id == blob).map(|(_, bytes)| bytes.clone())
    }

    fn put(&self, blob: BlobId, bytes: &Arc<Vec<u8>>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push_back((blob, bytes.clone()));
        while held.len() > AT_HAND {
            held.pop_front();
        }
    }
}

/// A request for chunks that is coming in. Every chunk that was taken is kept, whatever becomes of the rest.
pub struct Receiving(chunks::Receiving);

/// An answer that goes out.
#[derive(Debug)]
pub struct Sending(chunks::Sending);

impl Receiving {
    /// Which device sends it.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.0.device().id
    }
}

impl Sending {
    /// The first item of the answer.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.0.head()
    }
}

impl Server {
    /// Takes in the first item of a request for chunks.
    ///
    /// # Errors
    /// The refusal of the whole request.
    pub fn begin_chunks(&self, token: Option<&str>, head: &[u8], now_ms: i64) -> Result<Receiving, Answer> {
        chunks::begin(self, token, head, now_ms)
            .map(Receiving)
            .map_err(|trouble| troubled(&trouble))
    }

    /// Takes in one chunk. It is on the disk when this returns, unless its blob is refused, which the answer says.
    ///
    /// # Errors
    /// The refusal of what is left of the request.
    pub fn take_chunk(&self, receiving: &mut Receiving, item: &[u8], now_ms: i64) -> Result<(), Answer> {
        chunks::take(self, &mut receiving.0, item, now_ms).map_err(|trouble| troubled(&trouble))
    }

    /// Ends the taking in.
    ///
    /// # Errors
    /// The refusal of the request; the chunks that were taken stay.
    pub fn end_chunks(&self, receiving: Receiving, now_ms: i64) -> Result<Sending, Answer> {
        chunks::end(self, receiving.0, now_ms)
            .map(Sending)
            .map_err(|trouble| troubled(&trouble))
    }

    /// The next item of the answer; `None` at its end.
    ///
    /// # Errors
    /// Something failed after the head was sent: the connection is to be cut.
    pub fn next_chunk(&self, sending: &mut Sending) -> Result<Option<Vec<u8>>, Answer> {
        chunks::next(self, &mut sending.0).map_err(|trouble| troubled(&trouble))
    }

    /// Answers a request that is here with all its bytes, cut or not.
    pub(crate) fn answer_chunks(&self, token: Option<&str>, body: &[u8], now_ms: i64) -> Result<Vec<u8>, Answer> {
        self.answer_whole(body, now_ms, |head| self.begin_chunks(token, head, now_ms))
    }

    /// The same for a device that is known.
    pub(crate) fn answer_chunks_of(&self, device: Device, body: &[u8], now_ms: i64) -> Result<Vec<u8>, Answer> {
        self.answer_whole(body, now_ms, |head| {
            chunks::begin_of(self, device, head, now_ms)
                .map(Receiving)
                .map_err(|trouble| troubled(&trouble))
        })
    }

    fn answer_whole(
        &self,
        body: &[u8],
        now_ms: i64,
        begin: impl FnOnce(&[u8]) -> Result<Receiving, Answer>,
    ) -> Result<Vec<u8>, Answer> {
        let refused = |refusal: Refusal| troubled(&refusal.into());
        let mut items = Items::default();
        items.push(body);
        let mut next = || items.take().map_err(|_| refused(Refusal::Unreadable));
        let head = next()?.ok_or_else(|| refused(Refusal::Unreadable))?;
        let mut receiving = begin(&head)?;
        while let Some(item) = next()? {
            self.take_chunk(&mut receiving, &item, now_ms)?;
        }
        if !items.is_empty() {
            return Err(refused(Refusal::Unreadable));
        }
        let mut sending = self.end_chunks(receiving, now_ms)?;
        let mut out = sending.head().to_vec();
        while let Some(item) = self.next_chunk(&mut sending)? {
            out.extend_from_slice(&item);
        }
        Ok(out)
    }

    /// A whole blob, hashed. One that is gone or damaged is noted as not held, so that it can be put again.
    pub(crate) fn whole(&self, blob: BlobId) -> Result<Option<Arc<Vec<u8>>>, Trouble> {
        if let Some(bytes) = self.at_hand.get(blob) {
            return Ok(Some(bytes));
        }
        match self.blobs.get(blob)? {
            Some(bytes) if cunfa_evidence::hash(&bytes).0 == blob.0 => {
                let bytes = Arc::new(bytes);
                self.at_hand.put(blob, &bytes);
                Ok(Some(bytes))
            }
            found => {
                tracing::error!(%blob, damaged = found.is_some(), "a stored blob is not there any more");
                self.db().unhold_blob(blob)?;
                Ok(None)
            }
        }
    }
}

/// Whether a body is over the limit of its path.
pub(crate) fn is_too_large(path: &str, bytes: usize) -> bool {
    let most = match path {
        wire::CHUNKS_PATH => wire::MAX_CHUNKS_BYTES,
        COURIER_PATH => usize::try_from(MAX_FILE_BYTES).unwrap_or(usize::MAX),
        _ => wire::MAX_REQUEST_BYTES,
    };
    bytes > most
}
