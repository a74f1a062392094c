//! Blobs on their way: what is to go up and to come down, chunk by chunk, and what the server said of it. What arrives is kept on
//! arrival; what was sent counts only by the server's word.

use std::collections::BTreeSet;

use cunfa_core::attachment::{MAX_ATTACHMENT_BYTES, chunks as chunks_in};
use cunfa_core::{BlobId, EntryId};
use rusqlite::Connection;

use super::{Span, assembled, chunk_length, spans_without};
use crate::forget;
use crate::table::blobs::{self, Server, Stored};
use crate::table::{attachments, chunks};
use crate::{Step, Store, StoreError};

/// A blob that is to go up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub blob: BlobId,
    /// Its bytes.
    pub length: u32,
    /// The chunks the server lacks; `None` when only the server can say, and is to be asked first.
    pub missing: Option<Vec<Span>>,
}

/// A blob that is to come down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub blob: BlobId,
    /// Its bytes, as an entry says.
    pub length: u32,
    /// The chunks that are not here.
    pub missing: Vec<Span>,
}

/// What the server says of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerHas {
    /// All of it.
    Held,
    /// Not these chunks.
    Missing(Vec<Span>),
    /// Its maker said that the bytes are gone.
    Lost,
    /// It will not take it, for this reason.
    Refused(String),
}

/// What became of a chunk that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptChunk {
    /// Kept; more are to come.
    Partial,
    /// Kept, and the blob is whole and the right one.
    Whole,
    /// Not kept: of no blob that is named here with that length, or no chunk of it; or the whole was another one, and all of it
    /// was dropped.
    Wrong,
}

