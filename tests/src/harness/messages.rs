//! The messages of `POST /v1/sync` as a whole, as somebody has them who needs no stream: head and batches, out of their frame and into
//! it. Used by the tests of every room.

use std::ops::{Deref, DerefMut};

use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::frame::{NEWEST, pack_parts, unpack};
use cunfa_protocol::wire::{
    self, Blob, MAX_PLAIN_ANSWER_BYTES, MAX_PLAIN_REQUEST_BYTES, PulledBatch, SyncRequest, SyncResponse, WireBatch,
};

/// A batch as a device sends it.
#[must_use]
pub fn on_the_wire(batch: &SealedBatch) -> WireBatch {
    WireBatch {
        bytes: Blob(batch.on_the_way()),
        signature: Blob(batch.signature.clone()),
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its head.
    pub head: SyncRequest,
    /// What is pushed.
    pub batches: Vec<WireBatch>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Its head.
    pub head: SyncResponse,
    /// What is pulled.
    pub pulled: Vec<PulledBatch>,
}

impl Asked {
    /// The body of the request.
    ///
    /// # Errors
    /// What cannot be encoded.
    pub fn body(&self) -> Result<Vec<u8>, String> {
        let parts = wire::sequence(&self.head, &self.batches).map_err(|error| error.to_string())?;
        pack_parts(NEWEST, &parts).map_err(|error| error.to_string())
    }

    /// Reads a body.
    ///
    /// # Errors
    /// What is no request.
    pub fn read(body: &[u8]) -> Result<Asked, String> {
        let plain = unpack(body, MAX_PLAIN_REQUEST_BYTES).map_err(|error| error.to_string())?;
        let (head, batches) = wire::take_apart(&plain).map_err(|error| error.to_string())?;
        Ok(Asked { head, batches })
    }
}

impl Answered {
    /// The body of the answer.
    ///
    /// # Errors
    /// What cannot be encoded.
    pub fn body(&self) -> Result<Vec<u8>, String> {
        let parts = wire::sequence(&self.head, &self.pulled).map_err(|error| error.to_string())?;
        pack_parts(NEWEST, &parts).map_err(|error| error.to_string())
    }

    /// Reads a body.
    ///
    /// # Errors
    /// What is no answer.
    pub fn read(body: &[u8]) -> Result<Answered, String> {
        let plain = unpack(body, MAX_PLAIN_ANSWER_BYTES).map_err(|error| error.to_string())?;
        let (head, pulled) = wire::take_apart(&plain).map_err(|error| error.to_string())?;
        Ok(Answered { head, pulled })
    }
}

impl Deref for Asked {
    type Target = SyncRequest;
    fn deref(&self) -> &SyncRequest {
        &self.head
    }
}

impl DerefMut for Asked {
    fn deref_mut(&mut self) -> &mut SyncRequest {
        &mut self.head
    }
}

impl Deref for Answered {
    type Target = SyncResponse;
    fn deref(&self) -> &SyncResponse {
        &self.head
    }
}

impl DerefMut for Answered {
    fn deref_mut(&mut self) -> &mut SyncResponse {
        &mut self.head
    }
}
