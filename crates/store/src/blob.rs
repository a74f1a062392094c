//! Photos and what else hangs on entries, by the SM3 of its bytes, kept in chunks: whole ones made here, and those that come from
//! the server chunk by chunk, each kept when it comes.

pub(crate) mod mend;
mod totals;
mod transfer;

use cunfa_core::attachment::{CHUNK_BYTES, MAX_ATTACHMENT_BYTES, chunks as chunks_in};
use cunfa_core::{Attachment, BlobId};
use rusqlite::{Connection, OptionalExtension as _};

use crate::table::blobs::{self, Server, Stored};
use crate::table::{attachments, chunks};
use crate::{Step, Store, StoreError};

pub use totals::{BlobTotals, Left};
pub(crate) use transfer::upload;
pub use transfer::{KeptChunk, ServerHas, Upload, Wanted};

/// Chunks `from` to before `to` of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first.
    pub from: u32,
    /// After the last.
    pub to: u32,
}

/// Where a blob stands, in chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlobState {
    /// How many are here.
    pub here: u32,
    /// How many it has; 0 when neither an entry nor anything here says how long it is.
    pub of: u32,
    /// Here, all of it, and compared.
    pub whole: bool,
    /// The server said that it holds all of it.
    pub on_server: bool,
    /// Not here, and the server was told by its maker that the bytes are gone; or made here, damaged, and the server has not all.
    pub lost: bool,
}

