//! `POST /v1/index`: what a list shows of every entry the device's people may read, given out block by block, so that a
//! connection that breaks leaves what came.
//!
//! Invariant: no row that a pull would not give the batches of: the same reading scope, within the device's county.

use std::collections::VecDeque;

use cunfa_core::{Area, Person};
use cunfa_evidence::frame::{FrameError, Packing};
use cunfa_protocol::index::{BLOCK_ROWS, IndexHead, IndexPlace, IndexRequest, IndexRow, IndexTables};
use cunfa_protocol::wire::{self, Refusal};

use super::{read, signed_in};
use crate::db::{Device, IndexAsk, reading_scope};
use crate::server::{Server, Trouble};

/// Rows that are read at once.
const ROWS_AT_ONCE: u32 = 8 * 1024;

/// An answer that goes out.
pub(crate) struct Indexing {
    device: Device,
    scope: Vec<Area>,
    /// The last row that was read.
    place: Option<IndexPlace>,
    /// Rows that were read and are not out.
    rows: VecDeque<IndexRow>,
    /// Rows that were announced and are not out.
    left: u32,
    tables: IndexTables,
    /// None once the end is out.
    out: Option<Packing>,
}

impl Indexing {
    pub(crate) fn device(&self) -> &Device {
        &self.device
    }
}

/// Where these people may read, within a county.
pub(super) fn scope(people: &[Person], county: &Area) -> Vec<Area> {
    within(reading_scope(people), county)
}

/// What of these areas lies in a county.
pub(super) fn within(areas: Vec<Area>, county: &Area) -> Vec<Area> {
    let areas = areas.into_iter().filter_map(|area| {
        if area.contains(county) {
            Some(county.clone())
        } else {
            county.contains(&area).then_some(area)
        }
    });
    areas.collect()
}

/// Takes in a request; gives the answer with its first bytes.
pub(crate) fn begin(server: &Server, token: Option<&str>, body: &[u8]) -> Result<(Indexing, Vec<u8>), Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: IndexRequest = read(body)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let people = server.db().people_on(device.id)?;
    let scope = scope(&people, &device.county);
    // The log first: whatever comes meanwhile lies after `head` and is pulled.
    let shard = server.db().shard(&device.county)?.ok_or(Refusal::SignInAgain)?;
    let mut indexing = Indexing {
        device,
        scope,
        place: request.after,
        rows: VecDeque::new(),
        left: 0,
        tables: IndexTables::default(),
        out: Some(Packing::flushed()?),
    };
    let ask = indexing.ask();
    let size = server
        .db()
        .index_size(&indexing.device.county, &ask, shard.last_sequence)?;
    let count = |rows: u64| u32::try_from(rows).unwrap_or(u32::MAX);
    indexing.left = count(size.rest);
    let head = IndexHead {
        epoch: shard.epoch,
        head: shard.last_sequence,
        rows: indexing.left,
        all: count(size.rows),
        bytes: size.bytes,
    };
    let first = indexing.write(&wire::encode(&head)?)?;
    Ok((indexing, first))
}

/// The next bytes; `None` at the end.
pub(crate) fn next(server: &Server, indexing: &mut Indexing) -> Result<Option<Vec<u8>>, Trouble> {
    if indexing.out.is_none() {
        return Ok(None);
    }
    indexing.fetch(server)?;
    let many = BLOCK_ROWS.min(indexing.rows.len());
    if many == 0 {
        return indexing.end().map(Some);
    }
    let rows: Vec<IndexRow> = indexing.rows.drain(..many).collect();
    indexing.left = indexing
        .left
        .saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let mut bytes = Vec::new();
    for part in indexing.tables.block(&rows).parts()? {
        bytes.extend(indexing.write(&part)?);
    }
    Ok(Some(bytes))
}

impl Indexing {
    fn ask(&self) -> IndexAsk<'_> {
        IndexAsk {
            scope: &self.scope,
            after: self.place.as_ref().map(|place| (place.date, place.entry.0.as_slice())),
            rows_max: self.left.min(ROWS_AT_ONCE),
        }
    }

    /// Reads on when nothing is at hand. Never more than was announced: what was written meanwhile is pulled.
    fn fetch(&mut self, server: &Server) -> Result<(), Trouble> {
        if self.rows.is_empty() && self.left > 0 {
            let rows = server.db().index(&self.ask())?;
            self.tables.learn(&rows);
            self.rows = rows.into();
            self.place = self.rows.back().map(IndexRow::place).or(self.place);
            if self.rows.is_empty() {
                self.left = 0;
            }
        }
        Ok(())
    }

    fn write(&mut self, plain: &[u8]) -> Result<Vec<u8>, Trouble> {
        let out = self.out.as_mut().ok_or(FrameError::Broken)?;
        out.add(plain)?;
        Ok(out.written())
    }

    fn end(&mut self) -> Result<Vec<u8>, Trouble> {
        Ok(self.out.take().ok_or(FrameError::Broken)?.finish()?)
    }
}
