//! The truth about what is not on the server yet.

use cunfa_core::{BatchId, EntryId, KeyId, PersonId, VillageCode};

use crate::pass::ParkedReason;
use crate::{Store, StoreError};

/// Totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unsent {
    /// Entries with something unsent, parked ones included.
    pub entries: u32,
    /// Entries with a parked batch.
    pub parked: u32,
    /// Bytes still to send, about: before they are packed.
    pub bytes: u64,
    /// When the first of it was written, device clock, ms since 1970.
    pub since_ms: Option<i64>,
}

/// One entry with something unsent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentItem {
    /// Which.
    pub entry: EntryId,
    /// 序号; empty while it cannot be read, and of a need.
    pub number: String,
    /// It is a need (群众法律需求).
    pub is_need: bool,
    /// Village.
    pub village: VillageCode,
    /// 事由 or topic, short; who asked, of a need.
    pub matter: String,
    /// Where it stands.
    pub state: ItemState,
}

/// Where an unsent entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Waits for its turn.
    Pending,
    /// On its way.
    Sending,
    /// It builds on something that the server does not have yet; tried again.
    Waits,
    /// Refused.
    Parked {
        /// The refused batch.
        batch: BatchId,
        /// Why.
        reason: ParkedReason,
    },
}

impl Store {
    /// Totals of what is unsent.
    ///
    /// # Errors
    /// As every read.
    pub fn unsent(&self) -> Result<Unsent, StoreError> {
        // All but what is parked from one index: it is asked with every screen, however much waits.
        let sql = "SELECT entries, (SELECT count(DISTINCT o.entry) FROM batches b CROSS JOIN outbox o ON o.batch = b.id
                                    WHERE b.state <> 'accepted' AND b.state = 'parked' AND o.accepted = 0),
                          (SELECT created_ms FROM outbox WHERE position = first), bytes
                   FROM (SELECT count(DISTINCT entry) AS entries, min(position) AS first, coalesce(sum(size_bytes), 0) AS bytes
                         FROM outbox INDEXED BY outbox_open WHERE accepted = 0)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| {
            Ok(Unsent {
                entries: row.get(0)?,
                parked: row.get(1)?,
                since_ms: row.get(2)?,
                bytes: u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
            })
        })?)
    }

    /// Whether the server gave a receipt of the present log for anything written here.
    ///
    /// # Errors
    /// As every read.
    pub fn has_delivered(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM batches WHERE state = 'accepted')";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Entries with something unsent that is not on its way: what stays when everything on its way arrives.
    ///
    /// # Errors
    /// As every read.
    pub fn unsent_besides_sending(&self) -> Result<u32, StoreError> {
        // All that is open, less the few of which everything open is on its way: it is asked in every round.
        let sql = "SELECT (SELECT count(DISTINCT entry) FROM outbox INDEXED BY outbox_open WHERE accepted = 0)
                   - (SELECT count(DISTINCT s.entry) FROM batches s
                      WHERE s.state <> 'accepted' AND s.state = 'sending'
                        AND EXISTS (SELECT 1 FROM outbox o WHERE o.entry = s.entry AND o.accepted = 0)
                        AND NOT EXISTS (SELECT 1 FROM outbox o LEFT JOIN batches b ON b.id = o.batch
                                        WHERE o.entry = s.entry AND o.accepted = 0 AND (b.state IS NULL OR b.state <> 'sending')))";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Whether a person wrote something of an entry that is not sent: as its counsel, or with their key; or of a need, as who
    /// recorded or closed it.
    ///
    /// # Errors
    /// As every read.
    pub fn wrote(&self, entry: EntryId, person: PersonId, key: KeyId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM outbox o JOIN entries e ON e.entry = o.entry
                                  WHERE o.entry = ?1 AND o.accepted = 0 AND o.kind = 'change' AND e.counsel = ?2)
                       OR EXISTS (SELECT 1 FROM outbox o JOIN needs n ON n.need = o.entry
                                  WHERE o.entry = ?1 AND o.accepted = 0 AND ?2 IN (n.recorder, n.closer))
                       OR EXISTS (SELECT 1 FROM outbox o JOIN acts a ON a.id = o.item
                                  WHERE o.entry = ?1 AND o.accepted = 0 AND a.key = ?3)";
        let bound = (entry.as_bytes(), person.as_bytes(), key.as_bytes());
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row(bound, |row| row.get(0))?)
    }

    /// The entries with something unsent, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub fn unsent_items(&self, most: u32) -> Result<Vec<UnsentItem>, StoreError> {
        let sql = "WITH oldest AS (SELECT entry, min(position) AS first FROM outbox INDEXED BY outbox_open WHERE accepted = 0
                                   GROUP BY entry ORDER BY first LIMIT ?1)
                   SELECT o.entry, coalesce(e.number, ''), min(o.village), coalesce(e.matter, n.name, ''),
                          max(b.state = 'sending'), max(b.state = 'retry'),
                          (SELECT p.id FROM batches p WHERE p.entry = o.entry AND p.state = 'parked' ORDER BY p.position LIMIT 1),
                          (SELECT p.reason FROM batches p WHERE p.entry = o.entry AND p.state = 'parked' ORDER BY p.position LIMIT 1),
                          n.need IS NOT NULL
                   FROM oldest JOIN outbox o ON o.entry = oldest.entry AND o.accepted = 0
                   LEFT JOIN batches b ON b.id = o.batch LEFT JOIN entries e ON e.entry = o.entry
                   LEFT JOIN needs n ON n.need = o.entry
                   GROUP BY o.entry ORDER BY oldest.first";
        self.connection
            .prepare_cached(sql)?
            .query_and_then([most], read)?
            .collect()
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<UnsentItem, StoreError> {
    let village: String = row.get(2)?;
    let (sending, retry): (Option<bool>, Option<bool>) = (row.get(4)?, row.get(5)?);
    let (parked, reason): (Option<[u8; 32]>, Option<String>) = (row.get(6)?, row.get(7)?);
    let state = match (parked, sending, retry) {
        (Some(batch), _, _) => ItemState::Parked {
            batch: BatchId(batch),
            reason: ParkedReason::from_code(&reason.unwrap_or_default()),
        },
        (None, Some(true), _) => ItemState::Sending,
        (None, _, Some(true)) => ItemState::Waits,
        (None, _, _) => ItemState::Pending,
    };
    Ok(UnsentItem {
        entry: EntryId(row.get(0)?),
        number: row.get(1)?,
        is_need: row.get(8)?,
        village: village.parse().map_err(|_| StoreError::Shape("an outbox row"))?,
        matter: row.get(3)?,
        state,
    })
}
