//! Pages of rows, narrowed by place, time, stage, kind, delivery and words.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::{Area, Kind, Mode, Stage, VillageCode};

use super::area::{self, Bounds};
use super::row::{self, Row};
use crate::table::indexed;
use crate::table::outbox::OPEN_ENTRIES;
use crate::{Store, StoreError, search};

/// Newest service date first.
const ORDER: &str = "e.date DESC, e.number DESC, e.entry";

/// So many rows are looked up faster than the list's index is gone through.
const FEW: u32 = 1_000;

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
    /// These stages; empty = all. 被退回 is asked for as what is to be done: what was corrected since is left out, as in [`Store::counts`].
    pub stages: Vec<Stage>,
    /// One kind.
    pub kind: Option<Kind>,
    /// One mode.
    pub mode: Option<Mode>,
    /// Only 重大事项.
    pub major: bool,
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

impl RowQuery {
    /// The index that has the rows in the list's order, and whatever narrows them: what is sought by words is told by the id alone. One
    /// village has an index of its own, which knows nothing else of a row.
    fn index(&self) -> &'static str {
        let more = !self.stages.is_empty() || self.kind.is_some() || self.mode.is_some() || self.major;
        match &self.village {
            Some(_) if !more => "entries_village",
            Some(_) | None => "entries_list",
        }
    }
}

impl Store {
    /// A page of rows. What was found is counted from an index alone; only rows of the page are read.
    ///
    /// # Errors
    /// As every read.
    pub fn rows(&self, query: &RowQuery) -> Result<Page<Row>, StoreError> {
        let alone = indexed::is_empty(&self.connection)?;
        let (wanted, total) = if alone && search::query(&query.search).is_none() {
            (self.page_of(query)?, self.total_of(query)?)
        } else {
            self.found(query, alone)?
        };
        let sql = format!("SELECT {} FROM entries e WHERE e.id = ?1", row::COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = wanted.iter().map(|(id, here)| match here {
            true => statement.query_row([id], |row| Ok(row::read(row)))?,
            false => indexed::row(&self.connection, *id),
        });
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
            offset: query.offset,
        })
    }

    /// The ids of a page of entries that are here, with whether they are.
    fn page_of(&self, query: &RowQuery) -> Result<Vec<(i64, bool)>, StoreError> {
        let mut bounds = Bounds::default();
        let own = clauses(query, searched(query, &mut bounds), row::UNCORRECTED, &mut bounds).join(" AND ");
        let (limit, offset) = (bounds.bind(query.limit), bounds.bind(query.offset));
        let index = query.index();
        let sql = format!(
            "SELECT e.id FROM entries e INDEXED BY {index} WHERE {own} ORDER BY {ORDER} LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ids = statement.query_map(bounds.parameters(), |row| Ok((row.get(0)?, true)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// How many entries that are here there are in all. Where nothing but the place narrows, each area is counted by itself: that is
    /// one stretch of an index, in which nothing is compared.
    fn total_of(&self, query: &RowQuery) -> Result<u32, StoreError> {
        let mut bounds = Bounds::default();
        let only_place = RowQuery {
            scope: query.scope.clone(),
            limit: query.limit,
            offset: query.offset,
            ..RowQuery::default()
        };
        let sql = if *query == only_place {
            let counts = area::outermost(&query.scope).into_iter().map(|area| {
                let clause = area::clause("e.village", &[area], &mut bounds);
                format!("(SELECT count(*) FROM entries e WHERE {clause})")
            });
            let counts: Vec<String> = counts.collect();
            format!(
                "SELECT 0 + {}",
                if counts.is_empty() {
                    "0".to_owned()
                } else {
                    counts.join(" + ")
                }
            )
        } else {
            let own = clauses(query, searched(query, &mut bounds), row::UNCORRECTED, &mut bounds).join(" AND ");
            let index = query.index();
            format!("SELECT count(*) FROM entries e INDEXED BY {index} WHERE {own}")
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(bounds.parameters(), |row| row.get(0))?)
    }

    /// Whether the words are found in at most [`FEW`] entries.
    fn finds_few(&self, query: &RowQuery) -> Result<bool, StoreError> {
        let Some(words) = search::query(&query.search) else {
            return Ok(false);
        };
        let sql = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: u32 = statement.query_row((words, FEW + 1), |row| row.get(0))?;
        Ok(found <= FEW)
    }

    /// The ids of a page of what is found by words, and of what only the index tells of, with whether they are here; and how many there
    /// are in all.
    fn found(&self, query: &RowQuery, alone: bool) -> Result<(Vec<(i64, bool)>, u32), StoreError> {
        let mut bounds = Bounds::default();
        let own = clauses(query, searched(query, &mut bounds), row::UNCORRECTED, &mut bounds).join(" AND ");
        let sql = if alone {
            // Few are looked up one by one and sorted; for many it is less to go through the list in its order.
            let by = if self.finds_few(query)? {
                "NOT INDEXED".to_owned()
            } else {
                format!("INDEXED BY {}", query.index())
            };
            format!("SELECT e.id, 1 FROM entries e {by} WHERE {own} ORDER BY {ORDER}")
        } else {
            let others = clauses(
                query,
                indexed_searched(query, &mut bounds),
                row::INDEXED_UNCORRECTED,
                &mut bounds,
            )
            .join(" AND ");
            format!(
                "SELECT e.id, 1, e.date, e.number, e.entry FROM entries e WHERE {own}
                 UNION ALL SELECT e.id, 0, e.date, e.number, e.short FROM indexed e WHERE {others} ORDER BY 3 DESC, 4 DESC, 5"
            )
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut ids = statement.query_map(bounds.parameters(), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))
        })?;
        let (mut total, mut wanted) = (0u32, Vec::new());
        while let Some(id) = ids.next().transpose()? {
            if total >= query.offset && total - query.offset < query.limit {
                wanted.push(id);
            }
            total = total.saturating_add(1);
        }
        Ok((wanted, total))
    }
}