impl Store {
    /// Keeps something made here, whole, in one transaction; gives its id. It goes up once an entry that the server holds names it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for no bytes or more than [`MAX_ATTACHMENT_BYTES`], [`StoreError::DiskFull`]; nothing is kept then.
    pub fn keep_blob(&mut self, bytes: &[u8]) -> Result<BlobId, StoreError> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if !(1..=MAX_ATTACHMENT_BYTES).contains(&length) {
            return Err(StoreError::Refused("an attachment of that size"));
        }
        let blob = BlobId(cunfa_evidence::hash(bytes).0);
        self.write(|transaction, plan| {
            plan.reach(Step::Blob)?;
            blobs::ensure(transaction, blob, length)?;
            blobs::set_length(transaction, blob, length)?;
            chunks::remove_all(transaction, blob)?;
            for (number, chunk) in (0u32..).zip(bytes.chunks(CHUNK_BYTES as usize)) {
                plan.reach(Step::Chunk)?;
                chunks::put(transaction, blob, number, chunk)?;
            }
            plan.reach(Step::Whole)?;
            blobs::set_own(transaction, blob)?;
            blobs::set_whole(transaction, blob, true)?;
            Ok(blob)
        })
    }

    /// The bytes, if they are here whole and SM3 of them is the id; else `None`, also when they are damaged ([`Store::mend_blob`]).
    ///
    /// # Errors
    /// As every read.
    pub fn blob(&self, blob: BlobId) -> Result<Option<Vec<u8>>, StoreError> {
        match blobs::get(&self.connection, blob)? {
            Some(stored) if stored.whole => assembled(&self.connection, blob, stored.length),
            Some(_) | None => Ok(None),
        }
    }

    /// Where a blob stands.
    ///
    /// # Errors
    /// As every read.
    pub fn blob_state(&self, blob: BlobId) -> Result<BlobState, StoreError> {
        let Some(stored) = blobs::get(&self.connection, blob)? else {
            let lengths = attachments::lengths(&self.connection, blob)?;
            return Ok(BlobState {
                of: lengths.last().map_or(0, |length| chunks_in(*length)),
                ..BlobState::default()
            });
        };
        let here = chunks::numbers(&self.connection, blob)?.len();
        Ok(BlobState {
            here: u32::try_from(here).unwrap_or(u32::MAX),
            of: chunks_in(stored.length),
            whole: stored.whole,
            on_server: stored.server == Server::Held,
            lost: is_lost(&stored),
        })
    }

    /// Whether everything an entry would name is here whole.
    ///
    /// # Errors
    /// As every read.
    pub fn all_here(&self, attachments: &[Attachment]) -> Result<bool, StoreError> {
        for attachment in attachments {
            if !self.blob_state(attachment.blob)?.whole {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The small picture kept beside a blob.
    ///
    /// # Errors
    /// As every read.
    pub fn thumb(&self, blob: BlobId) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT bytes FROM thumbs WHERE blob = ?1")?;
        Ok(statement.query_row([blob.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// Keeps a small picture of a blob that is here. It is derived: it can be made again from the blob.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such blob; as every write.
    pub fn keep_thumb(&mut self, blob: BlobId, bytes: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO thumbs (blob, bytes) SELECT blob, ?2 FROM blobs WHERE blob = ?1";
        self.write(
            |transaction, _| match transaction.execute(sql, (blob.as_bytes(), bytes))? {
                0 => Err(StoreError::Refused("a small picture of nothing")),
                _ => Ok(()),
            },
        )
    }
}

/// All chunks together, if they are the blob.
fn assembled(connection: &Connection, blob: BlobId, length: u32) -> Result<Option<Vec<u8>>, StoreError> {
    let mut bytes = Vec::with_capacity(length as usize);
    for number in 0..chunks_in(length) {
        let Some(chunk) = chunks::get(connection, blob, number)? else {
            return Ok(None);
        };
        bytes.extend_from_slice(&chunk);
    }
    let right = bytes.len() == length as usize && cunfa_evidence::hash(&bytes).0 == blob.0;
    Ok(right.then_some(bytes))
}

/// The bytes are nowhere, as far as anybody here knows.
fn is_lost(stored: &Stored) -> bool {
    !stored.whole && (stored.server == Server::Lost || stored.own && stored.server == Server::Missing)
}

/// Bytes of one chunk of a blob; 0 beyond its end.
fn chunk_length(length: u32, number: u32) -> u32 {
    let before = number.saturating_mul(CHUNK_BYTES);
    length.saturating_sub(before).min(CHUNK_BYTES)
}

/// The numbers below `of` that are not among these, which ascend.
fn spans_without(of: u32, here: &[u32]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    for number in here.iter().copied().filter(|number| *number < of).chain([of]) {
        if number > from {
            spans.push(Span { from, to: number });
        }
        from = number.saturating_add(1);
    }
    spans
}

/// As a column holds it.
pub(crate) fn text_of_spans(spans: &[Span]) -> String {
    let words: Vec<String> = spans.iter().map(|span| format!("{}-{}", span.from, span.to)).collect();
    words.join(" ")
}

/// Reads that column.
pub(crate) fn spans_of_text(text: &str) -> Option<Vec<Span>> {
    let span = |word: &str| {
        let (from, to) = word.split_once('-')?;
        Some(Span {
            from: from.parse().ok()?,
            to: to.parse().ok()?,
        })
    };
    text.split_ascii_whitespace().map(span).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_spans_and_reads_back() {
        let span = |from, to| Span { from, to };
        assert_eq!(spans_without(5, &[]), [span(0, 5)]);
        assert_eq!(spans_without(5, &[0, 1, 2, 3, 4]), []);
        assert_eq!(spans_without(5, &[1, 3, 4, 9]), [span(0, 1), span(2, 3)]);
        let spans = vec![span(0, 1), span(2, 128)];
        assert_eq!(spans_of_text(&text_of_spans(&spans)).unwrap(), spans);
        assert_eq!(spans_of_text("").unwrap(), []);
        assert_eq!(spans_of_text("x"), None);
    }

    #[test]
    fn the_last_chunk_is_what_is_left() {
        assert_eq!(chunk_length(CHUNK_BYTES + 1, 0), CHUNK_BYTES);
        assert_eq!(chunk_length(CHUNK_BYTES + 1, 1), 1);
        assert_eq!(chunk_length(CHUNK_BYTES + 1, 2), 0);
    }
}