impl Store {
    /// The blobs that are to go up, in the order they were kept, without these: whole here, named by an entry of the log in a change
    /// that a receipt covers, and not known to be on the server.
    ///
    /// # Errors
    /// As every read.
    pub fn uploads(&self, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<Upload>, StoreError> {
        let sql = format!(
            "SELECT {} FROM blobs b WHERE b.whole = 1 AND b.server <> 'held' AND b.server <> 'refused'
             AND EXISTS (SELECT 1 FROM attachments a WHERE a.blob = b.blob AND a.covered = 1) ORDER BY b.position",
            blobs::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let stored = statement.query_and_then([], blobs::read)?;
        let left = stored.filter(|stored| !stored.as_ref().is_ok_and(|stored| without.contains(&stored.blob)));
        left.take(limit)
            .map(|stored| stored.map(|stored| upload(&stored)))
            .collect()
    }

    /// The blobs that are to come down, those of the newest entries first, without these: named by an entry, not whole here, and not
    /// known to be lost.
    ///
    /// # Errors
    /// As every read.
    pub fn wants(&self, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<Wanted>, StoreError> {
        let mut statement = self.connection.prepare_cached(WANTED)?;
        let rows = statement.query_map([], |row| Ok((BlobId(row.get(0)?), row.get(1)?)))?;
        let mut wants = Vec::new();
        for row in rows {
            let (blob, length) = row?;
            if wants.len() >= limit {
                break;
            }
            if !without.contains(&blob) {
                wants.push(Wanted {
                    blob,
                    length,
                    missing: missing_here(&self.connection, blob, length)?,
                });
            }
        }
        Ok(wants)
    }

    /// Blobs made here whose bytes are damaged and which the server has not whole: their loss is to be told. Without these.
    ///
    /// # Errors
    /// As every read.
    pub fn losses(&self, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<BlobId>, StoreError> {
        self.without_bytes("b.own = 1 AND b.server = 'missing'", limit, without)
    }

    /// Blobs without bytes here of which the server is to be asked again: those it said are lost, and those made here and damaged
    /// of which nobody knows. Without these.
    ///
    /// # Errors
    /// As every read.
    pub fn doubtful(&self, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<BlobId>, StoreError> {
        let which = "(b.server = 'lost' OR b.own = 1 AND b.server = 'unknown')";
        self.without_bytes(which, limit, without)
    }

    fn without_bytes(&self, which: &str, limit: usize, without: &BTreeSet<BlobId>) -> Result<Vec<BlobId>, StoreError> {
        let sql = format!(
            "SELECT b.blob FROM blobs b WHERE b.whole = 0 AND {which}
             AND EXISTS (SELECT 1 FROM attachments a WHERE a.blob = b.blob AND a.covered = 1) ORDER BY b.position"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| row.get(0).map(BlobId))?;
        let left = rows.filter(|blob| !blob.as_ref().is_ok_and(|blob| without.contains(blob)));
        Ok(left.take(limit).collect::<Result<_, _>>()?)
    }

    /// One chunk, to be sent; `None` when it is not here, or not as it was stored ([`Store::mend_blob`]).
    ///
    /// # Errors
    /// As every read.
    pub fn chunk(&self, blob: BlobId, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        chunks::get(&self.connection, blob, number)
    }

    /// Notes that chunks of these are about to be sent: until the server says what it holds, nobody knows.
    ///
    /// # Errors
    /// As every write.
    pub fn begin_upload(&mut self, begun: &[BlobId]) -> Result<(), StoreError> {
        self.write(|transaction, plan| {
            plan.reach(Step::Blob)?;
            begun.iter().try_for_each(|blob| blobs::unknown(transaction, *blob))
        })
    }

    /// Notes what the server said of blobs, in one transaction; gives the entries that may look different now. What it says of a blob
    /// that nothing here knows is left out.
    ///
    /// # Errors
    /// As every write.
    pub fn note_server(&mut self, said: &[(BlobId, ServerHas)]) -> Result<Vec<EntryId>, StoreError> {
        let (touched, any_gone) = self.write(|transaction, plan| {
            let mut touched = BTreeSet::new();
            for (blob, has) in said {
                plan.reach(Step::Blob)?;
                if note(transaction, *blob, has)? {
                    touched.extend(attachments::entries_of(transaction, *blob)?);
                }
            }
            let gone = forget::due(transaction, plan)?;
            let any_gone = !gone.is_empty();
            touched.extend(gone);
            Ok((touched.into_iter().collect(), any_gone))
        })?;
        if any_gone {
            self.overwrite();
        }
        Ok(touched)
    }

    /// Notes that the bytes of a blob are gone, as the server was told by its maker.
    ///
    /// # Errors
    /// As every write.
    pub fn note_lost(&mut self, blob: BlobId) -> Result<Vec<EntryId>, StoreError> {
        self.note_server(&[(blob, ServerHas::Lost)])
    }

    /// Keeps a chunk that came, in one transaction. With the last one SM3 of the whole is compared.
    ///
    /// # Errors
    /// As every write; nothing of the chunk is kept then.
    pub fn keep_chunk(
        &mut self,
        blob: BlobId,
        length: u32,
        number: u32,
        bytes: &[u8],
    ) -> Result<KeptChunk, StoreError> {
        let sound =
            length <= MAX_ATTACHMENT_BYTES && !bytes.is_empty() && bytes.len() == chunk_length(length, number) as usize;
        if !sound || !attachments::lengths(&self.connection, blob)?.contains(&length) {
            return Ok(KeptChunk::Wrong);
        }
        self.write(|transaction, plan| {
            plan.reach(Step::Blob)?;
            blobs::ensure(transaction, blob, length)?;
            let stored = blobs::get(transaction, blob)?.ok_or(StoreError::Shape("a blob's row"))?;
            if stored.whole {
                return Ok(KeptChunk::Whole);
            }
            if stored.length != length {
                chunks::remove_all(transaction, blob)?;
                blobs::set_length(transaction, blob, length)?;
            }
            plan.reach(Step::Chunk)?;
            chunks::put(transaction, blob, number, bytes)?;
            if !missing_here(transaction, blob, length)?.is_empty() {
                return Ok(KeptChunk::Partial);
            }
            plan.reach(Step::Whole)?;
            if assembled(transaction, blob, length)?.is_none() {
                chunks::remove_all(transaction, blob)?;
                return Ok(KeptChunk::Wrong);
            }
            blobs::set_whole(transaction, blob, true)?;
            blobs::set_server(transaction, blob, &ServerHas::Held)?;
            Ok(KeptChunk::Whole)
        })
    }

    /// The entries that name a blob.
    ///
    /// # Errors
    /// As every read.
    pub fn entries_of_blob(&self, blob: BlobId) -> Result<Vec<EntryId>, StoreError> {
        attachments::entries_of(&self.connection, blob)
    }
}

/// What is named, not whole here and not lost: blob and length, those of the newest entries first.
pub(super) const WANTED: &str = "SELECT a.blob, coalesce(b.length, max(a.length))
    FROM attachments a JOIN entries e ON e.entry = a.entry LEFT JOIN blobs b ON b.blob = a.blob
    WHERE coalesce(b.whole, 0) = 0 AND coalesce(b.server, 'unknown') <> 'lost'
    AND NOT coalesce(b.own = 1 AND b.server IN ('missing', 'unknown'), 0)
    GROUP BY a.blob ORDER BY max(e.date) DESC, max(e.number) DESC, a.blob";

/// The chunks of a blob of that length that are not here.
pub(super) fn missing_here(connection: &Connection, blob: BlobId, length: u32) -> Result<Vec<Span>, StoreError> {
    Ok(spans_without(chunks_in(length), &chunks::numbers(connection, blob)?))
}

pub(crate) fn upload(stored: &Stored) -> Upload {
    let all = || {
        vec![Span {
            from: 0,
            to: chunks_in(stored.length),
        }]
    };
    let missing = match (stored.server, stored.begun) {
        (Server::Missing, _) => Some(stored.spans.clone()),
        (Server::Unknown, true) => None,
        (Server::Unknown | Server::Lost, _) => Some(all()),
        (Server::Held | Server::Refused, _) => Some(Vec::new()),
    };
    Upload {
        blob: stored.blob,
        length: stored.length,
        missing,
    }
}

/// Says whether anything is known of such a blob and this is news.
fn note(connection: &Connection, blob: BlobId, has: &ServerHas) -> Result<bool, StoreError> {
    if let Some(length) = attachments::lengths(connection, blob)?.last() {
        blobs::ensure(connection, blob, *length)?;
    }
    let Some(before) = blobs::get(connection, blob)? else {
        return Ok(false);
    };
    let of = chunks_in(before.length);
    let has = match has {
        // A server that lacks nothing and yet does not hold it would be sent nothing: it is sent all of it.
        ServerHas::Missing(spans) => ServerHas::Missing(sound(spans, of)),
        ServerHas::Held | ServerHas::Lost | ServerHas::Refused(_) => has.clone(),
    };
    blobs::set_server(connection, blob, &has)?;
    Ok(blobs::get(connection, blob)? != Some(before))
}

/// Spans cut off at the end of the blob; all of it when they are not ascending and apart, or nothing is left.
fn sound(spans: &[Span], of: u32) -> Vec<Span> {
    let within = |span: &Span| Span {
        to: span.to.min(of),
        ..*span
    };
    let spans: Vec<Span> = spans.iter().map(within).filter(|span| span.from < span.to).collect();
    let apart = spans.windows(2).all(|pair| match pair {
        [former, latter] => former.to <= latter.from,
        _ => true,
    });
    if apart && !spans.is_empty() {
        spans
    } else {
        vec![Span { from: 0, to: of }]
    }
}
