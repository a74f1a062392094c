//! The log of acts as transmitted. An act's id is the hash of its bytes, so that it is its own checksum.

use cunfa_core::act::Body;
use cunfa_core::{ActId, BatchId, DeviceId, EntryId, Ink, KeyId};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{Store, StoreError};

/// One stored act.
#[derive(Debug, Clone)]
pub(crate) struct StoredAct {
    pub(crate) arrival: i64,
    pub(crate) id: ActId,
    pub(crate) entry: EntryId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) batch: Option<BatchId>,
    pub(crate) received_at_ms: Option<i64>,
    pub(crate) sequence: Option<u64>,
}

impl StoredAct {
    /// Whether the bytes are those that were stored.
    pub(crate) fn is_intact(&self) -> bool {
        cunfa_evidence::act::id_of(&self.bytes) == self.id
    }
}

const COLUMNS: &str = "arrival, id, entry, bytes, batch, received_at_ms, sequence";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredAct> {
    let batch: Option<[u8; 32]> = row.get(4)?;
    let sequence: Option<i64> = row.get(6)?;
    Ok(StoredAct {
        arrival: row.get(0)?,
        id: ActId(row.get(1)?),
        entry: EntryId(row.get(2)?),
        bytes: row.get(3)?,
        batch: batch.map(BatchId),
        received_at_ms: row.get(5)?,
        sequence: sequence.map(i64::cast_unsigned),
    })
}

impl Store {
    /// The last act made on this device, for the next one's chain.
    ///
    /// # Errors
    /// As every read.
    pub fn last_act_of(&self, device: DeviceId) -> Result<Option<ActId>, StoreError> {
        let sql = "SELECT last_act FROM sync";
        let gone: Vec<u8> = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        match ActId::from_slice(&gone) {
            Some(gone) => Ok(Some(gone)),
            None => last_of(&self.connection, device),
        }
    }
}

impl Store {
    /// The shapes of all handwriting stored on this device, whoever signed: a copy from elsewhere is a copy.
    ///
    /// # Errors
    /// As every read.
    pub fn ink_shapes(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut shapes = Vec::new();
        each(&self.connection, &mut |stored| {
            if let Ok(act) = SignedAct::read(&stored.bytes)
                && let Body::SignOff(sign_off) = &act.statement().act.body
            {
                shapes.extend(sign_off.inks().map(Ink::shape));
            }
        })?;
        Ok(shapes)
    }
}

fn last_of(connection: &Connection, device: DeviceId) -> Result<Option<ActId>, StoreError> {
    let sql = "SELECT id FROM acts WHERE device = ?1 ORDER BY arrival DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([device.as_bytes()], |row| row.get(0).map(ActId))
        .optional()?)
}

/// Removes the acts of an entry. The next act made here is chained to the last one made here all the same.
pub(crate) fn forget_entry(connection: &Connection, device: DeviceId, entry: EntryId) -> Result<(), StoreError> {
    let last = last_of(connection, device)?;
    let sql = "DELETE FROM acts WHERE entry = ?1 RETURNING id";
    let gone: Vec<[u8; ActId::LEN]> = connection
        .prepare_cached(sql)?
        .query_map([entry.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    match last {
        Some(last) if gone.contains(&last.0) => {
            connection.execute("UPDATE sync SET last_act = ?1 WHERE last_act = x''", [last.as_bytes()])?;
            Ok(())
        }
        Some(_) | None => Ok(()),
    }
}

/// An act was made here: the next one is chained to it.
pub(crate) fn made_here(connection: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE sync SET last_act = x'' WHERE last_act <> x''";
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Stores an act unless it is there; says whether it is new.
pub(crate) fn insert(connection: &Connection, act: &SignedAct, batch: Option<BatchId>) -> Result<bool, StoreError> {
    let sql = "INSERT OR IGNORE INTO acts (id, entry, key, device, bytes, batch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let said = &act.statement().act;
    let batch = batch.as_ref().map(|batch| batch.as_bytes());
    let row = (
        act.id().0,
        said.entry.as_bytes(),
        said.key.as_bytes(),
        said.device.as_bytes(),
        act.bytes(),
        batch,
    );
    Ok(connection.prepare_cached(sql)?.execute(row)? > 0)
}

/// Notes when the server received an act, the first time it says so, and the first place the act has in the log as it is now.
pub(crate) fn received(connection: &Connection, id: ActId, receipt: &Receipt) -> Result<(), StoreError> {
    let sql = "UPDATE acts SET received_at_ms = coalesce(received_at_ms, ?2), epoch = ?3, sequence = ?4
               WHERE id = ?1 AND (sequence IS NULL OR epoch <> ?3 OR sequence > ?4)";
    connection.prepare_cached(sql)?.execute((
        id.as_bytes(),
        receipt.received_at_ms,
        receipt.epoch.cast_signed(),
        receipt.sequence.cast_signed(),
    ))?;
    Ok(())
}

/// The acts of an entry, in order of arrival.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Vec<StoredAct>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM acts WHERE entry = ?1 ORDER BY arrival");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_map([entry.as_bytes()], read)?
        .collect::<Result<_, _>>()?)
}

/// The acts that a pulled batch brought, in its order.
pub(crate) fn of_batch(connection: &Connection, entry: EntryId, batch: BatchId) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM acts WHERE entry = ?1 AND batch = ?2 ORDER BY arrival";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((entry.as_bytes(), batch.as_bytes()), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Visits every stored act.
pub(crate) fn each(connection: &Connection, visit: &mut dyn FnMut(StoredAct)) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM acts ORDER BY arrival"))?;
    for act in statement.query_map([], read)? {
        visit(act?);
    }
    Ok(())
}

/// Puts the right bytes back in the place of damaged ones.
pub(crate) fn restore(connection: &Connection, id: ActId, bytes: &[u8]) -> Result<(), StoreError> {
    connection.execute("UPDATE acts SET bytes = ?2 WHERE id = ?1", (id.as_bytes(), bytes))?;
    Ok(())
}

/// Removes a damaged act, to be fetched again.
pub(crate) fn forget(connection: &Connection, id: ActId) -> Result<(), StoreError> {
    connection.execute("DELETE FROM acts WHERE id = ?1", [id.as_bytes()])?;
    Ok(())
}

/// The entries with an act of this key.
pub(crate) fn entries_of_key(connection: &Connection, key: KeyId) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT entry FROM acts WHERE key = ?1")?;
    Ok(statement
        .query_map([key.as_bytes()], |row| row.get(0).map(EntryId))?
        .collect::<Result<_, _>>()?)
}
