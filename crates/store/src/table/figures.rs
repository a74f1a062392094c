//! Entries in figures, as the server told of them, for the county and the city.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunfa_core::question::Crossing;
use cunfa_core::{Area, EntryId, Figure, Kind, Mode, PersonId, ResultClass, Stage, VillageCode};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::crossings as asked;
use super::people::{read_scope, scope_text};
use crate::{Store, StoreError};

/// How far the figures here reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FiguresPlace {
    /// The log's epoch.
    pub epoch: u64,
    /// The sequence up to which every entry is among them.
    pub up_to: u64,
    /// The areas they are of.
    pub scope: Vec<Area>,
    /// When the last of them came, device clock, ms since 1970.
    pub at_ms: i64,
}

const COLUMNS: &str = "entry, village, date, kind, mode, minutes, people, result, stage, major, counsel, corrects";

impl Store {
    /// How far they reach; `None` while none came.
    ///
    /// # Errors
    /// As every read.
    pub fn figures_place(&self) -> Result<Option<FiguresPlace>, StoreError> {
        let sql = "SELECT epoch, up_to, scope, at_ms FROM figures_place";
        let mut statement = self.connection.prepare_cached(sql)?;
        let row = statement.query_row([], |row| {
            let scope: String = row.get(2)?;
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                scope,
                row.get::<_, i64>(3)?,
            ))
        });
        let place = row.optional()?.map(|(epoch, up_to, scope, at_ms)| {
            Ok(FiguresPlace {
                epoch: epoch.cast_unsigned(),
                up_to: up_to.cast_unsigned(),
                scope: read_scope(&scope)?,
                at_ms,
            })
        });
        place.transpose()
    }

    /// Keeps figures, each in the place of what was told of its entry before, with the place they reach to; and questions of conflict, all that are
    /// asked, if they were told. `anew`: what was here goes.
    ///
    /// # Errors
    /// As every write; nothing of them is stored then.
    pub fn keep_figures(
        &mut self,
        (figures, crossings): (&[Figure], Option<&[Crossing]>),
        place: &FiguresPlace,
        anew: bool,
    ) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            if anew {
                transaction.execute("DELETE FROM figures", [])?;
            }
            if let Some(crossings) = crossings.or_else(|| anew.then_some(&[])) {
                asked::replace(transaction, crossings)?;
            }
            figures.iter().try_for_each(|figure| put(transaction, figure))?;
            let sql =
                "INSERT OR REPLACE INTO figures_place (one, epoch, up_to, scope, at_ms) VALUES (1, ?1, ?2, ?3, ?4)";
            transaction.prepare_cached(sql)?.execute(params![
                place.epoch.cast_signed(),
                place.up_to.cast_signed(),
                scope_text(&place.scope),
                place.at_ms
            ])?;
            Ok(())
        })
    }

    /// The figures of services from one day to another, both included, by village, day and entry.
    ///
    /// # Errors
    /// As every read.
    pub fn figures(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Figure>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM figures WHERE date >= ?1 AND date <= ?2 ORDER BY village, date, entry");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_and_then([from.to_string(), to.to_string()], read)?
            .collect()
    }

    /// Those of one village, by day and entry.
    ///
    /// # Errors
    /// As every read.
    pub fn figures_of(&self, village: &VillageCode, from: NaiveDate, to: NaiveDate) -> Result<Vec<Figure>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM figures WHERE date >= ?1 AND date <= ?2 AND village = ?3 ORDER BY date, entry"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_and_then([&from.to_string(), &to.to_string(), village.as_str()], read)?
            .collect()
    }

    /// Every figure here, by entry.
    ///
    /// # Errors
    /// As every read.
    pub fn all_figures(&self) -> Result<Vec<Figure>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM figures ORDER BY entry"))?;
        statement.query_and_then([], read)?.collect()
    }

    /// The entries that another which is not void corrects, by what is told of all of them.
    ///
    /// # Errors
    /// As every read.
    pub fn corrected_figures(&self) -> Result<BTreeSet<EntryId>, StoreError> {
        let sql = "SELECT corrects FROM figures WHERE corrects IS NOT NULL AND stage <> 'voided'";
        let mut statement = self.connection.prepare_cached(sql)?;
        let corrected = statement.query_map([], |row| row.get(0).map(EntryId))?;
        Ok(corrected.collect::<Result<_, _>>()?)
    }

    /// What is told of one entry.
    ///
    /// # Errors
    /// As every read.
    pub fn figure(&self, entry: EntryId) -> Result<Option<Figure>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM figures WHERE entry = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query_and_then([entry.as_bytes()], read)?;
        rows.next().transpose()
    }
}

fn put(connection: &Connection, figure: &Figure) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT OR REPLACE INTO figures ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    );
    connection.prepare_cached(&sql)?.execute(params![
        figure.entry.as_bytes(),
        figure.village.as_str(),
        figure.date.to_string(),
        figure.kind.code(),
        figure.mode.code(),
        figure.minutes,
        figure.people,
        figure.result.map(ResultClass::code),
        figure.stage.code(),
        figure.major,
        figure.counsel.as_bytes(),
        figure.corrects.as_ref().map(EntryId::as_bytes),
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Figure, StoreError> {
    const SHAPE: StoreError = StoreError::Shape("a row of the figures");
    let text = |column: usize| row.get::<_, String>(column);
    let result: Option<String> = row.get(7)?;
    Ok(Figure {
        entry: EntryId(row.get(0)?),
        village: text(1)?.parse().map_err(|_| SHAPE)?,
        date: text(2)?.parse().map_err(|_| SHAPE)?,
        kind: Kind::from_code(&text(3)?).ok_or(SHAPE)?,
        mode: Mode::from_code(&text(4)?).ok_or(SHAPE)?,
        minutes: row.get(5)?,
        people: row.get(6)?,
        result: result
            .map(|code| ResultClass::from_code(&code).ok_or(SHAPE))
            .transpose()?,
        stage: Stage::from_code(&text(8)?).ok_or(SHAPE)?,
        major: row.get(9)?,
        counsel: PersonId(row.get(10)?),
        corrects: row.get::<_, Option<[u8; 16]>>(11)?.map(EntryId),
    })
}
