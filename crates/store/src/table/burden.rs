//! 填写负担: taps and seconds of each entry written here. Stays on the device.

use cunfa_core::{EntryId, PersonId};

use crate::{Store, StoreError};

/// How many entries are remembered for a person.
const KEPT: u32 = 200;

/// What writing one entry cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burden {
    /// Touches of buttons, chips and fields.
    pub taps: u32,
    /// Seconds at the form, long pauses left out.
    pub seconds: u32,
}

impl Store {
    /// Adds to what writing this entry, or the draft it will be, cost so far.
    ///
    /// # Errors
    /// As every write.
    pub fn add_burden(&mut self, owner: PersonId, entry: EntryId, more: Burden) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "INSERT INTO burden (entry, owner, taps, seconds) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (entry) DO UPDATE SET taps = min(taps + excluded.taps, 1000000),
                       seconds = min(seconds + excluded.seconds, 1000000) WHERE owner = excluded.owner";
            let row = (entry.as_bytes(), owner.as_bytes(), more.taps, more.seconds);
            transaction.prepare_cached(sql)?.execute(row)?;
            let sql = "DELETE FROM burden WHERE owner = ?1 AND position NOT IN
                       (SELECT position FROM burden WHERE owner = ?1 ORDER BY position DESC LIMIT ?2)";
            transaction.prepare_cached(sql)?.execute((owner.as_bytes(), KEPT))?;
            Ok(())
        })
    }

    /// What the person's last entries cost, the last begun first. What was never made an entry is left out.
    ///
    /// # Errors
    /// As every read.
    pub fn burden(&self, owner: PersonId, most: u32) -> Result<Vec<Burden>, StoreError> {
        let sql = "SELECT taps, seconds FROM burden WHERE owner = ?1
                   AND EXISTS (SELECT 1 FROM entries e WHERE e.entry = burden.entry) ORDER BY position DESC LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((owner.as_bytes(), most), |row| {
            Ok(Burden {
                taps: row.get(0)?,
                seconds: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets all of it.
    ///
    /// # Errors
    /// As every write.
    pub fn clear_burden(&mut self, owner: PersonId) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached("DELETE FROM burden WHERE owner = ?1")?
                .execute([owner.as_bytes()])?;
            Ok(())
        })
    }
}
