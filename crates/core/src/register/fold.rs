//! The registers after so many acts of the log. The first act in the log that replaces another counts, every later one that replaces the same
//! is passed over; the server refuses it before ([`super::check`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::kind::RecordKind;
use super::record::Record;
use super::{Column, Registration};
use crate::act::{Act, Body};
use crate::ids::{ActId, EntryId, PersonId};
use crate::person::Role;

/// Columns by whose texts records are found at once: a county has thousands of them.
const SOUGHT: [Column; 5] = [
    Column::Name,
    Column::Person,
    Column::Village,
    Column::Firm,
    Column::Recusal,
];

/// One act of the registers as the log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Which record.
    pub record: EntryId,
    /// The act.
    pub act: ActId,
    /// What it says.
    pub registration: Registration,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Device clock, seconds since 1970-01-01 UTC.
    pub device_time_s: i64,
    /// Its place in the county's log, from 1.
    pub sequence: u64,
    /// When the server took it in, ms since 1970-01-01 UTC.
    pub received_ms: i64,
}

impl Registered {
    /// An act as the registers take it in, from its place in the log and when the server took it; `None` of any other act than one over a record.
    #[must_use]
    pub fn of(act: &Act, sequence: u64, received_ms: i64) -> Option<Registered> {
        let Body::Registration(registration) = &act.body else {
            return None;
        };
        Some(Registered {
            record: act.entry,
            act: act.id,
            registration: registration.clone(),
            person: act.person,
            role: act.role,
            device_time_s: act.device_time_s,
            sequence,
            received_ms,
        })
    }
}

/// The registers. Whoever may not read everything has those acts in it that may be read ([`super::may_read`]): of a record all or none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registers {
    /// Every act of each record, the last one as it stands. Never empty for a record.
    records: BTreeMap<EntryId, Vec<Registered>>,
    /// The records of each kind.
    kinds: BTreeMap<RecordKind, BTreeSet<EntryId>>,
    /// Of the records that hold, those that say a text in one of [`SOUGHT`].
    sought: BTreeMap<(RecordKind, Column), BTreeMap<String, BTreeSet<EntryId>>>,
    latest: u64,
}

impl Registers {
    /// Nothing registered yet.
    #[must_use]
    pub fn new() -> Registers {
        Registers::default()
    }

    /// Takes an act in, in the order of the log. Tells whether it counts: it replaces the last act of its record, or begins one, and is of the
    /// record's kind.
    pub fn apply(&mut self, said: Registered) -> bool {
        self.latest = self.latest.max(said.sequence);
        let last = self.record(said.record);
        let follows = said.registration.after == last.map(|last| last.act);
        let same_kind = last.is_none_or(|last| last.registration.kind == said.registration.kind);
        let counts = follows && same_kind;
        if counts {
            self.seek_no_more(said.record);
            self.seek(&said);
            self.kinds
                .entry(said.registration.kind)
                .or_default()
                .insert(said.record);
            self.records.entry(said.record).or_default().push(said);
        }
        counts
    }

    fn seek(&mut self, said: &Registered) {
        for (column, text) in sought(said) {
            let texts = self.sought.entry((said.registration.kind, column)).or_default();
            texts.entry(text.to_owned()).or_default().insert(said.record);
        }
    }

    fn seek_no_more(&mut self, record: EntryId) {
        let Some(last) = self.records.get(&record).and_then(|acts| acts.last()) else {
            return;
        };
        for (column, text) in sought(last) {
            let texts = self.sought.get_mut(&(last.registration.kind, column));
            if let Some(records) = texts.and_then(|texts| texts.get_mut(text)) {
                records.remove(&record);
            }
        }
    }

    /// The place in the log of the last act that was taken in, whether it counts or not; 0 before the first.
    #[must_use]
    pub fn latest_sequence(&self) -> u64 {
        self.latest
    }

    /// The place in the log of the last act that counts, lies after a place and says what this holds of; `None` where there is none.
    #[must_use]
    pub fn latest_of(&self, after: u64, holds: impl Fn(&Registration) -> bool) -> Option<u64> {
        let later = self.records.values().flatten().filter(|said| said.sequence > after);
        later
            .filter(|said| holds(&said.registration))
            .map(|said| said.sequence)
            .max()
    }

    /// The last act of a record.
    #[must_use]
    pub fn record(&self, record: EntryId) -> Option<&Registered> {
        self.records.get(&record)?.last()
    }

    /// Every act of a record that counts, the first one first.
    #[must_use]
    pub fn history(&self, record: EntryId) -> &[Registered] {
        self.records.get(&record).map(Vec::as_slice).unwrap_or_default()
    }

    /// The last act of each record of a kind, withdrawn ones too.
    pub fn all(&self, kind: RecordKind) -> impl Iterator<Item = &Registered> {
        let of_kind = self.kinds.get(&kind).into_iter().flatten();
        of_kind.filter_map(move |record| self.record(*record))
    }

    /// The last act of each record of a kind that holds.
    pub fn standing(&self, kind: RecordKind) -> impl Iterator<Item = &Registered> {
        self.all(kind).filter(|said| said.registration.withdrawn.is_none())
    }

    /// Those of them whose column says this.
    pub(super) fn saying(&self, kind: RecordKind, column: Column, text: &str) -> impl Iterator<Item = &Registered> {
        let found: Vec<&Registered> = if SOUGHT.contains(&column) {
            let records = self.sought.get(&(kind, column)).and_then(|texts| texts.get(text));
            records
                .into_iter()
                .flatten()
                .filter_map(|record| self.record(*record))
                .collect()
        } else {
            let says = |said: &&Registered| said.registration.values.get(column) == Some(text);
            self.standing(kind).filter(says).collect()
        };
        found.into_iter()
    }

    /// The records of a kind that hold, with their values read.
    #[must_use]
    pub fn read<R: Record>(&self) -> Vec<R> {
        read(self.standing(R::KIND))
    }

    /// One record with its values read, if it is of this kind and holds.
    #[must_use]
    pub fn one<R: Record>(&self, record: EntryId) -> Option<R> {
        let said = &self.record(record)?.registration;
        let holds = said.kind == R::KIND && said.withdrawn.is_none();
        holds.then(|| R::read(record, &said.values)).flatten()
    }
}

/// What of an act is found at once; nothing of a withdrawal.
fn sought(said: &Registered) -> impl Iterator<Item = (Column, &str)> {
    let holds = said.registration.withdrawn.is_none();
    let columns = SOUGHT.into_iter().filter(move |_| holds);
    columns.filter_map(|column| Some((column, said.registration.values.get(column)?)))
}

/// Records with their values read.
pub(super) fn read<'r, R: Record>(said: impl Iterator<Item = &'r Registered>) -> Vec<R> {
    said.filter_map(|said| R::read(said.record, &said.registration.values))
        .collect()
}
