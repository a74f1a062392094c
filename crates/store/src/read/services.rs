//! What the arithmetic of the duty needs.

use cunfa_core::rules::{Service, Services, Span};
use cunfa_core::{Area, Kind, Mode, PersonId, Stage, VillageCode};

use super::area::{self, Bounds};
use super::row::{self, INDEXED_UNCORRECTED, UNCORRECTED};
use crate::{Store, StoreError};

impl Store {
    /// What the duty of a month is counted from, of every village in a scope, each by date and number: the entries and the lectures of a span;
    /// also those of which only the index tells.
    ///
    /// # Errors
    /// As every read.
    pub fn services_in(&self, scope: &[Area], span: &Span) -> Result<Services, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("village", scope, &mut bounds);
        let (services, lectures) = (&span.services, &span.lectures);
        let dates = [
            services.start.min(lectures.start),
            services.end.max(lectures.end),
            services.start,
            services.end,
            lectures.start,
            lectures.end,
        ];
        let [first, end, from, before, lectures_from, lectures_before] =
            dates.map(|date| bounds.bind(date.to_string()));
        let lecture = bounds.bind(Kind::Lecture.code().to_owned());
        // By date first: the index of the list tells all of this of the entries, and only those wanted are read.
        let wanted = format!(
            "date >= {first} AND date < {end} AND {clause} AND (date >= {from} AND date < {before}
             OR kind = {lecture} AND date >= {lectures_from} AND date < {lectures_before})"
        );
        let sql = format!(
            "SELECT village, entry, number, date, start, finish, minutes, mode, kind, stage, counsel, NOT {UNCORRECTED}
             FROM entries e INDEXED BY entries_list WHERE {wanted}
             UNION ALL
             SELECT village, short, number, date, start, finish, minutes, mode, kind, stage, NULL, NOT {INDEXED_UNCORRECTED}
             FROM indexed e WHERE {wanted}
             ORDER BY 1, 4, 3, 2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut services = Services::new();
        for row in statement.query_and_then(bounds.parameters(), read)? {
            let (village, service) = row?;
            services.entry(village).or_default().push(service);
        }
        Ok(services)
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<(VillageCode, Service), StoreError> {
    const SHAPE: StoreError = StoreError::Shape("an entry's row");
    let text = |column: usize| row.get::<_, String>(column);
    let service = Service {
        entry: row::entry_id(row, 1)?,
        number: text(2)?,
        counsel: row.get::<_, Option<[u8; 16]>>(10)?.map(PersonId),
        date: text(3)?.parse().map_err(|_| SHAPE)?,
        time: row::time(&text(4)?, &text(5)?, row.get(6)?)?,
        mode: Mode::from_code(&text(7)?).ok_or(SHAPE)?,
        kind: Kind::from_code(&text(8)?).ok_or(SHAPE)?,
        stage: Stage::from_code(&text(9)?).ok_or(SHAPE)?,
        corrected: row.get(11)?,
    };
    Ok((text(0)?.parse().map_err(|_| SHAPE)?, service))
}
