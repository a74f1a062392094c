//! Villages that somebody here could read once and nobody may any more: a row for as long as that is so.

use cunfa_core::{Action, Person, VillageCode, may};
use rusqlite::{Connection, OptionalExtension as _};

use crate::StoreError;

/// Villages that are to be forgotten, with the names the directory has for them now; none when it has none.
pub(crate) fn named(
    connection: &Connection,
    forget: &[VillageCode],
) -> Result<Vec<(VillageCode, Option<String>)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT name FROM villages WHERE code = ?1")?;
    let mut named = Vec::new();
    for village in forget {
        let name = statement.query_row([village.as_str()], |row| row.get(0)).optional()?;
        named.push((village.clone(), name));
    }
    Ok(named)
}

/// Notes what is to be forgotten, without what one of these people may read; what one of them may read again is not forgotten any more.
pub(crate) fn put(
    connection: &Connection,
    forget: &[(VillageCode, Option<String>)],
    people: &[Person],
) -> Result<(), StoreError> {
    let reads = |village: &VillageCode| {
        let mut readers = people.iter().filter(|person| may(person.role, Action::ReadEntry));
        readers.any(|person| person.covers(village))
    };
    for village in all(connection, "SELECT village FROM forgotten")?
        .iter()
        .filter(|known| reads(known))
    {
        connection
            .prepare_cached("DELETE FROM forgotten WHERE village = ?1")?
            .execute([village.as_str()])?;
    }
    // One that the directory never told of was never here.
    let sql = "INSERT INTO forgotten (village, name, unread) VALUES (?1, coalesce(?2, ''), ?2 IS NOT NULL)
               ON CONFLICT (village) DO UPDATE SET due = 1";
    for (village, name) in forget.iter().filter(|(village, _)| !reads(village)) {
        connection.prepare_cached(sql)?.execute((village.as_str(), name))?;
    }
    Ok(())
}

/// Whether nobody here may read the village any more.
pub(crate) fn holds(connection: &Connection, village: &VillageCode) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM forgotten WHERE village = ?1)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([village.as_str()], |row| row.get(0))?)
}

/// Those of which something may be here.
pub(crate) fn due(connection: &Connection) -> Result<Vec<VillageCode>, StoreError> {
    all(connection, "SELECT village FROM forgotten WHERE due = 1")
}

/// Nothing is here of a village any more.
pub(crate) fn done(connection: &Connection, village: &VillageCode) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE forgotten SET due = 0 WHERE village = ?1")?
        .execute([village.as_str()])?;
    Ok(())
}

/// The last number this device gave in a village, year by year, stays known.
pub(crate) fn keep_numbers(connection: &Connection, village: &VillageCode, device: u32) -> Result<(), StoreError> {
    let sql = "INSERT INTO numbered (village, year, last)
               SELECT village, year, max(CAST(substr(number, length(?2) + 1) AS INTEGER)) FROM entries
               WHERE village = ?1 AND substr(number, 1, length(?2)) = ?2 GROUP BY year
               ON CONFLICT (village, year) DO UPDATE SET last = max(last, excluded.last)";
    let prefix = format!("{device:02}-");
    connection.prepare_cached(sql)?.execute((village.as_str(), prefix))?;
    Ok(())
}

fn all(connection: &Connection, sql: &str) -> Result<Vec<VillageCode>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let codes: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let codes: Result<Vec<VillageCode>, _> = codes.iter().map(|code| code.parse()).collect();
    codes.map_err(|_| StoreError::Shape("a forgotten village"))
}