/// What the words and the outbox leave over of the entries that are here.
fn searched(query: &RowQuery, bounds: &mut Bounds) -> Vec<String> {
    let mut clauses = Vec::new();
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

/// And of those that only the index tells of: nothing of them is unsent.
fn indexed_searched(query: &RowQuery, bounds: &mut Bounds) -> Vec<String> {
    let words = search::words(&query.search);
    let mut clauses: Vec<String> = words
        .into_iter()
        .map(|word| format!("instr(e.found, {}) > 0", bounds.bind(word)))
        .collect();
    if query.unsent {
        clauses.push("0".to_owned());
    }
    clauses
}

fn clauses(query: &RowQuery, mut clauses: Vec<String>, uncorrected: &str, bounds: &mut Bounds) -> Vec<String> {
    clauses.push(area::clause("e.village", &query.scope, bounds));
    if let Some(village) = &query.village {
        clauses.push(format!("e.village = {}", bounds.bind(village.as_str().to_owned())));
    }
    if let Some(year) = query.year {
        clauses.push(between(bounds, year_of(year)));
    }
    if let Some(month) = query.month {
        clauses.push(between(bounds, month_of(month)));
    }
    if let Some(kind) = query.kind {
        clauses.push(format!("e.kind = {}", bounds.bind(kind.code().to_owned())));
    }
    if let Some(mode) = query.mode {
        clauses.push(format!("e.mode = {}", bounds.bind(mode.code().to_owned())));
    }
    if query.major {
        clauses.push("e.major = 1".to_owned());
    }
    if !query.stages.is_empty() {
        let places: Vec<String> = query
            .stages
            .iter()
            .map(|stage| bounds.bind(stage.code().to_owned()))
            .collect();
        clauses.push(format!("e.stage IN ({})", places.join(", ")));
        if query.stages.contains(&Stage::Returned) {
            clauses.push(format!("(e.stage <> 'returned' OR {uncorrected})"));
        }
    }
    clauses
}

/// Dates of a year, from the first on and before the second, as they are written.
pub(crate) fn year_of(year: i32) -> [String; 2] {
    [
        format!("{year:04}-01-01"),
        format!("{:04}-01-01", year.saturating_add(1)),
    ]
}

/// Dates of the month a date lies in, likewise.
pub(crate) fn month_of(date: NaiveDate) -> [String; 2] {
    let (year, month) = (date.year(), date.month());
    let after = if month == 12 {
        (year.saturating_add(1), 1)
    } else {
        (year, month + 1)
    };
    [
        format!("{year:04}-{month:02}-01"),
        format!("{:04}-{:02}-01", after.0, after.1),
    ]
}

/// The clause: dates are written so that they sort.
fn between(bounds: &mut Bounds, [from, before]: [String; 2]) -> String {
    format!("e.date >= {} AND e.date < {}", bounds.bind(from), bounds.bind(before))
}
