//! Entries whose 跟进日期 has come and that nothing carries on yet.

use chrono::NaiveDate;
use cunfa_core::{Area, PersonId};

use super::area::{self, Bounds};
use super::row::{self, Row, UNCORRECTED};
use crate::{Store, StoreError};

/// Neither void, nor corrected (the correction has a date of its own), nor carried on by an entry that is not void.
const OPEN: &str = "e.follow_up IS NOT NULL AND e.stage <> 'voided'
    AND NOT EXISTS (SELECT 1 FROM entries f WHERE f.follows = e.entry AND f.stage <> 'voided')";

/// By the index of the days, which holds only entries that have one: the planner, which knows nothing of how many these are, would read
/// every entry of the village.
const FROM: &str = "entries e INDEXED BY entries_follow_up";

impl Store {
    /// How many entries of a counsel inside a scope are to be carried on by this day or were before.
    ///
    /// # Errors
    /// As every read.
    pub fn due_count(&self, scope: &[Area], counsel: PersonId, today: NaiveDate) -> Result<u32, StoreError> {
        let mut bounds = Bounds::default();
        let clause = clause(scope, counsel, today, &mut bounds);
        let sql = format!("SELECT count(*) FROM {FROM} WHERE {clause}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(bounds.parameters(), |row| row.get(0))?)
    }

    /// These entries with their days, the longest due first, at most so many.
    ///
    /// # Errors
    /// As every read.
    pub fn due(
        &self,
        scope: &[Area],
        counsel: PersonId,
        today: NaiveDate,
        most: u32,
    ) -> Result<Vec<(Row, NaiveDate)>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = clause(scope, counsel, today, &mut bounds);
        let limit = bounds.bind(most);
        let columns = row::COLUMNS;
        let sql = format!(
            "SELECT {columns}, e.follow_up FROM {FROM} WHERE {clause} ORDER BY e.follow_up, e.number, e.entry LIMIT {limit}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_and_then(bounds.parameters(), |found| {
            let day: String = found.get("follow_up")?;
            let day = day.parse().map_err(|_| StoreError::Shape("an entry's row"))?;
            Ok((row::read(found)?, day))
        })?;
        rows.collect()
    }
}

fn clause(scope: &[Area], counsel: PersonId, today: NaiveDate, bounds: &mut Bounds) -> String {
    let place = area::clause("e.village", scope, bounds);
    let (counsel, today) = (bounds.bind(counsel.as_bytes().to_vec()), bounds.bind(today.to_string()));
    format!("{OPEN} AND {UNCORRECTED} AND e.follow_up <= {today} AND e.counsel = {counsel} AND {place}")
}
