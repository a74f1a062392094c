//! Derived: the parties of an entry's official text ([`cunfa_core::question::parties`]), found by name.

use cunfa_core::EntryId;
use cunfa_core::question::Party;
use rusqlite::Connection;

use crate::StoreError;

/// Writes the parties of an entry, sorted and none twice; rows that are right already are left alone.
pub(crate) fn put(connection: &Connection, entry: EntryId, parties: &[Party]) -> Result<(), StoreError> {
    if of_entry(connection, entry)? == parties {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM parties WHERE entry = ?1")?
        .execute([entry.as_bytes()])?;
    for party in parties {
        connection
            .prepare_cached("INSERT INTO parties (entry, name, phone) VALUES (?1, ?2, ?3)")?
            .execute((entry.as_bytes(), &party.name, &party.phone))?;
    }
    Ok(())
}

/// The stored parties of an entry, sorted.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Vec<Party>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT name, phone FROM parties WHERE entry = ?1 ORDER BY name, phone")?;
    let rows = statement.query_map([entry.as_bytes()], |row| {
        Ok(Party {
            name: row.get(0)?,
            phone: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
