//! The outbox: one row per change and act written here. A row stays for good; `accepted` is set by a verified receipt and
//! taken back when the server's log began anew.

use std::collections::BTreeSet;

use cunfa_core::{ActId, BatchId, Digest, EntryId, KeyId, VillageCode};
use rusqlite::Connection;

use crate::StoreError;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Change,
    Act,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Kind::Change => "change",
            Kind::Act => "act",
        }
    }
}

/// An item to be put into the outbox.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    /// Hash of a change, or id of an act.
    pub(crate) id: &'a [u8],
    pub(crate) kind: Kind,
    pub(crate) entry: EntryId,
    pub(crate) village: &'a VillageCode,
    pub(crate) size_bytes: usize,
    pub(crate) created_ms: i64,
}

pub(crate) fn insert(connection: &Connection, item: &Item<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO outbox (item, kind, entry, village, size_bytes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute((
        item.id,
        item.kind.code(),
        item.entry.as_bytes(),
        item.village.as_str(),
        i64::try_from(item.size_bytes).unwrap_or(i64::MAX),
        item.created_ms,
    ))?;
    Ok(())
}

/// An item that no batch carries yet, with its bytes from the log.
#[derive(Debug, Clone)]
pub(crate) struct Loose {
    pub(crate) position: i64,
    pub(crate) is_act: bool,
    pub(crate) entry: EntryId,
    pub(crate) village: String,
    pub(crate) bytes: Vec<u8>,
}

/// Of `outbox o`: open, in no batch yet, and in the log. What the log has lost waits for nobody and keeps nobody waiting.
const LOOSE: &str = "o.accepted = 0 AND o.batch IS NULL AND CASE o.kind
    WHEN 'change' THEN EXISTS (SELECT 1 FROM changes c WHERE c.entry = o.entry AND c.hash = o.item)
    ELSE EXISTS (SELECT 1 FROM acts a WHERE a.id = o.item) END";

/// Whether anything open is in no batch yet.
pub(crate) fn has_loose(connection: &Connection) -> Result<bool, StoreError> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM outbox o WHERE {LOOSE})");
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// What no batch carries yet, 重大事项 before all else and then oldest first: all of so many entries at most.
pub(crate) fn loose(connection: &Connection, entries_max: usize) -> Result<Vec<Loose>, StoreError> {
    let sql = format!(
        "WITH oldest AS (SELECT o.entry FROM outbox o WHERE {LOOSE} GROUP BY o.entry
         ORDER BY EXISTS (SELECT 1 FROM entries e WHERE e.entry = o.entry AND e.major = 1) DESC, min(o.position) LIMIT ?1)
         SELECT o.position, o.kind = 'act', o.entry, o.village,
                CASE o.kind WHEN 'change' THEN (SELECT bytes FROM changes c WHERE c.entry = o.entry AND c.hash = o.item)
                            ELSE (SELECT bytes FROM acts a WHERE a.id = o.item) END
         FROM oldest JOIN outbox o ON o.entry = oldest.entry AND {LOOSE} ORDER BY o.position"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([i64::try_from(entries_max).unwrap_or(i64::MAX)], |row| {
        Ok(Loose {
            position: row.get(0)?,
            is_act: row.get(1)?,
            entry: EntryId(row.get(2)?),
            village: row.get(3)?,
            bytes: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts items into a batch.
pub(crate) fn carry(connection: &Connection, position: i64, batch: BatchId) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET batch = ?2 WHERE position = ?1";
    connection.prepare_cached(sql)?.execute((position, batch.as_bytes()))?;
    Ok(())
}

/// An item of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Carried {
    pub(crate) position: i64,
    /// The key that signed it; `None` for a change.
    pub(crate) signer: Option<KeyId>,
}

/// What a batch carries.
pub(crate) fn carried(connection: &Connection, batch: BatchId) -> Result<Vec<Carried>, StoreError> {
    let sql = "SELECT outbox.position, acts.key FROM outbox
               LEFT JOIN acts ON outbox.kind = 'act' AND acts.id = outbox.item
               WHERE outbox.batch = ?1 ORDER BY outbox.position";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([batch.as_bytes()], |row| {
        let signer: Option<[u8; KeyId::LEN]> = row.get(1)?;
        Ok(Carried {
            position: row.get(0)?,
            signer: signer.map(KeyId),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes an item out of its batch, to be sealed anew.
pub(crate) fn release(connection: &Connection, position: i64) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET batch = NULL WHERE position = ?1 AND accepted = 0";
    connection.prepare_cached(sql)?.execute([position])?;
    Ok(())
}

/// The items of an accepted batch are delivered; gives the acts among them.
pub(crate) fn accept(connection: &Connection, batch: BatchId) -> Result<Vec<ActId>, StoreError> {
    let sql = "UPDATE outbox SET accepted = 1 WHERE batch = ?1 RETURNING CASE kind WHEN 'act' THEN item END";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([batch.as_bytes()], |row| row.get(0))?;
    let acts: Vec<Option<[u8; ActId::LEN]>> = rows.collect::<Result<_, _>>()?;
    Ok(acts.into_iter().flatten().map(ActId).collect())
}

/// The items of a batch that is offered again are not delivered any more.
pub(crate) fn reopen(connection: &Connection, batch: BatchId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE outbox SET accepted = 0 WHERE batch = ?1")?
        .execute([batch.as_bytes()])?;
    Ok(())
}

/// Items that came back in no batch of this device are not delivered any more either, when the server's log began anew; gives
/// their entries.
pub(crate) fn reopen_unsealed(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let sql = "UPDATE outbox SET accepted = 0 WHERE batch IS NULL AND accepted = 1 RETURNING entry";
    let mut statement = connection.prepare_cached(sql)?;
    let entries = statement.query_map([], |row| row.get(0).map(EntryId))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// An item that came from the server is delivered, if it was made here.
pub(crate) fn accept_item(connection: &Connection, entry: EntryId, item: &[u8]) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET accepted = 1 WHERE item = ?1 AND entry = ?2 AND accepted = 0";
    connection.prepare_cached(sql)?.execute((item, entry.as_bytes()))?;
    Ok(())
}

/// What of an entry is not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Open {
    /// How many changes.
    pub(crate) changes: usize,
    /// The acts.
    pub(crate) acts: BTreeSet<ActId>,
}

/// SQL that gives the entries of which something is not delivered.
pub(crate) const OPEN_ENTRIES: &str =
    "SELECT o.entry FROM outbox o WHERE o.accepted = 0 UNION ALL SELECT u.entry FROM uncovered u";

/// What of an entry is not delivered, whoever wrote it.
pub(crate) fn undelivered(connection: &Connection, entry: EntryId) -> Result<Open, StoreError> {
    let sql = "SELECT CASE kind WHEN 'act' THEN item END FROM outbox WHERE entry = ?1 AND accepted = 0
               UNION ALL SELECT CASE kind WHEN 'act' THEN item END FROM uncovered WHERE entry = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([entry.as_bytes()], |row| row.get(0))?;
    let items: Vec<Option<[u8; ActId::LEN]>> = rows.collect::<Result<_, _>>()?;
    let acts: BTreeSet<ActId> = items.iter().flatten().copied().map(ActId).collect();
    let changes = items.iter().filter(|item| item.is_none()).count();
    Ok(Open { changes, acts })
}

/// The changes of an entry that are not delivered, whoever wrote them.
pub(crate) fn open_changes(connection: &Connection, entry: EntryId) -> Result<BTreeSet<Digest>, StoreError> {
    let sql = "SELECT item FROM outbox WHERE entry = ?1 AND accepted = 0 AND kind = 'change'
               UNION ALL SELECT item FROM uncovered WHERE entry = ?1 AND kind = 'change'";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([entry.as_bytes()], |row| row.get(0).map(Digest))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
