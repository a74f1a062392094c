//! Counsel and firms of the registers by their names, with those that the list itself brings.

use std::collections::BTreeMap;

use cunfa_core::register::{Column as C, Firm, RecordKind, Registers, Values};
use cunfa_core::{EntryId, PersonId};

/// A counsel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) person: PersonId,
    pub(super) record: EntryId,
}

/// Who and what has which name.
#[derive(Debug, Default)]
pub(super) struct People {
    counsel: BTreeMap<String, Vec<Known>>,
    names: BTreeMap<PersonId, String>,
    firms: BTreeMap<String, EntryId>,
    firm_names: BTreeMap<EntryId, String>,
}

impl People {
    /// Those that stand in the registers.
    pub(super) fn of(registers: &Registers) -> People {
        let mut people = People::default();
        // What was withdrawn is nobody's to be meant, but has its name.
        for said in registers
            .all(RecordKind::Counsel)
            .chain(registers.all(RecordKind::Firm))
        {
            let values = &said.registration.values;
            if let (Some(person), Some(name)) = (values.person(), values.get(C::Name)) {
                people.names.insert(person, name.to_owned());
            } else if let Some(name) = values.get(C::Name) {
                people.firm_names.insert(said.record, name.to_owned());
            }
        }
        for firm in registers.read::<Firm>() {
            people.note_firm(firm.record, &firm.name);
        }
        for one in registers.counsel() {
            let known = Known {
                person: one.person,
                record: one.record,
            };
            people.note_counsel(known, &one.name);
        }
        people
    }

    /// Another word about a record.
    pub(super) fn note(&mut self, record: EntryId, kind: RecordKind, values: &Values) {
        let Some(name) = values.get(C::Name) else { return };
        if kind == RecordKind::Firm {
            self.note_firm(record, name);
        } else if let (RecordKind::Counsel, Some(person)) = (kind, values.person()) {
            self.note_counsel(Known { person, record }, name);
        }
    }

    fn note_firm(&mut self, record: EntryId, name: &str) {
        self.firms.insert(name.to_owned(), record);
        self.firm_names.insert(record, name.to_owned());
    }

    fn note_counsel(&mut self, known: Known, name: &str) {
        self.names.insert(known.person, name.to_owned());
        let named = self.counsel.entry(name.to_owned()).or_default();
        if !named.contains(&known) {
            named.push(known);
        }
    }

    /// The counsel of a name.
    pub(super) fn named(&self, name: &str) -> &[Known] {
        self.counsel.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What somebody is called.
    pub(super) fn name(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(String::as_str)
    }

    /// The firm of a name.
    pub(super) fn firm(&self, name: &str) -> Option<EntryId> {
        self.firms.get(name).copied()
    }

    /// What a firm is called.
    pub(super) fn firm_name(&self, record: EntryId) -> Option<&str> {
        self.firm_names.get(&record).map(String::as_str)
    }
}
