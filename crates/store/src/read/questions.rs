//! What stands near an entry, for the questions it raises ([`cunfa_core::question`]), each from an index. Nothing of it is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use cunfa_core::question::{
    Line, MAX_OF_DAY, MAX_OF_NAME, MAX_OF_SITTING, MAX_OTHERS, Near, Party, SITTING_MINUTES, party_dates, questions,
};
use cunfa_core::{Area, EntryId, PersonId, Question, QuestionKind, VillageCode};
use rusqlite::{Connection, OptionalExtension as _};

use super::area::{self, Bounds};
use super::row::{self, Row, UNCORRECTED};
use crate::state::notes::read_explained;
use crate::table::parties;
use crate::{Store, StoreError};

/// The columns [`line`] expects, of `entries e`.
const LINE: &str = "e.entry, e.village, e.date, e.start, e.finish, e.minutes, e.written_at, e.corrects IS NOT NULL";
const WRITTEN: &str = "%Y-%m-%dT%H:%M";
const SHAPE: StoreError = StoreError::Shape("an entry's row");

/// What is asked about one entry, and what its counsel's answers name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The questions.
    pub questions: Vec<Question>,
    /// Of each answer that holds, what it names.
    pub explained: Vec<(QuestionKind, Vec<EntryId>)>,
}

impl Asked {
    /// Whether an answer names all that the question does.
    #[must_use]
    pub fn is_answered(&self, question: &Question) -> bool {
        let mut explained = self.explained.iter();
        explained.any(|(kind, others)| question.is_answered_by(*kind, others))
    }
}

/// An entry that stands, as far as it is looked at.
struct Stands {
    line: Line,
    counsel: Vec<u8>,
    said: Option<Vec<u8>>,
    ink: Option<Vec<u8>>,
    explained: String,
}

/// Whether a counsel is recused in a village on a day, by the registers.
type Recused<'s> = Box<dyn Fn(PersonId, &VillageCode, NaiveDate) -> bool + 's>;

/// Asks about the entries of one list. Days and sittings that several of them share are read once.
pub struct Asking<'s> {
    connection: &'s Connection,
    scope: &'s [Area],
    days: BTreeMap<(Vec<u8>, NaiveDate), Vec<Line>>,
    sittings: BTreeMap<(Vec<u8>, NaiveDateTime), Vec<Line>>,
    /// Those of the scope with their names, once a party is looked at.
    villages: Option<Rc<[(VillageCode, String)]>>,
    recused: Option<Recused<'s>>,
}

impl Store {
    /// Begins to ask about entries beside what lies in a scope.
    #[must_use]
    pub fn asking<'s>(&'s self, scope: &'s [Area]) -> Asking<'s> {
        Asking {
            connection: &self.connection,
            scope,
            days: BTreeMap::new(),
            sittings: BTreeMap::new(),
            villages: None,
            recused: None,
        }
    }

    /// The rows of these entries that lie in a scope, by date and number.
    ///
    /// # Errors
    /// As every read.
    pub fn rows_of(&self, entries: &[EntryId], scope: &[Area]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for entry in entries {
            let row = row::of_entry(&self.connection, *entry)?;
            rows.extend(row.filter(|row| scope.iter().any(|area| area.covers(&row.village))));
        }
        rows.sort_by(|one, other| (one.date, &one.number, one.entry).cmp(&(other.date, &other.number, other.entry)));
        Ok(rows)
    }
}

