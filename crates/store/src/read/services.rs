//! What the arithmetic of the duty needs.

use cunfa_core::rules::Service;
use cunfa_core::{Area, EntryId, Kind, Mode, Stage, VillageCode};

use super::area::{self, Bounds};
use super::row;
use crate::{Store, StoreError};

impl Store {
    /// The services of a village in a calendar year, by date and number.
    ///
    /// # Errors
    /// As every read.
    pub fn services(&self, village: &VillageCode, year: i32) -> Result<Vec<Service>, StoreError> {
        let services = self.services_in(&[village.area()], year)?;
        Ok(services.into_iter().map(|(_, service)| service).collect())
    }

    /// The services of every village in a scope in a calendar year, by village, date and number.
    ///
    /// # Errors
    /// As every read.
    pub fn services_in(&self, scope: &[Area], year: i32) -> Result<Vec<(VillageCode, Service)>, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let year = bounds.bind(year);
        let sql = format!(
            "SELECT village, entry, number, date, start, finish, minutes, mode, kind, stage FROM entries
             WHERE {clause} AND year = {year} ORDER BY village, date, number, entry"
        );
        let mut statement = self.reader.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), read)?.collect()
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<(VillageCode, Service), StoreError> {
    const SHAPE: StoreError = StoreError::Shape("an entry's row");
    let text = |column: usize| row.get::<_, String>(column);
    let service = Service {
        entry: EntryId(row.get(1)?),
        number: text(2)?,
        date: text(3)?.parse().map_err(|_| SHAPE)?,
        time: row::time(&text(4)?, &text(5)?, row.get(6)?)?,
        mode: Mode::from_code(&text(7)?).ok_or(SHAPE)?,
        kind: Kind::from_code(&text(8)?).ok_or(SHAPE)?,
        stage: Stage::from_code(&text(9)?).ok_or(SHAPE)?,
    };
    Ok((text(0)?.parse().map_err(|_| SHAPE)?, service))
}
