//! Pages of rows, narrowed by place, time, stage, kind, delivery and words.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::{Area, Kind, Stage, VillageCode};

use super::area::{self, Bounds};
use super::row::{self, Row};
use crate::table::outbox::OPEN_ENTRIES;
use crate::{Store, StoreError, search};

/// Newest service date first.
const ORDER: &str = "e.date DESC, e.number DESC, e.entry";

/// What is asked for. Every part narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowQuery {
    /// Where the person may look; nothing is found in no area.
    pub scope: Vec<Area>,
    /// One village.
    pub village: Option<VillageCode>,
    /// One calendar year.
    pub year: Option<i32>,
    /// One month (any of its days).
    pub month: Option<NaiveDate>,
    /// These stages; empty = all.
    pub stages: Vec<Stage>,
    /// One kind.
    pub kind: Option<Kind>,
    /// Only with something not yet on the server.
    pub unsent: bool,
    /// Words as typed; each must be found.
    pub search: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted at most.
    pub limit: u32,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, newest service date first.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u32,
    /// Rows skipped before these.
    pub offset: u32,
}

impl Store {
    /// A page of rows.
    ///
    /// # Errors
    /// As every read.
    pub fn rows(&self, query: &RowQuery) -> Result<Page<Row>, StoreError> {
        let mut bounds = Bounds::default();
        let clauses = clauses(query, &mut bounds).join(" AND ");
        let sql = format!("SELECT e.id FROM entries e WHERE {clauses} ORDER BY {ORDER}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut ids = statement.query_map(bounds.parameters(), |row| row.get::<_, i64>(0))?;
        let (mut total, mut wanted) = (0u32, Vec::new());
        while let Some(id) = ids.next().transpose()? {
            if total >= query.offset && total - query.offset < query.limit {
                wanted.push(id);
            }
            total = total.saturating_add(1);
        }
        let sql = format!("SELECT {} FROM entries e WHERE e.id = ?1", row::COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = wanted
            .iter()
            .map(|id| statement.query_row([id], |row| Ok(row::read(row)))?);
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
            offset: query.offset,
        })
    }
}

fn clauses(query: &RowQuery, bounds: &mut Bounds) -> Vec<String> {
    let mut clauses = vec![area::clause("e.village", &query.scope, bounds)];
    if let Some(village) = &query.village {
        clauses.push(format!("e.village = {}", bounds.bind(village.as_str().to_owned())));
    }
    if let Some(year) = query.year {
        clauses.push(format!("e.year = {}", bounds.bind(year)));
    }
    if let Some(month) = query.month {
        let (year, month) = (bounds.bind(month.year()), bounds.bind(month.month()));
        clauses.push(format!("e.year = {year} AND e.month = {month}"));
    }
    if let Some(kind) = query.kind {
        clauses.push(format!("e.kind = {}", bounds.bind(kind.code().to_owned())));
    }
    if !query.stages.is_empty() {
        let places: Vec<String> = query
            .stages
            .iter()
            .map(|stage| bounds.bind(stage.code().to_owned()))
            .collect();
        clauses.push(format!("e.stage IN ({})", places.join(", ")));
    }
    if query.unsent {
        clauses.push(format!("e.entry IN ({OPEN_ENTRIES})"));
    }
    if let Some(words) = search::query(&query.search) {
        clauses.push(format!(
            "e.id IN (SELECT rowid FROM search WHERE search MATCH {})",
            bounds.bind(words)
        ));
    }
    clauses
}
