//! A villager's own word (群众确认) under a sign-off: no key of their own, but their handwriting, or a witness for those who
//! cannot write. What is confirmed is the content that the sign-off covers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::entry::{MAX_NAME_GRAPHEMES, MAX_PERSONS, ServedPerson};
use crate::ink::{Ink, InkFault, MAX_POINTS};
use crate::text;

/// Most confirmations under one sign-off: nobody confirms twice.
pub const MAX_CONFIRMATIONS: usize = MAX_PERSONS;
/// Longest reason of a witness, in grapheme clusters.
pub const MAX_REASON_GRAPHEMES: usize = 200;

/// One person's confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Key of the person's row in the content ([`ServedPerson::row`]).
    pub row: String,
    /// The name as shown, which is the name of that row.
    pub name: String,
    /// The person's handwriting, or the witness's; needed unless there is a witness.
    pub ink: Option<Ink>,
    /// Who stands in for a person who cannot write.
    pub witness: Option<Witness>,
}

/// Somebody who saw a person confirm who cannot write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Name.
    pub name: String,
    /// Why the person did not write, in words.
    pub reason: String,
}

/// One thing that is wrong, and with whose confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Key of the row the confirmation names.
    pub row: String,
    /// What.
    pub fault: Fault,
}

/// What may be wrong with a confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The content has no such row, or another name stands there.
    NotInContent,
    /// This row is confirmed before.
    Twice,
    /// More than [`MAX_CONFIRMATIONS`]; said of the first that is too many.
    TooMany {
        /// What is allowed.
        max: usize,
    },
    /// Neither handwriting nor a witness.
    InkMissing,
    /// The handwriting is refused. All of one sign-off together hold at most [`MAX_POINTS`] points.
    Ink(InkFault),
    /// The witness gives no name.
    WitnessNameMissing,
    /// The witness gives no reason.
    WitnessReasonMissing,
    /// The witness's name or reason is longer than [`MAX_NAME_GRAPHEMES`] or [`MAX_REASON_GRAPHEMES`].
    TooLong,
    /// A text holds characters that are not seen but change what is seen, as [`text::has_control`] finds them.
    ControlCharacters,
}

impl Confirmation {
    /// The same with the witness's texts tidy, as they are signed.
    #[must_use]
    pub fn tidied(self) -> Confirmation {
        let witness = self.witness.map(|witness| Witness {
            name: text::tidy(&witness.name),
            reason: text::tidy(&witness.reason),
        });
        Confirmation { witness, ..self }
    }

    /// Every text, in the order it stands.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let witness = self.witness.iter().flat_map(|witness| [&witness.name, &witness.reason]);
        [&self.row, &self.name].into_iter().chain(witness).map(String::as_str)
    }
}

/// Checks the confirmations under one sign-off.
///
/// `persons` are those of the content that is signed, `signer` the signer's handwriting, `earlier` the shapes
/// ([`Ink::shape`]) of handwriting used before. Nobody's ink may be a copy of another's.
///
/// # Errors
/// Everything that is wrong, in the order of the confirmations.
pub fn check(
    given: &[Confirmation],
    persons: &[ServedPerson],
    signer: &Ink,
    earlier: &[Vec<u8>],
) -> Result<(), Vec<Failure>> {
    let mut checking = Checking {
        names: persons
            .iter()
            .map(|person| (person.row.as_str(), person.name.as_str()))
            .collect(),
        confirmed: BTreeSet::new(),
        shapes: earlier.iter().cloned().chain([signer.shape()]).collect(),
        points: signer.point_count(),
        failures: Vec::new(),
    };
    for (place, confirmation) in given.iter().enumerate() {
        if place == MAX_CONFIRMATIONS {
            checking.fail(confirmation, Fault::TooMany { max: MAX_CONFIRMATIONS });
            break;
        }
        checking.person(confirmation);
        checking.ink(confirmation);
        checking.texts(confirmation);
    }
    if checking.failures.is_empty() {
        Ok(())
    } else {
        Err(checking.failures)
    }
}

struct Checking<'a> {
    names: BTreeMap<&'a str, &'a str>,
    confirmed: BTreeSet<&'a str>,
    shapes: Vec<Vec<u8>>,
    points: usize,
    failures: Vec<Failure>,
}

impl<'a> Checking<'a> {
    fn fail(&mut self, of: &Confirmation, fault: Fault) {
        let row = of.row.clone();
        self.failures.push(Failure { row, fault });
    }

    fn person(&mut self, of: &'a Confirmation) {
        if self.names.get(of.row.as_str()) != Some(&of.name.as_str()) {
            self.fail(of, Fault::NotInContent);
        } else if !self.confirmed.insert(&of.row) {
            self.fail(of, Fault::Twice);
        }
    }

    fn ink(&mut self, of: &Confirmation) {
        let Some(ink) = &of.ink else {
            if of.witness.is_none() {
                self.fail(of, Fault::InkMissing);
            }
            return;
        };
        self.points = self.points.saturating_add(ink.point_count());
        if let Err(fault) = ink.check(&self.shapes) {
            self.fail(of, Fault::Ink(fault));
        } else if self.points > MAX_POINTS {
            self.fail(of, Fault::Ink(InkFault::TooLarge));
        } else {
            self.shapes.push(ink.shape());
        }
    }

    fn texts(&mut self, of: &Confirmation) {
        if let Some(witness) = &of.witness {
            if witness.name.trim().is_empty() {
                self.fail(of, Fault::WitnessNameMissing);
            }
            if witness.reason.trim().is_empty() {
                self.fail(of, Fault::WitnessReasonMissing);
            }
            if text::graphemes(&witness.name) > MAX_NAME_GRAPHEMES
                || text::graphemes(&witness.reason) > MAX_REASON_GRAPHEMES
            {
                self.fail(of, Fault::TooLong);
            }
        }
        if of.texts().any(text::has_control) {
            self.fail(of, Fault::ControlCharacters);
        }
    }
}
