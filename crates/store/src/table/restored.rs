//! Devices whose work was taken over from a backup and is handed in from here: their encrypted files lie beside this one, and their keys
//! here, until the server has everything.

use cunfa_core::DeviceId;
use rusqlite::Row;
use zeroize::Zeroizing;

use crate::{Store, StoreError};

/// One of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Restored {
    /// The device the backup was made on.
    pub device: DeviceId,
    /// Key of its encrypted file.
    pub db_key: Zeroizing<[u8; 32]>,
    /// When the backup was made, by that device's clock, ms since 1970.
    pub made_ms: i64,
    /// Entries of which the server lacks something.
    pub entries: u32,
    /// Those of them that the server did not take.
    pub parked: u32,
    /// Photos and signed pages that the server lacks.
    pub photos: u32,
    /// The device is revoked, and everything lies in the server's quarantine: an office has to take it.
    pub quarantined: bool,
    /// The server took all but what it refused for good: a person has to ask again.
    pub waits: bool,
}

impl std::fmt::Debug for Restored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Restored({}, {} entries)", self.device, self.entries)
    }
}

impl Store {
    /// All of them, the oldest backup first.
    ///
    /// # Errors
    /// As every read.
    pub fn restored(&self) -> Result<Vec<Restored>, StoreError> {
        let sql = "SELECT device, db_key, made_ms, entries, parked, photos, quarantined, waits FROM restored ORDER BY made_ms, device";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// Keeps one, in the place of what was known of the same device.
    ///
    /// # Errors
    /// As every write.
    pub fn keep_restored(&mut self, restored: &Restored) -> Result<(), StoreError> {
        let sql =
            "INSERT OR REPLACE INTO restored (device, db_key, made_ms, entries, parked, photos, quarantined, waits)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = (
            restored.device.as_bytes(),
            restored.db_key.as_slice(),
            restored.made_ms,
            restored.entries,
            restored.parked,
            restored.photos,
            restored.quarantined,
            restored.waits,
        );
        self.write(|transaction, _| {
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }

    /// The server has everything of it.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_restored(&mut self, device: DeviceId) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("DELETE FROM restored WHERE device = ?1", [device.as_bytes()])?;
            Ok(())
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Restored> {
    Ok(Restored {
        device: DeviceId(row.get(0)?),
        db_key: Zeroizing::new(row.get(1)?),
        made_ms: row.get(2)?,
        entries: row.get(3)?,
        parked: row.get(4)?,
        photos: row.get(5)?,
        quarantined: row.get(6)?,
        waits: row.get(7)?,
    })
}
