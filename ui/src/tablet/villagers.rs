//! What villagers confirm while a cadre signs: each person of the page by hand, or before a witness; nobody has to.

use cunfa_core::{Confirmation, Entry, ServedPerson, Witness, confirmation};
use leptos::prelude::*;

use super::pad::Pad;
use super::visit::{Step, Visit};
use crate::words::failure::confirmation as sentence;
use crate::words::tablet as words;

/// How a person confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Writes.
    Own,
    /// Cannot write; a witness writes.
    Witness,
}

/// Signals of the step.
#[derive(Clone, Copy)]
pub struct Villagers {
    /// Given so far, one a person.
    pub given: RwSignal<Vec<Confirmation>>,
    /// Whose turn it is.
    pub person: RwSignal<Option<ServedPerson>>,
    /// How.
    pub hand: RwSignal<Hand>,
    /// The witness's name.
    pub witness_name: RwSignal<String>,
    /// Why the person does not write.
    pub witness_reason: RwSignal<String>,
    /// The handwriting of whose turn it is.
    pub pad: Pad,
}

impl Villagers {
    /// Nothing given.
    #[must_use]
    pub fn begin() -> Villagers {
        Villagers {
            given: RwSignal::new(Vec::new()),
            person: RwSignal::new(None),
            hand: RwSignal::new(Hand::Own),
            witness_name: RwSignal::new(String::new()),
            witness_reason: RwSignal::new(String::new()),
            pad: Pad::default(),
        }
    }

    /// What this person gave.
    #[must_use]
    pub fn of(self, row: &str) -> Option<Confirmation> {
        self.given
            .with(|given| given.iter().find(|one| one.row == row).cloned())
    }

    /// Forgets everything: the page was another.
    pub fn forget(self) {
        self.given.set(Vec::new());
        self.leave();
    }

    /// Nobody's turn; an empty pad.
    fn leave(self) {
        self.person.set(None);
        self.witness_name.set(String::new());
        self.witness_reason.set(String::new());
        self.pad.clear();
    }

    /// Who is asked to write, as the head of the step.
    #[must_use]
    pub fn writes(self) -> String {
        match self.hand.get() {
            Hand::Own => self
                .person
                .with(|person| words::writes(person.as_ref().map_or("", |person| person.name.as_str()))),
            Hand::Witness => self.witness_name.with(|name| words::witness_writes(name.trim())),
        }
    }

    fn witness(self) -> Option<Witness> {
        match self.hand.get_untracked() {
            Hand::Own => None,
            Hand::Witness => Some(Witness {
                name: self.witness_name.get_untracked(),
                reason: self.witness_reason.get_untracked(),
            }),
        }
    }

    fn confirmation(self, person: &ServedPerson) -> Confirmation {
        Confirmation {
            row: person.row.clone(),
            name: person.name.clone(),
            ink: Some(self.pad.ink()),
            witness: self.witness(),
        }
        .tidied()
    }

    fn others(self, row: &str) -> Vec<Confirmation> {
        let other = |one: &&Confirmation| one.row != row;
        self.given
            .with_untracked(|given| given.iter().filter(other).cloned().collect())
    }
}

/// Whether the page names anybody who could confirm.
#[must_use]
pub fn asks(entry: &Entry) -> bool {
    !entry.persons.is_empty()
}

impl Visit {
    /// Gives the turn to a person.
    pub fn confirm(self, person: ServedPerson, hand: Hand) {
        self.villagers.leave();
        self.villagers.person.set(Some(person));
        self.villagers.hand.set(hand);
        self.to(match hand {
            Hand::Own => Step::Villager,
            Hand::Witness => Step::Witness,
        });
    }

    /// Takes a person's confirmation back.
    pub fn unconfirm(self, row: &str) {
        let others = self.villagers.others(row);
        self.villagers.given.set(others);
    }

    /// From the witness's name and reason on, if both are there.
    pub fn witness_given(self) {
        let missing = |field: RwSignal<String>| field.with_untracked(|text| text.trim().is_empty());
        if missing(self.villagers.witness_name) {
            self.fault
                .set(Some(sentence(&confirmation::Fault::WitnessNameMissing).to_owned()));
        } else if missing(self.villagers.witness_reason) {
            self.fault
                .set(Some(sentence(&confirmation::Fault::WitnessReasonMissing).to_owned()));
        } else {
            self.to(Step::Villager);
        }
    }

    /// From a villager's pad back to the list, if what is there can stand.
    pub fn villager_given(self) {
        let Some(person) = self.villagers.person.get_untracked() else {
            return self.to(Step::Villagers);
        };
        let persons = self
            .signing
            .with_untracked(|signing| signing.as_ref().map(|signing| signing.entry.persons.clone()));
        let mut given = self.villagers.others(&person.row);
        given.push(self.villagers.confirmation(&person));
        match confirmation::check(&given, &persons.unwrap_or_default(), &self.pad.ink(), &[]) {
            Ok(()) => {
                self.villagers.given.set(given);
                self.villagers.leave();
                self.to(Step::Villagers);
            }
            Err(failures) => {
                let first = failures.first().map(|failure| sentence(&failure.fault).to_owned());
                self.fault.set(first);
            }
        }
    }
}
