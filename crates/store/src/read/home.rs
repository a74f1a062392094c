//! What the home screens count and offer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunfa_core::{Area, VillageCode};

use super::area::{self, Bounds};
use super::row::{INDEXED_UNCORRECTED, UNCORRECTED};
use super::rows::year_of;
use crate::{Store, StoreError};

/// Rows looked at for recent names.
const RECENT_ROWS: u32 = 200;

/// Counts inside a scope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// 待签字 by village, of the entries that are here; only villages with any.
    pub unsigned_by_village: BTreeMap<VillageCode, u32>,
    /// 待签字, with those that only the index tells of.
    pub unsigned: u32,
    /// 被退回 and not corrected by another entry.
    pub returned: u32,
    /// With something not yet on the server.
    pub unsent: u32,
}

impl Store {
    /// Counts inside a scope.
    ///
    /// # Errors
    /// As every read.
    pub fn counts(&self, scope: &[Area]) -> Result<Counts, StoreError> {
        if scope.is_empty() {
            return Ok(Counts::default());
        }
        let unsigned_by_village = self.unsigned_by_village(scope)?;
        let mut bounds = Bounds::default();
        let clause = area::clause("e.village", scope, &mut bounds);
        let written = area::clause("o.village", scope, &mut bounds);
        let open = |entry: &str| format!("EXISTS (SELECT 1 FROM outbox o WHERE o.entry = {entry} AND o.accepted = 0)");
        let (open_need, open_too) = (open("e.need"), open("e.entry"));
        // Each from an index: rows of the table are long, and reading them all at every start of the app would be felt.
        let sql = format!(
            "SELECT (SELECT count(*) FROM indexed e WHERE e.stage = 'unsigned' AND {clause}),
                    (SELECT count(*) FROM entries e WHERE e.stage = 'returned' AND {clause} AND {UNCORRECTED})
                        + (SELECT count(*) FROM indexed e WHERE e.stage = 'returned' AND {INDEXED_UNCORRECTED} AND {clause}),
                    max(0, (SELECT count(DISTINCT o.entry) FROM outbox o INDEXED BY outbox_open
                            WHERE o.accepted = 0 AND {written})
                        - (SELECT count(*) FROM needs e WHERE {clause} AND {open_need})
                        + (SELECT count(*) FROM entries e WHERE e.entry IN (SELECT entry FROM uncovered) AND {clause}
                            AND NOT {open_too}))"
        );
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row(bounds.parameters(), |row| {
                let here: u32 = unsigned_by_village.values().sum();
                Ok(Counts {
                    unsigned: here + row.get::<_, u32>(0)?,
                    returned: row.get(1)?,
                    unsent: row.get(2)?,
                    unsigned_by_village,
                })
            })?)
    }

    fn unsigned_by_village(&self, scope: &[Area]) -> Result<BTreeMap<VillageCode, u32>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let sql =
            format!("SELECT village, count(*) FROM entries WHERE stage = 'unsigned' AND {clause} GROUP BY village");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_and_then(bounds.parameters(), |row| {
            let village: String = row.get(0)?;
            let village = village.parse().map_err(|_| StoreError::Shape("an entry's row"))?;
            Ok::<_, StoreError>((village, row.get(1)?))
        })?;
        rows.collect()
    }

    /// The villages with entries, with the date of the last one, the last visited first.
    ///
    /// # Errors
    /// As every read.
    pub fn last_visits(&self, scope: &[Area]) -> Result<Vec<(VillageCode, NaiveDate)>, StoreError> {
        let areas = area::outermost(scope);
        if areas.is_empty() {
            return Ok(Vec::new());
        }
        let mut bounds = Bounds::default();
        let within = areas.iter().map(|area| {
            let (from, before) = area::range(area, &mut bounds);
            format!("SELECT {from} AS first, {before} AS before")
        });
        let within = within.collect::<Vec<_>>().join(" UNION ALL ");
        let clause = area::clause("village", scope, &mut bounds);
        // From one village to the next by the index, whatever lies in between: as many steps as there are villages.
        let sql = format!(
            "WITH RECURSIVE within(first, before) AS ({within}),
             seen(village, before) AS (
                SELECT (SELECT min(village) FROM entries WHERE village >= first AND village < before), before FROM within
                UNION ALL
                SELECT (SELECT min(e.village) FROM entries e WHERE e.village > seen.village AND e.village < seen.before), before
                FROM seen WHERE village IS NOT NULL)
             SELECT village, max(date) FROM (
                SELECT village, (SELECT max(e.date) FROM entries e WHERE e.village = seen.village) AS date
                FROM seen WHERE village IS NOT NULL
                UNION ALL SELECT village, max(date) FROM indexed WHERE {clause} GROUP BY village)
             GROUP BY village ORDER BY max(date) DESC, village"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_and_then(bounds.parameters(), |row| {
            let (village, date): (String, String) = (row.get(0)?, row.get(1)?);
            let shape = || StoreError::Shape("an entry's row");
            Ok::<_, StoreError>((
                village.parse().map_err(|_| shape())?,
                date.parse().map_err(|_| shape())?,
            ))
        })?;
        rows.collect()
    }

    /// The villages with entries of a calendar year.
    ///
    /// # Errors
    /// As every read.
    pub fn villages_of_year(&self, scope: &[Area], year: i32) -> Result<BTreeSet<VillageCode>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let [from, before] = year_of(year).map(|date| bounds.bind(date));
        let wanted = format!("{clause} AND date >= {from} AND date < {before}");
        let sql =
            format!("SELECT village FROM entries WHERE {wanted} UNION SELECT village FROM indexed WHERE {wanted}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(bounds.parameters(), |row| row.get::<_, String>(0))?;
        let read = |code: String| code.parse().map_err(|_| StoreError::Shape("an entry's row"));
        rows.map(|code| read(code?)).collect()
    }

    /// Names of persons served lately, newest first, each once.
    ///
    /// # Errors
    /// As every read.
    pub fn recent_names(&self, scope: &[Area], most: usize) -> Result<Vec<String>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let limit = bounds.bind(RECENT_ROWS);
        let sql =
            format!("SELECT names FROM entries WHERE {clause} ORDER BY date DESC, number DESC, entry LIMIT {limit}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows: Vec<String> = statement
            .query_map(bounds.parameters(), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut names: Vec<String> = Vec::new();
        for name in rows
            .iter()
            .flat_map(|names| serde_json::from_str::<Vec<String>>(names).unwrap_or_default())
        {
            if names.len() < most && !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// The next number of this device in a village and year: device number, dash, running number ("03-0007").
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the device is not enrolled, and as every read.
    pub fn next_number(&self, village: &VillageCode, year: i32) -> Result<String, StoreError> {
        let device = crate::table::device::needed(&self.connection)?;
        let prefix = format!("{:02}-", device.number);
        let sql = "SELECT max(CAST(substr(number, length(?3) + 1) AS INTEGER))
                   FROM (SELECT number FROM entries
                         WHERE village = ?1 AND date >= ?4 AND date < ?5 AND substr(number, 1, length(?3)) = ?3
                         UNION ALL
                         SELECT number FROM indexed WHERE village = ?1 AND year = ?2 AND substr(number, 1, length(?3)) = ?3
                         UNION ALL
                         SELECT ?3 || last FROM numbered WHERE village = ?1 AND year = ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let [from, before] = year_of(year);
        let bound = (village.as_str(), year, &prefix, from, before);
        let last: Option<i64> = statement.query_row(bound, |row| row.get(0))?;
        Ok(format!("{prefix}{:04}", last.unwrap_or(0).saturating_add(1)))
    }
}
