//! Openings of a text from above that were made here. The text is never stored.

use cunfa_core::{EntryId, PersonId, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Connection, Row, params};

use crate::{ParkedReason, Store, StoreError};

/// One opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOpening {
    /// Which entry.
    pub entry: EntryId,
    /// By whom.
    pub person: PersonId,
    /// The entry's village.
    pub village: VillageCode,
    /// Why.
    pub reason: String,
    /// The signed act, sealed for the server.
    pub batch: SealedBatch,
    /// Device clock, ms since 1970.
    pub made_ms: i64,
    /// What the server said of it.
    pub state: OpeningState,
}

/// What the server said of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningState {
    /// Nothing yet.
    Waiting,
    /// It stands in the log.
    Stands,
    /// It stands, and its day is over.
    Over,
    /// It does not stand.
    Refused(ParkedReason),
}

impl OpeningState {
    fn code(self) -> &'static str {
        match self {
            OpeningState::Waiting => "waiting",
            OpeningState::Stands => "stands",
            OpeningState::Over => "over",
            OpeningState::Refused(reason) => reason.code(),
        }
    }

    fn from_code(code: &str) -> OpeningState {
        match code {
            "waiting" => OpeningState::Waiting,
            "stands" => OpeningState::Stands,
            "over" => OpeningState::Over,
            reason => OpeningState::Refused(ParkedReason::from_code(reason)),
        }
    }
}

const COLUMNS: &str = "entry, person, village, reason, bytes, signature, made_ms, state";

impl Store {
    /// Keeps an opening, or what the server said of one that is kept.
    ///
    /// # Errors
    /// As every write.
    pub fn put_opening(&mut self, opening: &StoredOpening) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO openings ({COLUMNS}, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state"
        );
        self.write(|transaction, _| {
            transaction.prepare_cached(&sql)?.execute(params![
                opening.entry.as_bytes(),
                opening.person.as_bytes(),
                opening.village.as_str(),
                opening.reason,
                opening.batch.bytes,
                opening.batch.signature,
                opening.made_ms,
                opening.state.code(),
                opening.batch.id().as_bytes()
            ])?;
            Ok(())
        })
    }

    /// The last opening of an entry by a person.
    ///
    /// # Errors
    /// As every read.
    pub fn opening(&self, entry: EntryId, person: PersonId) -> Result<Option<StoredOpening>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM openings WHERE entry = ?1 AND person = ?2 ORDER BY position DESC LIMIT 1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query_and_then([entry.as_bytes(), person.as_bytes()], read)?;
        rows.next().transpose()
    }

    /// Of anybody, those that wait for the server, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub fn waiting_openings(&self) -> Result<Vec<StoredOpening>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM openings WHERE state = 'waiting' ORDER BY position");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then([], read)?.collect()
    }
}

/// The log began anew: whether it holds them is unknown, they are offered again.
pub(crate) fn offer_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE openings SET state = 'waiting' WHERE state IN ('stands', 'over')",
        [],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredOpening, StoreError> {
    let (village, state): (String, String) = (row.get(2)?, row.get(7)?);
    Ok(StoredOpening {
        entry: EntryId(row.get(0)?),
        person: PersonId(row.get(1)?),
        village: village.parse().map_err(|_| StoreError::Shape("an opening"))?,
        reason: row.get(3)?,
        batch: SealedBatch {
            bytes: row.get(4)?,
            signature: row.get(5)?,
        },
        made_ms: row.get(6)?,
        state: OpeningState::from_code(&state),
    })
}
