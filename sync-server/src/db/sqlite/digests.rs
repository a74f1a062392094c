//! Table `digests`: what each village's log comes to. Derived from the log, in the transaction that appends to it.

use std::collections::BTreeMap;

use cunfa_core::{Area, BatchId, VillageCode};
use rusqlite::{Connection, params};

use super::row;
use crate::db::{DbError, DbResult, KeptDigest};

/// A batch was appended at this place.
pub(super) fn add(tx: &Connection, county: &Area, village: &VillageCode, place: u64, batch: BatchId) -> DbResult<()> {
    let before = tx
        .prepare_cached("SELECT digest FROM digests WHERE county = ?1 AND village = ?2")
        .and_then(|mut statement| statement.query_row([county.as_str(), village.as_str()], |row| row.get::<_, i64>(0)));
    let before = match before {
        Err(rusqlite::Error::QueryReturnedNoRows) => 0,
        found => found?,
    };
    let mut put =
        tx.prepare_cached("INSERT OR REPLACE INTO digests (county, village, last, digest) VALUES (?1, ?2, ?3, ?4)")?;
    put.execute(params![
        county.as_str(),
        village.as_str(),
        row::signed(place, "sequence")?,
        before ^ batch.word().cast_signed()
    ])?;
    Ok(())
}

/// Those of a county in these areas, by code, without its seat.
pub(super) fn of(tx: &Connection, county: &Area, areas: &[Area]) -> DbResult<Vec<KeptDigest>> {
    let sql = "SELECT village, last, digest FROM digests WHERE county = ?1 AND village >= ?2 AND village < ?3";
    let mut statement = tx.prepare_cached(sql)?;
    let mut found = BTreeMap::new();
    for area in areas {
        let bounds = params![county.as_str(), area.as_str(), row::after_area(area.as_str())];
        for digest in row::all(&mut statement.query(bounds)?, read)? {
            found.insert(digest.village.clone(), digest);
        }
    }
    found.retain(|village: &VillageCode, _| !village.is_seat());
    Ok(found.into_values().collect())
}

/// Makes the table's rows from a log that is older than the table.
pub(super) fn fill(tx: &Connection) -> DbResult<()> {
    let mut log = tx.prepare("SELECT county, village, sequence, id FROM batches ORDER BY county, sequence")?;
    let mut rows = log.query([])?;
    while let Some(row) = rows.next()? {
        add(
            tx,
            &row::parsed(row, "county", "county")?,
            &row::parsed(row, "village", "village code")?,
            row::unsigned(row.get("sequence")?, "sequence")?,
            row::id(row, "id", BatchId::from_slice, "batch id")?,
        )?;
    }
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> DbResult<KeptDigest> {
    Ok(KeptDigest {
        village: row::parsed(row, "village", "village code")?,
        last: row::unsigned(row.get("last")?, "sequence")?,
        digest: row.get::<_, i64>("digest").map_err(DbError::from)?.cast_unsigned(),
    })
}
