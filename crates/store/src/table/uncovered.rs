//! What came from the server's log before it began anew, and was not seen in the log as it is now: others wrote it. Empty but for the time
//! between a restored backup and the next pass of whoever wrote it or holds it.

use cunfa_core::EntryId;
use rusqlite::Connection;

use crate::StoreError;

/// The log began anew: of what was not written here nothing is known to be in it; gives the entries.
pub(crate) fn all(connection: &Connection) -> Result<Vec<EntryId>, StoreError> {
    let sql = "INSERT OR IGNORE INTO uncovered (entry, item, kind)
               SELECT entry, item, kind FROM (SELECT entry, hash AS item, 'change' AS kind FROM changes
                                              UNION ALL SELECT entry, id, 'act' FROM acts)
               WHERE (entry, item) NOT IN (SELECT entry, item FROM outbox)";
    connection.execute(sql, [])?;
    let mut statement = connection.prepare_cached("SELECT DISTINCT entry FROM uncovered")?;
    let entries = statement.query_map([], |row| row.get(0).map(EntryId))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// The log as it is now holds this.
pub(crate) fn covered(connection: &Connection, entry: EntryId, item: &[u8]) -> Result<(), StoreError> {
    let sql = "DELETE FROM uncovered WHERE entry = ?1 AND item = ?2";
    connection.prepare_cached(sql)?.execute((entry.as_bytes(), item))?;
    Ok(())
}
