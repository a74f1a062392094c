//! A list as an office keeps it, to what would be taken in of it: every row accepted, repaired with each repair named, asked about, or
//! refused with why. Nothing is guessed in silence; codes and reasons here, words where they are shown.

mod clean;
mod counsel;
mod heading;
mod names;
pub mod register;
mod villages;

pub use cunfa_core::list::{Column, Official, Place, Question, Repair, Repaired, Why};

pub use counsel::{Held, Listed, counsel};
pub use villages::villages;

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Taken in.
    Taken(T),
    /// In the register already, the same.
    Known,
    /// The same as a row above; taken once.
    Repeated(Place),
    /// A further village of the person in a row above.
    Joined(Place),
    /// Not taken in, since another row of the same person is not.
    Waits(Place),
    /// Not taken in before somebody decides.
    Asked(Question, T),
    /// Not taken in.
    Refused(Why),
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<T> {
    /// Where.
    pub place: Place,
    /// What it is about, as far as it could be read: a village's or a person's name.
    pub shown: String,
    /// What was put right.
    pub repairs: Vec<Repaired>,
    /// What becomes of it.
    pub verdict: Verdict<T>,
}

/// A list, before anything is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview<T> {
    /// Hidden sheets, not read.
    pub hidden: Vec<String>,
    /// Sheets without the headings, not read.
    pub other_sheets: Vec<String>,
    /// Headings that nothing is taken from.
    pub other_columns: Vec<String>,
    /// The rows, sheet by sheet.
    pub lines: Vec<Line<T>>,
}

/// How many rows of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows taken in as they stand.
    pub accepted: usize,
    /// Rows taken in with repairs.
    pub repaired: usize,
    /// Rows that change nothing: known, repeated, joined to another.
    pub nothing_new: usize,
    /// Rows that wait for a decision, or for another row.
    pub asked: usize,
    /// Rows refused.
    pub refused: usize,
}

impl<T> Preview<T> {
    /// The counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            let one = match &line.verdict {
                Verdict::Taken(_) | Verdict::Joined(_) if !line.repairs.is_empty() => &mut counts.repaired,
                Verdict::Taken(_) => &mut counts.accepted,
                Verdict::Known | Verdict::Repeated(_) | Verdict::Joined(_) => &mut counts.nothing_new,
                Verdict::Asked(..) | Verdict::Waits(_) => &mut counts.asked,
                Verdict::Refused(_) => &mut counts.refused,
            };
            *one += 1;
        }
        counts
    }

    /// What would be taken in, in the list's order.
    pub fn taken(&self) -> impl Iterator<Item = &T> {
        self.lines.iter().filter_map(|line| match &line.verdict {
            Verdict::Taken(item) => Some(item),
            _ => None,
        })
    }
}

/// Why a file is not the list that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No visible sheet has a row with the headings.
    #[error("reading a list: no headings")]
    NoHeadings {
        /// Hidden sheets, which were not looked at.
        hidden: Vec<String>,
    },
    /// Headings and no row.
    #[error("reading a list: no rows")]
    NoRows {
        /// Hidden sheets, which were not looked at.
        hidden: Vec<String>,
    },
}
