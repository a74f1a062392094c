//! Forgetting villages that nobody on this device may read any more: exactly those the server named, and of these every entry of which
//! everything written here is receipted. The others wait for that. What is deleted is overwritten in the file.

use std::collections::BTreeSet;

use cunfa_core::{BlobId, EntryId, VillageCode};
use rusqlite::{Connection, OptionalExtension as _};

use crate::fault::Plan;
use crate::table::{acts, attachments, blobs, chunks, device, entries, forgotten, needs};
use crate::{Step, Store, StoreError, search};

/// A village that nobody here may read any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Which.
    pub village: VillageCode,
    /// Its name, as it was.
    pub name: String,
    /// Whether nobody read yet that it went.
    pub unread: bool,
    /// Entries that are here still, because something written here has no receipt.
    pub kept: u32,
}

impl Store {
    /// The villages that went from this device, by code.
    ///
    /// # Errors
    /// As every read.
    pub fn forgotten(&self) -> Result<Vec<Forgotten>, StoreError> {
        let sql = format!(
            "SELECT f.village, f.name, f.unread, (SELECT count(*) FROM ({OF_VILLAGE}))
             FROM forgotten f WHERE f.name <> '' ORDER BY f.village"
        );
        let sql = sql.replace("?1", "f.village");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_and_then([], |row| {
            let village: String = row.get(0)?;
            Ok(Forgotten {
                village: village.parse().map_err(|_| StoreError::Shape("a forgotten village"))?,
                name: row.get(1)?,
                unread: row.get(2)?,
                kept: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// Somebody read which villages went.
    ///
    /// # Errors
    /// As every write.
    pub fn forgotten_read(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE forgotten SET unread = 0", [])?;
            Ok(())
        })
    }

    /// Overwrites in the file what was deleted: until then the pages of before lie in it and in the log beside it. When this cannot be
    /// done now, it is done when the file is closed.
    pub(crate) fn overwrite(&self) {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        self.connection.query_row(checkpoint, [], |_| Ok(())).ok();
    }
}

/// The entries and needs of a village of which anything is here, whether it can be read or not.
const OF_VILLAGE: &str = "SELECT entry FROM entries WHERE village = ?1 UNION SELECT need FROM needs WHERE village = ?1
    UNION SELECT entry FROM outbox WHERE village = ?1
    UNION SELECT entry FROM pulled WHERE village = ?1 AND entry IS NOT NULL";

/// Whether something of an entry was written here and is not on the server as far as it said: the last copy.
const IS_OPEN: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE entry = ?1 AND accepted = 0)
    OR EXISTS (SELECT 1 FROM batches WHERE entry = ?1 AND state <> 'accepted')
    OR EXISTS (SELECT 1 FROM attachments a JOIN blobs b ON b.blob = a.blob
               WHERE a.entry = ?1 AND b.own = 1 AND b.whole = 1 AND b.server <> 'held')";

/// Everything of an entry that no function of its own removes.
const REST: [&str; 9] = [
    "DELETE FROM changes WHERE entry = ?1",
    "DELETE FROM outbox WHERE entry = ?1",
    "DELETE FROM batches WHERE entry = ?1",
    "DELETE FROM pulled WHERE entry = ?1",
    "DELETE FROM uncovered WHERE entry = ?1",
    "DELETE FROM returns WHERE entry = ?1",
    "DELETE FROM parties WHERE entry = ?1",
    "DELETE FROM typed WHERE subject = ?1",
    "DELETE FROM indexed WHERE short = substr(?1, 1, 6)",
];

/// Removes what is due of the forgotten villages; gives the entries that went.
pub(crate) fn due(connection: &Connection, plan: &Plan) -> Result<Vec<EntryId>, StoreError> {
    let villages = forgotten::due(connection)?;
    if villages.is_empty() {
        return Ok(Vec::new());
    }
    let device = device::needed(connection)?;
    let mut gone = Vec::new();
    let mut named = BTreeSet::new();
    for village in &villages {
        plan.reach(Step::Forget)?;
        forgotten::keep_numbers(connection, village, device.number)?;
        let mut is_kept = false;
        for entry in of_village(connection, village)? {
            if connection
                .prepare_cached(IS_OPEN)?
                .query_row([entry.as_bytes()], |row| row.get(0))?
            {
                is_kept = true;
                continue;
            }
            named.extend(attachments::of_entry(connection, entry)?.into_keys());
            acts::forget_entry(connection, device.id, entry)?;
            remove(connection, entry)?;
            gone.push(entry);
        }
        connection
            .prepare_cached("DELETE FROM indexed WHERE village = ?1")?
            .execute([village.as_str()])?;
        if !is_kept {
            forgotten::done(connection, village)?;
        }
    }
    for blob in named {
        remove_blob(connection, blob)?;
    }
    if !gone.is_empty() {
        // Deleted rows leave their words behind in the index until its parts are merged.
        connection.execute("INSERT INTO search (search) VALUES ('optimize')", [])?;
    }
    Ok(gone)
}

fn of_village(connection: &Connection, village: &VillageCode) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached(OF_VILLAGE)?;
    let rows = statement.query_map([village.as_str()], |row| row.get(0).map(EntryId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn remove(connection: &Connection, entry: EntryId) -> Result<(), StoreError> {
    attachments::put(connection, entry, &attachments::Named::new())?;
    if let Some(id) = entries::remove(connection, entry)? {
        search::remove(connection, id)?;
    }
    needs::remove(connection, entry)?;
    for sql in REST {
        connection.prepare_cached(sql)?.execute([entry.as_bytes()])?;
    }
    Ok(())
}

/// Removes a blob that nothing names any more: whole, or the part of it that came.
fn remove_blob(connection: &Connection, blob: BlobId) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM attachments WHERE blob = ?1 UNION ALL SELECT 1 FROM draft_attachments WHERE blob = ?1";
    let named = connection
        .prepare_cached(sql)?
        .query_row([blob.as_bytes()], |_| Ok(()))
        .optional()?;
    if named.is_some() {
        return Ok(());
    }
    chunks::remove_all(connection, blob)?;
    blobs::remove(connection, blob)
}
