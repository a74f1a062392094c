//! Registrations that were signed here: they wait until the county's log holds them by a receipt, or until it refused them.

use cunfa_core::{ActId, BatchId, EntryId, PersonId};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{ParkedReason, Store, StoreError};

/// One registration made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRegistration {
    /// Which record.
    pub record: EntryId,
    /// Its act.
    pub act: ActId,
    /// By whom.
    pub person: PersonId,
    /// The signed act, sealed for the server.
    pub batch: SealedBatch,
    /// Device clock, ms since 1970.
    pub made_ms: i64,
    /// What the server said of it.
    pub state: RegistrationState,
    /// The list it was taken in with: what waits of one goes up together, and is taken together or not at all.
    pub list: Option<[u8; 16]>,
}

/// What the server said of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// Nothing yet.
    Waiting,
    /// It is in the log, by a receipt.
    Stands,
    /// It is not taken.
    Refused(ParkedReason),
}

impl RegistrationState {
    fn code(self) -> &'static str {
        match self {
            RegistrationState::Waiting => "waiting",
            RegistrationState::Stands => "stands",
            RegistrationState::Refused(reason) => reason.code(),
        }
    }

    fn from_code(code: &str) -> RegistrationState {
        match code {
            "waiting" => RegistrationState::Waiting,
            "stands" => RegistrationState::Stands,
            reason => RegistrationState::Refused(ParkedReason::from_code(reason)),
        }
    }
}

const COLUMNS: &str = "record, act, person, bytes, signature, made_ms, state, list";

impl Store {
    /// Keeps a registration to be sent; what was refused of the same record and person goes, it was said anew. Saying it twice is saying
    /// it once.
    ///
    /// # Errors
    /// As every write.
    pub fn add_registration(&mut self, registration: &StoredRegistration) -> Result<(), StoreError> {
        self.add_registrations(std::slice::from_ref(registration))
    }

    /// The same of many at once: all of them are kept, or none. With a list goes what was refused of earlier lists of the same person.
    ///
    /// # Errors
    /// As every write.
    pub fn add_registrations(&mut self, registrations: &[StoredRegistration]) -> Result<(), StoreError> {
        let sql =
            format!("INSERT OR IGNORE INTO registrations ({COLUMNS}, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        self.write(|transaction, _| {
            if let Some(first) = registrations.iter().find(|one| one.list.is_some()) {
                drop_refused_lists(transaction, first.person)?;
            }
            for registration in registrations {
                drop_refused(transaction, registration.record, registration.person)?;
                transaction.prepare_cached(&sql)?.execute(params![
                    registration.record.as_bytes(),
                    registration.act.as_bytes(),
                    registration.person.as_bytes(),
                    registration.batch.bytes,
                    registration.batch.signature,
                    registration.made_ms,
                    registration.state.code(),
                    registration.list.as_ref().map(<[u8; 16]>::as_slice),
                    registration.batch.id().as_bytes()
                ])?;
            }
            Ok(())
        })
    }

    /// Of anybody, those that wait for the server, the oldest first, at most so many.
    ///
    /// # Errors
    /// As every read.
    pub fn waiting_registrations(&self, most: usize) -> Result<Vec<StoredRegistration>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM registrations WHERE state = 'waiting' ORDER BY position LIMIT ?1");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then([most], read)?.collect()
    }

    /// Of these batches, the registrations that wait for the server.
    ///
    /// # Errors
    /// As every read.
    pub fn waiting_of(&self, batches: &[BatchId]) -> Result<Vec<StoredRegistration>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM registrations WHERE id = ?1 AND state = 'waiting'");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut waiting = Vec::new();
        for batch in batches {
            for one in statement.query_and_then([batch.as_bytes()], read)? {
                waiting.push(one?);
            }
        }
        Ok(waiting)
    }

    /// Whether the log is known to hold an act over the registers, or this device has it and may still bring it there.
    ///
    /// # Errors
    /// As every read.
    pub fn knows_registration(&self, act: ActId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM registered WHERE act = ?1)
                       OR EXISTS (SELECT 1 FROM registrations WHERE act = ?1 AND state IN ('waiting', 'stands'))";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([act.as_bytes()], |row| row.get(0))?)
    }

    /// How many wait for the server.
    ///
    /// # Errors
    /// As every read.
    pub fn count_waiting_registrations(&self) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM registrations WHERE state = 'waiting'";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Those of anybody that are not among [`Store::registered`], the oldest first: they wait, were refused, or stand and have not come
    /// back.
    ///
    /// # Errors
    /// As every read.
    pub fn open_registrations(&self) -> Result<Vec<StoredRegistration>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM registrations WHERE act NOT IN (SELECT act FROM registered) ORDER BY position"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then([], read)?.collect()
    }

    /// Of these batches, what waits is given up as if the server had refused it, with what was said here over it.
    ///
    /// # Errors
    /// As every write; none is given up then.
    pub fn give_up_registrations(&mut self, batches: &[BatchId], reason: ParkedReason) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            for batch in batches {
                refused(transaction, *batch, reason)?;
            }
            Ok(())
        })
    }

    /// Puts away what a person said of a record here and the server refused; gives how many.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_refused_registrations(&mut self, record: EntryId, person: PersonId) -> Result<usize, StoreError> {
        self.write(|transaction, _| drop_refused(transaction, record, person))
    }

    /// The same of everything that a person took in with lists.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_refused_lists(&mut self, person: PersonId) -> Result<usize, StoreError> {
        self.write(|transaction, _| drop_refused_lists(transaction, person))
    }
}

