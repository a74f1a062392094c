//! A list of the county against its registers (名册): a table of one kind of record, as the program writes them too, or the usual roster of
//! counsel by village. Each row becomes what would be said of records, checked in the order of the rows as the county's registers become by it.

mod draft;
mod headings;
mod kinds;
mod people;
mod roster;
mod value;

use std::collections::BTreeSet;

use cunfa_core::list::{Place, Question, Repaired, Why};
use cunfa_core::register::{Fault, RecordKind, Registers, Registration, Values, World};
use cunfa_core::{EntryId, Person, PersonId, Village};

use self::draft::Draft;
use self::headings::Form;
use super::ListError;
use super::heading::Headings;
use crate::read::{Book, Sheet};

/// What a list is held against.
pub struct Ground<'g> {
    /// The county's villages.
    pub villages: &'g [Village],
    /// The registers as they stand.
    pub registers: &'g Registers,
    /// What else registrations are checked against.
    pub world: &'g World<'g>,
    /// Who would say all of it.
    pub author: &'g Person,
    /// Counsel who have an account; some of them may have no record.
    pub unlisted: &'g [(PersonId, String)],
    /// Villages whose name is not the register's are taken by their code: somebody said so.
    pub by_code: bool,
}

/// What would be said of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which.
    pub record: EntryId,
    /// What.
    pub registration: Registration,
    /// What it said before; none: it is new.
    pub before: Option<Values>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Something new.
    New,
    /// Nothing new, and something changed.
    Changed,
    /// It stands there already, the same.
    Known,
    /// The same as a row above; taken once.
    Repeated(Place),
    /// Not taken before somebody decides.
    Asked(Question),
    /// Not taken.
    Refused(Why),
    /// Not taken: these are wrong with what it would say.
    Faults(Vec<(RecordKind, Fault)>),
}

impl Outcome {
    /// Whether something is signed for it.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Outcome::New | Outcome::Changed)
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// Where.
    pub place: Place,
    /// What it is about, as far as it could be read.
    pub shown: String,
    /// What was put right.
    pub repairs: Vec<Repaired>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What would be said for it, in its order; of a row that is not taken, what is wrong.
    pub said: Vec<Said>,
}

/// A list, before anything is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Hidden sheets, not read.
    pub hidden: Vec<String>,
    /// Sheets without known headings, not read.
    pub other_sheets: Vec<String>,
    /// Headings that nothing is taken from.
    pub other_columns: Vec<String>,
    /// The rows: registers in the order in which they build on each other, rosters last.
    pub lines: Vec<RecordLine>,
}

impl Plan {
    /// What is signed for, in order: whatever relies on another comes after it.
    pub fn taken(&self) -> impl Iterator<Item = &Said> {
        let taken = self.lines.iter().filter(|line| line.outcome.is_taken());
        taken.flat_map(|line| &line.said)
    }
}

/// Looks at a list. `draw` gives 16 random bytes for what is new.
///
/// # Errors
/// As [`ListError`].
pub fn registers(book: &Book, ground: &Ground<'_>, draw: &mut dyn FnMut() -> [u8; 16]) -> Result<Plan, ListError> {
    let (mut other_sheets, mut other_columns) = (Vec::new(), BTreeSet::new());
    let mut forms: Vec<(Form, &Sheet, Headings)> = Vec::new();
    for sheet in &book.sheets {
        match headings::find(sheet) {
            Some((form, headings)) => {
                other_columns.extend(headings.others.iter().cloned());
                forms.push((form, sheet, headings));
            }
            None => other_sheets.push(sheet.name.clone()),
        }
    }
    let hidden = book.hidden.clone();
    if forms.is_empty() {
        return Err(ListError::NoHeadings { hidden });
    }
    forms.sort_by_key(|(form, ..)| form.order());
    let mut draft = Draft::new(ground, draw);
    let mut lines = Vec::new();
    for (form, sheet, headings) in &forms {
        let words = form.words();
        for (number, row) in sheet.rows.range(headings.row.saturating_add(1)..) {
            let place = Place {
                sheet: sheet.name.clone(),
                row: *number,
            };
            if headings.is_again(row, &words) {
                continue;
            }
            let line = match form {
                Form::Kind(kind) => kinds::line(&mut draft, *kind, place, (row, headings)),
                Form::Roster => roster::line(&mut draft, place, (row, headings)),
            };
            lines.extend(line);
        }
    }
    if lines.is_empty() {
        return Err(ListError::NoRows { hidden });
    }
    Ok(Plan {
        hidden,
        other_sheets,
        other_columns: other_columns.into_iter().collect(),
        lines,
    })
}
