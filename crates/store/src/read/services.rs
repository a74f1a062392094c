//! What the arithmetic of the duty needs.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::Service;
use cunfa_core::{Area, Kind, Mode, Stage, VillageCode};

use super::area::{self, Bounds};
use super::row;
use super::rows::{month_of, year_of};
use crate::{Store, StoreError};

impl Store {
    /// What the duty of a month is counted from, of every village in a scope, by village, date and number: the services of the
    /// month, and the lectures of its year; also those of which only the index tells.
    ///
    /// # Errors
    /// As every read.
    pub fn services_in(&self, scope: &[Area], month: NaiveDate) -> Result<Vec<(VillageCode, Service)>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let [year, next_year] = year_of(month.year()).map(|date| bounds.bind(date));
        let [from, before] = month_of(month).map(|date| bounds.bind(date));
        let lecture = bounds.bind(Kind::Lecture.code().to_owned());
        // By date first: the index of the list tells all of this of a year's entries, and only those wanted are read.
        let wanted = format!(
            "date >= {year} AND date < {next_year} AND (date >= {from} AND date < {before} OR kind = {lecture}) AND {clause}"
        );
        let sql = format!(
            "SELECT village, entry, number, date, start, finish, minutes, mode, kind, stage
             FROM entries INDEXED BY entries_list WHERE {wanted}
             UNION ALL
             SELECT village, short, number, date, start, finish, minutes, mode, kind, stage FROM indexed WHERE {wanted}
             ORDER BY 1, 4, 3, 2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), read)?.collect()
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<(VillageCode, Service), StoreError> {
    const SHAPE: StoreError = StoreError::Shape("an entry's row");
    let text = |column: usize| row.get::<_, String>(column);
    let service = Service {
        entry: row::entry_id(row, 1)?,
        number: text(2)?,
        date: text(3)?.parse().map_err(|_| SHAPE)?,
        time: row::time(&text(4)?, &text(5)?, row.get(6)?)?,
        mode: Mode::from_code(&text(7)?).ok_or(SHAPE)?,
        kind: Kind::from_code(&text(8)?).ok_or(SHAPE)?,
        stage: Stage::from_code(&text(9)?).ok_or(SHAPE)?,
    };
    Ok((text(0)?.parse().map_err(|_| SHAPE)?, service))
}
