//! The first filling: rows of the server's index stand in a list until their entries are here.

use chrono::NaiveDate;
use cunfa_core::{EntryId, Kind, Mode, Stage, VillageCode};
use rusqlite::OptionalExtension as _;

use crate::read::row::{Row, entry_id};
use crate::table::{filling, forgotten, indexed};
use crate::{Store, StoreError};

/// What the index tells of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedRow {
    /// The first bytes of its id.
    pub short: [u8; 6],
    /// The village.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// 序号.
    pub number: String,
    /// Kind.
    pub kind: Kind,
    /// Mode.
    pub mode: Mode,
    /// Length in minutes.
    pub minutes: u16,
    /// When it began, in minutes of the day.
    pub start: Option<u16>,
    /// The first person's name, or a head count; shortened.
    pub name: String,
    /// There are more persons.
    pub more_names: bool,
    /// 事由 or topic; shortened.
    pub matter: String,
    /// The counsel's name.
    pub counsel_name: String,
    /// 重大事项.
    pub major: bool,
    /// Where it stands.
    pub stage: Stage,
    /// 签后有改动.
    pub changed: bool,
    /// Another entry corrects it.
    pub corrected: bool,
}

/// A row's place in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexPlace {
    /// Service date.
    pub date: NaiveDate,
    /// The first bytes of its entry's id.
    pub short: [u8; 6],
}

/// How far the first filling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// Where it stands.
    pub state: FillingState,
    /// The last row of the index that is held, while it comes.
    pub after: Option<IndexPlace>,
    /// Entries there are, as the index says; 0 before it came.
    pub entries: u32,
    /// Of these, how many are not here.
    pub entries_left: u32,
    /// Bytes of all their batches.
    pub bytes: u64,
    /// Of these, how many came.
    pub bytes_here: u64,
}

/// Where the first filling stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillingState {
    /// Nothing is known of what there is.
    Due,
    /// The index is wanted first: nothing of the log is here, or there is more of it than comes at once.
    Index,
    /// The index is here, the log comes.
    Log,
    /// All is here.
    Done,
}

impl FillingState {
    pub(crate) fn from_code(code: &str) -> Option<FillingState> {
        match code {
            "due" => Some(FillingState::Due),
            "index" => Some(FillingState::Index),
            "log" => Some(FillingState::Log),
            "done" => Some(FillingState::Done),
            _ => None,
        }
    }
}

impl Store {
    /// How far the first filling has come.
    ///
    /// # Errors
    /// As every read.
    pub fn filling(&self) -> Result<Filling, StoreError> {
        filling::read(&self.connection)
    }

    /// Nothing is known of what there is, and the index is wanted before anything else. Writes nothing when something is known.
    ///
    /// # Errors
    /// As every write.
    pub fn want_index(&mut self) -> Result<(), StoreError> {
        if filling::is_due(&self.connection)? {
            self.write(|transaction, _| filling::begin(transaction, "index"))
        } else {
            Ok(())
        }
    }

    /// The index begins to come, or goes on: so many entries there are, with so many bytes of batches.
    ///
    /// # Errors
    /// As every write.
    pub fn begin_index(&mut self, entries: u32, bytes: u64) -> Result<(), StoreError> {
        self.write(|transaction, _| filling::size(transaction, entries, bytes))
    }

    /// Keeps rows of the index, up to this place. What is here already keeps its own row.
    ///
    /// # Errors
    /// As every write.
    pub fn keep_index(&mut self, rows: &[IndexedRow], place: IndexPlace) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            for row in rows {
                if !forgotten::holds(transaction, &row.village)? {
                    indexed::put(transaction, row)?;
                }
            }
            filling::place(transaction, place)
        })
    }

    /// The index is here whole.
    ///
    /// # Errors
    /// As every write.
    pub fn end_index(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, _| filling::indexed(transaction))
    }

    /// Nothing lies after the cursor: all is here, and what the index told of anything else is forgotten. Writes nothing when that
    /// was known.
    ///
    /// # Errors
    /// As every write.
    pub fn end_filling(&mut self) -> Result<(), StoreError> {
        if filling::is_done(&self.connection)? {
            return Ok(());
        }
        self.write(|transaction, _| filling::end(transaction))
    }

    /// What the index tells of an entry that is not here, by the id its row is shown with.
    ///
    /// # Errors
    /// As every read.
    pub fn indexed(&self, shown: EntryId) -> Result<Option<Row>, StoreError> {
        match short_of(shown) {
            Some(short) => indexed::of_short(&self.connection, short),
            None => Ok(None),
        }
    }

    /// Whether the index tells of an entry that is not here, whose id begins with these bytes.
    ///
    /// # Errors
    /// As every read.
    pub fn is_indexed(&self, short: [u8; 6]) -> Result<bool, StoreError> {
        Ok(indexed::of_short(&self.connection, short)?.is_some())
    }

    /// The entry that came in the place of a row of the index, by the id that row was shown with.
    ///
    /// # Errors
    /// As every read.
    pub fn entry_beginning(&self, shown: EntryId) -> Result<Option<EntryId>, StoreError> {
        let Some(short) = short_of(shown) else { return Ok(None) };
        let after: Vec<u8> = short.iter().chain(&[0xff; 11]).copied().collect();
        let sql = "SELECT entry FROM entries WHERE entry >= ?1 AND entry < ?2 ORDER BY entry LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row((short, after), |row| Ok(entry_id(row, 0)));
        found.optional()?.transpose()
    }
}

/// The first bytes of an id that stands for a row of the index; nothing for an entry's own.
fn short_of(shown: EntryId) -> Option<[u8; 6]> {
    let (short, rest) = shown.0.split_at_checked(6)?;
    if rest.iter().all(|byte| *byte == 0) {
        short.try_into().ok()
    } else {
        None
    }
}
