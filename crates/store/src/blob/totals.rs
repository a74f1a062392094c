//! How much of what hangs on entries is still to go up and to come down.

use cunfa_core::BlobId;
use cunfa_core::attachment::chunks as chunks_in;

use super::transfer::{WANTED, missing_here};
use super::{Span, chunk_length, is_lost};
use crate::table::blobs::{self, Server, Stored};
use crate::{Store, StoreError};

/// Something left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// Photos.
    pub items: u32,
    /// Bytes of the chunks that are still to go.
    pub bytes: u64,
}

/// What is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlobTotals {
    /// Named by an entry, here, and not on the server, as far as it said.
    pub up: Left,
    /// Named by an entry, and not here.
    pub down: Left,
    /// Named by an entry, and nowhere any more.
    pub lost: u32,
    /// Of those to go up, the ones the server will not take.
    pub refused: u32,
}

impl Store {
    /// What is left to go up and to come down.
    ///
    /// # Errors
    /// As every read.
    pub fn blob_totals(&self) -> Result<BlobTotals, StoreError> {
        let mut totals = BlobTotals::default();
        let sql = format!(
            "SELECT {} FROM blobs b WHERE b.whole = 1 AND b.server <> 'held'
             AND EXISTS (SELECT 1 FROM attachments a WHERE a.blob = b.blob)",
            blobs::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        for stored in statement.query_and_then([], blobs::read)? {
            let stored = stored?;
            totals.refused += u32::from(stored.server == Server::Refused);
            totals.up.add(stored.length, &up(&stored));
        }
        let mut statement = self.connection.prepare_cached(WANTED)?;
        let rows = statement.query_map([], |row| Ok((BlobId(row.get(0)?), row.get(1)?)))?;
        for row in rows {
            let (blob, length) = row?;
            totals.down.add(length, &missing_here(&self.connection, blob, length)?);
        }
        let sql = format!(
            "SELECT {} FROM blobs b WHERE b.whole = 0 AND EXISTS (SELECT 1 FROM attachments a WHERE a.blob = b.blob)",
            blobs::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        for stored in statement.query_and_then([], blobs::read)? {
            totals.lost += u32::from(is_lost(&stored?));
        }
        Ok(totals)
    }
}

impl Left {
    fn add(&mut self, length: u32, missing: &[Span]) {
        self.items += 1;
        let chunks = missing.iter().flat_map(|span| span.from..span.to);
        self.bytes += chunks
            .map(|number| u64::from(chunk_length(length, number)))
            .sum::<u64>();
    }
}

/// What the server lacks, as far as it said.
fn up(stored: &Stored) -> Vec<Span> {
    match stored.server {
        Server::Missing => stored.spans.clone(),
        Server::Unknown | Server::Held | Server::Lost | Server::Refused => vec![Span {
            from: 0,
            to: chunks_in(stored.length),
        }],
    }
}
