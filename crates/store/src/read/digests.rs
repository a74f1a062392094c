//! What the villages of the log come to here, to be held against what the server says (docs/protocol.md, section 4).

use std::collections::BTreeMap;

use cunfa_core::{BatchId, VillageCode};

use crate::{Store, StoreError};

/// What was counted so far of one log, up to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    epoch: u64,
    upto: u64,
    counted: u64,
    of: BTreeMap<VillageCode, u64>,
    unknown: bool,
}

impl Digests {
    /// Nothing yet, of the log of this epoch up to this place.
    #[must_use]
    pub fn of_log(epoch: u64, upto: u64) -> Digests {
        Digests {
            epoch,
            upto,
            counted: 0,
            of: BTreeMap::new(),
            unknown: false,
        }
    }

    /// Whether all was counted.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.counted >= self.upto
    }

    /// Whether a village comes to this. What this program cannot read it cannot count, and then says yes.
    #[must_use]
    pub fn fits(&self, village: &VillageCode, digest: u64) -> bool {
        self.unknown || self.of.get(village).copied().unwrap_or(0) == digest
    }
}

impl Store {
    /// Counts the next `most` batches of the log; all of them when called until [`Digests::is_whole`].
    ///
    /// # Errors
    /// As every read.
    pub fn count_digests(&self, mut digests: Digests, most: usize) -> Result<Digests, StoreError> {
        let mut statement = self.connection.prepare_cached(PLACES)?;
        let (epoch, after, upto) = (
            digests.epoch.cast_signed(),
            digests.counted.cast_signed(),
            digests.upto.cast_signed(),
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query([epoch, after, upto, limit])?;
        let (mut count, mut last) = (0, 0);
        while let Some(row) = rows.next()? {
            let place = row.get::<_, i64>(0)?.cast_unsigned();
            count += 1;
            // One of this device that came back, too.
            if place == last {
                continue;
            }
            last = place;
            let (village, batch): (Option<String>, BatchId) = (row.get(1)?, BatchId(row.get(2)?));
            match village.and_then(|village| village.parse().ok()) {
                Some(village) => *digests.of.entry(village).or_default() ^= batch.word(),
                None => digests.unknown = true,
            }
        }
        digests.counted = if count < most { digests.upto } else { last };
        Ok(digests)
    }

    /// Whether the log of some village was read twice and comes to something else than the server says.
    ///
    /// # Errors
    /// As every read.
    pub fn differs(&self) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT differs FROM sync")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Notes whether it does.
    ///
    /// # Errors
    /// As every write.
    pub fn note_differs(&mut self, differs: bool) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE sync SET differs = ?1", [differs])?;
            Ok(())
        })
    }

    /// Lets the log be read from its beginning once more. Nothing that is here goes.
    ///
    /// # Errors
    /// As every write.
    pub fn read_log_again(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE sync SET cursor = 0, read_again = read_again + 1", [])?;
            Ok(())
        })
    }
}

/// Places of the log with the village of what stands there; both halves in the order of an index.
const PLACES: &str = "SELECT sequence, village, batch FROM pulled WHERE epoch = ?1 AND sequence > ?2 AND sequence <= ?3
    UNION ALL SELECT b.sequence, coalesce(e.village, n.village), b.id FROM batches b
    LEFT JOIN entries e ON e.entry = b.entry LEFT JOIN needs n ON n.need = b.entry
    WHERE b.state = 'accepted' AND b.epoch = ?1 AND b.sequence > ?2 AND b.sequence <= ?3
    ORDER BY 1 LIMIT ?4";