fn stands(connection: &Connection, entry: EntryId) -> Result<Option<Stands>, StoreError> {
    let sql = format!(
        "SELECT {LINE}, e.counsel, e.said, e.ink, e.explained FROM entries e
         WHERE e.entry = ?1 AND e.stage <> 'voided' AND {UNCORRECTED}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| -> Result<Stands, StoreError> {
        Ok(Stands {
            line: line(row)?,
            counsel: row.get(8)?,
            said: row.get(9)?,
            ink: row.get(10)?,
            explained: row.get(11)?,
        })
    };
    let found = statement.query_row([entry.as_bytes()], |row| Ok(read(row)));
    found.optional()?.transpose()
}

impl<'s> Asking<'s> {
    /// Asks about recusals too, which the registers know.
    #[must_use]
    pub fn beside(mut self, recused: impl Fn(PersonId, &VillageCode, NaiveDate) -> bool + 's) -> Asking<'s> {
        self.recused = Some(Box::new(recused));
        self
    }

    /// The questions that an entry raises, and what was answered. An entry that is void, corrected or not here raises none.
    ///
    /// # Errors
    /// As every read.
    pub fn asked(&mut self, entry: EntryId) -> Result<Asked, StoreError> {
        let stands = if self.scope.is_empty() {
            None
        } else {
            stands(self.connection, entry)?
        };
        let Some(stands) = stands else {
            return Ok(Asked::default());
        };
        Ok(Asked {
            questions: questions(&stands.line, &self.near(&stands)?),
            explained: read_explained(&stands.explained).ok_or(SHAPE)?,
        })
    }

    fn near(&mut self, of: &Stands) -> Result<Near, StoreError> {
        let parties = parties::of_entry(self.connection, of.line.entry)?;
        Ok(Near {
            same_party: self.same_party(of, &parties)?,
            villages_named: self.villages_named(of, &parties)?,
            recused: self.is_recused(of),
            day: self.day(of)?,
            sitting: self.sitting(of)?,
            same_text: match &of.said {
                Some(said) => self.same(of, "entries_said", "said", said, Whose::SameCounsels)?,
                None => Vec::new(),
            },
            same_ink: match &of.ink {
                Some(ink) => self.same(of, "entries_ink", "ink", ink, Whose::Anybodys)?,
                None => Vec::new(),
            },
        })
    }

    fn day(&mut self, of: &Stands) -> Result<Vec<Line>, StoreError> {
        let key = (of.counsel.clone(), of.line.date);
        if !self.days.contains_key(&key) {
            let mut bounds = Bounds::default();
            let date = bounds.bind(of.line.date.to_string());
            let counsel = bounds.bind(of.counsel.clone());
            let wanted = format!("e.date = {date} AND e.counsel = {counsel}");
            let order = ("e.date DESC, e.number DESC", MAX_OF_DAY);
            let lines = self.lines("entries_list", &wanted, order, bounds)?;
            self.days.insert(key.clone(), lines);
        }
        Ok(others(self.days.get(&key), of, MAX_OF_DAY))
    }

    fn sitting(&mut self, of: &Stands) -> Result<Vec<Line>, StoreError> {
        let around = |minutes: i64| of.line.written_at?.checked_add_signed(Duration::minutes(minutes));
        let (Some(at), Some(from), Some(until)) =
            (of.line.written_at, around(-SITTING_MINUTES), around(SITTING_MINUTES))
        else {
            return Ok(Vec::new());
        };
        let key = (of.counsel.clone(), at);
        if !self.sittings.contains_key(&key) {
            let mut bounds = Bounds::default();
            let counsel = bounds.bind(of.counsel.clone());
            let [from, until] = [from, until].map(|at| bounds.bind(at.format(WRITTEN).to_string()));
            let wanted = format!("e.counsel = {counsel} AND e.written_at BETWEEN {from} AND {until}");
            let order = ("e.written_at", MAX_OF_SITTING);
            let lines = self.lines("entries_written", &wanted, order, bounds)?;
            self.sittings.insert(key.clone(), lines);
        }
        Ok(others(self.sittings.get(&key), of, MAX_OF_SITTING))
    }

    /// The same counsel's entries of other villages with a party that may be one of these.
    fn same_party(&self, of: &Stands, parties: &[Party]) -> Result<Vec<EntryId>, StoreError> {
        let mut found = BTreeSet::new();
        for party in parties {
            let mut bounds = Bounds::default();
            let name = bounds.bind(party.name.clone());
            let (counsel, village) = (
                bounds.bind(of.counsel.clone()),
                bounds.bind(of.line.village.as_str().to_owned()),
            );
            let (from, until) = party_dates(of.line.date);
            let [from, until] = [from, until].map(|day| bounds.bind(day.to_string()));
            let place = area::clause("e.village", self.scope, &mut bounds);
            let sql = format!(
                "SELECT e.entry, p.phone FROM (SELECT entry, phone FROM parties WHERE name = {name} LIMIT {MAX_OF_NAME}) p
                 JOIN entries e ON e.entry = p.entry
                 WHERE e.counsel = {counsel} AND e.village <> {village} AND e.date BETWEEN {from} AND {until} AND {place}
                   AND e.stage <> 'voided' AND {UNCORRECTED}"
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(bounds.parameters(), |row| {
                let other = Party {
                    name: party.name.clone(),
                    phone: row.get(1)?,
                };
                Ok((EntryId(row.get(0)?), other))
            })?;
            for row in rows {
                let (entry, other) = row?;
                found.extend(party.may_be(&other).then_some(entry));
            }
        }
        Ok(found.into_iter().collect())
    }

    /// In how many other villages that a party names the counsel serves, as far as entries tell.
    fn villages_named(&mut self, of: &Stands, parties: &[Party]) -> Result<u32, StoreError> {
        if parties.is_empty() {
            return Ok(0);
        }
        let villages = self.villages()?;
        let named: BTreeSet<&VillageCode> = parties
            .iter()
            .filter_map(|party| party.village_named(&villages))
            .collect();
        let mut served = 0;
        for village in named.into_iter().filter(|village| **village != of.line.village) {
            let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE village = ?1 AND counsel = ?2 AND stage <> 'voided')";
            let mut statement = self.connection.prepare_cached(sql)?;
            served += u32::from(statement.query_row((village.as_str(), &of.counsel), |row| row.get::<_, bool>(0))?);
        }
        Ok(served)
    }

    fn villages(&mut self) -> Result<Rc<[(VillageCode, String)]>, StoreError> {
        if let Some(villages) = &self.villages {
            return Ok(Rc::clone(villages));
        }
        let mut bounds = Bounds::default();
        let place = area::clause("code", self.scope, &mut bounds);
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT code, name FROM villages WHERE {place}"))?;
        let rows = statement.query_and_then(bounds.parameters(), |row| {
            let code: String = row.get(0)?;
            Ok::<_, StoreError>((code.parse().map_err(|_| SHAPE)?, row.get(1)?))
        })?;
        let villages: Rc<[(VillageCode, String)]> = rows.collect::<Result<Vec<_>, _>>()?.into();
        self.villages = Some(Rc::clone(&villages));
        Ok(villages)
    }

    fn is_recused(&self, of: &Stands) -> bool {
        let counsel = <[u8; 16]>::try_from(of.counsel.as_slice()).ok().map(PersonId);
        let (recused, counsel) = match (&self.recused, counsel) {
            (Some(recused), Some(counsel)) => (recused, counsel),
            (Some(_) | None, _) => return false,
        };
        recused(counsel, &of.line.village, of.line.date)
    }

    /// The first ones in the order of the index, so that no more are read than wanted: so many others, and the entry itself.
    fn lines(
        &self,
        index: &str,
        wanted: &str,
        (order, most): (&str, usize),
        mut bounds: Bounds,
    ) -> Result<Vec<Line>, StoreError> {
        let sql = self.sql(LINE, index, wanted, &mut bounds);
        let sql = format!("{sql} ORDER BY {order} LIMIT {most} + 1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(bounds.parameters(), line)?.collect()
    }

    /// The other entries with the same digest in a column, of the same counsel or of anybody.
    fn same(
        &self,
        of: &Stands,
        index: &str,
        column: &str,
        digest: &[u8],
        whose: Whose,
    ) -> Result<Vec<EntryId>, StoreError> {
        let mut bounds = Bounds::default();
        let itself = bounds.bind(of.line.entry.as_bytes().to_vec());
        let mut wanted = format!("e.entry <> {itself} AND e.{column} = {}", bounds.bind(digest.to_vec()));
        match whose {
            Whose::SameCounsels => wanted = format!("{wanted} AND e.counsel = {}", bounds.bind(of.counsel.clone())),
            Whose::Anybodys => {}
        }
        let sql = self.sql("e.entry", index, &wanted, &mut bounds);
        let mut statement = self
            .connection
            .prepare_cached(&format!("{sql} ORDER BY e.entry LIMIT {MAX_OTHERS}"))?;
        let entries = statement.query_map(bounds.parameters(), |row| row.get(0).map(EntryId))?;
        Ok(entries.collect::<Result<_, _>>()?)
    }

    /// The entries that stand, in the scope, through an index, wanted by what it tells.
    fn sql(&self, columns: &str, index: &str, wanted: &str, bounds: &mut Bounds) -> String {
        let place = area::clause("e.village", self.scope, bounds);
        format!(
            "SELECT {columns} FROM entries e INDEXED BY {index}
             WHERE {wanted} AND {place} AND e.stage <> 'voided' AND {UNCORRECTED}"
        )
    }
}

/// Without the entry itself.
fn others(lines: Option<&Vec<Line>>, of: &Stands, most: usize) -> Vec<Line> {
    let others = lines.into_iter().flatten().filter(|line| line.entry != of.line.entry);
    others.take(most).cloned().collect()
}

/// Among whose entries a copy is looked for.
#[derive(Debug, Clone, Copy)]
enum Whose {
    SameCounsels,
    Anybodys,
}

fn line(row: &rusqlite::Row<'_>) -> Result<Line, StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(Line {
        entry: EntryId(row.get(0)?),
        village: text(1)?.parse().map_err(|_| SHAPE)?,
        date: text(2)?.parse().map_err(|_| SHAPE)?,
        time: row::time(&text(3)?, &text(4)?, row.get(5)?)?,
        written_at: NaiveDateTime::parse_from_str(&text(6)?, WRITTEN).ok(),
        is_correction: row.get(7)?,
    })
}
