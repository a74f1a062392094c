//! What codes in records are called: villages, persons, other records.

use std::collections::BTreeMap;

use cunfa_core::register::{Column, RecordKind, Registration, Shape};
use cunfa_core::{EntryId, PersonId, Village};
use cunfa_protocol::Code;

use super::Book;
use crate::desk::{Desk, code_of};

/// Longest name of a record that has none of its own, in grapheme clusters.
const MAX_SHORT: usize = 20;

/// The names that are known here, and those that an answer needs.
pub(crate) struct Names {
    known: BTreeMap<String, String>,
    needed: BTreeMap<String, String>,
}

impl Names {
    /// Reads what is known: the villages of the person's scope, everybody whom a certificate or the register of counsel names, firms and
    /// recusals.
    pub(crate) fn read(desk: &Desk, book: &Book) -> Result<Names, Code> {
        let mut known = BTreeMap::new();
        for village in desk.store()?.villages(&desk.person()?.scope).map_err(code_of)? {
            known.insert(village.code.to_string(), of_village(&village));
        }
        for person in desk.store()?.certified_people().map_err(code_of)? {
            known.insert(person.id.to_string(), person.name);
        }
        for counsel in book.of_kind(RecordKind::Counsel) {
            if let Some(shown) = book.shown(counsel)
                && let (Some(person), Some(name)) = (shown.values.get(Column::Person), shown.values.get(Column::Name))
            {
                known.insert(person.to_owned(), name.to_owned());
            }
        }
        for kind in [RecordKind::Firm, RecordKind::Recusal] {
            for record in book.of_kind(kind) {
                if let Some(shown) = book.shown(record) {
                    known.insert(record.to_string(), of_record(shown));
                }
            }
        }
        Ok(Names {
            known,
            needed: BTreeMap::new(),
        })
    }

    /// What a code is called; the code itself when nobody here knows.
    pub(crate) fn of(&self, code: &str) -> String {
        self.known.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// A person's name; empty when nobody here knows it.
    pub(crate) fn of_person(&self, person: PersonId) -> String {
        self.known.get(&person.to_string()).cloned().unwrap_or_default()
    }

    /// Notes every code in these values as needed.
    pub(crate) fn need(&mut self, said: &Registration) {
        for (column, text) in said.values.iter() {
            match column.shape() {
                Shape::Village | Shape::Person | Shape::Record(_) => self.need_code(text),
                Shape::Villages => text.split(' ').for_each(|code| self.need_code(code)),
                Shape::Line(_)
                | Shape::Text(_)
                | Shape::Date
                | Shape::Fen
                | Shape::YesNo
                | Shape::Choice(_)
                | Shape::Hours
                | Shape::Half
                | Shape::Scores
                | Shape::Month
                | Shape::Root
                | Shape::Drawn
                | Shape::Answers => {}
            }
        }
    }

    /// Learns what a word about a record that stands nowhere yet calls it.
    pub(crate) fn know(&mut self, record: EntryId, said: &Registration) {
        let (person, name) = (said.values.get(Column::Person), said.values.get(Column::Name));
        if matches!(said.kind, RecordKind::Firm | RecordKind::Recusal) {
            self.known.insert(record.to_string(), of_record(said));
        } else if let (RecordKind::Counsel, Some(person), Some(name)) = (said.kind, person, name) {
            self.known.insert(person.to_owned(), name.to_owned());
        }
    }

    /// Notes a code as needed.
    pub(crate) fn need_code(&mut self, code: &str) {
        if let Some(name) = self.known.get(code) {
            self.needed.insert(code.to_owned(), name.clone());
        }
    }

    /// What was needed.
    pub(crate) fn needed(self) -> Vec<(String, String)> {
        self.needed.into_iter().collect()
    }

    /// By what records of a kind are put in order: their texts in the order of the columns, with the names of persons and records in the
    /// place of their codes.
    pub(crate) fn order(&self, said: &Registration) -> Vec<String> {
        let columns = said.kind.columns().iter();
        let text = |column: &Column| {
            let text = said.values.get(*column).unwrap_or_default();
            match column.shape() {
                Shape::Person | Shape::Record(_) => self.of(text),
                Shape::Line(_)
                | Shape::Text(_)
                | Shape::Date
                | Shape::Village
                | Shape::Villages
                | Shape::Fen
                | Shape::YesNo
                | Shape::Choice(_)
                | Shape::Hours
                | Shape::Half
                | Shape::Scores
                | Shape::Month
                | Shape::Root
                | Shape::Drawn
                | Shape::Answers => text.to_owned(),
            }
        };
        columns.map(text).collect()
    }
}

fn of_village(village: &Village) -> String {
    format!("{}{}", village.township, village.name)
}

/// A name, else the beginning of a reason.
fn of_record(said: &Registration) -> String {
    let text = said
        .values
        .get(Column::Name)
        .or_else(|| said.values.get(Column::Reason));
    cunfa_core::text::shorten(text.unwrap_or_default(), MAX_SHORT)
}
