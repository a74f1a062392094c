//! Needs as lists show them, and which entry answers each. No document is loaded.
//!
//! A need is answered while an entry of its village that is not voided names it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunfa_core::need::Need;
use cunfa_core::{Area, EntryId, Form, VillageCode};
use rusqlite::OptionalExtension as _;

use super::area::{self, Bounds};
use super::row;
use crate::table::needs;
use crate::{Delivery, Page, Store, StoreError, search};

/// One need as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// Which.
    pub id: EntryId,
    /// What it says.
    pub need: Need,
    /// The entry that answers it; of several the first by date and number.
    pub answered_by: Option<EntryId>,
    /// Whether the server holds it.
    pub delivery: Delivery,
}

/// Which needs are wanted. Every part narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NeedQuery {
    /// Where the person may look; nothing is found in no area.
    pub scope: Vec<Area>,
    /// One village.
    pub village: Option<VillageCode>,
    /// Only those neither answered nor closed.
    pub open: bool,
    /// Words as typed; each must be found.
    pub search: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted at most.
    pub limit: u32,
}

/// The needs that wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenNeeds {
    /// How many.
    pub count: u32,
    /// The day the oldest was asked.
    pub oldest: Option<NaiveDate>,
}

/// The entry that answers `needs n`.
const ANSWERED: &str =
    "(SELECT e.entry FROM entries e WHERE e.answers = n.need AND e.village = n.village AND e.stage <> 'voided'
    ORDER BY e.date, e.number, e.entry LIMIT 1)";
/// Whether nothing of it is settled.
const IS_OPEN: &str = "n.closed = '' AND NOT EXISTS (SELECT 1 FROM entries e
    WHERE e.answers = n.need AND e.village = n.village AND e.stage <> 'voided')";
/// How far the server has it.
const DELIVERY: &str = "EXISTS (SELECT 1 FROM outbox o WHERE o.entry = n.need AND o.accepted = 0)
        OR EXISTS (SELECT 1 FROM uncovered u WHERE u.entry = n.need),
    (SELECT b.reason FROM batches b WHERE b.entry = n.need AND b.state = 'parked' ORDER BY b.position LIMIT 1)";

impl Store {
    /// A page of needs: the open ones first, the oldest first; then the settled ones, the newest first.
    ///
    /// # Errors
    /// As every read.
    pub fn needs(&self, query: &NeedQuery) -> Result<Page<NeedRow>, StoreError> {
        let mut bounds = Bounds::default();
        let clauses = clauses(query, &mut bounds);
        let sql = format!("SELECT count(*) FROM needs n WHERE {clauses}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let total = statement.query_row(bounds.parameters(), |row| row.get(0))?;
        let (limit, offset) = (bounds.bind(query.limit), bounds.bind(query.offset));
        let columns = needs::COLUMNS;
        let sql = format!(
            "SELECT {columns}, {ANSWERED}, {DELIVERY}, {IS_OPEN} AS open FROM needs n WHERE {clauses}
             ORDER BY open DESC, CASE open WHEN 1 THEN n.date END, n.date DESC, n.written_at, n.need LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_and_then(bounds.parameters(), read)?;
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
            offset: query.offset,
        })
    }

    /// One need as lists show it.
    ///
    /// # Errors
    /// As every read.
    pub fn need_row(&self, need: EntryId) -> Result<Option<NeedRow>, StoreError> {
        let columns = needs::COLUMNS;
        let sql = format!("SELECT {columns}, {ANSWERED}, {DELIVERY} FROM needs n WHERE n.need = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_row([need.as_bytes()], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    /// The needs in a scope that are neither answered nor closed.
    ///
    /// # Errors
    /// As every read.
    pub fn open_needs(&self, scope: &[Area]) -> Result<OpenNeeds, StoreError> {
        let mut bounds = Bounds::default();
        let clause = area::clause("n.village", scope, &mut bounds);
        let sql = format!("SELECT count(*), min(n.date) FROM needs n WHERE {clause} AND {IS_OPEN}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (count, oldest) = statement.query_row(bounds.parameters(), |row| {
            Ok((row.get(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let oldest = oldest.map(|date| date.parse()).transpose();
        Ok(OpenNeeds {
            count,
            oldest: oldest.map_err(|_| StoreError::Shape("a need's row"))?,
        })
    }

    /// The needs that an entry answers which is being written here: by whomever, and kept at least once.
    ///
    /// # Errors
    /// As every read.
    pub fn needs_in_hand(&self) -> Result<BTreeSet<EntryId>, StoreError> {
        let sql = "SELECT form FROM drafts WHERE dropped = 0 AND saved_at_ms IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let forms: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let forms = forms.iter().filter_map(|form| serde_json::from_str::<Form>(form).ok());
        Ok(forms.filter_map(|form| form.answers).collect())
    }

    /// The entries of its village that answer a need, voided ones too.
    ///
    /// # Errors
    /// As every read.
    pub fn answers_to(&self, need: EntryId) -> Result<Vec<row::Row>, StoreError> {
        let columns = row::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM entries e JOIN needs n ON n.need = e.answers AND n.village = e.village
             WHERE e.answers = ?1 ORDER BY e.date, e.number, e.entry"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then([need.as_bytes()], row::read)?.collect()
    }
}

fn clauses(query: &NeedQuery, bounds: &mut Bounds) -> String {
    let mut clauses = vec![area::clause("n.village", &query.scope, bounds)];
    if let Some(village) = &query.village {
        clauses.push(format!("n.village = {}", bounds.bind(village.as_str().to_owned())));
    }
    if query.open {
        clauses.push(IS_OPEN.to_owned());
    }
    for word in search::words(&query.search) {
        clauses.push(format!("instr(n.found, {}) > 0", bounds.bind(word)));
    }
    clauses.join(" AND ")
}

fn read(row: &rusqlite::Row<'_>) -> Result<NeedRow, StoreError> {
    let (id, need) = needs::read(row)?;
    let answered: Option<[u8; 16]> = row.get(12)?;
    Ok(NeedRow {
        id,
        need,
        answered_by: answered.map(EntryId),
        delivery: row::delivery(row.get(13)?, row.get::<_, Option<String>>(14)?.as_deref()),
    })
}