fn drop_refused(connection: &Connection, record: EntryId, person: PersonId) -> Result<usize, StoreError> {
    let sql = "DELETE FROM registrations WHERE record = ?1 AND person = ?2 AND state NOT IN ('waiting', 'stands')";
    Ok(connection
        .prepare_cached(sql)?
        .execute((record.as_bytes(), person.as_bytes()))?)
}

fn drop_refused_lists(connection: &Connection, person: PersonId) -> Result<usize, StoreError> {
    let sql = "DELETE FROM registrations WHERE list IS NOT NULL AND person = ?1 AND state NOT IN ('waiting', 'stands')";
    Ok(connection.prepare_cached(sql)?.execute([person.as_bytes()])?)
}

/// The log holds it, by this receipt; says whether that is news.
pub(crate) fn stands(connection: &Connection, batch: BatchId, receipt: &[u8]) -> Result<bool, StoreError> {
    let sql = "UPDATE registrations SET state = 'stands', receipt = ?2 WHERE id = ?1 AND state = 'waiting'";
    Ok(connection.prepare_cached(sql)?.execute((batch.as_bytes(), receipt))? > 0)
}

/// The log does not take it, nor what was said here over it, which waits; says whether that is news. Of one that waits no more, an answer
/// that comes late says nothing.
pub(crate) fn refused(connection: &Connection, batch: BatchId, reason: ParkedReason) -> Result<bool, StoreError> {
    let sql = "SELECT record, position FROM registrations WHERE id = ?1 AND state = 'waiting'";
    let mut statement = connection.prepare_cached(sql)?;
    let waiting: Option<([u8; 16], i64)> = statement
        .query_row([batch.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((record, position)) = waiting else {
        return Ok(false);
    };
    let sql = "UPDATE registrations SET state = ?3 WHERE state = 'waiting' AND record = ?1 AND position >= ?2";
    Ok(connection
        .prepare_cached(sql)?
        .execute((record, position, reason.code()))?
        > 0)
}

/// The log began anew: whether it holds them is unknown, they are offered again. What stood is nobody's list any more: each of it is taken by
/// itself, whatever became of the others.
pub(crate) fn offer_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE registrations SET state = 'waiting', receipt = NULL, list = NULL WHERE state = 'stands'",
        [],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredRegistration, StoreError> {
    let state: String = row.get(6)?;
    Ok(StoredRegistration {
        record: EntryId(row.get(0)?),
        act: ActId(row.get(1)?),
        person: PersonId(row.get(2)?),
        batch: SealedBatch {
            bytes: row.get(3)?,
            signature: row.get(4)?,
        },
        made_ms: row.get(5)?,
        state: RegistrationState::from_code(&state),
        list: row.get(7)?,
    })
}
